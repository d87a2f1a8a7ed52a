/* SPDX-License-Identifier: EUPL-1.2 */
/* A feedback report as the dossier remembers it: exactly the numbers that were told. */

#ifndef PUBLICATION_H
#define PUBLICATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include <vrijuit/form.h>
#include <vrijuit/status.h>

#define PUBLICATION_HIDDEN    UINT32_MAX
#define PUBLICATION_CROSSINGS 3U
#define PUBLICATION_TABLES    64U
#define PUBLICATION_COLUMNS   64U
#define PUBLICATION_TYPES     3U

/* The names of enum vr_question_type, as in a form. */
extern const char *const publication_types[PUBLICATION_TYPES];

/* The counts of a question; see struct survey_question for the columns. */
struct publication_table {
    char id[VR_ID_MAX + 1];
    enum vr_question_type type;
    bool required;
    size_t option_count; /* 0 for text */
    char (*options)[VR_ID_MAX + 1];
    size_t columns;
    uint32_t *numbers; /* columns */
};

/* Two tables crossed: rows are the columns of one table. */
struct publication_crossing {
    size_t rows_of;
    size_t columns_of;
    uint32_t *numbers; /* row by row */
};

struct publication {
    char council[VR_ID_MAX + 1];
    bool bounded; /* only reports of the rounds from to until */
    uint32_t from;
    uint32_t until;
    uint64_t seen; /* records that the dossier had */
    uint32_t minimum;
    uint32_t total;
    size_t table_count;
    struct publication_table tables[PUBLICATION_TABLES];
    size_t crossing_count;
    struct publication_crossing crossings[PUBLICATION_CROSSINGS];
};

/* The place of a question's table, or table_count. */
size_t publication_find(const struct publication *publication, const char *id);

/* Whether they count the same question with the same answers. */
bool publication_same_table(const struct publication_table *a, const struct publication_table *b);

/* A table without options or numbers yet becomes one with all numbers hidden. The type, the id and
 * required stand already. VR_MEMORY. */
enum vr_status publication_table_fill(struct publication_table *table,
                                      size_t option_count) VR_MUST_CHECK;
enum vr_status publication_crossing_fill(struct publication *publication,
                                         struct publication_crossing *crossing) VR_MUST_CHECK;

/* The body of the dossier's record. NULL without memory. */
json_t *publication_encode(const struct publication *publication);

/* On success the caller calls publication_free. VR_MALFORMED with the reason. */
enum vr_status publication_decode(struct publication **out, const json_t *body,
                                  struct vr_why *why) VR_MUST_CHECK;
void publication_free(struct publication *publication);

#endif

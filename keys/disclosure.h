/* SPDX-License-Identifier: EUPL-1.2 */
/* Which numbers of one table may be told. Reports fall into classes by the feedback reports that
 * count them: what a reader can subtract from each other. In every class, for every answer, a
 * reader who knows all numbers that were ever told, and how many reports each class has, must not
 * be able to work out that fewer than the minimum gave that answer, none included. */

#ifndef DISCLOSURE_H
#define DISCLOSURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/status.h>

#define DISCLOSURE_CLASSES_MAX 64U

/* A report is in one row. Columns may be none; with partition it is in one column too, else in any
 * number of them, in at least one when covered. */
struct disclosure_shape {
    size_t classes;
    size_t rows;
    size_t columns;
    bool partition;
    bool covered;
};

enum disclosure_kind {
    DISCLOSURE_ROW,    /* a whole row */
    DISCLOSURE_COLUMN, /* a whole column */
    DISCLOSURE_CELL,
};

/* A number that can be told: of these classes together. */
struct disclosure_number {
    enum disclosure_kind kind;
    size_t row;
    size_t column;
    uint64_t classes; /* bit c is class c */
};

struct disclosure;

/* Counts begin at zero. VR_MEMORY. */
enum vr_status disclosure_new(struct disclosure **out, const struct disclosure_shape *shape,
                              uint32_t minimum) VR_MUST_CHECK;

/* One report: columns is a bit for each column that it is in. */
void disclosure_count(struct disclosure *disclosure, size_t class, size_t row, uint64_t columns);

uint32_t disclosure_value(const struct disclosure *disclosure,
                          const struct disclosure_number *number);

/* After all were counted: this was told before. */
enum vr_status disclosure_tell(struct disclosure *disclosure,
                               const struct disclosure_number *number) VR_MUST_CHECK;

/* Whether it may be told on top of all that was; when so it counts as told. *accepted is false for
 * all numbers when what was told before is too much already. */
enum vr_status disclosure_offer(bool *accepted, struct disclosure *disclosure,
                                const struct disclosure_number *number) VR_MUST_CHECK;

void disclosure_free(struct disclosure *disclosure);

#endif

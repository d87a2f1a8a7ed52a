/* SPDX-License-Identifier: EUPL-1.2 */
#include "publication.h"

#include <stdlib.h>
#include <string.h>

const char *const publication_types[PUBLICATION_TYPES] = { "one", "many", "text" };

size_t
publication_find(const struct publication *publication, const char *id)
{
    size_t place = 0;

    while (place < publication->table_count && strcmp(publication->tables[place].id, id) != 0) {
        place++;
    }

    return place;
}

static uint32_t *
hidden_numbers(size_t count)
{
    uint32_t *numbers = calloc(count + 1, sizeof numbers[0]);

    for (size_t i = 0; numbers != NULL && i < count; i++) {
        numbers[i] = PUBLICATION_HIDDEN;
    }

    return numbers;
}

enum vr_status
publication_table_fill(struct publication_table *table, size_t option_count)
{
    size_t answers = table->type == VR_TEXT ? 1 : option_count;

    table->option_count = option_count;
    table->columns = answers + (table->type != VR_MANY && !table->required ? 1 : 0);
    table->options = calloc(option_count + 1, sizeof table->options[0]);
    table->numbers = hidden_numbers(table->columns);

    return table->options == NULL || table->numbers == NULL ? VR_MEMORY : VR_OK;
}

enum vr_status
publication_crossing_fill(struct publication *publication, struct publication_crossing *crossing)
{
    crossing->numbers = hidden_numbers(publication->tables[crossing->rows_of].columns *
                                       publication->tables[crossing->columns_of].columns);

    return crossing->numbers == NULL ? VR_MEMORY : VR_OK;
}

bool
publication_same_table(const struct publication_table *a, const struct publication_table *b)
{
    return strcmp(a->id, b->id) == 0 && a->type == b->type && a->required == b->required &&
           a->option_count == b->option_count &&
           memcmp(a->options, b->options, a->option_count * sizeof a->options[0]) == 0;
}

/* A hidden number is false. */
static json_t *
encode_numbers(const uint32_t *numbers, size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++) {
        json_array_append_new(list, numbers[i] == PUBLICATION_HIDDEN
                                        ? json_false()
                                        : json_integer((json_int_t) numbers[i]));
    }

    return list;
}

static json_t *
encode_table(const struct publication_table *table)
{
    json_t *options = json_array();

    for (size_t i = 0; i < table->option_count; i++) {
        json_array_append_new(options, json_string(table->options[i]));
    }

    return json_pack("{s:s, s:s, s:b, s:o, s:o}", "id", table->id, "type",
                     publication_types[table->type], "required", (int) table->required, "options",
                     options, "numbers", encode_numbers(table->numbers, table->columns));
}

json_t *
publication_encode(const struct publication *publication)
{
    json_t *tables = json_array();
    json_t *crossings = json_array();
    json_t *body;

    for (size_t i = 0; i < publication->table_count; i++) {
        json_array_append_new(tables, encode_table(&publication->tables[i]));
    }
    for (size_t i = 0; i < publication->crossing_count; i++) {
        const struct publication_crossing *crossing = &publication->crossings[i];
        const struct publication_table *rows = &publication->tables[crossing->rows_of];
        const struct publication_table *columns = &publication->tables[crossing->columns_of];

        json_array_append_new(
            crossings,
            json_pack("{s:s, s:s, s:o}", "rows", rows->id, "columns", columns->id, "numbers",
                      encode_numbers(crossing->numbers, rows->columns * columns->columns)));
    }
    body = json_pack("{s:i, s:s, s:I, s:I, s:I}", "v", 1, "council", publication->council, "seen",
                     (json_int_t) publication->seen, "minimum", (json_int_t) publication->minimum,
                     "total", (json_int_t) publication->total);
    if (publication->bounded) {
        json_object_set_new(body, "from", json_integer((json_int_t) publication->from));
        json_object_set_new(body, "until", json_integer((json_int_t) publication->until));
    }
    if (json_object_set_new(body, "tables", tables) != 0 ||
        json_object_set_new(body, "crossings", crossings) != 0) {
        json_decref(body);
        return NULL;
    }

    return body;
}

void
publication_free(struct publication *publication)
{
    if (publication == NULL) {
        return;
    }
    for (size_t i = 0; i < publication->table_count; i++) {
        free(publication->tables[i].options);
        free(publication->tables[i].numbers);
    }
    for (size_t i = 0; i < publication->crossing_count; i++) {
        free(publication->crossings[i].numbers);
    }
    free(publication);
}

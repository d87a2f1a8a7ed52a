/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>

#include "page.h"

/* Brackets cannot be in an id. */
static const char *
answer_id(const struct publication_table *table, size_t column)
{
    if (column < table->option_count) {
        return table->options[column];
    }

    return table->type == VR_TEXT && column == 0 ? "(answered)" : "(none)";
}

static void
put_number(const struct page *page, uint32_t number)
{
    if (number == PUBLICATION_HIDDEN) {
        fputs("\"hidden\"\r\n", page->out);
    } else {
        fprintf(page->out, "%" PRIu32 "\r\n", page_number(page, number));
    }
}

static void
put_crossing(const struct page *page, const struct publication_crossing *crossing)
{
    const struct publication_table *rows = &page->publication->tables[crossing->rows_of];
    const struct publication_table *columns = &page->publication->tables[crossing->columns_of];

    for (size_t r = 0; r < rows->columns; r++) {
        for (size_t c = 0; c < columns->columns; c++) {
            fprintf(page->out, "\"%s\",\"%s\",\"%s\",\"%s\",", rows->id, answer_id(rows, r),
                    columns->id, answer_id(columns, c));
            put_number(page, crossing->numbers[r * columns->columns + c]);
        }
    }
}

void
page_csv(const struct page *page)
{
    const struct publication *publication = page->publication;

    fputs("question,answer,crossed_question,crossed_answer,number\r\n", page->out);
    fputs("\"(reports)\",,,,", page->out);
    put_number(page, publication->total);
    for (size_t i = 0; i < publication->table_count; i++) {
        const struct publication_table *table = &publication->tables[i];

        for (size_t c = 0; c < table->columns; c++) {
            fprintf(page->out, "\"%s\",\"%s\",,,", table->id, answer_id(table, c));
            put_number(page, table->numbers[c]);
        }
    }
    for (size_t i = 0; i < publication->crossing_count; i++) {
        put_crossing(page, &publication->crossings[i]);
    }
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>

#include "page.h"

static void
put_cell(const struct page *page, uint32_t number)
{
    if (number == PUBLICATION_HIDDEN) {
        fprintf(page->out, "<td class=\"hid\">%s</td>",
                say(page->tool, "niet getoond", "not shown"));
    } else {
        fprintf(page->out, "<td>%" PRIu32 "</td>", page_number(page, number));
    }
}

static bool
is_all_hidden(const uint32_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (numbers[i] != PUBLICATION_HIDDEN) {
            return false;
        }
    }

    return true;
}

static void
put_nothing(const struct page *page)
{
    fprintf(page->out, "<p>%s</p>\n</section>\n",
            say(page->tool, "Hierover kunnen we nu geen getallen tonen.",
                "We cannot show numbers about this now."));
}

static void
put_label(const struct page *page, const struct publication_table *table)
{
    page_text(page, vr_text_in(&page_question(page, table)->label, page->tool->lang), 0);
}

static void
put_table(const struct page *page, const struct publication_table *table)
{
    const struct tool *tool = page->tool;

    fputs("<table>\n<caption>", page->out);
    fputs(say(tool, "Aantal meldingen bij: ", "Number of reports for: "), page->out);
    put_label(page, table);
    fprintf(page->out,
            "</caption>\n<thead><tr><th scope=\"col\">%s</th><th scope=\"col\" "
            "class=\"count\">%s</th></tr></thead>\n<tbody>\n",
            say(tool, "Antwoord", "Answer"), say(tool, "Meldingen", "Reports"));
    for (size_t i = 0; i < table->columns; i++) {
        fputs("<tr><th scope=\"row\">", page->out);
        page_text(page, page_answer(page, table, i), 0);
        fputs("</th>", page->out);
        put_cell(page, table->numbers[i]);
        fputs("</tr>\n", page->out);
    }
    fputs("</tbody>\n</table>\n", page->out);
}

static void
put_question(const struct page *page, const struct publication_table *table, size_t number)
{
    fprintf(page->out, "<section aria-labelledby=\"q%zu\">\n<h2 id=\"q%zu\">", number, number);
    put_label(page, table);
    fputs("</h2>\n", page->out);
    if (is_all_hidden(table->numbers, table->columns)) {
        put_nothing(page);
        return;
    }
    if (table->type == VR_MANY) {
        fprintf(
            page->out, "<p>%s</p>\n",
            say(page->tool, "Je kon meer antwoorden kiezen. Een melding kan dus vaker meetellen.",
                "You could choose more than one answer. So a report can count more than once."));
    }
    page_chart(page, table, number);
    put_table(page, table);
    fputs("</section>\n", page->out);
}

/* The longer list of answers goes down the page: it is the page's width that is scarce. */
struct grid {
    const struct publication_table *down;
    const struct publication_table *across;
    const uint32_t *numbers;
    size_t down_step;
    size_t across_step;
};

static struct grid
grid_of(const struct publication *publication, const struct publication_crossing *crossing)
{
    const struct publication_table *rows = &publication->tables[crossing->rows_of];
    const struct publication_table *columns = &publication->tables[crossing->columns_of];

    if (columns->columns > rows->columns) {
        return (struct grid) { columns, rows, crossing->numbers, 1, columns->columns };
    }

    return (struct grid) { rows, columns, crossing->numbers, columns->columns, 1 };
}

static void
put_grid(const struct page *page, const struct grid *grid)
{
    fputs("<thead><tr><th scope=\"col\">", page->out);
    put_label(page, grid->down);
    fputs("</th>", page->out);
    for (size_t c = 0; c < grid->across->columns; c++) {
        fputs("<th scope=\"col\">", page->out);
        page_text(page, page_answer(page, grid->across, c), 0);
        fputs("</th>", page->out);
    }
    fputs("</tr></thead>\n<tbody>\n", page->out);
    for (size_t r = 0; r < grid->down->columns; r++) {
        fputs("<tr><th scope=\"row\">", page->out);
        page_text(page, page_answer(page, grid->down, r), 0);
        fputs("</th>", page->out);
        for (size_t c = 0; c < grid->across->columns; c++) {
            put_cell(page, grid->numbers[r * grid->down_step + c * grid->across_step]);
        }
        fputs("</tr>\n", page->out);
    }
    fputs("</tbody>\n", page->out);
}

static void
put_crossing(const struct page *page, const struct publication_crossing *crossing, size_t number)
{
    const struct grid grid = grid_of(page->publication, crossing);

    fprintf(page->out, "<section aria-labelledby=\"q%zu\">\n<h2 id=\"q%zu\">%s", number, number,
            say(page->tool, "Samen bekeken: ", "Seen together: "));
    put_label(page, grid.down);
    fputs(" / ", page->out);
    put_label(page, grid.across);
    fputs("</h2>\n", page->out);
    if (is_all_hidden(grid.numbers, grid.down->columns * grid.across->columns)) {
        put_nothing(page);
        return;
    }
    fprintf(page->out,
            "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-labelledby=\"q%zu\">\n<table "
            "class=\"cross\">\n<caption>%s",
            number,
            say(page->tool, "Aantal meldingen. De kolommen zijn de antwoorden op: ",
                "Number of reports. The columns are the answers to: "));
    put_label(page, grid.across);
    fputs("</caption>\n", page->out);
    put_grid(page, &grid);
    fputs("</table>\n</div>\n</section>\n", page->out);
}

void
page_html(const struct page *page)
{
    const struct publication *publication = page->publication;
    size_t number = 1;

    page_head(page);
    for (size_t i = 0; i < publication->table_count; i++) {
        put_question(page, &publication->tables[i], number++);
    }
    for (size_t i = 0; i < publication->crossing_count; i++) {
        put_crossing(page, &publication->crossings[i], number++);
    }
    fprintf(page->out, "<footer><p>%s</p></footer>\n</main>\n</body>\n</html>\n",
            say(page->tool, "Gemaakt door de raad, met vrijuit.",
                "Made by the council, with vrijuit."));
}

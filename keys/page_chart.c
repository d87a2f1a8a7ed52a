/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>

#include "page.h"

#define CHART_WIDTH  640U
#define BAR_WIDTH    560U /* of all reports; what is right of it is for the number */
#define ROW_HEIGHT   46U
#define LABEL_LENGTH 75U

/* Light lines and words where a bar would be a guess. */
static void
put_bar(const struct page *page, uint32_t number, size_t row)
{
    size_t top = row * ROW_HEIGHT + 20;
    uint32_t total = page_number(page, page->publication->total);
    uint32_t told;
    size_t width;

    if (number == PUBLICATION_HIDDEN) {
        fprintf(page->out,
                "<rect class=\"none\" x=\"0.5\" y=\"%zu.5\" width=\"%u\" height=\"17\"/>"
                "<text x=\"8\" y=\"%zu\" class=\"small\">%s</text>",
                top, BAR_WIDTH - 1, top + 14, say(page->tool, "niet getoond", "not shown"));
        return;
    }
    told = page_number(page, number);
    width = total == 0 ? 0 : (size_t) told * BAR_WIDTH / total;
    width = width > BAR_WIDTH ? BAR_WIDTH : width;
    fprintf(page->out,
            "<rect class=\"all\" x=\"0\" y=\"%zu\" width=\"%u\" height=\"18\"/>"
            "<rect class=\"bar\" x=\"0\" y=\"%zu\" width=\"%zu\" height=\"18\"/>"
            "<text x=\"%u\" y=\"%zu\" class=\"number\">%" PRIu32 "</text>",
            top, BAR_WIDTH, top, width, BAR_WIDTH + 8, top + 15, told);
}

void
page_chart(const struct page *page, const struct publication_table *table, size_t number)
{
    const struct vr_question *question = page_question(page, table);

    fprintf(page->out,
            "<svg role=\"img\" aria-labelledby=\"t%zu d%zu\" viewBox=\"0 0 %u %zu\">\n<title "
            "id=\"t%zu\">",
            number, number, CHART_WIDTH, table->columns * ROW_HEIGHT, number);
    page_text(page, vr_text_in(&question->label, page->tool->lang), 0);
    fprintf(page->out, "</title>\n<desc id=\"d%zu\">%s</desc>\n", number,
            say(page->tool, "Staven. Dezelfde getallen staan in de tabel hieronder.",
                "Bars. The same numbers are in the table below."));
    for (size_t i = 0; i < table->columns; i++) {
        fprintf(page->out, "<text x=\"0\" y=\"%zu\">", i * ROW_HEIGHT + 14);
        page_text(page, page_answer(page, table, i), LABEL_LENGTH);
        fputs("</text>", page->out);
        put_bar(page, table->numbers[i], i);
        fputs("\n", page->out);
    }
    fputs("</svg>\n", page->out);
}

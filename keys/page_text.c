/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include "page.h"
#include "safe_text.h"

static const struct {
    char character;
    const char *entity;
} entities[] = {
    { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" }, { '\'', "&#39;" },
};

static void
put_byte(FILE *out, char byte)
{
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
        if (entities[i].character == byte) {
            fputs(entities[i].entity, out);
            return;
        }
    }
    fputc(byte, out);
}

/* Bytes of the first limit characters. */
static size_t
cut_at(const char *text, size_t limit)
{
    size_t characters = 0;
    size_t i = 0;

    for (; text[i] != '\0'; i++) {
        if (((unsigned char) text[i] & 0xc0) != 0x80 && characters++ == limit) {
            break;
        }
    }

    return i;
}

void
page_text(const struct page *page, const char *text, size_t limit)
{
    char *safe = safe_text(text);
    size_t len;

    if (safe == NULL) {
        fputs("?", page->out);
        return;
    }
    len = limit == 0 ? strlen(safe) : cut_at(safe, limit);
    for (size_t i = 0; i < len; i++) {
        put_byte(page->out, safe[i]);
    }
    if (safe[len] != '\0') {
        fputs("\u2026", page->out);
    }
    free(safe);
}

uint32_t
page_number(const struct page *page, uint32_t number)
{
    uint32_t base = page->round_base;

    return base == 0 ? number : (number + base / 2) / base * base;
}

const struct vr_question *
page_question(const struct page *page, const struct publication_table *table)
{
    return page->survey->questions[survey_find(page->survey, table->id)].asked;
}

const char *
page_answer(const struct page *page, const struct publication_table *table, size_t column)
{
    const struct tool *tool = page->tool;

    if (column < table->option_count) {
        return vr_text_in(&page_question(page, table)->options[column].label, tool->lang);
    }
    if (table->type == VR_TEXT && column == 0) {
        return say(tool, "Beantwoord, in eigen woorden", "Answered, in own words");
    }

    return say(tool, "Geen antwoord", "No answer");
}

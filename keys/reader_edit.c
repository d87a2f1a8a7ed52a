/* SPDX-License-Identifier: EUPL-1.2 */
#include "reader_edit.h"

#include <stdio.h>
#include <string.h>

#include "screen.h"
#include "wrap.h"

#define CTRL_D 4

int
sitting_key(struct sitting *sitting)
{
    int key = screen_key(sitting->signals, sitting->idle_seconds);

    if (key == SCREEN_IDLE || key == SCREEN_CLOSED) {
        sitting->ended = true;
        sitting->end = key == SCREEN_IDLE ? READER_IDLE : READER_LEFT;
    }

    return key;
}

/* The last code point of text goes. */
static void
rub_out(char *text)
{
    size_t len = strlen(text);

    while (len > 0 && ((uint8_t) text[len - 1] & 0xc0U) == 0x80U) {
        len--;
    }
    text[len > 0 ? len - 1 : 0] = '\0';
}

/* Whether the key changed text. */
static bool
type_key(char *text, size_t size, int key)
{
    size_t len = strlen(text);

    if (key == SCREEN_BACK) {
        rub_out(text);
        return true;
    }
    if (key < ' ' || key > 255 || len + 1 >= size) {
        return false;
    }
    text[len] = (char) key;
    text[len + 1] = '\0';

    return true;
}

/* The end of what was typed is what people must see. */
static const char *
tail_of(const char *text, size_t columns)
{
    while (wrap_fit(text, columns) < strlen(text)) {
        text++;
        while (((uint8_t) *text & 0xc0U) == 0x80U) {
            text++;
        }
    }

    return text;
}

bool
edit_line(struct sitting *sitting, char *line, size_t size, const char *question)
{
    size_t row = screen_rows() - 1;
    char blank[SCREEN_COLUMNS + 1];

    memset(blank, ' ', sizeof blank);
    line[0] = '\0';
    while (!sitting->ended) {
        char shown[600];
        const char *tail = tail_of(line, screen_columns() - strlen(question) - 3);
        int key;

        snprintf(shown, sizeof shown, "%s %s", question, tail);
        screen_put(row, blank, SCREEN_COLUMNS - 1, SCREEN_PLAIN);
        screen_put(row, shown, strlen(shown), SCREEN_BOLD);
        screen_show(row, wrap_fit(shown, screen_columns() - 1));
        memset(shown, 0, sizeof shown);
        key = sitting_key(sitting);
        if (key == SCREEN_ENTER) {
            return true;
        }
        if (key == SCREEN_ESCAPE) {
            return false;
        }
        type_key(line, size, key);
    }

    return false;
}

static void
draw_text(const struct sitting *sitting, const char *text, const char *title)
{
    size_t columns = screen_columns() - 1;
    size_t rows = screen_rows() - 2;
    size_t count = wrap_count(text, columns);
    size_t first = count > rows - 1 ? count - (rows - 1) : 0;
    size_t end_row = 1;
    size_t end_column = 0;
    size_t len = 0;
    const char *help =
        say(sitting->tool, "Ctrl-D bewaart, Esc laat vervallen", "Ctrl-D keeps, Esc gives up");

    screen_clear();
    screen_put(0, title, wrap_fit(title, columns), SCREEN_REVERSE);
    for (size_t i = first; i < count; i++) {
        const char *line = wrap_at(&len, text, columns, i);

        screen_put(1 + i - first, line, len, SCREEN_PLAIN);
        end_row = 1 + i - first;
        end_column = len;
    }
    if (*text != '\0' && text[strlen(text) - 1] == '\n') {
        end_row++;
        end_column = 0;
    }
    screen_put(screen_rows() - 1, help, strlen(help), SCREEN_REVERSE);
    screen_show(end_row, end_column < columns ? end_column : columns);
}

bool
edit_text(struct sitting *sitting, char *text, size_t size, const char *title)
{
    while (!sitting->ended) {
        int key;

        draw_text(sitting, text, title);
        key = sitting_key(sitting);
        if (key == CTRL_D) {
            return true;
        }
        if (key == SCREEN_ESCAPE) {
            return false;
        }
        if (key == SCREEN_ENTER && strlen(text) + 1 < size) {
            strcat(text, "\n");
        } else {
            type_key(text, size, key);
        }
    }

    return false;
}

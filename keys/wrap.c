/* SPDX-License-Identifier: EUPL-1.2 */
#include "wrap.h"

#include <string.h>
#include <wchar.h>

/* Bytes and columns of the first code point; what the locale does not know takes one of each. */
static size_t
measure_point(size_t *columns, const char *text)
{
    mbstate_t state = { 0 };
    wchar_t point = L'\0';
    size_t len = mbrtowc(&point, text, strlen(text), &state);
    int width;

    *columns = 1;
    if (len == 0 || len == (size_t) -1 || len == (size_t) -2) {
        return 1;
    }
    width = wcwidth(point);
    *columns = width < 0 ? 1 : (size_t) width;

    return len;
}

size_t
wrap_fit(const char *text, size_t columns)
{
    size_t taken = 0;
    size_t used = 0;

    while (text[taken] != '\0' && text[taken] != '\n') {
        size_t width = 0;
        size_t len = measure_point(&width, text + taken);

        if (used + width > columns) {
            break;
        }
        used += width;
        taken += len;
    }

    return taken;
}

size_t
wrap_line(size_t *next, const char *text, size_t columns)
{
    size_t taken = wrap_fit(text, columns);
    size_t space = taken; /* end of the last word that fits */
    size_t width;

    if (taken == 0 && *text != '\0' && *text != '\n') {
        taken = measure_point(&width, text);
    }
    if (text[taken] == '\0' || text[taken] == '\n') {
        *next = taken + (text[taken] == '\n' ? 1 : 0);
        return taken;
    }
    while (space > 0 && text[space] != ' ') {
        space--;
    }
    if (space > 0 && strspn(text, " ") < space) {
        *next = space + strspn(text + space, " ");
        while (space > 0 && text[space - 1] == ' ') {
            space--;
        }
        return space;
    }
    *next = taken;

    return taken;
}

size_t
wrap_count(const char *text, size_t columns)
{
    size_t count = 0;

    while (*text != '\0') {
        size_t next = 0;

        wrap_line(&next, text, columns);
        text += next;
        count++;
    }

    return count;
}

const char *
wrap_at(size_t *len, const char *text, size_t columns, size_t line)
{
    while (*text != '\0') {
        size_t next = 0;

        *len = wrap_line(&next, text, columns);
        if (line == 0) {
            return text;
        }
        line--;
        text += next;
    }

    return NULL;
}

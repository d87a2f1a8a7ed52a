/* SPDX-License-Identifier: EUPL-1.2 */
#include "bounded.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "safe_text.h"

void
bounded_add(struct bounded *page, const char *format, ...)
{
    size_t room = page->room - page->len;
    va_list arguments;
    int added;

    va_start(arguments, format);
    added = vsnprintf(page->text + page->len, room, format, arguments);
    va_end(arguments);
    if (added < 0 || (size_t) added >= room) {
        page->full = true;
        page->len = page->room - 1;
    } else {
        page->len += (size_t) added;
    }
}

static const char *
entity_of(char letter)
{
    switch (letter) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void
bounded_add_html(struct bounded *page, const char *text)
{
    char *safe = safe_text(text);

    if (safe == NULL) {
        page->full = true;
        return;
    }
    for (const char *at = safe; *at != '\0'; at++) {
        const char *entity = entity_of(*at);

        if (entity != NULL) {
            bounded_add(page, "%s", entity);
        } else {
            bounded_add(page, "%c", *at);
        }
    }
    free(safe);
}

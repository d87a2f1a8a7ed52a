/* SPDX-License-Identifier: EUPL-1.2 */
#include "linter_show.h"

#include <libintl.h>
#include <string.h>

#include <sodium.h>

#define AROUND_MAX 24U /* bytes of text on either side */
#define MARK_MAX   60U /* bytes of a mark */

/* A piece of text for one line. */
struct piece {
    char bytes[2 * AROUND_MAX + MARK_MAX + 32];
    size_t len;
};

static void
add_text(struct piece *piece, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        bool is_blank = strchr("\n\t\r", bytes[i]) != NULL;

        piece->bytes[piece->len++] = is_blank ? ' ' : bytes[i];
    }
    piece->bytes[piece->len] = 0;
}

static bool
is_inside_character(char byte)
{
    return ((unsigned char) byte & 0xc0) == 0x80;
}

/* As much of the text before start as fits, from the beginning of a word if there is one. */
static size_t
context_before(const char *text, size_t start)
{
    size_t from = start > AROUND_MAX ? start - AROUND_MAX : 0;

    if (from == 0) {
        return 0;
    }
    for (size_t i = from; i < start; i++) {
        if (text[i - 1] == ' ' || text[i - 1] == '\n') {
            return i;
        }
    }
    while (from < start && is_inside_character(text[from])) {
        from++;
    }

    return from;
}

/* The same behind end: up to the end of a word. */
static size_t
context_behind(const char *text, size_t end, size_t most)
{
    size_t until = end + strnlen(text + end, most);

    if (text[until] == 0) {
        return until;
    }
    for (size_t i = until; i > end; i--) {
        if (text[i] == ' ' || text[i] == '\n') {
            return i;
        }
    }
    while (until > end && is_inside_character(text[until])) {
        until--;
    }

    return until;
}

static void
show_mark(struct terminal *terminal, const char *text, const struct linter_mark *mark)
{
    struct piece piece = { .len = 0 };
    size_t end = mark->start + mark->len;
    size_t from = context_before(text, mark->start);
    size_t until = context_behind(text, end, AROUND_MAX);
    size_t shown = mark->len;

    if (shown > MARK_MAX) {
        shown = MARK_MAX;
        while (is_inside_character(text[mark->start + shown])) {
            shown--;
        }
    }
    add_text(&piece, "… ", from > 0 ? strlen("… ") : 0);
    add_text(&piece, text + from, mark->start - from);
    add_text(&piece, "[", 1);
    add_text(&piece, text + mark->start, shown);
    add_text(&piece, "…", shown < mark->len ? strlen("…") : 0);
    add_text(&piece, "]", 1);
    add_text(&piece, text + end, until - end);
    add_text(&piece, " …", text[until] != 0 ? strlen(" …") : 0);
    terminal_say(terminal, "    | %s\n", piece.bytes);
    sodium_memzero(&piece, sizeof piece);
}

static void
show_kind(struct terminal *terminal, const char *text, const struct linter_marks *marks,
          enum linter_kind kind)
{
    bool is_first = true;

    for (size_t i = 0; i < marks->count; i++) {
        if (marks->marks[i].kind != kind) {
            continue;
        }
        if (is_first) {
            terminal_say(terminal, "- %s\n", linter_name(kind));
            is_first = false;
        }
        if (marks->marks[i].len > 0) {
            show_mark(terminal, text, &marks->marks[i]);
        }
    }
    if (!is_first) {
        terminal_say(terminal, "  %s\n  %s\n", linter_reason(kind), linter_proposal(kind));
    }
}

void
linter_show(struct terminal *terminal, const char *text, const struct linter_marks *marks)
{
    if (marks->count == 0) {
        terminal_say(terminal, "%s",
                     gettext("Nothing was found by which people can be recognised. Read it once "
                             "more yourself: not everything can be found.\n"));
        return;
    }
    terminal_say(terminal, "%s",
                 gettext("This could show who somebody is. You decide whether to change it.\n"));
    for (int kind = 0; kind < LINTER_KINDS; kind++) {
        show_kind(terminal, text, marks, (enum linter_kind) kind);
    }
    if (marks->is_cut) {
        terminal_say(terminal, "%s", gettext("There is more of it than is shown here.\n"));
    }
    terminal_say(terminal, "%s",
                 gettext("Not everything can be found: read it once more yourself.\n"));
}

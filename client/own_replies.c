/* SPDX-License-Identifier: EUPL-1.2 */
#include "own_replies.h"

#include <libintl.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <vrijuit/secret.h>
#include <vrijuit/suite.h>

#include "form_ask.h"

#define SUITES 2U

/* Secret memory: the pairs of a root, and a cell that is open. */
struct opener {
    struct vr_council_pair pairs[SUITES];
    size_t count;
    uint8_t seed[VR_SEED_SIZE];
    uint8_t content[VR_REPLY_PLAIN_MAX];
    size_t content_len;
};

static enum vr_status
opener_init(struct opener *opener, const uint8_t root[static VR_ROOT_SIZE])
{
    enum vr_status status = VR_OK;

    for (uint64_t id = 1; status == VR_OK && id <= SUITES; id++) {
        const struct vr_suite *suite = vr_suite_find(id);

        if (suite != NULL) {
            vr_codename_reply_seed(opener->seed, root, suite);
            status = vr_council_pair_init(&opener->pairs[opener->count], suite, opener->seed);
            opener->count++;
        }
    }

    return status;
}

/* VR_FOREIGN when no pair opens it. */
static enum vr_status
open_cell(struct opener *opener, const uint8_t cell[static VR_REPLY_SIZE], uint32_t round)
{
    enum vr_status status = VR_FOREIGN;

    for (size_t i = 0; i < opener->count && status == VR_FOREIGN; i++) {
        status =
            vr_reply_open(opener->content, &opener->content_len, &opener->pairs[i], cell, round);
    }

    return status;
}

static enum vr_status
keep_cell(struct own_replies *own, const struct opener *opener, size_t board)
{
    struct own_cell *last;

    if (own->cells == NULL) {
        own->cells = calloc(OWN_REPLIES_MAX, sizeof *own->cells);
    }
    if (own->cells == NULL) {
        return VR_MEMORY;
    }
    if (own->count == OWN_REPLIES_MAX) {
        own->has_more = true;
        return VR_OK;
    }
    last = &own->cells[own->count];
    if (vr_reply_decode(&last->reply, opener->content, opener->content_len, NULL) == VR_OK) {
        last->board = board;
        own->count++;
    } else {
        own->damaged++;
    }

    return VR_OK;
}

static enum vr_status
search_board(struct own_replies *own, struct opener *opener, const struct vr_board *board,
             size_t place)
{
    enum vr_status status = VR_OK;

    for (size_t i = 0; status == VR_OK && i < board->count; i++) {
        switch (open_cell(opener, board->cells + i * VR_REPLY_SIZE, board->round)) {
        case VR_OK:
            status = keep_cell(own, opener, place);
            break;
        case VR_FOREIGN:
            break;
        case VR_MALFORMED:
        case VR_UNSUPPORTED:
        case VR_UNVERIFIED:
        case VR_STALE:
        case VR_CONFLICT:
        case VR_FULL:
            own->damaged++;
            break;
        case VR_MEMORY:
        case VR_SYSTEM:
            status = VR_MEMORY;
            break;
        }
    }

    return status;
}

/* Parts of one answer: of one board, to one report, of one number of parts. */
static int
compare_answers(const struct own_cell *one, const struct own_cell *other)
{
    int order = one->board < other->board ? -1 : one->board > other->board;

    if (order == 0) {
        order = memcmp(one->reply.to, other->reply.to, sizeof one->reply.to);
    }
    if (order == 0) {
        order = one->reply.parts < other->reply.parts ? -1 : one->reply.parts > other->reply.parts;
    }

    return order;
}

static int
compare_cells(const void *left, const void *right)
{
    const struct own_cell *one = left;
    const struct own_cell *other = right;
    int order = compare_answers(one, other);

    if (order == 0) {
        order = one->reply.part < other->reply.part ? -1 : one->reply.part > other->reply.part;
    }

    return order != 0 ? order : strcmp(one->reply.text, other->reply.text);
}

static void
sort_cells(struct own_replies *own)
{
    size_t kept = 0;

    if (own->count > 0) {
        qsort(own->cells, own->count, sizeof *own->cells, compare_cells);
    }
    for (size_t i = 0; i < own->count; i++) {
        if (i == 0 || compare_cells(&own->cells[kept - 1], &own->cells[i]) != 0) {
            own->cells[kept++] = own->cells[i];
        }
    }
    own->count = kept;
}

enum vr_status
own_replies_find(struct own_replies *own, const struct replies *replies,
                 const uint8_t root[static VR_ROOT_SIZE], struct vr_why *why)
{
    struct own_replies found = { 0 };
    void *opener = NULL;
    enum vr_status status = vr_secret_new(&opener, sizeof(struct opener));

    if (status == VR_OK) {
        status = opener_init(opener, root);
    }
    for (size_t i = 0; status == VR_OK && i < replies->count; i++) {
        if (replies->boards[i].is_there) {
            status = search_board(&found, opener, &replies->boards[i].board, i);
        }
    }
    vr_secret_free(opener);
    if (status != VR_OK) {
        own_replies_wipe(&found);
        return vr_refuse(why, status, gettext("no memory"));
    }
    sort_cells(&found);
    *own = found;

    return VR_OK;
}

void
own_replies_wipe(struct own_replies *own)
{
    if (own->cells != NULL) {
        sodium_memzero(own->cells, OWN_REPLIES_MAX * sizeof *own->cells);
        free(own->cells);
    }
    memset(own, 0, sizeof *own);
}

static void
say_missing(struct terminal *terminal, uint32_t from, uint32_t until, uint32_t parts)
{
    if (from == until) {
        terminal_say(terminal, gettext("    (part %lu of %lu is missing)\n"), (unsigned long) from,
                     (unsigned long) parts);
    } else if (from < until) {
        terminal_say(terminal, gettext("    (parts %lu to %lu of %lu are missing)\n"),
                     (unsigned long) from, (unsigned long) until, (unsigned long) parts);
    }
}

/* Texts of the cells from first on that follow each other without a gap, joined; *next is the cell
 * behind them. Two texts for one part are both shown: the council has to say which one holds. */
static void
say_run(size_t *next, struct terminal *terminal, const struct own_replies *own, size_t first,
        size_t end)
{
    size_t size = 1;
    size_t len = 0;
    size_t last = first + 1;
    char *text;

    while (last < end && own->cells[last].reply.part == own->cells[last - 1].reply.part + 1) {
        last++;
    }
    for (size_t i = first; i < last; i++) {
        size += strlen(own->cells[i].reply.text);
    }
    text = calloc(1, size);
    for (size_t i = first; text != NULL && i < last; i++) {
        size_t part_len = strlen(own->cells[i].reply.text);

        memcpy(text + len, own->cells[i].reply.text, part_len);
        len += part_len;
    }
    form_show_text(terminal, text == NULL ? gettext("no memory") : text);
    if (text != NULL) {
        sodium_memzero(text, size);
        free(text);
    }
    *next = last;
}

/* The cells first..end-1 are of one answer. */
static void
say_answer(struct terminal *terminal, const struct own_replies *own, size_t first, size_t end)
{
    const uint32_t parts = own->cells[first].reply.parts;
    uint32_t due = 1;

    for (size_t at = first; at < end;) {
        if (own->cells[at].reply.part > due) {
            say_missing(terminal, due, own->cells[at].reply.part - 1, parts);
        }
        say_run(&at, terminal, own, at, end);
        due = own->cells[at - 1].reply.part + 1;
    }
    if (due != 0 && due <= parts) {
        say_missing(terminal, due, parts, parts);
    }
}

void
own_replies_say(struct terminal *terminal, const struct own_replies *own,
                const struct replies *replies, enum vr_lang lang)
{
    for (size_t first = 0; first < own->count;) {
        const struct replies_board *board = &replies->boards[own->cells[first].board];
        size_t end = first + 1;

        while (end < own->count && compare_answers(&own->cells[first], &own->cells[end]) == 0) {
            end++;
        }
        terminal_say(terminal, gettext("\nAnswer for you from %s:\n"),
                     vr_text_in(&board->council->name, lang));
        say_answer(terminal, own, first, end);
        first = end;
    }
    if (own->damaged > 0) {
        terminal_say(terminal,
                     gettext("\nThere is something for you on the board that cannot be read. The "
                             "council has to publish it again.\n"));
    }
    if (own->has_more) {
        terminal_say(terminal, gettext("\nThere is more for you than this program shows.\n"));
    }
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* A text. Its marks lie inside it, on whole characters, in order, none in another; they can be
 * shown; and the same text gives the same marks again. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <vrijuit/secret.h>

#include "linter_show.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(int is_true)
{
    if (!is_true) {
        abort();
    }
}

static int
is_border(const char *text, size_t at)
{
    return ((unsigned char) text[at] & 0xc0) != 0x80;
}

static void
hold_law(const char *text, const struct linter_marks *marks)
{
    size_t len = strlen(text);
    size_t end = 0;

    require(marks->count <= LINTER_MARKS_MAX);
    for (size_t i = 0; i < marks->count; i++) {
        const struct linter_mark *mark = &marks->marks[i];

        require(linter_id(mark->kind) != NULL);
        require(mark->start >= end && mark->len <= len - mark->start);
        require((mark->len > 0) == (mark->kind != LINTER_LENGTH));
        end = mark->start + mark->len;
        require(is_border(text, mark->start) && is_border(text, end));
    }
}

static void
show(const char *text, const struct linter_marks *marks)
{
    static struct terminal *terminal;

    if (terminal == NULL) {
        int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);

        require(vr_start() == VR_OK);
        vr_secret_allow_unlocked(true);
        require(terminal_new(&terminal, nowhere, nowhere, nowhere) == VR_OK);
    }
    linter_show(terminal, text, marks);
}

static int
is_same(const struct linter_marks *a, const struct linter_marks *b)
{
    int same = a->count == b->count && a->is_cut == b->is_cut;

    for (size_t i = 0; same && i < a->count; i++) {
        same = a->marks[i].start == b->marks[i].start && a->marks[i].len == b->marks[i].len &&
               a->marks[i].kind == b->marks[i].kind;
    }

    return same;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct linter_marks marks;
    static struct linter_marks again;
    char *text = calloc(size + 1, 1);

    require(text != NULL);
    if (size > 0) {
        memcpy(text, data, size);
    }
    if (linter_find(&marks, text) == VR_OK) {
        hold_law(text, &marks);
        show(text, &marks);
        require(linter_find(&again, text) == VR_OK && is_same(&marks, &again));
    }
    free(text);

    return 0;
}

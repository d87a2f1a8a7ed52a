/* SPDX-License-Identifier: EUPL-1.2 */
#include "linter.h"

#include "linter_scan.h"
#include "linter_text.h"

static void
add_mark(struct linter_marks *marks, size_t start, size_t end, enum linter_kind kind)
{
    if (marks->count == LINTER_MARKS_MAX) {
        marks->is_cut = true;
        return;
    }
    marks->marks[marks->count++] = (struct linter_mark) { start, end - start, kind };
}

/* The first scanner that finds something: those that are surest come first. */
static bool
scan(struct linter_hit *hit, const struct linter_text *text, size_t at)
{
    static const struct {
        bool (*scan)(struct linter_hit *hit, const struct linter_text *text, size_t at);
    } scanners[] = {
        { scan_email },   { scan_link },  { scan_iban },  { scan_bsn },
        { scan_date },    { scan_phone }, { scan_plate }, { scan_phrase },
        { scan_address }, { scan_case },  { scan_name },
    };

    for (size_t i = 0; i < sizeof scanners / sizeof scanners[0]; i++) {
        if (scanners[i].scan(hit, text, at)) {
            return true;
        }
    }

    return false;
}

static void
mark_all(struct linter_marks *marks, struct linter_text *text)
{
    struct linter_hit hit;
    size_t at = 0;

    while (at < text->count) {
        if (token_at(text, at)->kind == TOKEN_SPACE || !scan(&hit, text, at)) {
            at++;
            continue;
        }
        add_mark(marks, token_at(text, hit.first)->start,
                 token_at(text, hit.end - 1)->start + token_at(text, hit.end - 1)->len, hit.kind);
        at = hit.end;
        if (hit.kind == LINTER_NAME) {
            text->name_end = hit.end;
        }
    }
}

enum vr_status
linter_find(struct linter_marks *marks, const char *bytes)
{
    struct linter_text text;
    enum vr_status status = linter_text_init(&text, bytes);

    if (status != VR_OK) {
        return status;
    }
    *marks = (struct linter_marks) { 0 };
    if (text.letters > LINTER_LONG_TEXT) {
        add_mark(marks, 0, 0, LINTER_LENGTH);
    }
    mark_all(marks, &text);
    linter_text_wipe(&text);

    return VR_OK;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* Marks what in a Dutch or English text could tell who somebody is. It only points: whoever writes
 * decides. Everything happens here; nothing is kept. client/web/src/linter.mjs does the same. */

#ifndef LINTER_H
#define LINTER_H

#include <stdbool.h>
#include <stddef.h>

#include <vrijuit/status.h>

#define LINTER_TEXT_MAX  20000U /* characters; a text answer has at most 6,000 */
#define LINTER_LONG_TEXT 3000U  /* characters; more than this has a style to be known by */
#define LINTER_MARKS_MAX 200U

enum linter_kind {
    LINTER_NAME,
    LINTER_EMAIL,
    LINTER_PHONE,
    LINTER_BSN,
    LINTER_IBAN,
    LINTER_ADDRESS,
    LINTER_PLATE,
    LINTER_STAFF,
    LINTER_ROOM,
    LINTER_DATE,
    LINTER_LINK,
    LINTER_CASE,
    LINTER_LENGTH, /* of the text as a whole: a mark at 0, of length 0 */
};

#define LINTER_KINDS (LINTER_LENGTH + 1)

/* Bytes of the text. */
struct linter_mark {
    size_t start;
    size_t len;
    enum linter_kind kind;
};

/* In the order of the text; none lies in another. */
struct linter_marks {
    size_t count;
    bool is_cut; /* there are more than fit */
    struct linter_mark marks[LINTER_MARKS_MAX];
};

/* Mark the text. VR_MALFORMED when it is no UTF-8, VR_FULL above LINTER_TEXT_MAX, VR_MEMORY. */
enum vr_status linter_find(struct linter_marks *marks, const char *text) VR_MUST_CHECK;

/* The word that stands for a kind in files: "name", "email"; static storage. */
const char *linter_id(enum linter_kind kind);

/* What it is, why it may tell who somebody is, what to write instead; in the language of gettext.
 */
const char *linter_name(enum linter_kind kind);
const char *linter_reason(enum linter_kind kind);
const char *linter_proposal(enum linter_kind kind);

#endif

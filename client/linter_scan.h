/* SPDX-License-Identifier: EUPL-1.2 */
/* The scanners of the linter. Each looks whether its kind begins at a token, never further than a
 * fixed number of tokens ahead unless it finds it: the whole stays linear. */

#ifndef LINTER_SCAN_H
#define LINTER_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "linter.h"
#include "linter_text.h"

/* The tokens of a mark: from first, which may lie behind the words that gave it away, to end. */
struct linter_hit {
    enum linter_kind kind;
    size_t first;
    size_t end;
};

bool scan_email(struct linter_hit *hit, const struct linter_text *text, size_t at);
bool scan_link(struct linter_hit *hit, const struct linter_text *text, size_t at);
bool scan_iban(struct linter_hit *hit, const struct linter_text *text, size_t at);
bool scan_bsn(struct linter_hit *hit, const struct linter_text *text, size_t at);
bool scan_date(struct linter_hit *hit, const struct linter_text *text, size_t at);
bool scan_phone(struct linter_hit *hit, const struct linter_text *text, size_t at);
bool scan_plate(struct linter_hit *hit, const struct linter_text *text, size_t at);
bool scan_address(struct linter_hit *hit, const struct linter_text *text, size_t at);
bool scan_phrase(struct linter_hit *hit, const struct linter_text *text, size_t at);
bool scan_case(struct linter_hit *hit, const struct linter_text *text, size_t at);
bool scan_name(struct linter_hit *hit, const struct linter_text *text, size_t at);

/* What the scanners share. Behind a run of words, numbers and those signs, most tokens long, that
 * does not end in a sign. */
size_t run_end(const struct linter_text *text, size_t at, const char *signs, size_t most);

/* Behind what may stand between a word such as "kamer" and its number. */
size_t skip_filler(const struct linter_text *text, size_t at, bool is_named);

/* Whether an amount of money stands from at to end. */
bool is_money(const struct linter_text *text, size_t at, size_t end);

/* Whether a number is a year of these times. */
bool is_year(const struct linter_text *text, size_t at);

/* Write down a hit; true. */
bool hit_at(struct linter_hit *hit, enum linter_kind kind, size_t first, size_t end);

#endif

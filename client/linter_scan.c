/* SPDX-License-Identifier: EUPL-1.2 */
#include "linter_scan.h"

#include <string.h>

#include "linter_words.h"

#define FILLERS_MAX 6
#define EURO_SIGN   0x20acU

bool
hit_at(struct linter_hit *hit, enum linter_kind kind, size_t first, size_t end)
{
    *hit = (struct linter_hit) { kind, first, end };

    return true;
}

size_t
run_end(const struct linter_text *text, size_t at, const char *signs, size_t most)
{
    size_t end = at;

    while (end < at + most && (token_is_glue(text, end) || token_is_one_of(text, end, signs))) {
        end++;
    }
    while (end > at && !token_is_glue(text, end - 1)) {
        end--;
    }

    return end;
}

/* "nr", which may have a dot behind it where else a dot ends the sentence. */
static bool
is_filler_word(const struct linter_text *text, size_t at)
{
    const struct token *token = token_at(text, at);

    return token->kind == TOKEN_WORD && words_have(WORDS_FILLERS, token->word);
}

static bool
is_filler(const struct linter_text *text, size_t at, bool is_named)
{
    const struct token *token = token_at(text, at);

    if (token->kind == TOKEN_SPACE) {
        return token->sign < 2;
    }
    if (token->kind == TOKEN_SIGN) {
        return token_is_one_of(text, at, is_named ? ":.#-=" : ":#") ||
               (token_is_sign(text, at, '.') && is_filler_word(text, at - 1));
    }

    return is_filler_word(text, at) ||
           (is_named && (strcmp(token->word, "is") == 0 || strcmp(token->word, "was") == 0));
}

size_t
skip_filler(const struct linter_text *text, size_t at, bool is_named)
{
    size_t end = at;

    while (end < at + FILLERS_MAX && is_filler(text, end, is_named)) {
        end++;
    }

    return end;
}

bool
is_money(const struct linter_text *text, size_t at, size_t end)
{
    const struct token *before = token_before(text, at);
    const struct token *after = token_at(text, skip_space(text, end));

    return (before->kind == TOKEN_SIGN && (before->sign == EURO_SIGN || before->sign == '$')) ||
           (after->kind == TOKEN_SIGN && after->sign == EURO_SIGN) ||
           (after->kind == TOKEN_WORD && words_have(WORDS_MONEY, after->word));
}

bool
is_year(const struct linter_text *text, size_t at)
{
    unsigned value = token_value(text, at);

    return token_is_number(text, at, 4, 4) && value >= 1900 && value <= 2099;
}

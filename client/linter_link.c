/* SPDX-License-Identifier: EUPL-1.2 */
/* E-mail addresses, addresses of pages, paths and names of files. */
#include <string.h>

#include "linter_scan.h"
#include "linter_words.h"

#define RUN_MAX 24

/* Behind a domain of at least two labels, of which the last has letters only; 0: none. */
static size_t
domain_end(const struct linter_text *text, size_t at)
{
    size_t end = run_end(text, at, ".-", RUN_MAX);

    if (end < at + 3 || !token_is_glue(text, at) || !token_is_sign(text, end - 2, '.') ||
        token_at(text, end - 1)->kind != TOKEN_WORD || token_at(text, end - 1)->count < 2) {
        return 0;
    }

    return end;
}

bool
scan_email(struct linter_hit *hit, const struct linter_text *text, size_t at)
{
    size_t local_end;
    size_t end;

    if (!token_is_glue(text, at) || !begins_word(text, at)) {
        return false;
    }
    local_end = run_end(text, at, "._+-%", RUN_MAX);
    if (!token_is_sign(text, local_end, '@')) {
        return false;
    }
    end = domain_end(text, local_end + 1);

    return end != 0 && hit_at(hit, LINTER_EMAIL, at, end);
}

/* Behind everything up to the next space, without the signs that end a sentence. */
static size_t
chunk_end(const struct linter_text *text, size_t at)
{
    size_t end = at;

    while (token_at(text, end)->kind != TOKEN_SPACE && token_at(text, end)->kind != TOKEN_END) {
        end++;
    }
    while (end > at && (token_is_one_of(text, end - 1, ".,;:!?)]}>'\"") ||
                        token_at(text, end - 1)->sign == 0x201d)) {
        end--;
    }

    return end;
}

/* http://x, www.x */
static bool
is_web(const struct linter_text *text, size_t at)
{
    const char *word = token_at(text, at)->word;

    if (words_have(WORDS_SCHEMES, word)) {
        return token_is_sign(text, at + 1, ':') && token_is_sign(text, at + 2, '/') &&
               token_is_sign(text, at + 3, '/') && token_is_glue(text, at + 4);
    }

    return strcmp(word, "www") == 0 && token_is_sign(text, at + 1, '.') &&
           token_is_glue(text, at + 2);
}

/* C:\x, \\x, ~/x, /x/y */
static bool
is_path(const struct linter_text *text, size_t at)
{
    size_t end;

    if (token_at(text, at)->kind == TOKEN_WORD) {
        return token_at(text, at)->count == 1 && token_is_sign(text, at + 1, ':') &&
               token_is_sign(text, at + 2, '\\');
    }
    if (token_is_sign(text, at, '\\')) {
        return token_is_sign(text, at + 1, '\\') && token_is_glue(text, at + 2);
    }
    if (token_is_sign(text, at, '~')) {
        return token_is_sign(text, at + 1, '/') && token_is_glue(text, at + 2);
    }
    if (!token_is_sign(text, at, '/') || !token_is_glue(text, at + 1)) {
        return false;
    }
    end = run_end(text, at + 1, "._-", RUN_MAX);

    return token_is_sign(text, end, '/') && token_is_glue(text, end + 1);
}

static bool
is_domain_part(const struct token *token)
{
    return token->shape == SHAPE_LOWER && words_have(WORDS_DOMAINS, token->word);
}

/* Behind verslag_2.pdf or intranet.example.nl/x, 0: none. */
static size_t
dotted_end(const struct linter_text *text, size_t at)
{
    size_t run = run_end(text, at, "._-", RUN_MAX);
    size_t end = 0;

    for (size_t i = at + 2; i < run; i++) {
        const struct token *token = token_at(text, i);

        if (token->kind != TOKEN_WORD || !token_is_sign(text, i - 1, '.') ||
            !token_is_glue(text, i - 2) || !ends_word(text, i + 1)) {
            continue;
        }
        if (words_have(WORDS_FILE_ENDS, token->word)) {
            end = i + 1;
        } else if (is_domain_part(token) && token_at(text, i - 2)->kind == TOKEN_WORD) {
            end = token_is_one_of(text, i + 1, "/:?") ? chunk_end(text, i) : i + 1;
        }
    }

    return end;
}

bool
scan_link(struct linter_hit *hit, const struct linter_text *text, size_t at)
{
    size_t end = 0;

    if (!begins_word(text, at)) {
        return false;
    }
    if (is_path(text, at) || (token_at(text, at)->kind == TOKEN_WORD && is_web(text, at))) {
        end = chunk_end(text, at);
    } else if (token_is_glue(text, at)) {
        end = dotted_end(text, at);
    }

    return end > at && hit_at(hit, LINTER_LINK, at, end);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* A text as words, numbers, spaces and signs: what the scanners of the linter look at. */

#ifndef LINTER_TEXT_H
#define LINTER_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/status.h>

#define LINTER_WORD_SIZE 28U /* a longer word is cut: none that is known is longer */

enum token_kind {
    TOKEN_END,
    TOKEN_WORD,   /* letters */
    TOKEN_NUMBER, /* digits 0 to 9 */
    TOKEN_SPACE,  /* a run of spaces, tabs and line feeds */
    TOKEN_SIGN,   /* one character of any other kind */
};

enum token_shape {
    SHAPE_NONE,    /* no word */
    SHAPE_LOWER,   /* begins with a small letter */
    SHAPE_CAPITAL, /* begins with a capital and has a small letter */
    SHAPE_UPPER,   /* capitals only */
};

struct token {
    enum token_kind kind;
    enum token_shape shape;
    size_t start; /* bytes of the text */
    size_t len;
    size_t count;                /* letters or digits */
    uint32_t sign;               /* the character of a sign, line feeds in a space */
    char word[LINTER_WORD_SIZE]; /* letters without case and accents, or digits */
};

struct linter_text {
    struct token *tokens; /* one more than count, the last is TOKEN_END */
    size_t count;
    size_t letters;  /* characters of the text */
    size_t name_end; /* token behind the last name that was marked; 0: none */
};

/* Read a text. VR_MALFORMED when it is no UTF-8, VR_FULL above LINTER_TEXT_MAX, VR_MEMORY. */
enum vr_status linter_text_init(struct linter_text *text, const char *bytes) VR_MUST_CHECK;
void linter_text_wipe(struct linter_text *text);

/* The token at that place; TOKEN_END beyond the last. */
const struct token *token_at(const struct linter_text *text, size_t at);

/* What stands there: a word or number; a sign; one of some signs; a number of that many digits. */
bool token_is_glue(const struct linter_text *text, size_t at);
bool token_is_sign(const struct linter_text *text, size_t at, char sign);
bool token_is_one_of(const struct linter_text *text, size_t at, const char *signs);
bool token_is_number(const struct linter_text *text, size_t at, size_t lowest, size_t highest);

/* The value of a number, 0 when it has more than six digits or is none. */
unsigned token_value(const struct linter_text *text, size_t at);

/* Behind a space that stands there, if one does that is no blank line. */
size_t skip_space(const struct linter_text *text, size_t at);

/* The token before, over one space; TOKEN_END before the first. */
const struct token *token_before(const struct linter_text *text, size_t at);

/* Whether no letter or digit stands just before; whether also no number with a sign between, so
 * that a number there is a whole one. */
bool begins_word(const struct linter_text *text, size_t at);
bool begins_number(const struct linter_text *text, size_t at);

/* Whether a word or number ends before this token; a number also not followed by sign and digit. */
bool ends_word(const struct linter_text *text, size_t at);
bool ends_number(const struct linter_text *text, size_t at);

#endif

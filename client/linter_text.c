/* SPDX-License-Identifier: EUPL-1.2 */
#include "linter_text.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <vrijuit/bytes.h>

#include "linter.h"
#include "plain.h"

#define LETTERS_FIRST 0xc0U
#define VALUE_DIGITS  6U

/* U+00C0 to U+017F without accents; a space is no letter. */
static const char plain_letters[] =
    "AAAAAAACEEEEIIIIDNOOOOO OUUUUYPsaaaaaaaceeeeiiiidnooooo ouuuuypy"
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlL"
    "lLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

_Static_assert(sizeof plain_letters == 0x180 - LETTERS_FIRST + 1, "one for each character");

/* The letter without accent, or 0. */
static char
plain_letter(uint32_t code)
{
    if ((code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z')) {
        return (char) code;
    }
    if (code >= LETTERS_FIRST && code < LETTERS_FIRST + sizeof plain_letters - 1 &&
        plain_letters[code - LETTERS_FIRST] != ' ') {
        return plain_letters[code - LETTERS_FIRST];
    }

    return 0;
}

static bool
is_space(uint32_t code)
{
    return code == ' ' || code == '\t' || code == '\n' || code == '\r' || code == 0xa0 ||
           code == 0x2007 || code == 0x2009 || code == 0x202f;
}

/* Accents of their own, and what does not show: they belong to the character before them. */
static bool
is_hidden(uint32_t code)
{
    return (code >= 0x300 && code <= 0x36f) || code == 0xad || (code >= 0x200b && code <= 0x200d) ||
           code == 0x2060 || code == 0xfeff;
}

/* Apostrophes and hyphens of every kind are one. */
static uint32_t
plain_sign(uint32_t code)
{
    if (code == 0x2018 || code == 0x2019 || code == 0x2bc) {
        return '\'';
    }
    if (code >= 0x2010 && code <= 0x2013) {
        return '-';
    }

    return code;
}

static enum token_kind
kind_of(uint32_t code)
{
    if (plain_letter(code) != 0) {
        return TOKEN_WORD;
    }
    if (code >= '0' && code <= '9') {
        return TOKEN_NUMBER;
    }

    return is_space(code) ? TOKEN_SPACE : TOKEN_SIGN;
}

static void
add_letter(struct token *token, char letter)
{
    bool is_capital = letter >= 'A' && letter <= 'Z';

    if (token->count < LINTER_WORD_SIZE - 1) {
        token->word[token->count] = is_capital ? (char) (letter - 'A' + 'a') : letter;
    }
    if (token->count == 0) {
        token->shape = is_capital ? SHAPE_UPPER : SHAPE_LOWER;
    } else if (token->shape == SHAPE_UPPER && !is_capital) {
        token->shape = SHAPE_CAPITAL;
    }
    token->count++;
}

static void
add_digit(struct token *token, char digit)
{
    if (token->count < LINTER_WORD_SIZE - 1) {
        token->word[token->count] = digit;
    }
    token->count++;
}

/* Put a character into the last token, or begin the next one. */
static void
add_character(struct linter_text *text, uint32_t code, size_t start, size_t len)
{
    struct token *token = text->count == 0 ? NULL : &text->tokens[text->count - 1];
    enum token_kind kind = kind_of(code);

    if (token != NULL && token->kind != TOKEN_SIGN && is_hidden(code)) {
        token->len += len;
        return;
    }
    if (token == NULL || kind == TOKEN_SIGN || token->kind != kind) {
        token = &text->tokens[text->count++];
        token->kind = kind;
        token->start = start;
    }
    token->len += len;
    if (kind == TOKEN_WORD) {
        add_letter(token, plain_letter(code));
    } else if (kind == TOKEN_NUMBER) {
        add_digit(token, (char) code);
    } else if (kind == TOKEN_SPACE) {
        token->sign += code == '\n' ? 1 : 0;
    } else {
        token->sign = plain_sign(code);
    }
}

enum vr_status
linter_text_init(struct linter_text *text, const char *bytes)
{
    size_t len = strlen(bytes);
    size_t letters;
    size_t step;

    if (!vr_utf8_valid(bytes, len)) {
        return VR_MALFORMED;
    }
    letters = vr_utf8_length(bytes);
    if (letters > LINTER_TEXT_MAX) {
        return VR_FULL;
    }
    *text = (struct linter_text) { .letters = letters };
    text->tokens = calloc(letters + 1, sizeof *text->tokens);
    if (text->tokens == NULL) {
        return VR_MEMORY;
    }
    for (size_t at = 0; at < len; at += step) {
        uint32_t code = plain_code_point(&step, bytes + at, len - at);

        add_character(text, code, at, step);
    }
    text->tokens[text->count].start = len;

    return VR_OK;
}

void
linter_text_wipe(struct linter_text *text)
{
    if (text->tokens != NULL) {
        sodium_memzero(text->tokens, text->count * sizeof *text->tokens);
        free(text->tokens);
    }
    *text = (struct linter_text) { 0 };
}

const struct token *
token_at(const struct linter_text *text, size_t at)
{
    return &text->tokens[at < text->count ? at : text->count];
}

bool
token_is_glue(const struct linter_text *text, size_t at)
{
    enum token_kind kind = token_at(text, at)->kind;

    return kind == TOKEN_WORD || kind == TOKEN_NUMBER;
}

bool
token_is_sign(const struct linter_text *text, size_t at, char sign)
{
    const struct token *token = token_at(text, at);

    return token->kind == TOKEN_SIGN && token->sign == (uint32_t) (unsigned char) sign;
}

bool
token_is_one_of(const struct linter_text *text, size_t at, const char *signs)
{
    for (; *signs != 0; signs++) {
        if (token_is_sign(text, at, *signs)) {
            return true;
        }
    }

    return false;
}

bool
token_is_number(const struct linter_text *text, size_t at, size_t lowest, size_t highest)
{
    const struct token *token = token_at(text, at);

    return token->kind == TOKEN_NUMBER && token->count >= lowest && token->count <= highest;
}

unsigned
token_value(const struct linter_text *text, size_t at)
{
    const struct token *token = token_at(text, at);
    unsigned value = 0;

    if (token->kind != TOKEN_NUMBER || token->count > VALUE_DIGITS) {
        return 0;
    }
    for (size_t i = 0; i < token->count; i++) {
        value = value * 10 + (unsigned) (token->word[i] - '0');
    }

    return value;
}

size_t
skip_space(const struct linter_text *text, size_t at)
{
    const struct token *token = token_at(text, at);

    return token->kind == TOKEN_SPACE && token->sign < 2 ? at + 1 : at;
}

const struct token *
token_before(const struct linter_text *text, size_t at)
{
    if (at > 0 && token_at(text, at - 1)->kind == TOKEN_SPACE) {
        at--;
    }

    return at == 0 ? token_at(text, text->count) : token_at(text, at - 1);
}

bool
begins_word(const struct linter_text *text, size_t at)
{
    return at == 0 || !token_is_glue(text, at - 1);
}

bool
begins_number(const struct linter_text *text, size_t at)
{
    return begins_word(text, at) && !(at > 1 && token_is_one_of(text, at - 1, ".,:/-") &&
                                      token_at(text, at - 2)->kind == TOKEN_NUMBER);
}

bool
ends_word(const struct linter_text *text, size_t at)
{
    return !token_is_glue(text, at);
}

bool
ends_number(const struct linter_text *text, size_t at)
{
    return ends_word(text, at) &&
           !(token_is_one_of(text, at, ".,:/-") && token_at(text, at + 1)->kind == TOKEN_NUMBER);
}

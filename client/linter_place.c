/* SPDX-License-Identifier: EUPL-1.2 */
/* Addresses, and numbers that a word gives a meaning: rooms, staff, extensions, cases. */
#include <stdio.h>
#include <string.h>

#include "linter_scan.h"
#include "linter_words.h"

#define ID_TOKENS_MAX    12
#define STREET_WORDS_MAX 5
#define NAMED_DIGITS     3U
#define UNNAMED_DIGITS   4U

/* Behind 12, 12a, 12-14; 0: no number of a house. */
static size_t
house_end(const struct linter_text *text, size_t at)
{
    size_t end = at + 1;

    if (!token_is_number(text, at, 1, 5) || !begins_number(text, at) || is_year(text, at)) {
        return 0;
    }
    if (token_at(text, end)->kind == TOKEN_WORD && token_at(text, end)->count == 1) {
        end++;
    } else if (token_is_sign(text, end, '-') && (token_is_number(text, end + 1, 1, 4) ||
                                                 (token_at(text, end + 1)->kind == TOKEN_WORD &&
                                                  token_at(text, end + 1)->count == 1))) {
        end += 2;
    }

    return ends_word(text, end) ? end : 0;
}

/* Behind a space and the number of a house; 0: none. */
static size_t
spaced_house_end(const struct linter_text *text, size_t at)
{
    size_t house = skip_space(text, at);

    return house == at ? 0 : house_end(text, house);
}

static bool
scan_postcode(struct linter_hit *hit, const struct linter_text *text, size_t at)
{
    size_t letters = skip_space(text, at + 1);
    const struct token *token = token_at(text, letters);
    size_t house;

    if (!token_is_number(text, at, 4, 4) || token_at(text, at)->word[0] == '0' ||
        !begins_number(text, at) || token->shape != SHAPE_UPPER || token->count != 2 ||
        !ends_word(text, letters + 1)) {
        return false;
    }
    house = spaced_house_end(text, letters + 1);
    if (words_have(WORDS_NOT_POSTCODES, token->word) && (house == 0 || is_year(text, at))) {
        return false;
    }

    return hit_at(hit, LINTER_ADDRESS, at, house == 0 ? letters + 1 : house);
}

static bool
scan_street(struct linter_hit *hit, const struct linter_text *text, size_t at)
{
    /* "Laan van Meerdervoort 100": the first word says it already. */
    bool is_street = words_have(WORDS_STREET_STARTS, token_at(text, at)->word);
    size_t word = at;

    if (!begins_word(text, at) || token_at(text, at)->shape != SHAPE_CAPITAL ||
        words_have(WORDS_NOT_NAMES, token_at(text, at)->word)) {
        return false;
    }
    for (int i = 0; i < STREET_WORDS_MAX; i++) {
        const struct token *token = token_at(text, word);
        bool is_capital = token->shape == SHAPE_CAPITAL;
        size_t house;

        if (!is_capital &&
            !(token->kind == TOKEN_WORD && words_have(WORDS_PARTICLES, token->word))) {
            return false;
        }
        house = spaced_house_end(text, word + 1);
        if (is_capital && house != 0 && (is_street || words_end(WORDS_STREET_ENDS, token->word))) {
            return hit_at(hit, LINTER_ADDRESS, at, house);
        }
        if (token_at(text, word + 1)->kind != TOKEN_SPACE) {
            return false;
        }
        word = skip_space(text, word + 1);
    }

    return false;
}

bool
scan_address(struct linter_hit *hit, const struct linter_text *text, size_t at)
{
    return scan_postcode(hit, text, at) || scan_street(hit, text, at);
}

/* Behind 3.14, B2.05, 12a; 0: none. *is_plain: digits only, as every number. */
static size_t
room_end(bool *is_plain, const struct linter_text *text, size_t at)
{
    size_t end = at;

    if (token_at(text, at)->shape == SHAPE_UPPER && token_at(text, at)->count <= 2) {
        end = token_is_one_of(text, at + 1, "-.") ? at + 2 : skip_space(text, at + 1);
    }
    if (!token_is_number(text, end, 1, 4)) {
        return 0;
    }
    *is_plain = end == at;
    end++;
    for (int i = 0; i < 3; i++) {
        if (token_is_one_of(text, end, ".-") && token_is_number(text, end + 1, 1, 3)) {
            *is_plain = false;
            end += 2;
        }
    }
    if (token_at(text, end)->kind == TOKEN_WORD && token_at(text, end)->count == 1) {
        *is_plain = false;
        end++;
    }

    return ends_word(text, end) ? end : 0;
}

/* The Kamer of parliament has numbers too: years, seats. */
static bool
is_parliament(const struct linter_text *text, size_t cue)
{
    const struct token *before = token_before(text, cue);

    return token_at(text, cue)->shape == SHAPE_CAPITAL ||
           (before->kind == TOKEN_WORD && words_have(WORDS_BEFORE_ROOM, before->word));
}

static size_t
named_room_end(const struct linter_text *text, size_t cue, size_t at)
{
    bool is_plain = false;
    size_t end = room_end(&is_plain, text, at);

    if (end == 0 || (is_plain && (is_year(text, at) || is_parliament(text, cue)))) {
        return 0;
    }

    return end;
}

/* Behind a run with that many digits; 0: none. */
static size_t
id_end(const struct linter_text *text, size_t at, bool is_named)
{
    size_t end = token_is_glue(text, at) ? run_end(text, at, "-/._", ID_TOKENS_MAX) : at;
    size_t digits = 0;

    for (size_t i = at; i < end; i++) {
        digits += token_at(text, i)->kind == TOKEN_NUMBER ? token_at(text, i)->count : 0;
    }
    if (!is_named && end == at + 1 && is_year(text, at)) {
        return 0;
    }

    return digits >= (is_named ? NAMED_DIGITS : UNNAMED_DIGITS) ? end : 0;
}

static size_t
number_end(const struct linter_text *text, size_t cue, size_t at,
           const struct linter_phrases *phrases)
{
    if (phrases->kind == LINTER_ROOM) {
        return named_room_end(text, cue, at);
    }
    if (phrases->kind == LINTER_PHONE) {
        return token_is_number(text, at, 3, 6) && ends_number(text, at + 1) &&
                       !is_money(text, at, at + 1)
                   ? at + 1
                   : 0;
    }

    return id_end(text, at, phrases->is_named);
}

/* The phrase that begins with this word: with the next one, joined by a hyphen, or alone. Behind it
 * in *end. */
static const struct linter_phrases *
find_phrase(size_t *end, const struct linter_text *text, size_t at)
{
    const char *word = token_at(text, at)->word;
    bool has_hyphen = token_is_sign(text, at + 1, '-');
    size_t next = has_hyphen ? at + 2 : skip_space(text, at + 1);
    const struct linter_phrases *phrases = NULL;
    char both[LINTER_PHRASE_SIZE];

    if (next > at + 1 && token_at(text, next)->kind == TOKEN_WORD) {
        snprintf(both, sizeof both, "%s%s%s", word, has_hyphen ? "" : " ",
                 token_at(text, next)->word);
        phrases = words_phrase(both);
        *end = next + 1;
    }
    if (phrases == NULL) {
        phrases = words_phrase(word);
        *end = at + 1;
    }

    return phrases;
}

bool
scan_phrase(struct linter_hit *hit, const struct linter_text *text, size_t at)
{
    const struct linter_phrases *phrases;
    size_t behind;
    size_t number;
    size_t end;

    if (token_at(text, at)->kind != TOKEN_WORD || !begins_word(text, at)) {
        return false;
    }
    phrases = find_phrase(&behind, text, at);
    if (phrases == NULL) {
        return false;
    }
    number = skip_filler(text, behind, phrases->is_named);
    if (number == behind) {
        return false;
    }
    end = number_end(text, at, number, phrases);

    return end != 0 && hit_at(hit, phrases->kind, at, end);
}

/* 2024-0001234, BZK-2024-001 */
bool
scan_case(struct linter_hit *hit, const struct linter_text *text, size_t at)
{
    bool has_prefix = token_at(text, at)->shape == SHAPE_UPPER && token_is_sign(text, at + 1, '-');
    size_t year = has_prefix ? at + 2 : at;

    if (!is_year(text, year) || !begins_number(text, at) || !token_is_sign(text, year + 1, '-') ||
        !token_is_number(text, year + 2, has_prefix ? 3 : 5, LINTER_WORD_SIZE) ||
        !ends_word(text, year + 3)) {
        return false;
    }

    return hit_at(hit, LINTER_CASE, at, year + 3);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbers that are known by their form: IBAN, BSN, telephone, licence plate. */
#include <stdio.h>
#include <string.h>

#include "linter_scan.h"
#include "linter_words.h"

#define IBAN_MAX   28U
#define DIGITS_MAX 15U /* E.164 */
#define GROUPS_MAX 12
#define DUTCH_MAX  10U /* digits with the zero in front */

/* How long an IBAN of that country is, 0: unknown. */
static size_t
iban_length(const char *country)
{
    char key[LINTER_WORD_SIZE + 24];

    for (size_t len = 15; len <= IBAN_MAX; len++) {
        snprintf(key, sizeof key, "%s%zu", country, len);
        if (words_have(WORDS_IBANS, key)) {
            return len;
        }
    }

    return 0;
}

/* ISO 7064, mod 97-10. */
static bool
fits_97(const char *iban, size_t len)
{
    unsigned rest = 0;

    for (size_t i = 0; i < len; i++) {
        char c = iban[(i + 4) % len];

        if (c >= '0' && c <= '9') {
            rest = (rest * 10 + (unsigned) (c - '0')) % 97;
        } else {
            rest = (rest * 100 + (unsigned) (c - 'a') + 10) % 97;
        }
    }

    return rest == 1;
}

/* Gather exactly len letters and digits, with one space, dot or hyphen between groups. Behind them,
 * or 0. */
static size_t
gather_iban(char *iban, size_t len, const struct linter_text *text, size_t at)
{
    size_t have = 0;

    while (have < len) {
        const struct token *token = token_at(text, at);

        if (have > 0 && !token_is_glue(text, at)) {
            at = token_is_one_of(text, at, ".-") ? at + 1 : skip_space(text, at);
            token = token_at(text, at);
        }
        if (!token_is_glue(text, at) || token->count > len - have) {
            return 0;
        }
        memcpy(iban + have, token->word, token->count);
        have += token->count;
        at++;
    }

    return ends_word(text, at) ? at : 0;
}

bool
scan_iban(struct linter_hit *hit, const struct linter_text *text, size_t at)
{
    const struct token *token = token_at(text, at);
    char iban[IBAN_MAX];
    size_t len;
    size_t end;

    if (token->kind != TOKEN_WORD || token->count != 2 || !begins_word(text, at) ||
        token_at(text, at + 1)->kind != TOKEN_NUMBER) {
        return false;
    }
    len = iban_length(token->word);
    if (len == 0) {
        return false;
    }
    end = gather_iban(iban, len, text, at);

    return end != 0 && fits_97(iban, len) && hit_at(hit, LINTER_IBAN, at, end);
}

/* Gather nine digits as 9, 3 3 3 or 4 2 3. Behind them, or 0. */
static size_t
gather_bsn(char digits[static 9], const struct linter_text *text, size_t at)
{
    static const char *const forms[] = { "9", "333", "423" };
    char form[4] = "";
    size_t have = 0;

    for (size_t group = 0; group < 3 && have < 9; group++) {
        if (group > 0) {
            at = token_is_one_of(text, at, ".-") ? at + 1 : skip_space(text, at);
        }
        if (!token_is_number(text, at, 1, 9 - have)) {
            return 0;
        }
        memcpy(digits + have, token_at(text, at)->word, token_at(text, at)->count);
        have += token_at(text, at)->count;
        form[group] = (char) ('0' + token_at(text, at)->count);
        at++;
    }
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strcmp(form, forms[i]) == 0) {
            return at;
        }
    }

    return 0;
}

/* The eleven test; nine zeros are no number. */
static bool
fits_11(const char digits[static 9])
{
    int sum = 0;
    int any = 0;

    for (int i = 0; i < 9; i++) {
        int digit = digits[i] - '0';

        sum += i == 8 ? -digit : digit * (9 - i);
        any |= digit;
    }

    return any != 0 && sum % 11 == 0;
}

/* A number behind the word BSN is meant as one, with slips of the pen too. */
static bool
scan_named_bsn(struct linter_hit *hit, const struct linter_text *text, size_t at)
{
    char digits[9];
    size_t first = skip_filler(text, at + 1, true);
    size_t end;

    if (first == at + 1) {
        return false;
    }
    end = token_is_number(text, first, 8, 9) ? first + 1 : gather_bsn(digits, text, first);

    return end != 0 && ends_number(text, end) && hit_at(hit, LINTER_BSN, first, end);
}

bool
scan_bsn(struct linter_hit *hit, const struct linter_text *text, size_t at)
{
    const struct token *token = token_at(text, at);
    char digits[9];
    size_t end;

    if (token->kind == TOKEN_WORD) {
        return begins_word(text, at) && words_have(WORDS_BSN_CUES, token->word) &&
               scan_named_bsn(hit, text, at);
    }
    if (token->kind != TOKEN_NUMBER || !begins_number(text, at)) {
        return false;
    }
    end = gather_bsn(digits, text, at);

    return end != 0 && ends_number(text, end) && fits_11(digits) && !is_money(text, at, end) &&
           hit_at(hit, LINTER_BSN, at, end);
}

/* Digits of a telephone number, and the token behind them. */
struct dialled {
    char digits[DIGITS_MAX + 1];
    size_t count;
    size_t end;
    bool is_abroad; /* begins with a plus sign or 00 */
};

/* The digits behind the country code 31 and the zero that some write there; NULL: another. */
static const char *
behind_31(const struct dialled *dialled)
{
    const char *digits = dialled->digits;

    if (strncmp(digits, "00", 2) == 0) {
        digits += 2;
    }
    if (!dialled->is_abroad || strncmp(digits, "31", 2) != 0) {
        return NULL;
    }
    digits += 2;

    return digits[0] == '0' ? digits + 1 : digits;
}

static bool
is_dialled(const struct dialled *dialled)
{
    const char *dutch = behind_31(dialled);

    if (dutch != NULL) {
        return strlen(dutch) == DUTCH_MAX - 1;
    }
    if (dialled->is_abroad) {
        return false; /* as long as it goes on */
    }

    return dialled->count == DUTCH_MAX;
}

static size_t
skip_separators(const struct linter_text *text, size_t at)
{
    for (int i = 0; i < 3; i++) {
        at = token_is_one_of(text, at, "-.()/") ? at + 1 : skip_space(text, at);
    }

    return at;
}

static void
dial(struct dialled *dialled, const struct linter_text *text, size_t at)
{
    for (int group = 0; group < GROUPS_MAX && !is_dialled(dialled); group++) {
        const struct token *token = token_at(text, at);

        if (token->kind != TOKEN_NUMBER || token->count > DIGITS_MAX - dialled->count) {
            return;
        }
        memcpy(dialled->digits + dialled->count, token->word, token->count);
        dialled->count += token->count;
        dialled->digits[dialled->count] = 0;
        dialled->end = at + 1;
        at = skip_separators(text, at + 1);
    }
}

bool
scan_phone(struct linter_hit *hit, const struct linter_text *text, size_t at)
{
    struct dialled dialled = { .count = 0 };
    bool has_sign = token_is_one_of(text, at, "+(");
    const char *word = token_at(text, at + (has_sign ? 1 : 0))->word;

    if (!begins_number(text, at) || !(token_is_sign(text, at, '+') || word[0] == '0')) {
        return false;
    }
    dialled.is_abroad = token_is_sign(text, at, '+') || strncmp(word, "00", 2) == 0;
    dial(&dialled, text, at + (has_sign ? 1 : 0));
    if (!is_dialled(&dialled) &&
        !(dialled.is_abroad && behind_31(&dialled) == NULL && dialled.count >= 8)) {
        return false;
    }

    return ends_number(text, dialled.end) && hit_at(hit, LINTER_PHONE, at, dialled.end);
}

/* Behind three groups as on a plate, 0: none. Behind a word that says so, any writing will do. */
static size_t
plate_end(const struct linter_text *text, size_t at, bool is_named)
{
    char form[7] = "";

    for (size_t group = 0; group < 3; group++) {
        const struct token *token = token_at(text, at);

        if (group > 0 && token_is_sign(text, at, '-')) {
            token = token_at(text, ++at);
        } else if (group > 0 && is_named) {
            at = skip_space(text, at);
            token = token_at(text, at);
        } else if (group > 0) {
            return 0;
        }
        if (!token_is_glue(text, at) || token->count > 3 ||
            (token->shape != SHAPE_NONE && token->shape != SHAPE_UPPER && !is_named)) {
            return 0;
        }
        form[2 * group] = (char) ('0' + token->count);
        form[2 * group + 1] = token->kind == TOKEN_WORD ? 'l' : 'd';
        at++;
    }

    return words_have(WORDS_SIDECODES, form) && ends_word(text, at) &&
                   !(token_is_sign(text, at, '-') && token_is_glue(text, at + 1))
               ? at
               : 0;
}

bool
scan_plate(struct linter_hit *hit, const struct linter_text *text, size_t at)
{
    const struct token *token = token_at(text, at);
    size_t first = at;
    bool is_named = token->kind == TOKEN_WORD && words_have(WORDS_PLATE_CUES, token->word);
    size_t end;

    if (!begins_word(text, at) || (at > 0 && token_is_sign(text, at - 1, '-'))) {
        return false;
    }
    if (is_named) {
        first = skip_filler(text, at + 1, true);
    }
    end = plate_end(text, first, is_named);

    return end != 0 && hit_at(hit, LINTER_PLATE, first, end);
}

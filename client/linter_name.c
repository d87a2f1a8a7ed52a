/* SPDX-License-Identifier: EUPL-1.2 */
/* Names of people: behind a title or a role, behind initials, or because many are called so. */
#include <string.h>

#include "linter_scan.h"
#include "linter_words.h"

#define PARTS_MAX     4
#define PARTICLES_MAX 3
#define HYPHENS_MAX   3
#define INITIALS_MAX  6
#define TITLES_MAX    4

static bool
is_word_of(const struct linter_text *text, size_t at, enum words list)
{
    const struct token *token = token_at(text, at);

    return token->kind == TOKEN_WORD && words_have(list, token->word);
}

/* Behind a space that must be there; 0: none. */
static size_t
spaced(const struct linter_text *text, size_t at)
{
    size_t next = skip_space(text, at);

    return next == at ? 0 : next;
}

/* Behind Jansen, O'Brien, d'Hont; 0: no name. */
static size_t
core_end(const struct linter_text *text, size_t at)
{
    const struct token *token = token_at(text, at);

    if (token->count == 1 && (strcmp(token->word, "o") == 0 || strcmp(token->word, "d") == 0) &&
        token_is_sign(text, at + 1, '\'') && token_at(text, at + 2)->shape == SHAPE_CAPITAL) {
        return ends_word(text, at + 3) ? at + 3 : 0;
    }
    if (token->shape != SHAPE_CAPITAL || words_have(WORDS_NOT_NAMES, token->word) ||
        words_have(WORDS_TITLES, token->word)) {
        return 0;
    }

    return ends_word(text, at + 1) ? at + 1 : 0;
}

/* Behind van, de, 't, v.d.; 0: none. */
static size_t
particle_end(const struct linter_text *text, size_t at)
{
    const struct token *token = token_at(text, at);
    const struct token *next = token_at(text, at + 1);

    if (token_is_sign(text, at, '\'')) {
        return strcmp(next->word, "t") == 0 || strcmp(next->word, "s") == 0 ? at + 2 : 0;
    }
    if (strcmp(token->word, "v") == 0 && token_is_sign(text, at + 1, '.')) {
        return strcmp(token_at(text, at + 2)->word, "d") == 0 && token_is_sign(text, at + 3, '.')
                   ? at + 4
                   : at + 2;
    }

    return token->shape != SHAPE_UPPER && is_word_of(text, at, WORDS_PARTICLES) ? at + 1 : 0;
}

/* Behind "van den Berg" without hyphens; 0: none. */
static size_t
simple_part_end(const struct linter_text *text, size_t at)
{
    size_t core = at;
    size_t end;

    for (int i = 0; i < PARTICLES_MAX; i++) {
        size_t particle = particle_end(text, core);

        if (particle == 0) {
            break;
        }
        /* "v.d.Berg" may stand without a space. */
        core = token_is_sign(text, particle - 1, '.') ? skip_space(text, particle)
                                                      : spaced(text, particle);
        if (core == 0) {
            return core_end(text, at);
        }
    }
    end = core_end(text, core);

    return end == 0 ? core_end(text, at) : end;
}

/* Behind "Meer-de Groot", "Anne-Marie"; 0: none. */
static size_t
part_end(const struct linter_text *text, size_t at)
{
    size_t end = simple_part_end(text, at);

    for (int i = 0; i < HYPHENS_MAX && end != 0 && token_is_sign(text, end, '-'); i++) {
        size_t next = simple_part_end(text, end + 1);

        if (next == 0) {
            break;
        }
        end = next;
    }

    return end;
}

/* Whether a letter or two with a dot stand there, as of a first name. */
static bool
is_initial(const struct linter_text *text, size_t at)
{
    const struct token *token = token_at(text, at);

    if (!token_is_sign(text, at + 1, '.') || token->kind != TOKEN_WORD) {
        return false;
    }

    return (token->shape == SHAPE_UPPER && token->count == 1) ||
           (token->shape != SHAPE_LOWER && words_have(WORDS_INITIALS, token->word));
}

/* Behind "J.P. ", at when there are none; *count says how many. */
static size_t
initials_end(size_t *count, const struct linter_text *text, size_t at)
{
    *count = 0;
    while (*count < INITIALS_MAX && is_initial(text, at)) {
        at = skip_space(text, at + 2);
        (*count)++;
    }

    return at;
}

/* Behind a whole name; 0: none. */
static size_t
name_end(const struct linter_text *text, size_t at)
{
    size_t initials;
    size_t first = initials_end(&initials, text, at);
    size_t end = part_end(text, first);
    int parts = 1;

    for (; end != 0 && parts < PARTS_MAX; parts++) {
        size_t next = spaced(text, end) == 0 ? 0 : part_end(text, skip_space(text, end));

        if (next == 0) {
            break;
        }
        end = next;
    }
    /* Yasmina B. */
    if (end != 0 && parts == 1 && initials == 0 && spaced(text, end) != 0 &&
        is_initial(text, skip_space(text, end))) {
        end = skip_space(text, end) + 2;
    }

    return end;
}

static bool
hit_name(struct linter_hit *hit, const struct linter_text *text, size_t at)
{
    size_t end = name_end(text, at);

    return end != 0 && hit_at(hit, LINTER_NAME, at, end);
}

/* The same where only a capital begins a name. */
static bool
hit_capital(struct linter_hit *hit, const struct linter_text *text, size_t at)
{
    return token_at(text, at)->shape != SHAPE_LOWER && hit_name(hit, text, at);
}

/* mr. drs. H. van Dam, de heer Kok */
static bool
scan_titled(struct linter_hit *hit, const struct linter_text *text, size_t at)
{
    size_t next = at;

    for (int i = 0; i < TITLES_MAX; i++) {
        bool has_dot = token_is_sign(text, next + 1, '.');

        /* ING is a bank. */
        if (!is_word_of(text, next, WORDS_TITLES) ||
            (token_at(text, next)->shape == SHAPE_UPPER && !has_dot)) {
            break;
        }
        next = skip_space(text, next + (has_dot ? 2 : 1));
    }

    return next > at && token_at(text, next - 1)->kind != TOKEN_WORD && hit_name(hit, text, next);
}

static bool
is_role(const struct token *token)
{
    return token->kind == TOKEN_WORD &&
           (words_have(WORDS_ROLES, token->word) || words_end(WORDS_ROLE_ENDS, token->word));
}

/* Behind a role: Jan, or (Jan, or : Jan, or "is Jan". */
static bool
scan_role(struct linter_hit *hit, const struct linter_text *text, size_t at)
{
    size_t end = at + 1;
    size_t next;

    if (!is_role(token_at(text, at))) {
        return false;
    }
    if (token_is_sign(text, end, '\'') && strcmp(token_at(text, end + 1)->word, "s") == 0) {
        end += 2;
    }
    if (token_is_one_of(text, end, ",:")) {
        next = spaced(text, end + 1);
        return next != 0 && hit_capital(hit, text, next);
    }
    next = spaced(text, end);
    if (next == 0) {
        return false;
    }
    if (token_is_sign(text, next, '(')) {
        return hit_capital(hit, text, next + 1);
    }
    if (strcmp(token_at(text, next)->word, "is") == 0) {
        next = spaced(text, next + 1);
        return next != 0 && hit_capital(hit, text, next);
    }

    return hit_name(hit, text, next);
}

/* heet Jan, naam is Jan, groeten, Jan */
static bool
scan_named(struct linter_hit *hit, const struct linter_text *text, size_t at)
{
    const char *word = token_at(text, at)->word;
    size_t next = skip_space(text, at + 1);

    if (words_have(WORDS_GREETINGS, word)) {
        next = token_is_one_of(text, at + 1, ",.!:") ? at + 2 : at + 1;
        return token_at(text, next)->kind == TOKEN_SPACE && hit_capital(hit, text, next + 1);
    }
    if ((strcmp(word, "naam") == 0 || strcmp(word, "name") == 0) &&
        strcmp(token_at(text, next)->word, "is") == 0) {
        next = skip_space(text, next + 1);
        return hit_capital(hit, text, next);
    }

    return words_have(WORDS_NAMING, word) && next > at + 1 && hit_capital(hit, text, next);
}

/* Behind a name: "en Piet", ", Piet" */
static bool
scan_joined(struct linter_hit *hit, const struct linter_text *text, size_t at)
{
    size_t next = spaced(text, at + 1);

    if (text->name_end == 0 || next == 0) {
        return false;
    }
    if (text->name_end == at && token_is_sign(text, at, ',')) {
        return is_word_of(text, next, WORDS_FIRST_NAMES) && hit_capital(hit, text, next);
    }

    return text->name_end + 1 == at && token_at(text, at - 1)->kind == TOKEN_SPACE &&
           (is_word_of(text, at, WORDS_JOINS) || token_is_sign(text, at, '&')) &&
           hit_capital(hit, text, next);
}

/* J.P. de Vries. One letter alone also ends a sentence ("plan B."), two may be a firm. */
static bool
scan_initials(struct linter_hit *hit, const struct linter_text *text, size_t at)
{
    const struct token *before = token_before(text, at);
    char both[3] = { token_at(text, at)->word[0], token_at(text, at + 2)->word[0], 0 };
    size_t count;

    (void) initials_end(&count, text, at);
    if (count == 0 || (count == 2 && words_have(WORDS_NO_INITIALS, both)) ||
        (count == 1 && before->kind == TOKEN_WORD &&
         words_have(WORDS_BEFORE_LETTER, before->word))) {
        return false;
    }

    return hit_name(hit, text, at);
}

bool
scan_name(struct linter_hit *hit, const struct linter_text *text, size_t at)
{
    const struct token *token = token_at(text, at);

    if (scan_joined(hit, text, at)) {
        return true;
    }
    if (token->kind != TOKEN_WORD || !begins_word(text, at)) {
        return false;
    }
    if (scan_titled(hit, text, at) || scan_role(hit, text, at) || scan_named(hit, text, at) ||
        scan_initials(hit, text, at)) {
        return true;
    }

    return token->shape == SHAPE_CAPITAL && words_have(WORDS_FIRST_NAMES, token->word) &&
           !(at > 0 && token_is_sign(text, at - 1, '-')) && hit_name(hit, text, at);
}

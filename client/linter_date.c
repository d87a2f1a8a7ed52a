/* SPDX-License-Identifier: EUPL-1.2 */
/* Exact days and times. A month, a year, a season or a length of time tells little. */
#include <string.h>

#include "linter_scan.h"
#include "linter_words.h"

#define DAYS_MAX   31U
#define MONTHS_MAX 12U
#define HOURS_MAX  24U

static bool
is_word_of(const struct linter_text *text, size_t at, enum words list)
{
    const struct token *token = token_at(text, at);

    return token->kind == TOKEN_WORD && words_have(list, token->word);
}

static bool
is_word(const struct linter_text *text, size_t at, const char *word)
{
    const struct token *token = token_at(text, at);

    return token->kind == TOKEN_WORD && strcmp(token->word, word) == 0;
}

static bool
is_between(const struct linter_text *text, size_t at, unsigned lowest, unsigned highest)
{
    unsigned value = token_value(text, at);

    return token_is_number(text, at, 1, 2) && value >= lowest && value <= highest;
}

/* Behind 12, 12e, 3rd; 0: no day of a month. */
static size_t
day_end(const struct linter_text *text, size_t at)
{
    size_t end = at + 1;

    if (!is_between(text, at, 1, DAYS_MAX) || !begins_number(text, at)) {
        return 0;
    }
    if (is_word_of(text, end, WORDS_DAY_ENDS)) {
        end++;
    }

    return ends_number(text, end) ? end : 0;
}

/* Behind a year that follows, or at. */
static size_t
year_end(const struct linter_text *text, size_t at)
{
    size_t year = skip_space(text, token_is_sign(text, at, ',') ? at + 1 : at);

    if (year > at && is_year(text, year) && ends_number(text, year + 1)) {
        return year + 1;
    }
    if (year > at && token_is_sign(text, year, '\'') && token_is_number(text, year + 1, 2, 2) &&
        ends_number(text, year + 2)) {
        return year + 2;
    }

    return at;
}

/* Behind the name of a month; 0: none. Short forms and English ones are words or names too. */
static size_t
month_end(const struct linter_text *text, size_t at)
{
    const struct token *token = token_at(text, at);
    size_t end = token_is_sign(text, at + 1, '.') ? at + 2 : at + 1;
    bool is_lower = token->shape == SHAPE_LOWER;
    bool has_dot = end > at + 1;

    if (is_word_of(text, at, WORDS_MONTHS) ||
        (!is_lower && is_word_of(text, at, WORDS_MONTHS_EN))) {
        return at + 1;
    }
    if (is_word_of(text, at, WORDS_MONTHS_SHORT) && (is_lower || has_dot)) {
        return end;
    }
    if (is_word_of(text, at, WORDS_MONTHS_SHORT_EN) && !is_lower &&
        (has_dot || year_end(text, at + 1) > at + 1)) {
        return end;
    }

    return 0;
}

/* 12 maart 2024, 3 jan., 12th of March */
static size_t
day_month_end(const struct linter_text *text, size_t at)
{
    size_t day = day_end(text, at);
    size_t month = skip_space(text, day);
    size_t end;

    if (day == 0 || month == day) {
        return 0;
    }
    if (is_word(text, month, "of")) {
        month = skip_space(text, month + 1);
    }
    end = month_end(text, month);

    return end == 0 ? 0 : year_end(text, end);
}

/* March 12, 2024 */
static size_t
month_day_end(const struct linter_text *text, size_t at)
{
    bool is_month = token_at(text, at)->shape != SHAPE_LOWER &&
                    is_word_of(text, at, WORDS_MONTHS_EN) && begins_word(text, at);
    size_t day = skip_space(text, at + 1);
    size_t end;

    if (!is_month || day == at + 1) {
        return 0;
    }
    end = day_end(text, day);

    return end == 0 ? 0 : year_end(text, end);
}

/* Whether the three numbers are day, month and year, or year, month and day. */
static bool
is_day_of_year(const struct linter_text *text, size_t first, size_t second, size_t third, char sign)
{
    bool is_short = token_is_number(text, third, 2, 2);

    if (!is_between(text, second, 1, MONTHS_MAX)) {
        return false;
    }
    if (is_year(text, first)) {
        return is_between(text, third, 1, DAYS_MAX);
    }
    /* With dots and two digits it may be the number of a section. */
    if (is_short && sign == '.' &&
        !(token_is_number(text, first, 2, 2) && token_is_number(text, second, 2, 2))) {
        return false;
    }

    return is_between(text, first, 1, DAYS_MAX) && (is_short || is_year(text, third));
}

/* 12-03-2024, 12/3/24, 2024-03-12, 1-1-'24 */
static size_t
digits_end(const struct linter_text *text, size_t at)
{
    static const char signs[] = "-/.";

    if (token_at(text, at)->kind != TOKEN_NUMBER || !begins_number(text, at)) {
        return 0;
    }
    for (size_t i = 0; i < sizeof signs - 1; i++) {
        size_t third = token_is_sign(text, at + 4, '\'') ? at + 5 : at + 4;

        if (token_is_sign(text, at + 1, signs[i]) && token_is_sign(text, at + 3, signs[i]) &&
            is_day_of_year(text, at, at + 2, third, signs[i]) && ends_number(text, third + 1)) {
            return third + 1;
        }
    }

    return 0;
}

static size_t
any_day_end(const struct linter_text *text, size_t at)
{
    size_t end = digits_end(text, at);

    if (end == 0) {
        end = day_month_end(text, at);
    }

    return end == 0 ? month_day_end(text, at) : end;
}

/* Behind "uur", "u", "h"; 0: none. */
static size_t
hour_word_end(const struct linter_text *text, size_t at)
{
    size_t word = skip_space(text, at);

    return is_word_of(text, word, WORDS_HOURS) && ends_word(text, word + 1) ? word + 1 : 0;
}

/* Behind "am", "p.m."; 0: none. */
static size_t
half_day_end(const struct linter_text *text, size_t at)
{
    size_t word = skip_space(text, at);

    if (is_word_of(text, word, WORDS_HALF_DAYS) && ends_word(text, word + 1)) {
        return word + 1;
    }
    if ((is_word(text, word, "a") || is_word(text, word, "p")) &&
        token_is_sign(text, word + 1, '.') && is_word(text, word + 2, "m")) {
        return token_is_sign(text, word + 3, '.') ? word + 4 : word + 3;
    }

    return 0;
}

/* How sure it is that a time stands there. */
enum sureness {
    UNSURE,
    AFTER_WORD, /* behind "om", "at" */
    AFTER_DAY,  /* the same, behind a day */
};

/* Whether the time ends before this token: "14:00-15:00" has two, "14:00:05" none. */
static bool
ends_time(const struct linter_text *text, size_t at)
{
    return ends_word(text, at) && (token_is_sign(text, at, '-') || ends_number(text, at));
}

/* 14:30, 14.30 uur: at is the hour, its minutes follow. */
static size_t
minutes_end(const struct linter_text *text, size_t at, enum sureness sureness)
{
    size_t end = hour_word_end(text, at + 3);
    const struct token *before = token_before(text, at);

    if (end == 0) {
        end = half_day_end(text, at + 3);
    }
    if (end != 0) {
        return end;
    }
    if (!ends_time(text, at + 3) ||
        (before->kind == TOKEN_WORD && words_have(WORDS_BEFORE_SECTION, before->word))) {
        return 0;
    }
    if (sureness != UNSURE ||
        (token_is_sign(text, at + 1, ':') && token_is_number(text, at, 2, 2))) {
        return at + 3;
    }

    return 0;
}

/* 14:30, 14u30, 10 uur, 3 pm */
static size_t
clock_end(const struct linter_text *text, size_t at, enum sureness sureness)
{
    size_t end;

    if (!is_between(text, at, 0, HOURS_MAX) || !begins_word(text, at) ||
        (at > 0 && token_is_one_of(text, at - 1, ".,:/") && !begins_number(text, at))) {
        return 0;
    }
    if ((is_word(text, at + 1, "u") || is_word(text, at + 1, "h")) &&
        token_is_number(text, at + 2, 2, 2) && ends_number(text, at + 3)) {
        return at + 3;
    }
    if (token_is_one_of(text, at + 1, ":.") && token_is_number(text, at + 2, 2, 2) &&
        token_value(text, at + 2) < 60) {
        return minutes_end(text, at, sureness);
    }
    end = half_day_end(text, at + 1);
    if (end == 0 && sureness != UNSURE) {
        end = hour_word_end(text, at + 1);
    }
    if (end == 0 && sureness == AFTER_DAY &&
        (token_at(text, at + 1)->kind == TOKEN_SIGN || token_at(text, at + 1)->kind == TOKEN_END)) {
        end = ends_number(text, at + 1) ? at + 1 : 0;
    }

    return end;
}

/* Behind a word or number for an hour; 0: none. */
static size_t
hour_end(const struct linter_text *text, size_t at)
{
    return is_word_of(text, at, WORDS_NUMBER_WORDS) || is_between(text, at, 1, 12) ? at + 1 : 0;
}

/* half drie, kwart over negen, vijf voor half vier, drie uur, 10 o'clock */
static size_t
spoken_end(const struct linter_text *text, size_t at)
{
    size_t next = skip_space(text, at + 1);
    bool is_hour = hour_end(text, at) != 0;

    if (next == at + 1) {
        return 0;
    }
    if (is_word(text, at, "half")) {
        return hour_end(text, is_word(text, next, "past") ? skip_space(text, next + 1) : next);
    }
    if (is_word_of(text, at, WORDS_MINUTE_WORDS) && is_word_of(text, next, WORDS_MINUTE_TURNS)) {
        next = skip_space(text, next + 1);
        return hour_end(text, is_word(text, next, "half") ? skip_space(text, next + 1) : next);
    }

    if (is_hour && is_word(text, next, "o") && token_is_sign(text, next + 1, '\'') &&
        is_word(text, next + 2, "clock")) {
        return next + 3;
    }

    return is_hour && is_word(text, next, "uur") ? next + 1 : 0;
}

static size_t
time_end(const struct linter_text *text, size_t at, enum sureness sureness)
{
    size_t end = clock_end(text, at, sureness);

    return end == 0 && sureness != UNSURE ? spoken_end(text, at) : end;
}

/* Behind a time that follows a day, or at. */
static size_t
joined_time_end(const struct linter_text *text, size_t at)
{
    size_t time = skip_space(text, token_is_sign(text, at, ',') ? at + 1 : at);
    size_t end;

    if (time == at || token_at(text, time - 1)->kind != TOKEN_SPACE) {
        return at;
    }
    if (is_word_of(text, time, WORDS_BEFORE_TIME)) {
        end = time_end(text, skip_space(text, time + 1), AFTER_DAY);
    } else {
        end = time_end(text, time, UNSURE);
    }

    return end == 0 ? at : end;
}

/* dinsdag 12 maart om 10 uur: a day of the week with a day or a time behind it */
static size_t
weekday_end(const struct linter_text *text, size_t at)
{
    size_t next = token_is_one_of(text, at + 1, ".,") ? at + 2 : at + 1;
    size_t day = any_day_end(text, skip_space(text, next));
    size_t end = joined_time_end(text, day == 0 ? at + 1 : day);

    return end == at + 1 ? 0 : end;
}

bool
scan_date(struct linter_hit *hit, const struct linter_text *text, size_t at)
{
    const struct token *before = token_before(text, at);
    bool is_after_word = before->kind == TOKEN_WORD && words_have(WORDS_BEFORE_TIME, before->word);
    size_t end;

    if (!token_is_glue(text, at) || !begins_word(text, at)) {
        return false;
    }
    if (is_word_of(text, at, WORDS_WEEKDAYS)) {
        end = weekday_end(text, at);
    } else {
        end = any_day_end(text, at);
        end = end == 0 ? time_end(text, at, is_after_word ? AFTER_WORD : UNSURE)
                       : joined_time_end(text, end);
    }

    return end != 0 && hit_at(hit, LINTER_DATE, at, end);
}

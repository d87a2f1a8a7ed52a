/* SPDX-License-Identifier: EUPL-1.2 */
/* The words that the linter knows. */

#ifndef LINTER_WORDS_H
#define LINTER_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "linter.h"
#include "linter_text.h"

#define LINTER_PHRASE_SIZE (2 * LINTER_WORD_SIZE)

enum words {
    WORDS_TITLES,
    WORDS_ROLE_ENDS,
    WORDS_ROLES,
    WORDS_NAMING,
    WORDS_GREETINGS,
    WORDS_PARTICLES,
    WORDS_JOINS,
    WORDS_FIRST_NAMES,
    WORDS_NOT_NAMES,
    WORDS_BEFORE_LETTER,
    WORDS_INITIALS,
    WORDS_NO_INITIALS,
    WORDS_WEEKDAYS,
    WORDS_MONTHS,
    WORDS_MONTHS_EN,
    WORDS_MONTHS_SHORT,
    WORDS_MONTHS_SHORT_EN,
    WORDS_DAY_ENDS,
    WORDS_BEFORE_TIME,
    WORDS_HOURS,
    WORDS_HALF_DAYS,
    WORDS_NUMBER_WORDS,
    WORDS_MINUTE_WORDS,
    WORDS_MINUTE_TURNS,
    WORDS_BEFORE_SECTION,
    WORDS_BSN_CUES,
    WORDS_PLATE_CUES,
    WORDS_MONEY,
    WORDS_FILLERS,
    WORDS_SCHEMES,
    WORDS_DOMAINS,
    WORDS_FILE_ENDS,
    WORDS_STREET_ENDS,
    WORDS_STREET_STARTS,
    WORDS_NOT_POSTCODES,
    WORDS_BEFORE_ROOM,
    WORDS_SIDECODES,
    WORDS_IBANS,
};

/* What gives the number behind it a meaning: one or two words each. is_named: they say number, so
 * that "is" may stand between, and a short number counts too. */
struct linter_phrases {
    enum linter_kind kind;
    bool is_named;
    const char *words;
};

/* Whether the list has the word; whether the word ends in one of the list. */
bool words_have(enum words list, const char *word);
bool words_end(enum words list, const char *word);

/* The phrases to which this one belongs, or NULL. */
const struct linter_phrases *words_phrase(const char *phrase);

#endif

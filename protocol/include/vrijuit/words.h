/* SPDX-License-Identifier: EUPL-1.2 */
/* The two lists of 2048 words, compiled in from protocol/words; PROTOCOL.md sections 8 and 9. */

#ifndef VRIJUIT_WORDS_H
#define VRIJUIT_WORDS_H

#include <stddef.h>
#include <stdint.h>

#define VR_WORDS    2048U
#define VR_WORD_MAX 8U

#define VR_WORDS_NEAR_MAX 16U

enum vr_lang {
    VR_NL,
    VR_EN,
};

/* "nl" or "en". */
const char *vr_lang_code(enum vr_lang lang);

/* The word of an index below VR_WORDS; static storage. */
const char *vr_word(enum vr_lang lang, uint16_t index);

/* The index of a word of len letters, or -1. */
int vr_word_find(enum vr_lang lang, const char *word, size_t len);

/* The word of the list that is nearest to what was typed (fewest edits, at most two; a common start
 * of four letters counts as one edit), or NULL. For proposing a correction. */
const char *vr_word_near(enum vr_lang lang, const char *word, size_t len);

/* The same, up to max (at most VR_WORDS_NEAR_MAX) words, the nearest first; how many. */
size_t vr_words_near(const char **near, size_t max, enum vr_lang lang, const char *word,
                     size_t len);

#endif

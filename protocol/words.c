/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/words.h>

#include <string.h>

#include "words_list.h"

#define TYPED_MAX    64U
#define EDITS_MAX    2U
#define COMMON_START 4U

struct near_word {
    unsigned int rate;
    uint16_t index;
};

const char *
vr_lang_code(enum vr_lang lang)
{
    return lang == VR_NL ? "nl" : "en";
}

const char *
vr_word(enum vr_lang lang, uint16_t index)
{
    return lang == VR_NL ? words_nl[index] : words_en[index];
}

/* As strcmp, of letters without a zero and a word of the list, which is filled up with zeros. */
static int
compare_word(const char *letters, size_t len, const char *word)
{
    int order = memcmp(letters, word, len);

    return order != 0 ? order : -(word[len] != '\0');
}

int
vr_word_find(enum vr_lang lang, const char *word, size_t len)
{
    unsigned int low = 0;
    unsigned int high = VR_WORDS;

    if (len > VR_WORD_MAX || memchr(word, '\0', len) != NULL) {
        return -1;
    }
    while (low < high) {
        unsigned int middle = (low + high) / 2;
        int order = compare_word(word, len, vr_word(lang, (uint16_t) middle));

        if (order == 0) {
            return (int) middle;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }

    return -1;
}

static unsigned int
smaller(unsigned int a, unsigned int b)
{
    return a < b ? a : b;
}

/* Letters to add, leave out, change, or swap with a neighbour. edits[i][j] is for the first i
 * letters typed and the first j of the word. */
static unsigned int
count_edits(const char *typed, size_t len, const char *word)
{
    const size_t word_len = strlen(word);
    unsigned int edits[TYPED_MAX][VR_WORD_MAX + 1];

    for (size_t i = 0; i <= len; i++) {
        for (size_t j = 0; j <= word_len; j++) {
            if (i == 0 || j == 0) {
                edits[i][j] = (unsigned int) (i + j);
                continue;
            }
            edits[i][j] = edits[i - 1][j - 1] + (typed[i - 1] != word[j - 1]);
            edits[i][j] = smaller(edits[i][j], edits[i - 1][j] + 1);
            edits[i][j] = smaller(edits[i][j], edits[i][j - 1] + 1);
            if (i > 1 && j > 1 && typed[i - 1] == word[j - 2] && typed[i - 2] == word[j - 1]) {
                edits[i][j] = smaller(edits[i][j], edits[i - 2][j - 2] + 1);
            }
        }
    }

    return edits[len][word_len];
}

/* Edits first; among words with a common start, the one with fewest real edits. */
static unsigned int
rate_word(const char *typed, size_t len, const char *word)
{
    unsigned int edits = count_edits(typed, len, word);
    unsigned int counted = edits;

    if (edits > 1 && len >= COMMON_START && strncmp(typed, word, COMMON_START) == 0) {
        counted = 1;
    }

    return counted * TYPED_MAX + edits;
}

/* Put a word among the best ones; of equals the first stays first. */
static size_t
put_near(struct near_word *best, size_t count, size_t max, const struct near_word *word)
{
    size_t place = count;

    while (place > 0 && best[place - 1].rate > word->rate) {
        place--;
    }
    if (place == max) {
        return count;
    }
    count = count < max ? count + 1 : max;
    memmove(&best[place + 1], &best[place], (count - place - 1) * sizeof best[0]);
    best[place] = *word;

    return count;
}

size_t
vr_words_near(const char **near, size_t max, enum vr_lang lang, const char *word, size_t len)
{
    struct near_word best[VR_WORDS_NEAR_MAX];
    size_t count = 0;

    max = max < VR_WORDS_NEAR_MAX ? max : VR_WORDS_NEAR_MAX;
    if (len >= TYPED_MAX || max == 0) {
        return 0;
    }
    for (uint16_t i = 0; i < VR_WORDS; i++) {
        const struct near_word rated = { rate_word(word, len, vr_word(lang, i)), i };

        if (rated.rate < (EDITS_MAX + 1) * TYPED_MAX) {
            count = put_near(best, count, max, &rated);
        }
    }
    for (size_t i = 0; i < count; i++) {
        near[i] = vr_word(lang, best[i].index);
    }

    return count;
}

const char *
vr_word_near(enum vr_lang lang, const char *word, size_t len)
{
    const char *near = NULL;

    return vr_words_near(&near, 1, lang, word, len) == 1 ? near : NULL;
}

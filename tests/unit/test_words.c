/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/words.h>

#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <sodium.h>

#include "vectors.h"

static const enum vr_lang langs[] = { VR_NL, VR_EN };

Test(words, every_word_is_found_at_its_own_index)
{
    for (size_t l = 0; l < 2; l++) {
        for (uint16_t i = 0; i < VR_WORDS; i++) {
            const char *word = vr_word(langs[l], i);

            cr_expect(eq(int, vr_word_find(langs[l], word, strlen(word)), i), "%s", word);
        }
    }
}

Test(words, the_lists_have_no_word_in_common)
{
    for (uint16_t i = 0; i < VR_WORDS; i++) {
        const char *word = vr_word(VR_NL, i);

        cr_expect(eq(int, vr_word_find(VR_EN, word, strlen(word)), -1), "%s", word);
    }
}

Test(words, words_have_three_to_eight_small_letters_in_rising_order)
{
    for (size_t l = 0; l < 2; l++) {
        for (uint16_t i = 0; i < VR_WORDS; i++) {
            const char *word = vr_word(langs[l], i);
            size_t len = strlen(word);

            cr_expect(len >= 3 && len <= VR_WORD_MAX, "%s", word);
            cr_expect(eq(sz, strspn(word, "abcdefghijklmnopqrstuvwxyz"), len), "%s", word);
            cr_expect(i == 0 || strcmp(vr_word(langs[l], (uint16_t) (i - 1)), word) < 0, "%s",
                      word);
        }
    }
}

/* The BLAKE2b-256 of the list as a file, that is with a line feed after each word. */
Test(words, the_lists_are_those_of_the_vectors)
{
    json_t *file = vectors_load("codename.json");
    const json_t *lists = vectors_get(file, "word_lists");

    for (size_t l = 0; l < 2; l++) {
        crypto_generichash_state state;
        uint8_t hash[32];

        crypto_generichash_init(&state, NULL, 0, sizeof hash);
        for (uint16_t i = 0; i < VR_WORDS; i++) {
            const char *word = vr_word(langs[l], i);

            crypto_generichash_update(&state, (const uint8_t *) word, strlen(word));
            crypto_generichash_update(&state, (const uint8_t *) "\n", 1);
        }
        crypto_generichash_final(&state, hash, sizeof hash);
        cr_expect(vectors_equal(hash, sizeof hash, vectors_get(lists, vr_lang_code(langs[l])),
                                "blake2b256"));
    }
    json_decref(file);
}

Test(words, what_is_no_word_is_not_found)
{
    cr_expect(eq(int, vr_word_find(VR_NL, "", 0), -1));
    cr_expect(eq(int, vr_word_find(VR_NL, "rendie", 6), -1));
    cr_expect(eq(int, vr_word_find(VR_NL, "rendier\0", 8), -1));
    cr_expect(eq(int, vr_word_find(VR_NL, "rendierx", 8), -1));
    cr_expect(eq(int, vr_word_find(VR_NL, "rendieren", 9), -1));
    cr_expect(eq(int, vr_word_find(VR_NL, "Rendier", 7), -1));
    cr_expect(eq(int, vr_word_find(VR_NL, "zzzzzzzz", 8), -1));
    cr_expect(eq(int, vr_word_find(VR_NL, "\xff\xff\xff", 3), -1));
}

struct slip {
    char typed[24];
    char nearest[12];
    enum vr_lang lang;
};

ParameterizedTestParameters(words, a_slip_leads_to_the_word_that_was_meant)
{
    static struct slip slips[] = {
        { "rendier", "rendier", VR_NL },
        { "rendir", "rendier", VR_NL },
        { "rendiier", "rendier", VR_NL },
        { "rwndier", "rendier", VR_NL },
        { "rendieren", "rendier", VR_NL },
        { "exercising", "exercise", VR_EN },
        { "hihgway", "highway", VR_EN },
        { "qqqqqqq", "", VR_NL },
        { "", "", VR_NL },
    };

    return cr_make_param_array(struct slip, slips, sizeof slips / sizeof slips[0]);
}

ParameterizedTest(struct slip *slip, words, a_slip_leads_to_the_word_that_was_meant)
{
    const char *nearest = vr_word_near(slip->lang, slip->typed, strlen(slip->typed));

    cr_expect(eq(str, (char *) (nearest == NULL ? "" : nearest), slip->nearest), "%s", slip->typed);
}

Test(words, a_very_long_word_has_no_nearest)
{
    char typed[1000];

    memset(typed, 'a', sizeof typed);
    cr_expect(vr_word_near(VR_NL, typed, sizeof typed) == NULL);
}

Test(words, near_words_come_nearest_first_and_not_too_many)
{
    const char *near[VR_WORDS_NEAR_MAX];
    const char *word = vr_word(VR_NL, 700);
    size_t count = vr_words_near(near, VR_WORDS_NEAR_MAX, VR_NL, word, strlen(word));

    cr_assert(ge(sz, count, 1));
    cr_expect(near[0] == word);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            cr_expect(near[i] != near[j]);
        }
    }
    cr_expect(eq(sz, vr_words_near(near, 0, VR_NL, word, strlen(word)), 0));
    cr_expect(eq(sz, vr_words_near(near, 2, VR_EN, "aaaa", 4) <= 2, 1));
}

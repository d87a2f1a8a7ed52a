/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/codename.h>

#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>

#include "vectors.h"

static void
start(void)
{
    cr_assert(ge(int, sodium_init(), 0));
}

TestSuite(codename, .init = start, .timeout = 60);

static void
check_made(const json_t *test)
{
    char codename[VR_CODENAME_SIZE];
    uint8_t bits[VR_CODENAME_BITS];
    enum vr_lang lang = strcmp(vectors_text(test, "lang"), "nl") == 0 ? VR_NL : VR_EN;

    vectors_hex(bits, sizeof bits, test, "codename_bits");
    vr_codename_make(codename, lang, bits);
    cr_expect(eq(str, codename, (char *) vectors_text(test, "codename")));
}

static void
check_locators(const uint8_t *root, const json_t *test)
{
    const json_t *locators = vectors_get(test, "locators");

    cr_assert(gt(sz, json_array_size(locators), 0));
    for (size_t i = 0; i < json_array_size(locators); i++) {
        const json_t *entry = json_array_get(locators, i);
        uint8_t locator[VR_LOCATOR_SIZE];

        vr_codename_locator(locator, root, (uint32_t) vectors_number(entry, "i"));
        cr_expect(vectors_equal(locator, sizeof locator, entry, "locator"));
    }
}

static void
check_reply_key(const uint8_t *root, const json_t *test)
{
    const struct vr_suite *suite = vr_suite_find(VR_SUITE_X25519);
    uint8_t seed[VR_SEED_SIZE], pk[32], sk[32], id[32];

    vr_codename_reply_seed(seed, root, suite);
    cr_expect(vectors_equal(seed, sizeof seed, test, "reply_seed_1"));
    cr_assert(eq(int, suite->keypair(pk, sk, seed), VR_OK));
    cr_expect(vectors_equal(pk, sizeof pk, test, "reply_public_1"));
    cr_expect(vectors_equal(sk, sizeof sk, test, "reply_secret_1"));
    vr_reply_key_id(id, suite, pk);
    cr_expect(vectors_equal(id, sizeof id, test, "reply_key_id_1"));
}

Test(codename, every_case_of_the_vectors_is_reproduced)
{
    json_t *file = vectors_load("codename.json");
    const json_t *cases = vectors_get(file, "cases");

    cr_assert(gt(sz, json_array_size(cases), 0));
    for (size_t i = 0; i < json_array_size(cases); i++) {
        const json_t *test = json_array_get(cases, i);
        char codename[VR_CODENAME_SIZE];
        uint8_t pin[32], root[VR_ROOT_SIZE];
        struct vr_why why;

        check_made(test);
        vectors_hex(pin, sizeof pin, test, "pin");
        cr_assert(
            eq(int, vr_codename_normalise(codename, vectors_text(test, "typed"), &why), VR_OK));
        cr_expect(eq(str, codename, (char *) vectors_text(test, "normalised")));
        cr_assert(eq(int, vr_codename_root(root, codename, pin), VR_OK));
        cr_expect(vectors_equal(root, sizeof root, test, "root"));
        check_locators(root, test);
        check_reply_key(root, test);
    }
    json_decref(file);
}

Test(codename, every_codename_that_is_made_normalises_to_itself)
{
    uint8_t bits[VR_CODENAME_BITS];
    char codename[VR_CODENAME_SIZE], again[VR_CODENAME_SIZE];

    for (int i = 0; i < 200; i++) {
        randombytes_buf(bits, sizeof bits);
        vr_codename_make(codename, i % 2 == 0 ? VR_NL : VR_EN, bits);
        cr_assert(eq(int, vr_codename_normalise(again, codename, NULL), VR_OK));
        cr_expect(eq(str, again, codename));
    }
}

Test(codename, the_longest_words_fit)
{
    uint8_t bits[VR_CODENAME_BITS];
    char codename[VR_CODENAME_SIZE];
    char typed[VR_CODENAME_SIZE] = "";
    uint16_t index = 0;

    while (strlen(vr_word(VR_NL, index)) < VR_WORD_MAX) {
        index++;
    }
    for (size_t i = 0; i < VR_CODENAME_WORDS; i++) {
        strcat(typed, i > 0 ? " " : "");
        strcat(typed, vr_word(VR_NL, index));
    }
    cr_assert(eq(sz, strlen(typed), sizeof typed - 1));
    cr_assert(eq(int, vr_codename_normalise(codename, typed, NULL), VR_OK));
    cr_expect(eq(str, codename, typed));
    memset(bits, 0xff, sizeof bits);
    vr_codename_make(codename, VR_NL, bits);
    cr_expect(eq(int, strncmp(codename, vr_word(VR_NL, 2047), 3), 0));
}

Test(codename, a_wrong_word_is_named_by_its_place_with_the_nearest)
{
    char codename[VR_CODENAME_SIZE] = "untouched";
    struct vr_why why;

    cr_expect(eq(int,
                 vr_codename_normalise(
                     codename, "rendier hebben afval larve afzein buldog beproefd anders", &why),
                 VR_MALFORMED));
    cr_expect(strstr(why.text, "word 5") != NULL, "%s", why.text);
    cr_expect(strstr(why.text, "afzien") != NULL, "%s", why.text);
    cr_expect(eq(str, codename, "untouched"));
}

Test(codename, words_of_two_lists_are_refused)
{
    char codename[VR_CODENAME_SIZE];
    struct vr_why why;

    cr_expect(eq(int,
                 vr_codename_normalise(
                     codename, "rendier hebben afval lawn afzien buldog beproefd anders", &why),
                 VR_MALFORMED));
    cr_expect(strstr(why.text, "word 4") != NULL, "%s", why.text);
    cr_expect(eq(
        int,
        vr_codename_normalise(codename, "rendier depict algae lawn cave dock attach highway", &why),
        VR_MALFORMED));
    cr_expect(strstr(why.text, "word 1") != NULL, "%s", why.text);
}

Test(codename, another_number_of_words_is_refused)
{
    char codename[VR_CODENAME_SIZE];
    char many[1100];
    struct vr_why why;

    cr_expect(eq(int, vr_codename_normalise(codename, "", &why), VR_MALFORMED));
    cr_expect(eq(int, vr_codename_normalise(codename, "  \n ", &why), VR_MALFORMED));
    cr_expect(eq(
        int,
        vr_codename_normalise(codename, "rendier hebben afval larve afzien buldog beproefd", &why),
        VR_MALFORMED));
    cr_expect(strstr(why.text, "7 words") != NULL, "%s", why.text);
    cr_expect(
        eq(int,
           vr_codename_normalise(
               codename, "rendier hebben afval larve afzien buldog beproefd anders anders", &why),
           VR_MALFORMED));
    memset(many, ' ', sizeof many);
    many[sizeof many - 1] = '\0';
    cr_expect(eq(int, vr_codename_normalise(codename, many, &why), VR_MALFORMED));
}

Test(codename, another_pin_gives_another_root)
{
    static const uint8_t pins[2][32] = { { 1 }, { 2 } };
    static const char codename[] = "exercise depict algae lawn cave dock attach highway";
    uint8_t roots[2][VR_ROOT_SIZE];

    cr_assert(eq(int, vr_codename_root(roots[0], codename, pins[0]), VR_OK));
    cr_assert(eq(int, vr_codename_root(roots[1], codename, pins[1]), VR_OK));
    cr_expect(memcmp(roots[0], roots[1], VR_ROOT_SIZE) != 0);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>

#include <vrijuit/circle.h>
#include <vrijuit/record.h>
#include <vrijuit/share.h>

#include "vectors.h"

#define LINES VR_SHARE_LINES

static json_t *file;

static void
load(void)
{
    file = vectors_load("shares.json");
}

static void
unload(void)
{
    json_decref(file);
}

TestSuite(share, .init = load, .fini = unload);

static void
hex_item(uint8_t *out, size_t len, const json_t *list, size_t i)
{
    const char *hex = json_string_value(json_array_get(list, i));
    size_t have;

    cr_assert(sodium_hex2bin(out, len, hex, strlen(hex), NULL, &have, NULL) == 0 && have == len);
}

/* All shares of a case, split out of its coefficients. */
static size_t
split(struct vr_share *shares, const json_t *test_case)
{
    const json_t *list = vectors_get(test_case, "coefficients");
    uint8_t coefficients[VR_MEMBERS_MAX][VR_SCALAR_SIZE];
    uint8_t sharing[2];

    vectors_hex(sharing, sizeof sharing, test_case, "sharing_id");
    for (size_t i = 0; i < json_array_size(list); i++) {
        hex_item(coefficients[i], VR_SCALAR_SIZE, list, i);
    }
    cr_assert(eq(int,
                 vr_share_split(shares, coefficients[0],
                                (const uint8_t(*)[VR_SCALAR_SIZE]) & coefficients[1], sharing,
                                (uint8_t) vectors_number(test_case, "t"),
                                (uint8_t) vectors_number(test_case, "n")),
                 VR_OK));

    return vectors_number(test_case, "n");
}

Test(share, split_gives_every_share_and_check_value)
{
    size_t c;
    const json_t *test_case;

    json_array_foreach(vectors_get(file, "cases"), c, test_case)
    {
        struct vr_share shares[VR_MEMBERS_MAX];
        size_t count = split(shares, test_case);
        const json_t *expected = vectors_get(test_case, "shares");
        struct vr_sharing sharing;

        cr_assert(eq(sz, count, json_array_size(expected)));
        vr_sharing_describe(&sharing, shares);
        for (size_t i = 0; i < count; i++) {
            const json_t *share = json_array_get(expected, i);
            uint8_t paper[VR_SHARE_SIZE];
            char qr[VR_SHARE_QR_SIZE];

            cr_expect(eq(int, shares[i].index, (int) vectors_number(share, "i")));
            cr_expect(vectors_equal(shares[i].value, VR_SCALAR_SIZE, share, "share"));
            cr_expect(vectors_equal(sharing.checks[i], 32, share, "check"));
            if (json_object_get(share, "paper") != NULL) {
                vr_share_encode(paper, &shares[i]);
                cr_expect(vectors_equal(paper, sizeof paper, share, "paper"));
                vr_share_qr(qr, &shares[i]);
                cr_expect(eq(str, qr, (char *) vectors_text(share, "qr")));
            }
            cr_expect(eq(int, vr_share_verify(&shares[i], &sharing), VR_OK));
        }
    }
}

Test(share, any_threshold_of_shares_gives_the_secret_and_fewer_do_not)
{
    size_t c, k, i;
    const json_t *test_case, *combination;

    json_array_foreach(vectors_get(file, "cases"), c, test_case)
    {
        struct vr_share shares[VR_MEMBERS_MAX], some[VR_MEMBERS_MAX];

        split(shares, test_case);
        json_array_foreach(vectors_get(test_case, "combinations"), k, combination)
        {
            const json_t *ids = vectors_get(combination, "ids");
            uint8_t secret[VR_SCALAR_SIZE];

            for (i = 0; i < json_array_size(ids); i++) {
                some[i] = shares[json_integer_value(json_array_get(ids, i)) - 1];
            }
            cr_assert(eq(int, vr_share_combine(secret, some, json_array_size(ids)), VR_OK));
            cr_expect(vectors_equal(secret, sizeof secret, combination, "secret"));
            cr_expect(
                eq(int, vr_share_combine(secret, some, json_array_size(ids) - 1), VR_MALFORMED));
        }
    }
}

Test(share, every_seed_and_key_follows_from_the_secret)
{
    static const char *const seeds[][2] = {
        { "suite_1_seed", VR_SEED_SUITE_1 },
        { "suite_2_seed", VR_SEED_SUITE_2 },
        { "signing_seed", VR_SEED_SIGNING },
        { "dossier_key", VR_SEED_DOSSIER },
    };
    size_t c;
    const json_t *test_case;

    json_array_foreach(vectors_get(file, "cases"), c, test_case)
    {
        uint8_t secret[VR_SCALAR_SIZE], seed[32], pk[32], sk[64];

        vectors_hex(secret, sizeof secret, test_case, "secret");
        for (size_t i = 0; i < 4; i++) {
            vr_seed_derive(seed, secret, seeds[i][1]);
            cr_expect(vectors_equal(seed, sizeof seed, test_case, seeds[i][0]), "%s", seeds[i][0]);
        }
        vr_seed_derive(seed, secret, VR_SEED_SIGNING);
        crypto_sign_seed_keypair(pk, sk, seed);
        cr_expect(vectors_equal(pk, sizeof pk, test_case, "signing_public"));
    }
}

Test(share, the_council_key_of_suite_1_follows_from_the_secret)
{
    size_t c;
    const json_t *test_case;

    json_array_foreach(vectors_get(file, "cases"), c, test_case)
    {
        uint8_t secret[VR_SCALAR_SIZE], seed[32], id[32];
        struct vr_council_pair pair;

        vectors_hex(secret, sizeof secret, test_case, "secret");
        vr_seed_derive(seed, secret, VR_SEED_SUITE_1);
        cr_assert(eq(int, vr_council_pair_init(&pair, vr_suite_find(1), seed), VR_OK));
        cr_expect(vectors_equal(pair.public_key, 32, test_case, "suite_1_public"));
        vr_council_key_id(id, pair.suite, pair.public_key);
        cr_expect(vectors_equal(id, sizeof id, test_case, "suite_1_key_id"));
    }
}

static enum vr_lang
lang_of(const json_t *object)
{
    return strcmp(vectors_text(object, "lang"), "nl") == 0 ? VR_NL : VR_EN;
}

Test(share, words_lines_and_qr_text_give_the_share_back)
{
    size_t c, i;
    const json_t *test_case, *share;

    json_array_foreach(vectors_get(file, "cases"), c, test_case)
    {
        struct vr_share shares[VR_MEMBERS_MAX], back;

        split(shares, test_case);
        json_array_foreach(vectors_get(test_case, "shares"), i, share)
        {
            const json_t *lines = json_object_get(share, "lines");
            uint16_t indexes[30];
            enum vr_lang lang = VR_NL;
            bool known = false;

            if (lines == NULL) {
                continue;
            }
            for (unsigned n = 1; n <= LINES; n++) {
                const char *expected = json_string_value(json_array_get(lines, n - 1));
                char line[VR_SHARE_LINE_SIZE];

                vr_share_line(line, &shares[i], n, lang_of(share));
                cr_expect(eq(str, line, (char *) expected));
                cr_assert(eq(
                    int, vr_share_line_decode(&indexes[(n - 1) * 5], &lang, &known, line, n, NULL),
                    VR_OK));
            }
            cr_expect(eq(int, lang, lang_of(share)));
            for (size_t w = 0; w < 30; w++) {
                cr_expect(
                    eq(int, indexes[w],
                       (int) json_integer_value(json_array_get(vectors_get(share, "indexes"), w))));
            }
            cr_assert(eq(int, vr_share_from_indexes(&back, indexes, NULL), VR_OK));
            cr_expect(memcmp(&back, &shares[i], sizeof back) == 0);
            memset(&back, 0, sizeof back);
            cr_assert(eq(int, vr_share_qr_decode(&back, vectors_text(share, "qr"), NULL), VR_OK));
            cr_expect(memcmp(&back, &shares[i], sizeof back) == 0);
        }
    }
}

Test(share, decode_refuses_every_bad_paper_and_touches_nothing)
{
    size_t c;
    const json_t *test_case;
    struct vr_share before, share;

    memset(&before, 0x5a, sizeof before);
    json_array_foreach(vectors_get(file, "must_reject_paper"), c, test_case)
    {
        size_t len;
        uint8_t *paper = vectors_bytes(&len, test_case, "paper");

        share = before;
        /* The length is in the type: a paper of another length cannot be handed over. */
        if (len == VR_SHARE_SIZE) {
            struct vr_why why = { "" };

            cr_expect(ne(int, vr_share_decode(&share, paper, &why), VR_OK), "%s",
                      vectors_text(test_case, "name"));
            cr_expect(ne(sz, strlen(why.text), 0));
        }
        cr_expect(memcmp(&share, &before, sizeof share) == 0);
        free(paper);
    }
}

Test(share, lines_with_a_mistake_are_refused)
{
    size_t c;
    const json_t *test_case;

    json_array_foreach(vectors_get(file, "must_reject_lines"), c, test_case)
    {
        const json_t *lines = vectors_get(test_case, "lines");
        enum vr_status status = json_array_size(lines) == LINES ? VR_OK : VR_MALFORMED;
        uint16_t indexes[30];
        enum vr_lang lang = VR_NL;
        bool known = false;

        for (unsigned n = 1; n <= json_array_size(lines) && status == VR_OK; n++) {
            status = vr_share_line_decode(&indexes[(n - 1) * 5], &lang, &known,
                                          json_string_value(json_array_get(lines, n - 1)), n, NULL);
        }
        cr_expect(ne(int, status, VR_OK), "%s", vectors_text(test_case, "name"));
    }
}

Test(share, qr_text_with_a_mistake_is_refused)
{
    size_t c;
    const json_t *test_case;

    json_array_foreach(vectors_get(file, "must_reject_qr"), c, test_case)
    {
        struct vr_share share;

        cr_expect(ne(int, vr_share_qr_decode(&share, vectors_text(test_case, "qr"), NULL), VR_OK),
                  "%s", vectors_text(test_case, "name"));
    }
}

/* The first line of the first share of the vectors, to be damaged. */
static enum vr_status
decode_line(const char *line, struct vr_why *why)
{
    uint16_t indexes[VR_SHARE_LINE_WORDS];
    enum vr_lang lang = VR_NL;
    bool known = false;

    return vr_share_line_decode(indexes, &lang, &known, line, 1, why);
}

Test(share, a_wrong_word_is_named_by_its_place_and_the_nearest_is_proposed)
{
    struct vr_why why;

    cr_assert(eq(int, decode_line("awake measure nightcap decrease ordinary prank", &why), VR_OK));
    cr_expect(
        eq(int, decode_line("awake meesure nightcap decrease ordinary prank", &why), VR_MALFORMED));
    cr_expect(strstr(why.text, "word 2") != NULL && strstr(why.text, "'measure'") != NULL, "%s",
              why.text);
    cr_expect(eq(int, decode_line("awakke measure nightcap decrease ordinary prank", &why),
                 VR_MALFORMED));
    cr_expect(strstr(why.text, "word 1") != NULL && strstr(why.text, "'awake'") != NULL, "%s",
              why.text);
}

Test(share, typed_lines_may_have_capitals_and_any_white_space)
{
    cr_expect(
        eq(int, decode_line(" AWAKE  Measure\tnightcap decrease ordinary prank\r\n", NULL), VR_OK));
}

Test(share, a_line_of_five_or_seven_words_or_of_noise_is_refused)
{
    char noise[400];

    memset(noise, 'a', sizeof noise - 1);
    noise[sizeof noise - 1] = '\0';
    cr_expect(eq(int, decode_line("", NULL), VR_MALFORMED));
    cr_expect(eq(int, decode_line("awake measure nightcap decrease ordinary", NULL), VR_MALFORMED));
    cr_expect(eq(int, decode_line("awake measure nightcap decrease ordinary prank prank", NULL),
                 VR_MALFORMED));
    cr_expect(eq(int, decode_line(noise, NULL), VR_MALFORMED));
}

Test(share, an_index_beyond_the_list_is_refused)
{
    uint16_t indexes[30] = { [29] = VR_WORDS };
    struct vr_share share;

    cr_expect(eq(int, vr_share_from_indexes(&share, indexes, NULL), VR_MALFORMED));
}

Test(share, a_wrong_share_is_seen_before_anything_is_combined)
{
    const json_t *wrong = vectors_get(file, "wrong_share");
    struct vr_sharing sharing = { .threshold = (uint8_t) vectors_number(wrong, "t"),
                                  .members = (uint8_t) vectors_number(wrong, "n") };
    struct vr_share share = { .threshold = sharing.threshold,
                              .members = sharing.members,
                              .index = (uint8_t) vectors_number(wrong, "i") };
    uint8_t check[32];

    vectors_hex(sharing.id, sizeof sharing.id, wrong, "sharing_id");
    memcpy(share.sharing, sharing.id, sizeof share.sharing);
    vectors_hex(share.value, sizeof share.value, wrong, "share");
    vectors_hex(sharing.checks[share.index - 1], 32, wrong, "expected_check");
    vr_share_check(check, &share);
    cr_expect(vectors_equal(check, sizeof check, wrong, "computed"));
    cr_expect(eq(int, vr_share_verify(&share, &sharing), VR_UNVERIFIED));
    share.sharing[0] ^= 1;
    cr_expect(eq(int, vr_share_verify(&share, &sharing), VR_FOREIGN));
}

Test(share, combine_refuses_what_does_not_belong_together)
{
    struct vr_share shares[VR_MEMBERS_MAX], pair[2];
    uint8_t secret[VR_SCALAR_SIZE];

    split(shares, json_array_get(vectors_get(file, "cases"), 2));
    pair[0] = pair[1] = shares[0];
    cr_expect(eq(int, vr_share_combine(secret, pair, 2), VR_MALFORMED), "the same twice");
    pair[1] = shares[1];
    cr_assert(eq(int, vr_share_combine(secret, pair, 2), VR_OK));
    pair[1].sharing[1] ^= 1;
    cr_expect(eq(int, vr_share_combine(secret, pair, 2), VR_MALFORMED), "another sharing");
    pair[1] = shares[1];
    pair[1].members++;
    cr_expect(eq(int, vr_share_combine(secret, pair, 2), VR_MALFORMED), "another n");
    pair[1] = shares[1];
    pair[1].index = 0;
    cr_expect(eq(int, vr_share_combine(secret, pair, 2), VR_MALFORMED), "number 0");
    cr_expect(eq(int, vr_share_combine(secret, shares, 3), VR_MALFORMED), "one too many");
    cr_expect(eq(int, vr_share_combine(secret, shares, 0), VR_MALFORMED), "none");
}

Test(share, split_refuses_thresholds_outside_section_9)
{
    static const uint8_t bad[][2] = { { 0, 0 }, { 0, 1 }, { 1, 2 }, { 3, 2 }, { 2, 16 }, { 2, 1 } };
    uint8_t scalar[VR_SCALAR_SIZE] = { 1 };
    uint8_t coefficients[16][VR_SCALAR_SIZE] = { { 2 } };
    uint8_t id[2] = { 0 };
    struct vr_share shares[16];

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cr_expect(eq(int,
                     vr_share_split(shares, scalar, (const uint8_t(*)[VR_SCALAR_SIZE]) coefficients,
                                    id, bad[i][0], bad[i][1]),
                     VR_MALFORMED));
    }
}

Test(share, the_rfc_9591_cases_hold)
{
    json_t *rfc = vectors_load("shamir-ristretto255.json");
    size_t c, k, i;
    const json_t *test_case, *item;

    json_array_foreach(vectors_get(rfc, "cases"), c, test_case)
    {
        const json_t *list = vectors_get(test_case, "share_polynomial_coefficients");
        uint8_t t = (uint8_t) vectors_number(test_case, "MIN_PARTICIPANTS");
        uint8_t n = (uint8_t) vectors_number(test_case, "MAX_PARTICIPANTS");
        uint8_t coefficients[VR_MEMBERS_MAX][VR_SCALAR_SIZE];
        uint8_t scalar[VR_SCALAR_SIZE], id[2] = { 0 };
        struct vr_share shares[VR_MEMBERS_MAX], some[VR_MEMBERS_MAX];

        vectors_hex(scalar, sizeof scalar, test_case, "group_secret_key");
        for (i = 0; i < json_array_size(list); i++) {
            hex_item(coefficients[i], VR_SCALAR_SIZE, list, i);
        }
        cr_assert(eq(int,
                     vr_share_split(shares, scalar, (const uint8_t(*)[VR_SCALAR_SIZE]) coefficients,
                                    id, t, n),
                     VR_OK));
        json_array_foreach(vectors_get(test_case, "participant_shares"), i, item)
        {
            cr_expect(vectors_equal(shares[i].value, VR_SCALAR_SIZE, item, "participant_share"));
        }
        json_array_foreach(vectors_get(test_case, "interpolations"), k, item)
        {
            const json_t *who = vectors_get(item, "participant_list");
            uint8_t secret[VR_SCALAR_SIZE];

            for (i = 0; i < json_array_size(who); i++) {
                some[i] = shares[json_integer_value(json_array_get(who, i)) - 1];
            }
            cr_assert(eq(int, vr_share_combine(secret, some, json_array_size(who)), VR_OK));
            cr_expect(vectors_equal(secret, sizeof secret, item, "secret"));
        }
    }
    json_decref(rfc);
}

Test(share, a_scalar_is_the_wide_bytes_reduced)
{
    uint8_t wide[64] = { 7 }, scalar[VR_SCALAR_SIZE], expected[VR_SCALAR_SIZE] = { 7 };
    /* The order of the group, little-endian: it reduces to nothing. */
    static const char order[] = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";

    vr_secret_scalar(scalar, wide);
    cr_expect(memcmp(scalar, expected, sizeof scalar) == 0);
    sodium_hex2bin(wide, sizeof wide, order, sizeof order - 1, NULL, NULL, NULL);
    vr_secret_scalar(scalar, wide);
    cr_expect(sodium_is_zero(scalar, sizeof scalar) == 1);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/reply.h>

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>

#include "vectors.h"

static uint8_t cell[VR_REPLY_SIZE];
static uint8_t opened[VR_REPLY_PLAIN_MAX];
static uint8_t encoded[VR_REPLY_PLAIN_MAX];

static const struct vr_suite *
suite_1(void)
{
    return vr_suite_find(VR_SUITE_X25519);
}

static void
read_pair(struct vr_council_pair *pair, const json_t *test)
{
    uint8_t seed[VR_SEED_SIZE];

    vectors_hex(seed, sizeof seed, test, "reply_seed");
    cr_assert(eq(int, vr_council_pair_init(pair, suite_1(), seed), VR_OK));
}

static void
seal_text(const struct vr_council_pair *pair, const json_t *test, const char *content)
{
    uint8_t random[32];

    vectors_hex(random, sizeof random, test, "encap_random");
    cr_assert(eq(int,
                 vr_reply_seal(cell, suite_1(), pair->public_key,
                               (uint32_t) vectors_number(test, "round"), content, strlen(content),
                               random),
                 VR_OK));
}

/* content is text, or prefix, count of x, suffix for the longest one. */
static void
check_case(const json_t *test)
{
    const char *content = vectors_text(test, "content");
    struct vr_council_pair pair;
    struct vr_reply reply = { 0 };
    struct vr_why why = { "" };
    uint8_t id[32];
    size_t len = 0;

    read_pair(&pair, test);
    cr_expect(vectors_equal(pair.public_key, 32, test, "reply_public"));
    vr_reply_key_id(id, suite_1(), pair.public_key);
    cr_expect(vectors_equal(id, sizeof id, test, "reply_key_id"));
    seal_text(&pair, test, content);
    cr_expect(vectors_blake2b256(cell, sizeof cell, test, "cell_blake2b256"));
    if (json_object_get(test, "cell") != NULL) {
        cr_expect(vectors_equal(cell, sizeof cell, test, "cell"));
    }
    cr_assert(eq(int,
                 vr_reply_open(opened, &len, &pair, cell, (uint32_t) vectors_number(test, "round")),
                 VR_OK));
    cr_assert(eq(sz, len, strlen(content)));
    cr_expect(memcmp(opened, content, len) == 0);
    cr_assert(eq(int, vr_reply_decode(&reply, opened, len, &why), VR_OK), "%s", why.text);
    cr_assert(eq(int, vr_reply_encode(encoded, &len, suite_1(), &reply), VR_OK));
    cr_expect(eq(sz, len, strlen(content)));
    cr_expect(memcmp(encoded, content, len) == 0);
}

Test(reply, every_case_of_the_vectors_is_reproduced)
{
    json_t *file = vectors_load("reply.json");
    const json_t *cases = vectors_get(file, "cases");
    size_t done = 0;

    for (size_t i = 0; i < json_array_size(cases); i++) {
        if (vectors_number(json_array_get(cases, i), "suite") == VR_SUITE_X25519) {
            check_case(json_array_get(cases, i));
            done++;
        }
    }
    cr_expect(eq(sz, done, 3));
    json_decref(file);
}

static const char *
judge(const struct vr_council_pair *pair, uint32_t round)
{
    struct vr_reply reply;
    struct vr_why why;
    size_t len = 0;
    enum vr_status status = vr_reply_open(opened, &len, pair, cell, round);

    if (status == VR_OK) {
        return vr_reply_decode(&reply, opened, len, &why) == VR_OK ? "ok" : "unreadable";
    }

    return status == VR_FOREIGN ? "foreign" : "damaged";
}

static void
attempt_sealed(const json_t *test)
{
    const json_t *sealed = vectors_get(test, "sealed");
    struct vr_council_pair pair;

    read_pair(&pair, sealed);
    vectors_hex(cell, sizeof cell, sealed, "cell");
    cr_expect(eq(str, (char *) judge(&pair, (uint32_t) vectors_number(sealed, "round")),
                 (char *) vectors_text(test, "result")),
              "%s", vectors_text(test, "name"));
}

static void
attempt_edited(const json_t *file, const json_t *test)
{
    const json_t *base =
        json_array_get(vectors_get(file, "cases"), vectors_number(test, "base_case"));
    struct vr_council_pair pair;
    uint8_t other[VR_SEED_SIZE] = { 9 };

    read_pair(&pair, base);
    seal_text(&pair, base, vectors_text(base, "content"));
    vectors_edit(cell, sizeof cell, test);
    if (!json_is_true(vectors_get(test, "own_key"))) {
        cr_assert(eq(int, vr_council_pair_init(&pair, suite_1(), other), VR_OK));
    }
    cr_expect(eq(str, (char *) judge(&pair, (uint32_t) vectors_number(test, "round")),
                 (char *) vectors_text(test, "result")),
              "%s", vectors_text(test, "name"));
}

Test(reply, every_attempt_of_the_vectors_ends_as_it_must)
{
    json_t *file = vectors_load("reply.json");
    const json_t *attempts = vectors_get(file, "attempts");
    size_t done = 0;

    for (size_t i = 0; i < json_array_size(attempts); i++) {
        const json_t *test = json_array_get(attempts, i);

        if (strncmp(vectors_text(test, "name"), "suite 1,", 8) != 0) {
            continue;
        }
        done++;
        if (json_object_get(test, "sealed") != NULL) {
            attempt_sealed(test);
        } else {
            attempt_edited(file, test);
        }
    }
    cr_expect(gt(sz, done, 10));
    json_decref(file);
}

Test(reply, a_filling_cell_opens_with_nobody_s_key)
{
    const uint8_t seed[VR_SEED_SIZE] = { 1 };
    struct vr_council_pair pair;
    uint8_t first[VR_REPLY_SIZE];

    cr_assert(eq(int, vr_council_pair_init(&pair, suite_1(), seed), VR_OK));
    cr_assert(eq(int, vr_reply_fill(first, suite_1(), 7), VR_OK));
    cr_assert(eq(int, vr_reply_fill(cell, suite_1(), 7), VR_OK));
    cr_expect(ne(int, memcmp(first, cell, sizeof cell), 0));
    cr_expect(eq(str, (char *) judge(&pair, 7), "foreign"));
}

Test(reply, a_key_that_the_kem_refuses_is_said)
{
    const uint8_t zero[32] = { 0 };
    const uint8_t random[32] = { 3 };

    cr_expect(eq(int, vr_reply_seal(cell, suite_1(), zero, 1, "x", 1, random), VR_UNVERIFIED));
}

/* Put the parts of text together again. */
static size_t
join_parts(char *joined, const char *text)
{
    struct vr_reply reply = { 0 };
    uint32_t part = 1;
    size_t len = 0;

    do {
        size_t content_len = 0;

        cr_assert(eq(int, vr_reply_split(&reply, suite_1(), text, part), VR_OK));
        cr_assert(eq(int, vr_reply_encode(encoded, &content_len, suite_1(), &reply), VR_OK));
        cr_assert(lt(sz, content_len, VR_REPLY_PLAIN_MAX));
        strcpy(joined + len, reply.text);
        len += strlen(reply.text);
    } while (part++ < reply.parts);

    return reply.parts;
}

Test(reply, parts_together_are_the_text)
{
    static char text[20001], joined[20001];
    static const char *const pieces[] = { "woord ", "\xc3\xa9\xc3\xa9n ", "\"\\\n\t",
                                          "\xf0\x9f\x8c\xb7", "zonderspatie" };

    for (uint32_t round = 0; round < 50; round++) {
        size_t len = 0;
        size_t wanted = randombytes_uniform(sizeof text - 20) + 1;

        while (len < wanted) {
            const char *piece = pieces[randombytes_uniform(round < 25 ? 5 : 1 + round % 5)];

            strcpy(text + len, piece);
            len += strlen(piece);
        }
        join_parts(joined, text);
        cr_expect(eq(int, strcmp(joined, text), 0));
    }
}

Test(reply, a_part_ends_behind_a_word)
{
    static char text[6001];
    struct vr_reply reply = { 0 };

    for (size_t i = 0; i + 6 < sizeof text; i += 6) {
        memcpy(text + i, "woord ", 6);
    }
    cr_assert(eq(int, vr_reply_split(&reply, suite_1(), text, 1), VR_OK));
    cr_expect(eq(int, reply.parts, 2));
    cr_expect(eq(chr, reply.text[strlen(reply.text) - 1], ' '));
    cr_expect(gt(sz, strlen(reply.text), 3900));
}

Test(reply, what_cannot_be_a_reply_is_refused)
{
    static char text[VR_REPLY_PLAIN_MAX * 65];
    struct vr_reply reply = { .part = 1, .parts = 1 };
    size_t len;

    cr_expect(eq(int, vr_reply_encode(encoded, &len, suite_1(), &reply), VR_MALFORMED));
    cr_expect(eq(int, vr_reply_split(&reply, suite_1(), "", 1), VR_MALFORMED));
    cr_expect(eq(int, vr_reply_split(&reply, suite_1(), "\x1b[2J", 1), VR_MALFORMED));
    cr_expect(eq(int, vr_reply_split(&reply, suite_1(), "\xff", 1), VR_MALFORMED));
    cr_expect(eq(int, vr_reply_split(&reply, suite_1(), "kort", 2), VR_MALFORMED));
    cr_expect(eq(int, vr_reply_split(&reply, suite_1(), "kort", 0), VR_MALFORMED));
    memset(text, 'x', sizeof text - 1);
    cr_expect(eq(int, vr_reply_split(&reply, suite_1(), text, 1), VR_FULL));
    memset(reply.text, '"', sizeof reply.text - 1);
    cr_expect(eq(int, vr_reply_encode(encoded, &len, suite_1(), &reply), VR_FULL));
}

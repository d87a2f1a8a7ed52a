/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/circle.h>

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>
#include <vrijuit/bytes.h>
#include <vrijuit/minisig.h>

#include "vectors.h"

#define TODAY "2027-12-31"

static json_t *file;

static void
open_vectors(void)
{
    file = vectors_load("circle.json");
}

static void
close_vectors(void)
{
    json_decref(file);
}

TestSuite(circle, .init = open_vectors, .fini = close_vectors);

static json_t *
vector_case(size_t i)
{
    return json_array_get(vectors_get(file, "cases"), i);
}

/* The text of that name in the test, or in the case that it refers to. */
static const char *
text_of(const json_t *test, const char *name, const char *reference)
{
    if (json_object_get(test, name) != NULL) {
        return vectors_text(test, name);
    }

    return vectors_text(vector_case(vectors_number(test, reference)), name);
}

static enum vr_status
judge_vector(const json_t *test, const struct vr_circle *circle)
{
    const json_t *today = json_object_get(test, "today");
    uint8_t seen_id[32] = { 0 };
    bool seen = json_object_get(test, "seen_sequence") != NULL;

    if (json_object_get(test, "seen_circle_id") != NULL) {
        vectors_hex(seen_id, sizeof seen_id, test, "seen_circle_id");
    }

    return vr_circle_judge(circle, today == NULL ? TODAY : json_string_value(today),
                           seen ? vectors_number(test, "seen_sequence") : 0, seen ? seen_id : NULL,
                           NULL);
}

static enum vr_status
try_vector(const json_t *test, struct vr_why *why)
{
    const char *text = text_of(test, "circle", "circle_of_case");
    const char *minisig = text_of(test, "minisig", "minisig_of_case");
    struct vr_circle *circle = NULL;
    enum vr_status status;
    uint8_t pin[32];

    vectors_hex(pin, sizeof pin, test, "pin");
    status = vr_circle_verify(&circle, text, strlen(text), minisig, strlen(minisig), pin, why);
    if (status == VR_OK) {
        status = judge_vector(test, circle);
    }
    vr_circle_free(circle);

    return status;
}

static bool
signature_holds(const json_t *test)
{
    const char *text = text_of(test, "circle", "circle_of_case");
    const char *minisig = text_of(test, "minisig", "minisig_of_case");
    char comment[VR_MINISIG_COMMENT];
    uint8_t pin[32];

    vectors_hex(pin, sizeof pin, test, "pin");

    return vr_minisig_verify(comment, minisig, strlen(minisig), pin, text, strlen(text), NULL) ==
           VR_OK;
}

static enum vr_status
expected_status(const char *refused, const char *name)
{
    if (strcmp(refused, "expired") == 0 || strcmp(refused, "older") == 0) {
        return VR_STALE;
    }
    if (strcmp(refused, "two circles of one sequence") == 0) {
        return VR_CONFLICT;
    }
    if (strcmp(refused, "unknown suite") == 0 || strcmp(name, "vrijuit 2") == 0) {
        return VR_UNSUPPORTED;
    }

    return VR_MALFORMED;
}

Test(circle, every_circle_of_the_vectors_that_must_be_refused_is_refused_for_its_reason)
{
    json_t *list = vectors_get(file, "must_refuse");

    cr_assert(gt(sz, json_array_size(list), 50));
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *test = json_array_get(list, i);
        const char *refused = vectors_text(test, "refused");
        const char *name = vectors_text(test, "name");
        struct vr_why why = { "" };
        enum vr_status status = try_vector(test, &why);

        cr_expect(ne(int, status, VR_OK), "%s", name);
        if (strncmp(refused, "before parsing", 14) == 0) {
            cr_expect(not(signature_holds(test)), "%s", name);
        } else {
            cr_expect(signature_holds(test), "%s", name);
            cr_expect(eq(int, status, expected_status(refused, name)), "%s: %s", name, why.text);
        }
    }
}

static struct vr_circle *
verify_case(size_t i)
{
    json_t *one = vector_case(i);
    const char *text = vectors_text(one, "circle");
    const char *minisig = vectors_text(one, "minisig");
    struct vr_circle *circle = NULL;
    struct vr_why why = { "" };
    uint8_t pin[32];

    vectors_hex(pin, sizeof pin, one, "pin");
    cr_assert(eq(int,
                 vr_circle_verify(&circle, text, strlen(text), minisig, strlen(minisig), pin, &why),
                 VR_OK),
              "%s", why.text);

    return circle;
}

static void
expect_case(const struct vr_circle *circle, const json_t *one)
{
    const json_t *longest = vectors_get(one, "longest_content");
    const json_t *hop_ids = vectors_get(one, "hop_ids");
    char comment[VR_CIRCLE_COMMENT];

    cr_expect(vectors_equal(circle->id, 32, one, "circle_id"));
    vr_circle_comment(comment, circle);
    cr_expect(eq(str, comment, (char *) vectors_text(one, "trusted_comment")));
    cr_assert(eq(sz, circle->hop_count, json_array_size(hop_ids)));
    for (size_t i = 0; i < circle->hop_count; i++) {
        json_t *wrapped = json_pack("{s:O}", "id", json_array_get(hop_ids, i));

        cr_expect(vectors_equal(circle->hops[i].id, VR_HOP_ID_SIZE, wrapped, "id"));
        json_decref(wrapped);
    }
    cr_assert(eq(sz, circle->council_count, json_object_size(longest)));
    for (size_t i = 0; i < circle->council_count; i++) {
        const struct vr_council *council = &circle->councils[i];

        cr_expect(eq(sz,
                     vr_form_longest_content(circle->form.questions, circle->form.question_count,
                                             council->questions, council->question_count),
                     vectors_number(longest, council->id)));
    }
}

Test(circle, the_circles_of_the_vectors_are_read_as_they_are)
{
    for (size_t i = 0; i < json_array_size(vectors_get(file, "cases")); i++) {
        json_t *one = vector_case(i);
        json_t *plain = json_loads(vectors_text(one, "circle"), 0, NULL);
        struct vr_circle *circle;

        if (vectors_number(plain, "suite") == 1) {
            circle = verify_case(i);
            expect_case(circle, one);
            cr_expect(
                eq(int, vr_circle_judge(circle, vectors_text(one, "today"), 0, NULL, NULL), VR_OK));
            vr_circle_free(circle);
        }
        json_decref(plain);
    }
}

Test(circle, a_suite_that_this_build_lacks_is_named)
{
    json_t *one = vector_case(2);
    const char *text = vectors_text(one, "circle");
    struct vr_circle *circle = NULL;
    struct vr_why why;

    if (vr_suite_find(2) != NULL) {
        return;
    }
    cr_expect(eq(int, vr_circle_parse(&circle, text, strlen(text), &why), VR_UNSUPPORTED));
    cr_expect(strstr(why.text, "suite 2") != NULL, "%s", why.text);
    cr_expect(circle == NULL);
}

Test(circle, members_of_a_circle_are_found)
{
    struct vr_circle *circle = verify_case(1);
    const struct vr_council *council = vr_circle_council(circle, "cor");
    const uint8_t nobody[32] = { 1 };

    cr_assert(council != NULL);
    cr_expect(eq(str, (char *) council->name.en, "Works council"));
    cr_expect(vr_circle_council(circle, "co") == NULL);
    cr_expect(vr_council_key_at(council, 0) == &council->keys[0]);
    cr_expect(vr_council_key_at(council, 89) == &council->keys[0]);
    cr_expect(vr_council_key_at(council, 90) == &council->keys[1]);
    cr_expect(vr_council_key_at(council, 180) == NULL);
    cr_expect(eq(int, council->keys[1].sharing.members, 5));
    cr_expect(eq(int, circle->signing.threshold, 2));
    cr_expect(eq(int, vr_circle_hop(circle, circle->hops[2].identity), 2));
    cr_expect(eq(int, vr_circle_hop(circle, nobody), -1));
    cr_expect(eq(str, (char *) circle->hops[1].url, "http://127.0.0.1:8081"));
    cr_expect(circle->tokens_required);
    cr_expect(eq(sz, circle->token_key_count, 2));
    vr_circle_free(circle);
}

Test(circle, hop_ids_are_those_of_the_vectors)
{
    json_t *list = vectors_get(file, "hop_ids");

    for (size_t i = 0; i < json_array_size(list); i++) {
        uint8_t identity[32], id[VR_HOP_ID_SIZE];

        vectors_hex(identity, sizeof identity, json_array_get(list, i), "identity");
        vr_hop_id(id, identity);
        cr_expect(vectors_equal(id, sizeof id, json_array_get(list, i), "hop_id"));
    }
}

Test(circle, rounds_begin_at_genesis_and_end_late)
{
    struct vr_circle circle = { .genesis = 1000, .round_seconds = 24 };
    uint32_t round = 77;
    bool late = false;

    cr_expect(not(vr_circle_round(&round, &late, &circle, 999)));
    cr_expect(eq(u32, round, 77));
    cr_expect(vr_circle_round(&round, &late, &circle, 1000));
    cr_expect(eq(u32, round, 0));
    cr_expect(not(late));
    cr_expect(vr_circle_round(&round, &late, &circle, 1022));
    cr_expect(not(late));
    cr_expect(vr_circle_round(&round, &late, &circle, 1023));
    cr_expect(late);
    cr_expect(vr_circle_round(&round, &late, &circle, 1024));
    cr_expect(eq(u32, round, 1));
    cr_expect(not(late));
    cr_expect(vr_circle_round(&round, &late, &circle, 1000 + 24 * (uint64_t) UINT32_MAX));
    cr_expect(eq(u32, round, UINT32_MAX));
    cr_expect(not(vr_circle_round(&round, &late, &circle, 1024 + 24 * (uint64_t) UINT32_MAX)));
    cr_expect(not(vr_circle_round(&round, &late, &circle, UINT64_MAX)));
    cr_expect(
        eq(u64, vr_circle_round_start(&circle, UINT32_MAX), 1000 + 24 * (uint64_t) UINT32_MAX));
}

/* The circle of case 0 with members replaced. */
static struct vr_circle *
changed(enum vr_status expected, json_t *members)
{
    json_t *json = json_loads(vectors_text(vector_case(0), "circle"), 0, NULL);
    struct vr_circle *circle = NULL;
    struct vr_why why = { "" };
    char *text;

    json_object_update(json, members);
    text = json_dumps(json, 0);
    cr_expect(eq(int, vr_circle_parse(&circle, text, strlen(text), &why), expected), "%s",
              why.text);
    free(text);
    json_decref(json);
    json_decref(members);

    return circle;
}

static void
expect_changed(enum vr_status expected, json_t *members)
{
    vr_circle_free(changed(expected, members));
}

Test(circle, expires_must_be_a_day_that_exists)
{
    static const char *const good[] = { "2028-02-29", "2000-02-29", "2027-01-01", "2027-11-30" };
    static const char *const bad[] = {
        "2027-02-29", "2100-02-29", "2027-13-01", "2027-00-01", "2027-04-31",  "2027-01-00",
        "2027-1-01",  "27-01-01",   "2027/01/01", "",           "2027-01-011", "2027-01-0x",
    };

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        expect_changed(VR_OK, json_pack("{s:s}", "expires", good[i]));
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        expect_changed(VR_MALFORMED, json_pack("{s:s}", "expires", bad[i]));
    }
}

Test(circle, numbers_out_of_range_are_refused)
{
    expect_changed(VR_MALFORMED, json_pack("{s:I}", "from_round", (json_int_t) 4294967296));
    expect_changed(VR_MALFORMED, json_pack("{s:i}", "batch", 0));
    expect_changed(VR_MALFORMED, json_pack("{s:i}", "minimum", 0));
    expect_changed(VR_MALFORMED, json_pack("{s:i}", "round_seconds", 604801));
    expect_changed(VR_MALFORMED, json_pack("{s:s}", "genesis", "0"));
    expect_changed(VR_MALFORMED, json_pack("{s:[]}", "councils"));
    expect_changed(VR_MALFORMED, json_pack("{s:{}}", "hops"));
    expect_changed(VR_OK, json_pack("{s:i}", "batch", 1));
}

Test(circle, damaged_bytes_are_refused_at_every_length)
{
    const char *text = vectors_text(vector_case(0), "circle");
    size_t len = strlen(text);
    struct vr_circle *circle = NULL;

    for (size_t i = 0; i + 2 < len; i += 7) {
        cr_expect(eq(int, vr_circle_parse(&circle, text, i, NULL), VR_MALFORMED), "%zu", i);
    }
}

static json_t *
b64(uint8_t fill)
{
    uint8_t bytes[32];
    char text[VR_B64_LEN(32) + 1];

    memset(bytes, fill, sizeof bytes);
    vr_b64_encode(text, bytes, sizeof bytes);

    return json_string(text);
}

static json_t *
earlier(uint8_t id, int from_round, uint8_t hop)
{
    return json_pack("{s:o,s:i,s:[o]}", "circle", b64(id), "from_round", from_round, "hops",
                     b64(hop));
}

/* So many different hops, and as many in an earlier circle. */
static json_t *
with_hops(uint8_t count, uint8_t before)
{
    json_t *hops = json_array();
    json_t *identities = json_array();

    for (uint8_t i = 0; i < count; i++) {
        json_array_append_new(
            hops, json_pack("{s:s,s:o,s:s}", "name", "x", "identity", b64(i), "url", "http://x"));
    }
    for (uint8_t i = 0; i < before; i++) {
        json_array_append_new(identities, b64(i));
    }

    return json_pack("{s:o,s:[{s:o,s:i,s:o}]}", "hops", hops, "earlier", "circle", b64(1),
                     "from_round", 0, "hops", identities);
}

Test(circle, no_path_is_longer_than_the_most_hops)
{
    expect_changed(VR_OK, with_hops(VR_HOPS_MAX, VR_HOPS_MAX));
    expect_changed(VR_MALFORMED, with_hops(VR_HOPS_MAX + 1, VR_HOPS_MAX));
    expect_changed(VR_MALFORMED, with_hops(VR_HOPS_MAX, VR_HOPS_MAX + 1));
}

Test(circle, each_key_of_a_council_has_one_sharing)
{
    json_t *json = json_loads(vectors_text(vector_case(0), "circle"), 0, NULL);
    json_t *councils = json_object_get(json, "councils");
    json_t *shares = json_object_get(json_array_get(councils, 0), "shares");

    json_array_append(shares, json_array_get(shares, 0));
    expect_changed(VR_MALFORMED, json_pack("{s:O}", "councils", councils));
    json_array_clear(shares);
    expect_changed(VR_MALFORMED, json_pack("{s:O}", "councils", councils));
    json_decref(json);
}

Test(circle, earlier_circles_stand_oldest_first)
{
    expect_changed(VR_OK, json_pack("{s:i,s:[o,o]}", "from_round", 5, "earlier", earlier(1, 5, 1),
                                    earlier(2, 5, 1)));
    expect_changed(VR_OK, json_pack("{s:i,s:[o,o]}", "from_round", 9, "earlier", earlier(1, 0, 1),
                                    earlier(2, 5, 1)));
    expect_changed(VR_MALFORMED, json_pack("{s:i,s:[o,o]}", "from_round", 9, "earlier",
                                           earlier(1, 5, 1), earlier(2, 0, 1)));
    expect_changed(VR_MALFORMED,
                   json_pack("{s:i,s:[o]}", "from_round", 9, "earlier", earlier(1, 10, 1)));
    expect_changed(VR_MALFORMED, json_pack("{s:[]}", "earlier"));
    expect_changed(VR_MALFORMED, json_pack("{s:[{}]}", "earlier"));
    expect_changed(VR_MALFORMED, json_pack("{s:[{s:o,s:i,s:[]}]}", "earlier", "circle", b64(1),
                                           "from_round", 0, "hops"));
}

static void
expect_custody(const struct vr_circle *const *circles, size_t count, uint32_t round,
               const uint8_t *id)
{
    struct vr_custody custody;

    if (id == NULL) {
        cr_expect(eq(int, vr_custody_at(&custody, circles, count, round, NULL), VR_FOREIGN));
        return;
    }
    cr_assert(eq(int, vr_custody_at(&custody, circles, count, round, NULL), VR_OK));
    cr_expect(eq(int, memcmp(custody.circle, id, 32), 0), "round %u", round);
    cr_expect(gt(sz, custody.hop_count, 0));
}

Test(circle, the_circle_of_a_round_is_the_highest_whose_round_has_come)
{
    struct vr_circle *first =
        changed(VR_OK, json_pack("{s:i,s:i}", "sequence", 1, "from_round", 5));
    struct vr_circle *second =
        changed(VR_OK, json_pack("{s:i,s:i}", "sequence", 2, "from_round", 20));
    struct vr_circle *third =
        changed(VR_OK, json_pack("{s:i,s:i}", "sequence", 3, "from_round", 10));
    const struct vr_circle *all[3];

    cr_assert(first != NULL && second != NULL && third != NULL);
    all[0] = third;
    all[1] = first;
    all[2] = second;
    expect_custody(all, 3, 4, NULL);
    expect_custody(all, 3, 5, first->id);
    expect_custody(all, 3, 9, first->id);
    expect_custody(all, 3, 10, third->id);
    expect_custody(all, 3, 25, third->id);
    expect_custody(all, 0, 25, NULL);
    vr_circle_free(first);
    vr_circle_free(second);
    vr_circle_free(third);
}

Test(circle, earlier_circles_give_the_rounds_before)
{
    const uint8_t named[2][32] = { { [0 ... 31] = 1 }, { [0 ... 31] = 2 } };
    struct vr_circle *old = changed(VR_OK, json_pack("{s:i,s:i}", "sequence", 1, "from_round", 0));
    struct vr_circle *new =
        changed(VR_OK, json_pack("{s:i,s:i,s:[o,o]}", "sequence", 4, "from_round", 50, "earlier",
                                 earlier(1, 10, 7), earlier(2, 30, 8)));
    const struct vr_circle *all[2];
    struct vr_custody custody;

    cr_assert(old != NULL && new != NULL);
    all[0] = new;
    all[1] = old;
    expect_custody(all, 2, 5, old->id);
    expect_custody(all, 1, 5, NULL);
    expect_custody(all, 2, 10, named[0]);
    expect_custody(all, 2, 29, named[0]);
    expect_custody(all, 2, 30, named[1]);
    expect_custody(all, 2, 50, new->id);
    cr_assert(eq(int, vr_custody_at(&custody, all, 2, 49, NULL), VR_OK));
    cr_expect(eq(u32, custody.batch, 0));
    cr_expect(eq(int, custody.identity[0][0], 8));
    vr_circle_free(old);
    vr_circle_free(new);
}

/* Of two circles that name different ones for a round, the later one counts; of two that begin in
 * one round, the one that is named last. */
Test(circle, of_several_earlier_circles_the_newest_gives_the_round)
{
    const uint8_t named[3][32] = { { [0 ... 31] = 1 }, { [0 ... 31] = 2 }, { [0 ... 31] = 3 } };
    struct vr_circle *known =
        changed(VR_OK, json_pack("{s:i,s:i}", "sequence", 1, "from_round", 10));
    struct vr_circle *one = changed(VR_OK, json_pack("{s:i,s:i,s:[o]}", "sequence", 4, "from_round",
                                                     50, "earlier", earlier(1, 20, 7)));
    struct vr_circle *other =
        changed(VR_OK, json_pack("{s:i,s:i,s:[o,o]}", "sequence", 5, "from_round", 60, "earlier",
                                 earlier(3, 10, 8), earlier(2, 10, 8)));
    const struct vr_circle *all[2];

    cr_assert(known != NULL && one != NULL && other != NULL);
    memcpy(other->earlier[0].circle, known->id, sizeof known->id);
    all[0] = one;
    all[1] = other;
    expect_custody(all, 2, 30, named[0]);
    all[0] = known;
    expect_custody(all, 2, 30, named[1]);
    vr_circle_free(known);
    vr_circle_free(one);
    vr_circle_free(other);
}

Test(circle, fingerprints_are_those_of_the_vectors)
{
    json_t *shares = vectors_load("shares.json");
    json_t *list = vectors_get(shares, "fingerprints");

    cr_assert(gt(sz, json_array_size(list), 0));
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        char words[VR_FINGERPRINT_SIZE];
        uint8_t key[32];

        vectors_hex(key, sizeof key, one, "key");
        vr_fingerprint(words, strcmp(vectors_text(one, "lang"), "nl") == 0 ? VR_NL : VR_EN, key);
        cr_expect(eq(str, words, (char *) vectors_text(one, "words")));
    }
    json_decref(shares);
}

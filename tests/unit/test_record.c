/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/record.h>

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>

#include <vrijuit/content.h>
#include <vrijuit/hpke.h>

#include "record_vectors.h"
#include "vectors.h"

#define COMMIT_SIZE 32U

static uint8_t record[VR_RECORD_SIZE];
static uint8_t opened[VR_RECORD_PLAIN_MAX];

static void
read_pair(struct vr_council_pair *pair, const json_t *key)
{
    uint8_t seed[VR_SEED_SIZE], id[32];

    vectors_hex(seed, sizeof seed, key, "seed");
    cr_assert(eq(int, vr_council_pair_init(pair, vr_suite_find(VR_SUITE_X25519), seed), VR_OK));
    cr_expect(vectors_equal(pair->public_key, 32, key, "public"));
    cr_expect(vectors_equal(pair->secret_key, 32, key, "secret"));
    vr_council_key_id(id, pair->suite, pair->public_key);
    cr_expect(vectors_equal(id, sizeof id, key, "council_key_id"));
}

static void
read_pair_of(struct vr_council_pair *pair, const json_t *file, const json_t *test)
{
    const int own = json_object_get(test, "key") != NULL;
    const json_t *keys = vectors_get(file, own ? "keys" : "other_keys");

    read_pair(pair, json_array_get(keys, vectors_number(test, own ? "key" : "key_other")));
}

/* Seal the content of a case into record. */
static void
seal_case(const struct vr_council_pair *pair, const json_t *test)
{
    uint8_t locator[VR_LOCATOR_SIZE], random[32];
    size_t len;
    char *content = record_vectors_content(&len, test);

    vectors_hex(locator, sizeof locator, test, "locator");
    vectors_hex(random, sizeof random, test, "encap_random");
    cr_assert(eq(
        int, vr_record_seal(record, pair->suite, pair->public_key, locator, content, len, random),
        VR_OK));
    free(content);
}

static void
check_hpke(const struct vr_council_pair *pair, const json_t *test)
{
    size_t info_len;
    uint8_t *info = vectors_bytes(&info_len, test, "info");
    uint8_t shared[32];
    struct vr_hpke hpke;

    cr_assert(eq(
        int,
        pair->suite->decapsulate(shared, record + COMMIT_SIZE, pair->secret_key, pair->public_key),
        VR_OK));
    cr_expect(vectors_equal(shared, sizeof shared, test, "shared_secret"));
    cr_assert(eq(int,
                 vr_hpke_receive(&hpke, pair->suite, record + COMMIT_SIZE, pair->secret_key,
                                 pair->public_key, info, info_len),
                 VR_OK));
    cr_expect(vectors_equal(hpke.key, sizeof hpke.key, test, "hpke_key"));
    cr_expect(vectors_equal(hpke.base_nonce, sizeof hpke.base_nonce, test, "base_nonce"));
    cr_expect(
        vectors_equal(hpke.exporter_secret, sizeof hpke.exporter_secret, test, "exporter_secret"));
    free(info);
}

static void
check_bytes(const json_t *test)
{
    cr_expect(vectors_equal(record, COMMIT_SIZE, test, "commit"));
    cr_expect(vectors_equal(record + COMMIT_SIZE, 32, test, "enc"));
    cr_expect(vectors_blake2b256(record, sizeof record, test, "record_blake2b256"), "%s",
              vectors_text(test, "name"));
    if (json_object_get(test, "record") != NULL) {
        cr_expect(vectors_equal(record, sizeof record, test, "record"));
    } else {
        cr_expect(vectors_equal(record, 1200, test, "record_first_1200"));
        cr_expect(vectors_equal(record + sizeof record - 64, 64, test, "record_last_64"));
    }
}

static void
check_opening(const struct vr_council_pair *pair, const json_t *test)
{
    uint8_t locator[VR_LOCATOR_SIZE];
    size_t content_len, len;
    char *content = record_vectors_content(&content_len, test);

    vectors_hex(locator, sizeof locator, test, "locator");
    cr_assert(eq(int, vr_record_open(opened, &len, pair, record, locator), VR_OK));
    cr_assert(eq(sz, len, content_len));
    cr_expect(memcmp(opened, content, len) == 0);
    cr_expect(vectors_blake2b256(opened, len, test, "content_blake2b256"));
    free(content);
}

Test(record, every_case_of_the_vectors_is_reproduced)
{
    json_t *file = vectors_load("record.json");
    const json_t *cases = vectors_get(file, "cases");
    size_t done = 0;

    for (size_t i = 0; i < json_array_size(cases); i++) {
        const json_t *test = json_array_get(cases, i);
        struct vr_council_pair pair;

        if (vectors_number(test, "suite") == 2) {
            continue;
        }
        read_pair_of(&pair, file, test);
        seal_case(&pair, test);
        check_bytes(test);
        check_hpke(&pair, test);
        check_opening(&pair, test);
        done++;
    }
    cr_expect(gt(sz, done, 0));
    json_decref(file);
}

/* Seal a padded plaintext as it stands, which the library itself never does. */
static void
seal_padded(const struct vr_council_pair *pair, const json_t *sealed)
{
    static uint8_t padded[VR_RECORD_PLAIN_MAX];
    uint8_t info[18 + 32] = "vrijuit record v1";
    uint8_t locator[VR_LOCATOR_SIZE], random[32];
    struct vr_hpke hpke;

    cr_assert(eq(sz, record_vectors_padded(padded, sealed), sizeof padded));
    vectors_hex(locator, sizeof locator, sealed, "locator");
    vectors_hex(random, sizeof random, sealed, "encap_random");
    vr_council_key_id(info + 18, pair->suite, pair->public_key);
    cr_assert(eq(int,
                 vr_hpke_send(&hpke, record + COMMIT_SIZE, pair->suite, pair->public_key, info,
                              sizeof info, random),
                 VR_OK));
    vr_hpke_export(record, COMMIT_SIZE, &hpke, "vrijuit commitment v1");
    vr_hpke_seal(record + COMMIT_SIZE + 32, &hpke, locator, sizeof locator, padded, sizeof padded);
    cr_expect(vectors_blake2b256(record, sizeof record, sealed, "record_blake2b256"));
}

/* Lay the record of an attempt into record; returns the object that holds its locator. */
static const json_t *
lay_attempt(const json_t *file, const struct vr_council_pair *pair, const json_t *test)
{
    const json_t *sealed = json_object_get(test, "sealed");
    struct vr_council_pair maker;
    const json_t *base;

    if (sealed != NULL) {
        seal_padded(pair, sealed);
        return sealed;
    }
    base = json_array_get(vectors_get(file, "cases"), vectors_number(test, "base_case"));
    read_pair_of(&maker, file, base);
    seal_case(&maker, base);
    vectors_edit(record, sizeof record, test);

    return test;
}

static void
check_attempt(const json_t *file, const json_t *test)
{
    const char *result = vectors_text(test, "result");
    const char *name = vectors_text(test, "name");
    uint8_t locator[VR_LOCATOR_SIZE];
    struct vr_council_pair pair;
    struct vr_content content;
    enum vr_status status;
    size_t len = 0;

    read_pair_of(&pair, file, test);
    vectors_hex(locator, sizeof locator, lay_attempt(file, &pair, test), "locator");
    status = vr_record_open(opened, &len, &pair, record, locator);
    if (strcmp(result, "foreign") == 0) {
        cr_expect(eq(int, status, VR_FOREIGN), "%s", name);
        return;
    }
    if (strcmp(result, "damaged") == 0) {
        cr_expect(eq(int, status, VR_UNVERIFIED), "%s", name);
        cr_expect(eq(sz, len, 0), "%s: length written", name);
        return;
    }
    cr_assert(eq(int, status, VR_OK), "%s", name);
    status = vr_content_decode(&content, pair.suite, opened, len, NULL);
    if (strcmp(result, "unreadable") == 0) {
        cr_expect(eq(int, status, VR_MALFORMED), "%s", name);
        return;
    }
    cr_assert(eq(str, (char *) result, "ok"));
    cr_assert(eq(int, status, VR_OK), "%s", name);
    vr_content_wipe(&content);
}

Test(record, every_attempt_of_the_vectors_gets_its_verdict)
{
    json_t *file = vectors_load("record.json");
    const json_t *attempts = vectors_get(file, "attempts");
    size_t done = 0;

    for (size_t i = 0; i < json_array_size(attempts); i++) {
        const json_t *test = json_array_get(attempts, i);

        if (record_vectors_suite(file, test) == 2) {
            continue;
        }
        check_attempt(file, test);
        done++;
    }
    cr_expect(gt(sz, done, 0));
    json_decref(file);
}

static void
make_pair(struct vr_council_pair *pair)
{
    static const uint8_t seed[VR_SEED_SIZE] = { 9 };

    cr_assert(ge(int, sodium_init(), 0));
    cr_assert(eq(int, vr_council_pair_init(pair, vr_suite_find(VR_SUITE_X25519), seed), VR_OK));
}

Test(record, content_of_every_kind_of_length_opens_as_it_was)
{
    static const size_t lengths[] = {
        0, 1, 7, 8, 9, 63, 64, 1000, VR_CONTENT_MAX - 1, VR_CONTENT_MAX
    };
    static const uint8_t locator[VR_LOCATOR_SIZE] = { 3 };
    static uint8_t content[VR_CONTENT_MAX];
    struct vr_council_pair pair;
    uint8_t random[32];
    size_t len;

    make_pair(&pair);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        randombytes_buf(random, sizeof random);
        randombytes_buf(content, sizeof content);
        /* What looks like padding at the end of the content is not taken for it. */
        if (lengths[i] > 2) {
            content[lengths[i] - 2] = 0x80;
            content[lengths[i] - 1] = 0;
        }
        cr_assert(eq(int,
                     vr_record_seal(record, pair.suite, pair.public_key, locator, content,
                                    lengths[i], random),
                     VR_OK));
        cr_assert(eq(int, vr_record_open(opened, &len, &pair, record, locator), VR_OK));
        cr_assert(eq(sz, len, lengths[i]));
        cr_expect(memcmp(opened, content, len) == 0);
    }
}

Test(record, content_beyond_the_limit_is_refused_and_writes_nothing)
{
    static const uint8_t locator[VR_LOCATOR_SIZE] = { 3 };
    static const uint8_t content[VR_CONTENT_MAX + 1] = { 0 };
    static const uint8_t random[32] = { 5 };
    struct vr_council_pair pair;

    make_pair(&pair);
    memset(record, 0x5a, sizeof record);
    cr_expect(eq(int,
                 vr_record_seal(record, pair.suite, pair.public_key, locator, content,
                                sizeof content, random),
                 VR_FULL));
    cr_expect(record[0] == 0x5a && record[VR_RECORD_SIZE - 1] == 0x5a);
}

Test(record, a_council_key_of_small_order_is_refused)
{
    static const uint8_t locator[VR_LOCATOR_SIZE] = { 3 };
    static const uint8_t zero[32];
    static const uint8_t random[32] = { 5 };

    cr_expect(eq(
        int, vr_record_seal(record, vr_suite_find(VR_SUITE_X25519), zero, locator, "{}", 2, random),
        VR_UNVERIFIED));
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/hpke.h>

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>

#include "vectors.h"

#define FILE_NAME "hpke-x25519-chacha20poly1305.json"

static void
check_keys(const json_t *test, const struct vr_suite *suite)
{
    uint8_t seed[32], pk[32], sk[32];

    vectors_hex(seed, sizeof seed, test, "ikmR");
    cr_assert(eq(int, suite->keypair(pk, sk, seed), VR_OK));
    cr_expect(vectors_equal(pk, sizeof pk, test, "pkRm"));
    cr_expect(vectors_equal(sk, sizeof sk, test, "skRm"));
}

static void
check_context(const struct vr_hpke *hpke, const json_t *test)
{
    cr_expect(vectors_equal(hpke->key, sizeof hpke->key, test, "key"));
    cr_expect(vectors_equal(hpke->base_nonce, sizeof hpke->base_nonce, test, "base_nonce"));
    cr_expect(vectors_equal(hpke->exporter_secret, 32, test, "exporter_secret"));
}

/* Only the first message of a context: the protocol knows no other. */
static void
check_message(const struct vr_hpke *hpke, const json_t *message)
{
    size_t len, aad_len, ct_len;
    uint8_t *plain = vectors_bytes(&len, message, "pt");
    uint8_t *aad = vectors_bytes(&aad_len, message, "aad");
    uint8_t *ct = vectors_bytes(&ct_len, message, "ct");
    uint8_t *made = malloc(len + VR_HPKE_TAG_SIZE);
    uint8_t *opened = malloc(len + 1);

    cr_assert(eq(sz, ct_len, len + VR_HPKE_TAG_SIZE));
    vr_hpke_seal(made, hpke, aad, aad_len, plain, len);
    cr_expect(memcmp(made, ct, ct_len) == 0);
    cr_assert(eq(int, vr_hpke_open(opened, hpke, aad, aad_len, ct, ct_len), VR_OK));
    cr_expect(memcmp(opened, plain, len) == 0);
    ct[ct_len - 1] ^= 1;
    cr_expect(eq(int, vr_hpke_open(opened, hpke, aad, aad_len, ct, ct_len), VR_UNVERIFIED));
    cr_expect(eq(int, vr_hpke_open(opened, hpke, aad, aad_len, ct, 15), VR_UNVERIFIED));
    free(plain);
    free(aad);
    free(ct);
    free(made);
    free(opened);
}

static void
check_export(const struct vr_hpke *hpke, const json_t *value)
{
    size_t len = vectors_number(value, "L");
    size_t context_len;
    uint8_t *context = vectors_bytes(&context_len, value, "exporter_context");
    uint8_t *out = malloc(len);

    context[context_len] = '\0';
    vr_hpke_export(out, len, hpke, (const char *) context);
    cr_expect(vectors_equal(out, len, value, "exported_value"));
    free(context);
    free(out);
}

static void
check_case(const json_t *test)
{
    const struct vr_suite *suite = vr_suite_find(VR_SUITE_X25519);
    const json_t *messages = vectors_get(test, "encryptions");
    const json_t *exports = vectors_get(test, "exports");
    uint8_t pk[32], sk[32], random[32], enc[32];
    size_t info_len;
    uint8_t *info = vectors_bytes(&info_len, test, "info");
    struct vr_hpke sender, receiver;

    check_keys(test, suite);
    vectors_hex(pk, sizeof pk, test, "pkRm");
    vectors_hex(sk, sizeof sk, test, "skRm");
    vectors_hex(random, sizeof random, test, "skEm");
    cr_assert(eq(int, vr_hpke_send(&sender, enc, suite, pk, info, info_len, random), VR_OK));
    cr_expect(vectors_equal(enc, sizeof enc, test, "enc"));
    check_context(&sender, test);
    cr_assert(eq(int, vr_hpke_receive(&receiver, suite, enc, sk, pk, info, info_len), VR_OK));
    check_context(&receiver, test);
    cr_assert(eq(int, (int) vectors_number(json_array_get(messages, 0), "sequence_number"), 0));
    check_message(&receiver, json_array_get(messages, 0));
    for (size_t i = 0; i < json_array_size(exports); i++) {
        check_export(&sender, json_array_get(exports, i));
    }
    free(info);
}

Test(hpke, every_case_of_the_vectors_is_reproduced)
{
    json_t *file = vectors_load(FILE_NAME);
    const json_t *cases = vectors_get(file, "cases");

    cr_assert(gt(sz, json_array_size(cases), 0));
    for (size_t i = 0; i < json_array_size(cases); i++) {
        check_case(json_array_get(cases, i));
    }
    json_decref(file);
}

Test(hpke, public_keys_of_small_order_are_refused_on_both_sides)
{
    json_t *file = vectors_load(FILE_NAME);
    const struct vr_suite *suite = vr_suite_find(VR_SUITE_X25519);
    const json_t *refused = vectors_get(file, "must_reject_public_keys");
    static const uint8_t seed[32] = { 1 };
    uint8_t bad[32], enc[32], pk[32], sk[32];
    struct vr_hpke hpke;

    cr_assert(gt(sz, json_array_size(refused), 0));
    cr_assert(eq(int, suite->keypair(pk, sk, seed), VR_OK));
    for (size_t i = 0; i < json_array_size(refused); i++) {
        const char *hex = json_string_value(json_array_get(refused, i));

        cr_assert(eq(int, sodium_hex2bin(bad, 32, hex, strlen(hex), NULL, NULL, NULL), 0));
        cr_expect(eq(int, vr_hpke_send(&hpke, enc, suite, bad, "", 0, seed), VR_UNVERIFIED));
        cr_expect(eq(int, vr_hpke_receive(&hpke, suite, bad, sk, pk, "", 0), VR_FOREIGN));
    }
    json_decref(file);
}

Test(hpke, a_suite_that_this_build_lacks_is_not_found)
{
    cr_expect(vr_suite_find(VR_SUITE_X25519) != NULL);
    cr_expect(vr_suite_find(0) == NULL);
    cr_expect(vr_suite_find(3) == NULL);
    cr_expect(vr_suite_find(0x10001) == NULL);
    cr_expect(vr_suite_find(UINT64_MAX) == NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/bytes.h>

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <sodium.h>

#include "vectors.h"

static void
start(void)
{
    cr_assert(ge(int, sodium_init(), 0));
}

TestSuite(bytes, .init = start);

Test(bytes, integers_are_little_endian)
{
    uint8_t bytes[8];

    vr_store64(bytes, 0x1122334455667788U);
    cr_expect(memcmp(bytes, "\x88\x77\x66\x55\x44\x33\x22\x11", 8) == 0);
    cr_expect(eq(u64, vr_load64(bytes), 0x1122334455667788U));
    cr_expect(eq(u32, vr_load32(bytes), 0x55667788U));
    cr_expect(eq(u16, vr_load16(bytes), 0x7788U));
    vr_store32(bytes, 0xfedcba98U);
    cr_expect(memcmp(bytes, "\x98\xba\xdc\xfe", 4) == 0);
    vr_store16(bytes, 0xfedcU);
    cr_expect(memcmp(bytes, "\xdc\xfe\xdc\xfe", 4) == 0);
}

Test(bytes, hash_is_blake2b_over_label_zero_and_spans)
{
    static const struct vr_span spans[] = { { "ab", 2 }, { NULL, 0 }, { "c", 1 } };
    uint8_t expected[24];
    uint8_t hash[24];

    crypto_generichash(expected, sizeof expected, (const uint8_t *) "label\0abc", 9, NULL, 0);
    vr_hash(hash, sizeof hash, "label", spans, 3);
    cr_expect(memcmp(hash, expected, sizeof hash) == 0);
}

/* RFC 5869, appendix A: test cases 1 and 3. */
Test(bytes, hkdf_gives_the_values_of_the_rfc)
{
    static const char first[] = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                                "34007208d5b887185865";
    static const char third[] = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
                                "9d201395faa4b61a96c8";
    uint8_t ikm[22], salt[13], info[10], prk[32], out[42];
    char hex[2 * sizeof out + 1];

    memset(ikm, 0x0b, sizeof ikm);
    for (uint8_t i = 0; i < sizeof salt; i++) {
        salt[i] = i;
    }
    for (uint8_t i = 0; i < sizeof info; i++) {
        info[i] = (uint8_t) (0xf0 + i);
    }
    vr_hkdf_extract(prk, salt, sizeof salt, ikm, sizeof ikm);
    vr_hkdf_expand(out, sizeof out, prk, info, sizeof info);
    cr_expect(eq(str, sodium_bin2hex(hex, sizeof hex, out, sizeof out), (char *) first));
    vr_hkdf_extract(prk, "", 0, ikm, sizeof ikm);
    vr_hkdf_expand(out, sizeof out, prk, "", 0);
    cr_expect(eq(str, sodium_bin2hex(hex, sizeof hex, out, sizeof out), (char *) third));
}

Test(bytes, base64_of_every_length_decodes_to_the_same_bytes)
{
    uint8_t bytes[150];
    uint8_t back[150];
    char text[VR_B64_LEN(sizeof bytes) + 1];

    randombytes_buf(bytes, sizeof bytes);
    for (size_t len = 0; len <= sizeof bytes; len++) {
        vr_b64_encode(text, bytes, len);
        cr_assert(eq(sz, strlen(text), VR_B64_LEN(len)));
        cr_assert(eq(int, vr_b64_decode(back, len, text, strlen(text)), VR_OK), "%zu", len);
        cr_expect(memcmp(back, bytes, len) == 0, "%zu", len);
    }
}

Test(bytes, base64_of_another_length_is_refused)
{
    uint8_t out[9] = { 0 };

    cr_expect(eq(int, vr_b64_decode(out, 3, "AAAA", 4), VR_OK));
    cr_expect(eq(int, vr_b64_decode(out, 2, "AAAA", 4), VR_MALFORMED));
    cr_expect(eq(int, vr_b64_decode(out, 4, "AAAA", 4), VR_MALFORMED));
    cr_expect(eq(int, vr_b64_decode(out, 3, "AAAA", 3), VR_MALFORMED));
}

Test(bytes, base64_that_is_not_canonical_is_refused_and_writes_nothing)
{
    json_t *file = vectors_load("signatures.json");
    const json_t *refused = vectors_get(file, "base64_must_refuse");
    uint8_t before[64], out[64];

    memset(before, 0x5a, sizeof before);
    memcpy(out, before, sizeof out);
    cr_assert(gt(sz, json_array_size(refused), 0));
    for (size_t i = 0; i < json_array_size(refused); i++) {
        const char *text = json_string_value(json_array_get(refused, i));

        for (size_t len = 0; len <= sizeof out; len++) {
            cr_expect(eq(int, vr_b64_decode(out, len, text, strlen(text)), VR_MALFORMED), "%s",
                      text);
        }
    }
    cr_expect(memcmp(out, before, sizeof out) == 0);
    json_decref(file);
}

Test(bytes, base64_with_an_error_far_behind_writes_nothing)
{
    uint8_t bytes[100] = { 0 };
    uint8_t out[100];
    char text[VR_B64_LEN(sizeof bytes) + 1];

    vr_b64_encode(text, bytes, sizeof bytes);
    memset(out, 0x5a, sizeof out);
    text[130] = '-';
    cr_expect(eq(int, vr_b64_decode(out, sizeof out, text, strlen(text)), VR_MALFORMED));
    text[130] = 'A';
    text[63] = '=';
    cr_expect(eq(int, vr_b64_decode(out, sizeof out, text, strlen(text)), VR_MALFORMED));
    cr_expect(eq(int, out[0], 0x5a));
}

struct utf8_case {
    char text[8];
    size_t len;
    int valid;
};

ParameterizedTestParameters(bytes, utf8_is_judged_strictly)
{
    static struct utf8_case cases[] = {
        { "", 0, 1 },
        { "abc", 3, 1 },
        { "\xc3\xa9", 2, 1 },
        { "\xe2\x82\xac", 3, 1 },
        { "\xf0\x9f\x95\x8a", 4, 1 },
        { "\xf4\x8f\xbf\xbf", 4, 1 },
        { "\xed\x9f\xbf", 3, 1 },
        { "\xee\x80\x80", 3, 1 },
        { "\x80", 1, 0 },
        { "\xc3", 1, 0 },
        { "\xc3(", 2, 0 },
        { "\xc0\x80", 2, 0 },
        { "\xc1\xbf", 2, 0 },
        { "\xe0\x9f\xbf", 3, 0 },
        { "\xf0\x8f\xbf\xbf", 4, 0 },
        { "\xed\xa0\x80", 3, 0 },
        { "\xed\xbf\xbf", 3, 0 },
        { "\xf4\x90\x80\x80", 4, 0 },
        { "\xf8\x88\x80\x80\x80", 5, 0 },
        { "\xff", 1, 0 },
        { "\xe2\x82", 2, 0 },
        { "\xf0\x9f\x95", 3, 0 },
    };

    return cr_make_param_array(struct utf8_case, cases, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(struct utf8_case *test, bytes, utf8_is_judged_strictly)
{
    cr_expect(eq(int, vr_utf8_valid(test->text, test->len), test->valid), "%02x %zu",
              (unsigned int) (uint8_t) test->text[0], test->len);
}

Test(bytes, length_counts_code_points)
{
    cr_expect(eq(sz, vr_utf8_length(""), 0));
    cr_expect(eq(sz, vr_utf8_length("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x95\x8a"), 4));
}

Test(bytes, ed25519_is_verified_strictly)
{
    json_t *file = vectors_load("signatures.json");
    const json_t *cases = vectors_get(file, "ed25519");

    cr_assert(gt(sz, json_array_size(cases), 0));
    for (size_t i = 0; i < json_array_size(cases); i++) {
        const json_t *test = json_array_get(cases, i);
        int valid = json_is_true(vectors_get(test, "valid"));
        uint8_t pk[32];
        size_t len, signature_len;
        uint8_t *message = vectors_bytes(&len, test, "message");
        uint8_t *signature = vectors_bytes(&signature_len, test, "signature");

        vectors_hex(pk, sizeof pk, test, "public");
        /* Another length cannot be passed to vr_sign_verify at all. */
        if (signature_len != 64) {
            cr_expect(not(valid));
            free(message);
            free(signature);
            continue;
        }
        cr_expect(eq(int, vr_sign_verify(signature, pk, NULL, message, len),
                     valid ? VR_OK : VR_UNVERIFIED),
                  "%s", vectors_text(test, "name"));
        free(message);
        free(signature);
    }
    json_decref(file);
}

Test(bytes, a_signature_is_over_label_zero_and_bytes)
{
    static const uint8_t seed[32] = { 7 };
    uint8_t signature[64], pk[32];

    vr_sign_public(pk, seed);
    cr_assert(eq(int, vr_sign(signature, seed, "label", "abc", 3), VR_OK));
    cr_expect(eq(int, vr_sign_verify(signature, pk, "label", "abc", 3), VR_OK));
    cr_expect(eq(int, vr_sign_verify(signature, pk, NULL, "label\0abc", 9), VR_OK));
    cr_expect(eq(int, vr_sign_verify(signature, pk, "labem", "abc", 3), VR_UNVERIFIED));
    cr_expect(eq(int, vr_sign_verify(signature, pk, "label", "abd", 3), VR_UNVERIFIED));
    cr_expect(eq(int, vr_sign_verify(signature, pk, NULL, "abc", 3), VR_UNVERIFIED));
    pk[3] ^= 4;
    cr_expect(ne(int, vr_sign_verify(signature, pk, "label", "abc", 3), VR_OK));
}

Test(bytes, base64_refuses_every_byte_that_is_no_letter_of_it)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint8_t out[3];

    for (unsigned int place = 0; place < 4; place++) {
        for (unsigned int byte = 0; byte < 256; byte++) {
            char text[] = "AAAA";
            enum vr_status status;

            text[place] = (char) byte;
            status = vr_b64_decode(out, sizeof out, text, 4);
            if (byte != 0 && strchr(alphabet, (int) byte) != NULL) {
                cr_expect(eq(int, status, VR_OK), "byte %u", byte);
            } else {
                cr_expect(eq(int, status, VR_MALFORMED), "byte %u", byte);
            }
        }
    }
}

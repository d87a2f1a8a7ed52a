/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>

#include <vrijuit/keyfile.h>

#include "vectors.h"

static json_t *file;

static void
load(void)
{
    file = vectors_load("keyfile.json");
}

static void
unload(void)
{
    json_decref(file);
}

TestSuite(keyfile, .init = load, .fini = unload);

static const char *
passphrase_of(const json_t *test_case)
{
    return json_string_value(json_object_get(test_case, "passphrase"));
}

Test(keyfile, every_case_opens_to_its_secret)
{
    size_t c;
    const json_t *test_case;

    json_array_foreach(vectors_get(file, "cases"), c, test_case)
    {
        size_t len, secret_len = 0;
        uint8_t *bytes = vectors_bytes(&len, test_case, "file");
        const char *passphrase = passphrase_of(test_case);
        uint8_t secret[1024];
        struct vr_keyfile_info info;

        cr_assert(eq(int, vr_keyfile_inspect(&info, bytes, len, NULL), VR_OK));
        cr_expect(eq(int, (int) info.kind, (int) vectors_number(test_case, "kind")));
        cr_expect(eq(int, (int) info.ops, (int) vectors_number(test_case, "ops")));
        cr_expect(eq(int, (int) info.memory_kib, (int) vectors_number(test_case, "memory_kib")));
        cr_expect(eq(int, info.plain, vectors_number(test_case, "kdf") == 0));
        cr_assert(eq(int,
                     vr_keyfile_open(secret, &secret_len, info.kind, bytes, len, passphrase,
                                     passphrase == NULL ? 0 : strlen(passphrase), NULL),
                     VR_OK));
        cr_expect(eq(sz, secret_len, info.secret_len));
        cr_expect(vectors_equal(secret, secret_len, test_case, "secret"));
        free(bytes);
    }
}

Test(keyfile, sealing_gives_the_same_bytes)
{
    size_t c;
    const json_t *test_case;

    json_array_foreach(vectors_get(file, "cases"), c, test_case)
    {
        size_t secret_len, len = 0;
        uint8_t *secret = vectors_bytes(&secret_len, test_case, "secret");
        const char *passphrase = passphrase_of(test_case);
        uint8_t salt_nonce[40] = { 0 };
        uint8_t bytes[1024];

        if (passphrase != NULL) {
            vectors_hex(salt_nonce, 16, test_case, "salt");
            vectors_hex(salt_nonce + 16, 24, test_case, "nonce");
        }
        cr_assert(eq(int,
                     vr_keyfile_seal(bytes, &len,
                                     (enum vr_keyfile_kind) vectors_number(test_case, "kind"),
                                     (uint32_t) vectors_number(test_case, "ops"),
                                     (uint32_t) vectors_number(test_case, "memory_kib"), passphrase,
                                     passphrase == NULL ? 0 : strlen(passphrase), secret,
                                     secret_len, salt_nonce),
                     VR_OK));
        cr_expect(vectors_equal(bytes, len, test_case, "file"));
        free(secret);
    }
}

Test(keyfile, every_bad_file_is_refused_and_before_memory_where_it_can_be)
{
    size_t c;
    const json_t *test_case;

    json_array_foreach(vectors_get(file, "must_reject"), c, test_case)
    {
        const char *name = vectors_text(test_case, "name");
        const char *passphrase = vectors_text(test_case, "passphrase");
        size_t len, secret_len = 4711;
        uint8_t *bytes = vectors_bytes(&len, test_case, "file");
        uint8_t secret[1024], before[1024];
        struct vr_keyfile_info info = { .kind = VR_KEYFILE_SHARE };
        enum vr_status status = vr_keyfile_inspect(&info, bytes, len, NULL);

        memset(before, 0x5a, sizeof before);
        memcpy(secret, before, sizeof secret);
        if (json_is_true(vectors_get(test_case, "before_memory"))) {
            cr_expect(ne(int, status, VR_OK), "%s", name);
        }
        cr_expect(ne(int,
                     vr_keyfile_open(secret, &secret_len, info.kind, bytes, len, passphrase,
                                     strlen(passphrase), NULL),
                     VR_OK),
                  "%s", name);
        cr_expect(memcmp(secret, before, sizeof secret) == 0, "%s: output touched", name);
        cr_expect(eq(sz, secret_len, 4711));
        free(bytes);
    }
}

Test(keyfile, a_wrong_passphrase_is_not_verified)
{
    const json_t *test_case = json_array_get(vectors_get(file, "cases"), 0);
    size_t len, secret_len;
    uint8_t *bytes = vectors_bytes(&len, test_case, "file");
    uint8_t secret[64];
    struct vr_why why = { "" };

    cr_expect(eq(
        int,
        vr_keyfile_open(secret, &secret_len, VR_KEYFILE_SHARE, bytes, len, "Wachtwoord", 10, &why),
        VR_UNVERIFIED));
    cr_expect(strstr(why.text, "passphrase") != NULL);
    cr_expect(eq(int,
                 vr_keyfile_open(secret, &secret_len, VR_KEYFILE_IDENTITY, bytes, len, "wachtwoord",
                                 10, NULL),
                 VR_FOREIGN));
    free(bytes);
}

Test(keyfile, sealing_refuses_what_no_reader_would_open)
{
    uint8_t bytes[256], secret[64] = { 1 }, random[40] = { 0 };
    size_t len;

    cr_expect(eq(int,
                 vr_keyfile_seal(bytes, &len, VR_KEYFILE_SHARE, 1, 8, NULL, 0, secret, 42, random),
                 VR_MALFORMED),
              "a plain share");
    cr_expect(eq(int,
                 vr_keyfile_seal(bytes, &len, VR_KEYFILE_SHARE, 1, 8, "x", 1, secret, 41, random),
                 VR_MALFORMED));
    cr_expect(eq(int,
                 vr_keyfile_seal(bytes, &len, VR_KEYFILE_SHARE, 1, 8, "x", 1, secret, 0, random),
                 VR_MALFORMED));
    cr_expect(eq(int,
                 vr_keyfile_seal(bytes, &len, VR_KEYFILE_SHARE, 17, 8, "x", 1, secret, 42, random),
                 VR_MALFORMED));
    cr_expect(eq(int,
                 vr_keyfile_seal(bytes, &len, VR_KEYFILE_SHARE, 1, 7, "x", 1, secret, 42, random),
                 VR_MALFORMED));
    cr_expect(
        eq(int, vr_keyfile_seal(bytes, &len, VR_KEYFILE_IDENTITY, 1, 8, "x", 1, secret, 33, random),
           VR_MALFORMED));
}

Test(keyfile, nothing_shorter_than_the_file_is_a_key_file)
{
    const json_t *test_case = json_array_get(vectors_get(file, "cases"), 6);
    size_t len;
    uint8_t *bytes = vectors_bytes(&len, test_case, "file");
    struct vr_keyfile_info info;

    for (size_t short_len = 0; short_len < len; short_len++) {
        cr_expect(eq(int, vr_keyfile_inspect(&info, bytes, short_len, NULL), VR_MALFORMED));
    }
    free(bytes);
}

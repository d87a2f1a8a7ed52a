/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/minisig.h>

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>
#include <vrijuit/bytes.h>

#include "vectors.h"

static const uint8_t seed[32] = { 7 };

static void
sign_text(char text[static VR_MINISIG_MAX], uint8_t pk[static 32], const char *comment,
          const char *message)
{
    vr_sign_public(pk, seed);
    cr_assert(eq(int, vr_minisig_sign(text, seed, comment, message, strlen(message)), VR_OK));
}

static enum vr_status
verify_text(const char *text, size_t len, const uint8_t pk[static 32], const char *message)
{
    char comment[VR_MINISIG_COMMENT];

    return vr_minisig_verify(comment, text, len, pk, message, strlen(message), NULL);
}

Test(minisig, signatures_and_keys_are_those_of_the_vectors)
{
    json_t *file = vectors_load("circle.json");
    json_t *cases = vectors_get(file, "cases");

    for (size_t i = 0; i < json_array_size(cases); i++) {
        json_t *one = json_array_get(cases, i);
        const char *circle = vectors_text(one, "circle");
        char text[VR_MINISIG_MAX], comment[VR_MINISIG_COMMENT], public[VR_MINISIG_PUB_MAX];
        uint8_t scalar_seed[32], pin[32], id[8], decoded[32];

        vectors_hex(scalar_seed, sizeof scalar_seed, one, "signing_seed");
        vectors_hex(pin, sizeof pin, one, "pin");
        vr_minisig_key_id(id, pin);
        cr_expect(vectors_equal(id, sizeof id, one, "minisign_key_id"));
        vr_minisig_public_encode(public, pin);
        cr_expect(eq(str, public, (char *) vectors_text(one, "minisign_public")));
        cr_assert(eq(int, vr_minisig_public_decode(decoded, public, strlen(public), NULL), VR_OK));
        cr_expect(vectors_equal(decoded, sizeof decoded, one, "pin"));
        cr_assert(eq(int,
                     vr_minisig_sign(text, scalar_seed, vectors_text(one, "trusted_comment"),
                                     circle, strlen(circle)),
                     VR_OK));
        cr_expect(eq(str, text, (char *) vectors_text(one, "minisig")));
        cr_assert(eq(
            int, vr_minisig_verify(comment, text, strlen(text), pin, circle, strlen(circle), NULL),
            VR_OK));
        cr_expect(eq(str, comment, (char *) vectors_text(one, "trusted_comment")));
    }
    json_decref(file);
}

Test(minisig, any_changed_character_but_in_the_untrusted_comment_is_refused)
{
    char text[VR_MINISIG_MAX];
    uint8_t pk[32];
    size_t len, first;

    sign_text(text, pk, "a comment", "message");
    len = strlen(text);
    first = (size_t) (strchr(text, '\n') - text);
    for (size_t i = 0; i < len; i++) {
        bool in_comment = i >= strlen("untrusted comment: ") && i < first;

        text[i] ^= 1;
        cr_expect(eq(int, verify_text(text, len, pk, "message") == VR_OK, in_comment), "%zu", i);
        text[i] ^= 1;
    }
    cr_expect(eq(int, verify_text(text, len, pk, "message"), VR_OK));
}

Test(minisig, any_shorter_or_longer_file_is_refused)
{
    char text[VR_MINISIG_MAX];
    uint8_t pk[32];
    size_t len;

    sign_text(text, pk, "a comment", "message");
    len = strlen(text);
    for (size_t i = 0; i < len; i++) {
        cr_expect(eq(int, verify_text(text, i, pk, "message"), VR_MALFORMED), "%zu", i);
    }
    cr_expect(eq(int, verify_text(text, len + 1, pk, "message"), VR_MALFORMED));
    strcat(text, "\n");
    cr_expect(eq(int, verify_text(text, len + 1, pk, "message"), VR_MALFORMED));
}

Test(minisig, each_refusal_has_its_status)
{
    char text[VR_MINISIG_MAX], comment[VR_MINISIG_COMMENT] = "untouched";
    uint8_t pk[32], other[32];
    const uint8_t other_seed[32] = { 8 };
    char *line;

    vr_sign_public(other, other_seed);
    sign_text(text, pk, "a comment", "message");
    cr_expect(eq(int, verify_text(text, strlen(text), other, "message"), VR_FOREIGN));
    cr_expect(eq(int, vr_minisig_verify(comment, text, strlen(text), pk, "massage", 7, NULL),
                 VR_UNVERIFIED));
    cr_expect(eq(str, comment, "untouched"));
    line = strchr(text, '\n') + 1;
    cr_assert(eq(int, strncmp(line, "RU", 2), 0));
    line[1] = 'W';
    cr_expect(eq(int, verify_text(text, strlen(text), pk, "message"), VR_UNSUPPORTED));
}

Test(minisig, a_comment_that_is_long_or_has_control_characters_is_not_signed)
{
    char text[VR_MINISIG_MAX] = "untouched";
    char comment[202];

    memset(comment, 'x', sizeof comment);
    comment[201] = '\0';
    cr_expect(eq(int, vr_minisig_sign(text, seed, comment, "m", 1), VR_MALFORMED));
    cr_expect(eq(int, vr_minisig_sign(text, seed, "two\nlines", "m", 1), VR_MALFORMED));
    cr_expect(eq(int, vr_minisig_sign(text, seed, "\x1b[2J", "m", 1), VR_MALFORMED));
    cr_expect(eq(int, vr_minisig_sign(text, seed, "\xff", "m", 1), VR_MALFORMED));
    cr_expect(eq(str, text, "untouched"));
    comment[200] = '\0';
    cr_expect(eq(int, vr_minisig_sign(text, seed, comment, "m", 1), VR_OK));
}

Test(minisig, a_public_key_is_read_as_a_file_and_as_its_line_alone)
{
    char text[VR_MINISIG_PUB_MAX];
    uint8_t pk[32], read[32] = { 0 };
    char *line;

    vr_sign_public(pk, seed);
    vr_minisig_public_encode(text, pk);
    line = strchr(text, '\n') + 1;
    cr_expect(eq(int, vr_minisig_public_decode(read, line, strlen(line), NULL), VR_OK));
    cr_expect(eq(int, memcmp(read, pk, 32), 0));
    cr_expect(eq(int, vr_minisig_public_decode(read, line, strlen(line) - 1, NULL), VR_OK));
    cr_expect(eq(int, vr_minisig_public_decode(read, text, strlen(text) - 1, NULL), VR_OK));
    cr_expect(eq(int, vr_minisig_public_decode(read, line, strlen(line) - 2, NULL), VR_MALFORMED));
    cr_expect(eq(int, vr_minisig_public_decode(read, text, 0, NULL), VR_MALFORMED));
    cr_expect(
        eq(int, vr_minisig_public_decode(read, text, (size_t) (line - text), NULL), VR_MALFORMED));
    /* The last letter of the key id: another id for the same key. */
    line[12] = line[12] == 'A' ? 'B' : 'A';
    cr_expect(eq(int, vr_minisig_public_decode(read, line, strlen(line), NULL), VR_UNSUPPORTED));
    line[0] = 'S';
    cr_expect(eq(int, vr_minisig_public_decode(read, line, strlen(line), NULL), VR_MALFORMED));
}

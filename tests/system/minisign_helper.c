/* SPDX-License-Identifier: EUPL-1.2 */
/* Our side of minisign_interop.sh, with a key that is known to everybody:
 * key SECRET PUBLIC | sign FILE SIGNATURE COMMENT | verify FILE SIGNATURE PUBLIC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <vrijuit/bytes.h>
#include <vrijuit/minisig.h>

#define FILE_MAX (1024U * 1024U)

static const uint8_t seed[32] = "a seed that is known to everyone";

/* A key file of minisign without a password; only byte arrays, so no padding. */
struct secret_file {
    uint8_t algorithm[2];
    uint8_t kdf[2];
    uint8_t checksum[2];
    uint8_t salt[32];
    uint8_t limits[16];
    uint8_t id[8];
    uint8_t seed[32];
    uint8_t public[32];
    uint8_t check[32];
};

static void
die(const char *what, const char *why)
{
    fprintf(stderr, "minisign_helper: %s: %s\n", what, why);
    exit(1);
}

static size_t
read_file(char bytes[static FILE_MAX], const char *path)
{
    FILE *file = fopen(path, "rb");
    size_t len;

    if (file == NULL) {
        die(path, "cannot be read");
    }
    len = fread(bytes, 1, FILE_MAX, file);
    fclose(file);

    return len;
}

static void
write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");

    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0) {
        die(path, "cannot be written");
    }
}

static void
write_keys(const char *secret_path, const char *public_path)
{
    struct secret_file secret = { .algorithm = "Ed", .checksum = "B2" };
    char base64[VR_B64_LEN(sizeof secret) + 1];
    char text[VR_MINISIG_MAX];
    crypto_generichash_state state;

    vr_sign_public(secret.public, seed);
    vr_minisig_key_id(secret.id, secret.public);
    memcpy(secret.seed, seed, sizeof seed);
    crypto_generichash_init(&state, NULL, 0, sizeof secret.check);
    crypto_generichash_update(&state, secret.algorithm, sizeof secret.algorithm);
    crypto_generichash_update(&state, secret.id, sizeof secret.id);
    crypto_generichash_update(&state, secret.seed, sizeof secret.seed);
    crypto_generichash_update(&state, secret.public, sizeof secret.public);
    crypto_generichash_final(&state, secret.check, sizeof secret.check);
    vr_b64_encode(base64, &secret, sizeof secret);
    snprintf(text, sizeof text, "untrusted comment: a test key\n%s\n", base64);
    write_file(secret_path, text);
    vr_minisig_public_encode(text, secret.public);
    write_file(public_path, text);
}

static void
sign_file(const char *path, const char *signature_path, const char *comment)
{
    static char bytes[FILE_MAX];
    char text[VR_MINISIG_MAX];
    size_t len = read_file(bytes, path);

    if (vr_minisig_sign(text, seed, comment, bytes, len) != VR_OK) {
        die(path, "cannot be signed");
    }
    write_file(signature_path, text);
}

static void
verify_file(const char *path, const char *signature_path, const char *public_path)
{
    static char bytes[FILE_MAX], signature[FILE_MAX], key[FILE_MAX];
    size_t len = read_file(bytes, path);
    size_t signature_len = read_file(signature, signature_path);
    size_t key_len = read_file(key, public_path);
    char comment[VR_MINISIG_COMMENT];
    struct vr_why why = { "" };
    uint8_t pk[32];

    if (vr_minisig_public_decode(pk, key, key_len, &why) != VR_OK ||
        vr_minisig_verify(comment, signature, signature_len, pk, bytes, len, &why) != VR_OK) {
        die(path, why.text);
    }
    printf("%s\n", comment);
}

int
main(int argc, char **argv)
{
    if (sodium_init() < 0) {
        return 3;
    }
    if (argc == 4 && strcmp(argv[1], "key") == 0) {
        write_keys(argv[2], argv[3]);
    } else if (argc == 5 && strcmp(argv[1], "sign") == 0) {
        sign_file(argv[2], argv[3], argv[4]);
    } else if (argc == 5 && strcmp(argv[1], "verify") == 0) {
        verify_file(argv[2], argv[3], argv[4]);
    } else {
        return 2;
    }

    return 0;
}

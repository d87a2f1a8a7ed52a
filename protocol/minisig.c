/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/minisig.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>
#include <vrijuit/bytes.h>

#define KEY_ID_SIZE    8U
#define KEY_BLOB_SIZE  (2U + KEY_ID_SIZE + 32U)
#define SIG_BLOB_SIZE  (2U + KEY_ID_SIZE + 64U)
#define KEY_TEXT_LEN   VR_B64_LEN(KEY_BLOB_SIZE)
#define SIG_TEXT_LEN   VR_B64_LEN(SIG_BLOB_SIZE)
#define COMMENT_MAX    200U
#define UNTRUSTED      "untrusted comment: "
#define TRUSTED        "trusted comment: "
#define SIGNATURE_FILE UNTRUSTED "vrijuit\n%s\n" TRUSTED "%s\n%s\n"

/* A line of a file, without its newline; borrowed. */
struct line {
    const char *text;
    size_t len;
};

/* The four lines of a signature file, prefixes taken off. */
struct signature_file {
    struct line signature;
    struct line comment;
    struct line global;
};

void
vr_minisig_key_id(uint8_t id[static KEY_ID_SIZE], const uint8_t pk[static 32])
{
    const struct vr_span span = { pk, 32 };
    uint8_t hash[VR_HASH_SIZE];

    vr_hash(hash, sizeof hash, "vrijuit minisign key id v1", &span, 1);
    memcpy(id, hash, KEY_ID_SIZE);
}

void
vr_minisig_public_encode(char text[static VR_MINISIG_PUB_MAX], const uint8_t pk[static 32])
{
    uint8_t blob[KEY_BLOB_SIZE] = { 'E', 'd' };
    char base64[KEY_TEXT_LEN + 1];

    vr_minisig_key_id(blob + 2, pk);
    memcpy(blob + 2 + KEY_ID_SIZE, pk, 32);
    vr_b64_encode(base64, blob, sizeof blob);
    snprintf(text, VR_MINISIG_PUB_MAX, UNTRUSTED "minisign public key %016llX\n%s\n",
             (unsigned long long) vr_load64(blob + 2), base64);
}

/* The next line of the text at *at, which moves behind its newline. The last may lack one. */
static bool
next_line(struct line *line, const char *text, size_t len, size_t *at)
{
    const char *start = text + *at;
    const char *end;

    if (*at >= len) {
        return false;
    }
    end = memchr(start, '\n', len - *at);
    line->text = start;
    line->len = end == NULL ? len - *at : (size_t) (end - start);
    *at += line->len + (end == NULL ? 0 : 1);

    return true;
}

static bool
strip_prefix(struct line *line, const char *prefix)
{
    size_t len = strlen(prefix);

    if (line->len < len || memcmp(line->text, prefix, len) != 0) {
        return false;
    }
    line->text += len;
    line->len -= len;

    return true;
}

/* The base64 line of a public key file, or of a key that stands alone. */
static bool
find_key_line(struct line *line, const char *text, size_t len)
{
    size_t at = 0;

    if (!next_line(line, text, len, &at)) {
        return false;
    }
    if (strip_prefix(line, UNTRUSTED) && !next_line(line, text, len, &at)) {
        return false;
    }

    return at == len;
}

enum vr_status
vr_minisig_public_decode(uint8_t pk[static 32], const char *text, size_t len, struct vr_why *why)
{
    uint8_t blob[KEY_BLOB_SIZE];
    uint8_t id[KEY_ID_SIZE];
    enum vr_status status;
    struct line line;

    if (len >= VR_MINISIG_PUB_MAX || !find_key_line(&line, text, len)) {
        return vr_refuse(why, VR_MALFORMED, "not a minisign public key");
    }
    status = vr_b64_decode(blob, sizeof blob, line.text, line.len);
    if (status != VR_OK || memcmp(blob, "Ed", 2) != 0) {
        return vr_refuse(why, VR_MALFORMED, "not a minisign public key");
    }
    vr_minisig_key_id(id, blob + 2 + KEY_ID_SIZE);
    if (memcmp(id, blob + 2, sizeof id) != 0) {
        return vr_refuse(why, VR_UNSUPPORTED,
                         "the key id of this public key is not the one that vrijuit gives it");
    }
    memcpy(pk, blob + 2 + KEY_ID_SIZE, 32);

    return VR_OK;
}

/* One line of UTF-8 without control characters; minisign itself writes tabs. */
static bool
comment_is_fit(const char *comment, size_t len)
{
    if (len > COMMENT_MAX || !vr_utf8_valid(comment, len)) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char) comment[i];

        if ((c < 0x20 && c != '\t') || c == 0x7f) {
            return false;
        }
    }

    return true;
}

/* minisign's second signature binds the trusted comment to the first. */
static size_t
join_global(uint8_t joined[static 64 + COMMENT_MAX], const uint8_t signature[static 64],
            const char *comment, size_t len)
{
    memcpy(joined, signature, 64);
    memcpy(joined + 64, comment, len);

    return 64 + len;
}

static void
prehash(uint8_t hash[static 64], const void *bytes, size_t len)
{
    crypto_generichash_blake2b(hash, 64, bytes, len, NULL, 0);
}

enum vr_status
vr_minisig_sign(char text[static VR_MINISIG_MAX], const uint8_t seed[static 32],
                const char *comment, const void *bytes, size_t len)
{
    uint8_t blob[SIG_BLOB_SIZE] = { 'E', 'D' };
    uint8_t joined[64 + COMMENT_MAX];
    char first[SIG_TEXT_LEN + 1];
    char second[VR_B64_LEN(64) + 1];
    uint8_t global[64];
    uint8_t hash[64];
    uint8_t pk[32];
    enum vr_status status;
    size_t joined_len;

    if (!comment_is_fit(comment, strlen(comment))) {
        return VR_MALFORMED;
    }
    vr_sign_public(pk, seed);
    vr_minisig_key_id(blob + 2, pk);
    prehash(hash, bytes, len);
    status = vr_sign(blob + 2 + KEY_ID_SIZE, seed, NULL, hash, sizeof hash);
    if (status != VR_OK) {
        return status;
    }
    joined_len = join_global(joined, blob + 2 + KEY_ID_SIZE, comment, strlen(comment));
    status = vr_sign(global, seed, NULL, joined, joined_len);
    if (status != VR_OK) {
        return status;
    }
    vr_b64_encode(first, blob, sizeof blob);
    vr_b64_encode(second, global, sizeof global);
    snprintf(text, VR_MINISIG_MAX, SIGNATURE_FILE, first, comment, second);

    return VR_OK;
}

/* Exactly four lines, each with its newline. */
static bool
split_file(struct signature_file *file, const char *text, size_t len)
{
    struct line untrusted;
    size_t at = 0;

    if (len == 0 || len >= VR_MINISIG_MAX || text[len - 1] != '\n') {
        return false;
    }

    return next_line(&untrusted, text, len, &at) && strip_prefix(&untrusted, UNTRUSTED) &&
           next_line(&file->signature, text, len, &at) &&
           next_line(&file->comment, text, len, &at) && strip_prefix(&file->comment, TRUSTED) &&
           next_line(&file->global, text, len, &at) && at == len &&
           comment_is_fit(file->comment.text, file->comment.len);
}

/* Algorithm and key id, before any signature is looked at. */
static enum vr_status
judge_blob(const uint8_t blob[static SIG_BLOB_SIZE], const uint8_t pk[static 32],
           struct vr_why *why)
{
    uint8_t id[KEY_ID_SIZE];

    if (memcmp(blob, "Ed", 2) == 0) {
        return vr_refuse(why, VR_UNSUPPORTED, "not a prehashed signature (minisign -H)");
    }
    if (memcmp(blob, "ED", 2) != 0) {
        return vr_refuse(why, VR_UNSUPPORTED, "a signature of an unknown algorithm");
    }
    vr_minisig_key_id(id, pk);
    if (memcmp(id, blob + 2, sizeof id) != 0) {
        return vr_refuse(why, VR_FOREIGN, "signed with another key (another key id)");
    }

    return VR_OK;
}

static enum vr_status
verify_both(const struct signature_file *file, const uint8_t blob[static SIG_BLOB_SIZE],
            const uint8_t global[static 64], const uint8_t pk[static 32], const void *bytes,
            size_t len, struct vr_why *why)
{
    const uint8_t *signature = blob + 2 + KEY_ID_SIZE;
    uint8_t joined[64 + COMMENT_MAX];
    enum vr_status status;
    size_t joined_len;
    uint8_t hash[64];

    prehash(hash, bytes, len);
    status = vr_sign_verify(signature, pk, NULL, hash, sizeof hash);
    if (status != VR_OK) {
        return vr_refuse(why, status, "the signature does not fit the file");
    }
    joined_len = join_global(joined, signature, file->comment.text, file->comment.len);
    status = vr_sign_verify(global, pk, NULL, joined, joined_len);
    if (status != VR_OK) {
        return vr_refuse(why, status, "the signature does not fit the trusted comment");
    }

    return VR_OK;
}

enum vr_status
vr_minisig_verify(char comment[static VR_MINISIG_COMMENT], const char *text, size_t text_len,
                  const uint8_t pk[static 32], const void *bytes, size_t len, struct vr_why *why)
{
    struct signature_file file;
    uint8_t blob[SIG_BLOB_SIZE];
    uint8_t global[64];
    enum vr_status status;

    if (!split_file(&file, text, text_len) ||
        vr_b64_decode(blob, sizeof blob, file.signature.text, file.signature.len) != VR_OK ||
        vr_b64_decode(global, sizeof global, file.global.text, file.global.len) != VR_OK) {
        return vr_refuse(why, VR_MALFORMED, "not a minisign signature");
    }
    status = judge_blob(blob, pk, why);
    if (status != VR_OK) {
        return status;
    }
    status = verify_both(&file, blob, global, pk, bytes, len, why);
    if (status != VR_OK) {
        return status;
    }
    memcpy(comment, file.comment.text, file.comment.len);
    comment[file.comment.len] = '\0';

    return VR_OK;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/keyfile.h>

#include <string.h>

#include <sodium.h>

#include <vrijuit/bytes.h>
#include <vrijuit/share.h>

#define KDF_NONE       0U
#define KDF_ARGON2ID   2U
#define OPS_MAX        16U
#define MEMORY_KIB_MIN 8U
#define MEMORY_KIB_MAX (2U * 1024U * 1024U)
#define KEY_SIZE       crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define IDENTITY_SIZE  32U
#define TOKEN_SIZE     36U

static const uint8_t magic[8] = { 'V', 'R', 'I', 'J', 'K', 'E', 'Y', '1' };

/* The header as it stands in the file; PROTOCOL.md section 10. */
struct header {
    uint8_t magic[8];
    uint8_t kind_le[2];
    uint8_t kdf_le[2];
    uint8_t ops_le[4];
    uint8_t memory_kib_le[4];
    uint8_t salt[16];
    uint8_t nonce[24];
    uint8_t length_le[4];
};

_Static_assert(sizeof(struct header) == VR_KEYFILE_HEADER, "PROTOCOL.md section 10");
_Static_assert(VR_KEYFILE_TAG == crypto_aead_xchacha20poly1305_ietf_ABYTES, "PROTOCOL.md");

static bool
kind_is_known(unsigned kind)
{
    return kind == VR_KEYFILE_SHARE || kind == VR_KEYFILE_IDENTITY || kind == VR_KEYFILE_TOKEN;
}

static bool
length_fits(enum vr_keyfile_kind kind, size_t secret_len)
{
    switch (kind) {
    case VR_KEYFILE_SHARE:
        return secret_len > 0 && secret_len % VR_SHARE_SIZE == 0;
    case VR_KEYFILE_IDENTITY:
        return secret_len == IDENTITY_SIZE;
    case VR_KEYFILE_TOKEN:
        return secret_len == TOKEN_SIZE;
    }

    return false;
}

static enum vr_status
judge_plain(const struct header *header, struct vr_why *why)
{
    if (vr_load16(header->kind_le) == VR_KEYFILE_SHARE) {
        return vr_refuse(why, VR_MALFORMED, "a share without a passphrase cannot be");
    }
    if (vr_load32(header->ops_le) != 0 || vr_load32(header->memory_kib_le) != 0 ||
        !sodium_is_zero(header->salt, sizeof header->salt) ||
        !sodium_is_zero(header->nonce, sizeof header->nonce)) {
        return vr_refuse(why, VR_MALFORMED, "a plain key file has zeros before its length");
    }

    return VR_OK;
}

static bool
costs_are_valid(uint32_t ops, uint32_t memory_kib)
{
    return ops >= 1 && ops <= OPS_MAX && memory_kib >= MEMORY_KIB_MIN &&
           memory_kib <= MEMORY_KIB_MAX;
}

static enum vr_status
judge_kdf(const struct header *header, struct vr_why *why)
{
    unsigned kdf = vr_load16(header->kdf_le);

    if (kdf == KDF_NONE) {
        return judge_plain(header, why);
    }
    if (kdf != KDF_ARGON2ID) {
        return vr_refuse(why, VR_UNSUPPORTED, "unknown kdf %u in the key file", kdf);
    }
    if (!costs_are_valid(vr_load32(header->ops_le), vr_load32(header->memory_kib_le))) {
        return vr_refuse(why, VR_MALFORMED, "the key file asks for %u passes over %u KiB",
                         vr_load32(header->ops_le), vr_load32(header->memory_kib_le));
    }

    return VR_OK;
}

enum vr_status
vr_keyfile_inspect(struct vr_keyfile_info *info, const uint8_t *file, size_t len,
                   struct vr_why *why)
{
    struct header header;
    unsigned kind;
    size_t length;
    size_t tag;
    enum vr_status status;

    if (len < sizeof header || memcmp(file, magic, sizeof magic) != 0) {
        return vr_refuse(why, VR_MALFORMED, "not a key file");
    }
    memcpy(&header, file, sizeof header);
    kind = vr_load16(header.kind_le);
    if (!kind_is_known(kind)) {
        return vr_refuse(why, VR_UNSUPPORTED, "unknown kind %u of key file", kind);
    }
    status = judge_kdf(&header, why);
    if (status != VR_OK) {
        return status;
    }
    length = vr_load32(header.length_le);
    tag = vr_load16(header.kdf_le) == KDF_NONE ? 0 : VR_KEYFILE_TAG;
    if (length > VR_KEYFILE_SECRET || length != len - sizeof header || length < tag ||
        !length_fits((enum vr_keyfile_kind) kind, length - tag)) {
        return vr_refuse(why, VR_MALFORMED, "the key file has another length than it says");
    }
    info->kind = (enum vr_keyfile_kind) kind;
    info->plain = tag == 0;
    info->ops = vr_load32(header.ops_le);
    info->memory_kib = vr_load32(header.memory_kib_le);
    info->secret_len = length - tag;

    return VR_OK;
}

static enum vr_status
derive_key(uint8_t key[static KEY_SIZE], const struct header *header, const char *passphrase,
           size_t passphrase_len)
{
    size_t memory = (size_t) vr_load32(header->memory_kib_le) * 1024U;

    if (crypto_pwhash(key, KEY_SIZE, passphrase, passphrase_len, header->salt,
                      vr_load32(header->ops_le), memory, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return VR_MEMORY;
    }

    return VR_OK;
}

static void
fill_header(struct header *header, enum vr_keyfile_kind kind, unsigned kdf, size_t length)
{
    memset(header, 0, sizeof *header);
    memcpy(header->magic, magic, sizeof magic);
    vr_store16(header->kind_le, (uint16_t) kind);
    vr_store16(header->kdf_le, (uint16_t) kdf);
    vr_store32(header->length_le, (uint32_t) length);
}

static enum vr_status
seal_plain(uint8_t *file, size_t *len, enum vr_keyfile_kind kind, const void *secret,
           size_t secret_len)
{
    struct header header;

    if (kind == VR_KEYFILE_SHARE) {
        return VR_MALFORMED;
    }
    fill_header(&header, kind, KDF_NONE, secret_len);
    memcpy(file, &header, sizeof header);
    memcpy(file + sizeof header, secret, secret_len);
    *len = sizeof header + secret_len;

    return VR_OK;
}

enum vr_status
vr_keyfile_seal(uint8_t *file, size_t *len, enum vr_keyfile_kind kind, uint32_t ops,
                uint32_t memory_kib, const char *passphrase, size_t passphrase_len,
                const void *secret, size_t secret_len, const uint8_t salt_nonce[static 40])
{
    struct header header;
    uint8_t key[KEY_SIZE];
    enum vr_status status;

    if (!length_fits(kind, secret_len) || secret_len > VR_KEYFILE_SECRET - VR_KEYFILE_TAG) {
        return VR_MALFORMED;
    }
    if (passphrase == NULL) {
        return seal_plain(file, len, kind, secret, secret_len);
    }
    if (!costs_are_valid(ops, memory_kib)) {
        return VR_MALFORMED;
    }
    fill_header(&header, kind, KDF_ARGON2ID, secret_len + VR_KEYFILE_TAG);
    vr_store32(header.ops_le, ops);
    vr_store32(header.memory_kib_le, memory_kib);
    memcpy(header.salt, salt_nonce, sizeof header.salt);
    memcpy(header.nonce, salt_nonce + sizeof header.salt, sizeof header.nonce);
    status = derive_key(key, &header, passphrase, passphrase_len);
    if (status != VR_OK) {
        goto out;
    }
    memcpy(file, &header, sizeof header);
    crypto_aead_xchacha20poly1305_ietf_encrypt(file + sizeof header, NULL, secret, secret_len, file,
                                               sizeof header, NULL, header.nonce, key);
    *len = sizeof header + secret_len + VR_KEYFILE_TAG;
out:
    sodium_memzero(key, sizeof key);

    return status;
}

/* First the tag alone: libsodium wipes its output when the tag does not fit. */
static enum vr_status
open_sealed(uint8_t *secret, const struct header *header, const uint8_t *file, size_t len,
            const uint8_t key[static KEY_SIZE])
{
    const uint8_t *sealed = file + sizeof *header;
    size_t sealed_len = len - sizeof *header;

    if (crypto_aead_xchacha20poly1305_ietf_decrypt(NULL, NULL, NULL, sealed, sealed_len, file,
                                                   sizeof *header, header->nonce, key) != 0 ||
        crypto_aead_xchacha20poly1305_ietf_decrypt(secret, NULL, NULL, sealed, sealed_len, file,
                                                   sizeof *header, header->nonce, key) != 0) {
        return VR_UNVERIFIED;
    }

    return VR_OK;
}

enum vr_status
vr_keyfile_open(uint8_t *secret, size_t *secret_len, enum vr_keyfile_kind kind, const uint8_t *file,
                size_t len, const char *passphrase, size_t passphrase_len, struct vr_why *why)
{
    struct vr_keyfile_info info = { .kind = kind };
    struct header header;
    uint8_t key[KEY_SIZE];
    enum vr_status status;

    status = vr_keyfile_inspect(&info, file, len, why);
    if (status != VR_OK) {
        return status;
    }
    if (info.kind != kind) {
        return vr_refuse(why, VR_FOREIGN, "a key file of kind %d, where %d is due", (int) info.kind,
                         (int) kind);
    }
    if (info.plain) {
        memcpy(secret, file + sizeof header, info.secret_len);
        *secret_len = info.secret_len;
        return VR_OK;
    }
    memcpy(&header, file, sizeof header);
    status = derive_key(key, &header, passphrase, passphrase_len);
    if (status != VR_OK) {
        status = vr_refuse(why, status, "no memory for the passphrase: %u MiB are needed",
                           info.memory_kib / 1024U);
        goto out;
    }
    status = open_sealed(secret, &header, file, len, key);
    if (status != VR_OK) {
        status = vr_refuse(why, status, "wrong passphrase, or the key file was changed");
        goto out;
    }
    *secret_len = info.secret_len;
out:
    sodium_memzero(key, sizeof key);

    return status;
}

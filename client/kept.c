/* SPDX-License-Identifier: EUPL-1.2 */
#include "kept.h"

#include <libintl.h>
#include <string.h>

#include <sodium.h>
#include <vrijuit/bytes.h>
#include <vrijuit/secret.h>

static const char label[] = "vrijuit kept v1";

/* The plaintext: only byte arrays. */
struct kept_wire {
    uint8_t council[32]; /* zero padded */
    uint8_t index_le[4];
    uint8_t round_le[4];
    uint8_t content_len_le[4];
    uint8_t zero[4];
    uint8_t content[VR_CONTENT_MAX]; /* zero padded */
};

_Static_assert(sizeof(struct kept_wire) + 24 + 16 == KEPT_SIZE, "kept.h");

/* Secret memory. */
struct work {
    uint8_t key[32];
    struct kept_wire wire;
};

static enum vr_status
work_new(void **work, const uint8_t root[static VR_ROOT_SIZE])
{
    enum vr_status status = vr_secret_new(work, sizeof(struct work));

    if (status == VR_OK) {
        vr_hkdf_expand(((struct work *) *work)->key, 32, root, label, sizeof label);
    }

    return status;
}

enum vr_status
kept_new(struct kept **out, struct vr_why *why)
{
    void *kept = NULL;
    enum vr_status status = vr_secret_new(&kept, sizeof(struct kept));

    if (status != VR_OK) {
        return vr_refuse(why, status, gettext("no memory"));
    }
    *out = kept;

    return VR_OK;
}

void
kept_free(struct kept *kept)
{
    vr_secret_free(kept);
}

enum vr_status
kept_seal(uint8_t sealed[static KEPT_SIZE], const struct kept *kept,
          const uint8_t root[static VR_ROOT_SIZE])
{
    void *memory = NULL;
    struct work *work;
    enum vr_status status = work_new(&memory, root);

    if (status != VR_OK) {
        return status;
    }
    work = memory;
    memcpy(work->wire.council, kept->council, strlen(kept->council));
    vr_store32(work->wire.index_le, kept->index);
    vr_store32(work->wire.round_le, kept->round);
    vr_store32(work->wire.content_len_le, (uint32_t) kept->content_len);
    memcpy(work->wire.content, kept->content, kept->content_len);
    randombytes_buf(sealed, 24);
    (void) crypto_aead_xchacha20poly1305_ietf_encrypt(
        sealed + 24, NULL, (const uint8_t *) &work->wire, sizeof work->wire, NULL, 0, NULL, sealed,
        work->key);
    vr_secret_free(memory);

    return VR_OK;
}

static enum vr_status
read_wire(struct kept *kept, const struct kept_wire *wire)
{
    char council[VR_ID_MAX + 1] = { 0 };
    uint32_t len = vr_load32(wire->content_len_le);

    memcpy(council, wire->council, sizeof wire->council);
    if (len > VR_CONTENT_MAX || !vr_id_valid(council) ||
        !sodium_is_zero(wire->zero, sizeof wire->zero)) {
        return VR_MALFORMED;
    }
    memcpy(kept->council, council, sizeof kept->council);
    kept->index = vr_load32(wire->index_le);
    kept->round = vr_load32(wire->round_le);
    kept->content_len = len;
    memcpy(kept->content, wire->content, len);

    return VR_OK;
}

enum vr_status
kept_open(struct kept *kept, const uint8_t sealed[static KEPT_SIZE],
          const uint8_t root[static VR_ROOT_SIZE])
{
    void *memory = NULL;
    struct work *work;
    enum vr_status status = work_new(&memory, root);

    if (status != VR_OK) {
        return status;
    }
    work = memory;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt((uint8_t *) &work->wire, NULL, NULL, sealed + 24,
                                                   KEPT_SIZE - 24, NULL, 0, sealed,
                                                   work->key) == 0) {
        status = read_wire(kept, &work->wire);
    } else {
        status = VR_FOREIGN;
    }
    vr_secret_free(memory);

    return status;
}

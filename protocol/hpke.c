/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/hpke.h>

#include <string.h>

#include <sodium.h>

#include "hpke_label.h"

#define SUITE_ID_SIZE 10U

_Static_assert(VR_HPKE_TAG_SIZE == crypto_aead_chacha20poly1305_ietf_ABYTES, "RFC 9180 7.3");

/* "HPKE", then KEM, KDF and AEAD, big-endian. */
static void
make_suite_id(uint8_t id[static SUITE_ID_SIZE], uint16_t kem_id)
{
    static const uint8_t fixed[SUITE_ID_SIZE] = { 'H', 'P', 'K', 'E', 0, 0, 0, 1, 0, 3 };

    memcpy(id, fixed, SUITE_ID_SIZE);
    id[4] = (uint8_t) (kem_id >> 8);
    id[5] = (uint8_t) (kem_id & 0xff);
}

/* KeySchedule of section 5.1: mode base, no psk. */
static void
schedule_keys(struct vr_hpke *hpke, const struct vr_suite *suite, const uint8_t shared[static 32],
              const void *info, size_t info_len)
{
    uint8_t name[SUITE_ID_SIZE];
    uint8_t context[1 + 32 + 32] = { 0 };
    uint8_t secret[32];
    const struct vr_span id = { name, sizeof name };
    const struct vr_span span = { context, sizeof context };

    hpke->kem_id = suite->kem_id;
    make_suite_id(name, suite->kem_id);
    hpke_label_extract(context + 1, id, "psk_id_hash", "", 0);
    hpke_label_extract(context + 33, id, "info_hash", info, info_len);
    hpke_label_extract_salted(secret, id, shared, "secret");
    hpke_label_expand(hpke->key, sizeof hpke->key, secret, id, "key", span);
    hpke_label_expand(hpke->base_nonce, sizeof hpke->base_nonce, secret, id, "base_nonce", span);
    hpke_label_expand(hpke->exporter_secret, sizeof hpke->exporter_secret, secret, id, "exp", span);
    sodium_memzero(secret, sizeof secret);
}

enum vr_status
vr_hpke_send(struct vr_hpke *hpke, uint8_t *enc, const struct vr_suite *suite,
             const uint8_t *public_key, const void *info, size_t info_len, const uint8_t *random)
{
    uint8_t shared[32];
    enum vr_status status;

    status = suite->encapsulate(shared, enc, public_key, random);
    if (status == VR_OK) {
        schedule_keys(hpke, suite, shared, info, info_len);
    }
    sodium_memzero(shared, sizeof shared);

    return status;
}

enum vr_status
vr_hpke_receive(struct vr_hpke *hpke, const struct vr_suite *suite, const uint8_t *enc,
                const uint8_t *secret_key, const uint8_t *public_key, const void *info,
                size_t info_len)
{
    uint8_t shared[32];
    enum vr_status status;

    status = suite->decapsulate(shared, enc, secret_key, public_key);
    if (status == VR_OK) {
        schedule_keys(hpke, suite, shared, info, info_len);
    }
    sodium_memzero(shared, sizeof shared);

    return status;
}

void
vr_hpke_seal(uint8_t *ct, const struct vr_hpke *hpke, const void *aad, size_t aad_len,
             const uint8_t *plain, size_t len)
{
    crypto_aead_chacha20poly1305_ietf_encrypt(ct, NULL, plain, len, aad, aad_len, NULL,
                                              hpke->base_nonce, hpke->key);
}

enum vr_status
vr_hpke_open(uint8_t *plain, const struct vr_hpke *hpke, const void *aad, size_t aad_len,
             const uint8_t *ct, size_t len)
{
    if (crypto_aead_chacha20poly1305_ietf_decrypt(plain, NULL, NULL, ct, len, aad, aad_len,
                                                  hpke->base_nonce, hpke->key) != 0) {
        return VR_UNVERIFIED;
    }

    return VR_OK;
}

void
vr_hpke_export(uint8_t *out, size_t out_len, const struct vr_hpke *hpke, const char *context)
{
    uint8_t name[SUITE_ID_SIZE];

    make_suite_id(name, hpke->kem_id);
    hpke_label_expand(out, out_len, hpke->exporter_secret, (struct vr_span) { name, sizeof name },
                      "sec", (struct vr_span) { context, strlen(context) });
}

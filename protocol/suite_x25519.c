/* SPDX-License-Identifier: EUPL-1.2 */
/* DHKEM(X25519, HKDF-SHA256), RFC 9180 section 4.1. */
#include "suite_rows.h"

#include <string.h>

#include <sodium.h>

#include "hpke_label.h"

#define KEY_SIZE 32U

static const uint8_t kem_name[] = { 'K', 'E', 'M', 0x00, 0x20 };
static const struct vr_span kem_suite_id = { kem_name, sizeof kem_name };

/* shared = ExtractAndExpand(dh, enc | public key of the receiver). */
static void
derive_shared(uint8_t shared[static 32], const uint8_t dh[static KEY_SIZE], const uint8_t *enc,
              const uint8_t *public_key)
{
    uint8_t context[2 * KEY_SIZE];
    uint8_t prk[32];

    memcpy(context, enc, KEY_SIZE);
    memcpy(context + KEY_SIZE, public_key, KEY_SIZE);
    hpke_label_extract(prk, kem_suite_id, "eae_prk", dh, KEY_SIZE);
    hpke_label_expand(shared, 32, prk, kem_suite_id, "shared_secret",
                      (struct vr_span) { context, sizeof context });
    sodium_memzero(prk, sizeof prk);
}

static enum vr_status
make_keypair(uint8_t *public_key, uint8_t *secret_key, const uint8_t seed[static VR_SEED_SIZE])
{
    uint8_t prk[32];

    hpke_label_extract(prk, kem_suite_id, "dkp_prk", seed, VR_SEED_SIZE);
    hpke_label_expand(secret_key, KEY_SIZE, prk, kem_suite_id, "sk", (struct vr_span) { "", 0 });
    sodium_memzero(prk, sizeof prk);
    crypto_scalarmult_base(public_key, secret_key);

    return VR_OK;
}

static enum vr_status
encapsulate(uint8_t shared[static 32], uint8_t *enc, const uint8_t *public_key,
            const uint8_t *random)
{
    uint8_t dh[KEY_SIZE];
    enum vr_status status = VR_UNVERIFIED;

    /* libsodium refuses an all-zero result. */
    if (crypto_scalarmult(dh, random, public_key) == 0) {
        crypto_scalarmult_base(enc, random);
        derive_shared(shared, dh, enc, public_key);
        status = VR_OK;
    }
    sodium_memzero(dh, sizeof dh);

    return status;
}

static enum vr_status
decapsulate(uint8_t shared[static 32], const uint8_t *enc, const uint8_t *secret_key,
            const uint8_t *public_key)
{
    uint8_t dh[KEY_SIZE];
    enum vr_status status = VR_FOREIGN;

    if (crypto_scalarmult(dh, secret_key, enc) == 0) {
        derive_shared(shared, dh, enc, public_key);
        status = VR_OK;
    }
    sodium_memzero(dh, sizeof dh);

    return status;
}

const struct vr_suite suite_x25519 = {
    .id = VR_SUITE_X25519,
    .kem_id = 0x0020,
    .public_len = KEY_SIZE,
    .enc_len = KEY_SIZE,
    .secret_len = KEY_SIZE,
    .random_len = KEY_SIZE,
    .keypair = make_keypair,
    .encapsulate = encapsulate,
    .decapsulate = decapsulate,
};

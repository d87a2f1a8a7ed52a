/* SPDX-License-Identifier: EUPL-1.2 */
/* The KEM of a circle; PROTOCOL.md section 3.1. One more suite is one more row in suite.c. */

#ifndef VRIJUIT_SUITE_H
#define VRIJUIT_SUITE_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/status.h>

#define VR_SUITE_X25519 1U

/* The largest of any suite in the protocol, so that buffers need not change with suite 2. */
#define VR_SUITE_PUBLIC_MAX 1216U
#define VR_SUITE_ENC_MAX    1120U
#define VR_SUITE_SECRET_MAX 32U
#define VR_SUITE_RANDOM_MAX 64U
#define VR_SEED_SIZE        32U

struct vr_suite {
    uint16_t id;
    uint16_t kem_id; /* RFC 9180 */
    size_t public_len;
    size_t enc_len;
    size_t secret_len;
    size_t random_len; /* what encapsulate wants */

    /* The key pair of a 32-byte seed. */
    enum vr_status (*keypair)(uint8_t *public_key, uint8_t *secret_key,
                              const uint8_t seed[static VR_SEED_SIZE]);
    /* shared (32) and enc for a public key; VR_UNVERIFIED when the key is refused. */
    enum vr_status (*encapsulate)(uint8_t shared[static 32], uint8_t *enc,
                                  const uint8_t *public_key, const uint8_t *random);
    /* shared (32) out of enc; VR_FOREIGN when the KEM refuses enc (an all-zero X25519 result). */
    enum vr_status (*decapsulate)(uint8_t shared[static 32], const uint8_t *enc,
                                  const uint8_t *secret_key, const uint8_t *public_key);
};

/* The suite of that number, or NULL when this build lacks it. Static storage. */
const struct vr_suite *vr_suite_find(uint64_t id);

#endif

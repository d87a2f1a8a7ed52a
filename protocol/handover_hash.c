/* SPDX-License-Identifier: EUPL-1.2 */
/* The order and the hash of a batch that comes in parts; PROTOCOL.md section 7.1. */
#include <vrijuit/handover.h>

#include <string.h>

#include "handover_rules.h"

#define DIGEST_SIZE 32U

bool
vr_packets_ascend(const uint8_t before[static VR_PACKET_SIZE],
                  const uint8_t after[static VR_PACKET_SIZE])
{
    return memcmp(before + VR_PACKET_ORDER_OFFSET, after + VR_PACKET_ORDER_OFFSET,
                  VR_PACKET_ORDER_SIZE) < 0;
}

void
vr_handover_hash_init(struct vr_handover_hash *hash)
{
    crypto_generichash_blake2b_state state;

    memset(hash, 0, sizeof *hash);
    /* Fails only for sizes that BLAKE2b does not have. */
    (void) crypto_generichash_blake2b_init(&state, NULL, 0, DIGEST_SIZE);
    memcpy(hash->state, &state, sizeof hash->state);
}

enum vr_status
vr_handover_hash_add(struct vr_handover_hash *hash, const uint8_t *packets, size_t count)
{
    crypto_generichash_blake2b_state state;

    if (count == 0) {
        return VR_OK;
    }
    if (!handover_ascends(hash, packets, count)) {
        return VR_MALFORMED;
    }
    memcpy(&state, hash->state, sizeof state);
    (void) crypto_generichash_blake2b_update(&state, packets, count * (size_t) VR_PACKET_SIZE);
    memcpy(hash->state, &state, sizeof hash->state);
    memcpy(hash->last, packets + (count - 1) * VR_PACKET_SIZE + VR_PACKET_ORDER_OFFSET,
           sizeof hash->last);
    hash->count += count;

    return VR_OK;
}

void
vr_handover_hash_digest(uint8_t digest[static DIGEST_SIZE], const struct vr_handover_hash *hash)
{
    crypto_generichash_blake2b_state state;

    memcpy(&state, hash->state, sizeof state);
    (void) crypto_generichash_blake2b_final(&state, digest, DIGEST_SIZE);
}

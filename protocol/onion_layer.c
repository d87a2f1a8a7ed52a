/* SPDX-License-Identifier: EUPL-1.2 */
#include "onion_layer.h"

#include <sodium.h>

#define KEYS_LABEL   "vrijuit onion 1"
#define KEYS_CONTEXT "VRJonion"

_Static_assert(HEADER_AT + VR_HEADER_SIZE == VR_BODY_OFFSET, "PROTOCOL.md section 5");
_Static_assert(VR_BODY_OFFSET + VR_BODY_SIZE == VR_PACKET_SIZE, "PROTOCOL.md section 5");

enum vr_status
onion_keys_derive(struct onion_keys *keys, const uint8_t prefix[static MAC_AT],
                  const uint8_t secret[static 32], const uint8_t public_key[static 32],
                  const uint8_t hop_public[static 32])
{
    crypto_generichash_state state;
    uint8_t shared[32];
    uint8_t prk[32];

    /* libsodium refuses an all-zero result. */
    if (crypto_scalarmult(shared, secret, public_key) != 0) {
        return VR_UNVERIFIED;
    }
    crypto_generichash_init(&state, shared, sizeof shared, sizeof prk);
    crypto_generichash_update(&state, (const uint8_t *) KEYS_LABEL, sizeof KEYS_LABEL);
    crypto_generichash_update(&state, prefix, MAC_AT);
    crypto_generichash_update(&state, hop_public, 32);
    crypto_generichash_final(&state, prk, sizeof prk);
    crypto_kdf_derive_from_key(keys->mac, 32, 1, KEYS_CONTEXT, prk);
    crypto_kdf_derive_from_key(keys->header, 32, 2, KEYS_CONTEXT, prk);
    crypto_kdf_derive_from_key(keys->body, 32, 3, KEYS_CONTEXT, prk);
    crypto_kdf_derive_from_key(keys->tag, 32, 4, KEYS_CONTEXT, prk);
    crypto_kdf_derive_from_key(keys->poly, 32, 5, KEYS_CONTEXT, prk);
    sodium_memzero(&state, sizeof state);
    sodium_memzero(shared, sizeof shared);
    sodium_memzero(prk, sizeof prk);

    return VR_OK;
}

void
onion_mac(uint8_t mac[static MAC_SIZE], const uint8_t packet[static VR_PACKET_SIZE],
          const struct onion_keys *keys)
{
    crypto_generichash_state state;
    uint8_t digest[crypto_onetimeauth_BYTES];

    crypto_onetimeauth(digest, packet + VR_BODY_OFFSET, VR_BODY_SIZE, keys->poly);
    crypto_generichash_init(&state, keys->mac, sizeof keys->mac, MAC_SIZE);
    crypto_generichash_update(&state, packet, MAC_AT);
    crypto_generichash_update(&state, packet + HEADER_AT, VR_HEADER_SIZE);
    crypto_generichash_update(&state, digest, sizeof digest);
    crypto_generichash_final(&state, mac, MAC_SIZE);
    sodium_memzero(&state, sizeof state);
    sodium_memzero(digest, sizeof digest);
}

void
onion_xor(uint8_t *bytes, size_t len, const uint8_t key[static 32])
{
    static const uint8_t nonce[crypto_stream_chacha20_ietf_NONCEBYTES];

    crypto_stream_chacha20_ietf_xor(bytes, bytes, len, nonce, key);
}

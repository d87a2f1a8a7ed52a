/* SPDX-License-Identifier: EUPL-1.2 */
/* First byte: bit 0 clear: the rest is the start of a packet as it comes in. Set: the rest is a
 * slot and the start of a body, laid under a MAC that fits, so that peeling and judging are
 * reached; bits 1 to 3 say where the hop stands. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/bytes.h>
#include <vrijuit/onion.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define BATCH 0x41U

static const uint8_t nonce[12];
static const uint8_t hop_secret[32] = { 1 };
static const uint8_t sender_secret[32] = { 2 };
static const uint8_t next_hop[VR_HOP_ID_SIZE] = "next";
static const uint8_t probes[2][VR_PROBE_SIZE] = { "one", "two" };
static uint8_t hop_public[32];
static uint8_t packet[VR_PACKET_SIZE];
/* k_mac, k_hdr, k_body, k_tag, k_poly */
static uint8_t keys[5][32];

/* The keys of one fixed layer, as PROTOCOL.md section 5 writes them. */
static void
derive_keys(void)
{
    uint8_t message[16 + 40 + 32] = "vrijuit onion 1";
    uint8_t shared[32];
    uint8_t prk[32];

    crypto_scalarmult_base(hop_public, hop_secret);
    memcpy(message + 16, "\1\1\0\0", 4);
    vr_store32(message + 20, BATCH);
    crypto_scalarmult_base(message + 24, sender_secret);
    memcpy(message + 56, hop_public, 32);
    if (crypto_scalarmult(shared, sender_secret, hop_public) != 0) {
        abort();
    }
    crypto_generichash(prk, sizeof prk, message, sizeof message, shared, sizeof shared);
    for (unsigned int i = 0; i < 5; i++) {
        crypto_kdf_derive_from_key(keys[i], 32, i + 1, "VRJonion", prk);
    }
    memcpy(packet, message + 16, 40);
}

static void
compute_mac(void)
{
    crypto_generichash_state state;
    uint8_t digest[16];

    crypto_onetimeauth(digest, packet + VR_BODY_OFFSET, VR_BODY_SIZE, keys[4]);
    crypto_generichash_init(&state, keys[0], 32, 32);
    crypto_generichash_update(&state, packet, 40);
    crypto_generichash_update(&state, packet + 72, VR_HEADER_SIZE);
    crypto_generichash_update(&state, digest, sizeof digest);
    crypto_generichash_final(&state, packet + 40, 32);
}

static void
lay_packet(const uint8_t *data, size_t size)
{
    size_t slot_len = size < VR_SLOT_SIZE ? size : VR_SLOT_SIZE;
    size_t body_len = size - slot_len < VR_BODY_SIZE ? size - slot_len : VR_BODY_SIZE;

    derive_keys();
    memset(packet + 72, 0, sizeof packet - 72);
    memcpy(packet + 72, data, slot_len);
    memcpy(packet + VR_BODY_OFFSET, data + slot_len, body_len);
    crypto_stream_chacha20_ietf_xor(packet + 72, packet + 72, VR_HEADER_SIZE, nonce, keys[1]);
    crypto_stream_chacha20_ietf_xor(packet + VR_BODY_OFFSET, packet + VR_BODY_OFFSET, VR_BODY_SIZE,
                                    nonce, keys[2]);
    compute_mac();
}

static void
check_action(const uint8_t slot[static VR_SLOT_SIZE], enum vr_onion_action action,
             const struct vr_onion_place *place)
{
    static const uint8_t command[] = {
        [VR_ACT_FORWARD] = VR_FORWARD,
        [VR_ACT_DELIVER] = VR_DELIVER,
        [VR_ACT_PROBE] = VR_LOOP,
    };
    uint32_t epoch = 0;

    if (slot[0] == VR_FORWARD && memcmp(packet + 8, slot + 32, 64) != 0) {
        abort();
    }
    if (action == VR_ACT_DROP) {
        return;
    }
    if (slot[0] != command[action] || slot[1] != 0 || slot[2] != 0 || slot[3] != 0) {
        abort();
    }
    if (action == VR_ACT_FORWARD &&
        (place->is_store || vr_onion_epoch(&epoch, packet) != VR_OK || epoch != BATCH + 1)) {
        abort();
    }
    if (action == VR_ACT_DELIVER && (!place->is_store || packet[VR_BODY_OFFSET] != 1)) {
        abort();
    }
}

static void
fuzz_layer(uint8_t where, const uint8_t *data, size_t size)
{
    const struct vr_onion_place place = {
        .batch = BATCH,
        .is_store = (where & 2) != 0,
        .next_hop = (where & 4) != 0 ? next_hop : NULL,
        .probes = (where & 8) != 0 ? probes : NULL,
        .probe_count = sizeof probes / sizeof probes[0],
    };
    struct vr_onion_layer layer;
    uint8_t slot[VR_SLOT_SIZE];

    lay_packet(data, size);
    if (vr_onion_verify(&layer, packet, hop_secret, hop_public) != VR_OK) {
        abort();
    }
    vr_onion_peel(slot, packet, &layer);
    if (memcmp(slot, data, size < sizeof slot ? size : sizeof slot) != 0) {
        abort();
    }
    check_action(slot, vr_onion_judge(slot, packet, &place), &place);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vr_onion_layer layer;
    uint32_t epoch;

    if (size == 0 || sodium_init() < 0) {
        return 0;
    }
    if ((data[0] & 1) != 0) {
        fuzz_layer(data[0], data + 1, size - 1);
        return 0;
    }
    derive_keys();
    memset(packet, 0, sizeof packet);
    memcpy(packet, data + 1, size - 1 < sizeof packet ? size - 1 : sizeof packet);
    if (vr_onion_epoch(&epoch, packet) == VR_OK &&
        vr_onion_verify(&layer, packet, hop_secret, hop_public) == VR_OK) {
        abort();
    }

    return 0;
}

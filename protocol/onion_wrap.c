/* SPDX-License-Identifier: EUPL-1.2 */
#include "onion_layer.h"

#include <string.h>

#include <sodium.h>

#include <vrijuit/bytes.h>

/* A hop's layer while the packet is made. */
struct wrapping {
    uint8_t prefix[MAC_AT];
    struct onion_keys keys;
};

static enum vr_status
begin_layer(struct wrapping *layer, const struct vr_onion_hop *hop,
            const uint8_t ephemeral[static 32])
{
    memset(layer->prefix, 0, sizeof layer->prefix);
    layer->prefix[VERSION_AT] = PACKET_VERSION;
    layer->prefix[SUITE_AT] = PACKET_SUITE;
    vr_store32(layer->prefix + EPOCH_AT, hop->epoch);
    crypto_scalarmult_base(layer->prefix + EPHEMERAL_AT, ephemeral);

    return onion_keys_derive(&layer->keys, layer->prefix, ephemeral, hop->key, hop->key);
}

/* What the header's end must be at the last hop, so that every hop sees a header of full length. */
static void
make_filler(uint8_t filler[static VR_HEADER_SIZE], const struct wrapping *layers, size_t hops)
{
    static const uint8_t nonce[crypto_stream_chacha20_ietf_NONCEBYTES];
    uint8_t stream[VR_HEADER_SIZE + VR_SLOT_SIZE];
    size_t len = 0;

    for (size_t i = 0; i + 1 < hops; i++) {
        memset(filler + len, 0, VR_SLOT_SIZE);
        len += VR_SLOT_SIZE;
        crypto_stream_chacha20_ietf(stream, sizeof stream, nonce, layers[i].keys.header);
        for (size_t at = 0; at < len; at++) {
            filler[at] ^= stream[sizeof stream - len + at];
        }
    }
    sodium_memzero(stream, sizeof stream);
}

/* Header and body of the last hop. */
static void
lay_core(uint8_t packet[static VR_PACKET_SIZE], const struct wrapping *layers, size_t hops,
         enum vr_onion_command last, const struct vr_onion_random *random)
{
    const size_t filler_len = VR_SLOT_SIZE * (hops - 1);
    const size_t fresh_len = VR_HEADER_SIZE - filler_len;
    uint8_t *header = packet + HEADER_AT;
    uint8_t filler[VR_HEADER_SIZE];

    make_filler(filler, layers, hops);
    memset(header, 0, SLOT_EPOCH_AT);
    header[SLOT_COMMAND_AT] = (uint8_t) last;
    memcpy(header + SLOT_EPOCH_AT, random->slot, sizeof random->slot);
    memcpy(header + VR_SLOT_SIZE, random->header, fresh_len - VR_SLOT_SIZE);
    onion_xor(header, fresh_len, layers[hops - 1].keys.header);
    memcpy(header + fresh_len, filler, filler_len);
    sodium_memzero(filler, sizeof filler);
}

/* Put the slot that leads to the next hop before the header of the next hop. */
static void
lay_slot(uint8_t packet[static VR_PACKET_SIZE], const struct wrapping *layer,
         const struct vr_onion_hop *next)
{
    uint8_t *slot = packet + HEADER_AT;

    memmove(slot + VR_SLOT_SIZE, slot, VR_HEADER_SIZE - VR_SLOT_SIZE);
    memset(slot, 0, SLOT_EPOCH_AT);
    slot[SLOT_COMMAND_AT] = VR_FORWARD;
    vr_store32(slot + SLOT_EPOCH_AT, next->epoch);
    memcpy(slot + SLOT_HOP_AT, next->id, VR_HOP_ID_SIZE);
    memcpy(slot + SLOT_EPHEMERAL_AT, packet + EPHEMERAL_AT, 32);
    memcpy(slot + SLOT_MAC_AT, packet + MAC_AT, MAC_SIZE);
    onion_xor(slot, VR_HEADER_SIZE, layer->keys.header);
}

static void
finish_layer(uint8_t packet[static VR_PACKET_SIZE], const struct wrapping *layer)
{
    onion_xor(packet + VR_BODY_OFFSET, VR_BODY_SIZE, layer->keys.body);
    memcpy(packet, layer->prefix, sizeof layer->prefix);
    onion_mac(packet + MAC_AT, packet, &layer->keys);
}

enum vr_status
vr_onion_wrap(uint8_t packet[static VR_PACKET_SIZE], const struct vr_onion_hop *path, size_t hops,
              enum vr_onion_command last, const uint8_t body[static VR_BODY_SIZE],
              const struct vr_onion_random *random)
{
    struct wrapping layers[VR_HOPS_MAX];
    enum vr_status status = VR_OK;

    if (hops < 1 || hops > VR_HOPS_MAX) {
        return VR_MALFORMED;
    }
    for (size_t i = 0; i < hops; i++) {
        status = begin_layer(&layers[i], &path[i], random->ephemeral[i]);
        if (status != VR_OK) {
            goto out;
        }
    }
    memmove(packet + VR_BODY_OFFSET, body, VR_BODY_SIZE);
    lay_core(packet, layers, hops, last, random);
    finish_layer(packet, &layers[hops - 1]);
    for (size_t i = hops - 1; i > 0; i--) {
        lay_slot(packet, &layers[i - 1], &path[i]);
        finish_layer(packet, &layers[i - 1]);
    }
out:
    sodium_memzero(layers, sizeof layers);

    return status;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/onion.h>

#include <string.h>

#include <sodium.h>

#include <vrijuit/bytes.h>

#include "onion_layer.h"

#define BODY_TYPE_RECORD 1U
#define BODY_HEAD_SIZE   8U
#define EPOCHS_KEPT      3U

_Static_assert(BODY_HEAD_SIZE + VR_LOCATOR_SIZE + VR_RECORD_SIZE == VR_BODY_SIZE,
               "PROTOCOL.md section 5");

void
vr_hop_id(uint8_t id[static VR_HOP_ID_SIZE], const uint8_t identity[static 32])
{
    const struct vr_span span = { identity, 32 };

    vr_hash(id, VR_HOP_ID_SIZE, "vrijuit hop v1", &span, 1);
}

void
vr_onion_body(uint8_t body[static VR_BODY_SIZE], const uint8_t locator[static VR_LOCATOR_SIZE],
              const uint8_t record[static VR_RECORD_SIZE])
{
    memset(body, 0, BODY_HEAD_SIZE);
    body[0] = BODY_TYPE_RECORD;
    memcpy(body + BODY_HEAD_SIZE, locator, VR_LOCATOR_SIZE);
    memcpy(body + BODY_HEAD_SIZE + VR_LOCATOR_SIZE, record, VR_RECORD_SIZE);
}

enum vr_status
vr_onion_epoch(uint32_t *epoch, const uint8_t packet[static VR_PACKET_SIZE])
{
    if (packet[VERSION_AT] != PACKET_VERSION || packet[SUITE_AT] != PACKET_SUITE) {
        return VR_UNSUPPORTED;
    }
    if (vr_load16(packet + ZEROS_AT) != 0) {
        return VR_MALFORMED;
    }
    *epoch = vr_load32(packet + EPOCH_AT);

    return VR_OK;
}

bool
vr_onion_admits(uint32_t epoch, uint32_t round, bool late)
{
    return epoch == round || (late && epoch == (uint64_t) round + 1);
}

bool
vr_onion_in_window(uint32_t epoch, uint32_t round, bool late)
{
    return (epoch <= round && round - epoch <= EPOCHS_KEPT) || vr_onion_admits(epoch, round, late);
}

enum vr_status
vr_onion_verify(struct vr_onion_layer *layer, const uint8_t packet[static VR_PACKET_SIZE],
                const uint8_t epoch_secret[static 32], const uint8_t epoch_public[static 32])
{
    struct onion_keys keys;
    uint8_t mac[MAC_SIZE];
    enum vr_status status;

    status = onion_keys_derive(&keys, packet, epoch_secret, packet + EPHEMERAL_AT, epoch_public);
    if (status != VR_OK) {
        return status;
    }
    onion_mac(mac, packet, &keys);
    if (sodium_memcmp(mac, packet + MAC_AT, sizeof mac) == 0) {
        memcpy(layer->tag, keys.tag, sizeof layer->tag);
        memcpy(layer->header_key, keys.header, sizeof layer->header_key);
        memcpy(layer->body_key, keys.body, sizeof layer->body_key);
    } else {
        status = VR_UNVERIFIED;
    }
    sodium_memzero(&keys, sizeof keys);
    sodium_memzero(mac, sizeof mac);

    return status;
}

void
vr_onion_peel(uint8_t slot[static VR_SLOT_SIZE], uint8_t packet[static VR_PACKET_SIZE],
              const struct vr_onion_layer *layer)
{
    uint8_t header[VR_HEADER_SIZE + VR_SLOT_SIZE] = { 0 };

    memcpy(header, packet + HEADER_AT, VR_HEADER_SIZE);
    onion_xor(header, sizeof header, layer->header_key);
    memcpy(slot, header, VR_SLOT_SIZE);
    memcpy(packet + HEADER_AT, header + VR_SLOT_SIZE, VR_HEADER_SIZE);
    onion_xor(packet + VR_BODY_OFFSET, VR_BODY_SIZE, layer->body_key);
    if (slot[SLOT_COMMAND_AT] == VR_FORWARD) {
        memcpy(packet + EPOCH_AT, slot + SLOT_EPOCH_AT, 4);
        memcpy(packet + EPHEMERAL_AT, slot + SLOT_EPHEMERAL_AT, 32);
        memcpy(packet + MAC_AT, slot + SLOT_MAC_AT, MAC_SIZE);
    }
    sodium_memzero(header, sizeof header);
}

static bool
forward_fits(const uint8_t slot[static VR_SLOT_SIZE], const struct vr_onion_place *place)
{
    return !place->is_store && place->next_hop != NULL &&
           memcmp(slot + SLOT_HOP_AT, place->next_hop, VR_HOP_ID_SIZE) == 0 &&
           vr_load32(slot + SLOT_EPOCH_AT) == (uint64_t) place->batch + 1;
}

static bool
delivery_fits(const uint8_t *body, const struct vr_onion_place *place)
{
    return place->is_store && body[0] == BODY_TYPE_RECORD &&
           sodium_is_zero(body + 1, BODY_HEAD_SIZE - 1) != 0;
}

static bool
probe_fits(const uint8_t *body, const struct vr_onion_place *place)
{
    bool known = false;

    for (size_t i = 0; place->probes != NULL && i < place->probe_count; i++) {
        known |= sodium_memcmp(body, place->probes[i], VR_PROBE_SIZE) == 0;
    }

    return known;
}

enum vr_onion_action
vr_onion_judge(const uint8_t slot[static VR_SLOT_SIZE], const uint8_t packet[static VR_PACKET_SIZE],
               const struct vr_onion_place *place)
{
    const uint8_t *body = packet + VR_BODY_OFFSET;

    if (sodium_is_zero(slot + SLOT_ZEROS_AT, SLOT_EPOCH_AT - SLOT_ZEROS_AT) == 0) {
        return VR_ACT_DROP;
    }
    switch (slot[SLOT_COMMAND_AT]) {
    case VR_FORWARD:
        return forward_fits(slot, place) ? VR_ACT_FORWARD : VR_ACT_DROP;
    case VR_DELIVER:
        return delivery_fits(body, place) ? VR_ACT_DELIVER : VR_ACT_DROP;
    case VR_LOOP:
        return probe_fits(body, place) ? VR_ACT_PROBE : VR_ACT_DROP;
    default:
        return VR_ACT_DROP;
    }
}

const uint8_t *
vr_onion_delivery(const uint8_t packet[static VR_PACKET_SIZE])
{
    return packet + VR_BODY_OFFSET + BODY_HEAD_SIZE;
}

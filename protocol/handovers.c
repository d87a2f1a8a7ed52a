/* SPDX-License-Identifier: EUPL-1.2 */
#include "handovers.h"

#include <string.h>

#include <vrijuit/bytes.h>
#include <vrijuit/json.h>

#include "handover_rules.h"

#define MESSAGE_SIZE (32U + VR_HOP_ID_SIZE + VR_HOP_ID_SIZE + 4U + 4U + 32U + 1U)

static void
make_message(uint8_t message[static MESSAGE_SIZE], const struct vr_handover *handover,
             const uint8_t circle[static 32])
{
    uint8_t *at = message;

    at = mempcpy(at, circle, 32);
    at = mempcpy(at, handover->from, sizeof handover->from);
    at = mempcpy(at, handover->to, sizeof handover->to);
    vr_store32(at, handover->round);
    vr_store32(at + 4, handover->count);
    at = mempcpy(at + 8, handover->hash, sizeof handover->hash);
    *at = handover->thin ? 1 : 0;
}

enum vr_status
vr_handover_verify(const struct vr_handover *handover, const uint8_t circle[static 32],
                   const uint8_t identity[static 32])
{
    uint8_t message[MESSAGE_SIZE];

    make_message(message, handover, circle);

    return vr_sign_verify(handover->signature, identity, VR_LABEL_HANDOVER, message,
                          sizeof message);
}

enum vr_status
vr_handover_sign(struct vr_handover *handover, const uint8_t circle[static 32],
                 const uint8_t seed[static 32])
{
    uint8_t message[MESSAGE_SIZE];

    make_message(message, handover, circle);

    return vr_sign(handover->signature, seed, VR_LABEL_HANDOVER, message, sizeof message);
}

static void
write_one(struct payload *payload, const struct vr_handover *handover)
{
    payload_text(payload, "{\"from\":");
    payload_bytes(payload, handover->from, sizeof handover->from);
    payload_text(payload, ",\"to\":");
    payload_bytes(payload, handover->to, sizeof handover->to);
    payload_text(payload, ",\"round\":");
    payload_number(payload, handover->round);
    payload_text(payload, ",\"count\":");
    payload_number(payload, handover->count);
    payload_text(payload, ",\"hash\":");
    payload_bytes(payload, handover->hash, sizeof handover->hash);
    payload_text(payload, handover->thin ? ",\"thin\":true" : ",\"thin\":false");
    payload_text(payload, ",\"signature\":");
    payload_bytes(payload, handover->signature, sizeof handover->signature);
    payload_text(payload, "}");
}

void
handovers_write(struct payload *payload, const struct vr_handover *list, size_t count)
{
    payload_text(payload, "[");
    for (size_t i = 0; i < count; i++) {
        payload_text(payload, i == 0 ? "" : ",");
        write_one(payload, &list[i]);
    }
    payload_text(payload, "]");
}

static enum vr_status
read_numbers(struct vr_handover *handover, const json_t *json, struct vr_why *why)
{
    const json_t *thin = json_object_get(json, "thin");
    enum vr_status status;
    uint64_t number;

    status = vr_json_integer(&number, json, "round", 0, UINT32_MAX, why);
    if (status != VR_OK) {
        return status;
    }
    handover->round = (uint32_t) number;
    status = vr_json_integer(&number, json, "count", 1, UINT32_MAX, why);
    if (status != VR_OK) {
        return status;
    }
    handover->count = (uint32_t) number;
    if (!json_is_boolean(thin)) {
        return vr_refuse(why, VR_MALFORMED, "handover: thin: true or false");
    }
    handover->thin = json_is_true(thin);

    return VR_OK;
}

static enum vr_status
read_one(struct vr_handover *handover, const json_t *json, struct vr_why *why)
{
    static const char *const names[] = { "from", "to",   "round",     "count",
                                         "hash", "thin", "signature", NULL };
    enum vr_status status;

    status = vr_json_members(json, "handover", names, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_bytes(handover->from, sizeof handover->from, json, "from", why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_bytes(handover->to, sizeof handover->to, json, "to", why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_bytes(handover->hash, sizeof handover->hash, json, "hash", why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_bytes(handover->signature, sizeof handover->signature, json, "signature", why);
    if (status != VR_OK) {
        return status;
    }

    return read_numbers(handover, json, why);
}

enum vr_status
handovers_read(struct vr_handover *list, size_t due, const json_t *json, struct vr_why *why)
{
    enum vr_status status = VR_OK;

    if (!json_is_array(json) || json_array_size(json) != due) {
        return vr_refuse(why, VR_MALFORMED, "hand-overs: not %zu of them", due);
    }
    for (size_t i = 0; i < due && status == VR_OK; i++) {
        status = read_one(&list[i], json_array_get(json, i), why);
    }

    return status;
}

static enum vr_status
verify_one(const struct vr_handover *handover, size_t link, const struct vr_custody *custody,
           uint32_t round, bool thin, struct vr_why *why)
{
    uint8_t from[VR_HOP_ID_SIZE], to[VR_HOP_ID_SIZE];
    enum vr_status status;

    vr_hop_id(from, custody->identity[link]);
    vr_hop_id(to, custody->identity[link + 1]);
    if (memcmp(handover->from, from, sizeof from) != 0 ||
        memcmp(handover->to, to, sizeof to) != 0) {
        return vr_refuse(why, VR_UNVERIFIED, "hand-over %zu is not between those hops", link + 1);
    }
    if (handover->round != round || handover->thin != thin) {
        return vr_refuse(why, VR_UNVERIFIED, "hand-over %zu: another round, or not as thin",
                         link + 1);
    }
    if (custody->batch != 0 && !handover_is_whole(handover->count, custody->batch)) {
        return vr_refuse(why, VR_UNVERIFIED, "hand-over %zu: %lu packets, not a whole batch",
                         link + 1, (unsigned long) handover->count);
    }
    status = vr_handover_verify(handover, custody->circle, custody->identity[link]);
    if (status != VR_OK) {
        return vr_refuse(why, status, "the signature of hand-over %zu does not fit", link + 1);
    }

    return VR_OK;
}

enum vr_status
handovers_verify(const struct vr_handover *list, size_t count, const struct vr_custody *custody,
                 uint32_t round, bool thin, struct vr_why *why)
{
    enum vr_status status = VR_OK;

    for (size_t i = 0; i < count && status == VR_OK; i++) {
        status = verify_one(&list[i], i, custody, round, thin, why);
    }

    return status;
}

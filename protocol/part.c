/* SPDX-License-Identifier: EUPL-1.2 */
/* One part of a batch: what its sender signs, and what its receiver asks of it; PROTOCOL.md section
 * 7.1. */
#include <vrijuit/handover.h>

#include <string.h>

#include <vrijuit/json.h>

#include "batch_claim.h"
#include "handovers.h"

#define LINE_LEN (VR_SIGNATURE_LINE_SIZE - 1U)

uint32_t
vr_part_total(uint32_t count)
{
    return count / VR_PART_PACKETS + (count % VR_PART_PACKETS != 0 ? 1 : 0);
}

uint32_t
vr_part_size(uint32_t count, uint32_t part)
{
    uint32_t total = vr_part_total(count);

    if (part == 0 || part > total) {
        return 0;
    }

    return part < total ? VR_PART_PACKETS : count - (total - 1) * VR_PART_PACKETS;
}

static void
claim_of(struct batch_claim *claim, const struct vr_part *part)
{
    memcpy(claim->circle, part->circle, sizeof claim->circle);
    memcpy(claim->from, part->from, sizeof claim->from);
    memcpy(claim->to, part->to, sizeof claim->to);
    claim->round = part->round;
    claim->count = part->count;
    memcpy(claim->hash, part->hash, sizeof claim->hash);
}

static void
take_claim(struct vr_part *part, const struct batch_claim *claim)
{
    memcpy(part->circle, claim->circle, sizeof part->circle);
    memcpy(part->from, claim->from, sizeof part->from);
    memcpy(part->to, claim->to, sizeof part->to);
    part->round = claim->round;
    part->count = claim->count;
    memcpy(part->hash, claim->hash, sizeof part->hash);
}

enum vr_status
vr_part_head(char **out, size_t *len, const struct vr_part *part, const uint8_t seed[static 32])
{
    struct batch_claim claim;
    struct payload payload;

    claim_of(&claim, part);
    payload_start(&payload, CLAIM_TEXT_MAX + part->handover_count * HANDOVER_TEXT_MAX +
                                VR_SIGNATURE_LINE_SIZE);
    claim_write(&payload, &claim);
    payload_text(&payload, ",\"part\":");
    payload_number(&payload, part->part);
    payload_text(&payload, ",\"parts\":");
    payload_number(&payload, part->parts);
    payload_text(&payload, ",\"count\":");
    payload_number(&payload, part->count);
    payload_text(&payload, ",\"hash\":");
    payload_bytes(&payload, part->hash, sizeof part->hash);
    payload_text(&payload, ",\"part_hash\":");
    payload_bytes(&payload, part->part_hash, sizeof part->part_hash);
    payload_text(&payload, ",\"handovers\":");
    handovers_write(&payload, part->handovers, part->handover_count);
    payload_text(&payload, "}");

    return claim_sign(&payload, out, len, VR_LABEL_PART, seed, "\n");
}

/* Where the payload ends; the packets begin behind it, one signature line and two line ends. */
static enum vr_status
verify_head(size_t *payload_len, const char *bytes, size_t len, const uint8_t (*sender)[32],
            struct vr_why *why)
{
    size_t limit = len < VR_PART_HEAD_MAX ? len : VR_PART_HEAD_MAX;
    const char *end = limit > 0 ? memchr(bytes, '\n', limit) : NULL;
    size_t head_len;

    if (end == NULL) {
        return vr_refuse(why, VR_MALFORMED, "part: no line document before the packets");
    }
    head_len = (size_t) (end - bytes) + 1 + LINE_LEN;
    if (head_len >= limit || bytes[head_len] != '\n') {
        return vr_refuse(why, VR_MALFORMED, "part: no empty line before the packets");
    }

    return vr_document_verify(payload_len, VR_LABEL_PART, bytes, head_len, sender, 1, why);
}

static enum vr_status
judge_claim(const struct batch_claim *claim, const struct vr_custody *custody, size_t place,
            struct vr_why *why)
{
    uint8_t from[VR_HOP_ID_SIZE], to[VR_HOP_ID_SIZE];

    vr_hop_id(from, custody->identity[place - 1]);
    vr_hop_id(to, custody->identity[place]);
    if (memcmp(claim->circle, custody->circle, sizeof claim->circle) != 0 ||
        claim->round < custody->from_round) {
        return vr_refuse(why, VR_FOREIGN, "part: of another circle than that of its round");
    }
    if (memcmp(claim->from, from, sizeof from) != 0 || memcmp(claim->to, to, sizeof to) != 0) {
        return vr_refuse(why, VR_FOREIGN, "part: from or to another hop");
    }

    return VR_OK;
}

static enum vr_status
read_numbers(struct vr_part *part, const json_t *json, struct vr_why *why)
{
    enum vr_status status;

    status = claim_read_number(&part->part, json, "part", 1, why);
    if (status != VR_OK) {
        return status;
    }
    status = claim_read_number(&part->parts, json, "parts", 1, why);
    if (status != VR_OK) {
        return status;
    }
    if (part->parts != vr_part_total(part->count) || part->part > part->parts) {
        return vr_refuse(why, VR_MALFORMED, "part: number %lu of %lu, for %lu packets",
                         (unsigned long) part->part, (unsigned long) part->parts,
                         (unsigned long) part->count);
    }

    return vr_json_bytes(part->part_hash, sizeof part->part_hash, json, "part_hash", why);
}

/* All links up to the receiver at place; the last one is of this batch. */
static enum vr_status
read_handovers(struct vr_part *part, const json_t *json, const struct vr_custody *custody,
               size_t place, struct vr_why *why)
{
    const struct vr_handover *last = &part->handovers[place - 1];
    enum vr_status status;

    status = handovers_read(part->handovers, place, json_object_get(json, "handovers"), why);
    if (status != VR_OK) {
        return status;
    }
    status = handovers_verify(part->handovers, place, custody, part->round, part->handovers[0].thin,
                              why);
    if (status != VR_OK) {
        return status;
    }
    if (last->count != part->count || memcmp(last->hash, part->hash, sizeof part->hash) != 0) {
        return vr_refuse(why, VR_UNVERIFIED, "part: its hand-over is of another batch");
    }
    part->handover_count = place;

    return VR_OK;
}

static enum vr_status
read_payload(struct vr_part *part, const json_t *json, const struct vr_custody *custody,
             size_t place, struct vr_why *why)
{
    static const char *const names[] = { "circle",    "from",      "to",    "round",
                                         "part",      "parts",     "count", "hash",
                                         "part_hash", "handovers", NULL };
    struct batch_claim claim;
    enum vr_status status;

    status = vr_json_members(json, "part", names, why);
    if (status != VR_OK) {
        return status;
    }
    status = claim_read(&claim, json, why);
    if (status != VR_OK) {
        return status;
    }
    status = judge_claim(&claim, custody, place, why);
    if (status != VR_OK) {
        return status;
    }
    take_claim(part, &claim);
    status = read_numbers(part, json, why);
    if (status != VR_OK) {
        return status;
    }

    return read_handovers(part, json, custody, place, why);
}

static enum vr_status
take_packets(struct vr_part *part, const uint8_t *packets, size_t len, struct vr_why *why)
{
    size_t count = vr_part_size(part->count, part->part);
    struct vr_handover_hash hash;
    enum vr_status status;
    uint8_t digest[32];

    if (len != count * VR_PACKET_SIZE) {
        return vr_refuse(why, VR_MALFORMED, "part: %zu bytes are not its %zu packets", len, count);
    }
    vr_handover_hash_init(&hash);
    status = vr_handover_hash_add(&hash, packets, count);
    if (status != VR_OK) {
        return vr_refuse(why, status, "part: the packets do not ascend");
    }
    vr_handover_hash_digest(digest, &hash);
    if (memcmp(digest, part->part_hash, sizeof digest) != 0) {
        return vr_refuse(why, VR_UNVERIFIED, "part: part_hash is of other packets");
    }
    if (part->parts == 1 && memcmp(digest, part->hash, sizeof digest) != 0) {
        return vr_refuse(why, VR_UNVERIFIED, "part: hash is of other packets");
    }
    part->packets = packets;
    part->packet_count = count;

    return VR_OK;
}

enum vr_status
vr_part_decode(struct vr_part *part, const void *bytes, size_t len,
               const struct vr_custody *custody, size_t place, struct vr_why *why)
{
    struct vr_part read = { 0 };
    enum vr_status status;
    size_t payload_len = 0;
    size_t head_len;
    json_t *json;

    if (place == 0 || place >= custody->hop_count) {
        return vr_refuse(why, VR_FOREIGN, "part: no hop of this circle hands over to this one");
    }
    status = verify_head(&payload_len, bytes, len, &custody->identity[place - 1], why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_load(&json, bytes, payload_len, why);
    if (status != VR_OK) {
        return status;
    }
    status = read_payload(&read, json, custody, place, why);
    json_decref(json);
    if (status != VR_OK) {
        return status;
    }
    head_len = payload_len + 1 + LINE_LEN + 1;
    status = take_packets(&read, (const uint8_t *) bytes + head_len, len - head_len, why);
    if (status != VR_OK) {
        return status;
    }
    *part = read;

    return VR_OK;
}

static bool
is_same_handover(const struct vr_handover *one, const struct vr_handover *other)
{
    return memcmp(one->from, other->from, sizeof one->from) == 0 &&
           memcmp(one->to, other->to, sizeof one->to) == 0 && one->round == other->round &&
           one->count == other->count && memcmp(one->hash, other->hash, sizeof one->hash) == 0 &&
           one->thin == other->thin &&
           memcmp(one->signature, other->signature, sizeof one->signature) == 0;
}

bool
vr_part_is_of_batch(const struct vr_part *part, const struct vr_part *other)
{
    bool same = memcmp(part->circle, other->circle, sizeof part->circle) == 0 &&
                memcmp(part->from, other->from, sizeof part->from) == 0 &&
                memcmp(part->to, other->to, sizeof part->to) == 0 && part->round == other->round &&
                part->count == other->count &&
                memcmp(part->hash, other->hash, sizeof part->hash) == 0 &&
                part->handover_count == other->handover_count;

    for (size_t i = 0; i < part->handover_count && same; i++) {
        same = is_same_handover(&part->handovers[i], &other->handovers[i]);
    }

    return same;
}

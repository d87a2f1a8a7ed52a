/* SPDX-License-Identifier: EUPL-1.2 */
/* The receiver's answer to the last part of a batch; PROTOCOL.md section 7.1. */
#include <vrijuit/handover.h>

#include <string.h>

#include <vrijuit/json.h>

#include "batch_claim.h"

static void
claim_of(struct batch_claim *claim, const struct vr_handover *handover,
         const uint8_t circle[static 32])
{
    memcpy(claim->circle, circle, sizeof claim->circle);
    memcpy(claim->from, handover->from, sizeof claim->from);
    memcpy(claim->to, handover->to, sizeof claim->to);
    claim->round = handover->round;
    claim->count = handover->count;
    memcpy(claim->hash, handover->hash, sizeof claim->hash);
}

static void
write_payload(struct payload *payload, const struct vr_handover *handover,
              const uint8_t circle[static 32])
{
    struct batch_claim claim;

    claim_of(&claim, handover, circle);
    payload_start(payload, CLAIM_TEXT_MAX + VR_SIGNATURE_LINE_SIZE);
    claim_write(payload, &claim);
    payload_text(payload, ",\"hash\":");
    payload_bytes(payload, claim.hash, sizeof claim.hash);
    payload_text(payload, ",\"count\":");
    payload_number(payload, claim.count);
    payload_text(payload, "}");
}

enum vr_status
vr_taken_payload(char **out, size_t *len, const struct vr_handover *handover,
                 const uint8_t circle[static 32])
{
    struct payload payload;

    write_payload(&payload, handover, circle);

    return payload_finish(&payload, out, len);
}

enum vr_status
vr_taken_document(char **out, size_t *len, const struct vr_handover *handover,
                  const uint8_t circle[static 32], const uint8_t seed[static 32])
{
    struct payload payload;

    write_payload(&payload, handover, circle);

    return claim_sign(&payload, out, len, VR_LABEL_TAKEN, seed, "");
}

static enum vr_status
compare(const struct batch_claim *taken, const struct vr_handover *sent,
        const uint8_t circle[static 32], struct vr_why *why)
{
    struct batch_claim due;

    claim_of(&due, sent, circle);
    if (memcmp(taken->circle, due.circle, sizeof due.circle) != 0 ||
        memcmp(taken->from, due.from, sizeof due.from) != 0 ||
        memcmp(taken->to, due.to, sizeof due.to) != 0 || taken->round != due.round) {
        return vr_refuse(why, VR_FOREIGN, "taken: of another circle, link or round");
    }
    if (taken->count != due.count || memcmp(taken->hash, due.hash, sizeof due.hash) != 0) {
        return vr_refuse(why, VR_CONFLICT, "taken: the next hop took another batch for round %lu",
                         (unsigned long) due.round);
    }

    return VR_OK;
}

static enum vr_status
read_claim(struct batch_claim *claim, const char *payload, size_t len, struct vr_why *why)
{
    static const char *const names[] = { "circle", "from", "to", "round", "hash", "count", NULL };
    enum vr_status status;
    json_t *json;

    status = vr_json_load(&json, payload, len, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_members(json, "taken", names, why);
    if (status == VR_OK) {
        status = claim_read(claim, json, why);
    }
    json_decref(json);

    return status;
}

enum vr_status
vr_taken_decode(const struct vr_handover *sent, const void *bytes, size_t len,
                const struct vr_custody *custody, size_t place, struct vr_why *why)
{
    struct batch_claim taken;
    enum vr_status status;
    size_t payload_len;

    if (len > VR_TAKEN_MAX) {
        return vr_refuse(why, VR_MALFORMED, "taken: longer than %u bytes", VR_TAKEN_MAX);
    }
    if (place + 1 >= custody->hop_count) {
        return vr_refuse(why, VR_FOREIGN, "taken: no hop behind this one");
    }
    status = vr_document_verify(&payload_len, VR_LABEL_TAKEN, bytes, len,
                                &custody->identity[place + 1], 1, why);
    if (status != VR_OK) {
        return status;
    }
    status = read_claim(&taken, bytes, payload_len, why);
    if (status != VR_OK) {
        return status;
    }

    return compare(&taken, sent, custody->circle, why);
}

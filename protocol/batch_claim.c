/* SPDX-License-Identifier: EUPL-1.2 */
#include "batch_claim.h"

#include <stdlib.h>

#include <vrijuit/documents.h>
#include <vrijuit/json.h>

void
claim_write(struct payload *payload, const struct batch_claim *claim)
{
    payload_text(payload, "{\"circle\":");
    payload_bytes(payload, claim->circle, sizeof claim->circle);
    payload_text(payload, ",\"from\":");
    payload_bytes(payload, claim->from, sizeof claim->from);
    payload_text(payload, ",\"to\":");
    payload_bytes(payload, claim->to, sizeof claim->to);
    payload_text(payload, ",\"round\":");
    payload_number(payload, claim->round);
}

enum vr_status
claim_read_number(uint32_t *number, const json_t *json, const char *name, uint32_t lowest,
                  struct vr_why *why)
{
    enum vr_status status;
    uint64_t read;

    status = vr_json_integer(&read, json, name, lowest, UINT32_MAX, why);
    if (status == VR_OK) {
        *number = (uint32_t) read;
    }

    return status;
}

enum vr_status
claim_read(struct batch_claim *claim, const json_t *json, struct vr_why *why)
{
    enum vr_status status;

    status = vr_json_bytes(claim->circle, sizeof claim->circle, json, "circle", why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_bytes(claim->from, sizeof claim->from, json, "from", why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_bytes(claim->to, sizeof claim->to, json, "to", why);
    if (status != VR_OK) {
        return status;
    }
    status = claim_read_number(&claim->round, json, "round", 0, why);
    if (status != VR_OK) {
        return status;
    }
    status = claim_read_number(&claim->count, json, "count", 1, why);
    if (status != VR_OK) {
        return status;
    }

    return vr_json_bytes(claim->hash, sizeof claim->hash, json, "hash", why);
}

enum vr_status
claim_sign(struct payload *payload, char **out, size_t *len, const char *label,
           const uint8_t seed[static 32], const char *text)
{
    char line[VR_SIGNATURE_LINE_SIZE];
    enum vr_status status;

    if (payload->is_short) {
        free(payload->text);
        return VR_MEMORY;
    }
    status = vr_document_sign(line, label, payload->text, payload->len, seed);
    if (status != VR_OK) {
        free(payload->text);
        return status;
    }
    payload_text(payload, "\n");
    payload_text(payload, line);
    payload_text(payload, text);

    return payload_finish(payload, out, len);
}

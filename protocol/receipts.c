/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/documents.h>

#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <vrijuit/bytes.h>
#include <vrijuit/json.h>

#include "handovers.h"
#include "payload.h"
#include "receipts_list.h"

/* "..24", */
#define LOCATOR_TEXT   (VR_B64_LEN(VR_LOCATOR_SIZE) + 3U)
#define FRAME_TEXT_MAX 256U

enum vr_status
vr_receipts_payload(char **out, size_t *len, const struct vr_receipts *receipts)
{
    struct payload payload;

    if (receipts->locator_count > VR_RECEIPTS_MAX / LOCATOR_TEXT) {
        return VR_FULL;
    }
    payload_start(&payload, FRAME_TEXT_MAX + receipts->handover_count * HANDOVER_TEXT_MAX +
                                receipts->locator_count * LOCATOR_TEXT);
    payload_text(&payload, "{\"circle\":");
    payload_bytes(&payload, receipts->circle, sizeof receipts->circle);
    payload_text(&payload, ",\"round\":");
    payload_number(&payload, receipts->round);
    payload_text(&payload, ",\"previous\":");
    payload_bytes(&payload, receipts->previous, sizeof receipts->previous);
    payload_text(&payload, receipts->thin ? ",\"thin\":true" : ",\"thin\":false");
    payload_text(&payload, ",\"handovers\":");
    handovers_write(&payload, receipts->handovers, receipts->handover_count);
    payload_text(&payload, ",\"locators\":[");
    for (size_t i = 0; i < receipts->locator_count; i++) {
        payload_text(&payload, i == 0 ? "" : ",");
        payload_bytes(&payload, receipts->locators[i], sizeof receipts->locators[i]);
    }
    payload_text(&payload, "]}");

    return payload_finish(&payload, out, len);
}

/* The text of locator i, be it out of the list as it stands or out of the JSON. */
static enum vr_status
read_locator(uint8_t locator[static VR_LOCATOR_SIZE], const struct receipts_list *list,
             const json_t *json, size_t i)
{
    const json_t *text = json_array_get(json, i);

    if (list->text != NULL) {
        return receipts_list_get(locator, list, i);
    }

    return json_is_string(text) ? vr_b64_decode(locator, VR_LOCATOR_SIZE, json_string_value(text),
                                                json_string_length(text))
                                : VR_MALFORMED;
}

static enum vr_status
read_locators(struct vr_receipts *receipts, const struct receipts_list *list, const json_t *json,
              struct vr_why *why)
{
    size_t count = list->text != NULL ? list->count : json_array_size(json);

    if (!json_is_array(json)) {
        return vr_refuse(why, VR_MALFORMED, "locators: not a list");
    }
    receipts->locators = calloc(count + 1, sizeof *receipts->locators);
    if (receipts->locators == NULL) {
        return VR_MEMORY;
    }
    receipts->locator_count = count;
    for (size_t i = 0; i < count; i++) {
        enum vr_status status = read_locator(receipts->locators[i], list, json, i);

        if (status != VR_OK) {
            return vr_refuse(why, VR_MALFORMED, "locators: not 16 bytes in base64");
        }
        if (i > 0 &&
            memcmp(receipts->locators[i - 1], receipts->locators[i], VR_LOCATOR_SIZE) > 0) {
            return vr_refuse(why, VR_MALFORMED, "locators: not sorted");
        }
    }

    return VR_OK;
}

/* What the circle of the round says about who signs and which links there are. */
static enum vr_status
judge_custody(struct vr_custody *custody, const struct vr_receipts *receipts,
              const uint8_t signer[static 32], const struct vr_circle *const *circles, size_t count,
              struct vr_why *why)
{
    enum vr_status status = vr_custody_at(custody, circles, count, receipts->round, why);

    if (status != VR_OK) {
        return status;
    }
    if (memcmp(custody->circle, receipts->circle, sizeof custody->circle) != 0) {
        return vr_refuse(why, VR_FOREIGN, "receipts of round %lu: another circle",
                         (unsigned long) receipts->round);
    }
    if (memcmp(custody->identity[custody->hop_count - 1], signer, 32) != 0) {
        return vr_refuse(why, VR_UNVERIFIED,
                         "receipts of round %lu: signed by another than the store of that round",
                         (unsigned long) receipts->round);
    }

    return VR_OK;
}

static enum vr_status
read_frame(struct vr_receipts *receipts, const json_t *json, struct vr_why *why)
{
    static const char *const names[] = { "circle",    "round",    "previous", "thin",
                                         "handovers", "locators", NULL };
    const json_t *thin = json_object_get(json, "thin");
    enum vr_status status;
    uint64_t round;

    status = vr_json_members(json, "receipts", names, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_bytes(receipts->circle, sizeof receipts->circle, json, "circle", why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_integer(&round, json, "round", 0, UINT32_MAX, why);
    if (status != VR_OK) {
        return status;
    }
    receipts->round = (uint32_t) round;
    if (!json_is_boolean(thin)) {
        return vr_refuse(why, VR_MALFORMED, "receipts: thin: true or false");
    }
    receipts->thin = json_is_true(thin);

    return vr_json_bytes(receipts->previous, sizeof receipts->previous, json, "previous", why);
}

/* Without any hand-over in a circle of several hops: the round was given up on the way, and nothing
 * of it was stored. */
static enum vr_status
judge_given_up(const struct vr_receipts *receipts, struct vr_why *why)
{
    if (!receipts->thin || receipts->locator_count > 0) {
        return vr_refuse(why, VR_MALFORMED, "receipts of round %lu: records without hand-overs",
                         (unsigned long) receipts->round);
    }

    return VR_OK;
}

static enum vr_status
read_handovers(struct vr_receipts *receipts, const json_t *list, const struct vr_custody *custody,
               struct vr_why *why)
{
    enum vr_status status;

    if (custody->hop_count > 1 && json_is_array(list) && json_array_size(list) == 0) {
        return judge_given_up(receipts, why);
    }
    receipts->handover_count = custody->hop_count - 1;
    status = handovers_read(receipts->handovers, receipts->handover_count, list, why);

    return status == VR_OK ? handovers_verify(receipts->handovers, receipts->handover_count,
                                              custody, receipts->round, receipts->thin, why)
                           : status;
}

/* On failure the locators are left for the caller to free. */
static enum vr_status
read_receipts(struct vr_receipts *receipts, const struct receipts_list *list, const json_t *json,
              const uint8_t signer[static 32], const struct vr_circle *const *circles, size_t count,
              struct vr_why *why)
{
    struct vr_custody custody;
    enum vr_status status;

    status = read_frame(receipts, json, why);
    if (status != VR_OK) {
        return status;
    }
    status = judge_custody(&custody, receipts, signer, circles, count, why);
    if (status != VR_OK) {
        return status;
    }
    status = read_locators(receipts, list, json_object_get(json, "locators"), why);
    if (status != VR_OK) {
        return status;
    }

    return read_handovers(receipts, json_object_get(json, "handovers"), &custody, why);
}

/* Whether the document is signed with identity; then it is handed out as the signer. */
static bool
is_signed_by(const uint8_t **signer, size_t *payload_len, const char *bytes, size_t len,
             const uint8_t (*identity)[32])
{
    char due[VR_B64_LEN(VR_HOP_ID_SIZE) + 1];
    uint8_t hop_id[VR_HOP_ID_SIZE];
    enum vr_status status;
    const char *line;

    vr_hop_id(hop_id, *identity);
    vr_b64_encode(due, hop_id, sizeof hop_id);
    line = len >= VR_SIGNATURE_LINE_SIZE ? bytes + len - (VR_SIGNATURE_LINE_SIZE - 1) : NULL;
    /* A cheap look first: the signature is over up to megabytes. */
    if (line == NULL || memcmp(line, due, sizeof due - 1) != 0) {
        return false;
    }
    status = vr_document_verify(payload_len, VR_LABEL_RECEIPTS, bytes, len, identity, 1, NULL);
    if (status != VR_OK) {
        return false;
    }
    *signer = *identity;

    return true;
}

/* The store, of any circle that is known here, that signed the document: the signature is checked
 * before the payload is parsed, so the round is not known yet. NULL when there is none. */
static const uint8_t *
find_signer(size_t *payload_len, const char *bytes, size_t len,
            const struct vr_circle *const *circles, size_t count)
{
    const uint8_t *signer = NULL;

    for (size_t i = 0; i < count; i++) {
        const struct vr_circle *circle = circles[i];

        if (is_signed_by(&signer, payload_len, bytes, len,
                         &circle->hops[circle->hop_count - 1].identity)) {
            return signer;
        }
        for (size_t k = 0; k < circle->earlier_count; k++) {
            const struct vr_custody *earlier = &circle->earlier[k];

            if (is_signed_by(&signer, payload_len, bytes, len,
                             &earlier->identity[earlier->hop_count - 1])) {
                return signer;
            }
        }
    }

    return NULL;
}

enum vr_status
vr_receipts_decode(struct vr_receipts *receipts, const char *bytes, size_t len,
                   const struct vr_circle *const *circles, size_t circle_count, struct vr_why *why)
{
    struct vr_receipts read = { 0 };
    struct receipts_list list;
    const uint8_t *signer;
    enum vr_status status;
    size_t payload_len;
    json_t *json;

    if (len > VR_RECEIPTS_MAX) {
        return vr_refuse(why, VR_MALFORMED, "receipts: longer than %u bytes", VR_RECEIPTS_MAX);
    }
    signer = find_signer(&payload_len, bytes, len, circles, circle_count);
    if (signer == NULL) {
        return vr_refuse(why, VR_UNVERIFIED,
                         "receipts: not signed by the store of any circle "
                         "that is known here");
    }
    status = receipts_list_load(&list, &json, bytes, payload_len, why);
    if (status != VR_OK) {
        return status;
    }
    status = read_receipts(&read, &list, json, signer, circles, circle_count, why);
    json_decref(json);
    if (status != VR_OK) {
        vr_receipts_wipe(&read);
        return status;
    }
    crypto_generichash_blake2b(read.hash, sizeof read.hash, (const uint8_t *) bytes, payload_len,
                               NULL, 0);
    *receipts = read;

    return VR_OK;
}

void
vr_receipts_wipe(struct vr_receipts *receipts)
{
    free(receipts->locators);
    receipts->locators = NULL;
    receipts->locator_count = 0;
}

enum vr_status
vr_receipts_follow(const struct vr_receipts *receipts, uint32_t previous_round,
                   const uint8_t previous_hash[static 32], struct vr_why *why)
{
    if (receipts->round != (uint64_t) previous_round + 1 ||
        memcmp(receipts->previous, previous_hash, sizeof receipts->previous) != 0) {
        return vr_refuse(why, VR_UNVERIFIED, "chain of receipts broken at round %lu",
                         (unsigned long) receipts->round);
    }

    return VR_OK;
}

static int
compare_locators(const void *a, const void *b)
{
    return memcmp(a, b, VR_LOCATOR_SIZE);
}

bool
vr_receipts_has(const struct vr_receipts *receipts, const uint8_t locator[static VR_LOCATOR_SIZE])
{
    return receipts->locator_count > 0 &&
           bsearch(locator, receipts->locators, receipts->locator_count, sizeof *receipts->locators,
                   compare_locators) != NULL;
}

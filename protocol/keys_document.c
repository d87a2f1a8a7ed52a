/* SPDX-License-Identifier: EUPL-1.2 */
/* The descriptor of one hop and the keys document of all; PROTOCOL.md section 7. */
#include <vrijuit/documents.h>

#include <string.h>

#include <vrijuit/bytes.h>
#include <vrijuit/json.h>

#include "payload.h"

/* More than {"hop":"..32","epoch":4294967295,"key":"..44"}, takes, and the members around. */
#define KEY_TEXT_MAX   128U
#define FRAME_TEXT_MAX 192U

static void
write_frame(struct payload *payload, const struct vr_keys *keys)
{
    payload_text(payload, "{\"circle\":");
    payload_bytes(payload, keys->circle, sizeof keys->circle);
    payload_text(payload, ",\"round\":");
    payload_number(payload, keys->round);
}

static void
write_key(struct payload *payload, const struct vr_keys *keys, size_t hop, uint32_t ahead)
{
    payload_text(payload, "\"epoch\":");
    payload_number(payload, (uint64_t) keys->round + ahead);
    payload_text(payload, ",\"key\":");
    payload_bytes(payload, keys->key[hop][ahead], sizeof keys->key[hop][ahead]);
    payload_text(payload, "}");
}

enum vr_status
vr_descriptor_payload(char **out, size_t *len, const struct vr_keys *keys)
{
    struct payload payload;

    payload_start(&payload, FRAME_TEXT_MAX + VR_EPOCHS_AHEAD * KEY_TEXT_MAX);
    write_frame(&payload, keys);
    payload_text(&payload, ",\"hop\":");
    payload_bytes(&payload, keys->hop[0], sizeof keys->hop[0]);
    payload_text(&payload, ",\"keys\":[");
    for (uint32_t ahead = 0; ahead < VR_EPOCHS_AHEAD; ahead++) {
        payload_text(&payload, ahead == 0 ? "{" : ",{");
        write_key(&payload, keys, 0, ahead);
    }
    payload_text(&payload, "]}");

    return payload_finish(&payload, out, len);
}

enum vr_status
vr_keys_payload(char **out, size_t *len, const struct vr_keys *keys)
{
    struct payload payload;

    payload_start(&payload, FRAME_TEXT_MAX + keys->hop_count * VR_EPOCHS_AHEAD * KEY_TEXT_MAX);
    write_frame(&payload, keys);
    payload_text(&payload, ",\"keys\":[");
    for (size_t i = 0; i < keys->hop_count * VR_EPOCHS_AHEAD; i++) {
        size_t hop = i / VR_EPOCHS_AHEAD;

        payload_text(&payload, i == 0 ? "{\"hop\":" : ",{\"hop\":");
        payload_bytes(&payload, keys->hop[hop], sizeof keys->hop[hop]);
        payload_text(&payload, ",");
        write_key(&payload, keys, hop, (uint32_t) (i % VR_EPOCHS_AHEAD));
    }
    payload_text(&payload, "]}");

    return payload_finish(&payload, out, len);
}

/* circle and round, which both documents have. */
static enum vr_status
read_frame(struct vr_keys *keys, const json_t *json, const struct vr_circle *circle,
           struct vr_why *why)
{
    enum vr_status status;
    uint64_t round;

    status = vr_json_bytes(keys->circle, sizeof keys->circle, json, "circle", why);
    if (status != VR_OK) {
        return status;
    }
    if (memcmp(keys->circle, circle->id, sizeof circle->id) != 0) {
        return vr_refuse(why, VR_FOREIGN, "keys of another circle");
    }
    status = vr_json_integer(&round, json, "round", 0, UINT32_MAX - (VR_EPOCHS_AHEAD - 1), why);
    if (status != VR_OK) {
        return status;
    }
    keys->round = (uint32_t) round;

    return VR_OK;
}

static enum vr_status
read_key(uint8_t key[static 32], const json_t *json, uint64_t epoch_due, struct vr_why *why)
{
    enum vr_status status;
    uint64_t epoch;

    status = vr_json_integer(&epoch, json, "epoch", 0, UINT32_MAX, why);
    if (status != VR_OK) {
        return status;
    }
    if (epoch != epoch_due) {
        return vr_refuse(why, VR_MALFORMED, "keys: not for each epoch in order");
    }

    return vr_json_bytes(key, 32, json, "key", why);
}

static enum vr_status
read_hop(uint8_t hop[static VR_HOP_ID_SIZE], const json_t *json,
         const uint8_t due[static VR_HOP_ID_SIZE], struct vr_why *why)
{
    enum vr_status status = vr_json_bytes(hop, VR_HOP_ID_SIZE, json, "hop", why);

    if (status != VR_OK) {
        return status;
    }
    if (memcmp(hop, due, VR_HOP_ID_SIZE) != 0) {
        return vr_refuse(why, VR_FOREIGN, "keys of another hop, or in another order");
    }

    return VR_OK;
}

static enum vr_status
judge_list(const json_t *list, size_t due, struct vr_why *why)
{
    if (!json_is_array(list) || json_array_size(list) != due) {
        return vr_refuse(why, VR_MALFORMED, "keys: not %zu of them", due);
    }

    return VR_OK;
}

static enum vr_status
read_descriptor(struct vr_keys *keys, const json_t *json, const struct vr_circle *circle,
                size_t place, struct vr_why *why)
{
    static const char *const names[] = { "circle", "round", "hop", "keys", NULL };
    static const char *const key_names[] = { "epoch", "key", NULL };
    const json_t *list = json_object_get(json, "keys");
    enum vr_status status;

    status = vr_json_members(json, "descriptor", names, why);
    if (status != VR_OK) {
        return status;
    }
    status = read_frame(keys, json, circle, why);
    if (status != VR_OK) {
        return status;
    }
    status = read_hop(keys->hop[0], json, circle->hops[place].id, why);
    if (status != VR_OK) {
        return status;
    }
    status = judge_list(list, VR_EPOCHS_AHEAD, why);
    for (size_t i = 0; i < VR_EPOCHS_AHEAD && status == VR_OK; i++) {
        const json_t *key = json_array_get(list, i);

        status = vr_json_members(key, "key", key_names, why);
        if (status == VR_OK) {
            status = read_key(keys->key[0][i], key, keys->round + i, why);
        }
    }
    keys->hop_count = 1;

    return status;
}

enum vr_status
vr_descriptor_decode(struct vr_keys *keys, const char *bytes, size_t len,
                     const struct vr_circle *circle, size_t place, uint32_t round,
                     struct vr_why *why)
{
    struct vr_keys read = { 0 };
    enum vr_status status;
    size_t payload_len;
    json_t *json;

    if (len > VR_KEYS_MAX || place >= circle->hop_count) {
        return vr_refuse(why, VR_MALFORMED, "descriptor: too long, or of no hop");
    }
    status = vr_document_verify(&payload_len, VR_LABEL_DESCRIPTOR, bytes, len,
                                &circle->hops[place].identity, 1, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_load(&json, bytes, payload_len, why);
    if (status != VR_OK) {
        return status;
    }
    status = read_descriptor(&read, json, circle, place, why);
    json_decref(json);
    if (status != VR_OK) {
        return status;
    }
    if (read.round != round) {
        return vr_refuse(why, VR_STALE, "descriptor: of round %lu", (unsigned long) read.round);
    }
    *keys = read;

    return VR_OK;
}

static enum vr_status
read_keys(struct vr_keys *keys, const json_t *json, const struct vr_circle *circle,
          struct vr_why *why)
{
    static const char *const names[] = { "circle", "round", "keys", NULL };
    static const char *const key_names[] = { "hop", "epoch", "key", NULL };
    const json_t *list = json_object_get(json, "keys");
    enum vr_status status;

    status = vr_json_members(json, "keys", names, why);
    if (status != VR_OK) {
        return status;
    }
    status = read_frame(keys, json, circle, why);
    if (status != VR_OK) {
        return status;
    }
    keys->hop_count = circle->hop_count;
    status = judge_list(list, keys->hop_count * VR_EPOCHS_AHEAD, why);
    for (size_t i = 0; i < keys->hop_count * VR_EPOCHS_AHEAD && status == VR_OK; i++) {
        const json_t *key = json_array_get(list, i);
        size_t hop = i / VR_EPOCHS_AHEAD;
        size_t ahead = i % VR_EPOCHS_AHEAD;

        status = vr_json_members(key, "key", key_names, why);
        if (status == VR_OK) {
            status = read_hop(keys->hop[hop], key, circle->hops[hop].id, why);
        }
        if (status == VR_OK) {
            status = read_key(keys->key[hop][ahead], key, keys->round + ahead, why);
        }
    }

    return status;
}

enum vr_status
vr_keys_parse(struct vr_keys *keys, const char *payload, size_t len, const struct vr_circle *circle,
              struct vr_why *why)
{
    struct vr_keys read = { 0 };
    enum vr_status status;
    json_t *json;

    if (len > VR_KEYS_MAX || memchr(payload, '\n', len) != NULL) {
        return vr_refuse(why, VR_MALFORMED, "keys: too long, or more than one line");
    }
    status = vr_json_load(&json, payload, len, why);
    if (status != VR_OK) {
        return status;
    }
    status = read_keys(&read, json, circle, why);
    json_decref(json);
    if (status != VR_OK) {
        return status;
    }
    *keys = read;

    return VR_OK;
}

enum vr_status
vr_keys_decode(struct vr_keys *keys, const char *bytes, size_t len, const struct vr_circle *circle,
               struct vr_why *why)
{
    uint8_t identities[VR_HOPS_MAX][32];
    enum vr_status status;
    size_t payload_len;

    for (size_t i = 0; i < circle->hop_count; i++) {
        memcpy(identities[i], circle->hops[i].identity, sizeof identities[i]);
    }
    status = vr_document_verify(&payload_len, VR_LABEL_KEYS, bytes, len,
                                (const uint8_t(*)[32]) identities, circle->hop_count, why);
    if (status != VR_OK) {
        return status;
    }

    return vr_keys_parse(keys, bytes, payload_len, circle, why);
}

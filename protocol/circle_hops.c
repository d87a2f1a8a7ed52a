/* SPDX-License-Identifier: EUPL-1.2 */
/* Hops, earlier circles and token keys of circle.json. */
#include "circle_read.h"

#include <stdlib.h>
#include <string.h>

#include <vrijuit/json.h>

static enum vr_status
read_hop(struct vr_hop *hop, const json_t *json, struct vr_why *why)
{
    static const char *const names[] = { "name", "identity", "url", NULL };
    enum vr_status status;

    status = vr_json_members(json, "hop", names, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_text(&hop->name, json, "name", why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_bytes(hop->identity, sizeof hop->identity, json, "identity", why);
    if (status != VR_OK) {
        return status;
    }
    vr_hop_id(hop->id, hop->identity);

    return vr_json_text(&hop->url, json, "url", why);
}

enum vr_status
circle_read_hops(struct vr_circle *circle, struct vr_why *why)
{
    const json_t *list;
    enum vr_status status;
    size_t count;

    status = circle_read_list(&list, circle->document, "hops", why);
    if (status != VR_OK) {
        return status;
    }
    count = json_array_size(list);
    if (count == 0 || count > VR_HOPS_MAX) {
        return vr_refuse(why, VR_MALFORMED, "hops: 1 to %u", VR_HOPS_MAX);
    }
    for (size_t i = 0; i < count; i++) {
        status = read_hop(&circle->hops[i], json_array_get(list, i), why);
        if (status != VR_OK) {
            return status;
        }
        /* Counts the hops before this one. */
        if (vr_circle_hop(circle, circle->hops[i].identity) >= 0) {
            return vr_refuse(why, VR_MALFORMED, "hops: a hop twice");
        }
        circle->hop_count = i + 1;
    }

    return VR_OK;
}

static enum vr_status
read_identities(struct vr_custody *custody, const json_t *list, struct vr_why *why)
{
    size_t count = json_array_size(list);

    if (count == 0 || count > VR_HOPS_MAX) {
        return vr_refuse(why, VR_MALFORMED, "earlier: hops: 1 to %u", VR_HOPS_MAX);
    }
    custody->hop_count = count;

    return circle_read_rows(custody->identity, list, "earlier: hops", why);
}

static enum vr_status
read_custody(struct vr_custody *custody, const json_t *json, struct vr_why *why)
{
    static const char *const names[] = { "circle", "from_round", "hops", NULL };
    const json_t *hops;
    enum vr_status status;

    status = vr_json_members(json, "earlier", names, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_bytes(custody->circle, sizeof custody->circle, json, "circle", why);
    if (status != VR_OK) {
        return status;
    }
    status = circle_read_u32(&custody->from_round, json, "from_round", 0, why);
    if (status != VR_OK) {
        return status;
    }
    status = circle_read_list(&hops, json, "hops", why);
    if (status != VR_OK) {
        return status;
    }

    return read_identities(custody, hops, why);
}

/* Oldest first, and none later than the circle itself. */
static enum vr_status
judge_earlier(const struct vr_circle *circle, struct vr_why *why)
{
    uint32_t highest = circle->from_round;

    for (size_t i = circle->earlier_count; i > 0; i--) {
        if (circle->earlier[i - 1].from_round > highest) {
            return vr_refuse(why, VR_MALFORMED, "earlier: not oldest first");
        }
        highest = circle->earlier[i - 1].from_round;
    }

    return VR_OK;
}

enum vr_status
circle_read_earlier(struct vr_circle *circle, struct vr_why *why)
{
    const json_t *list;
    enum vr_status status;
    size_t count;

    if (json_object_get(circle->document, "earlier") == NULL) {
        return VR_OK;
    }
    status = circle_read_list(&list, circle->document, "earlier", why);
    if (status != VR_OK) {
        return status;
    }
    count = json_array_size(list);
    if (count == 0) {
        return vr_refuse(why, VR_MALFORMED, "earlier: stands only where there are any");
    }
    circle->earlier = calloc(count, sizeof *circle->earlier);
    if (circle->earlier == NULL) {
        return VR_MEMORY;
    }
    circle->earlier_count = count;
    for (size_t i = 0; i < count && status == VR_OK; i++) {
        status = read_custody(&circle->earlier[i], json_array_get(list, i), why);
    }

    return status == VR_OK ? judge_earlier(circle, why) : status;
}

static enum vr_status
read_token_key(struct vr_token_key *key, const json_t *json, struct vr_why *why)
{
    static const char *const names[] = { "period", "from", "until", "public", NULL };
    enum vr_status status;

    status = vr_json_members(json, "token key", names, why);
    if (status != VR_OK) {
        return status;
    }
    status = circle_read_u32(&key->period, json, "period", 0, why);
    if (status != VR_OK) {
        return status;
    }
    status = circle_read_u32(&key->from, json, "from", 0, why);
    if (status != VR_OK) {
        return status;
    }
    status = circle_read_u32(&key->until, json, "until", 0, why);
    if (status != VR_OK) {
        return status;
    }
    if (key->until < key->from) {
        return vr_refuse(why, VR_MALFORMED, "token key: until is before from");
    }

    return vr_json_bytes(key->public_key, sizeof key->public_key, json, "public", why);
}

static enum vr_status
read_token_keys(struct vr_circle *circle, const json_t *tokens, struct vr_why *why)
{
    const json_t *list;
    enum vr_status status = circle_read_list(&list, tokens, "keys", why);
    size_t count = json_array_size(list);

    if (status != VR_OK || count == 0) {
        return status;
    }
    circle->token_keys = calloc(count, sizeof *circle->token_keys);
    if (circle->token_keys == NULL) {
        return VR_MEMORY;
    }
    circle->token_key_count = count;
    for (size_t i = 0; i < count && status == VR_OK; i++) {
        status = read_token_key(&circle->token_keys[i], json_array_get(list, i), why);
    }

    return status;
}

enum vr_status
circle_read_tokens(struct vr_circle *circle, struct vr_why *why)
{
    static const char *const names[] = { "required", "issuer", "keys", NULL };
    const json_t *tokens = json_object_get(circle->document, "tokens");
    const json_t *required = json_object_get(tokens, "required");
    enum vr_status status;

    status = vr_json_members(tokens, "tokens", names, why);
    if (status != VR_OK) {
        return status;
    }
    if (!json_is_boolean(required)) {
        return vr_refuse(why, VR_MALFORMED, "tokens: required: true or false");
    }
    circle->tokens_required = json_is_true(required);
    status = vr_json_text(&circle->issuer, tokens, "issuer", why);
    if (status != VR_OK) {
        return status;
    }

    return read_token_keys(circle, tokens, why);
}

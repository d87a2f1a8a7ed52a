/* SPDX-License-Identifier: EUPL-1.2 */
#include "cover.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/content.h>
#include <vrijuit/record.h>

/* The hops behind this one, with their keys of the next epoch. */
static enum vr_status
rest_of_path(struct vr_onion_hop *path, size_t *hops, const struct outgoing_place *at,
             struct vr_why *why)
{
    const struct vr_keys *keys = at->keys;
    uint32_t epoch = at->round + 1;

    if (epoch < keys->round || epoch - keys->round >= VR_EPOCHS_AHEAD ||
        keys->hop_count != at->circle->hop_count) {
        return vr_refuse(why, VR_STALE, "the keys document at hand has no keys of epoch %u", epoch);
    }
    *hops = keys->hop_count - at->place - 1;
    for (size_t i = 0; i < *hops; i++) {
        size_t place = at->place + 1 + i;

        memcpy(path[i].id, keys->hop[place], sizeof path[i].id);
        memcpy(path[i].key, keys->key[place][epoch - keys->round], sizeof path[i].key);
        path[i].epoch = epoch;
    }

    return VR_OK;
}

static enum vr_status
seal_cover(uint8_t record[static VR_RECORD_SIZE], const uint8_t locator[static VR_LOCATOR_SIZE],
           const struct outgoing_place *at, struct vr_why *why)
{
    const struct vr_circle *circle = at->circle;
    const struct vr_council *council =
        &circle->councils[randombytes_uniform((uint32_t) circle->council_count)];
    const struct vr_council_key *key = vr_council_key_at(council, at->round);
    struct vr_content content = { .kind = VR_COVER };
    uint8_t random[VR_SUITE_RANDOM_MAX];
    enum vr_status status;
    char *json = NULL;
    size_t len;

    if (key == NULL) {
        return vr_refuse(why, VR_STALE,
                         "council %s has no key for round %u: it must sign a new "
                         "circle",
                         council->id, at->round);
    }
    randombytes_buf(content.id, sizeof content.id);
    randombytes_buf(random, sizeof random);
    status = vr_content_encode(&json, &len, &content);
    if (status == VR_OK) {
        status = vr_record_seal(record, circle->suite, key->public_key, locator, json, len, random);
    }
    sodium_memzero(random, sizeof random);
    free(json);

    return status;
}

enum vr_status
cover_make(uint8_t packet[static VR_PACKET_SIZE], const struct outgoing_place *at,
           struct vr_why *why)
{
    struct vr_onion_hop path[VR_HOPS_MAX];
    struct vr_onion_random random;
    uint8_t locator[VR_LOCATOR_SIZE];
    uint8_t record[VR_RECORD_SIZE];
    uint8_t body[VR_BODY_SIZE];
    enum vr_status status;
    size_t hops;

    status = rest_of_path(path, &hops, at, why);
    if (status != VR_OK) {
        return status;
    }
    randombytes_buf(locator, sizeof locator);
    status = seal_cover(record, locator, at, why);
    if (status != VR_OK) {
        return status;
    }
    vr_onion_body(body, locator, record);
    randombytes_buf(&random, sizeof random);
    status = vr_onion_wrap(packet, path, hops, VR_DELIVER, body, &random);
    sodium_memzero(&random, sizeof random);

    return status == VR_OK ? VR_OK : vr_refuse(why, status, "a dummy cannot be made");
}

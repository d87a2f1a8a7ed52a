/* SPDX-License-Identifier: EUPL-1.2 */
/* What a client asks of a keys document and does with it; PROTOCOL.md sections 5 and 7. */
#include <vrijuit/documents.h>

#include <string.h>

/* The key of that hop for epoch, or NULL. */
static const uint8_t *
find_key(const struct vr_keys *keys, const uint8_t hop[static VR_HOP_ID_SIZE], uint64_t epoch)
{
    if (epoch < keys->round || epoch - keys->round >= VR_EPOCHS_AHEAD) {
        return NULL;
    }
    for (size_t i = 0; i < keys->hop_count; i++) {
        if (memcmp(keys->hop[i], hop, VR_HOP_ID_SIZE) == 0) {
            return keys->key[i][epoch - keys->round];
        }
    }

    return NULL;
}

/* Whether any key that both have differs. */
static bool
has_changed(const struct vr_keys *keys, const struct vr_keys *previous)
{
    for (size_t hop = 0; hop < keys->hop_count; hop++) {
        for (uint32_t ahead = 0; ahead < VR_EPOCHS_AHEAD; ahead++) {
            const uint8_t *before =
                find_key(previous, keys->hop[hop], (uint64_t) keys->round + ahead);

            if (before != NULL && memcmp(before, keys->key[hop][ahead], 32) != 0) {
                return true;
            }
        }
    }

    return false;
}

enum vr_status
vr_keys_judge(const struct vr_keys *keys, const struct vr_keys *previous, uint32_t own_round,
              struct vr_why *why)
{
    uint32_t apart = keys->round > own_round ? keys->round - own_round : own_round - keys->round;

    if (apart > 1) {
        return vr_refuse(why, VR_STALE, "the keys are of round %lu, this clock is in round %lu",
                         (unsigned long) keys->round, (unsigned long) own_round);
    }
    if (previous != NULL && memcmp(previous->circle, keys->circle, sizeof keys->circle) == 0 &&
        has_changed(keys, previous)) {
        return vr_refuse(why, VR_CONFLICT, "a key of the same hop and epoch has changed");
    }

    return VR_OK;
}

enum vr_status
vr_keys_path(struct vr_onion_hop path[static VR_HOPS_MAX], const struct vr_keys *keys,
             uint32_t own_round)
{
    uint64_t round = own_round > keys->round ? own_round : keys->round;
    struct vr_onion_hop made[VR_HOPS_MAX] = { 0 };

    for (size_t i = 0; i < keys->hop_count; i++) {
        uint64_t epoch = i == 0 ? round : round + 1;
        const uint8_t *key = find_key(keys, keys->hop[i], epoch);

        if (key == NULL) {
            return VR_STALE;
        }
        memcpy(made[i].id, keys->hop[i], sizeof made[i].id);
        made[i].epoch = (uint32_t) epoch;
        memcpy(made[i].key, key, sizeof made[i].key);
    }
    memcpy(path, made, keys->hop_count * sizeof *path);

    return VR_OK;
}

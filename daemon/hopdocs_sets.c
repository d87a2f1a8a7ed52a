/* SPDX-License-Identifier: EUPL-1.2 */
/* The keys that came together: by round, in memory and in the state folder. */
#include "hopdocs_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"

/* The newest set that holds the epoch, of the circle whose batches want it: those of the round
 * before, which may have other hops. */
const struct vr_keys *
hopdocs_keys(const struct hopdocs *hopdocs, uint32_t epoch)
{
    const struct vr_circle *circle =
        circles_at(hopdocs->parts.circles, epoch > 0 ? epoch - 1 : epoch);
    const struct vr_keys *found = NULL;

    for (size_t i = 0; i < HOPDOCS_SETS && circle != NULL; i++) {
        const struct vr_keys *set = &hopdocs->sets[i];

        if (set->hop_count > 0 && memcmp(set->circle, circle->id, sizeof set->circle) == 0 &&
            epoch >= set->round && epoch - set->round < VR_EPOCHS_AHEAD &&
            (found == NULL || set->round > found->round)) {
            found = set;
        }
    }

    return found;
}

/* After days without a start or keys there is more than one. */
static enum vr_status
remove_old(void *arg, uint64_t round)
{
    const struct hopdocs *hopdocs = arg;
    char path[FILES_PATH_MAX];

    if (round + HOPDOCS_SETS <= hopdocs->work.round &&
        files_numbered_path(path, hopdocs->folder, round, "keys") == VR_OK) {
        remove(path);
    }

    return VR_OK;
}

void
hopdocs_keep(struct hopdocs *hopdocs)
{
    char path[FILES_PATH_MAX];
    struct vr_why why = { 0 };
    char *payload = NULL;
    size_t len;

    hopdocs->sets[hopdocs->work.round % HOPDOCS_SETS] = hopdocs->work;
    if (vr_keys_payload(&payload, &len, &hopdocs->work) == VR_OK &&
        files_numbered_path(path, hopdocs->folder, hopdocs->work.round, "keys") == VR_OK &&
        files_write(path, payload, len, 0600, &why) != VR_OK) {
        log_error("%s", why.text);
    }
    free(payload);
    if (files_numbered(hopdocs->folder, "keys", remove_old, hopdocs, &why) != VR_OK) {
        log_error("%s", why.text);
    }
}

static enum vr_status
load_set(void *arg, uint64_t round)
{
    struct hopdocs *hopdocs = arg;
    const struct vr_circle *circle = circles_at(hopdocs->parts.circles, (uint32_t) round);
    char path[FILES_PATH_MAX];
    struct vr_why why;
    struct vr_keys keys;
    char *payload = NULL;
    size_t len;

    if (circle != NULL && files_numbered_path(path, hopdocs->folder, round, "keys") == VR_OK &&
        files_read(&payload, &len, path, VR_KEYS_MAX, &why) == VR_OK &&
        vr_keys_parse(&keys, payload, len, circle, &why) == VR_OK &&
        keys.round >= hopdocs->sets[round % HOPDOCS_SETS].round) {
        hopdocs->sets[round % HOPDOCS_SETS] = keys;
    }
    free(payload);

    return VR_OK;
}

enum vr_status
hopdocs_load(struct hopdocs *hopdocs, struct vr_why *why)
{
    enum vr_status status = files_path(hopdocs->folder, hopdocs->parts.state, "peerkeys");

    if (status == VR_OK) {
        status = files_folder(hopdocs->folder, why);
    }

    return status == VR_OK ? files_numbered(hopdocs->folder, "keys", load_set, hopdocs, why)
                           : status;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* The folder of outboxes: which rounds are there, and removing them. */
#include "outbox.h"

#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "files.h"

void
outbox_remove_environment(const char *folder)
{
    char path[FILES_PATH_MAX];

    if (files_path(path, folder, "data.mdb") == VR_OK) {
        unlink(path);
    }
    if (files_path(path, folder, "lock.mdb") == VR_OK) {
        unlink(path);
    }
    rmdir(folder);
}

struct looking {
    const char *folder;
    bool found;
    uint32_t round;
    uint32_t oldest;
};

/* False also when nothing was committed for the round. */
static bool
look_at_state(struct outbox_state *state, const char *folder, uint32_t round)
{
    struct outbox *outbox = NULL;
    struct vr_why why;
    bool found = outbox_open(&outbox, folder, round, NULL, &why) == VR_OK &&
                 outbox_state(state, outbox) == VR_OK;

    outbox_close(outbox);

    return found;
}

static enum vr_status
look_for_last(void *arg, uint64_t number)
{
    struct looking *looking = arg;
    struct outbox_state state;

    if ((!looking->found || number > looking->round) &&
        look_at_state(&state, looking->folder, (uint32_t) number)) {
        looking->found = true;
        looking->round = (uint32_t) number;
    }

    return VR_OK;
}

enum vr_status
outbox_last(uint32_t *round, const char *folder)
{
    struct looking looking = { .folder = folder };
    struct vr_why why;

    if (files_folder(folder, &why) != VR_OK ||
        files_numbered(folder, "batch", look_for_last, &looking, &why) != VR_OK || !looking.found) {
        return VR_FOREIGN;
    }
    *round = looking.round;

    return VR_OK;
}

/* The newest is what the entry goes on from after a stop. */
static enum vr_status
remove_old(void *arg, uint64_t number)
{
    const struct looking *looking = arg;
    struct outbox_state state = { 0 };
    char path[FILES_PATH_MAX];

    if (number >= looking->oldest || number == looking->round ||
        (look_at_state(&state, looking->folder, (uint32_t) number) && state.count > 0)) {
        return VR_OK;
    }
    if (files_numbered_path(path, looking->folder, number, "batch") == VR_OK) {
        outbox_remove_environment(path);
    }

    return VR_OK;
}

void
outbox_remove_before(const char *folder, uint32_t oldest)
{
    struct looking looking = { .folder = folder, .oldest = oldest };
    struct vr_why why;
    enum vr_status status = outbox_last(&looking.round, folder);

    if (status == VR_OK) {
        status = files_numbered(folder, "batch", remove_old, &looking, &why);
    }
    if (status != VR_OK) {
        return; /* they are looked for again after the next round */
    }
}

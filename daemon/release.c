/* SPDX-License-Identifier: EUPL-1.2 */
#include "release.h"

#include <stdlib.h>

#include "state_file.h"
#include "verdicts.h"

static enum vr_status
check_held(const char *text, uint32_t round, struct vr_why *why)
{
    uint32_t held;

    if (!state_file_held(&held, text)) {
        return vr_refuse(why, VR_FOREIGN,
                         "round %u is not held, nor is another: nothing is released. After a start "
                         "it can take five minutes until the hop before sends a round again: see "
                         "vrijuitd status",
                         round);
    }
    if (held != round) {
        return vr_refuse(why, VR_FOREIGN,
                         "round %u is not held, round %u is: nothing is released. Look at vrijuitd "
                         "status, and give the round that stands there",
                         round, held);
    }

    return VR_OK;
}

enum vr_status
release_round(const char *state, uint32_t round, const char *reason, struct vr_why *why)
{
    char *text = NULL;
    enum vr_status status = state_file_read(&text, state, why);

    if (status == VR_OK) {
        status = check_held(text, round, why);
    }
    free(text);

    return status == VR_OK ? verdicts_put(state, RELEASED, round, reason, why) : status;
}

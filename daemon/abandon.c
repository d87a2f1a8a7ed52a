/* SPDX-License-Identifier: EUPL-1.2 */
#include "abandon.h"

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "files.h"
#include "store.h"
#include "verdicts.h"

static bool
is_there(const char *state, const char *folder, uint32_t round, const char *suffix)
{
    char path[FILES_PATH_MAX];
    int fits = snprintf(path, sizeof path, "%s/%s/%u.%s", state, folder, round, suffix);

    return fits > 0 && (size_t) fits < sizeof path && access(path, F_OK) == 0;
}

/* Committed for the next hop, which has not signed for it: else its key would be gone. */
static bool
waits_for_next_hop(const char *state, uint32_t round)
{
    return is_there(state, "rounds", round, "key") && is_there(state, "outbox", round, "batch");
}

/* At the entry: ended, since the keys of the round after the next are made when it has, but not
 * closed. */
static bool
waits_to_be_closed(const char *state, uint32_t round)
{
    return is_there(state, "rounds", round, "key") && round < UINT32_MAX - 1 &&
           is_there(state, "rounds", round + 2, "key");
}

/* At the store: not taken. The daemon acts on it only when a later round comes. */
static bool
is_due(const char *state, uint32_t round)
{
    struct store *store = NULL;
    struct vr_why why;
    uint32_t last;
    bool due = store_open(&store, state, true, &why) == VR_OK &&
               store_last_round(&last, store) == VR_OK && round > last;

    store_close(store);

    return due;
}

enum vr_status
abandon_round(const char *state, uint32_t round, const char *reason, struct vr_why *why)
{
    if (!waits_for_next_hop(state, round) && !waits_to_be_closed(state, round) &&
        !is_due(state, round)) {
        return vr_refuse(why, VR_FOREIGN, "round %u waits for nothing here: see vrijuitd status",
                         round);
    }

    return verdicts_put(state, ABANDONED, round, reason, why);
}

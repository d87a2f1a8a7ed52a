/* SPDX-License-Identifier: EUPL-1.2 */
#include "peer_check.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "peer_address.h"

/* In an older circle too: batches may still go to its hops. */
static bool
is_known(const struct circles *circles, const char *name)
{
    const struct vr_circle *const *all;
    size_t count;

    all = circles_all(circles, &count);
    for (size_t i = 0; i < count; i++) {
        for (size_t hop = 0; hop < all[i]->hop_count; hop++) {
            if (strcmp(all[i]->hops[hop].name, name) == 0) {
                return true;
            }
        }
    }

    return false;
}

static enum vr_status
refuse_unknown(const char *name, const struct vr_circle *circle, struct vr_why *why)
{
    char hop[CIRCLES_NAME_MAX + 1];
    char names[120] = "";

    for (size_t i = 0; i < circle->hop_count; i++) {
        size_t len = strlen(names);

        circles_hop_name(hop, circle, i);
        snprintf(names + len, sizeof names - len, "%s%s", i == 0 ? "" : ", ", hop);
    }

    return vr_refuse(why, VR_FOREIGN,
                     "[peer %s]: no hop of the circle has this name; there are: %s", name, names);
}

/* All behind it, for batches, keys and receipts; and the entry, for probes. */
static enum vr_status
check_calls(const struct config *config, const struct vr_circle *circle,
            const uint8_t identity[static 32], struct vr_why *why)
{
    int place = vr_circle_hop(circle, identity);

    for (size_t i = 0; i < circle->hop_count && place >= 0; i++) {
        bool is_called = i > (size_t) place || (i == 0 && place > 0);
        char name[CIRCLES_NAME_MAX + 1];
        struct peer_address address;
        const char *fault;

        circles_hop_name(name, circle, i);
        peer_address_find(&address, config, &circle->hops[i]);
        fault = peer_address_fault(&address);
        if (is_called && fault != NULL) {
            return vr_refuse(why, VR_MALFORMED,
                             "hop %.60s cannot be called: %s; see [peer NAME] in vrijuitd.conf(5)",
                             name, fault);
        }
    }

    return VR_OK;
}

enum vr_status
peer_check(const struct config *config, const struct circles *circles,
           const uint8_t identity[static 32], struct vr_why *why)
{
    const struct vr_circle *newest = circles_newest(circles);
    const struct vr_circle *present = circles_at(circles, circles_round_now(circles));
    enum vr_status status = VR_OK;

    for (size_t i = 0; i < config->peer_count; i++) {
        if (!is_known(circles, config->peers[i].name)) {
            return refuse_unknown(config->peers[i].name, newest, why);
        }
    }
    if (present != NULL) {
        status = check_calls(config, present, identity, why);
    }
    if (status == VR_OK) {
        status = check_calls(config, newest, identity, why);
    }

    return status;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* Whether a new circle comes in time. PROTOCOL.md section 6. */
#include "circles_state.h"

#include <string.h>

#include "clock.h"

#define NOTICE_ROUNDS 2U /* one whole round in which all hops fetch a circle of another path */

/* The one that would be in force in its first round without it, or NULL. */
static const struct vr_circle *
circle_before(const struct circles *circles, const struct vr_circle *circle)
{
    const struct vr_circle *found = NULL;

    for (size_t i = 0; i < circles->count; i++) {
        const struct vr_circle *other = circles->circles[i];

        if (other->sequence < circle->sequence && other->from_round <= circle->from_round) {
            found = other;
        }
    }

    return found;
}

static bool
is_same_path(const struct vr_circle *left, const struct vr_circle *right)
{
    bool same = left->hop_count == right->hop_count;

    for (size_t i = 0; same && i < left->hop_count; i++) {
        same = memcmp(left->hops[i].identity, right->hops[i].identity,
                      sizeof left->hops[i].identity) == 0;
    }

    return same;
}

bool
circles_change_path(const struct circles *circles, const struct vr_circle *circle)
{
    const struct vr_circle *before = circle_before(circles, circle);

    return before != NULL && !is_same_path(before, circle);
}

bool
circles_path_begins(const struct circles *circles, uint32_t round)
{
    const struct vr_circle *before = round == 0 ? NULL : circles_at(circles, round - 1);

    return before != NULL && !is_same_path(before, circles_at(circles, round));
}

/* Receipts of rounds that are over stay good; and before packets go another way all hops must know
 * it, for those that were wrapped for the old one are lost. The first circle is never late. */
enum vr_status
circles_check_notice(const struct circles *circles, const struct vr_circle *circle,
                     const char *name, struct vr_why *why)
{
    uint32_t notice = circles_change_path(circles, circle) ? NOTICE_ROUNDS : 0;
    uint32_t round;
    bool late;

    if (circle_before(circles, circle) == NULL ||
        !vr_circle_round(&round, &late, circle, clock_now()) ||
        circle->from_round >= (uint64_t) round + notice) {
        return VR_OK;
    }

    return vr_refuse(why, VR_STALE,
                     "%.100s: begins in round %u, too early%s: ask the council for one from "
                     "round %u or later",
                     name, circle->from_round, notice > 0 ? " for other hops" : "",
                     round + notice + 1);
}

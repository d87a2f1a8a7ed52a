/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/circle.h>

#include <string.h>

/* The verified circle of the highest sequence whose from_round has come, or NULL. */
static const struct vr_circle *
find_in_force(const struct vr_circle *const *circles, size_t count, uint32_t round)
{
    const struct vr_circle *found = NULL;

    for (size_t i = 0; i < count; i++) {
        if (circles[i]->from_round <= round &&
            (found == NULL || circles[i]->sequence > found->sequence)) {
            found = circles[i];
        }
    }

    return found;
}

/* The newest that circle names as earlier and whose from_round has come, or NULL. */
static const struct vr_custody *
find_earlier(const struct vr_circle *circle, uint32_t round)
{
    for (size_t i = circle->earlier_count; i > 0; i--) {
        if (circle->earlier[i - 1].from_round <= round) {
            return &circle->earlier[i - 1];
        }
    }

    return NULL;
}

/* Whether `by` names older before named. */
static bool
is_named_before(const struct vr_custody *named, const struct vr_circle *older,
                const struct vr_circle *by)
{
    for (const struct vr_custody *at = by->earlier; at < named; at++) {
        if (memcmp(at->circle, older->id, sizeof older->id) == 0) {
            return true;
        }
    }

    return false;
}

/* `earlier` gives no sequence, only an order: rounds decide, and where they are equal the order. */
static bool
is_newer(const struct vr_custody *named, const struct vr_circle *by, const struct vr_circle *other)
{
    if (other == NULL || named->from_round > other->from_round) {
        return true;
    }

    return named->from_round == other->from_round && is_named_before(named, other, by);
}

static const struct vr_custody *
find_named(const struct vr_circle *const *circles, size_t count, uint32_t round,
           const struct vr_circle *in_force)
{
    const struct vr_custody *found = NULL;

    for (size_t i = 0; i < count; i++) {
        const struct vr_custody *named;

        if (in_force != NULL && circles[i]->sequence <= in_force->sequence) {
            continue;
        }
        named = find_earlier(circles[i], round);
        if (named != NULL && is_newer(named, circles[i], in_force) &&
            (found == NULL || named->from_round > found->from_round)) {
            found = named;
        }
    }

    return found;
}

static void
describe(struct vr_custody *custody, const struct vr_circle *circle)
{
    struct vr_custody made = {
        .from_round = circle->from_round,
        .batch = circle->batch,
        .hop_count = circle->hop_count,
    };

    memcpy(made.circle, circle->id, sizeof made.circle);
    for (size_t i = 0; i < circle->hop_count; i++) {
        memcpy(made.identity[i], circle->hops[i].identity, sizeof made.identity[i]);
    }
    *custody = made;
}

enum vr_status
vr_custody_at(struct vr_custody *custody, const struct vr_circle *const *circles, size_t count,
              uint32_t round, struct vr_why *why)
{
    const struct vr_circle *in_force = find_in_force(circles, count, round);
    const struct vr_custody *named = find_named(circles, count, round, in_force);

    if (named != NULL) {
        *custody = *named;
    } else if (in_force != NULL) {
        describe(custody, in_force);
    } else {
        return vr_refuse(why, VR_FOREIGN, "no circle that is known here is in force in round %lu",
                         (unsigned long) round);
    }

    return VR_OK;
}

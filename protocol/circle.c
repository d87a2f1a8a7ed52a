/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/circle.h>

#include <stdio.h>
#include <string.h>

#include <vrijuit/minisig.h>

#define LATE_PARTS 24U

void
vr_circle_comment(char comment[static VR_CIRCLE_COMMENT], const struct vr_circle *circle)
{
    snprintf(comment, VR_CIRCLE_COMMENT, "vrijuit circle v1 sequence=%llu expires=%.10s",
             (unsigned long long) circle->sequence, circle->expires);
}

enum vr_status
vr_circle_verify(struct vr_circle **out, const void *bytes, size_t len, const char *minisig,
                 size_t minisig_len, const uint8_t pin[static 32], struct vr_why *why)
{
    char comment[VR_MINISIG_COMMENT];
    char expected[VR_CIRCLE_COMMENT];
    struct vr_circle *circle = NULL;
    enum vr_status status;

    status = vr_minisig_verify(comment, minisig, minisig_len, pin, bytes, len, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_circle_parse(&circle, bytes, len, why);
    if (status != VR_OK) {
        return status;
    }
    vr_circle_comment(expected, circle);
    if (strcmp(comment, expected) != 0) {
        vr_circle_free(circle);
        return vr_refuse(why, VR_MALFORMED, "the trusted comment does not say \"%s\"", expected);
    }
    *out = circle;

    return VR_OK;
}

enum vr_status
vr_circle_judge(const struct vr_circle *circle, const char *today, uint64_t seen_sequence,
                const uint8_t *seen_id, struct vr_why *why)
{
    if (strcmp(today, circle->expires) > 0) {
        return vr_refuse(why, VR_STALE, "the circle expired after %s", circle->expires);
    }
    if (seen_id == NULL || circle->sequence > seen_sequence) {
        return VR_OK;
    }
    if (circle->sequence < seen_sequence) {
        return vr_refuse(why, VR_STALE, "sequence %llu is older than %llu, which was seen before",
                         (unsigned long long) circle->sequence, (unsigned long long) seen_sequence);
    }
    if (memcmp(seen_id, circle->id, sizeof circle->id) != 0) {
        return vr_refuse(why, VR_CONFLICT, "two different circles are signed with sequence %llu",
                         (unsigned long long) circle->sequence);
    }

    return VR_OK;
}

bool
vr_circle_round(uint32_t *round, bool *late, const struct vr_circle *circle, uint64_t now)
{
    uint64_t number, inside;

    if (now < circle->genesis) {
        return false;
    }
    number = (now - circle->genesis) / circle->round_seconds;
    inside = (now - circle->genesis) % circle->round_seconds;
    if (number > UINT32_MAX) {
        return false;
    }
    *round = (uint32_t) number;
    *late = LATE_PARTS * inside >= (uint64_t) (LATE_PARTS - 1) * circle->round_seconds;

    return true;
}

uint64_t
vr_circle_round_start(const struct vr_circle *circle, uint32_t round)
{
    return circle->genesis + (uint64_t) round * circle->round_seconds;
}

const struct vr_council *
vr_circle_council(const struct vr_circle *circle, const char *id)
{
    for (size_t i = 0; i < circle->council_count; i++) {
        if (strcmp(circle->councils[i].id, id) == 0) {
            return &circle->councils[i];
        }
    }

    return NULL;
}

const struct vr_council_key *
vr_council_key_at(const struct vr_council *council, uint32_t round)
{
    for (size_t i = 0; i < council->key_count; i++) {
        if (round >= council->keys[i].from && round <= council->keys[i].until) {
            return &council->keys[i];
        }
    }

    return NULL;
}

int
vr_circle_hop(const struct vr_circle *circle, const uint8_t identity[static 32])
{
    for (size_t i = 0; i < circle->hop_count; i++) {
        if (memcmp(circle->hops[i].identity, identity, 32) == 0) {
            return (int) i;
        }
    }

    return -1;
}

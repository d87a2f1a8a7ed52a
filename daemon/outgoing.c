/* SPDX-License-Identifier: EUPL-1.2 */
#include "outgoing.h"

#include <stdlib.h>
#include <string.h>

#include <vrijuit/handover.h>

#include "cover.h"
#include "policy.h"
#include "tags.h"

void
outgoing_init(struct outgoing *outgoing, const struct outgoing_place *at)
{
    memset(outgoing, 0, sizeof *outgoing);
    outgoing->at = *at;
}

void
outgoing_wipe(struct outgoing *outgoing)
{
    free(outgoing->packets);
    free(outgoing->tags);
    memset(outgoing, 0, sizeof *outgoing);
}

/* Twice the room when there is no more. */
static enum vr_status
grow(void **list, size_t *room, size_t count, size_t size)
{
    size_t more = *room == 0 ? 64 : *room * 2;
    void *grown;

    if (count < *room) {
        return VR_OK;
    }
    grown = reallocarray(*list, more, size);
    if (grown == NULL) {
        return VR_MEMORY;
    }
    *list = grown;
    *room = more;

    return VR_OK;
}

enum vr_status
outgoing_packet(uint8_t **out, struct outgoing *outgoing)
{
    void *list = outgoing->packets;
    enum vr_status status =
        grow(&list, &outgoing->room, outgoing->count, sizeof outgoing->packets[0]);

    outgoing->packets = list;
    if (status == VR_OK) {
        *out = outgoing->packets[outgoing->count];
        outgoing->count++;
    }

    return status;
}

enum vr_status
outgoing_tag(struct outgoing *outgoing, const uint8_t tag[static VR_TAG_SIZE])
{
    void *list = outgoing->tags;
    enum vr_status status =
        grow(&list, &outgoing->tag_room, outgoing->tag_count, sizeof outgoing->tags[0]);

    outgoing->tags = list;
    if (status == VR_OK) {
        memcpy(outgoing->tags[outgoing->tag_count], tag, VR_TAG_SIZE);
        outgoing->tag_count++;
    }

    return status;
}

static enum vr_status
pad(struct outgoing *outgoing, struct vr_why *why)
{
    size_t unit = outgoing->at.circle->batch;
    size_t whole = policy_whole(outgoing->count, unit);
    enum vr_status status = VR_OK;

    while (outgoing->count < whole && status == VR_OK) {
        uint8_t *packet;

        status = outgoing_packet(&packet, outgoing);
        if (status == VR_OK) {
            status = cover_make(packet, &outgoing->at, why);
        }
    }

    return status;
}

static int
compare_packets(const void *a, const void *b)
{
    return memcmp((const uint8_t *) a + VR_PACKET_ORDER_OFFSET,
                  (const uint8_t *) b + VR_PACKET_ORDER_OFFSET, VR_PACKET_ORDER_SIZE);
}

/* A sender can wrap one packet twice. The next hop takes none of a batch in which two have the same
 * place, so one of them goes. */
static void
drop_doubles(struct outgoing *outgoing)
{
    size_t kept = 0;

    for (size_t i = 0; i < outgoing->count; i++) {
        if (kept > 0 && compare_packets(outgoing->packets[kept - 1], outgoing->packets[i]) == 0) {
            continue;
        }
        if (kept != i) {
            memcpy(outgoing->packets[kept], outgoing->packets[i], VR_PACKET_SIZE);
        }
        kept++;
    }
    outgoing->count = kept;
}

/* The own hand-over, which names count and hash of the whole batch. */
static enum vr_status
sign_handover(struct outgoing *outgoing)
{
    const struct outgoing_place *at = &outgoing->at;
    struct vr_handover *own = &outgoing->handovers[outgoing->handover_count];
    struct vr_handover_hash hash;
    enum vr_status status;

    vr_handover_hash_init(&hash);
    status = vr_handover_hash_add(&hash, outgoing->packets[0], outgoing->count);
    if (status != VR_OK) {
        return status;
    }
    vr_handover_hash_digest(own->hash, &hash);
    memcpy(own->from, at->circle->hops[at->place].id, sizeof own->from);
    memcpy(own->to, at->circle->hops[at->place + 1].id, sizeof own->to);
    own->round = at->round;
    own->count = (uint32_t) outgoing->count;
    own->thin = outgoing->thin;
    outgoing->handover_count++;

    return vr_handover_sign(own, at->circle->id, at->identity);
}

static enum vr_status
put_heads(struct outgoing *outgoing, struct outbox *outbox, uint32_t parts, struct vr_why *why)
{
    const struct vr_handover *own = &outgoing->handovers[outgoing->handover_count - 1];
    struct vr_part part = { .round = own->round, .parts = parts, .count = own->count };
    enum vr_status status = VR_OK;

    memcpy(part.circle, outgoing->at.circle->id, sizeof part.circle);
    memcpy(part.from, own->from, sizeof part.from);
    memcpy(part.to, own->to, sizeof part.to);
    memcpy(part.hash, own->hash, sizeof part.hash);
    memcpy(part.handovers, outgoing->handovers, sizeof part.handovers);
    part.handover_count = outgoing->handover_count;
    for (part.part = 1; part.part <= parts && status == VR_OK; part.part++) {
        struct vr_handover_hash hash;
        char *head = NULL;
        size_t len = 0;

        vr_handover_hash_init(&hash);
        status = vr_handover_hash_add(&hash, outgoing->packets[(part.part - 1) * VR_PART_PACKETS],
                                      vr_part_size(own->count, part.part));
        if (status == VR_OK) {
            vr_handover_hash_digest(part.part_hash, &hash);
            status = vr_part_head(&head, &len, &part, outgoing->at.identity);
        }
        if (status == VR_OK) {
            status = outbox_put_head(outbox, part.part, head, len, why);
        }
        free(head);
    }

    return status;
}

static enum vr_status
put_all(struct outgoing *outgoing, struct outbox *outbox, struct vr_why *why)
{
    enum vr_status status = VR_OK;

    for (size_t i = 0; i < outgoing->count && status == VR_OK; i++) {
        status = outbox_put_packet(outbox, (uint32_t) i, outgoing->packets[i], why);
    }
    for (size_t i = 0; i < outgoing->tag_count && status == VR_OK; i++) {
        status = outbox_put_tag(outbox, outgoing->tags[i], why);
    }

    return status;
}

enum vr_status
outgoing_commit(struct outgoing *outgoing, struct outbox *outbox, const char *answer,
                size_t answer_len, struct vr_why *why)
{
    struct outbox_state state;
    enum vr_status status;

    policy_sort(outgoing->packets, outgoing->count, sizeof outgoing->packets[0], compare_packets);
    drop_doubles(outgoing);
    status = pad(outgoing, why);
    if (status != VR_OK) {
        return status;
    }
    state.count = (uint32_t) outgoing->count;
    state.parts = vr_part_total(state.count);
    policy_sort(outgoing->packets, outgoing->count, sizeof outgoing->packets[0], compare_packets);
    policy_sort(outgoing->tags, outgoing->tag_count, sizeof outgoing->tags[0], tags_compare);
    status = sign_handover(outgoing);
    if (status == VR_OK) {
        status = outbox_begin(outbox, why);
    }
    if (status == VR_OK) {
        status = put_all(outgoing, outbox, why);
    }
    if (status == VR_OK) {
        status = put_heads(outgoing, outbox, state.parts, why);
    }
    if (status == VR_OK) {
        status = outbox_commit(outbox, &state, answer, answer_len, why);
    }
    if (status != VR_OK) {
        outbox_abort(outbox);
    }

    return status;
}

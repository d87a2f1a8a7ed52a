/* SPDX-License-Identifier: EUPL-1.2 */
#include "taking.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "policy.h"
#include "recording.h"

/* The epoch at a hop behind the entry is the round's next; so a packet of another batch is never
 * taken, and within one batch tags are unique. */
static enum vr_status
peel(enum vr_onion_action *action, uint8_t tag[static VR_TAG_SIZE],
     uint8_t packet[static VR_PACKET_SIZE], const struct taking *taking)
{
    const struct outgoing_place *at = &taking->at;
    const size_t next = at->place + 1;
    const struct vr_onion_place place = {
        .batch = at->round,
        .is_store = next == at->circle->hop_count,
        .next_hop = next < at->circle->hop_count ? at->circle->hops[next].id : NULL,
        .probes = taking->probes,
        .probe_count = taking->probe_count,
    };
    struct vr_onion_layer layer;
    uint8_t slot[VR_SLOT_SIZE];
    enum vr_status status;
    uint32_t epoch;

    status = vr_onion_epoch(&epoch, packet);
    if (status == VR_OK && epoch != at->round + 1) {
        status = VR_STALE;
    }
    if (status == VR_OK) {
        status = vr_onion_verify(&layer, packet, taking->epoch_secret, taking->epoch_public);
    }
    if (status != VR_OK) {
        return status;
    }
    memcpy(tag, layer.tag, sizeof layer.tag);
    vr_onion_peel(slot, packet, &layer);
    *action = vr_onion_judge(slot, packet, &place);
    sodium_memzero(&layer, sizeof layer);

    return VR_OK;
}

static enum vr_status
take_packet(struct taking *taking, const uint8_t *wire)
{
    struct outgoing *outgoing = &taking->outgoing;
    enum vr_onion_action action = VR_ACT_DROP;
    uint8_t tag[VR_TAG_SIZE];
    enum vr_status status;
    uint8_t *packet;

    status = outgoing_packet(&packet, outgoing);
    if (status != VR_OK) {
        return status;
    }
    memcpy(packet, wire, VR_PACKET_SIZE);
    taking->packets++;
    if (peel(&action, tag, packet, taking) != VR_OK || tags_have(taking->tags, tag)) {
        action = VR_ACT_DROP;
    } else {
        status = tags_add(taking->tags, tag);
        if (status == VR_OK) {
            status = outgoing_tag(outgoing, tag);
        }
    }
    taking->probes_back += action == VR_ACT_PROBE;
    taking->dropped += action == VR_ACT_DROP;
    if (action == VR_ACT_DROP || action == VR_ACT_PROBE) {
        outgoing->count--;
    }

    return status;
}

/* Room in the set of tags for one more part. It grows with what came, not with what was said. */
static enum vr_status
make_room(struct taking *taking, size_t more)
{
    const struct outgoing *outgoing = &taking->outgoing;
    size_t room = 2 * (outgoing->tag_count + more);
    struct tags *tags = NULL;
    enum vr_status status;

    if (outgoing->tag_count + more <= taking->tag_room) {
        return VR_OK;
    }
    status = tags_new(&tags, room);
    for (size_t i = 0; i < outgoing->tag_count && status == VR_OK; i++) {
        status = tags_add(tags, outgoing->tags[i]);
    }
    if (status != VR_OK) {
        tags_free(tags);
        return status;
    }
    tags_free(taking->tags);
    taking->tags = tags;
    taking->tag_room = room;

    return VR_OK;
}

static enum vr_status
take_part(struct taking *taking, const struct vr_part *part)
{
    enum vr_status status;

    if (taking->last.part == 0) {
        outgoing_init(&taking->outgoing, &taking->at);
        vr_handover_hash_init(&taking->hash);
    }
    if (vr_handover_hash_add(&taking->hash, part->packets, part->packet_count) != VR_OK) {
        return vr_refuse(&taking->why, VR_MALFORMED,
                         "the packets of part %u do not ascend from those before it", part->part);
    }
    status = make_room(taking, part->packet_count);
    for (size_t i = 0; status == VR_OK && i < part->packet_count; i++) {
        status = take_packet(taking, part->packets + i * VR_PACKET_SIZE);
    }
    if (status != VR_OK) {
        return vr_refuse(&taking->why, status, "no memory for part %u", part->part);
    }
    taking->last = *part;
    taking->last.packets = NULL;

    return VR_OK;
}

enum vr_status
taking_part(struct taking *taking, const struct vr_part *part)
{
    if (taking->failed == VR_OK) {
        taking->failed = take_part(taking, part);
    }

    return taking->failed;
}

static enum vr_status
check_whole(struct taking *taking)
{
    const struct vr_part *last = &taking->last;
    struct outgoing *outgoing = &taking->outgoing;
    uint8_t digest[32];

    vr_handover_hash_digest(digest, &taking->hash);
    if (last->part != last->parts || sodium_memcmp(digest, last->hash, sizeof digest) != 0) {
        return vr_refuse(&taking->why, VR_UNVERIFIED, "the parts do not make up the batch");
    }
    memcpy(outgoing->handovers, last->handovers, sizeof last->handovers);
    outgoing->handover_count = last->handover_count;
    outgoing->thin = last->handovers[0].thin;

    return VR_OK;
}

static enum vr_status
look_for_probes(struct taking *taking)
{
    taking->missing =
        taking->probe_count > taking->probes_back ? taking->probe_count - taking->probes_back : 0;
    if (taking->missing == 0 || taking->released) {
        return VR_OK;
    }

    return vr_refuse(&taking->why, VR_STALE,
                     "%zu of %zu probes are missing: packets were dropped "
                     "on the way here",
                     taking->missing, taking->probe_count);
}

static enum vr_status
sign_answer(struct taking *taking)
{
    return vr_taken_document(&taking->answer, &taking->answer_len,
                             &taking->last.handovers[taking->last.handover_count - 1],
                             taking->at.circle->id, taking->at.identity);
}

static int
compare_deliveries(const void *a, const void *b)
{
    return memcmp(vr_onion_delivery(a), vr_onion_delivery(b), VR_BATCH_ENTRY);
}

static enum vr_status
fill_store(void *arg, struct recording *recording, struct store *store, struct vr_why *why)
{
    const struct taking *taking = arg;
    const struct outgoing *outgoing = &taking->outgoing;
    enum vr_status status = VR_OK;

    for (size_t i = 0; i < outgoing->count && status == VR_OK; i++) {
        status = recording_put(recording, store, vr_onion_delivery(outgoing->packets[i]), why);
    }
    for (size_t i = 0; i < outgoing->tag_count && status == VR_OK; i++) {
        status = store_put_tag(store, outgoing->at.round + 1, outgoing->tags[i], why);
    }

    return status;
}

static enum vr_status
take_to_store(struct taking *taking, struct store *store)
{
    struct outgoing *outgoing = &taking->outgoing;
    struct recording recording = { .room = outgoing->count,
                                   .retention = taking->retention,
                                   .identity = taking->at.identity,
                                   .answer = taking->answer,
                                   .answer_len = taking->answer_len,
                                   .fill = fill_store,
                                   .arg = taking };
    enum vr_status status;

    recording.receipts.round = taking->at.round;
    recording.receipts.thin = outgoing->thin;
    memcpy(recording.receipts.circle, taking->at.circle->id, sizeof recording.receipts.circle);
    memcpy(recording.receipts.handovers, outgoing->handovers, sizeof outgoing->handovers);
    recording.receipts.handover_count = outgoing->handover_count;
    policy_sort(outgoing->packets, outgoing->count, sizeof outgoing->packets[0],
                compare_deliveries);
    policy_sort(outgoing->tags, outgoing->tag_count, sizeof outgoing->tags[0], tags_compare);
    status = recording_run(&recording, store, &taking->why);
    taking->receipts = recording.document;
    taking->receipts_len = recording.document_len;

    return status;
}

static enum vr_status
take_to_outbox(struct taking *taking)
{
    struct outbox *outbox = NULL;
    enum vr_status status;

    status =
        outbox_open(&outbox, taking->outboxes, taking->at.round, taking->batch->key, &taking->why);
    if (status == VR_OK) {
        status = outgoing_commit(&taking->outgoing, outbox, taking->answer, taking->answer_len,
                                 &taking->why);
    }
    outbox_close(outbox);

    return status;
}

/* At the store that of the batch; at any hop those of records that are not kept any more. */
static enum vr_status
destroy_keys(struct taking *taking, struct store *store, bool is_store)
{
    enum vr_status status = is_store ? batch_destroy_key(taking->batch, &taking->why) : VR_OK;

    return status == VR_OK ? store_forget(store, taking->at.round, taking->retention, &taking->why)
                           : status;
}

enum vr_status
taking_finish(struct taking *taking, struct store *store)
{
    bool is_store = taking->at.place + 1 == taking->at.circle->hop_count;
    enum vr_status status = check_whole(taking);

    if (status == VR_OK) {
        status = look_for_probes(taking);
    }
    if (status == VR_OK) {
        status = sign_answer(taking);
    }
    if (status == VR_OK) {
        status = is_store ? take_to_store(taking, store) : take_to_outbox(taking);
    }
    /* The round is taken, whatever becomes of keys: what is left goes later. */
    taking->is_clean = status == VR_OK && destroy_keys(taking, store, is_store) == VR_OK;

    return status;
}

void
taking_wipe(struct taking *taking)
{
    sodium_memzero(taking->epoch_secret, sizeof taking->epoch_secret);
    outgoing_wipe(&taking->outgoing);
    tags_free(taking->tags);
    free(taking->answer);
    free(taking->receipts);
    taking->tags = NULL;
    taking->tag_room = 0;
    taking->answer = NULL;
    taking->receipts = NULL;
    taking->last.part = 0;
}

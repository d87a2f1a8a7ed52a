/* SPDX-License-Identifier: EUPL-1.2 */
#include "taking.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/handover.h>

#include "inbox.h"
#include "policy.h"
#include "recording.h"
#include "tags.h"

/* The batch while it is taken: what goes on, or what is delivered, is in outgoing.packets. */
struct work {
    struct taking *taking;
    struct store *store;
    struct outgoing outgoing;
    struct tags *tags;
    size_t probes; /* of this hop, that came back: each once, because tags are unique */
    struct vr_handover_hash hash;
    struct vr_part last; /* packets not set */
};

static enum vr_status
describe_custody(struct vr_custody *custody, const struct vr_circle *circle)
{
    const struct vr_circle *const one[1] = { circle };

    return vr_custody_at(custody, one, 1, circle->from_round, NULL);
}

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
take_packet(struct work *work, const uint8_t *wire)
{
    struct outgoing *outgoing = &work->outgoing;
    enum vr_onion_action action = VR_ACT_DROP;
    uint8_t tag[VR_TAG_SIZE];
    enum vr_status status;
    uint8_t *packet;

    status = outgoing_packet(&packet, outgoing);
    if (status != VR_OK) {
        return status;
    }
    memcpy(packet, wire, VR_PACKET_SIZE);
    work->taking->packets++;
    if (peel(&action, tag, packet, work->taking) != VR_OK || tags_have(work->tags, tag)) {
        action = VR_ACT_DROP;
    } else {
        status = tags_add(work->tags, tag);
        if (status == VR_OK) {
            status = outgoing_tag(outgoing, tag);
        }
    }
    work->probes += action == VR_ACT_PROBE;
    work->taking->dropped += action == VR_ACT_DROP;
    if (action == VR_ACT_DROP || action == VR_ACT_PROBE) {
        outgoing->count--;
    }

    return status;
}

static enum vr_status
take_part(struct work *work, uint32_t number, const struct vr_custody *custody)
{
    struct taking *taking = work->taking;
    enum vr_status status;
    struct vr_part part = { 0 };
    uint8_t *bytes = NULL;
    size_t len;

    status = inbox_get(&bytes, &len, taking->inbox, taking->at.round, number, taking->batch->key,
                       &taking->why);
    if (status == VR_OK) {
        status = vr_part_decode(&part, bytes, len, custody, taking->at.place, &taking->why);
    }
    if (status == VR_OK && number > 1 && !vr_part_is_of_batch(&part, &work->last)) {
        status = vr_refuse(&taking->why, VR_MALFORMED, "part %u is of another batch", number);
    }
    if (status == VR_OK &&
        vr_handover_hash_add(&work->hash, part.packets, part.packet_count) != VR_OK) {
        status = vr_refuse(&taking->why, VR_MALFORMED,
                           "the packets of part %u do not ascend from those before it", number);
    }
    for (size_t i = 0; status == VR_OK && i < part.packet_count; i++) {
        status = take_packet(work, part.packets + i * VR_PACKET_SIZE);
    }
    if (status == VR_OK) {
        work->last = part;
        work->last.packets = NULL;
    }
    free(bytes);

    return status;
}

static enum vr_status
take_parts(struct work *work)
{
    struct taking *taking = work->taking;
    struct vr_custody custody;
    uint8_t digest[32];
    enum vr_status status = describe_custody(&custody, taking->at.circle);

    vr_handover_hash_init(&work->hash);
    for (uint32_t part = 1; part <= taking->parts && status == VR_OK; part++) {
        status = take_part(work, part, &custody);
    }
    if (status != VR_OK) {
        return status;
    }
    vr_handover_hash_digest(digest, &work->hash);
    if (work->last.parts != taking->parts ||
        sodium_memcmp(digest, work->last.hash, sizeof digest) != 0) {
        return vr_refuse(&taking->why, VR_UNVERIFIED, "the parts do not make up the batch");
    }
    memcpy(work->outgoing.handovers, work->last.handovers, sizeof work->last.handovers);
    work->outgoing.handover_count = work->last.handover_count;
    work->outgoing.thin = work->last.handovers[0].thin;

    return VR_OK;
}

static enum vr_status
look_for_probes(const struct work *work)
{
    struct taking *taking = work->taking;

    taking->missing = taking->probe_count > work->probes ? taking->probe_count - work->probes : 0;
    if (taking->missing == 0 || taking->released) {
        return VR_OK;
    }

    return vr_refuse(&taking->why, VR_STALE,
                     "%zu of %zu probes are missing: packets were dropped "
                     "on the way here",
                     taking->missing, taking->probe_count);
}

static enum vr_status
sign_answer(struct work *work)
{
    struct taking *taking = work->taking;

    return vr_taken_document(&taking->answer, &taking->answer_len,
                             &work->last.handovers[work->last.handover_count - 1],
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
    const struct work *work = arg;
    const struct outgoing *outgoing = &work->outgoing;
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
take_to_store(struct work *work)
{
    struct taking *taking = work->taking;
    struct outgoing *outgoing = &work->outgoing;
    struct recording recording = { .room = outgoing->count,
                                   .retention = taking->retention,
                                   .identity = taking->at.identity,
                                   .answer = taking->answer,
                                   .answer_len = taking->answer_len,
                                   .fill = fill_store,
                                   .arg = work };
    enum vr_status status;

    recording.receipts.round = taking->at.round;
    recording.receipts.thin = outgoing->thin;
    memcpy(recording.receipts.circle, taking->at.circle->id, sizeof recording.receipts.circle);
    memcpy(recording.receipts.handovers, outgoing->handovers, sizeof outgoing->handovers);
    recording.receipts.handover_count = outgoing->handover_count;
    policy_sort(outgoing->packets, outgoing->count, sizeof outgoing->packets[0],
                compare_deliveries);
    policy_sort(outgoing->tags, outgoing->tag_count, sizeof outgoing->tags[0], tags_compare);
    status = recording_run(&recording, work->store, &taking->why);
    taking->receipts = recording.document;
    taking->receipts_len = recording.document_len;
    /* The round is taken, whatever becomes of the key: what is left of it goes at the next start.
     */
    taking->is_clean = status == VR_OK && batch_destroy_key(taking->batch, &taking->why) == VR_OK;

    return status;
}

static enum vr_status
take_to_outbox(struct work *work)
{
    struct taking *taking = work->taking;
    struct outbox *outbox = NULL;
    enum vr_status status;

    status =
        outbox_open(&outbox, taking->outboxes, taking->at.round, taking->batch->key, &taking->why);
    if (status == VR_OK) {
        status = outgoing_commit(&work->outgoing, outbox, taking->answer, taking->answer_len,
                                 &taking->why);
    }
    outbox_close(outbox);

    return status;
}

enum vr_status
taking_run(struct taking *taking, struct store *store)
{
    bool is_store = taking->at.place + 1 == taking->at.circle->hop_count;
    struct work work = { .taking = taking, .store = store };
    enum vr_status status;

    outgoing_init(&work.outgoing, &taking->at);
    status = tags_new(&work.tags, (size_t) taking->parts * VR_PART_PACKETS);
    if (status == VR_OK) {
        status = take_parts(&work);
    }
    if (status == VR_OK) {
        status = look_for_probes(&work);
    }
    if (status == VR_OK) {
        status = sign_answer(&work);
    }
    if (status == VR_OK) {
        status = is_store ? take_to_store(&work) : take_to_outbox(&work);
    }
    if (status == VR_OK || status == VR_UNVERIFIED || status == VR_MALFORMED) {
        inbox_remove(taking->inbox, taking->at.round, taking->parts);
    }
    tags_free(work.tags);
    outgoing_wipe(&work.outgoing);

    return status;
}

void
taking_wipe(struct taking *taking)
{
    sodium_memzero(taking->epoch_secret, sizeof taking->epoch_secret);
    free(taking->answer);
    free(taking->receipts);
    taking->answer = NULL;
    taking->receipts = NULL;
}

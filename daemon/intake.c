/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake.h"

#include <string.h>

#include <sodium.h>

#include <vrijuit/bytes.h>
#include <vrijuit/onion.h>

#include "batch.h"
#include "clock.h"
#include "intake_state.h"
#include "tags.h"

/* Chance chooses the slot, so that its place says nothing about when the packet came. */
static uint32_t
take_slot(struct intake *intake)
{
    uint32_t place = randombytes_uniform(intake->free_count);
    uint32_t slot = intake->free[place];

    intake->free_count--;
    intake->free[place] = intake->free[intake->free_count];

    return slot;
}

static enum http_answer
submit(struct intake *intake, struct job *job, enum job_kind kind, struct batch *batch)
{
    job->kind = kind;
    job->batch = batch;
    job->status = VR_OK;
    job->failures = intake->failures;
    writer_submit(intake->writer, job);

    return HTTP_LATER;
}

static uint8_t
kind_of(enum vr_onion_action action)
{
    switch (action) {
    case VR_ACT_DELIVER:
        return POOL_DELIVER;
    case VR_ACT_FORWARD:
        return POOL_FORWARD;
    case VR_ACT_DROP:
    case VR_ACT_PROBE:
        break;
    }

    return POOL_DROPPED;
}

/* Peel the packet in its job, note what this hop does with it, and hand it to the writer. */
static enum http_answer
take_in(struct intake *intake, struct job *job, struct batch *batch,
        const struct vr_onion_layer *layer)
{
    const struct vr_circle *circle = circles_at(intake->parts.circles, batch->number);
    const struct vr_onion_place place = {
        .batch = batch->number,
        .is_store = circle->hop_count == 1,
        .next_hop = circle->hop_count == 1 ? NULL : circle->hops[1].id,
    };
    struct pool_entry *entry = &job->entry;
    uint8_t slot[VR_SLOT_SIZE];

    if (intake->free_count == 0) {
        intake->turned_away++;
        return HTTP_BUSY;
    }
    if (tags_add(intake->tags, layer->tag) != VR_OK) {
        return HTTP_BUSY;
    }
    vr_onion_peel(slot, entry->packet, layer);
    memcpy(entry->tag, layer->tag, sizeof entry->tag);
    vr_store32(entry->batch_le, batch->number);
    memset(entry->zero, 0, sizeof entry->zero);
    entry->kind = kind_of(vr_onion_judge(slot, entry->packet, &place));
    job->slot = take_slot(intake);

    return submit(intake, job, JOB_PACKET, batch);
}

/* Whether the first copy of a duplicate is safe: it was done before it, well or not, and its round
 * may have ended since. */
static bool
is_taken(const struct intake *intake, const struct pool_entry *entry)
{
    uint32_t epoch = vr_load32(entry->batch_le);

    return tags_have(intake->tags, entry->tag) ||
           (epoch < intake->next && (ended_have(&intake->ended, epoch, entry->tag) ||
                                     store_has_tag(intake->parts.store, epoch, entry->tag)));
}

/* In the first round of another path: only when all hops have signed keys for it. Before that, what
 * comes was wrapped for the old path, and would be dropped on the way though it was acknowledged.
 */
static bool
path_is_ready(const struct intake *intake, uint32_t epoch)
{
    const struct intake_parts *parts = &intake->parts;

    return !circles_path_begins(parts->circles, epoch) ||
           circles_at(parts->circles, epoch)->hop_count == 1 ||
           parts->keys(parts->arg, epoch + 1) != NULL;
}

/* A packet whose layer verifies: known, for an ended round, or new. When the clock was set back
 * into a round that has ended, what was taken then stays taken and nothing new is; nor
 * for a circle in which this hop is not the entry. */
static enum http_answer
sort_out(struct intake *intake, struct job *job, uint32_t epoch, const struct vr_onion_layer *layer)
{
    struct batch *batch = intake_find(intake, epoch);
    bool has_ended = epoch < intake->next || batch == NULL || batch == intake->closing ||
                     circles_place(intake->parts.circles, epoch) != 0 ||
                     !path_is_ready(intake, epoch);

    memcpy(job->entry.tag, layer->tag, sizeof job->entry.tag);
    vr_store32(job->entry.batch_le, epoch);
    if (is_taken(intake, &job->entry)) {
        return submit(intake, job, JOB_DUPLICATE, NULL);
    }

    return has_ended ? HTTP_BUSY : take_in(intake, job, batch, layer);
}

enum http_answer
intake_packet(struct intake *intake, struct job *job)
{
    const uint8_t *packet = job->entry.packet;
    const uint8_t *public_key;
    const uint8_t *secret;
    struct vr_onion_layer layer;
    enum http_answer answer;
    uint32_t epoch;
    uint32_t round;
    bool late;

    if (vr_onion_epoch(&epoch, packet) != VR_OK ||
        !vr_circle_round(&round, &late, circles_newest(intake->parts.circles), clock_now()) ||
        !vr_onion_admits(epoch, round, late)) {
        return HTTP_MALFORMED;
    }
    if (!hopkeys_pair(intake->parts.hopkeys, &secret, &public_key, epoch)) {
        return HTTP_BUSY;
    }
    if (vr_onion_verify(&layer, packet, secret, public_key) != VR_OK) {
        return HTTP_MALFORMED;
    }
    answer = sort_out(intake, job, epoch, &layer);
    sodium_memzero(&layer, sizeof layer);

    return answer;
}

enum http_answer
intake_settle(struct intake *intake, const struct job *job)
{
    if (job->kind == JOB_DUPLICATE) {
        /* After a failure its tag may be that of a third copy, which is not on the disk yet. */
        return job->status == VR_OK && job->failures == intake->failures &&
                       is_taken(intake, &job->entry)
                   ? HTTP_ACCEPTED
                   : HTTP_BUSY;
    }
    if (job->status != VR_OK) {
        /* The slot stays out of use: what reached the disk is not known. */
        tags_remove(intake->tags, job->entry.tag);
        intake->failures++;
        return HTTP_BUSY;
    }

    return HTTP_ACCEPTED;
}

void
intake_use(struct intake *intake, struct writer *writer)
{
    intake->writer = writer;
}

uint32_t
intake_free_slots(const struct intake *intake)
{
    return intake->free_count;
}

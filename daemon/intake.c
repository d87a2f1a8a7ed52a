/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/bytes.h>
#include <vrijuit/onion.h>

#include "batch.h"
#include "clock.h"
#include "files.h"
#include "intake_state.h"
#include "log.h"
#include "tags.h"

static struct batch *
find_batch(const struct intake *intake, uint32_t number)
{
    for (size_t i = 0; i < intake->batch_count; i++) {
        if (intake->batches[i]->number == number) {
            return intake->batches[i];
        }
    }

    return NULL;
}

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

static void
put_slot(struct intake *intake, uint32_t slot)
{
    intake->free[intake->free_count] = slot;
    intake->free_count++;
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

    if (intake->free_count == 0 || tags_add(intake->tags, layer->tag) != VR_OK) {
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

/* A packet whose layer verifies: known, for an ended round, or new. When the clock was set back
 * into a round that has ended, what was taken then stays taken and nothing new is; nor
 * for a circle in which this hop is not the entry. */
static enum http_answer
sort_out(struct intake *intake, struct job *job, uint32_t epoch, const struct vr_onion_layer *layer)
{
    struct batch *batch = find_batch(intake, epoch);
    bool has_ended = epoch < intake->next || batch == NULL || batch == intake->closing ||
                     circles_place(intake->parts.circles, epoch) != 0;

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

static enum vr_status
open_batch(struct intake *intake, uint32_t number, struct vr_why *why)
{
    enum vr_status status;

    if (find_batch(intake, number) != NULL) {
        return VR_OK;
    }
    if (intake->batch_count >= INTAKE_BATCHES) {
        return vr_refuse(why, VR_FULL, "rounds cannot be closed: see the errors before this one");
    }
    status = batch_open(&intake->batches[intake->batch_count], intake->folder, number, why);
    if (status == VR_OK) {
        intake->batch_count++;
    }

    return status;
}

static enum vr_status
run_closing(void *task, struct pool *pool, struct store *store)
{
    return closing_run(task, pool, store);
}

/* Everything that the writer needs to close the next round, copied or outliving it. */
static enum vr_status
describe_closing(struct closing *closing, const struct intake *intake, struct batch *batch,
                 struct vr_why *why)
{
    const struct intake_parts *parts = &intake->parts;
    const struct vr_circle *circle = circles_at(parts->circles, batch->number);
    const struct vr_keys *keys = NULL;

    if (circle == NULL) {
        return vr_refuse(why, VR_FOREIGN, "round %u: no circle is in force", batch->number);
    }
    if (circle->hop_count > 1) {
        keys = parts->keys(parts->arg, batch->number + 1);
        if (keys == NULL) {
            return vr_refuse(why, VR_STALE,
                             "round %u waits for the keys of the hops behind: are they up?",
                             batch->number);
        }
        closing->keys = *keys;
    }
    closing->batch = batch;
    closing->at = (struct outgoing_place) { .circle = circle,
                                            .place = 0,
                                            .round = batch->number,
                                            .keys = &closing->keys,
                                            .identity = parts->identity };
    strcpy(closing->outboxes, parts->outboxes);
    closing->thin_below = circle->minimum + 8 * ((uint32_t) circle->hop_count - 1);
    closing->retention = parts->retention;
    closing->attempt = intake->attempt;

    return VR_OK;
}

/* Give the oldest ended round to the writer; one at a time, because each names the one before. */
static enum vr_status
start_close(struct intake *intake, struct vr_why *why)
{
    struct batch *batch = find_batch(intake, intake->next);
    struct closing *closing = calloc(1, sizeof *closing);
    struct job *job = job_new(JOB_TASK);
    enum vr_status status = VR_MEMORY;

    if (closing == NULL || job == NULL) {
        vr_refuse(why, status, "no memory to close round %u", intake->next);
    } else {
        status = describe_closing(closing, intake, batch, why);
    }
    if (status != VR_OK) {
        free(closing);
        job_free(job);
        return status;
    }
    job->run = run_closing;
    job->finished = intake->parts.closed;
    job->task = closing;
    job->owner = intake->parts.arg;
    intake->closing = batch;
    writer_submit(intake->writer, job);

    return VR_OK;
}

enum vr_status
intake_advance(struct intake *intake, uint32_t round, struct vr_why *why)
{
    const struct circles *circles = intake->parts.circles;
    enum vr_status status = VR_OK;

    if (circles_at(circles, round) == NULL) {
        return VR_OK;
    }
    if (!intake->has_next) {
        intake->next = round;
        intake->has_next = true;
    }
    if (intake->closing == NULL && intake->next < round &&
        circles_place(circles, intake->next) == 0) {
        status = open_batch(intake, intake->next, why);
        if (status == VR_OK) {
            status = start_close(intake, why);
        }
    }
    if (status == VR_OK && round >= intake->next && circles_place(circles, round) == 0) {
        status = open_batch(intake, round, why);
    }
    if (status == VR_OK && round + 1 >= intake->next && circles_place(circles, round + 1) == 0) {
        status = open_batch(intake, round + 1, why);
    }

    return status;
}

/* Without memory a duplicate is told to come again, which does no harm. */
static void
remember(struct intake *intake, const struct batch *batch)
{
    struct tags *tags = NULL;
    enum vr_status status = ended_begin(&tags, &intake->ended, batch->number, batch->count + 1);

    for (size_t i = 0; i < batch->count && status == VR_OK; i++) {
        status = tags_add(tags, batch->items[i].tag);
    }
}

/* The round is over: its tags are committed, its slots are random again. What goes on to the next
 * hop still needs the batch's key. */
static void
retire(struct intake *intake, struct batch *batch, const struct closing *closing)
{
    for (size_t i = 0; i < batch->count; i++) {
        tags_remove(intake->tags, batch->items[i].tag);
        if (closing->is_clean) {
            put_slot(intake, batch->items[i].slot);
        }
    }
    for (size_t i = 0; i < intake->batch_count; i++) {
        if (intake->batches[i] == batch) {
            intake->batch_count--;
            intake->batches[i] = intake->batches[intake->batch_count];
        }
    }
    intake->next = batch->number + 1;
    if (closing->at.circle->hop_count > 1) {
        remember(intake, batch);
        intake->parts.depart(intake->parts.arg, batch);
    } else {
        batch_free(batch);
    }
}

void
intake_closed(bool *closed, struct intake *intake, const struct job *job)
{
    struct closing *closing = job->task;

    intake->closing = NULL;
    *closed = job->status == VR_OK;
    if (!*closed) {
        intake->attempt += closing->unreadable > 0;
        log_error("round %u could not be closed, nothing is lost, trying again: %s",
                  closing->batch->number, closing->why.text);
        return;
    }
    intake->attempt = 0;
    log_info("round %u closed: %zu packets, %zu records", closing->batch->number,
             closing->batch->count, closing->records);
    if (closing->unreadable > 0) {
        log_error("round %u: %zu packets could not be read back from the disk and are lost; "
                  "check the disk",
                  closing->batch->number, closing->unreadable);
    }
    if (!closing->is_clean) {
        log_error("round %u: what it left in the pool could not be destroyed: %s; restart to try "
                  "again",
                  closing->batch->number, closing->why.text);
    }
    if (intake->failures > intake->failures_told) {
        log_error("round %u: %llu packets were refused because the disk failed",
                  closing->batch->number,
                  (unsigned long long) (intake->failures - intake->failures_told));
        intake->failures_told = intake->failures;
    }
    retire(intake, closing->batch, closing);
    closing->batch = NULL;
}

void
intake_close_free(struct job *job)
{
    struct closing *closing = job->task;

    free(closing->receipts);
    free(closing);
    job_free(job);
}

uint32_t
intake_free_slots(const struct intake *intake)
{
    return intake->free_count;
}

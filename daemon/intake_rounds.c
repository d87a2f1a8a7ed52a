/* SPDX-License-Identifier: EUPL-1.2 */
/* Rounds of the intake: opening their batches, closing the oldest, one at a time. */
#include <stdlib.h>
#include <string.h>

#include "intake_state.h"
#include "log.h"
#include "verdicts.h"

struct batch *
intake_find(const struct intake *intake, uint32_t number)
{
    for (size_t i = 0; i < intake->batch_count; i++) {
        if (intake->batches[i]->number == number) {
            return intake->batches[i];
        }
    }

    return NULL;
}

static void
put_slot(struct intake *intake, uint32_t slot)
{
    intake->free[intake->free_count] = slot;
    intake->free_count++;
}

static enum vr_status
open_batch(struct intake *intake, uint32_t number, struct vr_why *why)
{
    enum vr_status status;

    if (intake_find(intake, number) != NULL) {
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

/* Why a round has no keys for its dummies. Keys are collected for the present round only, so that
 * newer ones mean that those of this round never come: an entry that ran before the others. */
static enum vr_status
refuse_unpadded(const struct vr_keys *newest, uint32_t round, struct vr_why *why)
{
    if (newest != NULL && newest->round > round + 1) {
        return vr_refuse(why, VR_STALE,
                         "round %u can never be padded: vrijuitd abandon --round %u --reason TEXT",
                         round, round);
    }

    return vr_refuse(why, VR_STALE, "round %u waits for the keys of the hops behind: are they up?",
                     round);
}

/* The keys for its dummies. Without them the round waits until the operator gives it up. */
static enum vr_status
find_dummy_keys(struct closing *closing, const struct intake_parts *parts, uint32_t round,
                uint32_t present, struct vr_why *why)
{
    const struct vr_keys *keys = parts->keys(parts->arg, round + 1);
    char reason[VERDICTS_REASON_MAX + 1];

    if (keys != NULL) {
        closing->keys = *keys;
        return VR_OK;
    }
    if (!verdicts_find(reason, parts->state, ABANDONED, round)) {
        return refuse_unpadded(parts->keys(parts->arg, present + 1), round, why);
    }
    log_warning("round %u: given up by the operator: %s", round, reason);
    closing->given_up = true;

    return VR_OK;
}

/* Everything that the writer needs to close the next round, copied or outliving it. */
static enum vr_status
describe_closing(struct closing *closing, const struct intake *intake, struct batch *batch,
                 uint32_t present, struct vr_why *why)
{
    const struct intake_parts *parts = &intake->parts;
    const struct vr_circle *circle = circles_at(parts->circles, batch->number);
    enum vr_status status = VR_OK;

    if (circle == NULL) {
        return vr_refuse(why, VR_FOREIGN, "round %u: no circle is in force", batch->number);
    }
    if (circle->hop_count > 1) {
        status = find_dummy_keys(closing, parts, batch->number, present, why);
    }
    if (status != VR_OK) {
        return status;
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
start_close(struct intake *intake, uint32_t present, struct vr_why *why)
{
    struct batch *batch = intake_find(intake, intake->next);
    struct closing *closing = calloc(1, sizeof *closing);
    struct job *job = job_new(JOB_TASK);
    enum vr_status status = VR_MEMORY;

    if (closing == NULL || job == NULL) {
        vr_refuse(why, status, "no memory to close round %u", intake->next);
    } else {
        status = describe_closing(closing, intake, batch, present, why);
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
    enum vr_status closing = VR_OK;
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
        closing = open_batch(intake, intake->next, why);
        if (closing == VR_OK) {
            closing = start_close(intake, round, why);
        }
    }
    /* Also when a round cannot be closed: packets are taken all the same. */
    if (round >= intake->next && circles_place(circles, round) == 0) {
        status = open_batch(intake, round, closing == VR_OK ? why : NULL);
    }
    if (status == VR_OK && round + 1 >= intake->next && circles_place(circles, round + 1) == 0) {
        status = open_batch(intake, round + 1, closing == VR_OK ? why : NULL);
    }

    return closing == VR_OK ? status : closing;
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

/* What the operator must know of a round: its counts, once. */
static void
tell_losses(struct intake *intake, const struct closing *closing)
{
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
    if (intake->turned_away > 0) {
        log_warning("round %u: the pool was full, packets were told to come back %llu times; see "
                    "pool_slots in vrijuitd.conf(5)",
                    closing->batch->number, (unsigned long long) intake->turned_away);
        intake->turned_away = 0;
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
    tell_losses(intake, closing);
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

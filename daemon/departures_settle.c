/* SPDX-License-Identifier: EUPL-1.2 */
/* The end of a batch here: its packets are destroyed, then the key under which they lay. */
#include "departures_state.h"

#include <stdlib.h>
#include <string.h>

#include "log.h"

#define KEPT_ROUNDS 3U /* tags stay as long as the key of their epoch; PROTOCOL.md section 3 */

struct settling {
    const char *outboxes;
    struct batch *batch;
    struct outbox *outbox;
    struct vr_why why;
};

/* In the writer: forget the packets, then the key under which they lay. */
static enum vr_status
settle(void *task, struct pool *pool, struct store *store)
{
    struct settling *settling = task;
    enum vr_status status = outbox_settle(settling->outbox, &settling->why);

    (void) pool;
    (void) store;
    outbox_close(settling->outbox);
    settling->outbox = NULL;

    if (status == VR_OK) {
        status = batch_destroy_key(settling->batch, &settling->why);
    }
    if (status == VR_OK && settling->batch->number > KEPT_ROUNDS) {
        outbox_remove_before(settling->outboxes, settling->batch->number - KEPT_ROUNDS);
    }

    return status;
}

static void
on_settled(void *owner, struct job *job)
{
    struct departures *departures = owner;
    struct settling *settling = job->task;

    if (job->status != VR_OK) {
        log_error("round %u: what was handed on could not be destroyed, trying again: %s",
                  settling->batch->number, settling->why.text);
        departures_back_off(departures, true, "it stays here until it can be destroyed");
    } else {
        log_info("round %u: %s", settling->batch->number,
                 departures->waiting[0].given_up ? "destroyed" : "taken by the next hop");
        departures->conflict = false;
        batch_free(settling->batch);
        departures->count--;
        memmove(departures->waiting, departures->waiting + 1,
                departures->count * sizeof departures->waiting[0]);
        departures->stage = RESTING;
        departures_second(departures); /* the next one may be waiting */
    }
    free(settling);
    job_free(job);
}

void
departures_settle(struct departures *departures)
{
    struct settling *settling = calloc(1, sizeof *settling);
    struct job *job = job_new(JOB_TASK);

    if (settling == NULL || job == NULL) {
        free(settling);
        job_free(job);
        departures_back_off(departures, true, "no memory");
        return;
    }
    settling->outboxes = departures->parts.outboxes;
    settling->batch = departures->waiting[0].batch;
    settling->outbox = departures->outbox;
    departures->outbox = NULL;
    departures->stage = SETTLING;
    job->run = settle;
    job->finished = on_settled;
    job->task = settling;
    job->owner = departures;
    writer_submit(departures->writer, job);
}

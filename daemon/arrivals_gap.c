/* SPDX-License-Identifier: EUPL-1.2 */
/* At the store: rounds that will never come. When the hop before goes on with a later one, and the
 * operator gives up those between, each gets receipts that say so; PROTOCOL.md section 7. */
#include "arrivals_state.h"

#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "recording.h"
#include "verdicts.h"

struct gap_task {
    struct arrivals *arrivals;
    uint32_t until; /* the round that the hop before sends */
    struct recording recording;
    struct vr_why why;
};

static enum vr_status
fill_nothing(void *arg, struct recording *recording, struct store *store, struct vr_why *why)
{
    (void) arg;
    (void) recording;
    (void) store;
    (void) why;

    return VR_OK;
}

/* A batch that began to come, and did not, left a key. */
static enum vr_status
run_gap(void *arg, struct pool *pool, struct store *store)
{
    struct gap_task *task = arg;
    uint32_t round = task->recording.receipts.round;
    enum vr_status status = recording_run(&task->recording, store, &task->why);

    (void) pool;

    return status == VR_OK ? arrivals_destroy_key(task->arrivals->parts.rounds, round, &task->why)
                           : status;
}

static void
on_gap(void *owner, struct job *job)
{
    struct arrivals *arrivals = owner;
    struct gap_task *task = job->task;
    const struct recording *recording = &task->recording;

    arrivals->under_way--;
    if (job->status != VR_OK) {
        log_error("round %u: giving it up did not work, trying again: %s",
                  recording->receipts.round, task->why.text);
    }
    if (recording->document != NULL) {
        arrivals->parts.published(arrivals->parts.arg, recording->document,
                                  recording->document_len);
    }
    if (job->status == VR_OK && recording->receipts.round + 1 < task->until) {
        arrivals_give_up(arrivals, recording->receipts.round + 1, task->until);
    }
    free(task->recording.document);
    free(task);
    job_free(job);
}

void
arrivals_give_up(struct arrivals *arrivals, uint32_t due, uint32_t until)
{
    const struct vr_circle *circle = circles_at(arrivals->parts.circles, due);
    char reason[VERDICTS_REASON_MAX + 1];
    struct gap_task *task;
    struct job *job;

    arrivals->gap = true;
    arrivals->gap_round = due;
    if (circle == NULL || arrivals->under_way > 0 ||
        (size_t) vr_circle_hop(circle, arrivals->parts.identity_public) + 1 != circle->hop_count ||
        !verdicts_find(reason, arrivals->parts.state, ABANDONED, due)) {
        return;
    }
    task = calloc(1, sizeof *task);
    job = job_new(JOB_TASK);
    if (task == NULL || job == NULL) {
        free(task);
        job_free(job);
        return; /* the hop before comes again */
    }
    log_warning("round %u: given up by the operator: %s", due, reason);
    arrivals_forget(arrivals);
    task->arrivals = arrivals;
    task->until = until;
    task->recording = (struct recording) { .retention = arrivals->parts.retention,
                                           .identity = arrivals->parts.identity,
                                           .fill = fill_nothing };
    task->recording.receipts.round = due;
    task->recording.receipts.thin = true;
    memcpy(task->recording.receipts.circle, circle->id, sizeof circle->id);
    job->run = run_gap;
    job->finished = on_gap;
    job->task = task;
    job->owner = arrivals;
    arrivals->under_way++;
    writer_submit(arrivals->writer, job);
}

bool
arrivals_gap(const struct arrivals *arrivals, uint32_t *round)
{
    *round = arrivals->gap_round;

    return arrivals->gap;
}

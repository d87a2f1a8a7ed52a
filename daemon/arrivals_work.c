/* SPDX-License-Identifier: EUPL-1.2 */
/* What the writer does for arrivals: keep a part, take a whole batch. */
#include "arrivals_state.h"

#include <stdlib.h>
#include <string.h>

#include <vrijuit/secret.h>

#include "inbox.h"
#include "log.h"
#include "verdicts.h"

/* A part on its way to the disk, with the message that brought it. */
struct part_task {
    struct arrivals *arrivals;
    struct http_message *message;
    const struct batch *batch;
    uint32_t part;
    bool is_last;
    struct vr_why why;
};

struct take_task {
    struct arrivals *arrivals;
    struct http_message *message;
    struct vr_keys keys; /* as they were when it began */
    struct taking taking;
};

void
arrivals_bare(const struct arrivals *arrivals, struct http_message *message,
              enum http_answer answer)
{
    http_reply(arrivals->parts.http, message, NULL, answer);
}

void
arrivals_answer(const struct arrivals *arrivals, struct http_message *message, const char *answer,
                size_t len)
{
    struct document *document = document_new("text/plain; charset=utf-8", answer, len);

    http_reply(arrivals->parts.http, message, document, HTTP_BUSY);
    document_release(document);
}

static void
on_taken(void *owner, struct job *job)
{
    struct arrivals *arrivals = owner;
    struct take_task *task = job->task;
    struct taking *taking = &task->taking;
    enum vr_status status = job->status;
    bool refused = status == VR_UNVERIFIED || status == VR_MALFORMED;
    bool was_held = arrivals->held && arrivals->held_round == taking->at.round;

    arrivals->busy = false;
    arrivals->held = status == VR_STALE;
    arrivals->held_round = taking->at.round;
    if (status != VR_OK) {
        if (!arrivals->held || !was_held) {
            log_error("round %u: the batch is %s: %s", taking->at.round,
                      arrivals->held ? "held; see vrijuitd release" : "not taken",
                      taking->why.text);
        }
        arrivals_bare(arrivals, task->message, refused ? HTTP_MALFORMED : HTTP_BUSY);
        arrivals_forget(arrivals);
    } else {
        log_info("round %u: batch of %zu taken, %zu dropped", taking->at.round, taking->packets,
                 taking->dropped);
        if (taking->receipts != NULL && !taking->is_clean) {
            log_error("round %u: the key of its batch could not be destroyed: %s; restart to try "
                      "again",
                      taking->at.round, taking->why.text);
        }
        if (taking->receipts != NULL) {
            arrivals->parts.published(arrivals->parts.arg, taking->receipts, taking->receipts_len);
        } else if (departures_add(arrivals->parts.departures, arrivals->batch,
                                  arrivals->parts.hold) == VR_OK) {
            arrivals->batch = NULL;
        }
        arrivals_forget(arrivals);
        arrivals_answer(arrivals, task->message, taking->answer, taking->answer_len);
        arrivals_note(arrivals, taking->at.round, taking->answer, taking->answer_len);
        probes_forget(arrivals->parts.probes, taking->at.round);
        taking->answer = NULL;
    }
    taking_wipe(taking);
    vr_secret_free(task);
    job_free(job);
}

static enum vr_status
run_taking(void *task, struct pool *pool, struct store *store)
{
    struct take_task *take = task;

    (void) pool;

    return taking_run(&take->taking, store);
}

static bool
is_released(const struct arrivals *arrivals, uint32_t round)
{
    char reason[VERDICTS_REASON_MAX + 1];
    bool released = verdicts_find(reason, arrivals->parts.state, RELEASED, round);

    if (released) {
        log_warning("round %u: released by the operator: %s", round, reason);
    }

    return released;
}

/* All parts are on the disk: peel them. */
static void
start_taking(struct arrivals *arrivals, struct http_message *message)
{
    uint32_t round = arrivals->batch->number;
    const struct vr_circle *circle = circles_at(arrivals->parts.circles, round);
    struct job *job = job_new(JOB_TASK);
    bool is_store = arrivals->parts.departures == NULL;
    const struct vr_keys *keys =
        is_store ? NULL : arrivals->parts.keys(arrivals->parts.arg, round + 1);
    const uint8_t *public_key;
    const uint8_t *secret;
    struct take_task *task;
    void *memory = NULL;
    struct vr_why why;

    if (job == NULL || (keys == NULL && !is_store) ||
        vr_secret_new(&memory, sizeof *task) != VR_OK ||
        !hopkeys_pair(arrivals->parts.hopkeys, &secret, &public_key, round + 1)) {
        vr_refuse(&why, VR_STALE, "no key of epoch %u here or at a hop behind, or no memory",
                  round + 1);
        arrivals_tell(arrivals, round, &why);
        job_free(job);
        vr_secret_free(memory);
        arrivals_bare(arrivals, message, HTTP_BUSY);
        return;
    }
    task = memory;
    task->arrivals = arrivals;
    task->message = message;
    if (keys != NULL) {
        task->keys = *keys;
    }
    task->taking.batch = arrivals->batch;
    task->taking.at = (struct outgoing_place) {
        .circle = circle,
        .place = (size_t) vr_circle_hop(circle, arrivals->parts.identity_public),
        .round = round,
        .keys = &task->keys,
        .identity = arrivals->parts.identity,
    };
    memcpy(task->taking.epoch_secret, secret, 32);
    memcpy(task->taking.epoch_public, public_key, 32);
    task->taking.parts = arrivals->first.parts;
    task->taking.probe_count = probes_due(task->taking.probes, arrivals->parts.probes, round);
    task->taking.released = is_released(arrivals, round);
    task->taking.retention = arrivals->parts.retention;
    strcpy(task->taking.inbox, arrivals->parts.inbox);
    strcpy(task->taking.outboxes, arrivals->parts.outboxes);
    job->run = run_taking;
    job->finished = on_taken;
    job->task = task;
    job->owner = arrivals;
    arrivals->busy = true;
    writer_submit(arrivals->writer, job);
}

static void
on_part(void *owner, struct job *job)
{
    struct arrivals *arrivals = owner;
    struct part_task *task = job->task;

    arrivals->busy = false;
    if (job->status != VR_OK) {
        log_error("round %u: a part cannot be kept: %s", arrivals->batch->number, task->why.text);
        arrivals_bare(arrivals, task->message, HTTP_BUSY);
    } else {
        arrivals->next_part = task->part + 1;
        if (task->is_last) {
            start_taking(arrivals, task->message);
        } else {
            arrivals_bare(arrivals, task->message, HTTP_ACCEPTED);
        }
    }
    free(task);
    job_free(job);
}

static enum vr_status
run_part(void *arg, struct pool *pool, struct store *store)
{
    struct part_task *task = arg;

    (void) pool;
    (void) store;

    return inbox_put(task->arrivals->parts.inbox, task->batch->number, task->part, task->batch->key,
                     task->message->bytes, task->message->len, &task->why);
}

void
arrivals_keep(struct arrivals *arrivals, struct http_message *message, const struct vr_part *part)
{
    struct part_task *task = calloc(1, sizeof *task);
    struct job *job = job_new(JOB_TASK);

    if (task == NULL || job == NULL) {
        free(task);
        job_free(job);
        arrivals_bare(arrivals, message, HTTP_BUSY);
        return;
    }
    task->arrivals = arrivals;
    task->message = message;
    task->batch = arrivals->batch;
    task->part = part->part;
    task->is_last = part->part == part->parts;
    job->run = run_part;
    job->finished = on_part;
    job->task = task;
    job->owner = arrivals;
    arrivals->busy = true;
    writer_submit(arrivals->writer, job);
}

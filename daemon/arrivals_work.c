/* SPDX-License-Identifier: EUPL-1.2 */
/* From the first part of a batch to the answer to the last: parts go to the writer one by one, and
 * with the last one the whole batch is taken. */
#include "arrivals_state.h"

#include <stdlib.h>
#include <string.h>

#include <vrijuit/secret.h>

#include "log.h"
#include "verdicts.h"

/* Parts under way of which each is answered at once; more wait, so that memory does not grow with
 * what a hop sends but with what is peeled. */
#define PARTS_AHEAD 4U

/* A part in the writer. */
struct part_task {
    struct taking *taking;
    struct http_message *message; /* NULL when it is answered */
    struct vr_part part;
    bool is_last;
    uint8_t packets[VR_PART_PACKETS][VR_PACKET_SIZE];
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

/* It would have been held. */
static void
tell_released(const struct arrivals *arrivals, uint32_t round)
{
    char reason[VERDICTS_REASON_MAX + 1];

    if (verdicts_find(reason, arrivals->parts.state, RELEASED, round)) {
        log_warning("round %u: released by the operator: %s", round, reason);
    }
}

/* The hop before forgets its batch when it has the answer. */
static void
settle(struct arrivals *arrivals, struct http_message *message)
{
    struct taking *taking = &arrivals->coming->taking;
    uint32_t round = taking->at.round;

    if (taking->missing > 0) {
        tell_released(arrivals, round);
    }
    log_info("round %u: batch of %zu taken, %zu dropped", round, taking->packets, taking->dropped);
    if (!taking->is_clean) {
        log_error("round %u: a key could not be destroyed: %s; restart to try again", round,
                  taking->why.text);
    }
    if (taking->receipts != NULL) {
        arrivals->parts.published(arrivals->parts.arg, taking->receipts, taking->receipts_len);
    } else if (departures_add(arrivals->parts.departures, taking->batch, arrivals->parts.hold) ==
               VR_OK) {
        taking->batch = NULL;
    } else {
        log_error("round %u: too many batches wait for the next hop; it goes after a restart",
                  round);
    }
    arrivals_answer(arrivals, message, taking->answer, taking->answer_len);
    arrivals_note(arrivals, round, taking->answer, taking->answer_len);
    taking->answer = NULL;
    probes_forget(arrivals->parts.probes, round);
    arrivals->held = false;
    arrivals_forget(arrivals);
}

static void
refuse(struct arrivals *arrivals, struct http_message *message, enum vr_status status)
{
    const struct taking *taking = &arrivals->coming->taking;
    uint32_t round = taking->at.round;
    bool refused = status == VR_UNVERIFIED || status == VR_MALFORMED;
    bool was_held = arrivals->held && arrivals->held_round == round;

    arrivals->held = status == VR_STALE;
    arrivals->held_round = round;
    memcpy(arrivals->held_hash, taking->last.hash, sizeof arrivals->held_hash);
    if (!arrivals->held || !was_held) {
        log_error("round %u: the batch is %s: %s", round,
                  arrivals->held ? "held; see vrijuitd release" : "not taken", taking->why.text);
    }
    arrivals_bare(arrivals, message, refused ? HTTP_MALFORMED : HTTP_BUSY);
    arrivals_forget(arrivals);
}

/* What is wrong with a part is told when the last one has come. */
static void
on_part(void *owner, struct job *job)
{
    struct arrivals *arrivals = owner;
    struct part_task *task = job->task;

    arrivals->under_way--;
    if (task->is_last && job->status == VR_OK) {
        settle(arrivals, task->message);
    } else if (task->is_last) {
        refuse(arrivals, task->message, job->status);
    } else if (task->message != NULL) {
        arrivals_bare(arrivals, task->message, HTTP_ACCEPTED);
    }
    free(task);
    job_free(job);
    arrivals_round(arrivals);
}

static enum vr_status
run_part(void *arg, struct pool *pool, struct store *store)
{
    struct part_task *task = arg;
    enum vr_status status = taking_part(task->taking, &task->part);

    (void) pool;

    return status == VR_OK && task->is_last ? taking_finish(task->taking, store) : status;
}

/* Everything that the writer needs to take the batch, copied or outliving it. */
static void
describe(struct coming *coming, const struct arrivals *arrivals, uint32_t round)
{
    const struct arrivals_parts *parts = &arrivals->parts;
    const struct vr_circle *circle = circles_at(parts->circles, round);
    struct taking *taking = &coming->taking;
    char reason[VERDICTS_REASON_MAX + 1];

    taking->at = (struct outgoing_place) {
        .circle = circle,
        .place = (size_t) vr_circle_hop(circle, parts->identity_public),
        .round = round,
        .keys = &coming->keys,
        .identity = parts->identity,
    };
    taking->probe_count = probes_due(taking->probes, parts->probes, round);
    taking->released = verdicts_find(reason, parts->state, RELEASED, round);
    taking->retention = parts->retention;
    strcpy(taking->outboxes, parts->outboxes);
}

/* Keys of the hops behind are collected in their own round and before it, never afterwards. */
static enum vr_status
refuse_without_keys(const struct arrivals_parts *parts, uint32_t epoch, struct vr_why *why)
{
    return epoch < circles_round_now(parts->circles)
               ? vr_refuse(why, VR_STALE,
                           "no keys of epoch %u of the hops behind came while they could. The "
                           "batch can never be taken: see vrijuitd abandon",
                           epoch)
               : vr_refuse(why, VR_STALE,
                           "it waits for the keys of epoch %u of the hops behind: are they up?",
                           epoch);
}

enum vr_status
arrivals_begin(struct arrivals *arrivals, uint32_t round, struct vr_why *why)
{
    const struct arrivals_parts *parts = &arrivals->parts;
    bool is_store = parts->departures == NULL;
    const struct vr_keys *keys = is_store ? NULL : parts->keys(parts->arg, round + 1);
    struct coming *coming;
    const uint8_t *public_key;
    const uint8_t *secret;
    void *memory = NULL;
    enum vr_status status;

    if (!hopkeys_pair(parts->hopkeys, &secret, &public_key, round + 1)) {
        return vr_refuse(why, VR_STALE,
                         "no key of epoch %u here: its time is over, or it was lost. The batch can "
                         "never be taken: see vrijuitd abandon",
                         round + 1);
    }
    if (keys == NULL && !is_store) {
        return refuse_without_keys(parts, round + 1, why);
    }
    status = vr_secret_new(&memory, sizeof *coming);
    if (status != VR_OK) {
        return vr_refuse(why, status, "no memory for a batch");
    }
    coming = memory;
    status = batch_open(&coming->taking.batch, parts->rounds, round, why);
    if (status != VR_OK) {
        vr_secret_free(coming);
        return status;
    }
    memcpy(coming->taking.epoch_secret, secret, sizeof coming->taking.epoch_secret);
    memcpy(coming->taking.epoch_public, public_key, sizeof coming->taking.epoch_public);
    if (keys != NULL) {
        coming->keys = *keys;
    }
    describe(coming, arrivals, round);
    arrivals_forget(arrivals);
    arrivals->coming = coming;

    return VR_OK;
}

void
arrivals_keep(struct arrivals *arrivals, struct http_message *message, const struct vr_part *part)
{
    struct coming *coming = arrivals->coming;
    struct part_task *task = malloc(sizeof *task);
    struct job *job = job_new(JOB_TASK);

    if (task == NULL || job == NULL) {
        free(task);
        job_free(job);
        arrivals_bare(arrivals, message, HTTP_BUSY);
        return;
    }
    task->taking = &coming->taking;
    task->is_last = part->part == part->parts;
    task->message = task->is_last || arrivals->under_way >= PARTS_AHEAD ? message : NULL;
    memcpy(task->packets, part->packets, part->packet_count * VR_PACKET_SIZE);
    task->part = *part;
    task->part.packets = task->packets[0];
    coming->newest = *part;
    coming->newest.packets = NULL;
    job->run = run_part;
    job->finished = on_part;
    job->task = task;
    job->owner = arrivals;
    arrivals->under_way++;
    if (task->message == NULL) {
        arrivals_bare(arrivals, message, HTTP_ACCEPTED);
    }
    writer_submit(arrivals->writer, job);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "departures.h"

#include <stdlib.h>
#include <string.h>

#include <vrijuit/handover.h>

#include "clock.h"
#include "log.h"
#include "outbox.h"
#include "verdicts.h"

#define WAITING_MAX     32U
#define KEPT_ROUNDS     3U /* tags stay as long as the key of their epoch; PROTOCOL.md section 3 */
#define PART_SECONDS    600U
#define BACKOFF_SECONDS 300U

enum stage {
    RESTING, /* until not_before */
    CALLING, /* a part is under way */
    SETTLING,
};

struct departure {
    struct batch *batch;
    uint64_t not_before; /* steady seconds */
    uint32_t backoff;
    uint32_t part; /* the one that is sent now, or next */
    bool given_up; /* destroyed, not handed on */
};

/* Oldest first; only the first one moves. */
struct departures {
    struct departures_parts parts;
    struct writer *writer;
    struct departure waiting[WAITING_MAX];
    size_t count;
    enum stage stage;
    bool conflict;
    struct outbox *outbox; /* of the first, while it moves */
    uint32_t part_total;
    char *bytes; /* of it */
    struct vr_handover sent;
};

enum vr_status
departures_new(struct departures **out, const struct departures_parts *parts)
{
    struct departures *departures = calloc(1, sizeof *departures);

    if (departures == NULL) {
        return VR_MEMORY;
    }
    departures->parts = *parts;
    *out = departures;

    return VR_OK;
}

static void
put_down(struct departures *departures)
{
    outbox_close(departures->outbox);
    departures->outbox = NULL;
    free(departures->bytes);
    departures->bytes = NULL;
}

void
departures_free(struct departures *departures)
{
    if (departures == NULL) {
        return;
    }
    put_down(departures);
    for (size_t i = 0; i < departures->count; i++) {
        batch_free(departures->waiting[i].batch);
    }
    free(departures);
}

void
departures_use(struct departures *departures, struct writer *writer)
{
    departures->writer = writer;
}

bool
departures_conflict(const struct departures *departures, uint32_t *round)
{
    if (departures->conflict && departures->count > 0) {
        *round = departures->waiting[0].batch->number;
    }

    return departures->conflict && departures->count > 0;
}

size_t
departures_count(const struct departures *departures, uint32_t *oldest)
{
    if (departures->count > 0) {
        *oldest = departures->waiting[0].batch->number;
    }

    return departures->count;
}

/* The longest wait: short against a round, because a batch that comes too late is not taken. */
static uint32_t
longest_wait(const struct departures *departures)
{
    uint32_t part = circles_newest(departures->parts.circles)->round_seconds / 12;

    return part < 1 ? 1 : part > BACKOFF_SECONDS ? BACKOFF_SECONDS : part;
}

static void
back_off(struct departures *departures, const char *reason)
{
    struct departure *first = &departures->waiting[0];

    put_down(departures);
    departures->stage = RESTING;
    if (first->backoff == 0) {
        log_warning("round %u: not taken by the next hop yet (%s); trying again",
                    first->batch->number, reason);
    }
    first->backoff = first->backoff == 0 ? 1 : first->backoff * 2;
    if (first->backoff > longest_wait(departures)) {
        first->backoff = longest_wait(departures);
    }
    first->not_before = clock_steady() + first->backoff;
}

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
        back_off(departures, "it stays here until it can be destroyed");
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

static void
start_settling(struct departures *departures)
{
    struct settling *settling = calloc(1, sizeof *settling);
    struct job *job = job_new(JOB_TASK);

    if (settling == NULL || job == NULL) {
        free(settling);
        job_free(job);
        back_off(departures, "no memory");
        return;
    }
    settling->outboxes = departures->parts.outboxes;
    settling->batch = departures->waiting[0].batch;
    settling->outbox = departures->outbox;
    departures->outbox = NULL;
    put_down(departures);
    departures->stage = SETTLING;
    job->run = settle;
    job->finished = on_settled;
    job->task = settling;
    job->owner = departures;
    writer_submit(departures->writer, job);
}

static enum vr_status
find_custody(struct vr_custody *custody, size_t *place, const struct departures *departures,
             struct vr_why *why)
{
    uint32_t round = departures->waiting[0].batch->number;
    const struct vr_circle *circle = circles_at(departures->parts.circles, round);
    const struct vr_circle *const one[1] = { circle };

    if (circle == NULL) {
        return vr_refuse(why, VR_FOREIGN, "no circle is in force in round %u", round);
    }
    *place = (size_t) vr_circle_hop(circle, departures->parts.identity_public);

    return vr_custody_at(custody, one, 1, circle->from_round, why);
}

/* Whether the answer to the last part is the next hop's signature for just this batch. */
static enum vr_status
check_taken(const struct departures *departures, const char *answer, size_t len, struct vr_why *why)
{
    struct vr_custody custody;
    enum vr_status status;
    size_t place;

    status = find_custody(&custody, &place, departures, why);

    return status == VR_OK ? vr_taken_decode(&departures->sent, answer, len, &custody, place, why)
                           : status;
}

static void send_part(struct departures *departures);

static void
on_answer(void *arg, long code, const char *answer, size_t len)
{
    struct departures *departures = arg;
    struct departure *first = &departures->waiting[0];
    bool is_last = first->part == departures->part_total;
    struct vr_why why = { 0 };

    free(departures->bytes);
    departures->bytes = NULL;
    if (code == 202 && !is_last) {
        first->part++;
        send_part(departures);
        return;
    }
    if (code == 200 && is_last && check_taken(departures, answer, len, &why) == VR_OK) {
        start_settling(departures);
        return;
    }
    if (code != 0) {
        first->part = 1; /* without an answer it goes on where it was */
    }
    if (code == 409) {
        departures->conflict = true;
        back_off(departures, "it has another batch for this round: both operators must look");
    } else {
        back_off(departures, code == 0 ? "no answer" : why.text[0] != '\0' ? why.text : "refused");
    }
}

/* The own hand-over, out of the part as the next hop will read it, for comparing with its answer.
 */
static enum vr_status
note_sent(struct departures *departures, size_t len, struct vr_why *why)
{
    struct vr_custody custody;
    struct vr_part part;
    enum vr_status status;
    size_t place;

    status = find_custody(&custody, &place, departures, why);
    if (status == VR_OK) {
        status = vr_part_decode(&part, departures->bytes, len, &custody, place + 1, why);
    }
    if (status == VR_OK) {
        departures->sent = part.handovers[part.handover_count - 1];
    }

    return status;
}

static void
send_part(struct departures *departures)
{
    struct peer_call call = { .address = departures->parts.next,
                              .path = "/v1/batches",
                              .answer_max = VR_TAKEN_MAX,
                              .timeout_seconds = PART_SECONDS,
                              .done = on_answer,
                              .arg = departures };
    struct vr_why why = { 0 };
    enum vr_status status;
    size_t len = 0;

    status = outbox_part(&departures->bytes, &len, departures->outbox, departures->waiting[0].part,
                         &why);
    if (status == VR_OK && departures->waiting[0].part == departures->part_total) {
        status = note_sent(departures, len, &why);
    }
    if (status == VR_OK) {
        call.body = departures->bytes;
        call.body_len = len;
        status = peers_call(departures->parts.peers, &call);
    }
    if (status != VR_OK) {
        back_off(departures, why.text[0] != '\0' ? why.text : vr_status_text(status));
        return;
    }
    departures->stage = CALLING;
}

/* Only what the next hop has refused: what it takes is not the operator's to destroy. */
static bool
is_given_up(const struct departures *departures, struct departure *first)
{
    char reason[VERDICTS_REASON_MAX + 1];

    if (!first->given_up && first->backoff > 0 &&
        verdicts_find(reason, departures->parts.state, ABANDONED, first->batch->number)) {
        log_warning("round %u: given up by the operator: %s", first->batch->number, reason);
        first->given_up = true;
    }

    return first->given_up;
}

void
departures_second(struct departures *departures)
{
    struct departure *first = &departures->waiting[0];
    struct outbox_state state;
    struct vr_why why = { 0 };
    enum vr_status status;

    if (departures->count == 0 || departures->stage != RESTING ||
        (!is_given_up(departures, first) && clock_steady() < first->not_before)) {
        return;
    }
    status = outbox_open(&departures->outbox, departures->parts.outboxes, first->batch->number,
                         first->batch->key, &why);
    if (status == VR_OK) {
        status = outbox_state(&state, departures->outbox);
    }
    if (status != VR_OK) {
        back_off(departures, why.text[0] != '\0' ? why.text : vr_status_text(status));
        return;
    }
    /* Without packets: the entry gave it up, or a crash came before its key was destroyed. */
    first->given_up = first->given_up || state.count == 0;
    if (first->given_up) {
        start_settling(departures);
        return;
    }
    departures->part_total = state.parts;
    send_part(departures);
}

enum vr_status
departures_add(struct departures *departures, struct batch *batch, uint32_t hold)
{
    size_t first = departures->stage == RESTING ? 0 : 1; /* what moves stays the first */
    size_t place = departures->count;

    if (departures->count == WAITING_MAX) {
        return VR_FULL;
    }
    while (place > first && departures->waiting[place - 1].batch->number > batch->number) {
        departures->waiting[place] = departures->waiting[place - 1];
        place--;
    }
    departures->waiting[place] =
        (struct departure) { .batch = batch, .not_before = clock_steady() + hold, .part = 1 };
    departures->count++;
    if (departures->writer != NULL) {
        departures_second(departures); /* without a hold it need not wait for the next second */
    }

    return VR_OK;
}

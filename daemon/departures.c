/* SPDX-License-Identifier: EUPL-1.2 */
#include "departures_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "log.h"
#include "verdicts.h"

#define PART_SECONDS    600U
#define BACKOFF_SECONDS 300U
#define PATIENCE        2U /* failures in a row until status says so: clocks differ a little */
#define AT_ONCE         3U

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

void
departures_back_off(struct departures *departures, bool is_ours, const char *reason)
{
    struct departure *first = &departures->waiting[0];

    put_down(departures);
    departures->stage = RESTING;
    if (strcmp(first->reason, reason) != 0) {
        log_warning("round %u: not taken by the next hop yet (%s); trying again",
                    first->batch->number, reason);
        snprintf(first->reason, sizeof first->reason, "%s", reason);
    }
    first->is_ours = is_ours;
    first->failures++;
    first->backoff = first->backoff == 0 ? 1 : first->backoff * 2;
    if (first->backoff > longest_wait(departures)) {
        first->backoff = longest_wait(departures);
    }
    first->not_before = clock_steady() + first->backoff;
}

bool
departures_delayed(struct departures_delay *delay, const struct departures *departures)
{
    const struct departure *first = &departures->waiting[0];

    if (departures->count == 0 || first->failures < PATIENCE) {
        return false;
    }
    *delay = (struct departures_delay) { first->batch->number, first->is_ours, first->reason };

    return true;
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

/* What the code of an answer that does not take a part means; http.h has those that a hop gives. */
static void
refused(struct departures *departures, long code, const struct vr_why *why)
{
    struct vr_why meaning = *why;

    if (code == 0) {
        vr_refuse(&meaning, VR_STALE, "no answer");
    } else if (code == 409) {
        vr_refuse(&meaning, VR_CONFLICT,
                  "it has another batch for this round: both operators must look");
    } else if (code == 503) {
        vr_refuse(&meaning, VR_STALE, "it answers 503: held, or not ready");
    } else if (code == 400) {
        vr_refuse(&meaning, VR_MALFORMED, "it answers 400: damaged, or not of its circle");
    } else if (code == PEERS_TOO_LONG) {
        vr_refuse(&meaning, VR_MALFORMED, "it answers more than a hop does");
    } else if (meaning.text[0] == '\0') {
        vr_refuse(&meaning, VR_MALFORMED, "it answers %ld, as no hop does", code);
    }
    departures_back_off(departures, false, meaning.text);
}

static void
on_answer(void *arg, long code, const char *answer, size_t len)
{
    struct departures *departures = arg;
    struct departure *first = &departures->waiting[0];
    bool is_last = first->part == departures->part_total;
    bool resumed = departures->resumed;
    struct vr_why why = { 0 };

    free(departures->bytes);
    departures->bytes = NULL;
    departures->resumed = false;
    if (code == 202 && !is_last) {
        departures->at_once = AT_ONCE;
        first->part++;
        send_part(departures);
        return;
    }
    if (code == 200 && is_last && check_taken(departures, answer, len, &why) == VR_OK) {
        departures_settle(departures);
        return;
    }
    if (code == 0 && departures->at_once > 0) { /* a link that breaks, but works */
        departures->at_once--;
        departures->resumed = first->part > 1;
        send_part(departures);
        return;
    }
    if (code != 0) {
        first->part = 1; /* without an answer it goes on where it was */
    }
    if (code == 503 && resumed) { /* the next hop had stopped, and has nothing of it */
        send_part(departures);
        return;
    }
    departures->conflict |= code == 409;
    refused(departures, code, &why);
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
        departures_back_off(departures, true,
                            why.text[0] != '\0' ? why.text : vr_status_text(status));
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
        departures_back_off(departures, true,
                            why.text[0] != '\0' ? why.text : vr_status_text(status));
        return;
    }
    /* Without packets: the entry gave it up, or a crash came before its key was destroyed. */
    first->given_up = first->given_up || state.count == 0;
    if (first->given_up) {
        departures_settle(departures);
        return;
    }
    departures->part_total = state.parts;
    departures->resumed = first->part > 1;
    send_part(departures);
}

enum vr_status
departures_add(struct departures *departures, struct batch *batch, uint32_t hold)
{
    size_t first = departures->stage == RESTING ? 0 : 1; /* what moves stays the first */
    size_t place = departures->count;

    if (departures->count == DEPARTURES_MAX) {
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

/* SPDX-License-Identifier: EUPL-1.2 */
/* Opening and closing of arrivals: what was taken, and what was committed, before a stop. */
#include "arrivals_state.h"

#include <stdlib.h>

#include <vrijuit/secret.h>

#include "outbox.h"

const struct known *
arrivals_known(const struct arrivals *arrivals, uint32_t round)
{
    for (size_t i = 0; i < KNOWN_ROUNDS; i++) {
        if (arrivals->known[i].answer != NULL && arrivals->known[i].round == round) {
            return &arrivals->known[i];
        }
    }

    return NULL;
}

void
arrivals_note(struct arrivals *arrivals, uint32_t round, char *answer, size_t len)
{
    struct known *known = &arrivals->known[round % KNOWN_ROUNDS];

    if (known->answer != NULL && known->round > round) {
        free(answer); /* of a round that can no longer come */
        return;
    }
    free(known->answer);
    *known = (struct known) { round, answer, len };
}

bool
arrivals_has_key(const struct arrivals *arrivals, uint32_t round)
{
    const uint8_t *public_key;
    const uint8_t *secret;

    return hopkeys_pair(arrivals->parts.hopkeys, &secret, &public_key, round + 1);
}

void
arrivals_forget(struct arrivals *arrivals)
{
    if (arrivals->coming == NULL) {
        return;
    }
    batch_free(arrivals->coming->taking.batch);
    taking_wipe(&arrivals->coming->taking);
    vr_secret_free(arrivals->coming);
    arrivals->coming = NULL;
}

void
arrivals_round(struct arrivals *arrivals)
{
    const struct coming *coming = arrivals->coming;
    struct vr_why why = { 0 };

    if (coming == NULL || arrivals->under_way > 0 ||
        arrivals_has_key(arrivals, coming->taking.batch->number)) {
        return;
    }
    if (batch_destroy_key(coming->taking.batch, &why) != VR_OK) {
        log_error("%s", why.text);
    }
    arrivals_forget(arrivals);
}

struct opening {
    struct arrivals *arrivals;
    struct vr_why *why;
    uint32_t last; /* at the store: the last round that was taken */
};

/* A batch whose key is still there: committed, then it departs; else its parts come again. */
static enum vr_status
reopen(void *arg, uint64_t number)
{
    struct opening *opening = arg;
    struct arrivals *arrivals = opening->arrivals;
    struct outbox_state state = { 0 };
    struct outbox *outbox = NULL;
    struct batch *batch = NULL;
    enum vr_status status;

    status = batch_open(&batch, arrivals->parts.rounds, (uint32_t) number, opening->why);
    if (status != VR_OK) {
        return status;
    }
    status =
        outbox_open(&outbox, arrivals->parts.outboxes, batch->number, batch->key, opening->why);
    if (status == VR_OK) {
        status = outbox_state(&state, outbox);
    }
    outbox_close(outbox);
    if (status == VR_OK) {
        status = departures_add(arrivals->parts.departures, batch, 0);
        batch = status == VR_OK ? NULL : batch;
    }
    batch_free(batch);

    /* More than may wait is no reason not to start: it goes after another start. */
    return status == VR_FOREIGN || status == VR_FULL ? VR_OK : status;
}

/* Answers of all that was taken, handed on already or not. */
static enum vr_status
recall(void *arg, uint64_t number)
{
    struct opening *opening = arg;
    struct outbox *outbox = NULL;
    enum vr_status status;
    char *answer = NULL;
    size_t len = 0;

    status = outbox_open(&outbox, opening->arrivals->parts.outboxes, (uint32_t) number, NULL,
                         opening->why);
    if (status == VR_OK) {
        status = outbox_answer(&answer, &len, outbox);
    }
    if (status == VR_OK) {
        arrivals_note(opening->arrivals, (uint32_t) number, answer, len);
    }
    outbox_close(outbox);

    return status == VR_FOREIGN ? VR_OK : status;
}

static enum vr_status
recall_mix(struct opening *opening)
{
    const struct arrivals_parts *parts = &opening->arrivals->parts;
    enum vr_status status = files_numbered(parts->rounds, "key", reopen, opening, opening->why);

    if (status == VR_OK) {
        status = files_folder(parts->outboxes, opening->why);
    }

    return status == VR_OK ? files_numbered(parts->outboxes, "batch", recall, opening, opening->why)
                           : status;
}

enum vr_status
arrivals_destroy_key(const char *rounds, uint32_t round, struct vr_why *why)
{
    struct batch *batch = NULL;
    enum vr_status status = batch_open(&batch, rounds, round, why);

    if (status == VR_OK) {
        status = batch_destroy_key(batch, why);
    }
    batch_free(batch);

    return status;
}

/* A crash came between the transaction of a round and the end of its batch's key: finish it. */
static enum vr_status
destroy_taken(void *arg, uint64_t number)
{
    struct opening *opening = arg;

    return number > opening->last ? VR_OK
                                  : arrivals_destroy_key(opening->arrivals->parts.rounds,
                                                         (uint32_t) number, opening->why);
}

/* At the store: the answers of the last rounds. */
static enum vr_status
recall_store(struct opening *opening)
{
    struct arrivals *arrivals = opening->arrivals;
    uint32_t last;

    if (store_last_round(&last, arrivals->parts.store) != VR_OK) {
        return VR_OK;
    }
    for (uint32_t i = 0; i < KNOWN_ROUNDS && i <= last; i++) {
        char *answer = NULL;
        size_t len;

        if (store_answer(&answer, &len, arrivals->parts.store, last - i) == VR_OK) {
            arrivals_note(arrivals, last - i, answer, len);
        }
    }
    opening->last = last;

    return files_numbered(arrivals->parts.rounds, "key", destroy_taken, opening, opening->why);
}

enum vr_status
arrivals_open(struct arrivals **out, const struct arrivals_parts *parts, struct vr_why *why)
{
    struct arrivals *arrivals = calloc(1, sizeof *arrivals);
    struct opening opening = { .arrivals = arrivals, .why = why };
    enum vr_status status;

    if (arrivals == NULL) {
        return vr_refuse(why, VR_MEMORY, "no memory");
    }
    arrivals->parts = *parts;
    status = files_folder(parts->rounds, why);
    if (status == VR_OK) {
        status = parts->departures == NULL ? recall_store(&opening) : recall_mix(&opening);
    }
    if (status != VR_OK) {
        arrivals_free(arrivals);
        return status;
    }
    *out = arrivals;

    return VR_OK;
}

uint32_t
arrivals_needs(const struct arrivals *arrivals)
{
    uint32_t epoch = 0; /* nothing was ever taken: all that there are */

    for (size_t i = 0; i < KNOWN_ROUNDS; i++) {
        const struct known *known = &arrivals->known[i];

        if (known->answer != NULL && known->round + 2 > epoch) {
            epoch = known->round + 2; /* the next round's, at a hop behind the entry */
        }
    }

    return epoch;
}

void
arrivals_free(struct arrivals *arrivals)
{
    if (arrivals == NULL) {
        return;
    }
    for (size_t i = 0; i < KNOWN_ROUNDS; i++) {
        free(arrivals->known[i].answer);
    }
    arrivals_forget(arrivals);
    free(arrivals);
}

void
arrivals_use(struct arrivals *arrivals, struct writer *writer)
{
    arrivals->writer = writer;
}

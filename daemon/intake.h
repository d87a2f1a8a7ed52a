/* SPDX-License-Identifier: EUPL-1.2 */
/* From a packet on the wire to a slot in the pool, and from the end of a round to its receipts; the
 * loop's side. PROTOCOL.md sections 2 and 5. */

#ifndef INTAKE_H
#define INTAKE_H

#include <stdbool.h>
#include <stdint.h>

#include <vrijuit/status.h>

#include "circles.h"
#include "closing.h"
#include "hopkeys.h"
#include "http.h"
#include "job.h"
#include "pool.h"
#include "store.h"
#include "writer.h"

struct intake;

struct intake_parts {
    const struct circles *circles;
    const struct hopkeys *hopkeys;
    struct pool *pool;   /* until the writer runs, then only its size */
    struct store *store; /* look-ups of old tags */
    const char *state;
    const uint8_t *identity; /* seed, borrowed */
    const char *outboxes;    /* folder */
    uint32_t retention;
    /* Keys of the hops behind for an epoch, or NULL; and who sends a closed batch on. Not used
     * where this hop is the store too. */
    const struct vr_keys *(*keys)(void *arg, uint32_t epoch);
    void (*depart)(void *arg, struct batch *batch);
    /* The loop's end of a closed round: job->task is its struct closing; see intake_closed. */
    void (*closed)(void *arg, struct job *job);
    void *arg;
};

/* Find in the pool what was acknowledged before: packets of rounds that have not ended go back into
 * their batches, leftovers of ended ones are overwritten. parts is copied, all in it borrowed. */
enum vr_status intake_open(struct intake **out, const struct intake_parts *parts,
                           struct vr_why *why) VR_MUST_CHECK;
void intake_free(struct intake *intake);

/* From now on jobs go to this writer. */
void intake_use(struct intake *intake, struct writer *writer);

/* What to answer to a packet, as http_handler.packet. */
enum http_answer intake_packet(struct intake *intake, struct job *job);

/* A packet's job came back from the writer: what the client gets. */
enum http_answer intake_settle(struct intake *intake, const struct job *job);

/* Open the batches of round and of the next one; hand the end of the oldest ended round, if there
 * is one, to the writer. Called every second. */
enum vr_status intake_advance(struct intake *intake, uint32_t round,
                              struct vr_why *why) VR_MUST_CHECK;

/* Slots that are free now. */
uint32_t intake_free_slots(const struct intake *intake);

/* A round came back from the writer: free slots and batch. When the round is closed *closed is
 * true, and closing (owned by the job) has the receipts for publishing. */
void intake_closed(bool *closed, struct intake *intake, const struct job *job);

/* Frees what such a job holds, and the job. */
void intake_close_free(struct job *job);

#endif

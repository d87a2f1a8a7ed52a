/* SPDX-License-Identifier: EUPL-1.2 */
/* Inside the intake: shared by intake.c, intake_rounds.c and recovery.c. */

#ifndef INTAKE_STATE_H
#define INTAKE_STATE_H

#include "batch.h"
#include "ended.h"
#include "files.h"
#include "intake.h"
#include "tags.h"

/* Rounds that may be open at once: this one, the next, and those that wait to be closed. */
#define INTAKE_BATCHES 16U

/* Rounds whose keys may be there at a start: also those that wait for the next hop. An entry must
 * start after a long backlog, else its operator cannot give a round up. */
#define INTAKE_REOPENED 256U

struct intake {
    struct intake_parts parts;
    char folder[FILES_PATH_MAX]; /* keys of the batches */
    struct writer *writer;
    struct tags *tags;
    struct ended ended; /* where another hop is the store */
    uint32_t *free;     /* slots, in no order */
    uint32_t free_count;
    struct batch *batches[INTAKE_REOPENED];
    size_t batch_count;
    struct batch *closing; /* with the writer now */
    unsigned attempt;
    bool has_next;
    uint32_t next;     /* the round that is closed next */
    uint64_t failures; /* packets that could not be written, ever */
    uint64_t failures_told;
    uint64_t turned_away; /* since a round was closed, because no slot was free */
};

/* The open batch of a round, or NULL. */
struct batch *intake_find(const struct intake *intake, uint32_t number);

#endif

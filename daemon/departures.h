/* SPDX-License-Identifier: EUPL-1.2 */
/* Batches that were committed for the next hop, until it has signed for them; the loop's side.
 * Oldest first, one part at a time, the same bytes however often. PROTOCOL.md section 7.1. */

#ifndef DEPARTURES_H
#define DEPARTURES_H

#include <stdbool.h>
#include <stdint.h>

#include <vrijuit/status.h>

#include "batch.h"
#include "circles.h"
#include "peers.h"
#include "writer.h"

struct departures;

/* All borrowed. */
struct departures_parts {
    const struct circles *circles;
    const uint8_t *identity_public; /* 32 */
    const char *state;              /* folder */
    const char *outboxes;           /* folder */
    struct peers *peers;
    const struct peer_address *next; /* the next hop's */
};

enum vr_status departures_new(struct departures **out,
                              const struct departures_parts *parts) VR_MUST_CHECK;
void departures_free(struct departures *departures);
void departures_use(struct departures *departures, struct writer *writer);

/* A committed batch, taken over, to be sent hold seconds from now. VR_FULL when too many wait. */
enum vr_status departures_add(struct departures *departures, struct batch *batch,
                              uint32_t hold) VR_MUST_CHECK;

/* Every second: go on with the oldest. One that was refused is destroyed when the operator gives it
 * up: vrijuitd abandon. */
void departures_second(struct departures *departures);

/* Whether the next hop has another batch for a round than this one wants to give: this hop's state
 * is older than what it has sent before, and whatever it takes in cannot be handed on. */
bool departures_conflict(const struct departures *departures, uint32_t *round);

/* Why the oldest waits. reason is borrowed until the next departures_second. */
struct departures_delay {
    uint32_t round;
    bool is_ours; /* no fault of the next hop's */
    const char *reason;
};

/* Whether it was not taken several times in a row. */
bool departures_delayed(struct departures_delay *delay, const struct departures *departures);

/* How many wait, and the oldest of them. */
size_t departures_count(const struct departures *departures, uint32_t *oldest);

#endif

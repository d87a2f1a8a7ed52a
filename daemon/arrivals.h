/* SPDX-License-Identifier: EUPL-1.2 */
/* Batches from the hop before: parts in, the signed answer out; the loop's side. PROTOCOL.md
 * section 7.1. */

#ifndef ARRIVALS_H
#define ARRIVALS_H

#include <stdbool.h>
#include <stdint.h>

#include <vrijuit/status.h>

#include "circles.h"
#include "departures.h"
#include "hopkeys.h"
#include "http.h"
#include "probes.h"
#include "store.h"
#include "taking.h"
#include "writer.h"

struct arrivals;

/* All borrowed. */
struct arrivals_parts {
    const struct circles *circles;
    const struct hopkeys *hopkeys;
    /* Keys of the hops behind for an epoch, or NULL; not used at the store. */
    const struct vr_keys *(*keys)(void *arg, uint32_t epoch);
    struct store *store;
    struct http *http;
    struct departures *departures; /* NULL at the store */
    const uint8_t *identity;       /* seed */
    const uint8_t *identity_public;
    struct probes *probes;
    const char *state;
    const char *rounds;   /* folder of batch keys */
    const char *outboxes; /* folder */
    uint32_t retention;
    uint32_t hold;
    uint32_t batch_packets; /* the most that a batch may have: it is held in memory */
    /* At the store: the receipts of a round that was taken. */
    void (*published)(void *arg, const char *receipts, size_t len);
    void *arg;
};

/* Batches that were committed before a stop go to departures. */
enum vr_status arrivals_open(struct arrivals **out, const struct arrivals_parts *parts,
                             struct vr_why *why) VR_MUST_CHECK;
void arrivals_free(struct arrivals *arrivals);
void arrivals_use(struct arrivals *arrivals, struct writer *writer);

/* After keys were destroyed: forget what came of a batch whose key is gone, with the key of the
 * batch. What is under way is forgotten when it has ended. */
void arrivals_round(struct arrivals *arrivals);

/* The oldest epoch whose batch has not been taken; 0 when none was ever taken. */
uint32_t arrivals_needs(const struct arrivals *arrivals);

/* Whether a batch is held because probes are missing, and which round's. */
bool arrivals_held(const struct arrivals *arrivals, uint32_t *round);

/* At the store: whether the hop before sends a later round than the one that is due, which is told
 * here: somebody gave it up. */
bool arrivals_gap(const struct arrivals *arrivals, uint32_t *round);

/* Whether the batch that is due has more than batch_packets, and of which round it is. */
bool arrivals_large(const struct arrivals *arrivals, uint32_t *round);

/* POST /v1/batches: takes the message and answers it, now or later. */
void arrivals_message(struct arrivals *arrivals, struct http_message *message);

/* One that was refused before it was read, because no part is that large. */
void arrivals_too_large(struct arrivals *arrivals);

#endif

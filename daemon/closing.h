/* SPDX-License-Identifier: EUPL-1.2 */
/* The end of a round at the entry: all that lies in the pool, sorted, becomes one transaction, in
 * the store when this hop is that too, else as a batch for the next hop; then its slots are
 * overwritten, and at the store its key destroyed. */

#ifndef CLOSING_H
#define CLOSING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/status.h>

#include "batch.h"
#include "outgoing.h"
#include "pool.h"
#include "store.h"

/* Reads of one slot that may fail before its record is given up and the round goes on. */
#define CLOSING_ATTEMPTS 3U

struct closing {
    struct batch *batch;
    struct outgoing_place at;
    struct vr_keys keys;           /* what at.keys is */
    char outboxes[FILES_PATH_MAX]; /* where a batch for the next hop goes */
    bool given_up;                 /* the operator gives it up: nothing goes to the next hop */
    uint32_t thin_below;
    uint32_t retention;
    unsigned attempt; /* 0 the first time */
    /* What came of it. */
    char *receipts; /* at the store: the document, malloced */
    size_t receipts_len;
    size_t records;    /* at the store; else packets with dummies */
    size_t unreadable; /* acknowledged, but not to be read back from the disk */
    bool is_clean;     /* slots overwritten and key destroyed */
    struct vr_why why;
};

/* Close the round. On any failure nothing has changed and it may be tried again; a failure after
 * the transaction is VR_OK with is_clean false and the reason in why. */
enum vr_status closing_run(struct closing *closing, struct pool *pool,
                           struct store *store) VR_MUST_CHECK;

#endif

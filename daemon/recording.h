/* SPDX-License-Identifier: EUPL-1.2 */
/* The store's transaction for one round: records, tags, receipts; PROTOCOL.md section 7. */

#ifndef RECORDING_H
#define RECORDING_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/documents.h>
#include <vrijuit/status.h>

#include "store.h"

struct recording {
    struct vr_receipts receipts; /* circle, round, thin and hand-overs; the rest is filled in */
    size_t room;                 /* the most records that there will be */
    uint32_t retention;
    const uint8_t *identity; /* seed, borrowed */
    const char *answer;      /* for the hop before, kept with the round; NULL at the entry */
    size_t answer_len;
    /* Put all records (recording_put) and tags. */
    enum vr_status (*fill)(void *arg, struct recording *recording, struct store *store,
                           struct vr_why *why);
    void *arg;
    /* What came of it. */
    char *document; /* receipts as they are published, malloced; the caller frees */
    size_t document_len;
    size_t records;
};

/* Everything or nothing is in the store afterwards. */
enum vr_status recording_run(struct recording *recording, struct store *store,
                             struct vr_why *why) VR_MUST_CHECK;

/* For fill: the next record, in order of locators. */
enum vr_status recording_put(struct recording *recording, struct store *store,
                             const uint8_t entry[static VR_BATCH_ENTRY],
                             struct vr_why *why) VR_MUST_CHECK;

#endif

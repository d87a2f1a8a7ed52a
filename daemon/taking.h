/* SPDX-License-Identifier: EUPL-1.2 */
/* A whole batch from the hop before: peeled, replays and nonsense dropped, and committed: at a mix
 * as a batch for the next hop, at the store as the records and receipts of the round. The signed
 * answer is committed with it. PROTOCOL.md sections 5 and 7.1. */

#ifndef TAKING_H
#define TAKING_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/status.h>

#include "batch.h"
#include "outgoing.h"
#include "probe_set.h"
#include "store.h"

struct taking {
    struct batch *batch;
    struct outgoing_place at;
    uint8_t epoch_secret[32]; /* of epoch round + 1; wiped by taking_wipe */
    uint8_t epoch_public[32];
    uint32_t parts;
    uint32_t retention;
    uint8_t probes[PROBES_MAX][VR_PROBE_SIZE]; /* of this hop, that must be in the batch */
    size_t probe_count;
    bool released; /* the operator lets it go on although some are missing */
    char inbox[FILES_PATH_MAX];
    char outboxes[FILES_PATH_MAX];
    /* What came of it. */
    char *answer; /* the signed line document, malloced */
    size_t answer_len;
    char *receipts; /* at the store, malloced */
    size_t receipts_len;
    size_t packets; /* that came */
    size_t dropped; /* of them */
    size_t missing; /* probes */
    bool is_clean;  /* at the store: the batch's key is destroyed */
    struct vr_why why;
};

/* On VR_OK the batch is taken. VR_UNVERIFIED or VR_MALFORMED: the parts are not one batch, and are
 * removed. VR_STALE: probes are missing, and it was not released; the batch is held. Any other
 * failure: nothing has changed, it may be tried again. */
enum vr_status taking_run(struct taking *taking, struct store *store) VR_MUST_CHECK;

void taking_wipe(struct taking *taking);

#endif

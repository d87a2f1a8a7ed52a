/* SPDX-License-Identifier: EUPL-1.2 */
/* A batch from the hop before: each part is peeled as it comes, replays and nonsense dropped, all
 * in memory; when it is whole, it is committed: at a mix as a batch for the next hop, at the store
 * as the records and receipts of the round. The signed answer is committed with it. Until then
 * nothing of it is on the disk, and the hop before keeps it. PROTOCOL.md sections 5 and 7.1. */

#ifndef TAKING_H
#define TAKING_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/handover.h>
#include <vrijuit/status.h>

#include "batch.h"
#include "files.h"
#include "outgoing.h"
#include "probe_set.h"
#include "store.h"
#include "tags.h"

struct taking {
    /* What the caller sets. */
    struct batch *batch;
    struct outgoing_place at;
    uint8_t epoch_secret[32]; /* of epoch round + 1 */
    uint8_t epoch_public[32];
    uint32_t retention;
    uint8_t probes[PROBES_MAX][VR_PROBE_SIZE]; /* of this hop, that must be in the batch */
    size_t probe_count;
    bool released; /* the operator lets it go on although some are missing */
    char outboxes[FILES_PATH_MAX];
    /* What has come. */
    enum vr_status failed;    /* the first failure; VR_OK is none */
    struct vr_part last;      /* part 0 when none has; packets not set */
    struct outgoing outgoing; /* what goes on, or is delivered */
    struct tags *tags;
    size_t tag_room;
    struct vr_handover_hash hash;
    size_t probes_back; /* each once, because tags are unique */
    size_t packets;     /* that came */
    size_t dropped;     /* of them */
    /* What came of it. */
    char *answer; /* the signed line document, malloced */
    size_t answer_len;
    char *receipts; /* at the store, malloced */
    size_t receipts_len;
    size_t missing; /* probes */
    bool is_clean;  /* keys that are not needed any more are destroyed */
    struct vr_why why;
};

/* Peel the next part; the caller has decoded it, and knows that it follows the last. VR_MALFORMED
 * when its packets do not ascend from those before; VR_MEMORY. A failure stays: the batch must
 * begin anew. */
enum vr_status taking_part(struct taking *taking, const struct vr_part *part) VR_MUST_CHECK;

/* After the last part. On VR_OK the batch is taken. VR_UNVERIFIED: the parts are not one batch.
 * VR_STALE: probes are missing, and it was not released; the batch is held. After any failure
 * nothing has changed, and the batch may come again. */
enum vr_status taking_finish(struct taking *taking, struct store *store) VR_MUST_CHECK;

/* Forget all of it but the batch, which is the caller's. */
void taking_wipe(struct taking *taking);

#endif

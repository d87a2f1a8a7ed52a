/* SPDX-License-Identifier: EUPL-1.2 */
/* Inside publish: shared by publish.c and publish_mirror.c. */

#ifndef PUBLISH_STATE_H
#define PUBLISH_STATE_H

#include "publish.h"

#define RECEIPTS_ROUNDS 180U

enum place {
    CIRCLE,
    CIRCLE_MINISIG,
    NEXT, /* the newest, in force or not: for the hop before */
    NEXT_MINISIG,
    DESCRIPTOR,
    KEYS,
    RECEIPTS,
    REPLIES,
    PLACES,
};

/* All receipts lie in one piece, oldest first; lengths say where each ends. */
struct publish {
    struct document *documents[PLACES];
    char *receipts;
    size_t receipts_len;
    size_t lengths[RECEIPTS_ROUNDS];
    size_t rounds;
    char sizes[160];
    bool has_mirrored; /* another hop is the source */
    uint32_t mirrored; /* its newest round, and the hash of that payload */
    uint8_t mirrored_hash[32];
};

/* Serve a body from now on; copied. */
enum vr_status publish_put(struct publish *publish, enum place place, const void *body, size_t len,
                           struct vr_why *why) VR_MUST_CHECK;

#endif

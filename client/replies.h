/* SPDX-License-Identifier: EUPL-1.2 */
/* The boards of all councils, read whole, each with its own verdict: one that is bad must not keep
 * anybody from reporting; PROTOCOL.md section 7, Replies. */

#ifndef REPLIES_H
#define REPLIES_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/board.h>
#include <vrijuit/circle.h>
#include <vrijuit/status.h>

#include "state.h"

#define REPLIES_BODY_MAX ((size_t) 128 * 1024 * 1024) /* bytes of all boards together */

/* The board of one council of the circle. */
struct replies_board {
    const struct vr_council *council; /* in the circle, which must outlive it */
    bool is_there;                    /* the council has one, and it may be believed */
    struct vr_board board;            /* when it is there; borrows from bytes */
    struct vr_why why;                /* why one may not be believed, or empty */
};

struct replies {
    uint8_t *bytes; /* owned */
    struct replies_board *boards;
    size_t count;
};

/* Read a replies document in the order of circle, as it was served, and judge each board: verified,
 * not older than seen, at most one round ahead. Takes over bytes, whatever becomes of them. The
 * only failure is VR_MEMORY. The caller calls replies_wipe. */
enum vr_status replies_read_take(struct replies *replies, uint8_t *bytes, size_t len,
                                 const struct vr_circle *circle, const struct state *seen,
                                 uint32_t own_round, struct vr_why *why) VR_MUST_CHECK;
void replies_wipe(struct replies *replies);

/* Keep the rounds of the boards that may be believed. */
void replies_note(struct state *state, const struct replies *replies);

#endif

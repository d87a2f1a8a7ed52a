/* SPDX-License-Identifier: EUPL-1.2 */
/* What the council wrote to one codename: every cell of every board is tried, so that nobody sees
 * for whom; PROTOCOL.md section 8. */

#ifndef OWN_REPLIES_H
#define OWN_REPLIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/codename.h>
#include <vrijuit/reply.h>
#include <vrijuit/status.h>

#include "replies.h"
#include "terminal.h"

#define OWN_REPLIES_MAX 512U /* cells; more is no answer but a nuisance */

/* A cell that opened. Secret. */
struct own_cell {
    size_t board; /* its place in the replies */
    struct vr_reply reply;
};

/* Sorted by board, report, number of parts, part; no cell twice. */
struct own_replies {
    struct own_cell *cells;
    size_t count;
    size_t damaged; /* for this codename, but unreadable */
    bool has_more;  /* beyond OWN_REPLIES_MAX */
};

/* Try all cells with the reply pairs of root, one for each suite of this build. The caller calls
 * own_replies_wipe. VR_MEMORY. */
enum vr_status own_replies_find(struct own_replies *own, const struct replies *replies,
                                const uint8_t root[static VR_ROOT_SIZE],
                                struct vr_why *why) VR_MUST_CHECK;
void own_replies_wipe(struct own_replies *own);

/* Show them, parts joined in order; what is missing is said. */
void own_replies_say(struct terminal *terminal, const struct own_replies *own,
                     const struct replies *replies, enum vr_lang lang);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* What the hop behind publishes, for those who talk to this one: circle, receipts, boards; the
 * loop's side. PROTOCOL.md section 7. All of it is verified before it is kept or served. */

#ifndef MIRROR_H
#define MIRROR_H

#include <stdint.h>

#include <vrijuit/status.h>

#include "circles.h"
#include "peers.h"
#include "publish.h"

struct mirror;

/* All borrowed. */
struct mirror_parts {
    struct circles *circles;
    struct peers *peers;
    const struct peer_address *addresses; /* VR_HOPS_MAX, by place in the cascade */
    struct publish *publish;
    const char *state; /* folder */
    /* A newer circle was kept. */
    void (*renewed)(void *arg);
    void *arg;
};

enum vr_status mirror_new(struct mirror **out, const struct mirror_parts *parts) VR_MUST_CHECK;
void mirror_free(struct mirror *mirror);

/* Every second, in the current round: fetch everything when it is time, several times a round. The
 * last hop of the round's circle, and a hop that has none, fetch nothing. */
void mirror_second(struct mirror *mirror, uint32_t round);

#endif

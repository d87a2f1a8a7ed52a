/* SPDX-License-Identifier: EUPL-1.2 */
/* Brings content that is ready to be sealed on its way: at once, at the own slot, or in a file.
 * What could not be sent waits in the queue. */

#ifndef DELIVER_H
#define DELIVER_H

#include <stdbool.h>
#include <stdint.h>

#include <vrijuit/codename.h>
#include <vrijuit/status.h>

#include "client.h"
#include "kept.h"
#include "visit.h"

/* What became of it. */
enum delivered {
    DELIVERED_NOT,       /* nothing was sent and nothing waits */
    DELIVERED_ACCEPTED,  /* by the entry */
    DELIVERED_UNCERTAIN, /* it may have arrived */
    DELIVERED_WAITS,     /* for the own slot */
    DELIVERED_LATER,     /* it was not sent, and waits now */
    DELIVERED_WRITTEN,   /* to the file of --output */
};

/* Borrowed. */
struct parcel {
    struct client *client;
    struct visit *visit; /* a fresh one takes its place before anything is sent */
    const uint8_t *root; /* VR_ROOT_SIZE bytes */
    struct kept *kept;   /* council, index, content; its round is set here */
    bool answers_form;   /* the questions must be the same in the fresh visit */
    uint32_t round;      /* of the packet, set here */
};

/* VR_OK, or why it was not (or not certainly) sent; *result is set in both cases. */
enum vr_status deliver(enum delivered *result, struct parcel *parcel,
                       struct vr_why *why) VR_MUST_CHECK;

/* Whether a packet of this client waits for its slot rather than going at once. */
bool deliver_waits(const struct client *client);

/* The index of the next locator of a root; section 8: the lowest that is not in the receipts, plus
 * chance, because an earlier run may have used it; never one that was kept. */
enum vr_status deliver_next_index(uint32_t *index, const struct client *client,
                                  const struct visit *visit,
                                  const uint8_t root[static VR_ROOT_SIZE],
                                  struct vr_why *why) VR_MUST_CHECK;

#endif

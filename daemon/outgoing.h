/* SPDX-License-Identifier: EUPL-1.2 */
/* From peeled packets to a committed batch for the next hop: dummies, order, hand-over, parts;
 * PROTOCOL.md section 7.1. */

#ifndef OUTGOING_H
#define OUTGOING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/circle.h>
#include <vrijuit/documents.h>
#include <vrijuit/onion.h>
#include <vrijuit/status.h>

#include "outbox.h"

/* Where the batch is in the cascade, and what its hop needs to send it on. All borrowed. */
struct outgoing_place {
    const struct vr_circle *circle; /* of the round */
    size_t place;                   /* of this hop */
    uint32_t round;
    const struct vr_keys *keys; /* that hold the next epoch, for dummies */
    const uint8_t *identity;    /* seed */
};

/* The packets of a batch while it is made, all in memory. */
struct outgoing {
    struct outgoing_place at;
    uint8_t (*packets)[VR_PACKET_SIZE];
    size_t count;
    size_t room;
    uint8_t (*tags)[VR_TAG_SIZE];
    size_t tag_count;
    size_t tag_room;
    struct vr_handover handovers[VR_HOPS_MAX - 1]; /* of the links before, then the own one */
    size_t handover_count;
    bool thin;
};

void outgoing_init(struct outgoing *outgoing, const struct outgoing_place *at);
void outgoing_wipe(struct outgoing *outgoing);

/* Room for one more packet, or a copy of a tag. VR_MEMORY. */
enum vr_status outgoing_packet(uint8_t **out, struct outgoing *outgoing) VR_MUST_CHECK;
enum vr_status outgoing_tag(struct outgoing *outgoing,
                            const uint8_t tag[static VR_TAG_SIZE]) VR_MUST_CHECK;

/* Pad with dummies to a multiple of the circle's batch (at least one unit), sort, sign, and commit
 * to the outbox with all parts. answer: see outbox_commit. */
enum vr_status outgoing_commit(struct outgoing *outgoing, struct outbox *outbox, const char *answer,
                               size_t answer_len, struct vr_why *why) VR_MUST_CHECK;

#endif

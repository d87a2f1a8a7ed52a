/* SPDX-License-Identifier: EUPL-1.2 */
/* A batch on its way to the next hop, in an environment of its own: packets in wire order, the head
 * of every part, the tags, and what this hop answered to the one before. Committed in one
 * transaction, sealed under the batch's key; when the next hop has signed for it, all but tags and
 * answer goes. */

#ifndef OUTBOX_H
#define OUTBOX_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/onion.h>
#include <vrijuit/status.h>

struct outbox;

/* What is known of a committed batch without reading it. */
struct outbox_state {
    uint32_t count; /* packets; 0 once the next hop has taken them */
    uint32_t parts;
};

/* Open the environment of a round in folder/ROUND, made when it is not there; key (32, borrowed)
 * may be NULL when it has been destroyed. */
enum vr_status outbox_open(struct outbox **out, const char *folder, uint32_t round,
                           const uint8_t *key, struct vr_why *why) VR_MUST_CHECK;
void outbox_close(struct outbox *outbox);

/* The newest round that was committed in folder; VR_FOREIGN when there is none. */
enum vr_status outbox_last(uint32_t *round, const char *folder) VR_MUST_CHECK;

/* Remove an environment's files and its folder, whatever of them is there. */
void outbox_remove_environment(const char *folder);

/* Remove the environments of rounds before oldest, but never the newest one nor one whose packets
 * are still here. None of them may be open. */
void outbox_remove_before(const char *folder, uint32_t oldest);

/* Fill it: packets in order, tags in order, heads of parts numbered from 1, then commit. Everything
 * or nothing is there afterwards; after a failure only outbox_abort is left. */
enum vr_status outbox_begin(struct outbox *outbox, struct vr_why *why) VR_MUST_CHECK;
enum vr_status outbox_put_packet(struct outbox *outbox, uint32_t rank,
                                 const uint8_t packet[static VR_PACKET_SIZE],
                                 struct vr_why *why) VR_MUST_CHECK;
enum vr_status outbox_put_tag(struct outbox *outbox, const uint8_t tag[static VR_TAG_SIZE],
                              struct vr_why *why) VR_MUST_CHECK;
enum vr_status outbox_put_head(struct outbox *outbox, uint32_t part, const char *head, size_t len,
                               struct vr_why *why) VR_MUST_CHECK;
/* answer: the signed line document for the hop before, or NULL at the entry. */
enum vr_status outbox_commit(struct outbox *outbox, const struct outbox_state *state,
                             const char *answer, size_t answer_len,
                             struct vr_why *why) VR_MUST_CHECK;
void outbox_abort(struct outbox *outbox);

/* VR_FOREIGN when nothing was committed. */
enum vr_status outbox_state(struct outbox_state *state, struct outbox *outbox) VR_MUST_CHECK;

/* Call visit with every tag, in order; stops at the first failure. */
enum vr_status outbox_each_tag(struct outbox *outbox,
                               enum vr_status (*visit)(void *arg,
                                                       const uint8_t tag[static VR_TAG_SIZE]),
                               void *arg) VR_MUST_CHECK;

/* What this hop answered to the one before, malloced; VR_FOREIGN when there is none. */
enum vr_status outbox_answer(char **out, size_t *len, struct outbox *outbox) VR_MUST_CHECK;

/* A whole part as it goes on the wire, malloced: head, then its packets. The same bytes each time.
 */
enum vr_status outbox_part(char **out, size_t *len, struct outbox *outbox, uint32_t part,
                           struct vr_why *why) VR_MUST_CHECK;

/* The next hop has signed: replace the environment by one that has only tags and answer. */
enum vr_status outbox_settle(struct outbox *outbox, struct vr_why *why) VR_MUST_CHECK;

#endif

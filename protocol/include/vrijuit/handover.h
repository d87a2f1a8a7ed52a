/* SPDX-License-Identifier: EUPL-1.2 */
/* A batch on its way to the next hop: signed parts, and the answer to them; PROTOCOL.md section
 * 7.1. The signed hand-over itself is in documents.h. */

#ifndef VRIJUIT_HANDOVER_H
#define VRIJUIT_HANDOVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sodium.h>

#include <vrijuit/circle.h>
#include <vrijuit/documents.h>
#include <vrijuit/onion.h>
#include <vrijuit/status.h>

#define VR_PART_PACKETS  64U   /* in every part but the last, which may have fewer */
#define VR_PART_HEAD_MAX 8192U /* payload, signature line and empty line */
#define VR_PART_MAX      (VR_PART_HEAD_MAX + VR_PART_PACKETS * VR_PACKET_SIZE)
#define VR_TAKEN_MAX     4096U

#define VR_LABEL_PART  "vrijuit part v1"
#define VR_LABEL_TAKEN "vrijuit taken v1"

/* What batches are sorted by: bytes 40..71 of a packet, its T. */
#define VR_PACKET_ORDER_OFFSET 40U
#define VR_PACKET_ORDER_SIZE   32U

struct vr_part {
    uint8_t circle[32];
    uint8_t from[VR_HOP_ID_SIZE];
    uint8_t to[VR_HOP_ID_SIZE];
    uint32_t round;
    uint32_t part; /* from 1 */
    uint32_t parts;
    uint32_t count;                                /* packets of the whole batch */
    uint8_t hash[32];                              /* of the whole batch */
    uint8_t part_hash[32];                         /* of the packets of this part */
    struct vr_handover handovers[VR_HOPS_MAX - 1]; /* all links so far, oldest first */
    size_t handover_count;
    const uint8_t *packets; /* inside what was decoded, which must outlive it; not encoded */
    size_t packet_count;
};

/* How many parts a batch of count packets has, and how many packets part (from 1) of them has: 0
 * when there is no such part. */
uint32_t vr_part_total(uint32_t count);
uint32_t vr_part_size(uint32_t count, uint32_t part);

/* What stands before the packets: payload, the sender's signature line, the empty line. malloced,
 * with a zero at the end that *len does not count; the caller frees. */
enum vr_status vr_part_head(char **out, size_t *len, const struct vr_part *part,
                            const uint8_t seed[static 32]) VR_MUST_CHECK;

/* A whole part, as the hop at place (from 1: the entry takes none) of custody receives it, with
 * all checks that one part allows. The signature comes before the payload, so the round is not
 * known beforehand: the caller tries the circles that may be in force, and asks afterwards whether
 * custody is that of part->round. VR_MALFORMED, VR_UNVERIFIED, VR_FOREIGN (another circle or hop),
 * VR_MEMORY. */
enum vr_status vr_part_decode(struct vr_part *part, const void *bytes, size_t len,
                              const struct vr_custody *custody, size_t place,
                              struct vr_why *why) VR_MUST_CHECK;

/* Whether two parts speak of the same batch and the same hand-overs: all but number and packets. */
bool vr_part_is_of_batch(const struct vr_part *part, const struct vr_part *other);

/* Whether a packet may stand before another in a batch. */
bool vr_packets_ascend(const uint8_t before[static VR_PACKET_SIZE],
                       const uint8_t after[static VR_PACKET_SIZE]);

/* The `hash` of a batch, fed with its packets in order. Holds the last packet's place in the order
 * too, so that packets must ascend from part to part. */
struct vr_handover_hash {
    uint8_t state[sizeof(crypto_generichash_blake2b_state)]; /* bytes, for alignment */
    uint8_t last[VR_PACKET_ORDER_SIZE];
    uint64_t count;
};
void vr_handover_hash_init(struct vr_handover_hash *hash);

/* Feed count packets, one after another. VR_MALFORMED when they do not ascend, also from the last
 * one before; then nothing is fed. */
enum vr_status vr_handover_hash_add(struct vr_handover_hash *hash, const uint8_t *packets,
                                    size_t count) VR_MUST_CHECK;

/* The hash of what was fed; more may be fed afterwards. */
void vr_handover_hash_digest(uint8_t digest[static 32], const struct vr_handover_hash *hash);

/* What a receiver signs when it has the whole batch of handover: the payload without newline, and
 * the document with its signature line. malloced, with a zero at the end; the caller frees. */
enum vr_status vr_taken_payload(char **out, size_t *len, const struct vr_handover *handover,
                                const uint8_t circle[static 32]) VR_MUST_CHECK;
enum vr_status vr_taken_document(char **out, size_t *len, const struct vr_handover *handover,
                                 const uint8_t circle[static 32],
                                 const uint8_t seed[static 32]) VR_MUST_CHECK;

/* Whether bytes are the answer of the hop behind the sender, at place of custody, that it took
 * exactly what was sent. VR_FOREIGN for an answer to another hand-over, VR_CONFLICT when the
 * receiver took another batch for it. */
enum vr_status vr_taken_decode(const struct vr_handover *sent, const void *bytes, size_t len,
                               const struct vr_custody *custody, size_t place,
                               struct vr_why *why) VR_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* The packet that travels on every link, layered for 1 to 5 hops; PROTOCOL.md sections 2 and 5. */

#ifndef VRIJUIT_ONION_H
#define VRIJUIT_ONION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/record.h>
#include <vrijuit/status.h>

#define VR_PACKET_SIZE 32768U
#define VR_HOPS_MAX    5U
#define VR_SLOT_SIZE   96U
#define VR_HEADER_SIZE 480U
#define VR_BODY_SIZE   32216U
#define VR_HOP_ID_SIZE 24U
#define VR_TAG_SIZE    16U
#define VR_PROBE_SIZE  32U
#define VR_BODY_OFFSET 552U

/* hop_id of an identity key; section 3. */
void vr_hop_id(uint8_t id[static VR_HOP_ID_SIZE], const uint8_t identity[static 32]);

enum vr_onion_command {
    VR_FORWARD = 1,
    VR_DELIVER = 2,
    VR_LOOP = 3,
};

/* One hop of a path, as the keys document gives it. */
struct vr_onion_hop {
    uint8_t id[VR_HOP_ID_SIZE];
    uint32_t epoch;
    uint8_t key[32];
};

/* All randomness of a packet; fresh for each, secret, wiped by the caller. */
struct vr_onion_random {
    uint8_t ephemeral[VR_HOPS_MAX][32];
    uint8_t slot[92];
    uint8_t header[VR_HEADER_SIZE];
};

/* Body at the store: type, zeros, locator, record. */
void vr_onion_body(uint8_t body[static VR_BODY_SIZE], const uint8_t locator[static VR_LOCATOR_SIZE],
                   const uint8_t record[static VR_RECORD_SIZE]);

/* Wrap body for hops (1 to 5) hops; last is VR_DELIVER or VR_LOOP. VR_MALFORMED for another number
 * of hops, VR_UNVERIFIED for a hop key that X25519 refuses. */
enum vr_status vr_onion_wrap(uint8_t packet[static VR_PACKET_SIZE], const struct vr_onion_hop *path,
                             size_t hops, enum vr_onion_command last,
                             const uint8_t body[static VR_BODY_SIZE],
                             const struct vr_onion_random *random) VR_MUST_CHECK;

/* The epoch of a packet, after version (VR_UNSUPPORTED), suite (VR_UNSUPPORTED) and zeros
 * (VR_MALFORMED). */
enum vr_status vr_onion_epoch(uint32_t *epoch,
                              const uint8_t packet[static VR_PACKET_SIZE]) VR_MUST_CHECK;

/* Section 2. late: the last 1/24 of the round. Admission is for packets from outside, the wider
 * window for hand-overs. */
bool vr_onion_admits(uint32_t epoch, uint32_t round, bool late);
bool vr_onion_in_window(uint32_t epoch, uint32_t round, bool late);

/* What verification leaves for peeling; secret but for the tag. */
struct vr_onion_layer {
    uint8_t tag[VR_TAG_SIZE];
    uint8_t header_key[32];
    uint8_t body_key[32];
};

/* X25519 and T, before anything is decrypted. VR_UNVERIFIED when either refuses. The packet is not
 * changed, *layer is written only on success. */
enum vr_status vr_onion_verify(struct vr_onion_layer *layer,
                               const uint8_t packet[static VR_PACKET_SIZE],
                               const uint8_t epoch_secret[static 32],
                               const uint8_t epoch_public[static 32]) VR_MUST_CHECK;

/* Decipher header and body in place and take out the slot. On FORWARD the packet then is what the
 * next hop receives. */
void vr_onion_peel(uint8_t slot[static VR_SLOT_SIZE], uint8_t packet[static VR_PACKET_SIZE],
                   const struct vr_onion_layer *layer);

/* Where the hop stands in the cascade and which batch the packet belongs to. */
struct vr_onion_place {
    uint32_t batch;
    bool is_store;
    const uint8_t *next_hop;                /* 24 bytes, or NULL */
    const uint8_t (*probes)[VR_PROBE_SIZE]; /* those that this hop sent; may be NULL */
    size_t probe_count;
};

enum vr_onion_action {
    VR_ACT_DROP,    /* a layer that verifies but on which this hop cannot act */
    VR_ACT_FORWARD, /* send on */
    VR_ACT_DELIVER, /* keep locator and record */
    VR_ACT_PROBE,   /* an own probe came back; its first 32 body bytes say which */
};

/* What to do with a peeled packet. */
enum vr_onion_action vr_onion_judge(const uint8_t slot[static VR_SLOT_SIZE],
                                    const uint8_t packet[static VR_PACKET_SIZE],
                                    const struct vr_onion_place *place);

/* locator | record (32,208 bytes) inside a peeled packet that is to be delivered; borrowed. */
const uint8_t *vr_onion_delivery(const uint8_t packet[static VR_PACKET_SIZE]);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* From content to the packet that travels: sealed for a council, then wrapped for the path. A
 * report and cover differ in nothing but what is sealed; PROTOCOL.md sections 4 and 5. */

#ifndef PACKET_H
#define PACKET_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/circle.h>
#include <vrijuit/documents.h>
#include <vrijuit/onion.h>
#include <vrijuit/record.h>
#include <vrijuit/status.h>

/* What arrives at the store. Only the council can tell a report from cover. */
struct sealed_record {
    uint8_t locator[VR_LOCATOR_SIZE];
    uint8_t record[VR_RECORD_SIZE];
};

/* Seal content for the council's key of the round. VR_STALE when no key holds it. */
enum vr_status packet_seal(struct sealed_record *sealed, const struct vr_circle *circle,
                           const struct vr_council *council, uint32_t round,
                           const uint8_t locator[static VR_LOCATOR_SIZE], const void *content,
                           size_t content_len, struct vr_why *why) VR_MUST_CHECK;

/* Cover for a council that chance chooses. */
enum vr_status packet_cover(struct sealed_record *sealed, const struct vr_circle *circle,
                            uint32_t round, struct vr_why *why) VR_MUST_CHECK;

/* The round for which a packet is made now: the later one of the own clock and the keys. */
uint32_t packet_round(const struct vr_keys *keys, uint32_t own_round);

/* Wrap for the path, to be posted in the round. VR_STALE when a key of it is not at hand. */
enum vr_status packet_wrap(uint8_t packet[static VR_PACKET_SIZE],
                           const struct sealed_record *sealed, const struct vr_circle *circle,
                           const struct vr_keys *keys, uint32_t round,
                           struct vr_why *why) VR_MUST_CHECK;

#endif

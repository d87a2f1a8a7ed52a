/* SPDX-License-Identifier: EUPL-1.2 */
/* The probes of one round, as they are kept in the state folder: sealed under a key of that round,
 * which is destroyed with it. */

#ifndef PROBE_SET_H
#define PROBE_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/onion.h>
#include <vrijuit/status.h>

#define PROBES_MAX 8U /* a round */

/* Always the same size, however many there are. */
#define PROBE_SET_SIZE (2U + PROBES_MAX * VR_PROBE_SIZE + VR_PROBE_SIZE + VR_PACKET_SIZE)

struct probe_set {
    uint32_t round;
    size_t count; /* of those that the entry has acknowledged */
    uint8_t acknowledged[PROBES_MAX][VR_PROBE_SIZE];
    bool is_sent; /* one more, of which it is not known: the same packet is sent again */
    uint8_t sent[VR_PROBE_SIZE];
    uint8_t packet[VR_PACKET_SIZE];
};

void probe_set_encode(uint8_t bytes[static PROBE_SET_SIZE], const struct probe_set *set);

/* All but round. VR_MALFORMED leaves *set as it was. */
enum vr_status probe_set_decode(struct probe_set *set,
                                const uint8_t bytes[static PROBE_SET_SIZE]) VR_MUST_CHECK;

/* Keep it in folder/ROUND.probes, under folder/ROUND.key; synced before it returns. */
enum vr_status probe_set_save(const char *folder, const struct probe_set *set,
                              struct vr_why *why) VR_MUST_CHECK;

/* VR_FOREIGN when there is none; VR_UNVERIFIED when it does not open. */
enum vr_status probe_set_load(struct probe_set *set, const char *folder, uint32_t round,
                              struct vr_why *why) VR_MUST_CHECK;

/* Destroy key and file; fine when there are none. */
enum vr_status probe_set_destroy(const char *folder, uint32_t round,
                                 struct vr_why *why) VR_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* Parts of a batch as the hop before sends them, each in a file of its own, sealed under the
 * batch's key, until all are there. */

#ifndef INBOX_H
#define INBOX_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/status.h>

/* Keep a part in folder/ROUND.PART.part, synced. The same part again is written over. */
enum vr_status inbox_put(const char *folder, uint32_t round, uint32_t part,
                         const uint8_t key[static 32], const void *bytes, size_t len,
                         struct vr_why *why) VR_MUST_CHECK;

/* Read it back, malloced. VR_FOREIGN when it is not there; VR_UNVERIFIED when it does not open. */
enum vr_status inbox_get(uint8_t **out, size_t *len, const char *folder, uint32_t round,
                         uint32_t part, const uint8_t key[static 32],
                         struct vr_why *why) VR_MUST_CHECK;

/* Remove parts 1 to parts of a round. Their key goes with the batch. */
void inbox_remove(const char *folder, uint32_t round, uint32_t parts);

/* Remove every part of every round: after a start they all come again. */
enum vr_status inbox_clear(const char *folder, struct vr_why *why) VR_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* The keys under which stored records lie: one for each period of rounds, destroyed with it. */

#ifndef STORAGEKEYS_H
#define STORAGEKEYS_H

#include <stdbool.h>
#include <stdint.h>

#include <vrijuit/status.h>

/* Rounds that share a key: round / STORAGE_PERIOD is the period. */
#define STORAGE_PERIOD   30U
#define STORAGE_KEY_SIZE 32U

struct storagekeys;

/* Keys live in state/storage/PERIOD.key, mode 0600. With read_only none is ever made. */
enum vr_status storagekeys_open(struct storagekeys **out, const char *state, bool read_only,
                                struct vr_why *why) VR_MUST_CHECK;
void storagekeys_close(struct storagekeys *keys);

/* The key of a round, borrowed until the next call; made when it is not there. */
enum vr_status storagekeys_get(const uint8_t **out, struct storagekeys *keys, uint32_t round,
                               struct vr_why *why) VR_MUST_CHECK;

/* Destroy the keys of periods that lie wholly before round. */
enum vr_status storagekeys_forget(struct storagekeys *keys, uint32_t round,
                                  struct vr_why *why) VR_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* The hop's epoch keys: fresh random X25519 keys, one file each, made eight epochs ahead, destroyed
 * when their window has ended; PROTOCOL.md sections 2 and 3. */

#ifndef HOPKEYS_H
#define HOPKEYS_H

#include <stdint.h>

#include <vrijuit/documents.h>
#include <vrijuit/status.h>

struct hopkeys;

/* Keys live in folder/EPOCH.key, mode 0600. */
enum vr_status hopkeys_open(struct hopkeys **out, const char *folder,
                            struct vr_why *why) VR_MUST_CHECK;
void hopkeys_close(struct hopkeys *keys);

/* Keys from this epoch on are still needed, because the hop before has not handed over everything
 * of it: they stay for up to 14 rounds, and not only for 3. */
void hopkeys_need(struct hopkeys *keys, uint32_t epoch);

/* Go to a round: load or make the keys of round-3, or of what is needed (loaded
 * only), to round+7, destroy older ones. */
enum vr_status hopkeys_advance(struct hopkeys *keys, uint32_t round,
                               struct vr_why *why) VR_MUST_CHECK;

/* The pair of an epoch, both borrowed until the next advance; false when there is none. */
bool hopkeys_pair(const struct hopkeys *keys, const uint8_t **secret, const uint8_t **public_key,
                  uint32_t epoch);

#endif

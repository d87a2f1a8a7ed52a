/* SPDX-License-Identifier: EUPL-1.2 */
/* Replay tags of the last rounds that the entry closed for the next hop, in memory: a duplicate of
 * what was taken is answered as the first time, also when its round has ended. */

#ifndef ENDED_H
#define ENDED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/onion.h>
#include <vrijuit/status.h>

#include "tags.h"

#define ENDED_ROUNDS 3U

struct ended {
    uint32_t rounds[ENDED_ROUNDS];
    struct tags *tags[ENDED_ROUNDS]; /* by round; NULL: none */
};

/* An empty set for a round, borrowed, in the place of that of ENDED_ROUNDS rounds before. */
enum vr_status ended_begin(struct tags **out, struct ended *ended, uint32_t round,
                           size_t limit) VR_MUST_CHECK;

/* Load the rounds before next out of their outboxes, none of which may be open. */
enum vr_status ended_load(struct ended *ended, const char *outboxes, uint32_t next, size_t limit,
                          struct vr_why *why) VR_MUST_CHECK;

bool ended_have(const struct ended *ended, uint32_t round, const uint8_t tag[static VR_TAG_SIZE]);

void ended_wipe(struct ended *ended);

#endif

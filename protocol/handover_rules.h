/* SPDX-License-Identifier: EUPL-1.2 */
/* What a receiver asks of order and number of the packets in a batch; PROTOCOL.md section 7.1. The
 * naive control of docs/MEASURES.md is built with naive_handover_rules.c, which asks nothing. */

#ifndef HANDOVER_RULES_H
#define HANDOVER_RULES_H

#include <vrijuit/handover.h>

/* Whether packets ascend strictly, also from the last one that hash was fed with. */
bool handover_ascends(const struct vr_handover_hash *hash, const uint8_t *packets, size_t count);

/* Whether count is a multiple of unit. */
bool handover_is_whole(uint32_t count, uint32_t unit);

#endif

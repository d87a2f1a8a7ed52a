/* SPDX-License-Identifier: EUPL-1.2 */
#include "handover_rules.h"

#include <string.h>

bool
handover_ascends(const struct vr_handover_hash *hash, const uint8_t *packets, size_t count)
{
    const uint8_t *first = packets + VR_PACKET_ORDER_OFFSET;

    if (hash->count > 0 && memcmp(hash->last, first, sizeof hash->last) >= 0) {
        return false;
    }
    for (size_t i = 1; i < count; i++) {
        if (!vr_packets_ascend(packets + (i - 1) * VR_PACKET_SIZE, packets + i * VR_PACKET_SIZE)) {
            return false;
        }
    }

    return true;
}

bool
handover_is_whole(uint32_t count, uint32_t unit)
{
    return count % unit == 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "policy.h"

#include <stdlib.h>

const char *
policy_name(void)
{
    return "";
}

uint32_t
policy_tick(uint32_t milliseconds)
{
    return milliseconds;
}

size_t
policy_whole(size_t count, size_t unit)
{
    return count == 0 ? unit : (count + unit - 1) / unit * unit;
}

bool
policy_parts_batch(void)
{
    return false;
}

void
policy_recall_tag(uint8_t tag[static VR_TAG_SIZE])
{
    (void) tag;
}

void
policy_sort(void *list, size_t count, size_t size, int (*compare)(const void *a, const void *b))
{
    if (count > 0) {
        qsort(list, count, size, compare);
    }
}

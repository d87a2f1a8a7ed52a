/* SPDX-License-Identifier: EUPL-1.2 */
/* The naive control: answers at once, no dummies, the order of arrival, each packet in a
 * transaction of its own, replay tags in memory only. */
#include "policy.h"

#include <sodium.h>

const char *
policy_name(void)
{
    return ", naive control, for measuring only";
}

uint32_t
policy_tick(uint32_t milliseconds)
{
    (void) milliseconds;

    return 0;
}

size_t
policy_whole(size_t count, size_t unit)
{
    (void) unit;

    return count == 0 ? 1 : count;
}

bool
policy_parts_batch(void)
{
    return true;
}

/* As a program that keeps what it has seen in memory only. */
void
policy_recall_tag(uint8_t tag[static VR_TAG_SIZE])
{
    randombytes_buf(tag, VR_TAG_SIZE);
}

void
policy_sort(void *list, size_t count, size_t size, int (*compare)(const void *a, const void *b))
{
    (void) list;
    (void) count;
    (void) size;
    (void) compare;
}

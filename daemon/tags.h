/* SPDX-License-Identifier: EUPL-1.2 */
/* Replay tags of the packets that lie in the pool, in memory: a set of 16-byte values. */

#ifndef TAGS_H
#define TAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/onion.h>
#include <vrijuit/status.h>

struct tags;

/* A set that holds at most limit tags. */
enum vr_status tags_new(struct tags **out, size_t limit) VR_MUST_CHECK;
void tags_free(struct tags *tags);

bool tags_have(const struct tags *tags, const uint8_t tag[static VR_TAG_SIZE]);

/* VR_CONFLICT when it is there already, VR_FULL at the limit. */
enum vr_status tags_add(struct tags *tags, const uint8_t tag[static VR_TAG_SIZE]) VR_MUST_CHECK;

/* For qsort of tags. */
int tags_compare(const void *a, const void *b);

/* Forget one; it need not be there. */
void tags_remove(struct tags *tags, const uint8_t tag[static VR_TAG_SIZE]);

#endif

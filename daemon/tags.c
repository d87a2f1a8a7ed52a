/* SPDX-License-Identifier: EUPL-1.2 */
#include "tags.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

/* Open addressing at most half full. A sender knows the tags of own packets and could search for
 * ones that collide, so places come from a keyed hash. An all-zero tag marks a free place; a real
 * one of 128 zero bits does not happen. */
struct tags {
    uint8_t key[crypto_shorthash_KEYBYTES];
    size_t limit;
    size_t count;
    size_t mask;
    uint8_t (*places)[VR_TAG_SIZE];
};

static const uint8_t no_tag[VR_TAG_SIZE];

enum vr_status
tags_new(struct tags **out, size_t limit)
{
    struct tags *tags = calloc(1, sizeof *tags);
    size_t size = 16;

    if (tags == NULL) {
        return VR_MEMORY;
    }
    while (size < 2 * limit) {
        size *= 2;
    }
    tags->places = calloc(size, sizeof tags->places[0]);
    if (tags->places == NULL) {
        free(tags);
        return VR_MEMORY;
    }
    tags->limit = limit;
    tags->mask = size - 1;
    crypto_shorthash_keygen(tags->key);
    *out = tags;

    return VR_OK;
}

void
tags_free(struct tags *tags)
{
    if (tags == NULL) {
        return;
    }
    free(tags->places);
    free(tags);
}

static size_t
home_of(const struct tags *tags, const uint8_t tag[static VR_TAG_SIZE])
{
    uint8_t hash[crypto_shorthash_BYTES];
    size_t place;

    crypto_shorthash(hash, tag, VR_TAG_SIZE, tags->key);
    memcpy(&place, hash, sizeof place);

    return place & tags->mask;
}

/* The place of a tag, or the free place where it belongs. */
static size_t
find(const struct tags *tags, const uint8_t tag[static VR_TAG_SIZE])
{
    size_t place = home_of(tags, tag);

    while (memcmp(tags->places[place], no_tag, VR_TAG_SIZE) != 0 &&
           memcmp(tags->places[place], tag, VR_TAG_SIZE) != 0) {
        place = (place + 1) & tags->mask;
    }

    return place;
}

static bool
is_free(const struct tags *tags, size_t place)
{
    return memcmp(tags->places[place], no_tag, VR_TAG_SIZE) == 0;
}

bool
tags_have(const struct tags *tags, const uint8_t tag[static VR_TAG_SIZE])
{
    return !is_free(tags, find(tags, tag));
}

enum vr_status
tags_add(struct tags *tags, const uint8_t tag[static VR_TAG_SIZE])
{
    size_t place = find(tags, tag);

    if (!is_free(tags, place)) {
        return VR_CONFLICT;
    }
    if (tags->count == tags->limit) {
        return VR_FULL;
    }
    memcpy(tags->places[place], tag, VR_TAG_SIZE);
    tags->count++;

    return VR_OK;
}

/* Close the gap: whatever behind it could have stood there moves up. */
void
tags_remove(struct tags *tags, const uint8_t tag[static VR_TAG_SIZE])
{
    size_t gap = find(tags, tag);
    size_t next = gap;

    if (is_free(tags, gap)) {
        return;
    }
    tags->count--;
    memcpy(tags->places[gap], no_tag, VR_TAG_SIZE);
    for (;;) {
        size_t home;

        next = (next + 1) & tags->mask;
        if (is_free(tags, next)) {
            return;
        }
        home = home_of(tags, tags->places[next]);
        if (((next - home) & tags->mask) >= ((next - gap) & tags->mask)) {
            memcpy(tags->places[gap], tags->places[next], VR_TAG_SIZE);
            memcpy(tags->places[next], no_tag, VR_TAG_SIZE);
            gap = next;
        }
    }
}

int
tags_compare(const void *a, const void *b)
{
    return memcmp(a, b, VR_TAG_SIZE);
}

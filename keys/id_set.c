/* SPDX-License-Identifier: EUPL-1.2 */
#include "id_set.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 64U

/* Where the id is, or the free place where it belongs. At least one place is free. */
static size_t
place_of(const struct id_set *set, const uint8_t id[static VR_REPORT_ID_SIZE])
{
    uint8_t hash[crypto_shorthash_BYTES];
    uint64_t place;

    crypto_shorthash(hash, id, VR_REPORT_ID_SIZE, set->key);
    memcpy(&place, hash, sizeof place);
    for (;;) {
        size_t at = (size_t) place & (set->size - 1);

        if (!set->taken[at] || memcmp(set->places[at], id, VR_REPORT_ID_SIZE) == 0) {
            return at;
        }
        place++;
    }
}

bool
id_set_has(const struct id_set *set, const uint8_t id[static VR_REPORT_ID_SIZE])
{
    return set->size > 0 && set->taken[place_of(set, id)];
}

/* A fresh set with twice the places, and another key. */
static enum vr_status
grow(struct id_set *set)
{
    struct id_set grown = { .size = set->size == 0 ? FIRST_SIZE : 2 * set->size };

    grown.places = reallocarray(NULL, grown.size, sizeof grown.places[0]);
    grown.taken = calloc(grown.size, sizeof grown.taken[0]);
    if (grown.places == NULL || grown.taken == NULL) {
        free(grown.places);
        free(grown.taken);
        return VR_MEMORY;
    }
    randombytes_buf(grown.key, sizeof grown.key);
    for (size_t i = 0; i < set->size; i++) {
        if (set->taken[i]) {
            size_t at = place_of(&grown, set->places[i]);

            memcpy(grown.places[at], set->places[i], VR_REPORT_ID_SIZE);
            grown.taken[at] = true;
        }
    }
    grown.count = set->count;
    free(set->places);
    free(set->taken);
    *set = grown;

    return VR_OK;
}

enum vr_status
id_set_add(struct id_set *set, const uint8_t id[static VR_REPORT_ID_SIZE])
{
    size_t at;

    if (2 * (set->count + 1) > set->size) {
        enum vr_status status = grow(set);

        if (status != VR_OK) {
            return status;
        }
    }
    at = place_of(set, id);
    set->count += set->taken[at] ? 0 : 1;
    memcpy(set->places[at], id, VR_REPORT_ID_SIZE);
    set->taken[at] = true;

    return VR_OK;
}

void
id_set_wipe(struct id_set *set)
{
    free(set->places);
    free(set->taken);
    *set = (struct id_set) { .size = 0 };
}

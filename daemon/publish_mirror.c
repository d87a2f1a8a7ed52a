/* SPDX-License-Identifier: EUPL-1.2 */
/* Receipts that another hop is the source of, and what they show of the last rounds. */
#include "publish_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/documents.h>

#define SIZES_SHOWN  7U
#define LOCATOR_TEXT 27U /* 24 characters, quotes, a comma */

/* Where the documents that were read so far end. */
struct chain {
    size_t count;
    uint32_t last;
    uint8_t hash[32];
};

/* What was published stays so: the hop behind may forget old rounds, but not tell another history.
 * A store that is new in the circle begins with zeros. */
static enum vr_status
judge_history(const struct publish *publish, const struct vr_receipts *one, struct vr_why *why)
{
    const uint8_t *known = publish->mirrored_hash;
    bool differs = false;

    if (publish->has_mirrored && one->round == publish->mirrored) {
        differs = memcmp(one->hash, known, sizeof one->hash) != 0;
    } else if (publish->has_mirrored && one->round == publish->mirrored + 1) {
        differs = memcmp(one->previous, known, sizeof one->previous) != 0 &&
                  sodium_is_zero(one->previous, sizeof one->previous) == 0;
    }
    if (differs) {
        return vr_refuse(why, VR_CONFLICT,
                         "round %u: OTHER receipts than those that were published before: ask the "
                         "operator of the store",
                         publish->mirrored);
    }

    return VR_OK;
}

/* One document, which verifies and continues the one before. */
static enum vr_status
add_link(struct chain *chain, const struct publish *publish, const struct vr_receipts *one,
         struct vr_why *why)
{
    enum vr_status status = judge_history(publish, one, why);

    if (status == VR_OK && chain->count > 0) {
        status = vr_receipts_follow(one, chain->last, chain->hash, why);
    }
    if (status == VR_OK && chain->count == RECEIPTS_ROUNDS) {
        status = vr_refuse(why, VR_FULL, "receipts of more than %u rounds", RECEIPTS_ROUNDS);
    }
    chain->count++;
    chain->last = one->round;
    memcpy(chain->hash, one->hash, sizeof chain->hash);

    return status;
}

static enum vr_status
check_receipts(struct chain *chain, const struct publish *publish, const char *receipts, size_t len,
               const struct vr_circle *const *circles, size_t circle_count, struct vr_why *why)
{
    enum vr_status status = VR_OK;
    size_t at = 0;
    size_t step;

    for (; status == VR_OK && (step = vr_documents_next(receipts + at, len - at)) > 0; at += step) {
        struct vr_receipts one;

        status = vr_receipts_decode(&one, receipts + at, step, circles, circle_count, why);
        if (status == VR_OK) {
            status = add_link(chain, publish, &one, why);
            vr_receipts_wipe(&one);
        }
    }

    return status;
}

enum vr_status
publish_mirror(struct publish *publish, bool *is_new, const char *receipts, size_t len,
               const struct vr_circle *const *circles, size_t circle_count, struct vr_why *why)
{
    struct chain chain = { 0 };
    enum vr_status status;
    char *copy;

    *is_new =
        len != publish->receipts_len || (len > 0 && memcmp(receipts, publish->receipts, len) != 0);
    if (!*is_new) {
        return VR_OK;
    }
    status = check_receipts(&chain, publish, receipts, len, circles, circle_count, why);
    if (status != VR_OK) {
        return status;
    }
    if (len == 0 || (publish->has_mirrored && chain.last < publish->mirrored)) {
        return vr_refuse(why, VR_STALE, "older receipts than those of round %u", publish->mirrored);
    }
    copy = malloc(len);
    if (copy == NULL) {
        return vr_refuse(why, VR_MEMORY, "no memory for receipts");
    }
    memcpy(copy, receipts, len);
    free(publish->receipts);
    publish->receipts = copy;
    publish->receipts_len = len;
    publish->has_mirrored = true;
    publish->mirrored = chain.last;
    memcpy(publish->mirrored_hash, chain.hash, sizeof chain.hash);

    return publish_put(publish, RECEIPTS, receipts, len, why);
}

/* Records in a receipts document that was checked before: nothing but locators stands in the list.
 */
static size_t
count_locators(const char *document, size_t len)
{
    static const char name[] = "\"locators\":[";
    const char *list = memmem(document, len, name, sizeof name - 1);
    const char *end = list == NULL ? NULL : memchr(list, ']', len - (size_t) (list - document));

    return end == NULL ? 0 : ((size_t) (end - list) - (sizeof name - 1) + 1) / LOCATOR_TEXT;
}

const char *
publish_sizes(struct publish *publish, uint32_t batch)
{
    size_t starts[SIZES_SHOWN] = { 0 };
    size_t count = 0;
    size_t at = 0;
    size_t step;

    while ((step = vr_documents_next(publish->receipts + at, publish->receipts_len - at)) > 0) {
        starts[count % SIZES_SHOWN] = at;
        count++;
        at += step;
    }
    strcpy(publish->sizes, count == 0 ? "none yet" : "");
    for (size_t i = count > SIZES_SHOWN ? count - SIZES_SHOWN : 0; i < count; i++) {
        const char *document = publish->receipts + starts[i % SIZES_SHOWN];
        size_t len = vr_documents_next(document, publish->receipts_len - starts[i % SIZES_SHOWN]);
        bool thin = memmem(document, len, "\"thin\":true", 11) != NULL;
        size_t used = strlen(publish->sizes);

        snprintf(publish->sizes + used, sizeof publish->sizes - used, "%s%zu%s",
                 used == 0 ? "" : ", ", (count_locators(document, len) + batch - 1) / batch,
                 thin ? " (thin)" : "");
    }

    return publish->sizes;
}

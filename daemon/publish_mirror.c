/* SPDX-License-Identifier: EUPL-1.2 */
/* Receipts that another hop is the source of, and what they show of the last rounds. */
#include "publish_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vrijuit/documents.h>

#define SIZES_SHOWN  7U
#define LOCATOR_TEXT 27U /* 24 characters, quotes, a comma */

/* Every document verifies and continues the one before; *last is the newest round. */
static enum vr_status
check_receipts(uint32_t *last, const char *receipts, size_t len,
               const struct vr_circle *const *circles, size_t circle_count, struct vr_why *why)
{
    enum vr_status status = VR_OK;
    uint8_t hash[32];
    size_t at = 0;
    size_t step;

    for (; status == VR_OK && (step = vr_documents_next(receipts + at, len - at)) > 0; at += step) {
        struct vr_receipts one;

        status = vr_receipts_decode(&one, receipts + at, step, circles, circle_count, why);
        if (status != VR_OK) {
            break;
        }
        if (at > 0) {
            status = vr_receipts_follow(&one, *last, hash, why);
        }
        *last = one.round;
        memcpy(hash, one.hash, sizeof hash);
        vr_receipts_wipe(&one);
    }

    return status;
}

enum vr_status
publish_mirror(struct publish *publish, const char *receipts, size_t len,
               const struct vr_circle *const *circles, size_t circle_count, struct vr_why *why)
{
    enum vr_status status;
    uint32_t last = 0;

    if (len == publish->receipts_len &&
        (len == 0 || memcmp(receipts, publish->receipts, len) == 0)) {
        return VR_OK;
    }
    status = check_receipts(&last, receipts, len, circles, circle_count, why);
    if (status != VR_OK) {
        return status;
    }
    if (len == 0 || (publish->receipts_len > 0 && last < publish->mirrored)) {
        return vr_refuse(why, VR_STALE, "older receipts than those of round %u", publish->mirrored);
    }
    free(publish->receipts);
    publish->receipts = malloc(len);
    if (publish->receipts == NULL) {
        publish->receipts_len = 0;
        return vr_refuse(why, VR_MEMORY, "no memory for receipts");
    }
    memcpy(publish->receipts, receipts, len);
    publish->receipts_len = len;
    publish->mirrored = last;

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

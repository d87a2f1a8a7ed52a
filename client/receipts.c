/* SPDX-License-Identifier: EUPL-1.2 */
#include "receipts.h"

#include <libintl.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

static enum vr_status
grow(struct receipts *receipts)
{
    struct vr_receipts *longer =
        realloc(receipts->documents, (receipts->count + 1) * sizeof *receipts->documents);

    if (longer == NULL) {
        return VR_MEMORY;
    }
    receipts->documents = longer;

    return VR_OK;
}

static enum vr_status
read_one(struct receipts *receipts, const char *bytes, size_t len,
         const struct vr_circle *const *circles, size_t circle_count, struct vr_why *why)
{
    enum vr_status status = grow(receipts);
    struct vr_receipts *last;

    if (status != VR_OK) {
        return vr_refuse(why, status, gettext("no memory"));
    }
    last = &receipts->documents[receipts->count];
    status = vr_receipts_decode(last, bytes, len, circles, circle_count, why);
    if (status != VR_OK) {
        return status;
    }
    receipts->count++;
    if (receipts->count > 1) {
        status = vr_receipts_follow(last, last[-1].round, last[-1].hash, why);
    }

    return status;
}

enum vr_status
receipts_read(struct receipts *receipts, const char *bytes, size_t len,
              const struct vr_circle *const *circles, size_t circle_count, struct vr_why *why)
{
    struct receipts read = { 0 };
    enum vr_status status = VR_OK;
    size_t one;

    while (status == VR_OK && len > 0) {
        one = vr_documents_next(bytes, len);
        if (one == 0) {
            status = vr_refuse(why, VR_MALFORMED, gettext("no document where one is due"));
            break;
        }
        status = read_one(&read, bytes, one, circles, circle_count, why);
        bytes += one;
        len -= one;
    }
    if (status == VR_OK) {
        *receipts = read;
    } else {
        receipts_wipe(&read);
    }

    return status;
}

void
receipts_wipe(struct receipts *receipts)
{
    for (size_t i = 0; i < receipts->count; i++) {
        vr_receipts_wipe(&receipts->documents[i]);
    }
    free(receipts->documents);
    memset(receipts, 0, sizeof *receipts);
}

/* The document of a round, or NULL. */
static const struct vr_receipts *
find_round(const struct receipts *receipts, uint32_t round)
{
    for (size_t i = 0; i < receipts->count; i++) {
        if (receipts->documents[i].round == round) {
            return &receipts->documents[i];
        }
    }

    return NULL;
}

static enum vr_status
judge_seen(const struct receipts *receipts, const struct state *seen, struct vr_why *why)
{
    const struct vr_receipts *same = find_round(receipts, seen->receipts_round);

    if (receipts->count == 0 ||
        receipts->documents[receipts->count - 1].round < seen->receipts_round) {
        return vr_refuse(why, VR_STALE,
                         gettext("the list of receipts is older than the one you had before: "
                                 "somebody may be holding something back"));
    }
    if (same != NULL && sodium_memcmp(same->hash, seen->receipts_hash, sizeof same->hash) != 0) {
        return vr_refuse(why, VR_CONFLICT,
                         gettext("the receipts of round %lu are not the ones you had before: "
                                 "somebody has changed them"),
                         (unsigned long) seen->receipts_round);
    }

    return VR_OK;
}

enum vr_status
receipts_judge(const struct receipts *receipts, const struct state *seen, uint32_t own_round,
               struct vr_why *why)
{
    if (receipts->count > 0 &&
        receipts->documents[receipts->count - 1].round > (uint64_t) own_round + 1) {
        return vr_refuse(why, VR_STALE,
                         gettext("the list of receipts is ahead of your clock: check the date "
                                 "and time of this computer"));
    }

    return seen->has_receipts ? judge_seen(receipts, seen, why) : VR_OK;
}

bool
receipts_are_behind(const struct receipts *receipts, uint32_t own_round, uint32_t from_round)
{
    uint64_t newest = from_round;

    if (receipts->count > 0) {
        newest = receipts->documents[receipts->count - 1].round;
    }

    return own_round > newest + RECEIPTS_LATE;
}

/* Whether any round has the locator, and which. */
static bool
find_locator(uint32_t *round, const struct receipts *receipts,
             const uint8_t locator[static VR_LOCATOR_SIZE])
{
    for (size_t i = 0; i < receipts->count; i++) {
        if (vr_receipts_has(&receipts->documents[i], locator)) {
            *round = receipts->documents[i].round;
            return true;
        }
    }

    return false;
}

bool
receipts_reach(const struct receipts *receipts, uint32_t round)
{
    return receipts->count > 0 && receipts->documents[receipts->count - 1].round >= round;
}

bool
receipts_have(const struct receipts *receipts, const uint8_t locator[static VR_LOCATOR_SIZE])
{
    uint32_t round;

    return find_locator(&round, receipts, locator);
}

void
receipts_look(struct receipts_found *found, const struct receipts *receipts,
              const uint8_t root[static VR_ROOT_SIZE])
{
    uint8_t locator[VR_LOCATOR_SIZE];
    bool has_absent = false;
    uint32_t absent = 0;
    uint32_t round = 0;

    memset(found, 0, sizeof *found);
    for (uint32_t i = 0; absent < RECEIPTS_ABSENT; i++) {
        vr_codename_locator(locator, root, i);
        if (!find_locator(&round, receipts, locator)) {
            if (!has_absent) {
                found->lowest_absent = i;
                has_absent = true;
            }
            absent++;
            continue;
        }
        absent = 0;
        if (found->count < RECEIPTS_FOUND) {
            found->rounds[found->count] = round;
            found->indexes[found->count] = i;
        }
        found->count++;
    }
    sodium_memzero(locator, sizeof locator);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* The receipts of the last rounds, read whole, and the search for one's own locators in them;
 * PROTOCOL.md sections 7 and 8. */

#ifndef RECEIPTS_H
#define RECEIPTS_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/codename.h>
#include <vrijuit/documents.h>
#include <vrijuit/status.h>

#include "state.h"

#define RECEIPTS_BODY_MAX ((size_t) 64 * 1024 * 1024) /* bytes of all documents together */
#define RECEIPTS_ABSENT   16U                         /* in a row: the search is over */
#define RECEIPTS_LATE     3U                          /* rounds behind that are not strange yet */
#define RECEIPTS_FOUND    64U                         /* more are not told one by one */

/* One document a round, oldest first. */
struct receipts {
    struct vr_receipts *documents;
    size_t count;
};

/* Read a row of documents: each signed, each continuing the one before it; the first may continue
 * one that is no longer there. The caller calls receipts_wipe on success. */
enum vr_status receipts_read(struct receipts *receipts, const char *bytes, size_t len,
                             const struct vr_circle *const *circles, size_t circle_count,
                             struct vr_why *why) VR_MUST_CHECK;
void receipts_wipe(struct receipts *receipts);

/* Whether they may be believed at own_round after what was seen: VR_STALE when they are older than
 * that or more than one round ahead, VR_CONFLICT when a round that was seen has changed. */
enum vr_status receipts_judge(const struct receipts *receipts, const struct state *seen,
                              uint32_t own_round, struct vr_why *why) VR_MUST_CHECK;

/* Whether the newest are more than RECEIPTS_LATE rounds behind; from_round is that of the circle,
 * from which on there should be some. */
bool receipts_are_behind(const struct receipts *receipts, uint32_t own_round, uint32_t from_round);

/* Whether there are those of a round, or of a later one: what they do not list has not arrived. */
bool receipts_reach(const struct receipts *receipts, uint32_t round);

/* Whether any round lists this locator. */
bool receipts_have(const struct receipts *receipts, const uint8_t locator[static VR_LOCATOR_SIZE]);

/* Own packets that were found. */
struct receipts_found {
    size_t count; /* all; the first RECEIPTS_FOUND are in rounds */
    uint32_t rounds[RECEIPTS_FOUND];
    uint32_t indexes[RECEIPTS_FOUND]; /* of the locators */
    uint32_t lowest_absent;           /* the lowest index that was not found */
};

/* Look for the locators of a root: 0, 1, ... until RECEIPTS_ABSENT in a row are absent. */
void receipts_look(struct receipts_found *found, const struct receipts *receipts,
                   const uint8_t root[static VR_ROOT_SIZE]);

#endif

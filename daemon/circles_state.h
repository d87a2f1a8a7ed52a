/* SPDX-License-Identifier: EUPL-1.2 */
/* Inside circles: shared by circles.c and circles_list.c. */

#ifndef CIRCLES_STATE_H
#define CIRCLES_STATE_H

#include "circles.h"

#define CIRCLES_MAX 64U

struct circle_files {
    char *json;
    size_t json_len;
    char *minisig;
    size_t minisig_len;
};

/* circles and files go together, lowest sequence first. */
struct circles {
    const struct config *config;
    char folder[FILES_PATH_MAX];
    uint8_t pin[32];
    uint8_t identity[32];
    struct vr_circle *circles[CIRCLES_MAX];
    struct circle_files files[CIRCLES_MAX];
    size_t count;
};

/* Free what they hold. */
void circles_files_wipe(struct circle_files *files);

/* Put a circle and its files, taken over, in their place by sequence. */
void circles_insert(struct circles *circles, struct vr_circle *circle,
                    const struct circle_files *files);

/* Free one that is in the list. */
void circles_take_out(struct circles *circles, const struct vr_circle *circle);

/* Whether a new circle of the list, not the first, comes before its rounds. VR_STALE. */
enum vr_status circles_check_notice(const struct circles *circles, const struct vr_circle *circle,
                                    const char *name, struct vr_why *why) VR_MUST_CHECK;

/* The one of a sequence, or NULL. */
const struct vr_circle *circles_find(const struct circles *circles, uint64_t sequence);

#endif

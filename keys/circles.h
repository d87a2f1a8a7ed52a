/* SPDX-License-Identifier: EUPL-1.2 */
/* The pinned key, and the circles that it verifies. */

#ifndef CIRCLES_H
#define CIRCLES_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/circle.h>

#include "tool.h"

#define CIRCLES_MAX 32U

struct circles {
    uint8_t pin[32];
    size_t count;
    struct vr_circle *circle[CIRCLES_MAX];
};

/* The key in a minisign public key file. */
enum vr_status circles_read_pin(uint8_t pin[static 32], const struct tool *tool,
                                const char *path) VR_MUST_CHECK;

/* Read path and path.minisig, verify with the pin, add. */
enum vr_status circles_add(struct circles *circles, const struct tool *tool,
                           const char *path) VR_MUST_CHECK;

/* Of the highest sequence; there must be one. */
const struct vr_circle *circles_newest(const struct circles *circles);

/* The circle of that id, or NULL. */
const struct vr_circle *circles_find(const struct circles *circles, const uint8_t id[static 32]);

/* As the protocol library takes them. */
const struct vr_circle *const *circles_list(const struct circles *circles);

void circles_wipe(struct circles *circles);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* vrijuitd export: the batch file for the council's USB stick; PROTOCOL.md section 10. */

#ifndef EXPORT_H
#define EXPORT_H

#include <stdbool.h>
#include <stdint.h>

#include <vrijuit/status.h>

#include "config.h"

struct export_range {
    bool has_first; /* else the round after the last export */
    uint32_t first;
    bool has_last; /* else the last closed round */
    uint32_t last;
};

struct export_result {
    uint32_t first;
    uint32_t last;
    uint32_t records;
    uint32_t damaged; /* left out: the council's tool names them as missing */
};

/* Write path, which must not be there yet. Runs beside a daemon that serves. Remembers the last
 * round in state/exported. */
enum vr_status export_batch(struct export_result *result, const struct config *config,
                            const struct export_range *range, const char *path,
                            struct vr_why *why) VR_MUST_CHECK;

#endif

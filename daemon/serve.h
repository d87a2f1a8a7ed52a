/* SPDX-License-Identifier: EUPL-1.2 */
/* vrijuitd serve: all parts together, and the loop. */

#ifndef SERVE_H
#define SERVE_H

#include <vrijuit/status.h>

#include "config.h"

/* Everything that can be checked without serving: identity, circle, folders, limits. */
enum vr_status serve_check(const struct config *config, struct vr_why *why) VR_MUST_CHECK;

/* Serve until SIGTERM or SIGINT. */
enum vr_status serve_run(const struct config *config, struct vr_why *why) VR_MUST_CHECK;

#endif

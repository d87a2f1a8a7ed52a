/* SPDX-License-Identifier: EUPL-1.2 */
/* vrijuitd webform: a copy of the web form for handing out, which has circle and keys in it and so
 * works from a stick, without any network. */

#ifndef WEBFORM_H
#define WEBFORM_H

#include <vrijuit/status.h>

#include "ask.h"

/* Fill the page of the configuration with what the running daemon serves now, verified with the
 * pin, and write it to output in place of what is there. */
enum vr_status webform_write(const struct config *config, struct ask *ask, const char *output,
                             struct vr_why *why) VR_MUST_CHECK;

#endif

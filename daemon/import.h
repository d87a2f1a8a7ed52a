/* SPDX-License-Identifier: EUPL-1.2 */
/* vrijuitd import: packets that people carried in on a stick, handed to the running entry as their
 * own program would have done. */

#ifndef IMPORT_H
#define IMPORT_H

#include <vrijuit/status.h>

#include "ask.h"

/* Post the packet of one file. VR_OK: taken. Else *why has the reason, without the name of the
 * file; the next one can be tried all the same. */
enum vr_status import_packet(struct ask *ask, const char *path, struct vr_why *why) VR_MUST_CHECK;

#endif

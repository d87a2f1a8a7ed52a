/* SPDX-License-Identifier: EUPL-1.2 */
/* What was kept for a codename on this computer: whether it waits, is on its way, arrived or is
 * missing; what is missing can be sent again; PROTOCOL.md section 8. */

#ifndef RESEND_H
#define RESEND_H

#include <stdbool.h>

#include <vrijuit/status.h>

#include "client.h"
#include "codename_ask.h"
#include "visit.h"

/* Tell of each, and ask for each that is missing whether to send it again: sealed anew, at the next
 * locator, with the same id. *has_kept is whether there was anything that has not arrived. visit
 * may be replaced by a fresh one. VR_OK too when a packet could not be sent: that is told. */
enum vr_status resend_review(bool *has_kept, struct client *client, struct visit *visit,
                             const struct codename *codename, struct vr_why *why) VR_MUST_CHECK;

#endif

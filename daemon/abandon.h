/* SPDX-License-Identifier: EUPL-1.2 */
/* vrijuitd abandon: the operator gives up a round that can never be taken. */

#ifndef ABANDON_H
#define ABANDON_H

#include <stdint.h>

#include <vrijuit/status.h>

/* Keep the word for the daemon that runs on the state folder. VR_FOREIGN when the round waits for
 * nothing here: a word for a round that is still to come would destroy it at its first mishap. */
enum vr_status abandon_round(const char *state, uint32_t round, const char *reason,
                             struct vr_why *why) VR_MUST_CHECK;

#endif

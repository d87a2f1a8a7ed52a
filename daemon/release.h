/* SPDX-License-Identifier: EUPL-1.2 */
/* vrijuitd release: the operator lets a round go on in which probes are missing. */

#ifndef RELEASE_H
#define RELEASE_H

#include <stdint.h>

#include <vrijuit/status.h>

/* Keep the word for the daemon that runs on the state folder. VR_FOREIGN when it does not hold this
 * round: a word for another one would let it pass without its probes being looked at. */
enum vr_status release_round(const char *state, uint32_t round, const char *reason,
                             struct vr_why *why) VR_MUST_CHECK;

#endif

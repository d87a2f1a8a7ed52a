/* SPDX-License-Identifier: EUPL-1.2 */
/* Whether the ways to the other hops can be meant as the configuration has them. */

#ifndef PEER_CHECK_H
#define PEER_CHECK_H

#include <vrijuit/status.h>

#include "circles.h"
#include "config.h"

/* VR_FOREIGN for a [peer NAME] that no circle knows, VR_MALFORMED for a hop that this one, of that
 * identity, would have to call and cannot. For a check: a daemon that runs says so and goes on. */
enum vr_status peer_check(const struct config *config, const struct circles *circles,
                          const uint8_t identity[static 32], struct vr_why *why) VR_MUST_CHECK;

#endif

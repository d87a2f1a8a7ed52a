/* SPDX-License-Identifier: EUPL-1.2 */
/* What the daemon gives up by itself; the unit takes away the rest. */

#ifndef SANDBOX_H
#define SANDBOX_H

#include <stdint.h>

#include <vrijuit/status.h>

/* No core files, no debugger, no new privileges, files for their owner only. */
enum vr_status sandbox_enter(struct vr_why *why) VR_MUST_CHECK;

/* Room for so many descriptors, up to the hard limit; VR_FULL says how many there are. */
enum vr_status sandbox_descriptors(uint32_t wanted, struct vr_why *why) VR_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* A cover record in a packet for the rest of the path: what a hop adds to a batch. */

#ifndef COVER_H
#define COVER_H

#include <vrijuit/onion.h>
#include <vrijuit/status.h>

#include "outgoing.h"

/* A fresh dummy, as the next hop receives it: sealed to the current key of a council chosen at
 * random; PROTOCOL.md sections 4 and 7.1. */
enum vr_status cover_make(uint8_t packet[static VR_PACKET_SIZE], const struct outgoing_place *at,
                          struct vr_why *why) VR_MUST_CHECK;

#endif

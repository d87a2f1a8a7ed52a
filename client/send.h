/* SPDX-License-Identifier: EUPL-1.2 */
/* Brings one packet to the entry: patient when it is busy, and honest about what it knows. */

#ifndef SEND_H
#define SEND_H

#include <stdint.h>

#include <vrijuit/circle.h>
#include <vrijuit/onion.h>
#include <vrijuit/status.h>

#include "client.h"

enum send_result {
    SEND_ACCEPTED,
    SEND_REFUSED,   /* the entry does not want this packet: seal anew */
    SEND_FAILED,    /* it did not arrive */
    SEND_UNCERTAIN, /* it may have arrived: the answer was lost */
};

/* POST the packet; the same bytes again, a few times, when the entry is busy or does not answer.
 * *why says what happened when it was not accepted. */
enum send_result send_packet(const struct client *client, const struct vr_circle *circle,
                             const uint8_t packet[static VR_PACKET_SIZE], struct vr_why *why);

#endif

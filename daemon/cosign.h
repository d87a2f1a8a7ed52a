/* SPDX-License-Identifier: EUPL-1.2 */
/* This hop's signature on the keys document of a round: one payload, and never another; PROTOCOL.md
 * section 7. */

#ifndef COSIGN_H
#define COSIGN_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/documents.h>
#include <vrijuit/status.h>

#include "circles.h"
#include "hopkeys.h"
#include "log.h"

/* All borrowed. */
struct cosign {
    const struct circles *circles;
    const struct hopkeys *hopkeys;
    const uint8_t *identity; /* seed */
    const uint8_t *identity_public;
    const char *folder;      /* what was signed is kept here */
    struct log_limit *limit; /* of what strangers send; NULL: none */
};

/* VR_MALFORMED when it is no payload of a circle here; VR_CONFLICT when another payload was signed
 * for the round, own keys in it are wrong, or its round is not the own one. Synced before it
 * returns. What was signed for rounds long over is removed. */
enum vr_status cosign_payload(char line[static VR_SIGNATURE_LINE_SIZE], const struct cosign *cosign,
                              const char *payload, size_t len) VR_MUST_CHECK;

#endif

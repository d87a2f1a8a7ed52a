/* SPDX-License-Identifier: EUPL-1.2 */
/* A batch as the hop before hands it on: real parts with real signatures. */

#ifndef HANDED_H
#define HANDED_H

#include <vrijuit/handover.h>

#include "daemon_fixture.h"

#define HANDED_PARTS 6U

struct handed {
    char *bytes[HANDED_PARTS]; /* part 1 is the first */
    size_t len[HANDED_PARTS];
    uint32_t parts;
    struct vr_handover sent;
};

/* count packets, as the fixture's hop receives them, in the batch of round, padded and signed by
 * all hops before. */
void handed_make(struct handed *handed, const struct fixture *fixture, uint32_t round,
                 uint8_t (*packets)[VR_PACKET_SIZE], size_t count);
void handed_free(struct handed *handed);

/* What verifies hand-overs and answers. */
void handed_custody(struct vr_custody *custody, const struct fixture *fixture, uint32_t round);

#endif

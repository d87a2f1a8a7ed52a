/* SPDX-License-Identifier: EUPL-1.2 */
/* Loops: packets of this hop's own that go in by the entry's front door like any client's and come
 * back in a batch. One that the entry acknowledged and that does not come back says that packets
 * are dropped on the way. PROTOCOL.md section 5. What was sent is kept in the state folder, so that
 * a restart forgets none of it. */

#ifndef PROBES_H
#define PROBES_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/onion.h>
#include <vrijuit/status.h>

#include "circles.h"
#include "peers.h"
#include "probe_set.h"

struct probes;

/* All borrowed. */
struct probes_parts {
    const struct circles *circles;
    const uint8_t *identity_public;
    struct peers *peers;
    const struct peer_address *entry;
    const char *folder; /* what was sent is kept here */
};

/* With what was sent before a stop. A set that is damaged is said in the log and left out. */
enum vr_status probes_open(struct probes **out, const struct probes_parts *parts,
                           struct vr_why *why) VR_MUST_CHECK;
void probes_close(struct probes *probes);

/* Every second: send the next one when its moment, chosen at random in the round, has come. One
 * that was not answered is sent again, the same bytes: the entry answers a duplicate as the first.
 */
void probes_second(struct probes *probes, uint32_t round);

/* Copy the probes that must be in the batch of a round: those that the entry has acknowledged. */
size_t probes_due(uint8_t due[static PROBES_MAX][VR_PROBE_SIZE], const struct probes *probes,
                  uint32_t round);

/* The batch of a round is taken: its probes are destroyed. */
void probes_forget(struct probes *probes, uint32_t round);

#endif

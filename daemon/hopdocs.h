/* SPDX-License-Identifier: EUPL-1.2 */
/* What hops tell each other besides packets: epoch keys of the hops behind, and the keys document
 * that all sign; the loop's side. PROTOCOL.md section 7. */

#ifndef HOPDOCS_H
#define HOPDOCS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/documents.h>
#include <vrijuit/status.h>

#include "circles.h"
#include "hopkeys.h"
#include "peers.h"
#include "publish.h"

struct hopdocs;

/* All borrowed. */
struct hopdocs_parts {
    const struct circles *circles;
    const struct hopkeys *hopkeys;
    const uint8_t *identity; /* seed */
    const uint8_t *identity_public;
    struct peers *peers;
    const struct peer_address *addresses; /* VR_HOPS_MAX, by place in the cascade */
    struct publish *publish;
    const char *state; /* folder */
};

/* With the key sets that were collected before a stop. */
enum vr_status hopdocs_open(struct hopdocs **out, const struct hopdocs_parts *parts,
                            struct vr_why *why) VR_MUST_CHECK;
void hopdocs_close(struct hopdocs *hopdocs);

/* Every second, in the current round: collect keys once a round. */
void hopdocs_second(struct hopdocs *hopdocs, uint32_t round);

/* Why the keys of the round do not come together, "" when they do or it is early to say. */
const char *hopdocs_trouble(const struct hopdocs *hopdocs);

/* At the entry: whether all hops of a circle have signed a keys document since the start, and the
 * round of the last one. */
bool hopdocs_signed(uint32_t *round, const struct hopdocs *hopdocs, const struct vr_circle *circle);

/* Keys of the hops behind that hold epoch, for a batch of the round before it; NULL when none are
 * known. Borrowed until the next hopdocs_second. */
const struct vr_keys *hopdocs_keys(const struct hopdocs *hopdocs, uint32_t epoch);

#endif

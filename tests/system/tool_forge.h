/* SPDX-License-Identifier: EUPL-1.2 */
/* A batch in the name of the hops before the one that is called, with what is said of it. */

#ifndef TOOL_FORGE_H
#define TOOL_FORGE_H

#include <vrijuit/handover.h>

#include "tool.h"

#define FORGED_PACKETS 128U
#define FORGED_PARTS   (FORGED_PACKETS / VR_PART_PACKETS)
#define FORGED_LINKS   (VR_HOPS_MAX - 1U)

struct forged {
    struct vr_circle *circle;
    struct vr_keys keys; /* of the hops from the called one on */
    size_t place;        /* of the hop that is called */
    uint32_t round;
    uint8_t seeds[FORGED_LINKS][32]; /* identities of the hops before it */
    uint8_t packets[FORGED_PACKETS][VR_PACKET_SIZE];
    uint8_t locators[FORGED_PACKETS][VR_LOCATOR_SIZE];
    uint32_t count;
    uint8_t circle_id[32]; /* as it is said */
    struct vr_handover handovers[FORGED_LINKS];
    size_t handover_count;
};

/* A body of POST /v1/batches. */
struct parcel {
    uint8_t bytes[2 * VR_PART_MAX];
    size_t len;
};

/* Out of the words circle= identity=... at=... (the called hop and all behind it), round=. */
void forged_load(struct forged *forged, const struct words *words);

/* Good packets, sorted. */
void forged_fill(struct forged *forged);
void forged_sort(struct forged *forged);

/* Instead of these two: packets that differ and have the same tag, as only their maker can make
 * them; one is in the first part and the other in the last. */
void forged_twins(struct forged *forged, size_t one, size_t other);

/* What every link says of the batch, signed. */
void forged_claim(struct forged *forged);

/* part from 1; its head is signed with seed. */
void forged_pack(struct parcel *parcel, const struct forged *forged, uint32_t part,
                 const uint8_t seed[static 32]);

/* The keys of the hops from place on, by their descriptors. at=... */
void keys_collect(struct vr_keys *keys, const struct vr_circle *circle, size_t place,
                  const struct words *words);

/* POST; prints the code on a line and returns it, with the answer in *answer. */
int post_body(struct answer *answer, const char *place, const char *path, const void *body,
              size_t len);

int run_forge(const struct words *words);
int run_repeat(const struct words *words);
int run_keys(const struct words *words);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* Which batch a part, or the answer to its last, speaks of: the members that both have. */

#ifndef BATCH_CLAIM_H
#define BATCH_CLAIM_H

#include <jansson.h>

#include <vrijuit/onion.h>

#include "payload.h"

/* More than the text of a claim, or of what a part has besides, takes; hand-overs apart. */
#define CLAIM_TEXT_MAX 448U

struct batch_claim {
    uint8_t circle[32];
    uint8_t from[VR_HOP_ID_SIZE];
    uint8_t to[VR_HOP_ID_SIZE];
    uint32_t round;
    uint32_t count;
    uint8_t hash[32];
};

/* From the opening brace to round, which both documents begin with. */
void claim_write(struct payload *payload, const struct batch_claim *claim);

/* Out of any object that has these members, and maybe others. */
enum vr_status claim_read(struct batch_claim *claim, const json_t *json,
                          struct vr_why *why) VR_MUST_CHECK;

/* A member of 32 bits. */
enum vr_status claim_read_number(uint32_t *number, const json_t *json, const char *name,
                                 uint32_t lowest, struct vr_why *why) VR_MUST_CHECK;

/* Ends the payload, puts the signature line behind it and then the text, and hands it over. */
enum vr_status claim_sign(struct payload *payload, char **out, size_t *len, const char *label,
                          const uint8_t seed[static 32], const char *text) VR_MUST_CHECK;

#endif

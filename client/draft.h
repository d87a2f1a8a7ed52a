/* SPDX-License-Identifier: EUPL-1.2 */
/* A report on its way to a packet: its codename, its id, and what follows from them. */

#ifndef DRAFT_H
#define DRAFT_H

#include <stdint.h>

#include <jansson.h>

#include <vrijuit/circle.h>
#include <vrijuit/codename.h>
#include <vrijuit/content.h>
#include <vrijuit/documents.h>
#include <vrijuit/onion.h>
#include <vrijuit/status.h>

/* Secret memory, from draft_new. */
struct draft {
    char codename[VR_CODENAME_SIZE];
    uint8_t root[VR_ROOT_SIZE];
    uint8_t id[VR_REPORT_ID_SIZE];
    uint8_t reply[VR_SUITE_PUBLIC_MAX];
};

/* A new codename in lang and a random id. Takes a quarter of a second. */
enum vr_status draft_new(struct draft **out, const struct vr_circle *circle,
                         const uint8_t pin[static 32], enum vr_lang lang,
                         struct vr_why *why) VR_MUST_CHECK;
void draft_free(struct draft *draft);

/* To whom and when. */
struct draft_address {
    const struct vr_circle *circle;
    const struct vr_council *council;
    const struct vr_keys *keys;
    uint32_t round; /* by the own clock */
};

/* The packet of a draft: content sealed to the council's key of the round, at locator 0, in the
 * onion of the path. Each call seals anew. VR_STALE when no key holds the round. */
enum vr_status draft_seal(uint8_t packet[static VR_PACKET_SIZE], const struct draft *draft,
                          const struct draft_address *address, json_t *answers, enum vr_lang lang,
                          struct vr_why *why) VR_MUST_CHECK;

#endif

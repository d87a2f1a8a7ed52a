/* SPDX-License-Identifier: EUPL-1.2 */
/* A report or a follow-up before it is sealed: its codename, its id, and what follows from them. */

#ifndef DRAFT_H
#define DRAFT_H

#include <stdint.h>

#include <jansson.h>

#include <vrijuit/circle.h>
#include <vrijuit/codename.h>
#include <vrijuit/content.h>
#include <vrijuit/status.h>

/* Secret memory. */
struct draft {
    char codename[VR_CODENAME_SIZE]; /* empty in a follow-up */
    uint8_t root[VR_ROOT_SIZE];
    uint8_t id[VR_REPORT_ID_SIZE];
    uint8_t reply[VR_SUITE_PUBLIC_MAX];
};

/* A report: a new codename in lang and a random id. Takes a quarter of a second. */
enum vr_status draft_new(struct draft **out, const struct vr_circle *circle,
                         const uint8_t pin[static 32], enum vr_lang lang,
                         struct vr_why *why) VR_MUST_CHECK;

/* A follow-up: the root of a codename that is there already, and a random id. */
enum vr_status draft_follow(struct draft **out, const struct vr_circle *circle,
                            const uint8_t root[static VR_ROOT_SIZE],
                            struct vr_why *why) VR_MUST_CHECK;
void draft_free(struct draft *draft);

/* What will be sealed; file_wipe ends it. */
enum vr_status draft_content(char **out, size_t *len, const struct draft *draft, enum vr_kind kind,
                             const struct vr_circle *circle, json_t *answers, enum vr_lang lang,
                             struct vr_why *why) VR_MUST_CHECK;

#endif

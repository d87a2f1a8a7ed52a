/* SPDX-License-Identifier: EUPL-1.2 */
/* What a shared secret is for, and how people call it. */

#ifndef PURPOSE_H
#define PURPOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/circle.h>
#include <vrijuit/share.h>
#include <vrijuit/words.h>

#define PURPOSE_TEXT_MAX 160U
#define PURPOSE_DAY_MAX  16U

enum purpose_kind {
    PURPOSE_PERIOD,
    PURPOSE_SIGNING,
    PURPOSE_DOSSIER,
};

struct purpose {
    enum purpose_kind kind;
    uint32_t from; /* rounds and days of a period */
    uint32_t until;
    char first[PURPOSE_DAY_MAX];
    char last[PURPOSE_DAY_MAX];
};

/* A secret of a circle: its purpose, how it is shared, and, of a period, its public keys. */
struct purpose_found {
    struct purpose purpose;
    const struct vr_sharing *sharing;
    const struct vr_council_key *key;
};

/* The purpose of a period, with its days (UTC). */
void purpose_period(struct purpose *purpose, uint32_t from, uint32_t until, uint64_t genesis,
                    uint32_t round_seconds);

/* "meldingen openen van ronde 0 tot en met 91 (2027-01-01 tot en met 2027-04-02)" */
void purpose_text(char text[static PURPOSE_TEXT_MAX], const struct purpose *purpose,
                  enum vr_lang lang);

/* Secret number index of all that a circle has: the periods of its councils, that of signing, and
 * that of dossier (NULL: none is known). False behind the last. Pointers are borrowed. */
bool purpose_at(struct purpose_found *found, const struct vr_circle *circle,
                const struct vr_sharing *dossier, size_t index);

/* The one that a share belongs to, by its id and, where two have the same, by its check. */
bool purpose_of(struct purpose_found *found, const struct vr_circle *circle,
                const struct vr_sharing *dossier, const struct vr_share *share);

#endif

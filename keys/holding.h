/* SPDX-License-Identifier: EUPL-1.2 */
/* A circle, the sharing of its dossier, and shares that belong to them. */

#ifndef HOLDING_H
#define HOLDING_H

#include <stdbool.h>
#include <stddef.h>

#include "circles.h"
#include "options.h"
#include "purpose.h"
#include "tool.h"
#include "wallet.h"

/* As given on the command line. */
struct holding_words {
    const char *circle;
    const char *pin;     /* NULL: vrijuit.pub beside the circle */
    const char *dossier; /* NULL: dossier.json beside the circle, where there is one */
    struct texts shares;
    bool paper;
};

struct holding {
    const struct tool *tool;
    struct circles circles; /* one */
    struct vr_sharing dossier;
    bool has_dossier;
    struct wallet *wallet;
};

/* Verify the circle; read the sharing of the dossier. */
enum vr_status holding_take_circle(struct holding *holding, const struct tool *tool,
                                   const struct holding_words *words) VR_MUST_CHECK;

/* Ask for the passphrases of the share files, and for papers. */
enum vr_status holding_take_shares(struct holding *holding,
                                   const struct holding_words *words) VR_MUST_CHECK;

void holding_wipe(struct holding *holding);

const struct vr_circle *holding_circle(const struct holding *holding);

/* NULL where none is known. */
const struct vr_sharing *holding_dossier(const struct holding *holding);

/* Say of each share whether it is right; VR_UNVERIFIED when one is not, VR_FOREIGN when there are
 * none. what names where they came from. With whole, what is missing is named too. */
enum vr_status holding_verify(const struct holding *holding, const char *what,
                              bool whole) VR_MUST_CHECK;

/* Write the sheets of all shares, of one member, to a new file. */
enum vr_status holding_print(const struct holding *holding, const char *output) VR_MUST_CHECK;

#endif

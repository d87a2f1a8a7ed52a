/* SPDX-License-Identifier: EUPL-1.2 */
/* What `open` and `read` have in common: circles, shares, and the key of the dossier. */

#ifndef ACCESS_H
#define ACCESS_H

#include "circles.h"
#include "dossier.h"
#include "options.h"
#include "wallet.h"

/* As given on the command line. */
struct access_words {
    struct texts circles;
    struct texts shares;
    const char *pin;
    const char *dossier;
    const char *sharing; /* NULL: dossier.json beside the first circle */
    bool paper;
};

struct access {
    struct circles circles;
    struct wallet *wallet;
    struct vr_sharing sharing;
    uint8_t *key; /* of the dossier; secret memory */
};

/* Their rows of an option table, at its beginning. */
#define ACCESS_ROWS 6U
void access_rows(struct option_row rows[static ACCESS_ROWS], struct access_words *words);

/* The name of an option that is missing, or NULL. */
const char *access_missing(const struct access_words *words);

/* Verify the circles, ask for the passphrases, combine the dossier's key. */
enum vr_status access_take(struct access *access, const struct tool *tool,
                           const struct access_words *words) VR_MUST_CHECK;

/* Also after a failure. */
void access_wipe(struct access *access);

#endif

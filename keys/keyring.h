/* SPDX-License-Identifier: EUPL-1.2 */
/* The council keys that the shares in hand open. In locked memory. */

#ifndef KEYRING_H
#define KEYRING_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/record.h>

#include "circles.h"
#include "wallet.h"

#define KEYRING_MAX 64U

struct keyring_key {
    struct vr_council_pair pair;
    const char *council; /* id; borrowed from the circle */
};

struct keyring {
    size_t count;
    struct keyring_key keys[KEYRING_MAX];
};

/* All keys of all circles for which the wallet holds shares. Refuses when there are shares but too
 * few, a wrong one, or none at all, and says which. last is the last round that is to be opened:
 * of periods behind it too few shares do no harm, so who types paper need not type theirs. */
enum vr_status keyring_new(struct keyring **out, const struct tool *tool,
                           const struct wallet *wallet, const struct circles *circles,
                           uint32_t last) VR_MUST_CHECK;
void keyring_free(struct keyring *keyring);

#endif

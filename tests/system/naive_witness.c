/* SPDX-License-Identifier: EUPL-1.2 */
/* In place of keys/witness.c: every number of the minimum or more is told, as who forgets that
 * numbers can be subtracted would do. The attacker must find that out. */
#include <string.h>

#include "witness.h"

struct witness {
    size_t count;
    const int32_t *truth;
};

enum vr_status
witness_new(struct witness **out, const struct linear *linear, const int32_t *truth)
{
    static struct witness only;

    only = (struct witness) { linear->variables, truth };
    *out = &only;

    return VR_OK;
}

bool
witness_find(int32_t *values, struct witness *witness, const struct linear_row *form)
{
    (void) form;
    memcpy(values, witness->truth, witness->count * sizeof values[0]);

    return true;
}

void
witness_free(struct witness *witness)
{
    (void) witness;
}

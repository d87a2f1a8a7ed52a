/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/suite.h>

#include "suite_rows.h"

static const struct vr_suite *const rows[] = {
    &suite_x25519,
};

const struct vr_suite *
vr_suite_find(uint64_t id)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i]->id == id) {
            return rows[i];
        }
    }

    return NULL;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* The law: a round that is held is one that the status asks something for, and it is found again
 * behind whatever does not say of another that it is held. */
#include "state_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char text[STATE_FILE_MAX + 64];
    uint32_t round = 0;
    size_t len;

    if (size > STATE_FILE_MAX) {
        return 0;
    }
    memcpy(text, data, size);
    text[size] = '\0'; /* as files_read ends it */
    if (state_file_held(&round, text)) {
        if (!state_file_asks(text)) {
            abort();
        }
        return 0;
    }
    len = strlen(text);
    snprintf(text + len, sizeof text - len, "\nheld: round 4294967295: probes are missing");
    if (!state_file_held(&round, text) || round != UINT32_MAX || !state_file_asks(text)) {
        abort();
    }

    return 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* The law: a reason that is read is the very bytes of the file, and nothing in it can begin a line
 * of the log or move a cursor. */
#include "verdicts.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char reason[VERDICTS_REASON_MAX + 1];

    memset(reason, 'x', sizeof reason);
    if (verdicts_decode(reason, (const char *) data, size) != VR_OK) {
        if (reason[0] != 'x' || reason[VERDICTS_REASON_MAX] != 'x') {
            abort();
        }
        return 0;
    }
    if (strlen(reason) != size || memcmp(reason, data, size) != 0) {
        abort();
    }
    for (size_t i = 0; i < size; i++) {
        if ((unsigned char) reason[i] < ' ' || reason[i] == 0x7f) {
            abort();
        }
    }

    return 0;
}

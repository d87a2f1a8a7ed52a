/* SPDX-License-Identifier: EUPL-1.2 */
/* The law: probes of a round that are read are written as the same bytes, and what is refused
 * leaves the set as it was. Input: the bytes of a set; zeros follow where there are fewer. */
#include "probe_set.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t bytes[PROBE_SET_SIZE];
    static uint8_t again[PROBE_SET_SIZE];
    static struct probe_set set;
    static struct probe_set before;

    memset(bytes, 0, sizeof bytes);
    memcpy(bytes, data, size < sizeof bytes ? size : sizeof bytes);
    memset(&set, 0x5a, sizeof set);
    memset(&before, 0x5a, sizeof before);
    if (probe_set_decode(&set, bytes) != VR_OK) {
        if (memcmp(&set, &before, sizeof set) != 0) {
            abort();
        }
        return 0;
    }
    if (set.count > PROBES_MAX || set.round != before.round) {
        abort();
    }
    probe_set_encode(again, &set);
    if (memcmp(bytes, again, sizeof bytes) != 0) {
        abort();
    }

    return 0;
}

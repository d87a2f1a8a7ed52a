/* SPDX-License-Identifier: EUPL-1.2 */
/* A state file that decodes encodes to something that decodes to the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <vrijuit/secret.h>

#include "state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *
encode(const struct state *state, size_t *len)
{
    char *bytes = NULL;

    if (state_encode(&bytes, len, state) != VR_OK) {
        abort();
    }

    return bytes;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct state state = { 0 };
    struct state again = { 0 };
    struct vr_why why;
    char *first;
    char *second;
    size_t first_len = 0;
    size_t second_len = 0;

    if (vr_start() != VR_OK) {
        abort();
    }
    if (state_decode(&state, data, size, &why) != VR_OK) {
        return 0;
    }
    first = encode(&state, &first_len);
    if (state_decode(&again, first, first_len, NULL) != VR_OK) {
        abort();
    }
    second = encode(&again, &second_len);
    if (first_len != second_len || memcmp(first, second, first_len) != 0) {
        abort();
    }
    free(first);
    free(second);
    state_wipe(&state);
    state_wipe(&again);

    return 0;
}

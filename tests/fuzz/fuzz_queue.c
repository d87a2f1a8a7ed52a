/* SPDX-License-Identifier: EUPL-1.2 */
/* A queue file that decodes encodes to the same bytes, and what is kept in it opens or does not. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <vrijuit/secret.h>

#include "queue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct queue queue;
    static uint8_t image[QUEUE_SIZE];
    static uint8_t again[QUEUE_SIZE];
    static const uint8_t root[VR_ROOT_SIZE] = { 1 };
    struct kept *kept = NULL;

    if (vr_start() != VR_OK) {
        abort();
    }
    vr_secret_allow_unlocked(true);
    if (queue_decode(&queue, data, size) == VR_OK && size != QUEUE_SIZE) {
        abort();
    }
    /* A file of 380 kB is beyond what a fuzzer reaches: its start is the input, the rest is zero.
     */
    memcpy(image, data, size < sizeof image ? size : sizeof image);
    if (size < sizeof image) {
        memset(image + size, 0, sizeof image - size);
    }
    if (queue_decode(&queue, image, sizeof image) != VR_OK) {
        return 0;
    }
    queue_encode(again, &queue);
    if (memcmp(image, again, sizeof image) != 0 || kept_new(&kept, NULL) != VR_OK) {
        abort();
    }
    if (kept_open(kept, queue.kept[0], root) == VR_OK && kept->content_len > VR_CONTENT_MAX) {
        abort();
    }
    kept_free(kept);

    return 0;
}

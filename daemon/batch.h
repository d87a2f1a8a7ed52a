/* SPDX-License-Identifier: EUPL-1.2 */
/* The packets of one round that lie in the pool, and the key under which they lie there. The loop
 * makes a batch and reads its number and key; all else is the writer's. */

#ifndef BATCH_H
#define BATCH_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/onion.h>
#include <vrijuit/status.h>

#include "files.h"
#include "pool.h"

struct batch_item {
    uint8_t tag[VR_TAG_SIZE];
    uint8_t locator[VR_LOCATOR_SIZE];
    uint32_t slot;
    enum pool_kind kind;
};

struct batch {
    uint32_t number;
    uint8_t *key; /* POOL_KEY_SIZE, locked */
    char key_path[FILES_PATH_MAX];
    struct batch_item *items;
    size_t count;
    size_t room;
};

/* The batch of a round, with its key from folder/NUMBER.key, made when it is not there. */
enum vr_status batch_open(struct batch **out, const char *folder, uint32_t number,
                          struct vr_why *why) VR_MUST_CHECK;
void batch_free(struct batch *batch);

/* Note what lies in a slot. */
enum vr_status batch_add(struct batch *batch, const struct pool_entry *entry,
                         uint32_t slot) VR_MUST_CHECK;

/* Sort items: what is delivered first, then what goes on, each by locator. Ties by slot, which
 * chance chose. */
void batch_sort(struct batch *batch);

/* Overwrite all its slots. */
enum vr_status batch_wipe(const struct batch *batch, struct pool *pool,
                          struct vr_why *why) VR_MUST_CHECK;

/* Destroy its key, so that nothing of it, wherever it lies, can be read again. */
enum vr_status batch_destroy_key(const struct batch *batch, struct vr_why *why) VR_MUST_CHECK;

#endif

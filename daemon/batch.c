/* SPDX-License-Identifier: EUPL-1.2 */
#include "batch.h"

#include <stdlib.h>
#include <string.h>

#include <vrijuit/bytes.h>
#include <vrijuit/secret.h>

#include "policy.h"

enum vr_status
batch_open(struct batch **out, const char *folder, uint32_t number, struct vr_why *why)
{
    struct batch *batch = calloc(1, sizeof *batch);
    enum vr_status status;
    void *key = NULL;

    if (batch == NULL) {
        return vr_refuse(why, VR_MEMORY, "no memory for a round");
    }
    batch->number = number;
    status = files_numbered_path(batch->key_path, folder, number, "key");
    if (status == VR_OK) {
        status = vr_secret_new(&key, POOL_KEY_SIZE);
    }
    if (status == VR_OK) {
        batch->key = key;
        status = files_secret_make(batch->key, POOL_KEY_SIZE, batch->key_path, why);
    }
    if (status != VR_OK) {
        batch_free(batch);
        return status;
    }
    *out = batch;

    return VR_OK;
}

void
batch_free(struct batch *batch)
{
    if (batch == NULL) {
        return;
    }
    vr_secret_free(batch->key);
    free(batch->items);
    free(batch);
}

enum vr_status
batch_add(struct batch *batch, const struct pool_entry *entry, uint32_t slot)
{
    struct batch_item *item;

    if (batch->count == batch->room) {
        size_t room = batch->room == 0 ? 64 : batch->room * 2;
        struct batch_item *items = realloc(batch->items, room * sizeof *items);

        if (items == NULL) {
            return VR_MEMORY;
        }
        batch->items = items;
        batch->room = room;
    }
    item = &batch->items[batch->count];
    memcpy(item->tag, entry->tag, sizeof item->tag);
    memcpy(item->locator, vr_onion_delivery(entry->packet), sizeof item->locator);
    item->slot = slot;
    item->kind = entry->kind <= POOL_FORWARD ? (enum pool_kind) entry->kind : POOL_DROPPED;
    batch->count++;

    return VR_OK;
}

static int
place_of(enum pool_kind kind)
{
    return kind == POOL_DELIVER ? 0 : kind == POOL_FORWARD ? 1 : 2;
}

static int
compare_items(const void *a, const void *b)
{
    const struct batch_item *left = a;
    const struct batch_item *right = b;
    int order;

    if (left->kind != right->kind) {
        return place_of(left->kind) < place_of(right->kind) ? -1 : 1;
    }
    order = memcmp(left->locator, right->locator, sizeof left->locator);
    if (order != 0) {
        return order;
    }

    return left->slot < right->slot ? -1 : left->slot > right->slot;
}

void
batch_sort(struct batch *batch)
{
    policy_sort(batch->items, batch->count, sizeof batch->items[0], compare_items);
}

enum vr_status
batch_wipe(const struct batch *batch, struct pool *pool, struct vr_why *why)
{
    enum vr_status status = VR_OK;

    for (size_t i = 0; i < batch->count && status == VR_OK; i++) {
        status = pool_wipe(pool, batch->items[i].slot);
    }
    if (status == VR_OK && batch->count > 0) {
        status = pool_sync(pool);
    }
    if (status != VR_OK) {
        return vr_refuse(why, status, "pool: the slots of round %u could not be overwritten",
                         batch->number);
    }

    return VR_OK;
}

enum vr_status
batch_destroy_key(const struct batch *batch, struct vr_why *why)
{
    return files_secret_destroy(batch->key_path, why);
}

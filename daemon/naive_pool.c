/* SPDX-License-Identifier: EUPL-1.2 */
/* The naive control: each packet goes into LMDB as it is and as it comes, in a transaction of its
 * own; the key is the number of its arrival, then its slot. */
#include "pool.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "database.h"
#include "files.h"

#define NAME_SIZE 8U
#define MARK_SIZE 16U /* of the batch's key, so that an entry is found under its own key only */

static const char *const tables[1] = { "arrivals" };

struct pool {
    struct database *database;
    uint32_t slots;
    uint32_t last;     /* arrival */
    uint32_t *arrival; /* in each slot; 0 when it is free */
};

static void
name_of(uint8_t name[static NAME_SIZE], const struct pool *pool, uint32_t slot)
{
    database_number(name, pool->arrival[slot]);
    database_number(name + 4, slot);
}

static enum vr_status
note_arrival(void *arg, const void *key, size_t len)
{
    struct pool *pool = arg;
    const uint8_t *name = key;
    uint32_t slot;

    if (len != NAME_SIZE || database_number_of(name + 4) >= pool->slots) {
        return VR_CONFLICT;
    }
    slot = database_number_of(name + 4);
    pool->last = database_number_of(name);
    pool->arrival[slot] = pool->last;

    return VR_OK;
}

enum vr_status
pool_open(struct pool **out, const char *path, uint32_t slots, struct vr_why *why)
{
    struct pool *pool = calloc(1, sizeof *pool);
    enum vr_status status = VR_MEMORY;

    if (pool == NULL) {
        return vr_refuse(why, VR_MEMORY, "%s: no memory", path);
    }
    pool->slots = slots;
    pool->arrival = calloc(slots, sizeof pool->arrival[0]);
    if (pool->arrival != NULL) {
        status = files_folder(path, why);
    }
    if (status == VR_OK) {
        status = database_open(&pool->database, path, tables, 1, false, why);
    }
    if (status == VR_OK) {
        status = database_each(pool->database, 0, note_arrival, pool);
    }
    if (status != VR_OK) {
        pool_close(pool);
        return status;
    }
    *out = pool;

    return VR_OK;
}

void
pool_close(struct pool *pool)
{
    if (pool == NULL) {
        return;
    }
    database_close(pool->database);
    free(pool->arrival);
    free(pool);
}

uint32_t
pool_slots(const struct pool *pool)
{
    return pool->slots;
}

static void
mark_of(uint8_t mark[static MARK_SIZE], const uint8_t key[static POOL_KEY_SIZE])
{
    crypto_generichash(mark, MARK_SIZE, key, POOL_KEY_SIZE, NULL, 0);
}

enum vr_status
pool_write(struct pool *pool, uint32_t slot, const struct pool_entry *entry,
           const uint8_t key[static POOL_KEY_SIZE])
{
    struct vr_why why;
    uint8_t name[NAME_SIZE];
    enum vr_status status = database_begin(pool->database, &why);
    void *room;

    if (status != VR_OK) {
        return status;
    }
    pool->last++;
    pool->arrival[slot] = pool->last;
    name_of(name, pool, slot);
    status = database_append(&room, pool->database, 0, name, sizeof name, MARK_SIZE + sizeof *entry,
                             &why);
    if (status != VR_OK) {
        database_abort(pool->database);
        return status;
    }
    mark_of(room, key);
    memcpy((uint8_t *) room + MARK_SIZE, entry, sizeof *entry);

    return database_commit(pool->database, &why);
}

enum vr_status
pool_read(struct pool_entry *entry, struct pool *pool, uint32_t slot,
          const uint8_t key[static POOL_KEY_SIZE])
{
    uint8_t name[NAME_SIZE];
    uint8_t mark[MARK_SIZE];
    enum vr_status status;
    char *value = NULL;
    size_t len;

    name_of(name, pool, slot);
    status = database_get(&value, &len, pool->database, 0, name, sizeof name);
    if (status != VR_OK) {
        return status == VR_FOREIGN ? VR_UNVERIFIED : status;
    }
    mark_of(mark, key);
    if (len == MARK_SIZE + sizeof *entry && memcmp(value, mark, sizeof mark) == 0) {
        memcpy(entry, value + MARK_SIZE, sizeof *entry);
    } else {
        status = VR_UNVERIFIED;
    }
    free(value);

    return status;
}

static uint32_t
oldest_arrival(const struct pool *pool)
{
    uint32_t oldest = pool->last + 1;

    for (uint32_t slot = 0; slot < pool->slots; slot++) {
        if (pool->arrival[slot] != 0 && pool->arrival[slot] < oldest) {
            oldest = pool->arrival[slot];
        }
    }

    return oldest;
}

/* Deleted as a program would that trusts its database: LMDB leaves the bytes where they are. */
enum vr_status
pool_wipe(struct pool *pool, uint32_t slot)
{
    struct vr_why why;
    enum vr_status status = database_begin(pool->database, &why);

    pool->arrival[slot] = 0;
    if (status == VR_OK) {
        status = database_delete_below(pool->database, 0, oldest_arrival(pool), &why);
    }
    if (status == VR_OK) {
        status = database_commit(pool->database, &why);
    }
    if (status != VR_OK) {
        database_abort(pool->database);
    }

    return status;
}

enum vr_status
pool_sync(struct pool *pool)
{
    (void) pool;

    return VR_OK;
}

void
pool_touch(struct pool *pool, uint64_t when)
{
    (void) pool;
    (void) when;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* The slot file: packets of rounds that have not ended. A preallocated file of random bytes in
 * which each packet lies, sealed under a key of its batch, in a slot chosen at random. Without the
 * key a used slot and a free one are alike; place says nothing about time. */

#ifndef POOL_H
#define POOL_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/onion.h>
#include <vrijuit/status.h>

#define POOL_SLOT_SIZE 36864U /* nine pages */
#define POOL_KEY_SIZE  32U

enum pool_kind {
    POOL_DROPPED = 0, /* only the tag counts */
    POOL_DELIVER = 1, /* peeled at the store: locator and record */
    POOL_FORWARD = 2, /* peeled for the next hop */
};

/* What a slot holds: the very bytes that are sealed, so there is nothing to copy. */
struct pool_entry {
    uint8_t tag[VR_TAG_SIZE];
    uint8_t batch_le[4];
    uint8_t kind; /* enum pool_kind */
    uint8_t zero[3];
    uint8_t packet[VR_PACKET_SIZE];
};

struct pool;

/* Open or make the file with slots slots. A file of another size is refused: VR_CONFLICT. Making it
 * writes every byte, so that no later write can find the disk full. */
enum vr_status pool_open(struct pool **out, const char *path, uint32_t slots,
                         struct vr_why *why) VR_MUST_CHECK;
void pool_close(struct pool *pool);
uint32_t pool_slots(const struct pool *pool);

/* Write one entry; not synced. */
enum vr_status pool_write(struct pool *pool, uint32_t slot, const struct pool_entry *entry,
                          const uint8_t key[static POOL_KEY_SIZE]) VR_MUST_CHECK;

/* Read one. VR_UNVERIFIED when it does not open with this key: free, torn, or of another batch. */
enum vr_status pool_read(struct pool_entry *entry, struct pool *pool, uint32_t slot,
                         const uint8_t key[static POOL_KEY_SIZE]) VR_MUST_CHECK;

/* Fill a slot with fresh random bytes; not synced. */
enum vr_status pool_wipe(struct pool *pool, uint32_t slot) VR_MUST_CHECK;

/* fdatasync; the file keeps the time of pool_touch. */
enum vr_status pool_sync(struct pool *pool) VR_MUST_CHECK;

/* Set the file's time, so that it tells of no packet; called every second, whether or not there
 * were any. */
void pool_touch(struct pool *pool, uint64_t when);

#endif

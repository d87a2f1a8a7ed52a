/* SPDX-License-Identifier: EUPL-1.2 */
#include "pool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include <vrijuit/bytes.h>

#include "files.h"

#define NONCE_SIZE  crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_SIZE    crypto_aead_xchacha20poly1305_ietf_ABYTES
#define SEALED_SIZE (NONCE_SIZE + sizeof(struct pool_entry) + TAG_SIZE)

_Static_assert(sizeof(struct pool_entry) == VR_TAG_SIZE + 8 + VR_PACKET_SIZE, "no padding");
_Static_assert(SEALED_SIZE <= POOL_SLOT_SIZE, "a slot holds a sealed packet");

struct pool {
    int fd;
    uint32_t slots;
    _Atomic uint64_t when; /* the file's time: set by the loop, kept by the writer */
    uint8_t sealed[POOL_SLOT_SIZE];
};

static enum vr_status
fill(struct pool *pool, uint32_t slots)
{
    enum vr_status status = VR_OK;

    for (uint32_t slot = 0; slot < slots && status == VR_OK; slot++) {
        status = pool_wipe(pool, slot);
    }
    if (status == VR_OK && fsync(pool->fd) != 0) {
        status = VR_SYSTEM;
    }

    return status;
}

/* Under another name until every byte is there: a crash leaves no half file. */
static enum vr_status
make_file(struct pool *pool, const char *path, uint32_t slots, struct vr_why *why)
{
    char fresh[FILES_PATH_MAX];
    int fits = snprintf(fresh, sizeof fresh, "%s.new", path);

    if (fits < 0 || (size_t) fits >= sizeof fresh) {
        return vr_refuse(why, VR_FULL, "%s: path too long", path);
    }
    unlink(fresh);
    pool->fd = open(fresh, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (pool->fd < 0 || fill(pool, slots) != VR_OK || rename(fresh, path) != 0) {
        vr_refuse(why, VR_SYSTEM, "%s: %s: %u MiB are needed for pool_slots = %u", path,
                  strerror(errno), slots * (POOL_SLOT_SIZE / 1024) / 1024 + 1, slots);
        unlink(fresh);
        return VR_SYSTEM;
    }

    return files_sync_folder(path, why);
}

static enum vr_status
open_file(struct pool *pool, const char *path, uint32_t slots, struct vr_why *why)
{
    struct stat info;

    pool->fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (pool->fd < 0 && errno == ENOENT) {
        return make_file(pool, path, slots, why);
    }
    if (pool->fd < 0 || fstat(pool->fd, &info) != 0) {
        return vr_refuse(why, VR_SYSTEM, "%s: %s", path, strerror(errno));
    }
    if ((uint64_t) info.st_size != (uint64_t) slots * POOL_SLOT_SIZE) {
        return vr_refuse(why, VR_CONFLICT,
                         "%s: made for %llu slots, the configuration says pool_slots = %u: set it "
                         "back, and do not remove the file: packets that were accepted are in it",
                         path, (unsigned long long) info.st_size / POOL_SLOT_SIZE, slots);
    }

    return VR_OK;
}

enum vr_status
pool_open(struct pool **out, const char *path, uint32_t slots, struct vr_why *why)
{
    struct pool *pool = calloc(1, sizeof *pool);
    enum vr_status status;

    if (pool == NULL) {
        return vr_refuse(why, VR_MEMORY, "%s: no memory", path);
    }
    pool->fd = -1;
    pool->slots = slots;
    status = open_file(pool, path, slots, why);
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
    if (pool->fd >= 0) {
        close(pool->fd);
    }
    free(pool);
}

uint32_t
pool_slots(const struct pool *pool)
{
    return pool->slots;
}

static uint64_t
offset_of(uint32_t slot)
{
    return (uint64_t) slot * POOL_SLOT_SIZE;
}

/* The rest of the slot keeps the random bytes that it was made with. The slot's number is
 * authenticated, so that a copy at another place is no packet. */
enum vr_status
pool_write(struct pool *pool, uint32_t slot, const struct pool_entry *entry,
           const uint8_t key[static POOL_KEY_SIZE])
{
    uint8_t number[4];

    vr_store32(number, slot);
    randombytes_buf(pool->sealed, NONCE_SIZE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(pool->sealed + NONCE_SIZE, NULL,
                                               (const uint8_t *) entry, sizeof *entry, number,
                                               sizeof number, NULL, pool->sealed, key);

    return files_pwrite(pool->fd, pool->sealed, SEALED_SIZE, offset_of(slot));
}

enum vr_status
pool_read(struct pool_entry *entry, struct pool *pool, uint32_t slot,
          const uint8_t key[static POOL_KEY_SIZE])
{
    enum vr_status status;
    uint8_t number[4];

    vr_store32(number, slot);
    status = files_pread(pool->fd, pool->sealed, SEALED_SIZE, offset_of(slot));
    if (status != VR_OK) {
        return status;
    }
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            (uint8_t *) entry, NULL, NULL, pool->sealed + NONCE_SIZE, SEALED_SIZE - NONCE_SIZE,
            number, sizeof number, pool->sealed, key) != 0) {
        return VR_UNVERIFIED;
    }

    return VR_OK;
}

enum vr_status
pool_wipe(struct pool *pool, uint32_t slot)
{
    uint8_t seed[randombytes_SEEDBYTES];

    /* One system call for randomness a slot: asking the kernel for all of it is far slower. */
    randombytes_buf(seed, sizeof seed);
    randombytes_buf_deterministic(pool->sealed, POOL_SLOT_SIZE, seed);
    sodium_memzero(seed, sizeof seed);

    return files_pwrite(pool->fd, pool->sealed, POOL_SLOT_SIZE, offset_of(slot));
}

static void
set_time(const struct pool *pool)
{
    const time_t when = (time_t) atomic_load(&pool->when);
    const struct timespec times[2] = { { .tv_sec = when }, { .tv_sec = when } };

    futimens(pool->fd, times);
}

/* What was written has set the file's time: put it back before the disk learns of it. */
enum vr_status
pool_sync(struct pool *pool)
{
    set_time(pool);

    return fdatasync(pool->fd) == 0 ? VR_OK : VR_SYSTEM;
}

void
pool_touch(struct pool *pool, uint64_t when)
{
    atomic_store(&pool->when, when);
    set_time(pool);
}

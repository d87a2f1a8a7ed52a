/* SPDX-License-Identifier: EUPL-1.2 */
/* The law: a slot of which any sealed byte was changed does not open, and else it does. Input: four
 * bytes for each change, offset u24 and what to XOR. */
#include "pool.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "files.h"

#define SEALED (24U + sizeof(struct pool_entry) + 16U)
#define SLOT   1U

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t key[POOL_KEY_SIZE] = "a key that is known to everyone";
static struct pool *pool;
static struct pool_entry written;
static uint8_t good[POOL_SLOT_SIZE];
static int fd;

static void
must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void
start(void)
{
    char folder[] = "/tmp/vrijuit-fuzz-XXXXXX";
    char path[FILES_PATH_MAX];

    must(sodium_init() >= 0 && mkdtemp(folder) != NULL);
    must(files_path(path, folder, "pool") == VR_OK);
    must(pool_open(&pool, path, 2, NULL) == VR_OK);
    fd = open(path, O_RDWR | O_CLOEXEC);
    must(fd >= 0 && unlink(path) == 0 && rmdir(folder) == 0);
    memset(&written, 0xa5, sizeof written);
    must(pool_write(pool, SLOT, &written, key) == VR_OK);
    must(files_pread(fd, good, sizeof good, SLOT * POOL_SLOT_SIZE) == VR_OK);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t slot[POOL_SLOT_SIZE];
    static struct pool_entry got;
    enum vr_status status;

    if (pool == NULL) {
        start();
    }
    memcpy(slot, good, sizeof slot);
    for (size_t at = 0; at + 4 <= size; at += 4) {
        size_t offset =
            (size_t) data[at] | (size_t) data[at + 1] << 8 | (size_t) data[at + 2] << 16;

        slot[offset % sizeof slot] ^= data[at + 3];
    }
    must(files_pwrite(fd, slot, sizeof slot, SLOT * POOL_SLOT_SIZE) == VR_OK);
    status = pool_read(&got, pool, SLOT, key);
    if (memcmp(slot, good, SEALED) != 0) {
        must(status == VR_UNVERIFIED);
    } else {
        must(status == VR_OK && memcmp(&got, &written, sizeof got) == 0);
    }

    return 0;
}

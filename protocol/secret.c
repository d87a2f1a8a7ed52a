/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/secret.h>

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>

#include <jansson.h>
#include <sodium.h>

static bool unlocked_allowed;

/* jansson holds the text of reports: nothing of it may stay in the heap. */
static void
free_wiped(void *memory)
{
    if (memory != NULL) {
        sodium_memzero(memory, malloc_usable_size(memory));
    }
    free(memory);
}

enum vr_status
vr_start(void)
{
    if (sodium_init() < 0) {
        return VR_SYSTEM;
    }
    json_set_alloc_funcs(malloc, free_wiped);
    json_object_seed(((size_t) randombytes_random() << 1) | 1U);

    return VR_OK;
}

void
vr_secret_allow_unlocked(bool allow)
{
    unlocked_allowed = allow;
}

enum vr_status
vr_secret_new(void **out, size_t len)
{
    void *secret = sodium_malloc(len);

    if (secret == NULL) {
        return VR_MEMORY;
    }
    /* sodium_malloc locks too, but does not say whether it could. */
    if (sodium_mlock(secret, len) != 0 && !unlocked_allowed) {
        sodium_free(secret);
        return VR_MEMORY;
    }
    sodium_memzero(secret, len);
    *out = secret;

    return VR_OK;
}

void
vr_secret_free(void *secret)
{
    sodium_free(secret);
}

static bool
has_swap(void)
{
    struct sysinfo machine;

    return sysinfo(&machine) != 0 || machine.totalswap > 0;
}

/* Whether the limit on locked memory holds for this program: tried with memory that is not there.
 */
static bool
is_limited(void)
{
    struct rlimit limit;
    size_t len;
    void *probe;

    if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) {
        return false;
    }
    len = (size_t) limit.rlim_cur + 1;
    probe =
        mmap(NULL, len, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_LOCKED, -1, 0);
    if (probe == MAP_FAILED) {
        return true;
    }
    munmap(probe, len);

    return false;
}

enum vr_status
vr_secret_lock_all(void)
{
    bool swap = has_swap();

    /* Under a limit everything that is locked counts, and what goes beyond it is no memory at all:
     * that price is worth paying only where there is swap. */
    if ((swap || !is_limited()) && mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0) {
        return VR_OK;
    }

    return swap && !unlocked_allowed ? VR_MEMORY : VR_OK;
}

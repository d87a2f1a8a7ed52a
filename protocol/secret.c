/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/secret.h>

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>

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

bool
vr_secret_unlocked_is_allowed(void)
{
    return unlocked_allowed;
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

/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/secret.h>

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <jansson.h>
#include <sodium.h>

static void
start(void)
{
    cr_assert(eq(int, vr_start(), VR_OK));
}

TestSuite(secret, .init = start);

Test(secret, start_may_be_called_again)
{
    cr_expect(eq(int, vr_start(), VR_OK));
}

Test(secret, new_memory_is_zero_and_may_be_written)
{
    uint8_t *secret = NULL;

    cr_assert(eq(int, vr_secret_new((void **) &secret, 100), VR_OK));
    cr_expect(sodium_is_zero(secret, 100) == 1);
    memset(secret, 0xa5, 100);
    vr_secret_free(secret);
    vr_secret_free(NULL);
}

Test(secret, a_size_that_cannot_be_had_is_refused_and_writes_nothing)
{
    void *secret = (void *) start;

    cr_expect(eq(int, vr_secret_new(&secret, SIZE_MAX / 2), VR_MEMORY));
    cr_expect(secret == (void *) start);
}

/* Root may lock without limit: the test gives that up first. */
static void
forbid_locking(void)
{
    const struct rlimit none = { 0, 0 };

    cr_assert(eq(int, setrlimit(RLIMIT_MEMLOCK, &none), 0));
    if (geteuid() == 0) {
        cr_assert(eq(int, setgid(65534), 0));
        cr_assert(eq(int, setuid(65534), 0));
    }
}

Test(secret, memory_that_cannot_be_locked_is_refused_unless_allowed)
{
    static char page[4096];
    void *secret = NULL;

    forbid_locking();
    if (mlock(page, sizeof page) == 0) {
        cr_skip_test("a sanitizer answers mlock itself");
    }
    cr_assert(eq(int, vr_secret_new(&secret, 100), VR_MEMORY));
    cr_assert(secret == NULL);
    vr_secret_allow_unlocked(true);
    cr_assert(eq(int, vr_secret_new(&secret, 100), VR_OK));
    cr_expect(sodium_is_zero(secret, 100) == 1);
    vr_secret_free(secret);
    vr_secret_allow_unlocked(false);
    cr_expect(eq(int, vr_secret_new(&secret, 100), VR_MEMORY));
}

Test(secret, json_texts_are_wiped_when_freed)
{
    json_malloc_t allocate;
    json_free_t release;
    uint8_t *memory;

    json_get_alloc_funcs(&allocate, &release);
    cr_expect(release != free, "jansson frees without wiping");
    memory = allocate(64);
    cr_assert(memory != NULL);
    release(memory);
    release(NULL);
}

Test(secret, every_status_has_its_own_word)
{
    for (int i = VR_OK; i <= VR_SYSTEM; i++) {
        for (int j = VR_OK; j < i; j++) {
            cr_expect(strcmp(vr_status_text((enum vr_status) i),
                             vr_status_text((enum vr_status) j)) != 0);
        }
    }
}

Test(secret, a_refusal_gives_its_reason_and_status)
{
    struct vr_why why;

    cr_expect(eq(int, vr_refuse(&why, VR_STALE, "round %d", 5), VR_STALE));
    cr_expect(eq(str, why.text, "round 5"));
    cr_expect(eq(int, vr_refuse(NULL, VR_STALE, "round %d", 5), VR_STALE));
    cr_expect(eq(int, vr_refuse(&why, VR_MALFORMED, "%0500d", 1), VR_MALFORMED));
    cr_expect(eq(sz, strlen(why.text), sizeof why.text - 1));
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "batch.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <vrijuit/bytes.h>

#include "daemon_fixture.h"

static struct fixture fixture;
static struct vr_why why;
static struct pool *pool;
static struct batch *batch;
static struct pool_entry entry;

static void
start(void)
{
    fixture_make(&fixture);
    cr_assert(eq(int, pool_open(&pool, fixture_path(&fixture, "pool"), 8, &why), VR_OK));
    cr_assert(eq(int, batch_open(&batch, fixture.state, 9, &why), VR_OK), "%s", why.text);
}

static void
stop(void)
{
    batch_free(batch);
    pool_close(pool);
    fixture_remove(&fixture);
}

TestSuite(batch, .init = start, .fini = stop);

static void
add(uint32_t number, uint32_t slot, enum pool_kind kind)
{
    uint8_t *locator = (uint8_t *) (uintptr_t) vr_onion_delivery(entry.packet);

    memset(entry.tag, (int) slot, sizeof entry.tag);
    entry.kind = (uint8_t) kind;
    fixture_locator(locator, number);
    cr_assert(eq(int, batch_add(batch, &entry, slot), VR_OK));
}

/* As the end of a round does it: the key goes when the slots are overwritten. */
static enum vr_status
destroy(void)
{
    enum vr_status status = batch_wipe(batch, pool, &why);

    return status == VR_OK ? batch_destroy_key(batch, &why) : status;
}

Test(batch, its_key_is_kept_in_a_file_of_its_number)
{
    struct batch *again = NULL;
    struct stat info;

    cr_assert(stat(fixture_path(&fixture, "state/9.key"), &info) == 0);
    cr_expect(eq(u32, info.st_mode & 07777, 0600));
    cr_assert(eq(int, batch_open(&again, fixture.state, 9, &why), VR_OK));
    cr_expect(memcmp(again->key, batch->key, POOL_KEY_SIZE) == 0);
    batch_free(again);
    cr_assert(eq(int, batch_open(&again, fixture.state, 10, &why), VR_OK));
    cr_expect(memcmp(again->key, batch->key, POOL_KEY_SIZE) != 0);
    batch_free(again);
    batch_free(NULL);
}

Test(batch, what_is_delivered_stands_first_in_order_of_locator)
{
    static const uint32_t slots[] = { 11, 13, 10, 14, 12 };

    add(5, 10, POOL_DELIVER);
    add(1, 11, POOL_DELIVER);
    add(0, 12, POOL_DROPPED);
    add(2, 13, POOL_DELIVER);
    add(0x01000000, 14, POOL_DELIVER);
    batch_sort(batch);
    cr_assert(eq(sz, batch->count, 5));
    for (size_t i = 0; i < 5; i++) {
        cr_expect(eq(u32, batch->items[i].slot, slots[i]), "place %zu", i);
    }
}

/* The order in which they came must not decide anything. */
Test(batch, what_goes_on_and_what_is_dropped_are_in_one_order_however_they_came)
{
    static const uint32_t slots[] = { 3, 1, 5, 2, 4 };

    add(9, 1, POOL_FORWARD);
    add(1, 2, POOL_DROPPED);
    add(4, 3, POOL_FORWARD);
    add(7, 4, POOL_DROPPED);
    add(9, 5, POOL_FORWARD);
    for (int times = 0; times < 2; times++) {
        batch_sort(batch);
        for (size_t i = 0; i < 5; i++) {
            cr_expect(eq(u32, batch->items[i].slot, slots[i]), "place %zu", i);
        }
        for (size_t i = 0; i < 2; i++) {
            struct batch_item item = batch->items[i];

            batch->items[i] = batch->items[4 - i];
            batch->items[4 - i] = item;
        }
    }
}

Test(batch, wiping_the_slots_leaves_the_key_for_what_lies_elsewhere)
{
    struct pool_entry got;

    memset(&entry, 1, sizeof entry);
    cr_assert(eq(int, pool_write(pool, 0, &entry, batch->key), VR_OK));
    add(1, 0, POOL_FORWARD);
    cr_assert(eq(int, batch_wipe(batch, pool, &why), VR_OK), "%s", why.text);
    cr_expect(eq(int, pool_read(&got, pool, 0, batch->key), VR_UNVERIFIED));
    cr_expect(eq(int, access(fixture_path(&fixture, "state/9.key"), F_OK), 0));
}

Test(batch, equal_locators_are_in_order_of_slot_however_they_came)
{
    add(1, 30, POOL_DELIVER);
    add(1, 10, POOL_DELIVER);
    add(1, 20, POOL_DELIVER);
    batch_sort(batch);
    cr_expect(eq(u32, batch->items[0].slot, 10));
    cr_expect(eq(u32, batch->items[1].slot, 20));
    cr_expect(eq(u32, batch->items[2].slot, 30));
}

Test(batch, a_kind_that_is_unknown_is_never_delivered)
{
    add(1, 1, (enum pool_kind) 7);
    cr_expect(eq(int, batch->items[0].kind, POOL_DROPPED));
}

Test(batch, it_grows_with_what_it_is_given)
{
    for (uint32_t i = 0; i < 1000; i++) {
        add(1000 - i, i, POOL_DELIVER);
    }
    batch_sort(batch);
    cr_assert(eq(sz, batch->count, 1000));
    for (size_t i = 1; i < 1000; i++) {
        cr_assert(memcmp(batch->items[i - 1].locator, batch->items[i].locator, VR_LOCATOR_SIZE) <
                  0);
    }
}

Test(batch, an_empty_one_is_sorted_and_destroyed)
{
    batch_sort(batch);
    cr_expect(eq(int, destroy(), VR_OK));
    cr_expect(ne(int, access(fixture_path(&fixture, "state/9.key"), F_OK), 0));
}

Test(batch, destroying_overwrites_its_slots_only_and_its_key)
{
    struct pool_entry got;

    for (uint32_t slot = 0; slot < 4; slot++) {
        memset(&entry, (int) slot, sizeof entry);
        cr_assert(eq(int, pool_write(pool, slot, &entry, batch->key), VR_OK));
    }
    add(1, 0, POOL_DELIVER);
    add(2, 2, POOL_DROPPED);
    cr_assert(eq(int, destroy(), VR_OK), "%s", why.text);
    cr_expect(eq(int, pool_read(&got, pool, 0, batch->key), VR_UNVERIFIED));
    cr_expect(eq(int, pool_read(&got, pool, 2, batch->key), VR_UNVERIFIED));
    cr_expect(eq(int, pool_read(&got, pool, 1, batch->key), VR_OK));
    cr_expect(eq(int, pool_read(&got, pool, 3, batch->key), VR_OK));
    cr_expect(ne(int, access(fixture_path(&fixture, "state/9.key"), F_OK), 0));
    cr_expect(eq(int, destroy(), VR_OK), "again does no harm");
}

Test(batch, a_slot_that_cannot_be_overwritten_keeps_the_key_for_another_try)
{
    const struct rlimit limit = { 0, RLIM_INFINITY };

    add(1, 0, POOL_DELIVER);
    signal(SIGXFSZ, SIG_IGN);
    cr_assert(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    cr_expect(eq(int, destroy(), VR_SYSTEM));
    cr_expect(strstr(why.text, "round 9") != NULL, "%s", why.text);
    cr_expect(eq(int, access(fixture_path(&fixture, "state/9.key"), F_OK), 0));
}

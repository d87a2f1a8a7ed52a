/* SPDX-License-Identifier: EUPL-1.2 */
#include "id_set.h"

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#define MANY 10000U

static bool no_memory;
static struct id_set set;

/* The linker puts this in the place of reallocarray. */
void *__real_reallocarray(void *memory, size_t count, size_t size);
void *__wrap_reallocarray(void *memory, size_t count, size_t size);

void *
__wrap_reallocarray(void *memory, size_t count, size_t size)
{
    return no_memory ? NULL : __real_reallocarray(memory, count, size);
}

static void
wipe(void)
{
    id_set_wipe(&set);
}

TestSuite(id_set, .fini = wipe);

/* Ids as a hostile reporter would choose them: all but a few bits alike. */
static const uint8_t *
id_of(uint32_t number)
{
    static uint8_t id[VR_REPORT_ID_SIZE];

    memset(id, 0, sizeof id);
    memcpy(id, &number, sizeof number);

    return id;
}

static void
add(uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        cr_assert(eq(int, id_set_add(&set, id_of(i)), VR_OK));
    }
}

static size_t
count_found(uint32_t from, uint32_t to)
{
    size_t found = 0;

    for (uint32_t i = from; i < to; i++) {
        found += id_set_has(&set, id_of(i)) ? 1 : 0;
    }

    return found;
}

Test(id_set, an_empty_one_has_nothing)
{
    cr_expect(eq(sz, count_found(0, 10), 0));
    cr_expect(eq(sz, set.size, 0), "nor does looking make room");
}

Test(id_set, what_was_added_is_found_and_nothing_else)
{
    add(7, 8);
    cr_expect(eq(sz, count_found(7, 8), 1));
    cr_expect(eq(sz, count_found(0, 7) + count_found(8, MANY), 0));
}

Test(id_set, an_id_of_zeros_is_one_like_any_other)
{
    add(1, 20);
    cr_expect(not(id_set_has(&set, id_of(0))));
    add(0, 1);
    cr_expect(id_set_has(&set, id_of(0)));
}

Test(id_set, the_same_one_counts_once)
{
    add(0, 3);
    add(0, 3);
    cr_expect(eq(sz, set.count, 3));
    cr_expect(eq(sz, count_found(0, MANY), 3));
}

Test(id_set, ids_that_differ_in_their_last_byte_only_are_others)
{
    uint8_t id[VR_REPORT_ID_SIZE] = { 0 };

    add(0, 1);
    id[sizeof id - 1] = 1;
    cr_expect(not(id_set_has(&set, id)));
}

Test(id_set, nothing_is_lost_while_it_grows)
{
    for (uint32_t i = 0; i < 300; i++) {
        add(i, i + 1);
        cr_assert(eq(sz, count_found(0, 300), i + 1), "after %u", i);
    }
    add(300, MANY);
    cr_expect(eq(sz, set.count, MANY));
    cr_expect(eq(sz, count_found(0, MANY), MANY));
    cr_expect(eq(sz, count_found(MANY, 2 * MANY), 0));
}

/* Else a search for what is not there would never end. */
Test(id_set, half_of_the_places_stay_free)
{
    for (uint32_t i = 0; i < 2000; i++) {
        add(i, i + 1);
        cr_assert(le(sz, 2 * set.count, set.size));
    }
    cr_expect(le(sz, set.size, 4 * set.count), "no more than a quarter is wasted");
}

/* Who could learn the key of a set could choose ids that fall together. */
Test(id_set, the_key_is_another_each_time_it_grows)
{
    uint8_t key[crypto_shorthash_KEYBYTES];
    size_t size;

    add(0, 1);
    memcpy(key, set.key, sizeof key);
    cr_expect(not(sodium_is_zero(key, sizeof key)));
    size = set.size;
    add(1, (uint32_t) size);
    cr_assert(gt(sz, set.size, size));
    cr_expect(ne(int, memcmp(key, set.key, sizeof key), 0));
}

Test(id_set, without_memory_it_stays_as_it_was)
{
    no_memory = true;
    cr_expect(eq(int, id_set_add(&set, id_of(0)), VR_MEMORY));
    cr_expect(eq(sz, count_found(0, 10), 0));
    no_memory = false;
    add(0, 32);
    no_memory = true;
    cr_expect(eq(int, id_set_add(&set, id_of(32)), VR_MEMORY));
    cr_expect(eq(sz, set.count, 32));
    cr_expect(eq(sz, count_found(0, 100), 32));
    no_memory = false;
    add(32, 33);
    cr_expect(eq(sz, count_found(0, 100), 33));
}

Test(id_set, a_wiped_one_is_empty_and_can_be_used_again)
{
    add(0, 100);
    id_set_wipe(&set);
    id_set_wipe(&set);
    cr_expect(eq(sz, count_found(0, 100), 0));
    cr_expect(eq(sz, set.count, 0));
    add(5, 6);
    cr_expect(eq(sz, count_found(0, 100), 1));
}

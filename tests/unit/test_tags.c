/* SPDX-License-Identifier: EUPL-1.2 */
#include "tags.h"

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <vrijuit/bytes.h>
#include <vrijuit/secret.h>

static void
start(void)
{
    cr_assert(vr_start() == VR_OK);
}

TestSuite(tags, .init = start);

/* The tag of a number; never all zero. */
static void
tag_of(uint8_t tag[static VR_TAG_SIZE], uint32_t number)
{
    memset(tag, 0x33, VR_TAG_SIZE);
    vr_store32(tag + 12, number);
}

static bool
have(const struct tags *tags, uint32_t number)
{
    uint8_t tag[VR_TAG_SIZE];

    tag_of(tag, number);

    return tags_have(tags, tag);
}

static enum vr_status
add(struct tags *tags, uint32_t number)
{
    uint8_t tag[VR_TAG_SIZE];

    tag_of(tag, number);

    return tags_add(tags, tag);
}

static void
drop(struct tags *tags, uint32_t number)
{
    uint8_t tag[VR_TAG_SIZE];

    tag_of(tag, number);
    tags_remove(tags, tag);
}

Test(tags, a_new_set_has_nothing)
{
    struct tags *tags;

    cr_assert(eq(int, tags_new(&tags, 10), VR_OK));
    cr_expect(not(have(tags, 1)));
    drop(tags, 1);
    tags_free(tags);
    tags_free(NULL);
}

Test(tags, a_tag_is_added_once)
{
    struct tags *tags;

    cr_assert(eq(int, tags_new(&tags, 10), VR_OK));
    cr_expect(eq(int, add(tags, 1), VR_OK));
    cr_expect(eq(int, add(tags, 1), VR_CONFLICT));
    cr_expect(have(tags, 1));
    drop(tags, 1);
    cr_expect(not(have(tags, 1)));
    cr_expect(eq(int, add(tags, 1), VR_OK));
    tags_free(tags);
}

Test(tags, the_limit_is_exact_and_what_is_there_conflicts_also_when_full)
{
    struct tags *tags;

    cr_assert(eq(int, tags_new(&tags, 33), VR_OK));
    for (uint32_t i = 0; i < 33; i++) {
        cr_assert(eq(int, add(tags, i), VR_OK));
    }
    cr_expect(eq(int, add(tags, 33), VR_FULL));
    cr_expect(eq(int, add(tags, 7), VR_CONFLICT));
    cr_expect(not(have(tags, 33)));
    drop(tags, 7);
    cr_expect(eq(int, add(tags, 33), VR_OK));
    cr_expect(eq(int, add(tags, 7), VR_FULL));
    tags_free(tags);
}

/* A set of 8 has 16 places: with this many fresh keys and runs, clusters pass the end in most. */
Test(tags, random_operations_agree_with_a_list)
{
    srandom(7);
    for (int run = 0; run < 400; run++) {
        bool reference[24] = { false };
        struct tags *tags;
        size_t count = 0;

        cr_assert(eq(int, tags_new(&tags, 8), VR_OK));
        for (int step = 0; step < 300; step++) {
            uint32_t number = (uint32_t) (random() % 24);

            if (random() % 2 == 0) {
                enum vr_status due = reference[number] ? VR_CONFLICT : count == 8 ? VR_FULL : VR_OK;

                cr_assert(eq(int, add(tags, number), due));
                count += due == VR_OK;
                reference[number] = reference[number] || due == VR_OK;
            } else {
                drop(tags, number);
                count -= reference[number];
                reference[number] = false;
            }
            for (uint32_t i = 0; i < 24; i++) {
                cr_assert(eq(int, have(tags, i), reference[i]), "tag %u after step %d", i, step);
            }
        }
        tags_free(tags);
    }
}

Test(tags, a_large_set_is_filled_emptied_and_filled_again)
{
    struct tags *tags;

    cr_assert(eq(int, tags_new(&tags, 4096), VR_OK));
    for (int round = 0; round < 3; round++) {
        for (uint32_t i = 0; i < 4096; i++) {
            cr_assert(eq(int, add(tags, i), VR_OK));
        }
        cr_assert(eq(int, add(tags, 5000), VR_FULL));
        for (uint32_t i = 0; i < 4096; i += 2) {
            drop(tags, i);
        }
        for (uint32_t i = 0; i < 4096; i++) {
            cr_assert(eq(int, have(tags, i), i % 2 == 1));
        }
        for (uint32_t i = 1; i < 4096; i += 2) {
            drop(tags, i);
        }
    }
    tags_free(tags);
}

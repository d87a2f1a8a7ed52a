/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>

#include <vrijuit/bytes.h>
#include <vrijuit/secret.h>

#include "dice.h"

static const char ten[] = "1 2 3 4 5 6 1 3 5 2";
static struct dice dice;

static void
start(void)
{
    cr_assert(eq(int, vr_start(), VR_OK));
    dice_begin(&dice);
}

TestSuite(dice, .init = start);

static void
throw_tens(struct dice *into, unsigned tens)
{
    for (unsigned i = 0; i < tens; i++) {
        cr_assert(eq(int, dice_add(into, ten), VR_OK));
    }
}

Test(dice, fifty_throws_are_enough_and_49_are_not)
{
    throw_tens(&dice, 4);
    cr_assert(eq(int, dice_add(&dice, "123456123"), VR_OK));
    cr_expect(eq(int, dice_finish(&dice), VR_CONFLICT));
    cr_expect(not(dice.used));
    cr_assert(eq(int, dice_add(&dice, "6\r"), VR_OK));
    cr_expect(eq(int, dice_finish(&dice), VR_OK));
    cr_expect(eq(uint, dice.throws, 50));
    cr_expect(eq(uint, dice_bits(50), 129));
}

struct junk {
    char line[24];
};

ParameterizedTestParameters(dice, junk_is_refused_and_does_not_count)
{
    static struct junk cases[] = {
        { "0" }, { "7" }, { "1 2 x" }, { "1,2,3" }, { "-1" }, { "1 2 3 4 5 6 7" }, { "vier" },
    };

    return cr_make_param_array(struct junk, cases, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(struct junk *junk, dice, junk_is_refused_and_does_not_count)
{
    start();
    cr_expect(eq(int, dice_add(&dice, junk->line), VR_MALFORMED), "%s", junk->line);
    cr_expect(eq(uint, dice.throws, 0), "%s", junk->line);
}

Test(dice, the_same_face_all_the_time_is_no_chance)
{
    for (unsigned i = 0; i < 60; i++) {
        cr_assert(eq(int, dice_add(&dice, "4"), VR_OK));
    }
    cr_expect(eq(int, dice_finish(&dice), VR_CONFLICT));
}

/* BLAKE2b-512 over both: neither the system nor the dice alone decides. */
Test(dice, the_hash_of_both_is_used)
{
    uint8_t system[64] = { 9 };
    uint8_t wide[64];
    uint8_t due[64];
    uint8_t thrown[64];
    const uint8_t counter[8] = { 0 };
    const struct vr_span spans[] = { { system, 64 }, { thrown, 64 }, { counter, 8 } };

    throw_tens(&dice, 5);
    memcpy(thrown, dice.hash, sizeof thrown);
    cr_assert(eq(int, dice_finish(&dice), VR_OK));
    vr_hash(due, 64, "vrijuit dice v1", spans, 3);
    memcpy(wide, system, 64);
    dice_mix(wide, &dice);
    cr_expect(memcmp(wide, due, 64) == 0);
}

Test(dice, the_system_and_the_dice_and_the_turn_each_change_what_comes_out)
{
    struct dice other;
    uint8_t first[64] = { 0 };
    uint8_t second[64] = { 0 };
    uint8_t third[64] = { 1 };
    uint8_t fourth[64] = { 0 };

    throw_tens(&dice, 5);
    cr_assert(eq(int, dice_finish(&dice), VR_OK));
    dice_begin(&other);
    throw_tens(&other, 5);
    cr_assert(eq(int, dice_add(&other, "1"), VR_OK));
    cr_assert(eq(int, dice_finish(&other), VR_OK));
    dice_mix(fourth, &other);
    other = dice;
    dice_mix(first, &dice);
    dice_mix(second, &dice);
    dice_mix(third, &other);
    cr_expect(memcmp(first, second, 64) != 0);
    cr_expect(memcmp(first, third, 64) != 0);
    cr_expect(memcmp(first, fourth, 64) != 0);
}

Test(dice, every_throw_and_its_place_change_the_hash)
{
    struct dice other;

    dice_begin(&other);
    cr_assert(eq(int, dice_add(&dice, "1 2 3"), VR_OK));
    cr_assert(eq(int, dice_add(&other, "1"), VR_OK));
    cr_assert(eq(int, dice_add(&other, "32"), VR_OK));
    cr_expect(memcmp(dice.hash, other.hash, sizeof dice.hash) != 0);
}

Test(dice, without_dice_the_system_is_left_alone)
{
    uint8_t wide[64] = { 7 };
    const uint8_t same[64] = { 7 };

    dice_mix(wide, &dice);
    cr_expect(memcmp(wide, same, 64) == 0);
}

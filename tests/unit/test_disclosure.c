/* SPDX-License-Identifier: EUPL-1.2 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>

#include "disclosure.h"

/* One question in one class: how many gave each answer, and which of those numbers are told when
 * they are offered in the order of the form. */
struct question {
    uint32_t counts[4];
    bool told[4];
    char name[32];
};

static struct disclosure *
new_question(const uint32_t counts[4], size_t classes)
{
    const struct disclosure_shape shape = { .classes = classes, .rows = 4 };
    struct disclosure *disclosure;

    cr_assert(eq(int, disclosure_new(&disclosure, &shape, 5), VR_OK));
    for (size_t row = 0; row < 4; row++) {
        for (uint32_t i = 0; i < counts[row]; i++) {
            disclosure_count(disclosure, 0, row, 0);
        }
    }

    return disclosure;
}

static bool
offer(struct disclosure *disclosure, enum disclosure_kind kind, size_t row, size_t column,
      uint64_t classes)
{
    const struct disclosure_number number = { kind, row, column, classes };
    bool accepted = false;

    cr_assert(eq(int, disclosure_offer(&accepted, disclosure, &number), VR_OK));

    return accepted;
}

ParameterizedTestParameters(disclosure, what_is_left_of_a_question_is_never_small)
{
    static struct question cases[] = {
        { { 20, 9, 8, 7 }, { true, true, true, true }, "all large" },
        { { 20, 9, 8, 4 }, { true, true, false, false }, "one small takes one along" },
        { { 20, 9, 3, 3 }, { true, true, false, false }, "two small make a large one" },
        { { 20, 9, 2, 2 }, { true, false, false, false }, "two small that stay small" },
        { { 20, 9, 8, 0 }, { true, true, false, false }, "nobody is small too" },
        { { 9, 0, 0, 0 }, { false, false, false, false }, "everybody the same" },
        { { 18, 1, 1, 0 }, { false, false, false, false }, "all but two" },
        { { 5, 5, 5, 5 }, { true, true, true, true }, "exactly the minimum" },
        { { 4, 4, 4, 4 }, { false, false, false, false }, "all small" },
    };

    return cr_make_param_array(struct question, cases, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(struct question *question, disclosure, what_is_left_of_a_question_is_never_small)
{
    struct disclosure *disclosure = new_question(question->counts, 1);

    for (size_t row = 0; row < 4; row++) {
        cr_expect(eq(int, offer(disclosure, DISCLOSURE_ROW, row, 0, 1), question->told[row]),
                  "%s: answer %zu", question->name, row);
    }
    disclosure_free(disclosure);
}

Test(disclosure, newcomers_are_not_worked_out_from_two_reports)
{
    const uint32_t counts[4] = { 20, 10, 10, 10 };
    struct disclosure *disclosure = new_question(counts, 2);
    const struct disclosure_number before = { DISCLOSURE_ROW, 0, 0, 1 };
    size_t told = 0;

    for (uint32_t i = 0; i < 12; i++) { /* 2 newcomers in row 0, 10 in row 1 */
        disclosure_count(disclosure, 1, i < 2 ? 0 : 1, 0);
    }
    cr_assert(eq(int, disclosure_tell(disclosure, &before), VR_OK));
    cr_expect(eq(u32, disclosure_value(disclosure, &before), 20));
    /* Row 0 was told before, so that the 2 newcomers would be seen. */
    cr_expect(not(offer(disclosure, DISCLOSURE_ROW, 0, 0, 3)));
    for (size_t row = 1; row < 4; row++) {
        told += offer(disclosure, DISCLOSURE_ROW, row, 0, 3) ? 1 : 0;
    }
    cr_expect(gt(sz, told, 0), "what does not show newcomers is told");
    disclosure_free(disclosure);
}

Test(disclosure, a_small_number_of_then_may_be_part_of_a_large_one_now)
{
    const uint32_t counts[4] = { 20, 2, 6, 6 };
    struct disclosure *disclosure = new_question(counts, 2);

    for (uint32_t i = 0; i < 20; i++) {
        disclosure_count(disclosure, 1, i % 4, 0);
    }
    cr_expect(offer(disclosure, DISCLOSURE_ROW, 1, 0, 3));
    disclosure_free(disclosure);
}

Test(disclosure, what_was_told_too_much_before_leaves_nothing_to_tell)
{
    const uint32_t counts[4] = { 20, 2, 6, 6 };
    struct disclosure *disclosure = new_question(counts, 1);

    for (size_t row = 0; row < 4; row++) {
        const struct disclosure_number number = { DISCLOSURE_ROW, row, 0, 1 };

        cr_assert(eq(int, disclosure_tell(disclosure, &number), VR_OK));
    }
    cr_expect(not(offer(disclosure, DISCLOSURE_ROW, 0, 0, 1)));
    disclosure_free(disclosure);
}

/* Two of those who chose the first chose both. */
static struct disclosure *
new_many(uint32_t first, uint32_t second, bool covered)
{
    const struct disclosure_shape shape = {
        .classes = 1, .rows = 1, .columns = 2, .covered = covered
    };
    struct disclosure *disclosure;

    cr_assert(eq(int, disclosure_new(&disclosure, &shape, 5), VR_OK));
    for (uint32_t i = 0; i < first; i++) {
        disclosure_count(disclosure, 0, 0, i < 2 ? 3 : 1);
    }
    for (uint32_t i = 0; i < second; i++) {
        disclosure_count(disclosure, 0, 0, 2);
    }

    return disclosure;
}

Test(disclosure, an_answer_of_all_but_a_few_is_not_told)
{
    struct disclosure *few = new_many(20, 2, false);
    struct disclosure *enough = new_many(20, 5, false);

    cr_expect(not(offer(few, DISCLOSURE_COLUMN, 0, 0, 1)));
    cr_expect(offer(enough, DISCLOSURE_COLUMN, 0, 0, 1));
    disclosure_free(few);
    disclosure_free(enough);
}

/* Of 20 who all chose something 11 chose the one and 11 the other: 2 chose both. */
Test(disclosure, where_everyone_chose_something_two_answers_at_once_are_guarded)
{
    struct disclosure *everyone = new_many(11, 9, true);
    struct disclosure *some = new_many(11, 9, false);

    cr_expect(offer(everyone, DISCLOSURE_COLUMN, 0, 0, 1));
    cr_expect(offer(some, DISCLOSURE_COLUMN, 0, 0, 1));
    cr_expect(not(offer(everyone, DISCLOSURE_COLUMN, 0, 1, 1)));
    cr_expect(offer(some, DISCLOSURE_COLUMN, 0, 1, 1));
    disclosure_free(everyone);
    disclosure_free(some);
}

static struct disclosure *
new_crossing(void)
{
    static const uint32_t counts[2][2] = { { 20, 8 }, { 9, 3 } };
    const struct disclosure_shape shape = {
        .classes = 1, .rows = 2, .columns = 2, .partition = true
    };
    struct disclosure *disclosure;

    cr_assert(eq(int, disclosure_new(&disclosure, &shape, 5), VR_OK));
    for (size_t row = 0; row < 2; row++) {
        for (size_t column = 0; column < 2; column++) {
            for (uint32_t i = 0; i < counts[row][column]; i++) {
                disclosure_count(disclosure, 0, row, 1ULL << column);
            }
        }
    }

    return disclosure;
}

Test(disclosure, a_crossing_is_not_worked_out_from_its_margins)
{
    struct disclosure *disclosure = new_crossing();

    for (size_t i = 0; i < 2; i++) {
        cr_expect(offer(disclosure, DISCLOSURE_ROW, i, 0, 1));
        cr_expect(offer(disclosure, DISCLOSURE_COLUMN, 0, i, 1));
    }
    /* Any one cell of four, with the margins, gives the 3 away. */
    for (size_t i = 0; i < 4; i++) {
        cr_expect(not(offer(disclosure, DISCLOSURE_CELL, i / 2, i % 2, 1)));
    }
    disclosure_free(disclosure);
}

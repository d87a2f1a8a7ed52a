/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "publishing.h"

#define ROWS 120U

static struct vr_option options[3] = { { .id = "a" }, { .id = "b" }, { .id = "c" } };
static struct vr_question asked[3] = {
    { .id = "een", .type = VR_ONE, .required = true, .options = options, .option_count = 3 },
    { .id = "veel", .type = VR_MANY, .options = options, .option_count = 2 },
    { .id = "meer", .type = VR_MANY, .options = options, .option_count = 2 },
};
static struct survey_question questions[3] = {
    { &asked[0], true, 3 },
    { &asked[1], false, 2 },
    { &asked[2], false, 2 },
};
static struct vr_council council = { .id = "or-proef" };
static const struct tool tool = { .lang = VR_EN };
static struct survey_row rows[ROWS];
static uint64_t columns[ROWS][3];
static struct survey survey;
static struct publishing_earlier earlier;
static struct publishing_wish wish;

static void
start(void)
{
    survey = (struct survey) {
        .council = &council, .questions = questions, .question_count = 3, .rows = rows
    };
    earlier = (struct publishing_earlier) { 0 };
    wish = (struct publishing_wish) { .minimum = 5 };
}

static void
stop(void)
{
    for (size_t i = 0; i < earlier.count; i++) {
        publication_free(earlier.list[i]);
    }
}

TestSuite(publishing, .init = start, .fini = stop);

static void
come_in(size_t count, uint64_t one, uint64_t many, uint32_t round)
{
    for (size_t i = 0; i < count; i++) {
        size_t at = survey.row_count++;

        columns[at][0] = one;
        columns[at][1] = many;
        columns[at][2] = many;
        rows[at] = (struct survey_row) {
            .place = at, .round_known = true, .round = round, .columns = columns[at]
        };
    }
}

static struct publication *
publish(enum vr_status expected)
{
    struct publication *made = NULL;

    cr_assert(eq(int, publishing_make(&made, &tool, &survey, &earlier, &wish, survey.row_count),
                 expected));
    if (expected == VR_OK && (earlier.count == 0 || earlier.list[earlier.count - 1] != made)) {
        earlier.list[earlier.count++] = made;
    }

    return made;
}

Test(publishing, counts_what_was_answered)
{
    const struct publication *made;

    come_in(10, 1, 1, 0);
    come_in(8, 2, 3, 0);
    come_in(7, 4, 2, 0);
    made = publish(VR_OK);
    cr_expect(eq(u32, made->total, 25));
    cr_expect(eq(u32, made->tables[0].numbers[0], 10));
    cr_expect(eq(u32, made->tables[0].numbers[1], 8));
    cr_expect(eq(u32, made->tables[0].numbers[2], 7));
    cr_expect(eq(u32, made->tables[1].numbers[0], 18));
    cr_expect(eq(u32, made->tables[1].numbers[1], 15));
}

Test(publishing, few_reports_make_no_feedback_report)
{
    come_in(4, 1, 1, 0);
    publish(VR_FULL);
}

Test(publishing, few_newcomers_make_no_second_one)
{
    come_in(20, 1, 1, 0);
    publish(VR_OK);
    come_in(4, 1, 1, 0);
    publish(VR_FULL);
    come_in(1, 1, 1, 0);
    publish(VR_OK);
}

Test(publishing, the_same_again_is_the_earlier_one)
{
    const struct publication *first;

    come_in(20, 1, 1, 0);
    come_in(10, 2, 2, 0);
    first = publish(VR_OK);
    cr_expect(eq(ptr, (void *) publish(VR_OK), (void *) first));
    cr_expect(eq(sz, earlier.count, 1));
}

Test(publishing, a_period_that_leaves_out_few_is_refused)
{
    come_in(20, 1, 1, 0);
    come_in(3, 1, 1, 10);
    publish(VR_OK);
    wish.bounded = true;
    wish.until = 9;
    publish(VR_FULL);
}

Test(publishing, reports_without_a_known_round_are_in_no_period)
{
    come_in(20, 1, 1, 0);
    rows[0].round_known = false;
    wish.bounded = true;
    wish.until = 9;
    cr_expect(eq(u32, publish(VR_OK)->total, 19));
}

Test(publishing, an_earlier_report_that_counted_others_is_noticed)
{
    come_in(20, 1, 1, 0);
    publish(VR_OK);
    survey.row_count -= 1;
    publish(VR_CONFLICT);
}

Test(publishing, an_earlier_report_with_other_numbers_is_noticed)
{
    come_in(20, 1, 1, 0);
    come_in(10, 2, 2, 0);
    come_in(10, 4, 2, 0);
    publish(VR_OK);
    come_in(10, 1, 1, 0);
    columns[0][0] = 2;
    publish(VR_CONFLICT);
}

static void
cross(size_t at, const char *a, const char *b)
{
    strcpy(wish.crossings[at][0], a);
    strcpy(wish.crossings[at][1], b);
    wish.crossing_count = at + 1;
}

Test(publishing, a_crossing_has_the_many_in_its_columns)
{
    const struct publication *made;

    come_in(20, 1, 1, 0);
    come_in(20, 2, 3, 0);
    come_in(20, 4, 2, 0);
    cross(0, "veel", "een");
    made = publish(VR_OK);
    cr_assert(eq(sz, made->crossing_count, 1));
    cr_expect(eq(sz, made->crossings[0].rows_of, 0));
    cr_expect(eq(sz, made->crossings[0].columns_of, 1));
}

Test(publishing, crossings_that_cannot_be_guarded_are_refused)
{
    come_in(40, 1, 1, 0);
    cross(0, "veel", "meer");
    publish(VR_FOREIGN);
    cross(0, "een", "een");
    publish(VR_FOREIGN);
    cross(0, "een", "geen");
    publish(VR_FOREIGN);
    cross(0, "een", "veel");
    cross(1, "een", "meer");
    publish(VR_FOREIGN);
}

Test(publishing, a_question_keeps_the_partner_of_an_earlier_report)
{
    come_in(20, 1, 1, 0);
    come_in(20, 2, 2, 0);
    cross(0, "een", "veel");
    publish(VR_OK);
    come_in(20, 4, 3, 0);
    cross(0, "een", "meer");
    publish(VR_FOREIGN);
    wish.crossing_count = 0;
    publish(VR_OK);
}

Test(publishing, a_question_that_has_changed_says_nothing_more)
{
    const struct publication *made;

    come_in(20, 1, 1, 0);
    come_in(20, 2, 2, 0);
    come_in(20, 4, 2, 0);
    publish(VR_OK);
    come_in(10, 4, 1, 0);
    come_in(10, 4, 2, 0);
    asked[0].option_count = 2;
    questions[0].columns = 2;
    for (size_t i = 0; i < survey.row_count; i++) {
        columns[i][0] = columns[i][0] == 4 ? 2 : columns[i][0];
    }
    made = publish(VR_OK);
    cr_expect(eq(u32, made->tables[0].numbers[0], PUBLICATION_HIDDEN));
    cr_expect(eq(u32, made->tables[0].numbers[1], PUBLICATION_HIDDEN));
    cr_expect(ne(u32, made->tables[1].numbers[1], PUBLICATION_HIDDEN));
    asked[0].option_count = 3;
    questions[0].columns = 3;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "survey.h"

static struct vr_option options[2] = { { .id = "a" }, { .id = "b" } };
static struct vr_question asked[3] = {
    { .id = "een", .type = VR_ONE, .required = true, .options = options, .option_count = 2 },
    { .id = "veel", .type = VR_MANY, .options = options, .option_count = 2 },
    { .id = "tekst", .type = VR_TEXT, .maximum = 100 },
};
static struct vr_council councils[2] = { { .id = "or-een" }, { .id = "or-twee" } };
static struct vr_circle old = { .sequence = 1, .councils = councils, .council_count = 2 };
static struct vr_circle new = { .sequence = 2, .councils = councils, .council_count = 2 };
static struct circles circles = { .count = 2, .circle = { &old, &new } };
static struct reports reports;
static struct survey survey;

static void
start(void)
{
    memset(old.id, 1, sizeof old.id);
    memset(new.id, 2, sizeof new.id);
    old.form = (struct vr_form) { .questions = asked, .question_count = 1 };
    new.form = (struct vr_form) { .questions = asked, .question_count = 3 };
    reports = (struct reports) { 0 };
    reports.list = calloc(16, sizeof reports.list[0]);
    reports.size = 16;
}

static void
stop(void)
{
    survey_wipe(&survey);
    reports_wipe(&reports);
}

TestSuite(survey, .init = start, .fini = stop);

static struct dossier_report *
come_in(const char *council, uint8_t circle, const char *answers)
{
    struct dossier_report *report = &reports.list[reports.count++];

    strcpy(report->council, council);
    report->content.kind = VR_REPORT;
    memset(report->content.circle, circle, sizeof report->content.circle);
    report->content.answers = json_loads(answers, 0, NULL);
    report->round = 7;
    report->round_known = true;

    return report;
}

static void
take(void)
{
    cr_assert(eq(int, survey_take(&survey, &reports, &circles, "or-een"), VR_OK));
}

Test(survey, answers_become_columns)
{
    come_in("or-een", 2, "{\"een\":\"b\",\"veel\":[\"a\",\"b\"],\"tekst\":\"geheim\"}");
    come_in("or-een", 2, "{\"een\":\"a\"}");
    take();
    cr_assert(eq(sz, survey.row_count, 2));
    cr_expect(eq(u64, survey.rows[0].columns[0], 2));
    cr_expect(eq(u64, survey.rows[0].columns[1], 3));
    cr_expect(eq(u64, survey.rows[0].columns[2], 1));
    cr_expect(eq(u64, survey.rows[1].columns[0], 1));
    cr_expect(eq(u64, survey.rows[1].columns[1], 0));
    cr_expect(eq(u64, survey.rows[1].columns[2], 2)); /* not answered */
    cr_expect(eq(sz, survey.questions[0].columns, 2));
    cr_expect(eq(sz, survey.questions[2].columns, 2));
}

Test(survey, follow_ups_and_other_councils_are_not_counted)
{
    come_in("or-een", 2, "{\"een\":\"a\"}");
    come_in("or-twee", 2, "{\"een\":\"a\"}");
    come_in("or-een", 2, "{\"text\":\"een aanvulling\"}")->content.kind = VR_FOLLOW_UP;
    take();
    cr_expect(eq(sz, survey.row_count, 1));
    cr_expect(eq(u64, survey.unfit, 0));
}

Test(survey, what_does_not_fit_its_own_form_is_not_counted)
{
    come_in("or-een", 2, "{\"een\":\"c\"}");
    come_in("or-een", 2, "{\"veel\":[\"a\"]}");
    come_in("or-een", 2, "{\"een\":\"a\",\"veel\":[\"a\",\"a\"]}");
    come_in("or-een", 1, "{\"een\":\"a\",\"veel\":[\"a\"]}"); /* was not asked then */
    come_in("or-een", 9, "{\"een\":\"a\"}");                  /* no such circle */
    come_in("or-een", 1, "{\"een\":\"a\"}");
    take();
    cr_expect(eq(sz, survey.row_count, 1));
    cr_expect(eq(u64, survey.rows[0].place, 5));
    cr_expect(eq(u64, survey.unfit, 5));
}

Test(survey, a_council_that_the_newest_circle_lacks_is_refused)
{
    cr_expect(eq(int, survey_take(&survey, &reports, &circles, "or-drie"), VR_FOREIGN));
}

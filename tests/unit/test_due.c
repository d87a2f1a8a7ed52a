/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>

#include <vrijuit/secret.h>

#include "due.h"
#include "handle.h"

static const struct tool tool = { .lang = VR_EN };
static const struct vr_circle circle = { .round_seconds = 86400 };

static void
start(void)
{
    cr_assert(eq(int, vr_start(), VR_OK));
}

TestSuite(due, .init = start);
TestSuite(handle, .init = start);

static struct dossier_report
report_of(uint8_t id, uint32_t round)
{
    struct dossier_report report = { .council = "or", .round_known = true, .round = round };

    report.suite = vr_suite_find(VR_SUITE_X25519);
    report.content.reply_len = report.suite->public_len;
    report.content.reply[0] = 9; /* the base point */
    report.content.kind = VR_REPORT;
    report.content.id[0] = id;

    return report;
}

struct moment {
    uint32_t round; /* of the report */
    uint32_t now;
    uint32_t round_seconds;
    int64_t days_left;
};

ParameterizedTestParameters(due, three_months_are_counted_in_rounds)
{
    static struct moment cases[] = {
        { 0, 0, 86400, 91 },
        { 0, 91, 86400, 0 },
        { 0, 92, 86400, -1 },
        { 50, 60, 86400, 81 },
        { 0, 26, 604800, -91 },
        { 0, 2 * 91, 43200, 0 },
        { 0, UINT32_MAX, 1, 91 - 49710 },
        { 7, 5, 86400, 93 },
    };

    return cr_make_param_array(struct moment, cases, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(struct moment *moment, due, three_months_are_counted_in_rounds)
{
    struct dossier_report report = report_of(1, moment->round);
    struct vr_circle with = { .round_seconds = moment->round_seconds };
    struct reports reports = { .list = &report, .count = 1 };
    struct due due;

    reports.state.round = moment->now;
    due = due_of(&reports, &report, &with);
    cr_expect(due.known);
    cr_expect(eq(i64, due.days_left, moment->days_left));
    cr_expect(eq(int, due_is_overdue(&due), moment->days_left < 0));
}

ParameterizedTestParameters(due, the_first_answer_is_due_in_seven_days)
{
    /* days_left: of the first answer */
    static struct moment cases[] = {
        { 0, 0, 86400, 7 },       { 0, 7, 86400, 0 },     { 0, 8, 86400, -1 },
        { 50, 57, 86400, 0 },     { 50, 58, 86400, -1 },  { 0, 1, 604800, 0 },
        { 0, 2, 604800, -7 },     { 0, 2 * 7, 43200, 0 }, { 0, 2 * 8, 43200, -1 },
        { 0, 92, 86400, 7 - 92 }, { 7, 5, 86400, 9 },
    };

    return cr_make_param_array(struct moment, cases, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(struct moment *moment, due, the_first_answer_is_due_in_seven_days)
{
    struct dossier_report report = report_of(1, moment->round);
    struct vr_circle with = { .round_seconds = moment->round_seconds };
    struct reports reports = { .list = &report, .count = 1 };
    struct due_counts counts;
    struct due due;

    reports.state.round = moment->now;
    due = due_of(&reports, &report, &with);
    cr_expect(due_first_is_awaited(&due));
    cr_expect(eq(int, due_first_is_overdue(&due), moment->days_left < 0));
    counts = due_count(&reports, &with);
    cr_expect(eq(u64, counts.first_overdue, moment->days_left < 0 ? 1 : 0));
    cr_expect(eq(u64, counts.first_soon, moment->days_left < 0 ? 0 : 1));
    report.round_known = false;
    due = due_of(&reports, &report, &with);
    cr_expect(not(due_first_is_awaited(&due)));
    cr_expect(not(due_first_is_overdue(&due)));
}

Test(due, a_reply_answers_when_a_board_followed)
{
    struct dossier_report report = report_of(1, 0);
    struct reports reports = { .list = &report, .count = 1 };
    struct dossier_reply reply = { .id = { 1 }, .text = strdup("dank") };
    const struct dossier_board other = { .council = "ander" };
    const struct dossier_board board = { .council = "or" };
    struct due due;

    reports.state.round = 200;
    due = due_of(&reports, &report, &circle);
    cr_expect(eq(int, due.state, DUE_OPEN));
    cr_expect(due_first_is_overdue(&due));
    cr_assert(eq(int, reports_add_reply(&reports, &reply), VR_OK));
    cr_assert(eq(int, reports_add_board(&reports, &other), VR_OK));
    due = due_of(&reports, &report, &circle);
    cr_expect(eq(int, due.state, DUE_WRITTEN));
    cr_expect(due_is_overdue(&due));
    cr_expect(not(due_first_is_awaited(&due)));
    cr_expect(not(due_first_is_overdue(&due)));
    cr_assert(eq(int, reports_add_board(&reports, &board), VR_OK));
    due = due_of(&reports, &report, &circle);
    cr_expect(eq(int, due.state, DUE_ANSWERED));
    cr_expect(not(due_is_overdue(&due)));
    free(reply.text);
    free(reports.replies);
    free(reports.boards);
}

struct lost {
    uint8_t key;    /* first byte: 0 is a key of low order, 9 is a good one */
    uint32_t board; /* round of the board; the reply is of round 20 */
    enum due_state state;
};

ParameterizedTestParameters(due, what_a_board_left_out_is_no_answer)
{
    static struct lost cases[] = {
        { 9, 1, DUE_ANSWERED },
        { 9, 200, DUE_ANSWERED },
        { 9, 201, DUE_LOST },
        { 0, 21, DUE_LOST },
    };

    return cr_make_param_array(struct lost, cases, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(struct lost *lost, due, what_a_board_left_out_is_no_answer)
{
    struct dossier_report report = report_of(1, 0);
    struct reports reports = { .list = &report, .count = 1 };
    struct dossier_reply reply = { .id = { 1 }, .round = 20, .text = strdup("dank") };
    struct dossier_board board = { .council = "or", .round = lost->board };
    struct dossier_board later = { .council = "or", .round = 500 };

    report.content.reply[0] = lost->key;
    cr_assert(eq(int, reports_add_reply(&reports, &reply), VR_OK));
    cr_assert(eq(int, reports_add_board(&reports, &board), VR_OK));
    cr_assert(eq(int, reports_add_board(&reports, &later), VR_OK));
    cr_expect(eq(int, due_of(&reports, &report, &circle).state, lost->state));
    cr_expect(eq(u64, due_count(&reports, &circle).open, lost->state == DUE_LOST ? 1 : 0));
    free(reply.text);
    free(reports.replies);
    free(reports.boards);
}

Test(due, counts_are_of_reports_and_say_what_is_late)
{
    struct dossier_report list[6];
    struct reports reports = { .list = list, .count = 6 };
    struct dossier_mark mark = { .id = { 4 }, .answered = true };
    struct due_counts counts;

    list[0] = report_of(1, 0);  /* overdue */
    list[1] = report_of(2, 15); /* soon */
    list[2] = report_of(3, 90); /* open; the first answer is late */
    list[3] = report_of(4, 0);  /* marked as answered */
    list[4] = report_of(5, 0);
    list[4].content.kind = VR_FOLLOW_UP;
    list[5] = report_of(6, 93); /* open; the first answer is soon due */
    reports.state.round = 100;
    cr_assert(eq(int, reports_set_mark(&reports, &mark), VR_OK));
    counts = due_count(&reports, &circle);
    cr_expect(eq(u64, counts.open, 4));
    cr_expect(eq(u64, counts.written, 0));
    cr_expect(eq(u64, counts.overdue, 1));
    cr_expect(eq(u64, counts.soon, 1));
    cr_expect(eq(u64, counts.first_overdue, 3));
    cr_expect(eq(u64, counts.first_soon, 1));
    free(reports.marks);
}

Test(due, words_say_how_late_it_is)
{
    const struct due late = { DUE_OPEN, true, -3 };
    const struct due early = { DUE_WRITTEN, true, 80 };
    const struct due unknown = { DUE_OPEN, false, -3 };
    const struct due first = { DUE_OPEN, true, 84 };
    const struct due first_late = { DUE_OPEN, true, 83 };
    const struct due_counts counts = { 9, 8, 1, 2, 3, 4 };
    const struct tool dutch = { .lang = VR_NL };
    char text[DUE_TEXT_MAX];

    due_text(text, &tool, &late);
    cr_expect(eq(str, text, "no reply yet, 3 days overdue"));
    due_text(text, &tool, &early);
    cr_expect(eq(str, text, "reply waits for the board, 80 days left"));
    due_text(text, &tool, &unknown);
    cr_expect(eq(str, text, "no reply yet"));
    due_text(text, &tool, &first);
    cr_expect(eq(str, text, "first answer soon, 84 days left"));
    due_text(text, &tool, &first_late);
    cr_expect(eq(str, text, "first answer overdue, 83 days left"));
    due_text(text, &dutch, &first_late);
    cr_expect(eq(str, text, "eerste antwoord te laat, nog 83 dagen"));
    due_counts_text(text, &tool, &counts);
    cr_expect(eq(str, text, "first answer: soon 3, overdue 4; answer: soon 1, overdue 2"));
}

Test(handle, it_finds_its_report_however_it_is_typed)
{
    static const uint8_t key[32] = { 7 };
    struct dossier_report list[2] = { report_of(1, 0), report_of(2, 0) };
    const struct reports reports = { .list = list, .count = 2 };
    char handle[HANDLE_SIZE];
    char typed[HANDLE_SIZE];
    size_t at = 0;

    handle_of(handle, key, list[1].content.id);
    cr_expect(eq(sz, strlen(handle), HANDLE_SIZE - 1));
    cr_expect(handle_find(&reports, key, handle) == &list[1]);
    for (size_t i = 0; handle[i] != '\0'; i++) {
        if (handle[i] != '-') {
            typed[at++] = (char) (handle[i] >= 'a' ? handle[i] - 32 : handle[i]);
        }
    }
    typed[at] = '\0';
    cr_expect(handle_find(&reports, key, typed) == &list[1]);
    typed[at - 1] = '\0';
    cr_expect(handle_find(&reports, key, typed) == NULL);
    cr_expect(handle_find(&reports, key, "") == NULL);
    cr_expect(handle_find(&reports, key, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") == NULL);
}

Test(handle, another_dossier_gives_another_one)
{
    static const uint8_t key[32] = { 7 };
    static const uint8_t other[32] = { 8 };
    struct dossier_report report = report_of(1, 0);
    char handle[HANDLE_SIZE];
    char again[HANDLE_SIZE];

    handle_of(handle, key, report.content.id);
    handle_of(again, other, report.content.id);
    cr_expect(ne(str, handle, again));
}

Test(handle, follow_ups_and_doubles_have_none)
{
    static const uint8_t key[32] = { 7 };
    struct dossier_report list[2] = { report_of(1, 0), report_of(1, 0) };
    struct reports reports = { .list = list, .count = 1 };
    char handle[HANDLE_SIZE];

    handle_of(handle, key, list[0].content.id);
    cr_expect(handle_find(&reports, key, handle) == &list[0]);
    reports.count = 2;
    cr_expect(handle_find(&reports, key, handle) == NULL);
    reports.count = 1;
    list[0].content.kind = VR_FOLLOW_UP;
    cr_expect(handle_find(&reports, key, handle) == NULL);
}

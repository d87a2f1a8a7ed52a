/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>

#include <vrijuit/bytes.h>
#include <vrijuit/secret.h>

#include "desk.h"
#include "handle.h"

#define REPORTS 4U

static const struct tool tool = { .lang = VR_EN };
static uint8_t key[32] = { 1, 2, 3 };
static struct vr_option options[] = {
    { .id = "veilig", .label = { "Veilig", "Safe" } },
    { .id = "gehoord", .label = { "Gehoord", "Heard" } },
};
static struct vr_question questions[] = {
    { .id = "tekst", .type = VR_TEXT, .label = { "Vertel", "Tell" }, .maximum = 2000 },
    { .id = "thema",
      .type = VR_MANY,
      .label = { "Thema", "Theme" },
      .options = options,
      .option_count = 2 },
};
static struct vr_circle circle = { .round_seconds = 86400,
                                   .form = { .questions = questions, .question_count = 2 } };
static struct table table;
static char folder[64];
static char path[96];

/* A dossier with nothing but its state, for what the desk keeps. */
static void
write_dossier(void)
{
    const struct dossier_state state = { .round = 10 };
    struct dossier_writer *writer = NULL;
    char *json = NULL;
    size_t len = 0;

    cr_assert(eq(int, dossier_writer_open(&writer, &tool, path, key), VR_OK));
    cr_assert(eq(int, dossier_state_encode(&json, &len, &state), VR_OK));
    cr_assert(eq(int, dossier_writer_finish(writer, json, len), VR_OK));
    free(json);
    dossier_writer_close(writer);
}

static void
start(void)
{
    static const char *const texts[REPORTS] = { "Roosters", "\xc3\x89\xc3\xa9n leiding", "Derde",
                                                "stuur \x1b[2J weg" };

    cr_assert(eq(int, vr_start(), VR_OK));
    snprintf(folder, sizeof folder, "/tmp/test_desk_XXXXXX");
    cr_assert(ne(ptr, mkdtemp(folder), NULL));
    snprintf(path, sizeof path, "%s/dossier", folder);
    write_dossier();
    table = (struct table) { .tool = &tool, .path = path };
    table.access.key = key;
    table.access.circles.count = 1;
    table.access.circles.circle[0] = &circle;
    table.reports.list = calloc(REPORTS, sizeof table.reports.list[0]);
    table.reports.count = REPORTS;
    table.reports.state.round = 100;
    for (size_t i = 0; i < REPORTS; i++) {
        struct dossier_report *report = &table.reports.list[i];

        strcpy(report->council, "or");
        report->suite = vr_suite_find(VR_SUITE_X25519);
        report->round_known = true;
        report->round = i == 0 ? 0 : 90;
        report->content.id[0] = (uint8_t) (i + 1);
        report->content.reply_len = 32;
        report->content.reply[0] = (uint8_t) (i + 1);
        report->content.answers =
            json_pack("{s:s, s:[s]}", "tekst", texts[i], "thema", i == 1 ? "gehoord" : "veilig");
    }
}

static void
end(void)
{
    for (size_t i = 0; i < REPORTS; i++) {
        json_decref(table.reports.list[i].content.answers);
    }
    for (size_t i = 0; i < table.reports.reply_count; i++) {
        free(table.reports.replies[i].text);
    }
    free(table.reports.list);
    free(table.reports.marks);
    free(table.reports.replies);
    unlink(path);
    rmdir(folder);
}

TestSuite(desk, .init = start, .fini = end);

/* The report of that id on the desk. */
static const struct dossier_report *
of_id(const struct desk *desk, uint8_t id)
{
    for (size_t i = 0; i < desk->count; i++) {
        if (desk->all[i]->content.id[0] == id) {
            return desk->all[i];
        }
    }
    cr_fatal("no such report");
}

Test(desk, themes_are_those_of_the_first_question_with_choices)
{
    struct desk desk;

    cr_assert(eq(int, desk_init(&desk, &table), VR_OK));
    cr_expect(eq(str, (char *) desk_theme_name(&desk, 2), "Heard"));
    desk.theme = 2;
    cr_assert(eq(int, desk_choose(&desk), VR_OK));
    cr_assert(eq(sz, desk.shown_count, 1));
    cr_expect(eq(int, desk.shown[0]->content.id[0], 2));
    desk_reset(&desk);
    cr_assert(eq(int, desk_choose(&desk), VR_OK));
    cr_expect(eq(sz, desk.shown_count, REPORTS));
    desk_wipe(&desk);
}

Test(desk, words_are_found_in_capital_and_small_letters)
{
    struct desk desk;

    cr_assert(eq(int, desk_init(&desk, &table), VR_OK));
    strcpy(desk.words, "\xc3\xa9\xc3\x89N LEI");
    cr_assert(eq(int, desk_choose(&desk), VR_OK));
    cr_assert(eq(sz, desk.shown_count, 1));
    cr_expect(eq(int, desk.shown[0]->content.id[0], 2));
    strcpy(desk.words, "nergens");
    cr_assert(eq(int, desk_choose(&desk), VR_OK));
    cr_expect(eq(sz, desk.shown_count, 0));
    desk_wipe(&desk);
}

Test(desk, states_follow_what_is_written_and_marked)
{
    struct desk desk;

    cr_assert(eq(int, desk_init(&desk, &table), VR_OK));
    desk.state = DESK_OVERDUE;
    cr_assert(eq(int, desk_choose(&desk), VR_OK));
    cr_assert(eq(sz, desk.shown_count, 1));
    cr_expect(eq(int, desk.shown[0]->content.id[0], 1));
    desk.state = DESK_FIRST_OVERDUE;
    cr_assert(eq(int, desk_choose(&desk), VR_OK));
    cr_expect(eq(sz, desk.shown_count, REPORTS));
    cr_assert(eq(int, desk_toggle_answered(&desk, of_id(&desk, 1)), VR_OK));
    cr_assert(eq(int, desk_reply(&desk, of_id(&desk, 3), "Dank."), VR_OK));
    cr_assert(eq(int, desk_choose(&desk), VR_OK));
    cr_expect(eq(sz, desk.shown_count, REPORTS - 2));
    desk.state = DESK_OVERDUE;
    cr_assert(eq(int, desk_choose(&desk), VR_OK));
    cr_expect(eq(sz, desk.shown_count, 0));
    desk.state = DESK_WRITTEN;
    cr_assert(eq(int, desk_choose(&desk), VR_OK));
    cr_expect(eq(sz, desk.shown_count, 1));
    desk.state = DESK_ANSWERED;
    cr_assert(eq(int, desk_choose(&desk), VR_OK));
    cr_expect(eq(sz, desk.shown_count, 1));
    desk.state = DESK_OPEN;
    cr_assert(eq(int, desk_choose(&desk), VR_OK));
    cr_expect(eq(sz, desk.shown_count, 2));
    desk_wipe(&desk);
}

Test(desk, labels_go_on_and_off_and_are_kept)
{
    struct desk desk;
    struct reports again = { 0 };
    struct dossier_reader *reader = NULL;

    cr_assert(eq(int, desk_init(&desk, &table), VR_OK));
    cr_assert(eq(int, desk_toggle_label(&desk, of_id(&desk, 2), "een"), VR_OK));
    cr_assert(eq(int, desk_toggle_label(&desk, of_id(&desk, 2), "twee"), VR_OK));
    cr_assert(eq(int, desk_toggle_label(&desk, of_id(&desk, 2), "een"), VR_OK));
    cr_expect(eq(int, desk_toggle_label(&desk, of_id(&desk, 2), ""), VR_MALFORMED));
    cr_expect(eq(int, desk_toggle_label(&desk, of_id(&desk, 2), "a\nb"), VR_MALFORMED));
    strcpy(desk.label, "een");
    cr_assert(eq(int, desk_choose(&desk), VR_OK));
    cr_expect(eq(sz, desk.shown_count, 0));
    strcpy(desk.label, "twee");
    cr_assert(eq(int, desk_choose(&desk), VR_OK));
    cr_expect(eq(sz, desk.shown_count, 1));
    cr_assert(eq(int, dossier_reader_open(&reader, &tool, path, key), VR_OK));
    cr_assert(eq(int, reports_load(&again, &tool, path, reader), VR_OK));
    dossier_reader_close(reader);
    cr_assert(eq(sz, again.mark_count, 1));
    cr_expect(eq(sz, again.marks[0].label_count, 1));
    cr_expect(eq(str, again.marks[0].labels[0], "twee"));
    reports_wipe(&again);
    desk_wipe(&desk);
}

Test(desk, a_report_has_at_most_eight_labels)
{
    struct desk desk;
    char label[2] = "a";

    cr_assert(eq(int, desk_init(&desk, &table), VR_OK));
    for (unsigned i = 0; i < DOSSIER_LABELS_MAX; i++) {
        cr_assert(eq(int, desk_toggle_label(&desk, of_id(&desk, 1), label), VR_OK));
        label[0]++;
    }
    cr_expect(eq(int, desk_toggle_label(&desk, of_id(&desk, 1), label), VR_FULL));
    desk_wipe(&desk);
}

Test(desk, a_line_and_a_text_are_harmless_and_name_the_report)
{
    struct desk desk;
    char handle[HANDLE_SIZE];
    char line[DESK_LINE_MAX];
    char *text;

    cr_assert(eq(int, desk_init(&desk, &table), VR_OK));
    handle_of(handle, key, of_id(&desk, 4)->content.id);
    desk_line(line, &desk, of_id(&desk, 4));
    cr_expect(strncmp(line, handle, strlen(handle)) == 0, "%s", line);
    cr_expect(strstr(line, "[2J weg") != NULL, "%s", line);
    cr_expect(strchr(line, 0x1b) == NULL);
    text = desk_text(&desk, of_id(&desk, 4));
    cr_expect(strstr(text, "[2J weg") != NULL, "%s", text);
    cr_expect(strchr(text, 0x1b) == NULL);
    desk_text_free(text);
    desk_wipe(&desk);
}

Test(desk, a_long_line_is_cut_between_characters)
{
    struct desk desk;
    char words[1001];
    char line[DESK_LINE_MAX];

    for (size_t i = 0; i < sizeof words - 1; i += 2) {
        memcpy(words + i, "\xc3\xa9", 2);
    }
    words[sizeof words - 1] = '\0';
    for (size_t shift = 0; shift < 2; shift++) {
        for (size_t i = 0; i < REPORTS; i++) {
            json_object_set_new(table.reports.list[i].content.answers, "tekst",
                                json_sprintf("%s%s", shift == 1 ? "x" : "", words));
        }
        cr_assert(eq(int, desk_init(&desk, &table), VR_OK));
        desk_line(line, &desk, desk.all[0]);
        cr_expect(vr_utf8_valid(line, strlen(line)));
        cr_expect(ge(sz, strlen(line), DESK_LINE_MAX - 3));
        cr_expect(eq(int, line[strlen(line) - 1], (char) 0xa9));
        desk_wipe(&desk);
    }
}

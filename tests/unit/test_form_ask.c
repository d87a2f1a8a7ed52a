/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <vrijuit/json.h>
#include <vrijuit/secret.h>

#include "form_ask.h"

static const char form_text[] =
    "{\"id\":\"f\",\"title\":{\"nl\":\"T\",\"en\":\"T\"},\"intro\":{\"nl\":\"I\",\"en\":\"I\"},"
    "\"questions\":["
    "{\"id\":\"where\",\"type\":\"one\",\"label\":{\"nl\":\"Waar\",\"en\":\"Where\"},"
    "\"help\":{\"nl\":\"Kies er een\",\"en\":\"Pick one\"},\"required\":true,\"options\":["
    "{\"id\":\"here\",\"label\":{\"nl\":\"Hier\",\"en\":\"Here\"}},"
    "{\"id\":\"there\",\"label\":{\"nl\":\"Daar\",\"en\":\"There\"}}]},"
    "{\"id\":\"what\",\"type\":\"many\",\"label\":{\"nl\":\"Wat\",\"en\":\"What\"},"
    "\"help\":{\"nl\":\"\",\"en\":\"\"},\"required\":false,\"options\":["
    "{\"id\":\"a\",\"label\":{\"nl\":\"A\",\"en\":\"A\"}},"
    "{\"id\":\"b\",\"label\":{\"nl\":\"B\",\"en\":\"B\"}},"
    "{\"id\":\"c\",\"label\":{\"nl\":\"C\",\"en\":\"C\"}}]},"
    "{\"id\":\"words\",\"type\":\"text\",\"label\":{\"nl\":\"Woorden\",\"en\":\"Words\"},"
    "\"help\":{\"nl\":\"\",\"en\":\"\"},\"required\":false,\"maximum\":20}]}";
static const char own_text[] =
    "[{\"id\":\"own\",\"type\":\"text\",\"label\":{\"nl\":\"Eigen\",\"en\":\"Own\"},"
    "\"help\":{\"nl\":\"\",\"en\":\"\"},\"required\":true,\"maximum\":10}]";

/* A form, and a person who has typed everything beforehand. */
struct scene {
    json_t *form_json;
    json_t *own_json;
    struct vr_form form;
    struct vr_council council;
    struct questionnaire questionnaire;
    struct terminal *terminal;
    int in;
    int out;
    json_t *answers;
    char said[16384];
};

static void
scene_open(struct scene *scene, const char *typed)
{
    memset(scene, 0, sizeof *scene);
    cr_assert(eq(int, vr_start(), VR_OK));
    vr_secret_allow_unlocked(true);
    cr_assert(eq(int, vr_json_load(&scene->form_json, form_text, strlen(form_text), NULL), VR_OK));
    cr_assert(eq(int, vr_json_load(&scene->own_json, own_text, strlen(own_text), NULL), VR_OK));
    cr_assert(eq(int, vr_form_decode(&scene->form, scene->form_json, NULL), VR_OK));
    cr_assert(eq(int,
                 vr_questions_decode(&scene->council.questions, &scene->council.question_count,
                                     scene->own_json, NULL),
                 VR_OK));
    scene->questionnaire = (struct questionnaire) { &scene->form, &scene->council };
    scene->in = memfd_create("in", MFD_CLOEXEC);
    scene->out = memfd_create("out", MFD_CLOEXEC);
    cr_assert(eq(long, write(scene->in, typed, strlen(typed)), (long) strlen(typed)));
    cr_assert(eq(long, lseek(scene->in, 0, SEEK_SET), 0));
    cr_assert(eq(int, terminal_new(&scene->terminal, scene->in, scene->out, scene->out), VR_OK));
}

static enum vr_status
scene_play(struct scene *scene, const char *typed)
{
    enum vr_status status;

    scene_open(scene, typed);
    status = form_ask(&scene->answers, scene->terminal, &scene->questionnaire, VR_EN);
    cr_assert(ge(long, pread(scene->out, scene->said, sizeof scene->said - 1, 0), 0));

    return status;
}

static void
scene_close(struct scene *scene)
{
    json_decref(scene->answers);
    terminal_free(scene->terminal);
    vr_form_wipe(&scene->form);
    vr_questions_free(scene->council.questions, scene->council.question_count);
    json_decref(scene->form_json);
    json_decref(scene->own_json);
    close(scene->in);
    close(scene->out);
}

/* What was typed gives these answers, as compact JSON. */
static void
expect_answers(const char *typed, const char *expected)
{
    static struct scene scene;
    char *text = NULL;
    size_t len = 0;

    cr_assert(eq(int, scene_play(&scene, typed), VR_OK), "typed: %s", typed);
    cr_assert(eq(int, vr_json_dump(&text, &len, scene.answers), VR_OK));
    cr_expect(eq(str, text, (char *) expected));
    free(text);
    scene_close(&scene);
}

/* How often a text was said. */
static int
count_said(const struct scene *scene, const char *text)
{
    int count = 0;

    for (const char *at = strstr(scene->said, text); at != NULL; at = strstr(at + 1, text)) {
        count++;
    }

    return count;
}

Test(form_ask, each_kind_of_question_gets_its_answer)
{
    expect_answers("2\n1 3\nfirst\nsecond\n.\nmine\n.\n",
                   "{\"where\":\"there\",\"what\":[\"a\",\"c\"],\"words\":\"first\\nsecond\","
                   "\"own\":\"mine\"}");
}

Test(form_ask, a_skipped_question_is_absent)
{
    expect_answers("1\n\n\nmine\n.\n", "{\"where\":\"here\",\"own\":\"mine\"}");
}

Test(form_ask, a_dot_at_once_skips_a_text)
{
    expect_answers("1\n\n.\nmine\n.\n", "{\"where\":\"here\",\"own\":\"mine\"}");
}

Test(form_ask, a_required_question_cannot_be_skipped)
{
    expect_answers("\n1\n\n\n\n.\nmine\n.\n", "{\"where\":\"here\",\"own\":\"mine\"}");
}

Test(form_ask, wrong_numbers_are_asked_again)
{
    expect_answers("3\n0\nx\n1 2\n-1\n1x\n99999999999999999999\n 1 \n4\n2,1,2\n\nmine\n.\n",
                   "{\"where\":\"here\",\"what\":[\"a\",\"b\"],\"own\":\"mine\"}");
}

Test(form_ask, a_text_keeps_its_empty_lines_inside_but_not_at_its_end)
{
    expect_answers("1\n\na\n\nb\n\n\n.\nmine\n.\n",
                   "{\"where\":\"here\",\"words\":\"a\\n\\nb\",\"own\":\"mine\"}");
}

Test(form_ask, lines_that_do_not_fit_are_left_out)
{
    expect_answers("1\n\n1234567890\n1234567890\n123456789\n.\n12345678901\n1234567890\n.\n",
                   "{\"where\":\"here\",\"words\":\"1234567890\\n123456789\","
                   "\"own\":\"1234567890\"}");
}

Test(form_ask, the_maximum_counts_characters_and_not_bytes)
{
    expect_answers("1\n\n\né€é€é€é€é€\n.\n", "{\"where\":\"here\",\"own\":\"é€é€é€é€é€\"}");
}

Test(form_ask, lines_with_special_keys_are_left_out)
{
    expect_answers("1\n\n\nab\033[D\n\xff\n\xc2\x9b"
                   "31m\nmine\n.\n",
                   "{\"where\":\"here\",\"own\":\"mine\"}");
}

Test(form_ask, carriage_returns_at_line_ends_are_dropped)
{
    expect_answers("1\r\n\r\n\r\nmine\r\n.\r\n", "{\"where\":\"here\",\"own\":\"mine\"}");
}

Test(form_ask, a_question_mark_shows_the_question_again)
{
    static struct scene scene;

    cr_assert(eq(int, scene_play(&scene, "?\n?\n1\n\n?\n\nmine\n.\n"), VR_OK));
    cr_expect(eq(int, count_said(&scene, "Pick one"), 3));
    cr_expect(eq(int, count_said(&scene, "Words"), 2));
    scene_close(&scene);
}

Test(form_ask, the_end_of_the_input_gives_no_answers)
{
    static const char *const typed[] = { "", "1\n", "1\n2\n", "1\n\n\nmine\n", "1\n\n\nmine" };

    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        static struct scene scene;

        cr_expect(eq(int, scene_play(&scene, typed[i]), VR_STALE), "typed: %s", typed[i]);
        cr_expect(eq(ptr, scene.answers, NULL));
        scene_close(&scene);
    }
}

Test(form_ask, an_endless_line_is_not_taken)
{
    static char typed[3 * FORM_LINE_MAX];
    static struct scene scene;
    size_t len;

    memset(typed, '1', 2 * FORM_LINE_MAX);
    len = 2 * FORM_LINE_MAX;
    memcpy(typed + len, "\n1\n\n\nmine\n.\n", 13);
    cr_assert(eq(int, scene_play(&scene, typed), VR_OK));
    cr_expect(eq(int, count_said(&scene, "too long"), 1));
    scene_close(&scene);
}

Test(form_ask, an_answer_given_again_takes_the_place_of_the_first)
{
    static struct scene scene;

    cr_assert(eq(int, scene_play(&scene, "1\n1\n\nmine\n.\n2\n-\n"), VR_OK));
    cr_assert(eq(int, form_ask_again(scene.answers, scene.terminal, &scene.questionnaire, 0, VR_EN),
                 VR_OK));
    cr_assert(eq(int, form_ask_again(scene.answers, scene.terminal, &scene.questionnaire, 1, VR_EN),
                 VR_OK));
    cr_expect(
        eq(str, (char *) json_string_value(json_object_get(scene.answers, "where")), "there"));
    cr_expect(eq(ptr, json_object_get(scene.answers, "what"), NULL));
    scene_close(&scene);
}

Test(form_ask, the_preview_shows_labels_and_marks_every_line_of_a_text)
{
    static struct scene scene;

    cr_assert(eq(int, scene_play(&scene, "2\n\nx\n 1 Where\n.\nmine\n.\n"), VR_OK));
    form_preview(scene.terminal, &scene.questionnaire, scene.answers, VR_EN);
    cr_assert(ge(long, pread(scene.out, scene.said, sizeof scene.said - 1, 0), 0));
    cr_expect(eq(int, count_said(&scene, "    - There\n"), 1));
    cr_expect(eq(int, count_said(&scene, "    - Here\n"), 0));
    cr_expect(eq(int, count_said(&scene, "    | x\n"), 1));
    cr_expect(eq(int, count_said(&scene, "    |  1 Where\n"), 1));
    cr_expect(eq(int, count_said(&scene, "(no answer)"), 1));
    scene_close(&scene);
}

Test(form_ask, the_way_back_keeps_answers_and_enter_leaves_them)
{
    /* Back at the first question changes nothing; then from the second to the first, which is
     * answered anew, and from the text to the second, which stays. */
    expect_answers("<\n1\n<\n2\n1 3\n<\n\nx\n.\nmine\n.\n",
                   "{\"where\":\"there\",\"what\":[\"a\",\"c\"],\"words\":\"x\",\"own\":\"mine\"}");
}

Test(form_ask, a_minus_takes_an_answer_away_unless_one_is_needed)
{
    expect_answers("1\n1\n<\n-\n\nmine\n.\n", "{\"where\":\"here\",\"own\":\"mine\"}");
    expect_answers("1\n<\n-\n\n\n\nmine\n.\n", "{\"where\":\"here\",\"own\":\"mine\"}");
}

Test(form_ask, lines_of_a_text_are_written_again_taken_away_and_added)
{
    /* From the last question back to the text. */
    expect_answers("1\n\none\ntwo\nthree\n.\n<\n2\nTWO\n-1\n+\nfour\n.\n\nmine\n.\n",
                   "{\"where\":\"here\",\"words\":\"TWO\\nthree\\nfour\",\"own\":\"mine\"}");
    expect_answers("1\n\none\n.\n<\n7\n-2\nx\n\nmine\n.\n",
                   "{\"where\":\"here\",\"words\":\"one\",\"own\":\"mine\"}");
    expect_answers("1\n\none\n.\n<\n-\n\nmine\n.\n", "{\"where\":\"here\",\"own\":\"mine\"}");
}

Test(form_ask, a_line_that_is_written_again_stays_within_the_maximum)
{
    /* 20 characters with the line feed: 9 and 10. */
    expect_answers("1\n\n123456789\n1234567890\n.\n<\n1\n1234567890\n2\n\n\nmine\n.\n",
                   "{\"where\":\"here\",\"words\":\"123456789\",\"own\":\"mine\"}");
    expect_answers("1\n\n\xe2\x82\xac\n.\n<\n1\n\xc3\xa9\xe2\x82\xac\n\nmine\n.\n",
                   "{\"where\":\"here\",\"words\":\"\xc3\xa9\xe2\x82\xac\",\"own\":\"mine\"}");
}

Test(form_ask, without_a_terminal_no_editor_is_opened)
{
    expect_answers("1\n\n!\n+\ntyped\n.\n\nmine\n.\n",
                   "{\"where\":\"here\",\"words\":\"typed\",\"own\":\"mine\"}");
}

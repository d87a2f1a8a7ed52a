/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/form.h>

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <vrijuit/json.h>

#include "vectors.h"

#define TEXT(x) "{\"nl\":\"" x "\",\"en\":\"" x "\"}"
#define FRAME(id, type, rest)                                                                      \
    "{\"id\":\"" id "\",\"type\":\"" type                                                          \
    "\",\"label\":" TEXT("L") ",\"help\":" TEXT("") ",\"required\":true," rest "}"
#define OPTION(id)    "{\"id\":\"" id "\",\"label\":" TEXT("O") "}"
#define QUESTION_ONE  FRAME("one", "one", "\"options\":[" OPTION("a") "," OPTION("b") "]")
#define QUESTION_MANY FRAME("many", "many", "\"options\":[" OPTION("c") "," OPTION("dd") "]")
#define QUESTION_TEXT FRAME("text", "text", "\"maximum\":3")
#define ALL           "[" QUESTION_ONE "," QUESTION_MANY "," QUESTION_TEXT "]"

static json_t *
load(const char *text)
{
    json_t *json = NULL;

    cr_assert(eq(int, vr_json_load(&json, text, strlen(text), NULL), VR_OK), "%s", text);

    return json;
}

static enum vr_status
decode(const char *text)
{
    struct vr_question *questions = NULL;
    json_t *json = load(text);
    size_t count = 0;
    enum vr_status status = vr_questions_decode(&questions, &count, json, NULL);

    vr_questions_free(questions, count);
    json_decref(json);

    return status;
}

/* The answer, wrapped in a list so that it is a document, to the question at place in ALL. */
static enum vr_status
answer(size_t place, const char *wrapped)
{
    struct vr_question *questions = NULL;
    json_t *json = load(ALL);
    json_t *list = load(wrapped);
    size_t count = 0;
    enum vr_status status;

    cr_assert(eq(int, vr_questions_decode(&questions, &count, json, NULL), VR_OK));
    status = vr_form_answer(&questions[place], json_array_get(list, 0), NULL);
    vr_questions_free(questions, count);
    json_decref(list);
    json_decref(json);

    return status;
}

static enum vr_status
answers(const char *text)
{
    struct vr_question *questions = NULL;
    json_t *json = load(ALL);
    json_t *set = load(text);
    size_t count = 0;
    enum vr_status status;

    cr_assert(eq(int, vr_questions_decode(&questions, &count, json, NULL), VR_OK));
    status = vr_form_answers(questions, 1, questions + 1, count - 1, set, NULL);
    vr_questions_free(questions, count);
    json_decref(set);
    json_decref(json);

    return status;
}

Test(form, questions_are_read_as_they_stand)
{
    struct vr_question *questions = NULL;
    json_t *json = load(ALL);
    size_t count = 0;

    cr_assert(eq(int, vr_questions_decode(&questions, &count, json, NULL), VR_OK));
    cr_assert(eq(sz, count, 3));
    cr_expect(eq(int, questions[0].type, VR_ONE));
    cr_expect(eq(int, questions[1].type, VR_MANY));
    cr_expect(eq(int, questions[2].type, VR_TEXT));
    cr_expect(eq(sz, questions[1].option_count, 2));
    cr_expect(eq(str, (char *) questions[1].options[1].id, "dd"));
    cr_expect(eq(str, (char *) vr_text_in(&questions[0].label, VR_EN), "L"));
    cr_expect(eq(u32, questions[2].maximum, 3));
    cr_expect(questions[2].required);
    cr_expect(vr_question_find(questions, count, "many") == &questions[1]);
    cr_expect(vr_question_find(questions, count, "man") == NULL);
    cr_expect(vr_option_find(&questions[0], "b") == &questions[0].options[1]);
    cr_expect(vr_option_find(&questions[0], "c") == NULL);
    vr_questions_free(questions, count);
    json_decref(json);
}

Test(form, questions_that_break_the_rules_are_refused)
{
    cr_expect(eq(int, decode("[]"), VR_OK));
    cr_expect(eq(int, decode("{}"), VR_MALFORMED));
    cr_expect(eq(int, decode("[1]"), VR_MALFORMED));
    cr_expect(eq(int, decode("[" QUESTION_ONE "," QUESTION_ONE "]"), VR_MALFORMED));
    cr_expect(eq(int, decode("[" FRAME("q", "one", "\"options\":[]") "]"), VR_MALFORMED));
    cr_expect(eq(int, decode("[" FRAME("q", "one", "\"options\":{}") "]"), VR_MALFORMED));
    cr_expect(eq(int, decode("[" FRAME("q", "one", "\"maximum\":3") "]"), VR_MALFORMED));
    cr_expect(eq(int, decode("[" FRAME("q", "text", "\"options\":[]") "]"), VR_MALFORMED));
    cr_expect(eq(int, decode("[" FRAME("q", "text", "\"maximum\":0") "]"), VR_MALFORMED));
    cr_expect(eq(int, decode("[" FRAME("q", "text", "\"maximum\":99999") "]"), VR_MALFORMED));
    cr_expect(eq(int, decode("[" FRAME("q", "date", "\"maximum\":3") "]"), VR_MALFORMED));
    cr_expect(eq(int, decode("[" FRAME("Q", "text", "\"maximum\":3") "]"), VR_MALFORMED));
    cr_expect(eq(int, decode("[" FRAME("", "text", "\"maximum\":3") "]"), VR_MALFORMED));
    cr_expect(
        eq(int, decode("[" FRAME("q", "many", "\"options\":[" OPTION("a") "," OPTION("a") "]") "]"),
           VR_MALFORMED));
}

Test(form, ids_are_one_to_32_of_few_characters)
{
    cr_expect(vr_id_valid("a-0"));
    cr_expect(vr_id_valid("abcdefghijklmnopqrstuvwxyz012345"));
    cr_expect(not(vr_id_valid("abcdefghijklmnopqrstuvwxyz0123456")));
    cr_expect(not(vr_id_valid("")));
    cr_expect(not(vr_id_valid("a_b")));
    cr_expect(not(vr_id_valid("é")));
}

Test(form, one_answer_must_be_one_of_the_options)
{
    cr_expect(eq(int, answer(0, "[\"a\"]"), VR_OK));
    cr_expect(eq(int, answer(0, "[\"c\"]"), VR_MALFORMED));
    cr_expect(eq(int, answer(0, "[[\"a\"]]"), VR_MALFORMED));
    cr_expect(eq(int, answer(0, "[1]"), VR_MALFORMED));
}

Test(form, many_answers_must_be_options_once_each)
{
    cr_expect(eq(int, answer(1, "[[\"dd\",\"c\"]]"), VR_OK));
    cr_expect(eq(int, answer(1, "[[]]"), VR_MALFORMED));
    cr_expect(eq(int, answer(1, "[[\"c\",\"c\"]]"), VR_MALFORMED));
    cr_expect(eq(int, answer(1, "[[\"c\",\"x\"]]"), VR_MALFORMED));
    cr_expect(eq(int, answer(1, "[\"c\"]"), VR_MALFORMED));
    cr_expect(eq(int, answer(1, "[[\"c\",1]]"), VR_MALFORMED));
}

Test(form, texts_are_counted_in_code_points_and_hold_no_control_characters)
{
    cr_expect(eq(int, answer(2, "[\"€😀\\n\"]"), VR_OK));
    cr_expect(eq(int, answer(2, "[\"a\\tb\"]"), VR_OK));
    cr_expect(eq(int, answer(2, "[\"\u00a0\"]"), VR_OK));
    cr_expect(eq(int, answer(2, "[\"abcd\"]"), VR_MALFORMED));
    cr_expect(eq(int, answer(2, "[\"\"]"), VR_MALFORMED));
    cr_expect(eq(int, answer(2, "[\"\\r\"]"), VR_MALFORMED));
    cr_expect(eq(int, answer(2, "[\"\\u001b\"]"), VR_MALFORMED));
    cr_expect(eq(int, answer(2, "[\"\\u007f\"]"), VR_MALFORMED));
    cr_expect(eq(int, answer(2, "[\"\\u0085\"]"), VR_MALFORMED));
    cr_expect(eq(int, answer(2, "[[\"a\"]]"), VR_MALFORMED));
}

Test(form, a_set_of_answers_must_be_complete_and_known)
{
    cr_expect(eq(int, answers("{\"one\":\"a\",\"many\":[\"c\"],\"text\":\"x\"}"), VR_OK));
    cr_expect(eq(int, answers("{\"one\":\"a\",\"many\":[\"c\"]}"), VR_MALFORMED));
    cr_expect(eq(int, answers("{\"many\":[\"c\"],\"text\":\"x\"}"), VR_MALFORMED));
    cr_expect(eq(int, answers("{\"one\":\"a\",\"many\":[\"c\"],\"text\":\"x\",\"y\":\"z\"}"),
                 VR_MALFORMED));
    cr_expect(eq(int, answers("[]"), VR_MALFORMED));
}

/* A content as long as the questions of ALL allow, written out. */
Test(form, longest_content_is_that_of_a_content_written_out)
{
    struct vr_question *questions = NULL;
    json_t *json = load(ALL);
    char reply[1625] = "", id[25] = "", circle[45] = "", written[4096];
    size_t count = 0;
    int len;

    memset(reply, 'A', sizeof reply - 1);
    memset(id, 'A', sizeof id - 1);
    memset(circle, 'A', sizeof circle - 1);
    len = snprintf(written, sizeof written,
                   "{\"v\":1,\"kind\":\"report\",\"id\":\"%s\",\"lang\":\"nl\",\"circle\":\"%s\","
                   "\"answers\":{\"one\":\"a\",\"many\":[\"c\",\"dd\"],\"text\":\"😀😀😀\"},"
                   "\"reply\":\"%s\"}",
                   id, circle, reply);
    cr_assert(eq(int, vr_questions_decode(&questions, &count, json, NULL), VR_OK));
    cr_expect(eq(sz, vr_form_longest_content(questions, 1, questions + 1, 2), (size_t) len));
    cr_expect(eq(sz, vr_form_longest_content(NULL, 0, NULL, 0),
                 (size_t) len - strlen("\"one\":\"a\",\"many\":[\"c\",\"dd\"],\"text\":\"😀😀😀\"")));
    vr_questions_free(questions, count);
    json_decref(json);
}

Test(form, a_form_needs_all_its_members)
{
    const char *good =
        "{\"id\":\"f\",\"title\":" TEXT("t") ",\"intro\":" TEXT("") ",\"questions\":" ALL "}";
    struct vr_form form;
    json_t *json = load(good);
    const char *const members[] = { "id", "title", "intro", "questions" };

    cr_assert(eq(int, vr_form_decode(&form, json, NULL), VR_OK));
    cr_expect(eq(sz, form.question_count, 3));
    vr_form_wipe(&form);
    cr_expect(eq(sz, form.question_count, 0));
    for (size_t i = 0; i < 4; i++) {
        json_t *less = json_copy(json);

        json_object_del(less, members[i]);
        cr_expect(eq(int, vr_form_decode(&form, less, NULL), VR_MALFORMED), "%s", members[i]);
        json_decref(less);
    }
    json_object_set_new(json, "more", json_true());
    cr_expect(eq(int, vr_form_decode(&form, json, NULL), VR_MALFORMED));
    json_decref(json);
}

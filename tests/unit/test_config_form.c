/* SPDX-License-Identifier: EUPL-1.2 */
/* The forms that we ship: config/form.json, and the example of a council's own questions. */
#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <jansson.h>

#include <vrijuit/form.h>
#include <vrijuit/record.h>

static json_t *
load(const char *name)
{
    char path[512];
    json_error_t error;
    json_t *json;

    snprintf(path, sizeof path, "%s/%s", CONFIG_DIR, name);
    json = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    cr_assert(json != NULL, "%s: line %d: %s", name, error.line, error.text);

    return json;
}

static bool
is_said(const struct vr_text *text)
{
    return text->nl[0] != 0 && text->en[0] != 0 && strcmp(text->nl, text->en) != 0;
}

static void
expect_both_languages(const struct vr_question *questions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cr_expect(is_said(&questions[i].label), "%s", questions[i].id);
        cr_expect(eq(int, questions[i].help.nl[0] == 0, questions[i].help.en[0] == 0), "%s",
                  questions[i].id);
        for (size_t j = 0; j < questions[i].option_count; j++) {
            const struct vr_text *label = &questions[i].options[j].label;

            cr_expect(is_said(label), "%s: %s", questions[i].id, questions[i].options[j].id);
        }
    }
}

Test(config_form, is_valid_with_the_example_and_the_longest_answers_fit)
{
    struct vr_question *own = NULL;
    size_t own_count = 0;
    struct vr_form form;
    struct vr_why why = { "" };
    json_t *shared = load("form.json");
    json_t *extra = load("questions-example.json");

    cr_assert(eq(int, vr_form_decode(&form, shared, &why), VR_OK), "%s", why.text);
    cr_assert(eq(int, vr_questions_decode(&own, &own_count, extra, &why), VR_OK), "%s", why.text);
    cr_expect(le(sz, vr_form_longest_content(form.questions, form.question_count, own, own_count),
                 VR_CONTENT_MAX));
    for (size_t i = 0; i < own_count; i++) {
        cr_expect(vr_question_find(form.questions, form.question_count, own[i].id) == NULL, "%s",
                  own[i].id);
    }
    vr_questions_free(own, own_count);
    vr_form_wipe(&form);
    json_decref(extra);
    json_decref(shared);
}

Test(config_form, says_everything_in_both_languages)
{
    struct vr_question *own = NULL;
    size_t own_count = 0;
    struct vr_form form;
    struct vr_why why = { "" };
    json_t *shared = load("form.json");
    json_t *extra = load("questions-example.json");

    cr_assert(eq(int, vr_form_decode(&form, shared, &why), VR_OK), "%s", why.text);
    cr_assert(eq(int, vr_questions_decode(&own, &own_count, extra, &why), VR_OK), "%s", why.text);
    cr_expect(is_said(&form.title));
    cr_expect(is_said(&form.intro));
    expect_both_languages(form.questions, form.question_count);
    expect_both_languages(own, own_count);
    vr_questions_free(own, own_count);
    vr_form_wipe(&form);
    json_decref(extra);
    json_decref(shared);
}

Test(config_form, asks_for_the_organisation_with_prefer_not_to_say_first)
{
    const struct vr_question *question;
    struct vr_form form;
    struct vr_why why = { "" };
    json_t *shared = load("form.json");

    cr_assert(eq(int, vr_form_decode(&form, shared, &why), VR_OK), "%s", why.text);
    question = vr_question_find(form.questions, form.question_count, "organisatie");
    cr_assert(question != NULL);
    cr_expect(eq(str, (char *) question->options[0].id, "zeg-ik-liever-niet"));
    cr_expect(not(question->required));
    vr_form_wipe(&form);
    json_decref(shared);
}

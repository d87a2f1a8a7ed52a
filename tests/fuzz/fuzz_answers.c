/* SPDX-License-Identifier: EUPL-1.2 */
/* One line of form, then an answers file. Answers that fit the form still do when they are written
 * and read again, make a content within its limits, and can be shown. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <vrijuit/content.h>
#include <vrijuit/json.h>
#include <vrijuit/secret.h>

#include "form_ask.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(int is_true)
{
    if (!is_true) {
        abort();
    }
}

static void
show(const struct questionnaire *questionnaire, const json_t *answers)
{
    static struct terminal *terminal;

    if (terminal == NULL) {
        int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);

        require(terminal_new(&terminal, nowhere, nowhere, nowhere) == VR_OK);
    }
    form_preview(terminal, questionnaire, answers, VR_NL);
}

static void
hold_law(const struct questionnaire *questionnaire, json_t *answers)
{
    struct vr_content content = { .kind = VR_REPORT, .answers = answers, .reply_len = 32 };
    json_t *again = NULL;
    char *text = NULL;
    size_t len = 0;

    require(vr_json_dump(&text, &len, answers) == VR_OK);
    require(questionnaire_decode(&again, questionnaire, text, len, NULL) == VR_OK);
    require(json_equal(again, answers));
    free(text);
    require(vr_content_encode(&text, &len, &content) == VR_OK);
    require(len <= vr_form_longest_content(questionnaire->form->questions,
                                           questionnaire->form->question_count, NULL, 0));
    free(text);
    show(questionnaire, answers);
    json_decref(again);
}

static void
run(const struct vr_form *form, const uint8_t *bytes, size_t len)
{
    const struct vr_council council = { .id = "c" };
    const struct questionnaire questionnaire = { form, &council };
    struct vr_why why;
    json_t *answers = NULL;

    /* A longer form is refused with its circle. */
    if (vr_form_longest_content(form->questions, form->question_count, NULL, 0) > VR_CONTENT_MAX) {
        return;
    }
    if (questionnaire_decode(&answers, &questionnaire, bytes, len, &why) == VR_OK) {
        hold_law(&questionnaire, answers);
        json_decref(answers);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *line_end = size == 0 ? NULL : memchr(data, '\n', size);
    struct vr_form form;
    json_t *json = NULL;
    size_t form_len;

    if (line_end == NULL) {
        return 0;
    }
    require(vr_start() == VR_OK);
    vr_secret_allow_unlocked(true);
    form_len = (size_t) (line_end - data);
    if (vr_json_load(&json, data, form_len, NULL) != VR_OK) {
        return 0;
    }
    if (vr_form_decode(&form, json, NULL) == VR_OK) {
        run(&form, line_end + 1, size - form_len - 1);
        vr_form_wipe(&form);
    }
    json_decref(json);

    return 0;
}

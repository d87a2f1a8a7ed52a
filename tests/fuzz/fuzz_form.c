/* SPDX-License-Identifier: EUPL-1.2 */
/* A list of a form and a set of answers. The law: a form that is read is read again out of what its
 * JSON is written as, and answers that fit have at most the longest content. */
#include <vrijuit/form.h>

#include <stdlib.h>

#include <vrijuit/json.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_answers(const struct vr_form *form, const json_t *answers)
{
    size_t longest = vr_form_longest_content(form->questions, form->question_count, NULL, 0);
    size_t len;
    char *text;

    if (vr_form_answers(form->questions, form->question_count, NULL, 0, answers, NULL) != VR_OK) {
        return;
    }
    if (vr_json_dump(&text, &len, answers) != VR_OK || len > longest) {
        abort();
    }
    free(text);
}

static void
try_form(const json_t *json, const json_t *answers)
{
    struct vr_form form, again;
    json_t *document = NULL;
    size_t len;
    char *text;

    if (vr_form_decode(&form, json, NULL) != VR_OK) {
        return;
    }
    if (vr_json_dump(&text, &len, json) != VR_OK ||
        vr_json_load(&document, text, len, NULL) != VR_OK ||
        vr_form_decode(&again, document, NULL) != VR_OK ||
        again.question_count != form.question_count) {
        abort();
    }
    try_answers(&form, answers);
    vr_form_wipe(&again);
    vr_form_wipe(&form);
    json_decref(document);
    free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *document = NULL;

    if (vr_json_load(&document, data, size, NULL) != VR_OK) {
        return 0;
    }
    try_form(json_array_get(document, 0), json_array_get(document, 1));
    json_decref(document);

    return 0;
}

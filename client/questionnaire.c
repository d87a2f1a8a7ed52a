/* SPDX-License-Identifier: EUPL-1.2 */
#include "questionnaire.h"

#include <vrijuit/json.h>

size_t
questionnaire_count(const struct questionnaire *questionnaire)
{
    return questionnaire->form->question_count + questionnaire->council->question_count;
}

const struct vr_question *
questionnaire_at(const struct questionnaire *questionnaire, size_t index)
{
    size_t shared = questionnaire->form->question_count;

    return index < shared ? &questionnaire->form->questions[index]
                          : &questionnaire->council->questions[index - shared];
}

enum vr_status
questionnaire_judge(const struct questionnaire *questionnaire, const json_t *answers,
                    struct vr_why *why)
{
    return vr_form_answers(questionnaire->form->questions, questionnaire->form->question_count,
                           questionnaire->council->questions,
                           questionnaire->council->question_count, answers, why);
}

enum vr_status
questionnaire_decode(json_t **answers, const struct questionnaire *questionnaire, const void *bytes,
                     size_t len, struct vr_why *why)
{
    json_t *json = NULL;
    enum vr_status status = vr_json_load(&json, bytes, len, why);

    if (status != VR_OK) {
        return status;
    }
    status = questionnaire_judge(questionnaire, json, why);
    if (status == VR_OK) {
        *answers = json;
    } else {
        json_decref(json);
    }

    return status;
}

/* The own questions of a council as they stand in its circle. */
static const json_t *
own_form(const struct vr_circle *circle, const struct vr_council *council)
{
    const json_t *councils = json_object_get(circle->document, "councils");
    size_t place = (size_t) (council - circle->councils);

    return json_object_get(json_array_get(councils, place), "form");
}

bool
questionnaire_is_same(const struct vr_circle *circle, const struct vr_council *council,
                      const struct vr_circle *before, const struct vr_council *council_before)
{
    return council != NULL && circle->suite == before->suite &&
           json_equal(json_object_get(circle->document, "form"),
                      json_object_get(before->document, "form")) &&
           json_equal(own_form(circle, council), own_form(before, council_before));
}

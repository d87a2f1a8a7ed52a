/* SPDX-License-Identifier: EUPL-1.2 */
/* What an answer may be, and how long all answers can become together. */
#include <vrijuit/form.h>

#include <string.h>

#include <vrijuit/bytes.h>
#include <vrijuit/record.h>
#include <vrijuit/suite.h>

/* Every member of a report but its answers, at its longest: the reply key is that of suite 2. */
#define FRAME                                                                                      \
    "{\"v\":1,\"kind\":\"report\",\"id\":\"\",\"lang\":\"nl\",\"circle\":\"\","                    \
    "\"answers\":{},\"reply\":\"\"}"
#define FRAME_LEN                                                                                  \
    (sizeof FRAME - 1 + VR_B64_LEN(16U) + VR_B64_LEN(32U) + VR_B64_LEN(VR_SUITE_PUBLIC_MAX))
#define UTF8_MAX 4U

/* "a", */
static size_t
quoted_len(const char *id)
{
    return strlen(id) + 3;
}

static size_t
longest_option(const struct vr_question *question)
{
    size_t longest = 0;

    for (size_t i = 0; i < question->option_count; i++) {
        size_t len = strlen(question->options[i].id);

        longest = len > longest ? len : longest;
    }

    return longest + 2;
}

/* ["a","b"]: each with its comma, less the last comma, plus two brackets. */
static size_t
all_options(const struct vr_question *question)
{
    size_t len = 1;

    for (size_t i = 0; i < question->option_count; i++) {
        len += quoted_len(question->options[i].id);
    }

    return len;
}

static size_t
longest_answer(const struct vr_question *question)
{
    switch (question->type) {
    case VR_ONE:
        return longest_option(question);
    case VR_MANY:
        return all_options(question);
    case VR_TEXT:
        break;
    }

    return (size_t) question->maximum * UTF8_MAX + 2;
}

/* "id":answer, */
static size_t
longest_answers(const struct vr_question *questions, size_t count)
{
    size_t len = 0;

    for (size_t i = 0; i < count; i++) {
        len += quoted_len(questions[i].id) + longest_answer(&questions[i]) + 1;
    }

    return len;
}

size_t
vr_form_longest_content(const struct vr_question *shared, size_t shared_count,
                        const struct vr_question *own, size_t own_count)
{
    size_t answers = longest_answers(shared, shared_count) + longest_answers(own, own_count);

    /* No comma behind the last answer. */
    return FRAME_LEN + answers - (answers > 0 ? 1 : 0);
}

static enum vr_status
judge_text(const struct vr_question *question, const json_t *answer, struct vr_why *why)
{
    const char *text = json_string_value(answer);

    if (text == NULL || text[0] == '\0') {
        return vr_refuse(why, VR_MALFORMED, "%s: not a text, or empty", question->id);
    }
    if (!vr_text_clean(text)) {
        return vr_refuse(why, VR_MALFORMED, "%s: a control character", question->id);
    }
    if (vr_utf8_length(text) > question->maximum) {
        return vr_refuse(why, VR_MALFORMED, "%s: longer than %u characters", question->id,
                         question->maximum);
    }

    return VR_OK;
}

static enum vr_status
judge_option(const struct vr_question *question, const json_t *answer, struct vr_why *why)
{
    const char *id = json_string_value(answer);

    if (id == NULL || vr_option_find(question, id) == NULL) {
        return vr_refuse(why, VR_MALFORMED, "%s: not one of the options", question->id);
    }

    return VR_OK;
}

/* Whether the option at place stood earlier in the list. */
static bool
stood_before(const json_t *list, size_t place)
{
    for (size_t i = 0; i < place; i++) {
        if (json_equal(json_array_get(list, i), json_array_get(list, place))) {
            return true;
        }
    }

    return false;
}

static enum vr_status
judge_options(const struct vr_question *question, const json_t *answer, struct vr_why *why)
{
    size_t count = json_array_size(answer);
    enum vr_status status;

    if (count == 0 || count > question->option_count) {
        return vr_refuse(why, VR_MALFORMED, "%s: no list of options, or too many", question->id);
    }
    for (size_t i = 0; i < count; i++) {
        status = judge_option(question, json_array_get(answer, i), why);
        if (status != VR_OK) {
            return status;
        }
        if (stood_before(answer, i)) {
            return vr_refuse(why, VR_MALFORMED, "%s: an option twice", question->id);
        }
    }

    return VR_OK;
}

enum vr_status
vr_form_answer(const struct vr_question *question, const json_t *answer, struct vr_why *why)
{
    switch (question->type) {
    case VR_ONE:
        return judge_option(question, answer, why);
    case VR_MANY:
        return judge_options(question, answer, why);
    case VR_TEXT:
        break;
    }

    return judge_text(question, answer, why);
}

/* Judges the answers to these questions; *given counts them. */
static enum vr_status
judge_list(size_t *given, const struct vr_question *questions, size_t count, const json_t *answers,
           struct vr_why *why)
{
    for (size_t i = 0; i < count; i++) {
        const json_t *answer = json_object_get(answers, questions[i].id);
        enum vr_status status = VR_OK;

        if (answer != NULL) {
            status = vr_form_answer(&questions[i], answer, why);
            (*given)++;
        } else if (questions[i].required) {
            status = vr_refuse(why, VR_MALFORMED, "%s: an answer is required", questions[i].id);
        }
        if (status != VR_OK) {
            return status;
        }
    }

    return VR_OK;
}

enum vr_status
vr_form_answers(const struct vr_question *shared, size_t shared_count,
                const struct vr_question *own, size_t own_count, const json_t *answers,
                struct vr_why *why)
{
    enum vr_status status;
    size_t given = 0;

    if (!json_is_object(answers)) {
        return vr_refuse(why, VR_MALFORMED, "answers are not an object");
    }
    status = judge_list(&given, shared, shared_count, answers, why);
    if (status != VR_OK) {
        return status;
    }
    status = judge_list(&given, own, own_count, answers, why);
    if (status != VR_OK) {
        return status;
    }
    if (given != json_object_size(answers)) {
        return vr_refuse(why, VR_MALFORMED, "an answer to a question that the form does not have");
    }

    return VR_OK;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "form_file.h"

#include <stdlib.h>
#include <string.h>

#include <vrijuit/json.h>
#include <vrijuit/record.h>

#include "files.h"

#define FORM_MAX (256U * 1024U)

enum vr_status
form_file_json(json_t **out, const struct tool *tool, const char *path)
{
    char *bytes = NULL;
    size_t len = 0;
    struct vr_why why = { "" };
    enum vr_status status = file_read(tool, &bytes, &len, path, FORM_MAX);

    if (status != VR_OK) {
        return status;
    }
    status = vr_json_load(out, bytes, len, &why);
    if (status != VR_OK) {
        tool_refuse_why(status, path, &why);
    }
    free(bytes);

    return status;
}

/* The id as it stands in the file, when it can be shown. */
static const char *
id_of(const json_t *question)
{
    const char *id = json_string_value(json_object_get(question, "id"));

    return id != NULL && vr_id_valid(id) ? id : "?";
}

/* The reason of a list does not always say which question: each alone is asked too. */
static enum vr_status
refuse_list(const struct tool *tool, const char *path, const json_t *list,
            const struct vr_why *all_why, enum vr_status status)
{
    const json_t *question;
    size_t i;

    json_array_foreach(list, i, question)
    {
        struct vr_question *alone = NULL;
        struct vr_why why = { "" };
        size_t count = 0;
        json_t *single = json_array();
        bool bad = json_array_append(single, json_array_get(list, i)) == 0 &&
                   vr_questions_decode(&alone, &count, single, &why) != VR_OK;

        vr_questions_free(alone, count);
        json_decref(single);
        if (bad) {
            return tool_refuse(status, path,
                               say(tool, "vraag %zu (%s): %s", "question %zu (%s): %s"), i + 1,
                               id_of(question), why.text);
        }
    }

    return tool_refuse_why(status, path, all_why);
}

static enum vr_status
read_shared(struct form_file *form, const struct tool *tool, const char *path)
{
    struct vr_why why = { "" };
    enum vr_status status = form_file_json(&form->shared, tool, path);

    if (status != VR_OK) {
        return status;
    }
    status = vr_form_decode(&form->form, form->shared, &why);

    return status == VR_OK
               ? VR_OK
               : refuse_list(tool, path, json_object_get(form->shared, "questions"), &why, status);
}

static enum vr_status
read_own(struct form_file *form, const struct tool *tool, const char *path)
{
    struct vr_why why = { "" };
    enum vr_status status = form_file_json(&form->extra, tool, path);

    if (status != VR_OK) {
        return status;
    }
    status = vr_questions_decode(&form->own, &form->own_count, form->extra, &why);
    if (status != VR_OK) {
        return refuse_list(tool, path, form->extra, &why, status);
    }
    for (size_t i = 0; i < form->own_count; i++) {
        if (vr_question_find(form->form.questions, form->form.question_count, form->own[i].id) !=
            NULL) {
            return tool_refuse(VR_MALFORMED, path,
                               say(tool,
                                   "vraag %zu (%s): dit id staat al in de gedeelde vragenlijst",
                                   "question %zu (%s): this id stands in the shared form already"),
                               i + 1, form->own[i].id);
        }
    }

    return VR_OK;
}

/* Bytes that one question can take of the longest content. */
static size_t
share_of(const struct vr_question *question)
{
    return vr_form_longest_content(question, 1, NULL, 0) -
           vr_form_longest_content(NULL, 0, NULL, 0);
}

static enum vr_status
judge_longest(struct form_file *form, const struct tool *tool, const char *path)
{
    const struct vr_question *longest = NULL;
    size_t most = 0;

    form->longest = vr_form_longest_content(form->form.questions, form->form.question_count,
                                            form->own, form->own_count);
    if (form->longest <= VR_CONTENT_MAX) {
        return VR_OK;
    }
    for (size_t i = 0; i < form->form.question_count + form->own_count; i++) {
        const struct vr_question *question = i < form->form.question_count
                                                 ? &form->form.questions[i]
                                                 : &form->own[i - form->form.question_count];

        if (share_of(question) > most) {
            most = share_of(question);
            longest = question;
        }
    }

    return tool_refuse(
        VR_MALFORMED, path,
        say(tool,
            "de langste antwoorden zijn samen %zu bytes, en er passen er %u; de vraag "
            "%s kan er %zu nemen: verlaag \"maximum\"",
            "the longest answers are %zu bytes together, and %u fit; the question %s "
            "can take %zu: lower \"maximum\""),
        form->longest, VR_CONTENT_MAX, longest == NULL ? "?" : longest->id, most);
}

enum vr_status
form_file_read(struct form_file *form, const struct tool *tool, const char *path,
               const char *questions)
{
    enum vr_status status = read_shared(form, tool, path);

    if (status == VR_OK && questions != NULL) {
        status = read_own(form, tool, questions);
    }

    return status == VR_OK ? judge_longest(form, tool, questions != NULL ? questions : path)
                           : status;
}

void
form_file_wipe(struct form_file *form)
{
    vr_questions_free(form->own, form->own_count);
    vr_form_wipe(&form->form);
    json_decref(form->extra);
    json_decref(form->shared);
}

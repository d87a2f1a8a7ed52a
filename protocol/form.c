/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/form.h>

#include <stdlib.h>
#include <string.h>

#include <vrijuit/json.h>
#include <vrijuit/record.h>

static const char *const question_types[] = {
    [VR_ONE] = "one",
    [VR_MANY] = "many",
    [VR_TEXT] = "text",
};

#define QUESTION_TYPES (sizeof question_types / sizeof question_types[0])

const char *
vr_text_in(const struct vr_text *text, enum vr_lang lang)
{
    return lang == VR_NL ? text->nl : text->en;
}

bool
vr_id_valid(const char *id)
{
    size_t len = strlen(id);

    return len > 0 && len <= VR_ID_MAX &&
           strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

enum vr_status
vr_text_decode(struct vr_text *text, const json_t *object, const char *name, struct vr_why *why)
{
    static const char *const members[] = { "nl", "en", NULL };
    const json_t *texts = json_object_get(object, name);
    struct vr_text read;
    enum vr_status status;

    status = vr_json_members(texts, name, members, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_text(&read.nl, texts, "nl", why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_text(&read.en, texts, "en", why);
    if (status != VR_OK) {
        return status;
    }
    *text = read;

    return VR_OK;
}

/* Member id of object, which must not be in seen yet and is put there. */
static enum vr_status
decode_id(const char **id, const json_t *object, const char *what, json_t *seen, struct vr_why *why)
{
    enum vr_status status = vr_json_text(id, object, "id", why);

    if (status != VR_OK) {
        return status;
    }
    if (!vr_id_valid(*id)) {
        return vr_refuse(why, VR_MALFORMED, "the id of %s is not of a-z, 0-9 and -, 1 to 32 long",
                         what);
    }
    if (json_object_get(seen, *id) != NULL) {
        return vr_refuse(why, VR_MALFORMED, "%s stands twice: %s", what, *id);
    }
    if (json_object_set_new(seen, *id, json_true()) != 0) {
        return VR_MEMORY;
    }

    return VR_OK;
}

static enum vr_status
decode_option(struct vr_option *option, const json_t *json, json_t *seen, struct vr_why *why)
{
    static const char *const members[] = { "id", "label", NULL };
    enum vr_status status;

    status = vr_json_members(json, "option", members, why);
    if (status != VR_OK) {
        return status;
    }
    status = decode_id(&option->id, json, "an option", seen, why);
    if (status != VR_OK) {
        return status;
    }

    return vr_text_decode(&option->label, json, "label", why);
}

/* On failure the question keeps what there is of its options: vr_questions_free has them. */
static enum vr_status
decode_options(struct vr_question *question, const json_t *list, struct vr_why *why)
{
    size_t count = json_array_size(list);
    enum vr_status status = VR_OK;
    json_t *seen;

    if (count == 0) {
        return vr_refuse(why, VR_MALFORMED, "question %s has no options", question->id);
    }
    question->options = calloc(count, sizeof *question->options);
    seen = json_object();
    if (question->options == NULL || seen == NULL) {
        status = VR_MEMORY;
        goto out;
    }
    question->option_count = count;
    for (size_t i = 0; i < count && status == VR_OK; i++) {
        status = decode_option(&question->options[i], json_array_get(list, i), seen, why);
    }
out:
    json_decref(seen);

    return status;
}

static enum vr_status
decode_type(enum vr_question_type *type, const json_t *json, struct vr_why *why)
{
    const char *name;
    enum vr_status status = vr_json_text(&name, json, "type", why);

    if (status != VR_OK) {
        return status;
    }
    for (size_t i = 0; i < QUESTION_TYPES; i++) {
        if (strcmp(name, question_types[i]) == 0) {
            *type = (enum vr_question_type) i;
            return VR_OK;
        }
    }

    return vr_refuse(why, VR_MALFORMED, "type of a question: one, many or text");
}

static enum vr_status
decode_maximum(uint32_t *maximum, const json_t *json, struct vr_why *why)
{
    uint64_t number;
    enum vr_status status = vr_json_integer(&number, json, "maximum", 1, VR_CONTENT_MAX, why);

    if (status != VR_OK) {
        return status;
    }
    *maximum = (uint32_t) number;

    return VR_OK;
}

/* Members that depend on the type, and the texts. */
static enum vr_status
decode_details(struct vr_question *question, const json_t *json, struct vr_why *why)
{
    const json_t *required = json_object_get(json, "required");
    enum vr_status status;

    status = vr_text_decode(&question->label, json, "label", why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_text_decode(&question->help, json, "help", why);
    if (status != VR_OK) {
        return status;
    }
    if (!json_is_boolean(required)) {
        return vr_refuse(why, VR_MALFORMED, "required: true or false");
    }
    question->required = json_is_true(required);
    if (question->type == VR_TEXT) {
        return decode_maximum(&question->maximum, json, why);
    }

    return decode_options(question, json_object_get(json, "options"), why);
}

static enum vr_status
decode_question(struct vr_question *question, const json_t *json, json_t *seen, struct vr_why *why)
{
    static const char *const with_options[] = { "id",       "type",    "label", "help",
                                                "required", "options", NULL };
    static const char *const with_text[] = { "id",       "type",    "label", "help",
                                             "required", "maximum", NULL };
    enum vr_status status;

    if (!json_is_object(json)) {
        return vr_refuse(why, VR_MALFORMED, "a question is not an object");
    }
    status = decode_type(&question->type, json, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_members(json, "question", question->type == VR_TEXT ? with_text : with_options,
                             why);
    if (status != VR_OK) {
        return status;
    }
    status = decode_id(&question->id, json, "a question", seen, why);
    if (status != VR_OK) {
        return status;
    }

    return decode_details(question, json, why);
}

enum vr_status
vr_questions_decode(struct vr_question **out, size_t *count, const json_t *json, struct vr_why *why)
{
    size_t size = json_array_size(json);
    struct vr_question *questions;
    enum vr_status status = VR_OK;
    json_t *seen;

    if (!json_is_array(json)) {
        return vr_refuse(why, VR_MALFORMED, "questions are not a list");
    }
    questions = calloc(size + 1, sizeof *questions);
    seen = json_object();
    if (questions == NULL || seen == NULL) {
        status = VR_MEMORY;
        goto out;
    }
    for (size_t i = 0; i < size && status == VR_OK; i++) {
        status = decode_question(&questions[i], json_array_get(json, i), seen, why);
    }
    if (status != VR_OK) {
        goto out;
    }
    *out = questions;
    *count = size;
    questions = NULL;
out:
    json_decref(seen);
    vr_questions_free(questions, size);

    return status;
}

void
vr_questions_free(struct vr_question *questions, size_t count)
{
    for (size_t i = 0; questions != NULL && i < count; i++) {
        free(questions[i].options);
    }
    free(questions);
}

enum vr_status
vr_form_decode(struct vr_form *form, const json_t *json, struct vr_why *why)
{
    static const char *const members[] = { "id", "title", "intro", "questions", NULL };
    struct vr_form read = { 0 };
    enum vr_status status;

    status = vr_json_members(json, "form", members, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_text(&read.id, json, "id", why);
    if (status != VR_OK) {
        return status;
    }
    if (!vr_id_valid(read.id)) {
        return vr_refuse(why, VR_MALFORMED, "the id of the form");
    }
    status = vr_text_decode(&read.title, json, "title", why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_text_decode(&read.intro, json, "intro", why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_questions_decode(&read.questions, &read.question_count,
                                 json_object_get(json, "questions"), why);
    if (status != VR_OK) {
        return status;
    }
    *form = read;

    return VR_OK;
}

void
vr_form_wipe(struct vr_form *form)
{
    vr_questions_free(form->questions, form->question_count);
    form->questions = NULL;
    form->question_count = 0;
}

const struct vr_question *
vr_question_find(const struct vr_question *questions, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(questions[i].id, id) == 0) {
            return &questions[i];
        }
    }

    return NULL;
}

const struct vr_option *
vr_option_find(const struct vr_question *question, const char *id)
{
    for (size_t i = 0; i < question->option_count; i++) {
        if (strcmp(question->options[i].id, id) == 0) {
            return &question->options[i];
        }
    }

    return NULL;
}

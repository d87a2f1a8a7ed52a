/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/content.h>

#include <stdbool.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/form.h>
#include <vrijuit/json.h>

#define CONTENT_VERSION 1U

static const char *const kinds[] = {
    [VR_REPORT] = "report",
    [VR_FOLLOW_UP] = "follow-up",
    [VR_COVER] = "cover",
};

/* Members in the order of the table. jansson takes NULL for a failure, so one sum of results does.
 */
static json_t *
make_document(const struct vr_content *content)
{
    json_t *document = json_object();
    int failed = 0;

    failed |= json_object_set_new(document, "v", json_integer(CONTENT_VERSION));
    failed |= json_object_set_new(document, "kind", json_string(kinds[content->kind]));
    failed |= json_object_set_new(document, "id", vr_json_base64(content->id, sizeof content->id));
    if (content->kind != VR_COVER) {
        failed |= json_object_set_new(document, "lang", json_string(vr_lang_code(content->lang)));
        failed |= json_object_set_new(document, "circle",
                                      vr_json_base64(content->circle, sizeof content->circle));
        failed |= json_object_set(document, "answers", content->answers);
        failed |= json_object_set_new(document, "reply",
                                      vr_json_base64(content->reply, content->reply_len));
    }
    if (failed != 0) {
        json_decref(document);
        return NULL;
    }

    return document;
}

enum vr_status
vr_content_encode(char **out, size_t *len, const struct vr_content *content)
{
    if (content->reply_len > sizeof content->reply ||
        (content->kind != VR_COVER && !json_is_object(content->answers))) {
        return VR_MALFORMED;
    }

    return vr_json_dump_take(out, len, VR_CONTENT_MAX, make_document(content));
}

static enum vr_status
decode_kind(enum vr_kind *kind, const json_t *document, struct vr_why *why)
{
    const char *text;
    enum vr_status status;

    status = vr_json_text(&text, document, "kind", why);
    if (status != VR_OK) {
        return status;
    }
    for (unsigned int i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(text, kinds[i]) == 0) {
            *kind = (enum vr_kind) i;
            return VR_OK;
        }
    }

    return vr_refuse(why, VR_MALFORMED, "kind: not one of report, follow-up and cover");
}

static enum vr_status
decode_lang(enum vr_lang *lang, const json_t *document, struct vr_why *why)
{
    const char *text;
    enum vr_status status;

    status = vr_json_text(&text, document, "lang", why);
    if (status != VR_OK) {
        return status;
    }
    if (strcmp(text, vr_lang_code(VR_NL)) == 0) {
        *lang = VR_NL;
    } else if (strcmp(text, vr_lang_code(VR_EN)) == 0) {
        *lang = VR_EN;
    } else {
        status = vr_refuse(why, VR_MALFORMED, "lang: not one of nl and en");
    }

    return status;
}

static bool
is_answer(const json_t *answer)
{
    size_t count = json_array_size(answer);

    for (size_t i = 0; i < count; i++) {
        if (!json_is_string(json_array_get(answer, i))) {
            return false;
        }
    }

    return json_is_string(answer) || json_is_array(answer);
}

static enum vr_status
check_answers(json_t *answers, struct vr_why *why)
{
    const char *name;
    json_t *answer;

    if (!json_is_object(answers)) {
        return vr_refuse(why, VR_MALFORMED, "answers: not an object");
    }
    json_object_foreach(answers, name, answer)
    {
        if (!vr_id_valid(name)) {
            return vr_refuse(why, VR_MALFORMED, "answers: a question id that cannot be");
        }
        if (!is_answer(answer)) {
            return vr_refuse(why, VR_MALFORMED, "answers: %s is neither a text nor a list of texts",
                             name);
        }
    }

    return VR_OK;
}

static enum vr_status
check_follow_up(const json_t *answers, struct vr_why *why)
{
    static const char *const members[] = { "text", NULL };
    const char *text;
    enum vr_status status;

    status = vr_json_members(answers, "answers", members, why);
    if (status != VR_OK) {
        return status;
    }

    return vr_json_text(&text, answers, "text", why);
}

/* Everything that a cover lacks. */
static enum vr_status
decode_rest(struct vr_content *content, const struct vr_suite *suite, json_t *document,
            struct vr_why *why)
{
    enum vr_status status;

    status = decode_lang(&content->lang, document, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_bytes(content->circle, sizeof content->circle, document, "circle", why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_bytes(content->reply, suite->public_len, document, "reply", why);
    if (status != VR_OK) {
        return status;
    }
    content->reply_len = suite->public_len;
    content->answers = json_object_get(document, "answers");
    status = check_answers(content->answers, why);
    if (status != VR_OK || content->kind != VR_FOLLOW_UP) {
        return status;
    }

    return check_follow_up(content->answers, why);
}

static enum vr_status
decode_document(struct vr_content *content, const struct vr_suite *suite, json_t *document,
                struct vr_why *why)
{
    static const char *const cover[] = { "v", "kind", "id", NULL };
    static const char *const all[] = {
        "v", "kind", "id", "lang", "circle", "answers", "reply", NULL
    };
    uint64_t version;
    enum vr_status status;

    status = decode_kind(&content->kind, document, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_members(document, "content", content->kind == VR_COVER ? cover : all, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_integer(&version, document, "v", CONTENT_VERSION, CONTENT_VERSION, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_bytes(content->id, sizeof content->id, document, "id", why);
    if (status != VR_OK || content->kind == VR_COVER) {
        return status;
    }

    return decode_rest(content, suite, document, why);
}

enum vr_status
vr_content_decode(struct vr_content *content, const struct vr_suite *suite, const void *bytes,
                  size_t len, struct vr_why *why)
{
    struct vr_content read = { 0 };
    json_t *document = NULL;
    enum vr_status status;

    if (len > VR_CONTENT_MAX) {
        return vr_refuse(why, VR_MALFORMED, "content: longer than %u bytes", VR_CONTENT_MAX);
    }
    status = vr_json_load(&document, bytes, len, why);
    if (status != VR_OK) {
        return status;
    }
    status = decode_document(&read, suite, document, why);
    if (status == VR_OK) {
        json_incref(read.answers);
        *content = read;
    }
    json_decref(document);
    sodium_memzero(&read, sizeof read);

    return status;
}

void
vr_content_wipe(struct vr_content *content)
{
    json_decref(content->answers);
    sodium_memzero(content, sizeof *content);
}

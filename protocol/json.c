/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/json.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <vrijuit/bytes.h>
#include <vrijuit/suite.h>

#define DEPTH_MAX   16U
#define INTEGER_MAX ((json_int_t) 9007199254740991) /* 2^53 - 1 */

/* The index behind the string whose opening quote is at start; len when it does not end. */
static size_t
skip_string(const char *text, size_t len, size_t start)
{
    size_t at = start + 1;

    while (at < len && text[at] != '"') {
        at += text[at] == '\\' ? 2 : 1;
    }

    return at < len ? at + 1 : len;
}

/* Jansson recurses up to 2048 deep and reads "-0" as 0, so both are refused before it starts. */
static enum vr_status
scan(const char *text, size_t len, struct vr_why *why)
{
    size_t depth = 0;
    size_t at = 0;

    while (at < len) {
        if (text[at] == '"') {
            at = skip_string(text, len, at);
            continue;
        }
        if (text[at] == '-') {
            return vr_refuse(why, VR_MALFORMED, "JSON: a minus sign at byte %zu", at);
        }
        if (text[at] == '{' || text[at] == '[') {
            depth++;
        } else if ((text[at] == '}' || text[at] == ']') && depth > 0) {
            depth--;
        }
        if (depth > DEPTH_MAX) {
            return vr_refuse(why, VR_MALFORMED, "JSON: nested deeper than %u", DEPTH_MAX);
        }
        at++;
    }

    return VR_OK;
}

static enum vr_status judge(const json_t *value, struct vr_why *why);

static enum vr_status
judge_list(const json_t *list, struct vr_why *why)
{
    enum vr_status status = VR_OK;
    size_t count = json_array_size(list);

    for (size_t i = 0; i < count && status == VR_OK; i++) {
        status = judge(json_array_get(list, i), why);
    }

    return status;
}

static enum vr_status
judge_object(const json_t *object, struct vr_why *why)
{
    enum vr_status status = VR_OK;
    /* Only reads, but Jansson's iterator wants it without const. */
    json_t *members = json_incref((json_t *) (uintptr_t) object);
    const char *name;
    json_t *value;

    json_object_foreach(members, name, value)
    {
        status = judge(value, why);
        if (status != VR_OK) {
            break;
        }
    }
    json_decref(members);

    return status;
}

/* Recurses at most DEPTH_MAX deep: scan came before. */
static enum vr_status
judge(const json_t *value, struct vr_why *why)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return judge_object(value, why);
    case JSON_ARRAY:
        return judge_list(value, why);
    case JSON_STRING:
    case JSON_TRUE:
    case JSON_FALSE:
        return VR_OK;
    case JSON_INTEGER:
        if (json_integer_value(value) < 0 || json_integer_value(value) > INTEGER_MAX) {
            return vr_refuse(why, VR_MALFORMED, "JSON: a number beyond 2^53 - 1");
        }
        return VR_OK;
    case JSON_REAL:
        return vr_refuse(why, VR_MALFORMED, "JSON: a number with a fraction or an exponent");
    case JSON_NULL:
        return vr_refuse(why, VR_MALFORMED, "JSON: null is not allowed");
    }

    return vr_refuse(why, VR_MALFORMED, "JSON: a value of no known type");
}

/* Jansson's own message may quote the text, which may be part of a report: only the place is
 * passed on. */
static enum vr_status
refuse_parse(const json_error_t *error, struct vr_why *why)
{
    enum json_error_code code = json_error_code(error);

    if (code == json_error_out_of_memory) {
        return VR_MEMORY;
    }
    if (code == json_error_duplicate_key) {
        return vr_refuse(why, VR_MALFORMED, "JSON: a member stands twice, line %d column %d",
                         error->line, error->column);
    }

    return vr_refuse(why, VR_MALFORMED, "JSON: not valid at line %d column %d", error->line,
                     error->column);
}

enum vr_status
vr_json_load(json_t **out, const void *bytes, size_t len, struct vr_why *why)
{
    json_error_t error = { 0 };
    enum vr_status status;
    json_t *document;

    status = scan(bytes, len, why);
    if (status != VR_OK) {
        return status;
    }
    document = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &error);
    if (document == NULL) {
        status = refuse_parse(&error, why);
        sodium_memzero(&error, sizeof error);
        return status;
    }
    status = judge(document, why);
    if (status != VR_OK) {
        json_decref(document);
        return status;
    }
    *out = document;

    return VR_OK;
}

/* A name may come from anybody: only what cannot confuse a terminal is shown. */
static bool
is_plain(const char *name)
{
    size_t len = strlen(name);

    return len <= 32 && strspn(name, "abcdefghijklmnopqrstuvwxyz_-0123456789") == len;
}

/* Whether name is one of names, be it as one that may be absent. */
static bool
is_named(const char *name, const char *const *names)
{
    for (size_t i = 0; names[i] != NULL; i++) {
        const char *known = names[i][0] == '?' ? names[i] + 1 : names[i];

        if (strcmp(name, known) == 0) {
            return true;
        }
    }

    return false;
}

static enum vr_status
refuse_unknown(const json_t *object, const char *what, const char *const *names, struct vr_why *why)
{
    enum vr_status status = VR_OK;
    json_t *members = json_incref((json_t *) (uintptr_t) object);
    const char *name;
    json_t *value;

    json_object_foreach(members, name, value)
    {
        if (!is_named(name, names)) {
            status = vr_refuse(why, VR_MALFORMED, "%s: %s does not belong here", what,
                               is_plain(name) ? name : "a member with another name");
            break;
        }
    }
    json_decref(members);

    return status;
}

enum vr_status
vr_json_members(const json_t *object, const char *what, const char *const *names,
                struct vr_why *why)
{
    if (!json_is_object(object)) {
        return vr_refuse(why, VR_MALFORMED, "%s: not an object", what);
    }
    for (size_t i = 0; names[i] != NULL; i++) {
        if (names[i][0] != '?' && json_object_get(object, names[i]) == NULL) {
            return vr_refuse(why, VR_MALFORMED, "%s: %s is missing", what, names[i]);
        }
    }

    return refuse_unknown(object, what, names, why);
}

enum vr_status
vr_json_text(const char **out, const json_t *object, const char *name, struct vr_why *why)
{
    const json_t *value = json_object_get(object, name);

    if (!json_is_string(value)) {
        return vr_refuse(why, VR_MALFORMED, "%s: not a text", name);
    }
    *out = json_string_value(value);

    return VR_OK;
}

enum vr_status
vr_json_integer(uint64_t *out, const json_t *object, const char *name, uint64_t lowest,
                uint64_t highest, struct vr_why *why)
{
    const json_t *value = json_object_get(object, name);
    uint64_t number;

    if (!json_is_integer(value)) {
        return vr_refuse(why, VR_MALFORMED, "%s: not a whole number", name);
    }
    number = (uint64_t) json_integer_value(value);
    if (number < lowest || number > highest) {
        return vr_refuse(why, VR_MALFORMED, "%s: out of range", name);
    }
    *out = number;

    return VR_OK;
}

enum vr_status
vr_json_bytes(uint8_t *out, size_t len, const json_t *object, const char *name, struct vr_why *why)
{
    const json_t *value = json_object_get(object, name);
    enum vr_status status;

    if (!json_is_string(value)) {
        return vr_refuse(why, VR_MALFORMED, "%s: not a text", name);
    }
    status = vr_b64_decode(out, len, json_string_value(value), json_string_length(value));
    if (status != VR_OK) {
        return vr_refuse(why, status, "%s: not %zu bytes in base64", name, len);
    }

    return VR_OK;
}

json_t *
vr_json_base64(const void *bytes, size_t len)
{
    char text[VR_B64_LEN(VR_SUITE_PUBLIC_MAX) + 1];

    vr_b64_encode(text, bytes, len);

    return json_string(text);
}

enum vr_status
vr_json_dump(char **out, size_t *len, const json_t *document)
{
    size_t size = json_dumpb(document, NULL, 0, JSON_COMPACT);
    char *text = NULL;

    if (size == 0) {
        return VR_MEMORY;
    }
    text = malloc(size + 1);
    if (text == NULL) {
        return VR_MEMORY;
    }
    if (json_dumpb(document, text, size, JSON_COMPACT) != size) {
        sodium_memzero(text, size);
        free(text);
        return VR_MEMORY;
    }
    text[size] = '\0';
    *out = text;
    *len = size;

    return VR_OK;
}

enum vr_status
vr_json_dump_take(char **out, size_t *len, size_t max, json_t *document)
{
    char *text = NULL;
    size_t text_len = 0;
    enum vr_status status = VR_MEMORY;

    if (document != NULL) {
        status = vr_json_dump(&text, &text_len, document);
    }
    json_decref(document);
    if (status != VR_OK) {
        return status;
    }
    if (text_len > max) {
        sodium_memzero(text, text_len);
        free(text);
        return VR_FULL;
    }
    *out = text;
    *len = text_len;

    return VR_OK;
}

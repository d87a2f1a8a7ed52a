/* SPDX-License-Identifier: EUPL-1.2 */
#include "circle_read.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <vrijuit/bytes.h>
#include <vrijuit/json.h>

#define SEQUENCE_MAX      9007199254740991U
#define ROUND_SECONDS_MAX 604800U

enum vr_status
circle_read_u32(uint32_t *out, const json_t *object, const char *name, uint32_t lowest,
                struct vr_why *why)
{
    uint64_t number;
    enum vr_status status = vr_json_integer(&number, object, name, lowest, UINT32_MAX, why);

    if (status != VR_OK) {
        return status;
    }
    *out = (uint32_t) number;

    return VR_OK;
}

enum vr_status
circle_read_list(const json_t **list, const json_t *object, const char *name, struct vr_why *why)
{
    const json_t *member = json_object_get(object, name);

    if (!json_is_array(member)) {
        return vr_refuse(why, VR_MALFORMED, "%s: not a list", name);
    }
    *list = member;

    return VR_OK;
}

enum vr_status
circle_read_rows(uint8_t (*out)[32], const json_t *list, const char *name, struct vr_why *why)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *text = json_array_get(list, i);

        if (!json_is_string(text) ||
            vr_b64_decode(out[i], 32, json_string_value(text), json_string_length(text)) != VR_OK) {
            return vr_refuse(why, VR_MALFORMED, "%s: not 32 bytes in base64", name);
        }
    }

    return VR_OK;
}

static unsigned
days_in_month(unsigned year, unsigned month)
{
    static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap ? 1U : 0U);
}

/* The number that count digits make. */
static unsigned
digits(const char *text, size_t count)
{
    unsigned number = 0;

    for (size_t i = 0; i < count; i++) {
        number = number * 10 + (unsigned) (text[i] - '0');
    }

    return number;
}

/* YYYY-MM-DD, a day that exists. */
static bool
date_is_real(const char *text)
{
    static const char shape[] = "dddd-dd-dd";
    unsigned month, day;

    if (strlen(text) != sizeof shape - 1) {
        return false;
    }
    for (size_t i = 0; i < sizeof shape - 1; i++) {
        bool is_digit = text[i] >= '0' && text[i] <= '9';

        if (shape[i] == 'd' ? !is_digit : text[i] != '-') {
            return false;
        }
    }
    month = digits(text + 5, 2);
    day = digits(text + 8, 2);

    return month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(digits(text, 4), month);
}

/* What decides whether this build can read the rest, so it comes before the list of members. */
static enum vr_status
read_version(struct vr_circle *circle, struct vr_why *why)
{
    uint64_t version, suite;
    enum vr_status status;

    status = vr_json_integer(&version, circle->document, "vrijuit", 0, SEQUENCE_MAX, why);
    if (status != VR_OK) {
        return status;
    }
    if (version != 1) {
        return vr_refuse(why, VR_UNSUPPORTED, "a circle of version %llu; this program knows 1",
                         (unsigned long long) version);
    }
    status = vr_json_integer(&suite, circle->document, "suite", 0, SEQUENCE_MAX, why);
    if (status != VR_OK) {
        return status;
    }
    circle->suite = vr_suite_find(suite);
    if (circle->suite == NULL) {
        return vr_refuse(why, VR_UNSUPPORTED,
                         "the circle uses suite %llu, which this program lacks",
                         (unsigned long long) suite);
    }

    return VR_OK;
}

static enum vr_status
read_expires(struct vr_circle *circle, struct vr_why *why)
{
    const char *expires;
    enum vr_status status = vr_json_text(&expires, circle->document, "expires", why);

    if (status != VR_OK) {
        return status;
    }
    if (!date_is_real(expires)) {
        return vr_refuse(why, VR_MALFORMED, "expires: not a day, as in 2027-12-31");
    }
    memcpy(circle->expires, expires, sizeof circle->expires);

    return VR_OK;
}

static enum vr_status
read_times(struct vr_circle *circle, struct vr_why *why)
{
    uint64_t round_seconds;
    enum vr_status status;

    status = vr_json_integer(&circle->sequence, circle->document, "sequence", 0, SEQUENCE_MAX, why);
    if (status != VR_OK) {
        return status;
    }
    status = circle_read_u32(&circle->from_round, circle->document, "from_round", 0, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_integer(&circle->genesis, circle->document, "genesis", 0, SEQUENCE_MAX, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_integer(&round_seconds, circle->document, "round_seconds", 1,
                             ROUND_SECONDS_MAX, why);
    if (status != VR_OK) {
        return status;
    }
    circle->round_seconds = (uint32_t) round_seconds;

    return read_expires(circle, why);
}

static enum vr_status
read_sizes(struct vr_circle *circle, struct vr_why *why)
{
    enum vr_status status = vr_text_decode(&circle->name, circle->document, "name", why);

    if (status != VR_OK) {
        return status;
    }
    status = circle_read_u32(&circle->batch, circle->document, "batch", 1, why);
    if (status != VR_OK) {
        return status;
    }

    return circle_read_u32(&circle->minimum, circle->document, "minimum", 1, why);
}

static enum vr_status
read_form(struct vr_circle *circle, struct vr_why *why)
{
    return vr_form_decode(&circle->form, json_object_get(circle->document, "form"), why);
}

static enum vr_status
read_signing(struct vr_circle *circle, struct vr_why *why)
{
    return vr_sharing_decode(&circle->signing, json_object_get(circle->document, "signing"), why);
}

static enum vr_status
read_members(struct vr_circle *circle, struct vr_why *why)
{
    static const char *const names[] = { "vrijuit",    "name",    "sequence", "expires",
                                         "from_round", "suite",   "genesis",  "round_seconds",
                                         "batch",      "hops",    "?earlier", "councils",
                                         "signing",    "minimum", "form",     "tokens",
                                         NULL };
    /* The councils' questions are judged against the form, so it comes first. */
    static enum vr_status (*const readers[])(struct vr_circle *, struct vr_why *) = {
        read_times,   read_sizes, circle_read_hops,     circle_read_earlier,
        read_signing, read_form,  circle_read_councils, circle_read_tokens,
    };
    enum vr_status status = vr_json_members(circle->document, "circle", names, why);

    for (size_t i = 0; i < sizeof readers / sizeof readers[0] && status == VR_OK; i++) {
        status = readers[i](circle, why);
    }

    return status;
}

enum vr_status
vr_circle_parse(struct vr_circle **out, const void *bytes, size_t len, struct vr_why *why)
{
    struct vr_circle *circle;
    enum vr_status status;

    if (len > VR_CIRCLE_MAX) {
        return vr_refuse(why, VR_MALFORMED, "circle: longer than %u bytes", VR_CIRCLE_MAX);
    }
    circle = calloc(1, sizeof *circle);
    if (circle == NULL) {
        return VR_MEMORY;
    }
    crypto_generichash_blake2b(circle->id, sizeof circle->id, bytes, len, NULL, 0);
    status = vr_json_load(&circle->document, bytes, len, why);
    if (status != VR_OK) {
        goto out;
    }
    status = read_version(circle, why);
    if (status != VR_OK) {
        goto out;
    }
    status = read_members(circle, why);
    if (status != VR_OK) {
        goto out;
    }
    *out = circle;
    circle = NULL;
out:
    vr_circle_free(circle);

    return status;
}

void
vr_circle_free(struct vr_circle *circle)
{
    if (circle == NULL) {
        return;
    }
    circle_free_councils(circle);
    vr_form_wipe(&circle->form);
    free(circle->earlier);
    free(circle->token_keys);
    json_decref(circle->document);
    free(circle);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "ceremony.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include <vrijuit/json.h>

#include "form_file.h"

static json_t *
name_json(const struct ceremony_name *name)
{
    return json_pack("{s:s, s:s}", "nl", name->nl, "en", name->en);
}

static json_t *
hops_json(const struct ceremony_plan *plan)
{
    json_t *hops = json_array();

    for (size_t i = 0; i < plan->hop_count; i++) {
        const struct ceremony_hop *hop = &plan->hops[i];

        json_array_append_new(hops, json_pack("{s:s, s:o, s:s}", "name", hop->name, "identity",
                                              vr_json_base64(hop->identity, sizeof hop->identity),
                                              "url", hop->url));
    }

    return hops;
}

json_t *
ceremony_sharing_json(const struct vr_sharing *sharing)
{
    json_t *checks = json_array();

    for (size_t i = 0; i < sharing->members; i++) {
        if (json_array_append_new(checks, vr_json_base64(sharing->checks[i], 32)) != 0) {
            json_decref(checks);
            return NULL;
        }
    }

    return json_pack("{s:o, s:i, s:i, s:o}", "sharing",
                     vr_json_base64(sharing->id, sizeof sharing->id), "t", (int) sharing->threshold,
                     "n", (int) sharing->members, "checks", checks);
}

enum vr_status
ceremony_add_period(json_t *keys, json_t *shares, const struct vr_suite *suite,
                    const struct ceremony_secret *secret)
{
    uint8_t public_key[VR_SUITE_PUBLIC_MAX];
    uint8_t signing[32];
    enum vr_status status = ceremony_public(public_key, signing, suite, secret->scalar);

    if (status != VR_OK) {
        return status;
    }
    json_array_append_new(keys, json_pack("{s:I, s:I, s:o, s:o}", "from",
                                          (json_int_t) secret->purpose.from, "until",
                                          (json_int_t) secret->purpose.until, "public",
                                          vr_json_base64(public_key, suite->public_len), "signing",
                                          vr_json_base64(signing, sizeof signing)));
    json_array_append_new(shares, ceremony_sharing_json(&secret->sharing));

    return VR_OK;
}

/* Takes over questions. */
static enum vr_status
council_json(json_t **out, const struct ceremony_plan *plan, const struct ceremony *ceremony,
             json_t *questions)
{
    json_t *keys = json_array();
    json_t *shares = json_array();
    enum vr_status status = VR_OK;

    for (uint32_t i = 0; i < plan->periods && status == VR_OK; i++) {
        status = ceremony_add_period(keys, shares, plan->suite, &ceremony->secrets[i]);
    }
    *out = json_pack("{s:s, s:o, s:o, s:o, s:o}", "id", plan->council, "name",
                     name_json(&plan->council_name), "form", questions, "keys", keys, "shares",
                     shares);

    return status;
}

/* Takes over form and council. */
static json_t *
whole_json(const struct ceremony_plan *plan, const struct ceremony *ceremony, json_t *form,
           json_t *council)
{
    json_t *document = json_pack(
        "{s:i, s:o, s:i, s:s, s:I, s:i, s:I, s:I, s:I, s:o}", "vrijuit", 1, "name",
        name_json(&plan->circle_name), "sequence", 1, "expires", plan->expires, "from_round",
        (json_int_t) plan->first_round, "suite", (int) plan->suite->id, "genesis",
        (json_int_t) plan->genesis, "round_seconds", (json_int_t) plan->round_seconds, "batch",
        (json_int_t) plan->batch, "hops", hops_json(plan));
    json_t *rest = json_pack(
        "{s:[o], s:o, s:I, s:o, s:{s:b, s:s, s:[]}}", "councils", council, "signing",
        ceremony_sharing_json(&ceremony_secret_of(ceremony, PURPOSE_SIGNING)->sharing), "minimum",
        (json_int_t) plan->minimum, "form", form, "tokens", "required", 0, "issuer", "", "keys");

    if (document == NULL || rest == NULL || json_object_update(document, rest) != 0) {
        json_decref(document);
        document = NULL;
    }
    json_decref(rest);

    return document;
}

/* The form is judged as part of the circle, by the reader that every program has. */
static enum vr_status
judge_circle(const struct tool *tool, const struct ceremony_plan *plan, const char *text,
             size_t len)
{
    struct vr_circle *circle = NULL;
    struct vr_why why = { "" };
    enum vr_status status = vr_circle_parse(&circle, text, len, &why);

    if (status != VR_OK) {
        return tool_refuse(status, plan->form,
                           say(tool, "hiervan kan geen kring worden gemaakt: %s",
                               "no circle can be made of this: %s"),
                           why.text);
    }
    vr_circle_free(circle);

    return VR_OK;
}

static enum vr_status
dump_circle(char **out, size_t *len, const struct tool *tool, const struct ceremony_plan *plan,
            const json_t *document)
{
    char *text = json_dumps(document, JSON_INDENT(2));
    enum vr_status status;

    if (text == NULL) {
        return VR_MEMORY;
    }
    status = judge_circle(tool, plan, text, strlen(text));
    if (status != VR_OK) {
        free(text);
        return status;
    }
    *out = text;
    *len = strlen(text);

    return VR_OK;
}

enum vr_status
ceremony_circle(char **out, size_t *len, const struct tool *tool, const struct ceremony_plan *plan,
                const struct ceremony *ceremony)
{
    json_t *form = NULL;
    json_t *questions = NULL;
    json_t *council = NULL;
    json_t *document = NULL;
    enum vr_status status = form_file_json(&form, tool, plan->form);

    if (status != VR_OK) {
        goto out;
    }
    if (plan->questions != NULL) {
        status = form_file_json(&questions, tool, plan->questions);
    } else {
        questions = json_array();
    }
    if (status != VR_OK) {
        goto out;
    }
    status = council_json(&council, plan, ceremony, json_incref(questions));
    if (status != VR_OK || council == NULL) {
        goto out;
    }
    document = whole_json(plan, ceremony, json_incref(form), json_incref(council));
    status = document == NULL ? VR_MEMORY : dump_circle(out, len, tool, plan, document);
out:
    json_decref(form);
    json_decref(questions);
    json_decref(council);
    json_decref(document);

    return status;
}

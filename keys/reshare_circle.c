/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include <vrijuit/json.h>

#include "reshare.h"

/* The new sharing of secret number index, or NULL when it keeps the old one. */
static json_t *
new_sharing(const struct reshare *reshare, size_t index)
{
    size_t place = reshare->place[index];

    return place == RESHARE_KEPT
               ? NULL
               : ceremony_sharing_json(&reshare->ceremony->secrets[place].sharing);
}

/* In the order in which purpose_at counts. */
static bool
set_sharings(json_t *document, const struct reshare *reshare)
{
    json_t *council;
    size_t index = 0;
    size_t i;
    bool done = true;

    json_array_foreach(json_object_get(document, "councils"), i, council)
    {
        json_t *shares = json_object_get(council, "shares");

        for (size_t j = 0; j < json_array_size(shares); j++, index++) {
            json_t *sharing = new_sharing(reshare, index);

            done = done && (sharing == NULL || json_array_set_new(shares, j, sharing) == 0);
        }
    }

    return done && json_object_set_new(document, "signing", new_sharing(reshare, index)) == 0;
}

/* Periods behind the last one of the council. */
static bool
add_periods(json_t *document, const struct reshare *reshare)
{
    const struct ceremony *ceremony = reshare->ceremony;
    const struct vr_suite *suite = holding_circle(&reshare->holding)->suite;
    json_t *council = json_array_get(json_object_get(document, "councils"), reshare->council);
    json_t *keys = json_object_get(council, "keys");
    json_t *shares = json_object_get(council, "shares");
    enum vr_status status = VR_OK;

    for (size_t i = ceremony->count - reshare->add_periods; i < ceremony->count && status == VR_OK;
         i++) {
        status = ceremony_add_period(keys, shares, suite, &ceremony->secrets[i]);
    }

    return status == VR_OK;
}

/* The old circle, for whoever verifies receipts of its rounds. */
static json_t *
custody_json(const struct vr_circle *circle)
{
    json_t *hops = json_array();

    for (size_t i = 0; i < circle->hop_count; i++) {
        json_array_append_new(
            hops, vr_json_base64(circle->hops[i].identity, sizeof circle->hops[i].identity));
    }

    return json_pack("{s:o, s:I, s:o}", "circle", vr_json_base64(circle->id, sizeof circle->id),
                     "from_round", (json_int_t) circle->from_round, "hops", hops);
}

static bool
set_earlier(json_t *document, const struct vr_circle *circle)
{
    json_t *earlier = json_object_get(document, "earlier");

    if (earlier == NULL) {
        earlier = json_array();
        if (json_object_set_new(document, "earlier", earlier) != 0) {
            return false;
        }
    }

    return json_array_append_new(earlier, custody_json(circle)) == 0;
}

static bool
set_all(json_t *document, const struct reshare *reshare, const struct vr_circle *circle)
{
    const char *expires = reshare->words.expires != NULL ? reshare->words.expires : circle->expires;

    return json_object_set_new(document, "sequence",
                               json_integer((json_int_t) circle->sequence + 1)) == 0 &&
           json_object_set_new(document, "from_round",
                               json_integer((json_int_t) reshare->from_round)) == 0 &&
           json_object_set_new(document, "expires", json_string(expires)) == 0 &&
           set_earlier(document, circle) && set_sharings(document, reshare) &&
           add_periods(document, reshare);
}

/* The reader that everyone has must take it. */
static enum vr_status
judge(const struct reshare *reshare, const char *text, size_t len)
{
    struct vr_circle *circle = NULL;
    struct vr_why why = { "" };
    enum vr_status status = vr_circle_parse(&circle, text, len, &why);

    if (status != VR_OK) {
        return tool_refuse(status, reshare->words.old.circle,
                           say(reshare->tool, "hiervan kan geen nieuwe kring worden gemaakt: %s",
                               "no new circle can be made of this: %s"),
                           why.text);
    }
    vr_circle_free(circle);

    return VR_OK;
}

enum vr_status
reshare_circle(char **out, size_t *len, const struct reshare *reshare)
{
    const struct vr_circle *circle = holding_circle(&reshare->holding);
    json_t *document = json_deep_copy(circle->document);
    char *text = NULL;
    enum vr_status status = VR_MEMORY;

    if (document != NULL && set_all(document, reshare, circle)) {
        text = json_dumps(document, JSON_INDENT(2));
    }
    if (text != NULL) {
        status = judge(reshare, text, strlen(text));
    }
    if (status == VR_OK) {
        *out = text;
        *len = strlen(text);
        text = NULL;
    }
    free(text);
    json_decref(document);

    return status;
}

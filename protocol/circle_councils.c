/* SPDX-License-Identifier: EUPL-1.2 */
#include "circle_read.h"

#include <stdlib.h>
#include <string.h>

#include <vrijuit/bytes.h>
#include <vrijuit/json.h>
#include <vrijuit/record.h>

static bool
threshold_is_fit(uint64_t threshold, uint64_t members)
{
    return (threshold == 1 && members == 1) || (threshold >= 2 && threshold <= members);
}

enum vr_status
vr_sharing_decode(struct vr_sharing *sharing, const json_t *json, struct vr_why *why)
{
    static const char *const names[] = { "sharing", "t", "n", "checks", NULL };
    const json_t *checks = json_object_get(json, "checks");
    struct vr_sharing found = { .id = { 0 } };
    uint64_t threshold, members;
    enum vr_status status;

    status = vr_json_members(json, "sharing", names, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_bytes(found.id, sizeof found.id, json, "sharing", why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_integer(&threshold, json, "t", 1, VR_MEMBERS_MAX, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_integer(&members, json, "n", 1, VR_MEMBERS_MAX, why);
    if (status != VR_OK) {
        return status;
    }
    if (!threshold_is_fit(threshold, members)) {
        return vr_refuse(why, VR_MALFORMED, "t and n: 2 <= t <= n <= 15, or both 1");
    }
    if (json_array_size(checks) != members) {
        return vr_refuse(why, VR_MALFORMED, "checks: not one for each of %u members",
                         (unsigned) members);
    }
    found.threshold = (uint8_t) threshold;
    found.members = (uint8_t) members;
    status = circle_read_rows(found.checks, checks, "checks", why);
    if (status == VR_OK) {
        *sharing = found;
    }

    return status;
}

static enum vr_status
read_key(struct vr_council_key *key, const json_t *json, const struct vr_suite *suite,
         struct vr_why *why)
{
    static const char *const names[] = { "from", "until", "public", "signing", NULL };
    enum vr_status status;

    status = vr_json_members(json, "council key", names, why);
    if (status != VR_OK) {
        return status;
    }
    status = circle_read_u32(&key->from, json, "from", 0, why);
    if (status != VR_OK) {
        return status;
    }
    status = circle_read_u32(&key->until, json, "until", 0, why);
    if (status != VR_OK) {
        return status;
    }
    if (key->until < key->from) {
        return vr_refuse(why, VR_MALFORMED, "council key: until is before from");
    }
    status = vr_json_bytes(key->public_key, suite->public_len, json, "public", why);
    if (status != VR_OK) {
        return status;
    }

    return vr_json_bytes(key->signing, sizeof key->signing, json, "signing", why);
}

/* Ascending, without gap or overlap: exactly one key holds a round. */
static enum vr_status
judge_periods(const struct vr_council *council, struct vr_why *why)
{
    for (size_t i = 1; i < council->key_count; i++) {
        if ((uint64_t) council->keys[i - 1].until + 1 != council->keys[i].from) {
            return vr_refuse(why, VR_MALFORMED,
                             "council %s: key %zu does not begin where the one "
                             "before ends",
                             council->id, i + 1);
        }
    }

    return VR_OK;
}

static enum vr_status
read_keys(struct vr_council *council, const json_t *json, const struct vr_suite *suite,
          struct vr_why *why)
{
    const json_t *keys, *shares;
    enum vr_status status;
    size_t count;

    status = circle_read_list(&keys, json, "keys", why);
    if (status != VR_OK) {
        return status;
    }
    status = circle_read_list(&shares, json, "shares", why);
    if (status != VR_OK) {
        return status;
    }
    count = json_array_size(keys);
    if (count == 0 || json_array_size(shares) != count) {
        return vr_refuse(why, VR_MALFORMED, "council %s: one sharing per key, at least one key",
                         council->id);
    }
    council->keys = calloc(count, sizeof *council->keys);
    if (council->keys == NULL) {
        return VR_MEMORY;
    }
    council->key_count = count;
    for (size_t i = 0; i < count && status == VR_OK; i++) {
        status = read_key(&council->keys[i], json_array_get(keys, i), suite, why);
        if (status == VR_OK) {
            status = vr_sharing_decode(&council->keys[i].sharing, json_array_get(shares, i), why);
        }
    }

    return status == VR_OK ? judge_periods(council, why) : status;
}

/* What a council's own questions must fit: the shared ones. */
static enum vr_status
judge_questions(const struct vr_council *council, const struct vr_form *form, struct vr_why *why)
{
    size_t longest = vr_form_longest_content(form->questions, form->question_count,
                                             council->questions, council->question_count);

    if (longest > VR_CONTENT_MAX) {
        return vr_refuse(why, VR_MALFORMED,
                         "council %s: the form allows answers of %zu bytes, more than the %u that "
                         "fit",
                         council->id, longest, VR_CONTENT_MAX);
    }
    for (size_t i = 0; i < council->question_count; i++) {
        const char *id = council->questions[i].id;

        if (vr_question_find(form->questions, form->question_count, id) != NULL) {
            return vr_refuse(why, VR_MALFORMED, "council %s: a question stands twice: %s",
                             council->id, id);
        }
    }

    return VR_OK;
}

static enum vr_status
read_council(struct vr_council *council, const json_t *json, const struct vr_circle *circle,
             struct vr_why *why)
{
    static const char *const names[] = { "id", "name", "form", "keys", "shares", NULL };
    enum vr_status status;

    status = vr_json_members(json, "council", names, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_text(&council->id, json, "id", why);
    if (status != VR_OK) {
        return status;
    }
    if (!vr_id_valid(council->id)) {
        return vr_refuse(why, VR_MALFORMED, "the id of a council");
    }
    status = vr_text_decode(&council->name, json, "name", why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_questions_decode(&council->questions, &council->question_count,
                                 json_object_get(json, "form"), why);
    if (status != VR_OK) {
        return status;
    }
    status = judge_questions(council, &circle->form, why);
    if (status != VR_OK) {
        return status;
    }

    return read_keys(council, json, circle->suite, why);
}

static enum vr_status
judge_ids(const struct vr_circle *circle, struct vr_why *why)
{
    enum vr_status status = VR_OK;
    json_t *seen = json_object();

    if (seen == NULL) {
        return VR_MEMORY;
    }
    for (size_t i = 0; i < circle->council_count && status == VR_OK; i++) {
        const char *id = circle->councils[i].id;

        if (json_object_get(seen, id) != NULL) {
            status = vr_refuse(why, VR_MALFORMED, "a council stands twice: %s", id);
        } else if (json_object_set_new(seen, id, json_true()) != 0) {
            status = VR_MEMORY;
        }
    }
    json_decref(seen);

    return status;
}

enum vr_status
circle_read_councils(struct vr_circle *circle, struct vr_why *why)
{
    const json_t *list;
    enum vr_status status;
    size_t count;

    status = circle_read_list(&list, circle->document, "councils", why);
    if (status != VR_OK) {
        return status;
    }
    count = json_array_size(list);
    if (count == 0) {
        return vr_refuse(why, VR_MALFORMED, "councils: none");
    }
    circle->councils = calloc(count, sizeof *circle->councils);
    if (circle->councils == NULL) {
        return VR_MEMORY;
    }
    circle->council_count = count;
    for (size_t i = 0; i < count && status == VR_OK; i++) {
        status = read_council(&circle->councils[i], json_array_get(list, i), circle, why);
    }

    return status == VR_OK ? judge_ids(circle, why) : status;
}

void
circle_free_councils(struct vr_circle *circle)
{
    for (size_t i = 0; i < circle->council_count; i++) {
        vr_questions_free(circle->councils[i].questions, circle->councils[i].question_count);
        free(circle->councils[i].keys);
    }
    free(circle->councils);
}

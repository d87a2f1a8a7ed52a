/* SPDX-License-Identifier: EUPL-1.2 */
#include "dossier_council.h"

#include <stdio.h>
#include <string.h>

#include <vrijuit/bytes.h>
#include <vrijuit/json.h>

#include "dossier.h"

bool
dossier_label_fits(const char *text)
{
    size_t len = strlen(text);

    return len > 0 && len <= DOSSIER_LABEL_MAX && vr_utf8_valid(text, len) && vr_text_clean(text) &&
           strpbrk(text, "\n\t") == NULL;
}

bool
dossier_note_fits(const char *text)
{
    size_t len = strlen(text);

    return len <= DOSSIER_NOTE_MAX && vr_utf8_valid(text, len) && vr_text_clean(text);
}

static json_t *
labels_list(const struct dossier_mark *mark)
{
    json_t *labels = json_array();

    for (size_t i = 0; i < mark->label_count; i++) {
        if (json_array_append_new(labels, json_string(mark->labels[i])) != 0) {
            json_decref(labels);
            return NULL;
        }
    }

    return labels;
}

enum vr_status
dossier_mark_encode(char **out, size_t *len, const struct dossier_mark *mark)
{
    return vr_json_dump_take(out, len, DOSSIER_RECORD_MAX,
                             json_pack("{s:s, s:o, s:b, s:o, s:s}", "record", "mark", "id",
                                       vr_json_base64(mark->id, sizeof mark->id), "answered",
                                       mark->answered ? 1 : 0, "labels", labels_list(mark), "note",
                                       mark->note));
}

enum vr_status
dossier_reply_encode(char **out, size_t *len, const struct dossier_reply *reply)
{
    return vr_json_dump_take(out, len, DOSSIER_RECORD_MAX,
                             json_pack("{s:s, s:o, s:I, s:s}", "record", "reply", "id",
                                       vr_json_base64(reply->id, sizeof reply->id), "round",
                                       (json_int_t) reply->round, "text", reply->text));
}

enum vr_status
dossier_board_encode(char **out, size_t *len, const struct dossier_board *board)
{
    return vr_json_dump_take(out, len, DOSSIER_RECORD_MAX,
                             json_pack("{s:s, s:s, s:I, s:I, s:o}", "record", "board", "council",
                                       board->council, "round", (json_int_t) board->round, "count",
                                       (json_int_t) board->count, "hash",
                                       vr_json_base64(board->hash, sizeof board->hash)));
}

enum vr_status
dossier_statistics_encode(char **out, size_t *len, const json_t *body)
{
    json_t *document;

    if (!json_is_object(body)) {
        return VR_MALFORMED;
    }
    document = json_object();
    /* jansson counts references in what it is given, also where we only borrow. */
    if (json_object_set_new(document, "record", json_string("statistics")) != 0 ||
        json_object_set_new(document, "body", json_deep_copy(body)) != 0) {
        json_decref(document);
        return VR_MEMORY;
    }

    return vr_json_dump_take(out, len, DOSSIER_RECORD_MAX, document);
}

static enum vr_status
decode_labels(struct dossier_mark *mark, const json_t *document, struct vr_why *why)
{
    const json_t *labels = json_object_get(document, "labels");

    if (!json_is_array(labels) || json_array_size(labels) > DOSSIER_LABELS_MAX) {
        return vr_refuse(why, VR_MALFORMED, "labels: at most %u", DOSSIER_LABELS_MAX);
    }
    mark->label_count = json_array_size(labels);
    for (size_t i = 0; i < mark->label_count; i++) {
        const char *label = json_string_value(json_array_get(labels, i));

        if (label == NULL || !dossier_label_fits(label)) {
            return vr_refuse(why, VR_MALFORMED, "labels: one does not fit");
        }
        snprintf(mark->labels[i], sizeof mark->labels[i], "%s", label);
    }

    return VR_OK;
}

enum vr_status
dossier_mark_decode(struct dossier_mark *mark, const json_t *document, struct vr_why *why)
{
    static const char *const names[] = { "record", "id", "answered", "labels", "note", NULL };
    const json_t *answered = json_object_get(document, "answered");
    const char *note = NULL;
    enum vr_status status = vr_json_members(document, "mark", names, why);

    if (status == VR_OK) {
        status = vr_json_bytes(mark->id, sizeof mark->id, document, "id", why);
    }
    if (status == VR_OK && !json_is_boolean(answered)) {
        status = vr_refuse(why, VR_MALFORMED, "answered: true or false");
    }
    if (status == VR_OK) {
        mark->answered = json_is_true(answered);
        status = vr_json_text(&note, document, "note", why);
    }
    if (status == VR_OK && !dossier_note_fits(note)) {
        status = vr_refuse(why, VR_MALFORMED, "note: does not fit");
    }
    if (status != VR_OK) {
        return status;
    }
    snprintf(mark->note, sizeof mark->note, "%s", note);

    return decode_labels(mark, document, why);
}

enum vr_status
dossier_reply_decode(struct dossier_reply *reply, const json_t *document, struct vr_why *why)
{
    static const char *const names[] = { "record", "id", "round", "text", NULL };
    const char *text = NULL;
    uint64_t round = 0;
    enum vr_status status = vr_json_members(document, "reply", names, why);

    if (status == VR_OK) {
        status = vr_json_bytes(reply->id, sizeof reply->id, document, "id", why);
    }
    if (status == VR_OK) {
        status = vr_json_integer(&round, document, "round", 0, UINT32_MAX, why);
    }
    if (status == VR_OK) {
        status = vr_json_text(&text, document, "text", why);
    }
    if (status == VR_OK && (*text == '\0' || !vr_text_clean(text))) {
        status = vr_refuse(why, VR_MALFORMED, "text: empty, or with control characters");
    }
    if (status != VR_OK) {
        return status;
    }
    reply->round = (uint32_t) round;
    reply->text = strdup(text);

    return reply->text != NULL ? VR_OK : VR_MEMORY;
}

enum vr_status
dossier_board_decode(struct dossier_board *board, const json_t *document, struct vr_why *why)
{
    static const char *const names[] = { "record", "council", "round", "count", "hash", NULL };
    const char *council = NULL;
    uint64_t round = 0;
    uint64_t count = 0;
    enum vr_status status = vr_json_members(document, "board", names, why);

    if (status == VR_OK) {
        status = vr_json_text(&council, document, "council", why);
    }
    if (status == VR_OK && !vr_id_valid(council)) {
        status = vr_refuse(why, VR_MALFORMED, "the id of a council in the dossier");
    }
    if (status == VR_OK) {
        status = vr_json_integer(&round, document, "round", 0, UINT32_MAX, why);
    }
    if (status == VR_OK) {
        status = vr_json_integer(&count, document, "count", 1, UINT32_MAX, why);
    }
    if (status != VR_OK) {
        return status;
    }
    snprintf(board->council, sizeof board->council, "%s", council);
    board->round = (uint32_t) round;
    board->count = (uint32_t) count;

    return vr_json_bytes(board->hash, sizeof board->hash, document, "hash", why);
}

enum vr_status
dossier_statistics_decode(json_t **body, const json_t *document, struct vr_why *why)
{
    static const char *const names[] = { "record", "body", NULL };
    json_t *found = json_object_get(document, "body");
    enum vr_status status = vr_json_members(document, "statistics", names, why);

    if (status != VR_OK) {
        return status;
    }
    if (!json_is_object(found)) {
        return vr_refuse(why, VR_MALFORMED, "statistics without a body in the dossier");
    }
    *body = json_incref(found);

    return VR_OK;
}

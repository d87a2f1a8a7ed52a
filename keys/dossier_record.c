/* SPDX-License-Identifier: EUPL-1.2 */
#include "dossier_record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include <vrijuit/bytes.h>
#include <vrijuit/json.h>

#include "dossier_council.h"

#define HEAD_MAX 256U

enum vr_status
dossier_report_encode(char **out, size_t *len, const struct dossier_report *report,
                      const void *content, size_t content_len)
{
    char round[32] = "";
    char *text = malloc(HEAD_MAX + content_len + 2);
    int head;

    if (text == NULL) {
        return VR_MEMORY;
    }
    if (report->round_known) {
        snprintf(round, sizeof round, "\"round\":%" PRIu32 ",", report->round);
    }
    head = snprintf(text, HEAD_MAX,
                    "{\"record\":\"report\",\"council\":\"%s\",\"suite\":%u,%s\"content\":",
                    report->council, (unsigned) report->suite->id, round);
    if (head < 0 || (size_t) head >= HEAD_MAX) {
        free(text);
        return VR_FULL;
    }
    memcpy(text + head, content, content_len);
    memcpy(text + (size_t) head + content_len, "}", 2);
    *out = text;
    *len = (size_t) head + content_len + 1;

    return VR_OK;
}

enum vr_status
dossier_state_encode(char **out, size_t *len, const struct dossier_state *state)
{
    char receipts[VR_B64_LEN(32) + 1];
    char circle[VR_B64_LEN(32) + 1];
    char *text = malloc(HEAD_MAX);
    int length;

    if (text == NULL) {
        return VR_MEMORY;
    }
    vr_b64_encode(receipts, state->receipts, sizeof state->receipts);
    vr_b64_encode(circle, state->circle, sizeof state->circle);
    length = snprintf(text, HEAD_MAX,
                      "{\"record\":\"state\",\"receipts\":\"%s\",\"round\":%" PRIu32
                      ",\"sequence\":%" PRIu64 ",\"circle\":\"%s\"}",
                      receipts, state->round, state->sequence, circle);
    if (length < 0 || (size_t) length >= HEAD_MAX) {
        free(text);
        return VR_FULL;
    }
    *out = text;
    *len = (size_t) length;

    return VR_OK;
}

static enum vr_status
decode_state(struct dossier_state *state, const json_t *document, struct vr_why *why)
{
    static const char *const names[] = {
        "record", "receipts", "round", "sequence", "circle", NULL
    };
    uint64_t round = 0;
    enum vr_status status;

    status = vr_json_members(document, "state", names, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_bytes(state->receipts, 32, document, "receipts", why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_json_integer(&round, document, "round", 0, UINT32_MAX, why);
    if (status != VR_OK) {
        return status;
    }
    state->round = (uint32_t) round;
    status = vr_json_integer(&state->sequence, document, "sequence", 0, (1ULL << 53) - 1, why);
    if (status != VR_OK) {
        return status;
    }

    return vr_json_bytes(state->circle, 32, document, "circle", why);
}

static enum vr_status
decode_content(struct dossier_report *report, const json_t *document, struct vr_why *why)
{
    const json_t *content = json_object_get(document, "content");
    char *text = NULL;
    size_t len = 0;
    enum vr_status status;

    if (!json_is_object(content)) {
        return vr_refuse(why, VR_MALFORMED, "a report without content in the dossier");
    }
    status = vr_json_dump(&text, &len, content);
    if (status != VR_OK) {
        return status;
    }
    status = vr_content_decode(&report->content, report->suite, text, len, why);
    sodium_memzero(text, len);
    free(text);

    return status;
}

static enum vr_status
decode_head(struct dossier_report *report, const json_t *document, struct vr_why *why)
{
    const char *council = NULL;
    uint64_t suite = 0;
    uint64_t round = 0;
    enum vr_status status;

    status = vr_json_text(&council, document, "council", why);
    if (status != VR_OK) {
        return status;
    }
    if (!vr_id_valid(council)) {
        return vr_refuse(why, VR_MALFORMED, "the id of a council in the dossier");
    }
    snprintf(report->council, sizeof report->council, "%s", council);
    status = vr_json_integer(&suite, document, "suite", 1, UINT16_MAX, why);
    if (status != VR_OK) {
        return status;
    }
    report->suite = vr_suite_find(suite);
    if (report->suite == NULL) {
        return vr_refuse(why, VR_UNSUPPORTED, "suite %" PRIu64 " in the dossier", suite);
    }
    report->round_known = json_object_get(document, "round") != NULL;
    if (report->round_known) {
        status = vr_json_integer(&round, document, "round", 0, UINT32_MAX, why);
    }
    report->round = (uint32_t) round;

    return status;
}

static enum vr_status
decode_report(struct dossier_report *report, const json_t *document, struct vr_why *why)
{
    static const char *const names[] = { "record", "council", "suite", "?round", "content", NULL };
    enum vr_status status;

    status = vr_json_members(document, "report", names, why);
    if (status != VR_OK) {
        return status;
    }
    status = decode_head(report, document, why);
    if (status != VR_OK) {
        return status;
    }

    return decode_content(report, document, why);
}

static enum vr_status
decode_kind(struct dossier_record *record, const json_t *document, struct vr_why *why)
{
    static const char *const names[] = {
        "report", "state", "mark", "reply", "board", "statistics"
    };
    const char *kind = NULL;
    enum vr_status status = vr_json_text(&kind, document, "record", why);

    if (status != VR_OK) {
        return status;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(kind, names[i]) == 0) {
            record->kind = (enum dossier_kind) i;
            return VR_OK;
        }
    }

    return vr_refuse(why, VR_UNSUPPORTED, "an unknown record in the dossier");
}

static enum vr_status
decode_body(struct dossier_record *record, const json_t *document, struct vr_why *why)
{
    switch (record->kind) {
    case DOSSIER_REPORT:
        return decode_report(&record->report, document, why);
    case DOSSIER_STATE:
        return decode_state(&record->state, document, why);
    case DOSSIER_MARK:
        return dossier_mark_decode(&record->mark, document, why);
    case DOSSIER_REPLY:
        return dossier_reply_decode(&record->reply, document, why);
    case DOSSIER_BOARD:
        return dossier_board_decode(&record->board, document, why);
    case DOSSIER_STATISTICS:
        return dossier_statistics_decode(&record->statistics, document, why);
    }

    return VR_MALFORMED;
}

enum vr_status
dossier_record_decode(struct dossier_record *record, const void *bytes, size_t len,
                      struct vr_why *why)
{
    struct dossier_record found = { 0 };
    json_t *document = NULL;
    enum vr_status status;

    status = vr_json_load(&document, bytes, len, why);
    if (status != VR_OK) {
        return status;
    }
    status = decode_kind(&found, document, why);
    if (status == VR_OK) {
        status = decode_body(&found, document, why);
    }
    if (status == VR_OK) {
        *record = found;
    }
    sodium_memzero(&found, sizeof found);
    json_decref(document);

    return status;
}

void
dossier_reply_wipe(struct dossier_reply *reply)
{
    if (reply->text != NULL) {
        sodium_memzero(reply->text, strlen(reply->text));
    }
    free(reply->text);
    sodium_memzero(reply, sizeof *reply);
}

void
dossier_record_wipe(struct dossier_record *record)
{
    if (record->kind == DOSSIER_REPORT) {
        vr_content_wipe(&record->report.content);
    }
    dossier_reply_wipe(&record->reply);
    json_decref(record->statistics);
    sodium_memzero(record, sizeof *record);
}

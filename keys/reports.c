/* SPDX-License-Identifier: EUPL-1.2 */
#include "reports.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/reply.h>

/* Room for one more in a list; false without memory, and the list is as it was. */
static bool
make_room(void **list, size_t *size, size_t count, size_t item_size)
{
    size_t grown_size = *size * 2 + 16;
    void *grown;

    if (count < *size) {
        return true;
    }
    grown = calloc(grown_size, item_size);
    if (grown == NULL) {
        return false;
    }
    if (*list != NULL) {
        memcpy(grown, *list, count * item_size);
        sodium_memzero(*list, count * item_size);
    }
    free(*list);
    *list = grown;
    *size = grown_size;

    return true;
}

static enum vr_status
add_report(struct reports *reports, const struct dossier_report *report)
{
    void *list = reports->list;
    bool has_room = make_room(&list, &reports->size, reports->count, sizeof *report);

    reports->list = list;
    if (!has_room) {
        return VR_MEMORY;
    }
    reports->list[reports->count++] = *report;

    return VR_OK;
}

enum vr_status
reports_add_reply(struct reports *reports, const struct dossier_reply *reply)
{
    void *list = reports->replies;
    bool has_room = make_room(&list, &reports->reply_size, reports->reply_count, sizeof *reply);

    reports->replies = list;
    if (!has_room) {
        return VR_MEMORY;
    }
    reports->replies[reports->reply_count++] = *reply;

    return VR_OK;
}

bool
reports_reply_is_live(const struct dossier_reply *reply, uint32_t round)
{
    return round <= reply->round || round - reply->round <= REPLY_ROUNDS;
}

/* The reply key is what a reporter sent, so it may be one that nothing can be sealed for. */
static bool
has_reply_key(const struct dossier_report *report)
{
    uint8_t cell[VR_REPLY_SIZE];
    uint8_t random[VR_SUITE_RANDOM_MAX];
    enum vr_status status;

    randombytes_buf(random, sizeof random);
    status = vr_reply_seal(cell, report->suite, report->content.reply, 0, "", 0, random);
    sodium_memzero(random, sizeof random);

    return status != VR_UNVERIFIED;
}

/* Once lost, always: boards never go back, and neither does a key. */
static void
judge_reply(struct dossier_reply *reply, const struct dossier_report *report, uint32_t round)
{
    if (reply->published || reply->lost) {
        return;
    }
    reply->published = reports_reply_is_live(reply, round) && has_reply_key(report);
    reply->lost = !reply->published;
}

enum vr_status
reports_add_board(struct reports *reports, const struct dossier_board *board)
{
    void *list = reports->boards;
    bool has_room = make_room(&list, &reports->board_size, reports->board_count, sizeof *board);

    reports->boards = list;
    if (!has_room) {
        return VR_MEMORY;
    }
    reports->boards[reports->board_count++] = *board;
    for (size_t i = 0; i < reports->reply_count; i++) {
        const struct dossier_report *report = reports_find(reports, reports->replies[i].id);

        if (report != NULL && strcmp(report->council, board->council) == 0) {
            judge_reply(&reports->replies[i], report, board->round);
        }
    }

    return VR_OK;
}

static enum vr_status
add_statistics(struct reports *reports, json_t *body)
{
    void *list = reports->statistics;
    bool has_room =
        make_room(&list, &reports->statistics_size, reports->statistics_count, sizeof(json_t *));

    reports->statistics = list;
    if (!has_room) {
        return VR_MEMORY;
    }
    reports->statistics[reports->statistics_count++] = body;

    return VR_OK;
}

static struct dossier_mark *
find_mark(const struct reports *reports, const uint8_t id[static VR_REPORT_ID_SIZE])
{
    for (size_t i = 0; i < reports->mark_count; i++) {
        if (memcmp(reports->marks[i].id, id, VR_REPORT_ID_SIZE) == 0) {
            return &reports->marks[i];
        }
    }

    return NULL;
}

const struct dossier_mark *
reports_mark(const struct reports *reports, const uint8_t id[static VR_REPORT_ID_SIZE])
{
    return find_mark(reports, id);
}

enum vr_status
reports_set_mark(struct reports *reports, const struct dossier_mark *mark)
{
    struct dossier_mark *earlier = find_mark(reports, mark->id);
    void *list = reports->marks;
    bool has_room;

    if (earlier != NULL) {
        *earlier = *mark;
        return VR_OK;
    }
    has_room = make_room(&list, &reports->mark_size, reports->mark_count, sizeof *mark);
    reports->marks = list;
    if (!has_room) {
        return VR_MEMORY;
    }
    reports->marks[reports->mark_count++] = *mark;

    return VR_OK;
}

/* What record owns goes over into the lists. */
static enum vr_status
keep_record(struct reports *reports, const struct dossier_record *record)
{
    switch (record->kind) {
    case DOSSIER_REPORT:
        return add_report(reports, &record->report);
    case DOSSIER_STATE:
        reports->state = record->state;
        return VR_OK;
    case DOSSIER_MARK:
        return reports_set_mark(reports, &record->mark);
    case DOSSIER_REPLY:
        return reports_add_reply(reports, &record->reply);
    case DOSSIER_BOARD:
        return reports_add_board(reports, &record->board);
    case DOSSIER_STATISTICS:
        return add_statistics(reports, record->statistics);
    }

    return VR_MALFORMED;
}

static enum vr_status
take_record(struct reports *reports, const struct tool *tool, const char *path, const char *json,
            size_t len, bool *has_state)
{
    struct dossier_record record;
    struct vr_why why = { "" };
    enum vr_status status;

    if (*has_state) {
        return tool_refuse(VR_MALFORMED, path, "%s",
                           say(tool, "er staat nog iets achter het einde van het dossier",
                               "something stands behind the end of the dossier"));
    }
    status = dossier_record_decode(&record, json, len, &why);
    if (status != VR_OK) {
        return tool_refuse_why(status, path, &why);
    }
    *has_state = record.kind == DOSSIER_STATE;
    status = keep_record(reports, &record);
    if (status != VR_OK) {
        dossier_record_wipe(&record);
    }
    sodium_memzero(&record, sizeof record);

    return status;
}

enum vr_status
reports_load(struct reports *reports, const struct tool *tool, const char *path,
             struct dossier_reader *reader)
{
    const char *json = NULL;
    size_t len = 0;
    bool end = false;
    bool has_state = false;
    enum vr_status status;

    for (;;) {
        status = dossier_reader_next(reader, tool, &json, &len, &end);
        if (status != VR_OK || end) {
            break;
        }
        status = take_record(reports, tool, path, json, len, &has_state);
        if (status != VR_OK) {
            return status;
        }
    }
    if (status == VR_OK && !has_state) {
        status = tool_refuse(VR_MALFORMED, path, "%s",
                             say(tool, "het einde van het dossier ontbreekt; neem de reservekopie",
                                 "the end of the dossier is missing; take the spare copy"));
    }

    return status;
}

static void
wipe_list(void *list, size_t size, size_t item_size)
{
    if (list != NULL) {
        sodium_memzero(list, size * item_size);
    }
    free(list);
}

void
reports_wipe(struct reports *reports)
{
    for (size_t i = 0; i < reports->count; i++) {
        vr_content_wipe(&reports->list[i].content);
    }
    for (size_t i = 0; i < reports->reply_count; i++) {
        dossier_reply_wipe(&reports->replies[i]);
    }
    for (size_t i = 0; i < reports->statistics_count; i++) {
        json_decref(reports->statistics[i]);
    }
    wipe_list(reports->list, reports->size, sizeof reports->list[0]);
    wipe_list(reports->marks, reports->mark_size, sizeof reports->marks[0]);
    wipe_list(reports->replies, reports->reply_size, sizeof reports->replies[0]);
    wipe_list(reports->boards, reports->board_size, sizeof reports->boards[0]);
    free(reports->statistics);
    *reports = (struct reports) { 0 };
}

const struct dossier_report *
reports_find(const struct reports *reports, const uint8_t id[static VR_REPORT_ID_SIZE])
{
    for (size_t i = 0; i < reports->count; i++) {
        if (memcmp(reports->list[i].content.id, id, VR_REPORT_ID_SIZE) == 0) {
            return &reports->list[i];
        }
    }

    return NULL;
}

bool
reports_same_reporter(const struct vr_content *a, const struct vr_content *b)
{
    return a->reply_len == b->reply_len && memcmp(a->reply, b->reply, a->reply_len) == 0;
}

bool
reports_has_report(const struct reports *reports, const struct dossier_report *follow_up)
{
    for (size_t i = 0; i < reports->count; i++) {
        if (reports->list[i].content.kind == VR_REPORT &&
            reports_same_reporter(&reports->list[i].content, &follow_up->content)) {
            return true;
        }
    }

    return false;
}

uint64_t
reports_count(const struct reports *reports)
{
    uint64_t count = 0;

    for (size_t i = 0; i < reports->count; i++) {
        count += reports->list[i].content.kind == VR_REPORT ? 1 : 0;
    }

    return count;
}

void
reports_shuffle(struct reports *reports)
{
    for (size_t i = reports->count; i > 1; i--) {
        size_t other = randombytes_uniform((uint32_t) i);
        struct dossier_report held = reports->list[i - 1];

        reports->list[i - 1] = reports->list[other];
        reports->list[other] = held;
        sodium_memzero(&held, sizeof held);
    }
}

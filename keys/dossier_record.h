/* SPDX-License-Identifier: EUPL-1.2 */
/* The JSON records inside a dossier: reports, what the council did with them, and at the end the
 * state of the chain. */

#ifndef DOSSIER_RECORD_H
#define DOSSIER_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include <vrijuit/content.h>
#include <vrijuit/form.h>

#define DOSSIER_LABELS_MAX 8U    /* of one report */
#define DOSSIER_LABEL_MAX  40U   /* bytes */
#define DOSSIER_NOTE_MAX   2000U /* bytes */

enum dossier_kind {
    DOSSIER_REPORT,
    DOSSIER_STATE,
    DOSSIER_MARK,
    DOSSIER_REPLY,
    DOSSIER_BOARD,
    DOSSIER_STATISTICS,
};

/* One report as it was opened. */
struct dossier_report {
    char council[VR_ID_MAX + 1]; /* whose key opened it */
    const struct vr_suite *suite;
    bool round_known;
    uint32_t round;
    struct vr_content content;
};

/* What the next batch must continue, and the newest circle that was seen. */
struct dossier_state {
    uint8_t receipts[32]; /* hash of the last receipts payload */
    uint32_t round;       /* of those receipts */
    uint64_t sequence;
    uint8_t circle[32];
};

/* What a council wrote on a report; the last one of an id counts. */
struct dossier_mark {
    uint8_t id[VR_REPORT_ID_SIZE];
    bool answered;
    size_t label_count;
    char labels[DOSSIER_LABELS_MAX][DOSSIER_LABEL_MAX + 1];
    char note[DOSSIER_NOTE_MAX + 1];
};

/* An answer to a report, whole; each board splits and seals it anew. */
struct dossier_reply {
    uint8_t id[VR_REPORT_ID_SIZE];
    uint32_t round; /* newest round that was known when it was written */
    char *text;     /* owned */
    bool published; /* a board has it; not part of the record */
    bool lost;      /* a board left it out, and so will every later one; not part of the record */
};

/* A board that was made. */
struct dossier_board {
    char council[VR_ID_MAX + 1];
    uint32_t round;
    uint32_t count;   /* cells */
    uint8_t hash[32]; /* BLAKE2b-256 of the file */
};

struct dossier_record {
    enum dossier_kind kind;
    struct dossier_report report;
    struct dossier_state state;
    struct dossier_mark mark;
    struct dossier_reply reply;
    struct dossier_board board;
    json_t *statistics; /* body of a feedback report; owned */
};

/* The record as JSON, malloced; the caller wipes and frees. content is that of the report as it
 * came, already judged; report->content is not read. */
enum vr_status dossier_report_encode(char **out, size_t *len, const struct dossier_report *report,
                                     const void *content, size_t content_len) VR_MUST_CHECK;
enum vr_status dossier_state_encode(char **out, size_t *len,
                                    const struct dossier_state *state) VR_MUST_CHECK;

enum vr_status dossier_mark_encode(char **out, size_t *len,
                                   const struct dossier_mark *mark) VR_MUST_CHECK;
enum vr_status dossier_reply_encode(char **out, size_t *len,
                                    const struct dossier_reply *reply) VR_MUST_CHECK;
enum vr_status dossier_board_encode(char **out, size_t *len,
                                    const struct dossier_board *board) VR_MUST_CHECK;

/* body is any JSON object; it is borrowed. VR_FULL when it is longer than DOSSIER_RECORD_MAX. */
enum vr_status dossier_statistics_encode(char **out, size_t *len, const json_t *body) VR_MUST_CHECK;

/* What people type as a label or a note: UTF-8 without control characters, not too long. A label is
 * one line and not empty. */
bool dossier_label_fits(const char *text);
bool dossier_note_fits(const char *text);

/* On success the caller calls dossier_record_wipe. */
enum vr_status dossier_record_decode(struct dossier_record *record, const void *bytes, size_t len,
                                     struct vr_why *why) VR_MUST_CHECK;
void dossier_record_wipe(struct dossier_record *record);
void dossier_reply_wipe(struct dossier_reply *reply);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* The JSON records inside a dossier: reports, and at the end the state of the chain. */

#ifndef DOSSIER_RECORD_H
#define DOSSIER_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/content.h>
#include <vrijuit/form.h>

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

struct dossier_record {
    bool is_state;
    struct dossier_report report;
    struct dossier_state state;
};

/* The record as JSON, malloced; the caller wipes and frees. content is that of the report as it
 * came, already judged; report->content is not read. */
enum vr_status dossier_report_encode(char **out, size_t *len, const struct dossier_report *report,
                                     const void *content, size_t content_len) VR_MUST_CHECK;
enum vr_status dossier_state_encode(char **out, size_t *len,
                                    const struct dossier_state *state) VR_MUST_CHECK;

/* On success the caller calls dossier_record_wipe. */
enum vr_status dossier_record_decode(struct dossier_record *record, const void *bytes, size_t len,
                                     struct vr_why *why) VR_MUST_CHECK;
void dossier_record_wipe(struct dossier_record *record);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts of publishing share. */

#ifndef PUBLISHING_STATE_H
#define PUBLISHING_STATE_H

#include "publishing.h"

#define PUBLISHING_NEW (1ULL << PUBLISHING_EARLIER_MAX)

/* A class holds the reports that are in the same feedback reports, the new one among them. */
struct publishing {
    const struct tool *tool;
    const struct survey *survey;
    const struct publishing_earlier *earlier;
    const struct publishing_wish *wish;
    struct publication *made;
    uint64_t *in;   /* of each row of the survey, a bit for each feedback report */
    uint64_t group; /* feedback reports that share reports with the new one, even through others */
    size_t class_count;
    uint64_t class_in[DISCLOSURE_CLASSES_MAX];
    uint32_t class_size[DISCLOSURE_CLASSES_MAX];
    size_t *partner; /* of each question the one that it is crossed with, or question_count */
    bool *lost;      /* of each question: earlier reports leave nothing to tell about it */
};

/* Sort the reports into classes, and judge their sizes. */
enum vr_status publishing_classes(struct publishing *publishing) VR_MUST_CHECK;

/* The partners, and the empty tables and crossings of the new report. */
enum vr_status publishing_tables(struct publishing *publishing) VR_MUST_CHECK;

/* Fill in what may be told about a question and its partner. */
enum vr_status publishing_numbers(struct publishing *publishing, size_t question) VR_MUST_CHECK;

enum vr_status publishing_refuse_recount(const struct publishing *publishing);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* One run of `statistics`: a feedback report out of the dossier, into files. */

#ifndef FEEDBACK_H
#define FEEDBACK_H

#include "access.h"
#include "files.h"
#include "publishing.h"

#define FEEDBACK_ROUND_BASE 5U
#define FEEDBACK_MINIMUM    5U
#define FEEDBACK_LOWEST     3U /* below it a number is one person, or two who know each other */

/* A file that takes its name only when the dossier remembers what is in it. */
struct feedback_file {
    const char *path; /* NULL: not asked for */
    char temporary[FILE_PATH_MAX];
    bool written;
};

struct feedback {
    struct tool *tool;
    struct access_words words;
    const char *council; /* NULL: the only one */
    struct publishing_wish wish;
    uint32_t round_base; /* 0: as they are */
    struct feedback_file html;
    struct feedback_file csv;

    struct access access;
    struct reports reports;
    struct survey survey;
    struct publishing_earlier earlier;
    struct publication *made; /* maybe one of the earlier ones */
};

/* The options as words into the wish; says what is wrong. */
bool feedback_read_crossings(struct feedback *feedback, const struct texts *crossings);

/* The council, its periods and the minimum, by the circles. */
enum vr_status feedback_judge_wish(struct feedback *feedback) VR_MUST_CHECK;

/* Refuse a name that is taken; write beside it; give it its name. */
enum vr_status feedback_files_free(const struct feedback *feedback) VR_MUST_CHECK;
enum vr_status feedback_files_write(struct feedback *feedback) VR_MUST_CHECK;
enum vr_status feedback_files_name(struct feedback *feedback) VR_MUST_CHECK;

/* Remove what did not get its name. */
void feedback_files_drop(struct feedback *feedback);

#endif

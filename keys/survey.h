/* SPDX-License-Identifier: EUPL-1.2 */
/* What reports answered, as numbers only: no word of a report gets beyond this. */

#ifndef SURVEY_H
#define SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/circle.h>

#include "circles.h"
#include "reports.h"

#define SURVEY_COLUMNS_MAX 64U /* one bit each */

/* A text question has the columns answered and not answered. "Not answered" is the last column of
 * a question that need not be answered, but of one that takes many answers. */
struct survey_question {
    const struct vr_question *asked;
    bool required; /* and every report answered it */
    size_t columns;
};

struct survey_row {
    uint64_t place; /* in the dossier */
    bool round_known;
    uint32_t round;
    uint64_t *columns; /* of each question, a bit for each column */
};

struct survey {
    const struct vr_circle *circle; /* whose form it is */
    const struct vr_council *council;
    struct survey_question *questions;
    size_t question_count;
    struct survey_row *rows;
    size_t row_count;
    uint64_t *columns;
    uint64_t unfit; /* reports that do not fit the form of their circle, and are not counted */
};

/* Count what the reports to a council of the newest circle answered, by the form of that circle.
 * VR_FOREIGN when it does not have that council, VR_FULL, VR_MEMORY. circles is borrowed. */
enum vr_status survey_take(struct survey *survey, const struct reports *reports,
                           const struct circles *circles, const char *council) VR_MUST_CHECK;
void survey_wipe(struct survey *survey);

/* The place of a question, or question_count. */
size_t survey_find(const struct survey *survey, const char *id);

#endif

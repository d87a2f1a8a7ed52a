/* SPDX-License-Identifier: EUPL-1.2 */
/* The questions that a reporter for one council gets: the shared ones, then the council's own. */

#ifndef QUESTIONNAIRE_H
#define QUESTIONNAIRE_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include <vrijuit/circle.h>
#include <vrijuit/form.h>
#include <vrijuit/status.h>

#define ANSWERS_MAX ((size_t) 256 * 1024) /* bytes of an answers file */

/* Both borrowed; they must outlive it. */
struct questionnaire {
    const struct vr_form *form;
    const struct vr_council *council;
};

size_t questionnaire_count(const struct questionnaire *questionnaire);
const struct vr_question *questionnaire_at(const struct questionnaire *questionnaire, size_t index);

/* Whether a set of answers fits. VR_MALFORMED with the reason. */
enum vr_status questionnaire_judge(const struct questionnaire *questionnaire, const json_t *answers,
                                   struct vr_why *why) VR_MUST_CHECK;

/* Whether two circles ask the same questions for a council (NULL: it is not there). */
bool questionnaire_is_same(const struct vr_circle *circle, const struct vr_council *council,
                           const struct vr_circle *before, const struct vr_council *council_before);

/* A set of answers out of the bytes of a JSON file. The caller json_decrefs it. */
enum vr_status questionnaire_decode(json_t **answers, const struct questionnaire *questionnaire,
                                    const void *bytes, size_t len,
                                    struct vr_why *why) VR_MUST_CHECK;

#endif

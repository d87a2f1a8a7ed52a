/* SPDX-License-Identifier: EUPL-1.2 */
/* The questionnaire; PROTOCOL.md section 6.1. */

#ifndef VRIJUIT_FORM_H
#define VRIJUIT_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include <vrijuit/status.h>
#include <vrijuit/words.h>

#define VR_ID_MAX 32U /* characters of an id: [a-z0-9-]{1,32} */

/* A text in each language; borrowed from the document it came from. */
struct vr_text {
    const char *nl;
    const char *en;
};

enum vr_question_type {
    VR_ONE,
    VR_MANY,
    VR_TEXT,
};

struct vr_option {
    const char *id;
    struct vr_text label;
};

struct vr_question {
    const char *id;
    enum vr_question_type type;
    struct vr_text label;
    struct vr_text help; /* maybe "" */
    bool required;
    struct vr_option *options; /* for one and many */
    size_t option_count;
    uint32_t maximum; /* code points, for text */
};

struct vr_form {
    const char *id;
    struct vr_text title;
    struct vr_text intro;
    struct vr_question *questions;
    size_t question_count;
};

/* Member name of object as a text in each language. VR_MALFORMED. */
enum vr_status vr_text_decode(struct vr_text *text, const json_t *object, const char *name,
                              struct vr_why *why) VR_MUST_CHECK;

const char *vr_text_in(const struct vr_text *text, enum vr_lang lang);
bool vr_id_valid(const char *id);

/* Read a form, or a council's list of extra questions, out of JSON that must outlive it. On success
 * the caller calls vr_form_wipe, or vr_questions_free. VR_MALFORMED with the reason. */
enum vr_status vr_form_decode(struct vr_form *form, const json_t *json,
                              struct vr_why *why) VR_MUST_CHECK;
void vr_form_wipe(struct vr_form *form);
enum vr_status vr_questions_decode(struct vr_question **out, size_t *count, const json_t *json,
                                   struct vr_why *why) VR_MUST_CHECK;
void vr_questions_free(struct vr_question *questions, size_t count);

/* Bytes of the longest possible content over both lists of questions; section 6.1. */
size_t vr_form_longest_content(const struct vr_question *shared, size_t shared_count,
                               const struct vr_question *own, size_t own_count);

/* The question of that id in either list, or NULL. */
const struct vr_question *vr_question_find(const struct vr_question *questions, size_t count,
                                           const char *id);
const struct vr_option *vr_option_find(const struct vr_question *question, const char *id);

/* Whether an answer (string, or list of strings) fits the question: known options, once each,
 * length, no control characters but line feed and tab, not empty. VR_MALFORMED with the reason. */
enum vr_status vr_form_answer(const struct vr_question *question, const json_t *answer,
                              struct vr_why *why) VR_MUST_CHECK;

/* The same for a whole set of answers over both lists: unknown questions, required ones absent. */
enum vr_status vr_form_answers(const struct vr_question *shared, size_t shared_count,
                               const struct vr_question *own, size_t own_count,
                               const json_t *answers, struct vr_why *why) VR_MUST_CHECK;

#endif

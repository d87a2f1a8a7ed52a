/* SPDX-License-Identifier: EUPL-1.2 */
/* Asks the questions of a form one by one. Answers live in memory only. */

#ifndef FORM_ASK_H
#define FORM_ASK_H

#include <stddef.h>

#include <jansson.h>

#include <vrijuit/form.h>
#include <vrijuit/status.h>
#include <vrijuit/words.h>

#include "questionnaire.h"
#include "terminal.h"

#define FORM_LINE_MAX 16384U /* bytes of one typed line */

/* Ask every question, with the way back to the one before; *answers is a set that the questionnaire
 * accepts, to be json_decref'd. VR_STALE when the input ends before the last answer. */
enum vr_status form_ask(json_t **answers, struct terminal *terminal,
                        const struct questionnaire *questionnaire, enum vr_lang lang) VR_MUST_CHECK;

/* Ask question number index again and put its answer in place of the one in answers. */
enum vr_status form_ask_again(json_t *answers, struct terminal *terminal,
                              const struct questionnaire *questionnaire, size_t index,
                              enum vr_lang lang) VR_MUST_CHECK;

/* Show all answers, as they will be sent. */
void form_preview(struct terminal *terminal, const struct questionnaire *questionnaire,
                  const json_t *answers, enum vr_lang lang);

/* Show one answer; NULL: there is none. */
void form_show_answer(struct terminal *terminal, const struct vr_question *question,
                      const json_t *answer, enum vr_lang lang);

/* Each line of a text with an indent and a bar, so that no text can pass for something else. */
void form_show_text(struct terminal *terminal, const char *text);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* One question being asked: what form_ask.c and text_ask.c share. */

#ifndef ASKING_H
#define ASKING_H

#include <stdbool.h>

#include <jansson.h>

#include <vrijuit/form.h>
#include <vrijuit/status.h>

#include "form_ask.h"
#include "terminal.h"

struct asking {
    struct terminal *terminal;
    const struct vr_question *question;
    enum vr_lang lang;
    json_t *before;  /* the answer that there is; borrowed, or NULL */
    char *line;      /* FORM_LINE_MAX bytes, secret */
    bool wants_back; /* result: to the question before this one */
};

/* The first line after a question, taking care of "?" and of lines that are too long. */
enum vr_status asking_read(const struct asking *asking) VR_MUST_CHECK;

/* Whether the line is only blanks; whether it says to go back, and then the answer stays as it is.
 */
bool asking_is_blank(const struct asking *asking);
bool asking_goes_back(json_t **answer, struct asking *asking);

/* Whether it is fine to give no answer; an explanation when it is not. */
bool asking_may_skip(const struct asking *asking);

/* Ask for a text: text_ask.c. *answer stays NULL when there is none. */
enum vr_status text_ask(json_t **answer, struct asking *asking) VR_MUST_CHECK;

#endif

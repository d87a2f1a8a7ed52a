/* SPDX-License-Identifier: EUPL-1.2 */
/* What `vrijuit report` says, and the words with which it is answered. */

#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include <vrijuit/circle.h>
#include <vrijuit/status.h>

#include "client.h"
#include "deliver.h"
#include "questionnaire.h"
#include "terminal.h"

enum report_word {
    REPORT_NOTHING, /* not asked yet */
    REPORT_UNKNOWN,
    REPORT_YES,
    REPORT_NO,
    REPORT_NUMBER,
};

/* Before anything: what this is, what it is not, what is safer. */
void report_say_what_this_is(struct terminal *terminal);

/* What has been verified, and what the way to the entry shows. */
void report_say_checked(const struct client *client, const struct vr_circle *circle);

void report_say_councils(struct terminal *terminal, const struct vr_circle *circle,
                         enum vr_lang lang);
void report_say_form(struct terminal *terminal, const struct vr_circle *circle, enum vr_lang lang);
void report_say_preview(struct terminal *terminal, const struct vr_circle *circle,
                        const struct questionnaire *questionnaire, const json_t *answers,
                        enum vr_lang lang);

/* Read one line: whether it says yes, in either language. */
bool report_hears_yes(struct terminal *terminal);

/* Ask whether to send. "ja" and "yes" count in both languages; a number is one of 1..count. */
enum vr_status report_read_word(enum report_word *word, size_t *number, struct terminal *terminal,
                                size_t count) VR_MUST_CHECK;

/* How it ended. The codename is shown only when a packet of it is, or may come, somewhere. */
void report_say_delivered(const struct client *client, const struct vr_circle *circle,
                          enum delivered result, uint32_t round);
void report_say_codename(struct terminal *terminal, const char *codename);

/* When to look whether what was sent in round was stored. */
void report_say_look(struct terminal *terminal, const struct vr_circle *circle, uint32_t round);

/* Why the questions could not be asked to the end. */
enum vr_status report_refuse_end(enum vr_status status, struct vr_why *why);

#endif

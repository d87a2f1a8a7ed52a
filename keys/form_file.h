/* SPDX-License-Identifier: EUPL-1.2 */
/* A form and perhaps a council's own questions, out of files; PROTOCOL.md section 6.1. */

#ifndef FORM_FILE_H
#define FORM_FILE_H

#include <stddef.h>

#include <jansson.h>

#include <vrijuit/form.h>

#include "tool.h"

struct form_file {
    json_t *shared; /* documents, in which the texts live */
    json_t *extra;
    struct vr_form form;
    struct vr_question *own;
    size_t own_count;
    size_t longest; /* bytes of the longest content */
};

/* The JSON of a form or of a list of questions, not yet judged; the caller json_decrefs it. */
enum vr_status form_file_json(json_t **out, const struct tool *tool,
                              const char *path) VR_MUST_CHECK;

/* Read and judge by all rules; says which question breaks one. questions may be NULL. Wiped by the
 * caller, also after a failure. */
enum vr_status form_file_read(struct form_file *form, const struct tool *tool, const char *path,
                              const char *questions) VR_MUST_CHECK;
void form_file_wipe(struct form_file *form);

/* On stdout: the numbers that matter; the form as the reporter's terminal shows it. */
void form_file_report(const struct form_file *form, const struct tool *tool);
void form_file_preview(const struct form_file *form, const struct tool *tool);

#endif

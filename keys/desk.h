/* SPDX-License-Identifier: EUPL-1.2 */
/* What a council does with the reports on its table: choose, search, label, note, answer. Knows
 * nothing of screens. */

#ifndef DESK_H
#define DESK_H

#include "due.h"
#include "table.h"

#define DESK_WORDS_MAX 100U /* of a search, with the zero */
#define DESK_LINE_MAX  240U /* one line about a report, with the zero */

enum desk_state {
    DESK_ANY,
    DESK_OPEN,
    DESK_WRITTEN,
    DESK_ANSWERED,
    DESK_OVERDUE,
    DESK_FIRST_OVERDUE,
    DESK_STATES,
};

struct desk {
    struct table *table; /* borrowed; must outlive */
    const struct tool *tool;
    const struct vr_circle *circle;    /* the newest */
    const struct vr_question *themes;  /* first question with choices; NULL without one */
    const struct dossier_report **all; /* reports, and follow-ups whose report is not here */
    size_t count;
    const struct dossier_report **shown; /* those that were chosen, in the same order */
    size_t shown_count;
    size_t theme; /* option of themes, from 1; 0: any */
    enum desk_state state;
    char label[DOSSIER_LABEL_MAX + 1];
    char words[DESK_WORDS_MAX];
};

/* All reports in random order. On success the caller calls desk_wipe. */
enum vr_status desk_init(struct desk *desk, struct table *table) VR_MUST_CHECK;
void desk_wipe(struct desk *desk);

/* Choose again, after a filter or a report changed. VR_MEMORY leaves nothing shown. */
enum vr_status desk_choose(struct desk *desk) VR_MUST_CHECK;

/* No filter any more. */
void desk_reset(struct desk *desk);

/* Words for people. */
const char *desk_state_name(const struct tool *tool, enum desk_state state);
const char *desk_theme_name(const struct desk *desk, size_t theme);

/* One safe line: handle, what is due, labels, beginning of the text. */
void desk_line(char line[static DESK_LINE_MAX], const struct desk *desk,
               const struct dossier_report *report);

/* The whole report as safe text, malloced; the caller calls desk_text_free. NULL without memory. */
char *desk_text(const struct desk *desk, const struct dossier_report *report);
void desk_text_free(char *text);

/* What is written into the dossier at once. A label that is there is taken off. */
enum vr_status desk_toggle_label(struct desk *desk, const struct dossier_report *report,
                                 const char *label) VR_MUST_CHECK;
enum vr_status desk_toggle_answered(struct desk *desk,
                                    const struct dossier_report *report) VR_MUST_CHECK;
enum vr_status desk_set_note(struct desk *desk, const struct dossier_report *report,
                             const char *note) VR_MUST_CHECK;
enum vr_status desk_reply(struct desk *desk, const struct dossier_report *report,
                          const char *text) VR_MUST_CHECK;

#endif

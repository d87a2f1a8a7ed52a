/* SPDX-License-Identifier: EUPL-1.2 */
/* A council's dossier on the table: opened with the members' shares, all of it in memory. */

#ifndef TABLE_H
#define TABLE_H

#include "access.h"
#include "reports.h"

struct table {
    const struct tool *tool;
    const char *path; /* of the dossier */
    struct access access;
    struct reports reports;
};

/* Ask for the passphrases and load the dossier. words is borrowed. Call table_wipe also after a
 * failure. */
enum vr_status table_open(struct table *table, const struct tool *tool,
                          const struct access_words *words) VR_MUST_CHECK;
void table_wipe(struct table *table);

/* Whoever shows anything about reports asks this first: VR_FULL while there are fewer than the
 * circle's minimum, unless the shares of all members are there and they asked for it. */
enum vr_status table_judge_minimum(const struct table *table, bool asked_all) VR_MUST_CHECK;

/* Whether a reply can be sealed for its reporter, whose key may be one that no program makes. */
bool table_can_answer(const struct dossier_report *report);

/* Write into the dossier, and then into memory. A reply that nobody can read is kept, and that is
 * said. */
enum vr_status table_keep_mark(struct table *table, const struct dossier_mark *mark) VR_MUST_CHECK;
enum vr_status table_keep_reply(struct table *table, const struct dossier_report *report,
                                const char *text) VR_MUST_CHECK;
enum vr_status table_keep_board(struct table *table,
                                const struct dossier_board *board) VR_MUST_CHECK;

#endif

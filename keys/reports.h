/* SPDX-License-Identifier: EUPL-1.2 */
/* Everything that a dossier holds, in memory. */

#ifndef REPORTS_H
#define REPORTS_H

#include <stddef.h>
#include <stdint.h>

#include "dossier.h"
#include "dossier_record.h"

#define REPLY_ROUNDS 180 /* so long a reply stays on the boards, as receipts do */

/* Each list in the order of the dossier, but for marks: one for each id that has any. */
struct reports {
    struct dossier_report *list;
    size_t count;
    size_t size;
    struct dossier_mark *marks;
    size_t mark_count;
    size_t mark_size;
    struct dossier_reply *replies;
    size_t reply_count;
    size_t reply_size;
    struct dossier_board *boards;
    size_t board_count;
    size_t board_size;
    json_t **statistics; /* bodies of earlier feedback reports, oldest first */
    size_t statistics_count;
    size_t statistics_size;
    struct dossier_state state;
};

/* All records. path is for messages. */
enum vr_status reports_load(struct reports *reports, const struct tool *tool, const char *path,
                            struct dossier_reader *reader) VR_MUST_CHECK;
void reports_wipe(struct reports *reports);

/* The mark of a report, or NULL. */
const struct dossier_mark *reports_mark(const struct reports *reports,
                                        const uint8_t id[static VR_REPORT_ID_SIZE]);

/* Take a mark as if it stood in the dossier: the last one of an id counts. */
enum vr_status reports_set_mark(struct reports *reports,
                                const struct dossier_mark *mark) VR_MUST_CHECK;

/* The same for a reply (its text goes over into reports) and for a board: every reply to a report
 * of its council that was there before it is published, or lost when the board left it out. */
enum vr_status reports_add_reply(struct reports *reports,
                                 const struct dossier_reply *reply) VR_MUST_CHECK;
enum vr_status reports_add_board(struct reports *reports,
                                 const struct dossier_board *board) VR_MUST_CHECK;

/* Whether a board of that round still carries the reply. */
bool reports_reply_is_live(const struct dossier_reply *reply, uint32_t round);

/* The report of that id, or NULL; follow-ups have ids of their own. */
const struct dossier_report *reports_find(const struct reports *reports,
                                          const uint8_t id[static VR_REPORT_ID_SIZE]);

/* Follow-ups belong to the report with the same reply key. */
bool reports_same_reporter(const struct vr_content *a, const struct vr_content *b);
bool reports_has_report(const struct reports *reports, const struct dossier_report *follow_up);

/* Reports, follow-ups not counted. */
uint64_t reports_count(const struct reports *reports);

/* Random order: that of the file is the order of the locators, and of the batches. */
void reports_shuffle(struct reports *reports);

#endif

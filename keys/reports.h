/* SPDX-License-Identifier: EUPL-1.2 */
/* The reports of a dossier, and how a council sees them. */

#ifndef REPORTS_H
#define REPORTS_H

#include <stddef.h>
#include <stdint.h>

#include "circles.h"
#include "dossier.h"
#include "dossier_record.h"

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

/* Reports, follow-ups not counted. */
uint64_t reports_count(const struct reports *reports);

/* Random order: that of the file is the order of the locators, and of the batches. */
void reports_shuffle(struct reports *reports);

/* Print all on stdout, each with its follow-ups behind it. */
void reports_show(const struct reports *reports, const struct tool *tool,
                  const struct circles *circles);

#endif

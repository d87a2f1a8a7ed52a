/* SPDX-License-Identifier: EUPL-1.2 */
/* The reports of a dossier, and how a council sees them. */

#ifndef REPORTS_H
#define REPORTS_H

#include <stddef.h>
#include <stdint.h>

#include "circles.h"
#include "dossier.h"
#include "dossier_record.h"

struct reports {
    struct dossier_report *list;
    size_t count;
    size_t size;
};

/* All records up to the state. path is for messages. */
enum vr_status reports_load(struct reports *reports, const struct tool *tool, const char *path,
                            struct dossier_reader *reader) VR_MUST_CHECK;
void reports_wipe(struct reports *reports);

/* Reports, follow-ups not counted. */
uint64_t reports_count(const struct reports *reports);

/* Random order: that of the file is the order of the locators, and of the batches. */
void reports_shuffle(struct reports *reports);

/* Print all on stdout, each with its follow-ups behind it. */
void reports_show(const struct reports *reports, const struct tool *tool,
                  const struct circles *circles);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* Reports as a council reads them: labels of the form, follow-ups, our marks and replies. What came
 * from outside is made harmless. */

#ifndef REPORTS_SHOW_H
#define REPORTS_SHOW_H

#include <stdio.h>

#include "access.h"
#include "reports.h"

/* All, each with its follow-ups behind it. */
void reports_show(FILE *out, const struct reports *reports, const struct tool *tool,
                  const struct access *access);

/* Name and round of one, without line feed; then everything else about it, in lines. */
void reports_show_title(FILE *out, const struct dossier_report *report, const struct tool *tool,
                        const struct access *access);
void reports_show_one(FILE *out, const struct reports *reports, const struct dossier_report *report,
                      const struct tool *tool, const struct access *access);

#endif

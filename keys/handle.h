/* SPDX-License-Identifier: EUPL-1.2 */
/* The short name by which a council speaks of a report: eight letters and digits out of its id and
 * the dossier's key. The reporter's program and the servers cannot know it, it says nothing of the
 * order of arrival, and it need not be kept. */

#ifndef HANDLE_H
#define HANDLE_H

#include "reports.h"

#define HANDLE_SIZE 10U /* "k3f9-q2mm" and a zero */

void handle_of(char handle[static HANDLE_SIZE], const uint8_t key[static 32],
               const uint8_t id[static VR_REPORT_ID_SIZE]);

/* The report of that handle, in small or capital letters, with or without hyphen; NULL when none or
 * more than one has it. */
const struct dossier_report *handle_find(const struct reports *reports,
                                         const uint8_t key[static 32], const char *text);

#endif

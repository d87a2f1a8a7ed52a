/* SPDX-License-Identifier: EUPL-1.2 */
/* What is still to be answered, and by when: a council answers within three months. That a report
 * arrived is confirmed by the receipts of its round. */

#ifndef DUE_H
#define DUE_H

#include <vrijuit/circle.h>

#include "reports.h"

#define DUE_DAYS      91 /* 13 weeks */
#define DUE_SOON_DAYS 14

enum due_state {
    DUE_OPEN,
    DUE_WRITTEN,  /* a reply waits for the next board */
    DUE_ANSWERED, /* on a board, or marked */
    DUE_LOST,     /* the only replies are such that no board can carry them */
};

struct due {
    enum due_state state;
    bool known;        /* the rest, only where the round is known */
    int64_t days_left; /* negative: overdue */
};

/* The newest round of the dossier is the only clock. */
struct due due_of(const struct reports *reports, const struct dossier_report *report,
                  const struct vr_circle *circle);

bool due_is_overdue(const struct due *due);

/* How many are open or written, soon due, overdue. */
struct due_counts {
    uint64_t open;
    uint64_t written;
    uint64_t soon;
    uint64_t overdue;
};
struct due_counts due_count(const struct reports *reports, const struct vr_circle *circle);

/* One line of words, for people. */
#define DUE_TEXT_MAX 120U
void due_text(char text[static DUE_TEXT_MAX], const struct tool *tool, const struct due *due);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* What is still to be answered, and by when: a council gives a first answer within seven days and
 * answers within three months. That a report arrived is confirmed by the receipts of its round. */

#ifndef DUE_H
#define DUE_H

#include <vrijuit/circle.h>

#include "reports.h"

#define DUE_DAYS       91 /* 13 weeks */
#define DUE_SOON_DAYS  14
#define DUE_FIRST_DAYS 7 /* of the first answer */

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

/* The first answer: only while no reply was kept at all. */
bool due_first_is_awaited(const struct due *due);
bool due_first_is_overdue(const struct due *due);

/* How many are open or written, soon due, overdue; and of how many the first answer is. */
struct due_counts {
    uint64_t open;
    uint64_t written;
    uint64_t soon;
    uint64_t overdue;
    uint64_t first_soon;
    uint64_t first_overdue;
};
struct due_counts due_count(const struct reports *reports, const struct vr_circle *circle);

/* One line of words, for people. */
#define DUE_TEXT_MAX 160U
void due_text(char text[static DUE_TEXT_MAX], const struct tool *tool, const struct due *due);
void due_counts_text(char text[static DUE_TEXT_MAX], const struct tool *tool,
                     const struct due_counts *counts);

#endif

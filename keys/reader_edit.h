/* SPDX-License-Identifier: EUPL-1.2 */
/* Typing on a full screen: one line at the bottom, or a text. */

#ifndef READER_EDIT_H
#define READER_EDIT_H

#include "reader.h"

/* What every part of a sitting needs. */
struct sitting {
    struct desk *desk;
    const struct tool *tool;
    unsigned idle_seconds;
    int signals;
    bool ended;
    enum reader_end end;
    size_t selected; /* in the list */
    size_t top;      /* first of the list that is shown */
    char message[200];
};

/* The next key; where there is none left the sitting ends. */
int sitting_key(struct sitting *sitting);

/* A line typed in the last row. False when it was given up. The caller wipes it. */
bool edit_line(struct sitting *sitting, char *line, size_t size, const char *question);

/* A text typed at its end; what it holds already stays. False when it was given up. */
bool edit_text(struct sitting *sitting, char *text, size_t size, const char *title);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* A full screen of text lines and a keyboard. The one place that knows of ncurses. */

#ifndef SCREEN_H
#define SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "tool.h"

#define SCREEN_ROWS    24
#define SCREEN_COLUMNS 80

/* Keys beside characters, which come as their bytes. */
enum screen_key {
    SCREEN_UP = 256,
    SCREEN_DOWN,
    SCREEN_PAGE_UP,
    SCREEN_PAGE_DOWN,
    SCREEN_HOME,
    SCREEN_END,
    SCREEN_ENTER,
    SCREEN_BACK, /* the key that rubs out */
    SCREEN_ESCAPE,
    SCREEN_RESIZED,
    SCREEN_IDLE,   /* nothing was typed for the time given */
    SCREEN_CLOSED, /* a signal, or the terminal is gone */
    SCREEN_OTHER,
};

enum screen_style {
    SCREEN_PLAIN,
    SCREEN_REVERSE,
    SCREEN_BOLD,
};

/* VR_UNSUPPORTED where there is no such terminal or it is too small; said why. */
enum vr_status screen_open(const struct tool *tool) VR_MUST_CHECK;

/* Wipes the screen and gives the terminal back. */
void screen_close(void);

size_t screen_rows(void);
size_t screen_columns(void);

void screen_clear(void);

/* Up to len bytes of safe text in a row of its own, cut at the right edge. */
void screen_put(size_t row, const char *text, size_t len, enum screen_style style);

/* Show it all, with the cursor there: that is where a screen reader reads. */
void screen_show(size_t row, size_t column);

/* The next key. signals: descriptor of prompt_signals_begin. */
int screen_key(int signals, unsigned idle_seconds);

/* While something else may write messages: they are caught and given as one line. */
int screen_hush(void);
void screen_unhush(int hush, char *said, size_t said_size);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* The two ways to sit at the desk: line by line, or on a full screen. */

#ifndef READER_H
#define READER_H

#include "desk.h"

/* How a sitting ended. */
enum reader_end {
    READER_LEFT,   /* asked for, end of the input, or a signal */
    READER_IDLE,   /* nobody touched a key for so long that it must lock */
    READER_FAILED, /* said what failed */
};

/* Commands as lines on standard input; answers on standard output. */
enum reader_end reader_plain(struct desk *desk, unsigned idle_seconds);

/* Needs a terminal of 80x24 or more. */
enum reader_end reader_screen(struct desk *desk, unsigned idle_seconds);

#endif

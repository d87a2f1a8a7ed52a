/* SPDX-License-Identifier: EUPL-1.2 */
/* Questions to the person at the keyboard. The one place that knows of terminals. */

#ifndef PROMPT_H
#define PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include <vrijuit/status.h>

#include "tool.h"

#define PROMPT_LINE_MAX 512U /* with the terminating zero */

/* Whether a person types (then questions are shown, and secrets asked twice), or a file or pipe
 * answers, one line for each question. */
bool prompt_is_terminal(void);

/* One line of standard input without its line feed. Shown as typed, or not at all (secret). The
 * question goes to stderr. VR_STALE at the end of the input. The caller wipes line. */
enum vr_status prompt_line(const struct tool *tool, char line[static PROMPT_LINE_MAX],
                           const char *question) VR_MUST_CHECK;
enum vr_status prompt_secret(const struct tool *tool, char line[static PROMPT_LINE_MAX],
                             const char *question) VR_MUST_CHECK;

/* How a wait for a command ended. */
enum prompt_end {
    PROMPT_LINE,
    PROMPT_CLOSED, /* end of the input, or a signal that ends the program */
    PROMPT_IDLE,
    PROMPT_FAILED, /* said why */
};

/* Block the signals that would end the program, so that the screen is wiped first; they arrive at
 * the descriptor. -1: none to be had, and nothing is blocked. prompt_signals_end lets them through
 * again. */
int prompt_signals_begin(void);
void prompt_signals_end(int signals);

/* One line as prompt_line; gives up after so many seconds without a key, and on a signal. */
enum prompt_end prompt_command(const struct tool *tool, char line[static PROMPT_LINE_MAX],
                               const char *question, unsigned idle_seconds, int signals);

/* Wipe the screen and what scrolled off it; nothing when standard output is no terminal. */
void prompt_wipe(void);

/* Wait for Enter, then wipe the screen; nothing when standard output is no terminal. */
enum vr_status prompt_page(const struct tool *tool) VR_MUST_CHECK;

#endif

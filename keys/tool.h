/* SPDX-License-Identifier: EUPL-1.2 */
/* What every command of vrijuit-council shares: the language, messages, exit codes. */

#ifndef TOOL_H
#define TOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/status.h>
#include <vrijuit/words.h>

/* Exit codes; vrijuit-council(1). */
enum outcome {
    OUTCOME_OK = 0,
    OUTCOME_REFUSED = 1,
    OUTCOME_USAGE = 2,
    OUTCOME_SYSTEM = 3,
};

struct tool {
    enum vr_lang lang;
    bool progress; /* asked for; else only on a terminal */
};

/* The text in the chosen language; a format where the two are formats. */
const char *say(const struct tool *tool, const char *nl, const char *en)
    __attribute__((format_arg(2), format_arg(3)));

/* Print "vrijuit-council: what: why" on stderr; returns status, so that a refusal is one line. */
enum vr_status tool_refuse(enum vr_status status, const char *what, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with the reason that the protocol library gave. */
enum vr_status tool_refuse_why(enum vr_status status, const char *what, const struct vr_why *why);

/* The same out of errno, with what was tried. */
enum vr_status tool_refuse_errno(const char *what, const char *tried);

/* "vrijuit-council: COMMAND: why", and where help stands. */
enum outcome tool_usage(const struct tool *tool, const char *command, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

enum outcome tool_outcome(enum vr_status status);

/* One line of progress on stderr, overwritten by the next; done == total ends it. */
void tool_progress(const struct tool *tool, const char *what, uint64_t done, uint64_t total);

/* A whole number in lowest..highest out of an option's value. */
bool tool_number(uint64_t *out, const char *text, uint64_t lowest, uint64_t highest);

/* Today in UTC as YYYY-MM-DD. */
void tool_today(char today[static 11]);

/* YYYY-MM-DD to the Unix second at which that UTC day begins; seconds may be NULL. */
bool tool_date(uint64_t *seconds, const char *text);

/* Secret memory, with the remedy in the message when the system refuses to lock it. */
enum vr_status tool_secret_new(const struct tool *tool, void **out, size_t len) VR_MUST_CHECK;

#endif

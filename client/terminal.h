/* SPDX-License-Identifier: EUPL-1.2 */
/* The person at the other side: what is said and what is typed. The only file that knows termios.
 */

#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

#include <vrijuit/status.h>

struct terminal;

/* A terminal over three open descriptors, which stay the caller's. Its input buffer is secret
 * memory. */
enum vr_status terminal_new(struct terminal **out, int in, int out_fd, int err_fd) VR_MUST_CHECK;
void terminal_free(struct terminal *terminal);

/* Whether a person types: the input is a terminal. */
bool terminal_is_typed(const struct terminal *terminal);

/* Take input from another descriptor from now on. */
void terminal_read_from(struct terminal *terminal, int in);

/* Say something, cleaned and wrapped (plain.h), on the output; complain: on the error output. */
void terminal_say(struct terminal *terminal, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void terminal_complain(struct terminal *terminal, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Whether everything that was said has been written. */
bool terminal_is_fine(const struct terminal *terminal);

/* Read one line into line (size bytes), without its end. VR_FULL: too long, and dropped;
 * VR_STALE: the input has ended; VR_SYSTEM. A zero byte is read as a delete character, which no
 * reader takes. */
enum vr_status terminal_line(char *line, size_t size, struct terminal *terminal) VR_MUST_CHECK;

/* The same after a prompt and, on a terminal, without echo, which is put back also when a signal
 * ends the program. */
enum vr_status terminal_hidden_line(char *line, size_t size, struct terminal *terminal,
                                    const char *prompt) VR_MUST_CHECK;

#endif

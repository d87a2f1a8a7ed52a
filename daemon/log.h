/* SPDX-License-Identifier: EUPL-1.2 */
/* What the operator reads: start, stop, counters per round, errors. Never a request, an address, or
 * anything about one packet. The time of a line is the journal's, so no line may follow from one
 * packet. */

#ifndef LOG_H
#define LOG_H

#define LOG_PRINTF __attribute__((format(printf, 1, 2)))

void log_error(const char *format, ...) LOG_PRINTF;
void log_warning(const char *format, ...) LOG_PRINTF;
void log_info(const char *format, ...) LOG_PRINTF;

#endif

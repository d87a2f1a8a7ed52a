/* SPDX-License-Identifier: EUPL-1.2 */
/* What the operator reads: start, stop, counters per round, errors. Never a request, an address, or
 * anything about one packet. The time of a line is the journal's, so no line may follow from one
 * packet. */

#ifndef LOG_H
#define LOG_H

#include <stdbool.h>
#include <stdint.h>

#define LOG_PRINTF __attribute__((format(printf, 1, 2)))

void log_error(const char *format, ...) LOG_PRINTF;
void log_warning(const char *format, ...) LOG_PRINTF;
void log_info(const char *format, ...) LOG_PRINTF;

/* For what anybody can send: a few lines in a round, or a stranger fills the disk, and the log
 * tells when who came. */
struct log_limit {
    uint32_t round;
    unsigned lines;
};

/* Whether one more may be said in this round. */
bool log_limit_allows(struct log_limit *limit, uint32_t round);

#endif

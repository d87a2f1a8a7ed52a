/* SPDX-License-Identifier: EUPL-1.2 */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <systemd/sd-daemon.h>

#define LINES_A_ROUND 16U

static void log_line(const char *prefix, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* One write a line: the loop and the writer both speak. The prefix is the level, for the journal.
 */
static void
log_line(const char *prefix, const char *format, va_list arguments)
{
    char text[512];

    vsnprintf(text, sizeof text, format, arguments);
    fprintf(stderr, "%svrijuitd: %s\n", getenv("JOURNAL_STREAM") != NULL ? prefix : "", text);
}

void
log_error(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    log_line(SD_ERR, format, arguments);
    va_end(arguments);
}

void
log_warning(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    log_line(SD_WARNING, format, arguments);
    va_end(arguments);
}

void
log_info(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    log_line(SD_INFO, format, arguments);
    va_end(arguments);
}

bool
log_limit_allows(struct log_limit *limit, uint32_t round)
{
    if (limit->round != round) {
        *limit = (struct log_limit) { .round = round };
    }
    if (limit->lines == LINES_A_ROUND) {
        return false;
    }
    limit->lines++;

    return true;
}

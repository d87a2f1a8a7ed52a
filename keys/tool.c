/* SPDX-License-Identifier: EUPL-1.2 */
#include "tool.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <vrijuit/secret.h>

const char *
say(const struct tool *tool, const char *nl, const char *en)
{
    return tool->lang == VR_NL ? nl : en;
}

static void speak(const char *what, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

static void
speak(const char *what, const char *format, va_list arguments)
{
    fflush(stdout);
    fprintf(stderr, "vrijuit-council: %s: ", what);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
}

enum vr_status
tool_refuse(enum vr_status status, const char *what, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    speak(what, format, arguments);
    va_end(arguments);

    return status;
}

enum vr_status
tool_refuse_why(enum vr_status status, const char *what, const struct vr_why *why)
{
    const char *text = why->text[0] != '\0' ? why->text : vr_status_text(status);

    return tool_refuse(status, what, "%s", text);
}

enum vr_status
tool_refuse_errno(const char *what, const char *tried)
{
    return tool_refuse(VR_SYSTEM, what, "%s: %s", tried, strerror(errno));
}

enum outcome
tool_usage(const struct tool *tool, const char *command, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    speak(command, format, arguments);
    va_end(arguments);
    fprintf(stderr, "%s\n",
            say(tool, "Hulp: vrijuit-council --help", "Help: vrijuit-council --help --lang en"));

    return OUTCOME_USAGE;
}

enum outcome
tool_outcome(enum vr_status status)
{
    switch (status) {
    case VR_OK:
        return OUTCOME_OK;
    case VR_MEMORY:
    case VR_SYSTEM:
        return OUTCOME_SYSTEM;
    case VR_MALFORMED:
    case VR_UNSUPPORTED:
    case VR_UNVERIFIED:
    case VR_FOREIGN:
    case VR_STALE:
    case VR_CONFLICT:
    case VR_FULL:
        break;
    }

    return OUTCOME_REFUSED;
}

void
tool_progress(const struct tool *tool, const char *what, uint64_t done, uint64_t total)
{
    bool terminal = isatty(STDERR_FILENO) == 1;

    if (!tool->progress && !terminal) {
        return;
    }
    fprintf(stderr, "%s%s: %" PRIu64 "/%" PRIu64 "%s", terminal ? "\r" : "", what, done, total,
            terminal && done < total ? "" : "\n");
}

bool
tool_number(uint64_t *out, const char *text, uint64_t lowest, uint64_t highest)
{
    char *end;
    unsigned long long value;

    if (*text < '0' || *text > '9') {
        return false;
    }
    errno = 0;
    value = strtoull(text, &end, 10);
    if (errno != 0 || *end != '\0' || value < lowest || value > highest) {
        return false;
    }
    *out = value;

    return true;
}

void
tool_today(char today[static 11])
{
    time_t now = time(NULL);
    struct tm utc;

    gmtime_r(&now, &utc);
    strftime(today, 11, "%Y-%m-%d", &utc);
}

bool
tool_date(uint64_t *seconds, const char *text)
{
    struct tm day = { 0 };
    struct tm again;
    const char *end = strptime(text, "%Y-%m-%d", &day);
    char back[11];
    time_t moment;

    if (end == NULL || *end != '\0') {
        return false;
    }
    moment = timegm(&day);
    if (moment < 0 || gmtime_r(&moment, &again) == NULL ||
        strftime(back, sizeof back, "%Y-%m-%d", &again) != 10 || strcmp(back, text) != 0) {
        return false;
    }
    if (seconds != NULL) {
        *seconds = (uint64_t) moment;
    }

    return true;
}

enum vr_status
tool_secret_new(const struct tool *tool, void **out, size_t len)
{
    enum vr_status status = vr_secret_new(out, len);

    if (status == VR_MEMORY) {
        status = tool_refuse(
            status, say(tool, "geheugen", "memory"), "%s",
            say(tool,
                "het systeem wil geen geheugen vastzetten, dus een geheim kan op de schijf "
                "belanden; verhoog de grens (ulimit -l 65536), of gebruik --allow-unlocked op een "
                "computer zonder wisselgeheugen",
                "the system refuses to lock memory, so a secret could reach the disk; raise the "
                "limit (ulimit -l 65536), or use --allow-unlocked on a machine without swap"));
    }

    return status;
}

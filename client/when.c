/* SPDX-License-Identifier: EUPL-1.2 */
#include "when.h"

#include <libintl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <vrijuit/documents.h>

static const char *
day_name(int day)
{
    const char *const names[] = { gettext("Sunday"),    gettext("Monday"),   gettext("Tuesday"),
                                  gettext("Wednesday"), gettext("Thursday"), gettext("Friday"),
                                  gettext("Saturday") };

    return names[day];
}

static const char *
month_name(int month)
{
    const char *const names[] = { gettext("January"), gettext("February"), gettext("March"),
                                  gettext("April"),   gettext("May"),      gettext("June"),
                                  gettext("July"),    gettext("August"),   gettext("September"),
                                  gettext("October"), gettext("November"), gettext("December") };

    return names[month];
}

/* time() lags by some milliseconds, which at the end of a round is another round. */
uint64_t
when_now(void)
{
    struct timespec now = { 0 };

    clock_gettime(CLOCK_REALTIME, &now);

    return (uint64_t) now.tv_sec;
}

void
when_day(char text[static WHEN_SIZE], uint64_t moment)
{
    time_t at = (time_t) moment;
    struct tm local;

    if (localtime_r(&at, &local) == NULL) {
        snprintf(text, WHEN_SIZE, "%s", gettext("an unknown day"));
        return;
    }
    snprintf(text, WHEN_SIZE, "%s %d %s %d", day_name(local.tm_wday), local.tm_mday,
             month_name(local.tm_mon), local.tm_year + 1900);
}

void
when_round(char text[static WHEN_SIZE], const struct vr_circle *circle, uint32_t round)
{
    uint64_t start = vr_circle_round_start(circle, round);
    char first[WHEN_SIZE];
    char last[WHEN_SIZE];

    when_day(first, start);
    when_day(last, start + circle->round_seconds - 1);
    if (strcmp(first, last) == 0) {
        snprintf(text, WHEN_SIZE, "%s", first);
    } else {
        /* TRANSLATORS: two days. */
        snprintf(text, WHEN_SIZE, gettext("%.70s to %.70s"), first, last);
    }
}

/* False when it is no day of the calendar. */
static bool
read_noon(uint64_t *noon, const char *text)
{
    struct tm day = { .tm_hour = 12, .tm_isdst = -1 };
    const char *end = strlen(text) == 10 ? strptime(text, "%Y-%m-%d", &day) : NULL;
    const struct tm asked = day;
    time_t moment;

    if (end == NULL || *end != 0) {
        return false;
    }
    moment = mktime(&day);
    *noon = (uint64_t) moment;

    return moment > 0 && day.tm_mday == asked.tm_mday && day.tm_mon == asked.tm_mon;
}

enum vr_status
when_read_round(uint32_t *round, const struct vr_circle *circle, const char *text, uint32_t now,
                struct vr_why *why)
{
    uint64_t noon = 0;
    bool is_late;
    char *end = NULL;
    unsigned long ahead;

    if (text[0] == '+' && text[1] >= '0' && text[1] <= '9') {
        ahead = strtoul(text + 1, &end, 10);
        if (*end == 0 && ahead < VR_EPOCHS_AHEAD) {
            *round = now + (uint32_t) ahead;
            return VR_OK;
        }
    } else if (read_noon(&noon, text) && vr_circle_round(round, &is_late, circle, noon) &&
               *round >= now) {
        return VR_OK;
    }

    return vr_refuse(
        why, VR_MALFORMED,
        gettext("--for takes a day to come, YYYY-MM-DD, or +N rounds from now; at most "
                "a week ahead"));
}

void
when_utc_date(char date[static 11], uint64_t moment)
{
    time_t at = (time_t) moment;
    struct tm utc;

    if (gmtime_r(&at, &utc) == NULL || strftime(date, 11, "%Y-%m-%d", &utc) != 10) {
        memcpy(date, "9999-12-31", 11); /* a clock that cannot be: everything has expired */
    }
}

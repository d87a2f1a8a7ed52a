/* SPDX-License-Identifier: EUPL-1.2 */
#include "clock.h"

#include <time.h>

static uint64_t
seconds_of(clockid_t clock)
{
    struct timespec now = { 0 };

    clock_gettime(clock, &now);

    return (uint64_t) now.tv_sec;
}

uint64_t
clock_now(void)
{
    return seconds_of(CLOCK_REALTIME);
}

uint32_t
clock_to_second(void)
{
    struct timespec now = { 0 };

    clock_gettime(CLOCK_REALTIME, &now);

    return 1000000U - (uint32_t) (now.tv_nsec / 1000);
}

uint64_t
clock_steady(void)
{
    return seconds_of(CLOCK_MONOTONIC);
}

void
clock_date(char today[static CLOCK_TODAY_SIZE], uint64_t now)
{
    time_t when = (time_t) now;
    struct tm tm = { 0 };

    gmtime_r(&when, &tm);
    strftime(today, CLOCK_TODAY_SIZE, "%Y-%m-%d", &tm);
}

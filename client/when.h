/* SPDX-License-Identifier: EUPL-1.2 */
/* The clock, and days in words. Nothing finer than a day is ever said about a report. */

#ifndef WHEN_H
#define WHEN_H

#include <stdint.h>

#include <vrijuit/circle.h>

#define WHEN_SIZE 160U

/* Unix seconds. */
uint64_t when_now(void);

/* The day of a moment, in local time: "Monday 23 November 2026". */
void when_day(char text[static WHEN_SIZE], uint64_t moment);

/* The day or days that a round covers: one day, or "from ... to ...". */
void when_round(char text[static WHEN_SIZE], const struct vr_circle *circle, uint32_t round);

/* The round of a day: +N rounds from now on, or that of the noon of YYYY-MM-DD. VR_MALFORMED. */
enum vr_status when_read_round(uint32_t *round, const struct vr_circle *circle, const char *text,
                               uint32_t now, struct vr_why *why) VR_MUST_CHECK;

/* Today by UTC, YYYY-MM-DD, for the expiry of a circle. */
void when_utc_date(char date[static 11], uint64_t moment);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* The only places where the daemon asks what time it is. */

#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

#define CLOCK_TODAY_SIZE 11U

/* Unix seconds. */
uint64_t clock_now(void);

/* Microseconds until the next second of clock_now begins: 1 to 1000000. */
uint32_t clock_to_second(void);

/* Seconds that never go back, for deadlines. */
uint64_t clock_steady(void);

/* YYYY-MM-DD of a moment, UTC. */
void clock_date(char today[static CLOCK_TODAY_SIZE], uint64_t now);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* The texts of the user's systemd units for cover. */

#ifndef COVER_UNIT_H
#define COVER_UNIT_H

#include <stdint.h>

#include <vrijuit/status.h>

#include "options.h"

#define COVER_TIMER     "vrijuit-cover.timer"
#define COVER_SERVICE   "vrijuit-cover.service"
#define COVER_TIMER_MAX 512U
#define COVER_MINUTES   361U /* nine to three; up to two hours of delay come on top */

/* The service runs this program with the options of now, every path absolute. Malloced.
 * VR_MALFORMED for a value that no unit can hold. */
enum vr_status cover_unit_service(char **out, const struct options *options,
                                  struct vr_why *why) VR_MUST_CHECK;

/* The timer, its minute counted from nine o'clock. */
void cover_unit_timer(char text[static COVER_TIMER_MAX], uint32_t minute);

#endif

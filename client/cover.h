/* SPDX-License-Identifier: EUPL-1.2 */
/* One packet per working day, whatever there is to say: vrijuit cover, and the timer that runs it.
 */

#ifndef COVER_H
#define COVER_H

#include <stdbool.h>

#include <vrijuit/status.h>

#include "client.h"

/* Whether the timer is there: then a report waits for it. */
bool cover_is_enabled(void);

#endif

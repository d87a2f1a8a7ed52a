/* SPDX-License-Identifier: EUPL-1.2 */
/* One run at a time sends: from choosing a record or a locator until it is noted what became of it,
 * so that no two runs send the same one. */

#ifndef TURN_H
#define TURN_H

#include <vrijuit/status.h>

#include "client.h"

/* Wait until no other run that keeps its things in the same folder is sending, and say so when that
 * is so; *turn goes to turn_end. Nothing to wait for without a folder. */
enum vr_status turn_begin(int *turn, const struct client *client, struct vr_why *why) VR_MUST_CHECK;

/* Also what turn_begin did not give: -1. */
void turn_end(int turn);

#endif

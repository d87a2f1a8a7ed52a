/* SPDX-License-Identifier: EUPL-1.2 */
/* vrijuitd publish: a council's board into the state folder of the store, where the running daemon
 * finds it. */

#ifndef BOARD_PUBLISH_H
#define BOARD_PUBLISH_H

#include <vrijuit/board.h>
#include <vrijuit/status.h>

#include "config.h"

/* Verify the board at path and its path.minisig, and keep it. *board is what it says, without its
 * cells. The reasons name the file. */
enum vr_status board_publish(struct vr_board *board, const struct config *config, const char *path,
                             struct vr_why *why) VR_MUST_CHECK;

#endif

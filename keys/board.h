/* SPDX-License-Identifier: EUPL-1.2 */
/* The replies board of a council, made out of its dossier; PROTOCOL.md section 7, Replies. */

#ifndef BOARD_H
#define BOARD_H

#include <vrijuit/board.h>

#include "reports.h"

/* The cells of a board: malloced, wiped and freed by board_cells_wipe. */
struct board_cells {
    uint8_t *bytes;
    uint32_t count;   /* a multiple of VR_BOARD_UNIT; sorted only by vr_board_encode */
    uint32_t real;    /* of which answer a report */
    uint32_t refused; /* reports whose reply key is none: nobody could read the answer */
};

/* Seal all live replies to reports of that council anew for round, and fill up. Replies to one
 * report come as one text, oldest first. VR_FULL when they do not fit on a board. */
enum vr_status board_cells_make(struct board_cells *cells, const struct reports *reports,
                                const char *council, const struct vr_suite *suite,
                                uint32_t round) VR_MUST_CHECK;
void board_cells_wipe(struct board_cells *cells);

#endif

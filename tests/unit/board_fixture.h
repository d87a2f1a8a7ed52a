/* SPDX-License-Identifier: EUPL-1.2 */
/* Signed boards of the fixture's council. */

#ifndef BOARD_FIXTURE_H
#define BOARD_FIXTURE_H

#include <vrijuit/board.h>

#include "daemon_fixture.h"

#define FIXTURE_COUNCIL "or-gemeente"

/* A board in memory of its own, and files that point to it. */
struct signed_board {
    uint8_t *bytes;
    char minisig[VR_MINISIG_MAX];
    struct vr_board_files files;
};

/* Of a round, with so many cells of noise. */
void board_make(struct signed_board *board, const struct fixture *fixture, uint32_t round,
                uint32_t count);

/* After its bytes were changed. council and round as in the trusted comment. */
void board_sign(struct signed_board *board, const struct fixture *fixture, const char *council,
                uint32_t round);
void board_wipe(struct signed_board *board);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#include "board_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>

void
board_sign(struct signed_board *board, const struct fixture *fixture, const char *council,
           uint32_t round)
{
    struct vr_board said = { .round = round };
    char comment[VR_BOARD_COMMENT];
    uint8_t seed[32];

    strcpy(said.council, council);
    vr_board_comment(comment, &said);
    fixture_board_seed(seed, fixture);
    cr_assert(eq(
        int, vr_minisig_sign(board->minisig, seed, comment, board->bytes, board->files.board_len),
        VR_OK));
    board->files.minisig = board->minisig;
    board->files.minisig_len = strlen(board->minisig);
}

void
board_make(struct signed_board *board, const struct fixture *fixture, uint32_t round,
           uint32_t count)
{
    const struct vr_board made = { .council = FIXTURE_COUNCIL, .round = round, .count = count };
    uint8_t *cells = malloc((size_t) count * VR_REPLY_SIZE);

    memset(board, 0, sizeof *board);
    randombytes_buf(cells, (size_t) count * VR_REPLY_SIZE);
    cr_assert(
        eq(int, vr_board_encode(&board->bytes, &board->files.board_len, &made, cells), VR_OK));
    free(cells);
    board->files.board = board->bytes;
    board_sign(board, fixture, FIXTURE_COUNCIL, round);
}

void
board_wipe(struct signed_board *board)
{
    free(board->bytes);
}

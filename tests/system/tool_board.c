/* SPDX-License-Identifier: EUPL-1.2 */
/* A signed board of the test's council, full of filling cells. */
#include "tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vrijuit/board.h>

static void
swap_first_cells(uint8_t *board)
{
    uint8_t *first = board + VR_BOARD_HEADER;
    uint8_t cell[VR_REPLY_SIZE];

    memcpy(cell, first, sizeof cell);
    memcpy(first, first + sizeof cell, sizeof cell);
    memcpy(first + sizeof cell, cell, sizeof cell);
}

/* The board and, beside it, its signature and the document that has it alone. */
static void
write_files(const char *path, const struct vr_board_files *files)
{
    uint8_t *document = NULL;
    char beside[512];
    size_t len = 0;

    file_write(path, files->board, files->board_len);
    snprintf(beside, sizeof beside, "%s.minisig", path);
    file_write(beside, files->minisig, files->minisig_len);
    snprintf(beside, sizeof beside, "%s.document", path);
    if (vr_replies_encode(&document, &len, files, 1) != VR_OK) {
        die("no replies document");
    }
    file_write(beside, document, len);
    free(document);
}

int
run_board(const struct words *words)
{
    struct vr_board board = { .council = "or",
                              .round = (uint32_t) word_number(words, "round", NULL),
                              .count = (uint32_t) word_number(words, "cells", "32") };
    uint8_t *cells = calloc(board.count, VR_REPLY_SIZE);
    struct vr_board_files files = { 0 };
    char comment[VR_BOARD_COMMENT];
    char minisig[VR_MINISIG_MAX];
    uint8_t *bytes = NULL;
    uint8_t seed[32];

    for (uint32_t i = 0; cells != NULL && i < board.count; i++) {
        if (vr_reply_fill(cells + (size_t) i * VR_REPLY_SIZE, vr_suite_find(VR_SUITE_X25519),
                          board.round) != VR_OK) {
            die("no filling cell");
        }
    }
    if (cells == NULL || vr_board_encode(&bytes, &files.board_len, &board, cells) != VR_OK) {
        die("no board");
    }
    if (strcmp(word(words, "case", ""), "unsorted") == 0) {
        swap_first_cells(bytes);
    }
    tool_board_seed(seed);
    vr_board_comment(comment, &board);
    if (vr_minisig_sign(minisig, seed, comment, bytes, files.board_len) != VR_OK) {
        die("the board cannot be signed");
    }
    files.board = bytes;
    files.minisig = minisig;
    files.minisig_len = strlen(minisig);
    write_files(word(words, "out", NULL), &files);
    free(bytes);
    free(cells);

    return 0;
}

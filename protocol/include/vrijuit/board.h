/* SPDX-License-Identifier: EUPL-1.2 */
/* The replies of a council, as everyone fetches them whole; PROTOCOL.md section 7, Replies. */

#ifndef VRIJUIT_BOARD_H
#define VRIJUIT_BOARD_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/circle.h>
#include <vrijuit/minisig.h>
#include <vrijuit/reply.h>
#include <vrijuit/status.h>

#define VR_BOARD_UNIT      32U /* cells are a multiple of this, and at least so many */
#define VR_BOARD_CELLS_MAX 4096U
#define VR_BOARD_HEADER    80U
#define VR_BOARD_MAX       (VR_BOARD_HEADER + VR_BOARD_CELLS_MAX * VR_REPLY_SIZE)
#define VR_COUNCILS_MAX    64U /* of which a replies document is read */
#define VR_BOARD_COMMENT   80U

struct vr_board {
    char council[VR_ID_MAX + 1];
    uint32_t round;
    uint8_t receipts[32]; /* hash of the last receipts payload; zeros when there is none */
    uint32_t count;
    const uint8_t *cells; /* count x VR_REPLY_SIZE; borrowed */
};

/* Board and signature file of one council in a replies document, borrowed; lengths 0: none. */
struct vr_board_files {
    const uint8_t *board;
    size_t board_len;
    const char *minisig;
    size_t minisig_len;
};

/* Trusted comment of a board. */
void vr_board_comment(char comment[static VR_BOARD_COMMENT], const struct vr_board *board);

/* Sort the cells in place and write the board, malloced; the caller frees. cells must be a multiple
 * of VR_BOARD_UNIT, else VR_MALFORMED. VR_FULL beyond VR_BOARD_CELLS_MAX. */
enum vr_status vr_board_encode(uint8_t **out, size_t *len, const struct vr_board *board,
                               uint8_t *cells) VR_MUST_CHECK;

/* Verify the signature with the key of the period of circle that holds the round of the board, and
 * then judge it. board->cells borrows from bytes. council NULL: any of the circle. VR_MALFORMED,
 * VR_FOREIGN (another council, or none of this circle), VR_STALE (no period holds its round),
 * VR_UNVERIFIED. */
enum vr_status vr_board_verify(struct vr_board *board, const uint8_t *bytes, size_t len,
                               const char *minisig, size_t minisig_len,
                               const struct vr_circle *circle, const char *council,
                               struct vr_why *why) VR_MUST_CHECK;

/* GET /v1/replies: one entry for each council, in the circle's order. Malloced; the caller frees.
 */
enum vr_status vr_replies_encode(uint8_t **out, size_t *len, const struct vr_board_files *files,
                                 size_t count) VR_MUST_CHECK;

/* Split such a document into exactly count entries; signatures are not looked at. VR_MALFORMED. */
enum vr_status vr_replies_split(struct vr_board_files *files, size_t count, const uint8_t *bytes,
                                size_t len, struct vr_why *why) VR_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/board.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vrijuit/bytes.h>

/* The wire image of what stands before the cells. */
struct header_wire {
    uint8_t magic[8];
    uint8_t council[VR_ID_MAX]; /* zero padded */
    uint8_t round_le[4];
    uint8_t receipts[32];
    uint8_t count_le[4];
};

_Static_assert(sizeof(struct header_wire) == VR_BOARD_HEADER, "PROTOCOL.md section 7");

static const uint8_t magic[8] = { 'V', 'R', 'I', 'J', 'R', 'E', 'P', '1' };

void
vr_board_comment(char comment[static VR_BOARD_COMMENT], const struct vr_board *board)
{
    snprintf(comment, VR_BOARD_COMMENT, "vrijuit replies v1 council=%s round=%" PRIu32,
             board->council, board->round);
}

static int
compare_cells(const void *a, const void *b)
{
    return memcmp(a, b, VR_REPLY_SIZE);
}

enum vr_status
vr_board_encode(uint8_t **out, size_t *len, const struct vr_board *board, uint8_t *cells)
{
    struct header_wire header = { 0 };
    size_t cells_len = (size_t) board->count * VR_REPLY_SIZE;
    uint8_t *bytes;

    if (board->count == 0 || board->count % VR_BOARD_UNIT != 0 || !vr_id_valid(board->council)) {
        return VR_MALFORMED;
    }
    if (board->count > VR_BOARD_CELLS_MAX) {
        return VR_FULL;
    }
    bytes = malloc(sizeof header + cells_len);
    if (bytes == NULL) {
        return VR_MEMORY;
    }
    memcpy(header.magic, magic, sizeof magic);
    memcpy(header.council, board->council, strlen(board->council));
    vr_store32(header.round_le, board->round);
    memcpy(header.receipts, board->receipts, sizeof header.receipts);
    vr_store32(header.count_le, board->count);
    qsort(cells, board->count, VR_REPLY_SIZE, compare_cells);
    memcpy(bytes, &header, sizeof header);
    memcpy(bytes + sizeof header, cells, cells_len);
    *out = bytes;
    *len = sizeof header + cells_len;

    return VR_OK;
}

/* The header, with an id that is zero padded to its end. */
static enum vr_status
read_header(struct vr_board *board, const uint8_t *bytes, size_t len, struct vr_why *why)
{
    struct header_wire header;
    size_t id_len;

    if (len < sizeof header || memcmp(bytes, magic, sizeof magic) != 0) {
        return vr_refuse(why, VR_MALFORMED, "not a replies board");
    }
    memcpy(&header, bytes, sizeof header);
    id_len = strnlen((const char *) header.council, sizeof header.council);
    for (size_t i = id_len; i < sizeof header.council; i++) {
        if (header.council[i] != 0) {
            return vr_refuse(why, VR_MALFORMED, "replies board: the id of the council");
        }
    }
    memcpy(board->council, header.council, sizeof header.council);
    board->council[sizeof header.council] = '\0';
    if (!vr_id_valid(board->council)) {
        return vr_refuse(why, VR_MALFORMED, "replies board: the id of the council");
    }
    board->round = vr_load32(header.round_le);
    memcpy(board->receipts, header.receipts, sizeof board->receipts);
    board->count = vr_load32(header.count_le);

    return VR_OK;
}

static enum vr_status
read_cells(struct vr_board *board, const uint8_t *bytes, size_t len, struct vr_why *why)
{
    if (board->count == 0 || board->count % VR_BOARD_UNIT != 0 ||
        board->count > VR_BOARD_CELLS_MAX ||
        len != VR_BOARD_HEADER + (size_t) board->count * VR_REPLY_SIZE) {
        return vr_refuse(why, VR_MALFORMED, "replies board: its size");
    }
    board->cells = bytes + VR_BOARD_HEADER;
    for (size_t i = 1; i < board->count; i++) {
        const uint8_t *cell = board->cells + i * VR_REPLY_SIZE;

        if (memcmp(cell - VR_REPLY_SIZE, cell, VR_REPLY_SIZE) > 0) {
            return vr_refuse(why, VR_MALFORMED, "replies board: the cells are not sorted");
        }
    }

    return VR_OK;
}

static enum vr_status
find_key(const struct vr_council_key **key, const struct vr_board *board,
         const struct vr_circle *circle, const char *council, struct vr_why *why)
{
    const struct vr_council *found = vr_circle_council(circle, board->council);

    if (found == NULL || (council != NULL && strcmp(council, board->council) != 0)) {
        return vr_refuse(why, VR_FOREIGN, "replies board: of the council %s", board->council);
    }
    *key = vr_council_key_at(found, board->round);
    if (*key == NULL) {
        return vr_refuse(why, VR_STALE, "replies board: no key of %s holds round %" PRIu32,
                         board->council, board->round);
    }

    return VR_OK;
}

enum vr_status
vr_board_verify(struct vr_board *board, const uint8_t *bytes, size_t len, const char *minisig,
                size_t minisig_len, const struct vr_circle *circle, const char *council,
                struct vr_why *why)
{
    const struct vr_council_key *key = NULL;
    char expected[VR_BOARD_COMMENT];
    char comment[VR_MINISIG_COMMENT];
    struct vr_board found = { 0 };
    enum vr_status status;

    status = read_header(&found, bytes, len, why);
    if (status != VR_OK) {
        return status;
    }
    status = find_key(&key, &found, circle, council, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_minisig_verify(comment, minisig, minisig_len, key->signing, bytes, len, why);
    if (status != VR_OK) {
        return status;
    }
    vr_board_comment(expected, &found);
    if (strcmp(comment, expected) != 0) {
        return vr_refuse(why, VR_UNVERIFIED, "replies board: signed as another one");
    }
    status = read_cells(&found, bytes, len, why);
    if (status == VR_OK) {
        *board = found;
    }

    return status;
}

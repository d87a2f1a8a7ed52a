/* SPDX-License-Identifier: EUPL-1.2 */
/* Boards and the document of all boards. Boards are signed here, so that what stands behind the
 * signature is reached; what verifies must be made again from its cells to the same bytes. */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/board.h>
#include <vrijuit/bytes.h>

static const uint8_t seed[32] = { 7 };
static struct vr_council_key key = { .from = 0, .until = UINT32_MAX };
static struct vr_council council = { .id = "raad", .keys = &key, .key_count = 1 };
static struct vr_circle circle = { .councils = &council, .council_count = 1 };

static void
check_made_again(const struct vr_board *board, const uint8_t *bytes, size_t len)
{
    size_t cells_len = (size_t) board->count * VR_REPLY_SIZE;
    uint8_t *cells = malloc(cells_len);
    uint8_t *again = NULL;
    size_t again_len = 0;

    if (cells == NULL) {
        return;
    }
    memcpy(cells, board->cells, cells_len);
    if (vr_board_encode(&again, &again_len, board, cells) != VR_OK || again_len != len ||
        memcmp(again, bytes, len) != 0) {
        abort();
    }
    free(again);
    free(cells);
}

/* A fuzzer rarely makes 128 KiB: the header is its own, and one byte for each cell. */
static void
fuzz_signed(const uint8_t *data, size_t size)
{
    static uint8_t bytes[VR_BOARD_HEADER + VR_BOARD_UNIT * VR_REPLY_SIZE];
    struct vr_board board = { .council = "raad" };
    char comment[VR_BOARD_COMMENT];
    char minisig[VR_MINISIG_MAX];
    struct vr_why why;

    if (size < VR_BOARD_HEADER + VR_BOARD_UNIT) {
        return;
    }
    memcpy(bytes, data, VR_BOARD_HEADER);
    for (size_t i = 0; i < VR_BOARD_UNIT; i++) {
        memset(bytes + VR_BOARD_HEADER + i * VR_REPLY_SIZE, data[VR_BOARD_HEADER + i],
               VR_REPLY_SIZE);
    }
    board.round = vr_load32(bytes + 40);
    vr_board_comment(comment, &board);
    if (vr_minisig_sign(minisig, seed, comment, bytes, sizeof bytes) == VR_OK &&
        vr_board_verify(&board, bytes, sizeof bytes, minisig, strlen(minisig), &circle, NULL,
                        &why) == VR_OK) {
        check_made_again(&board, bytes, sizeof bytes);
    }
}

static void
fuzz_document(const uint8_t *data, size_t size)
{
    struct vr_board_files files[3];
    struct vr_why why;

    for (size_t count = 1; count <= 3; count++) {
        uint8_t *again = NULL;
        size_t len = 0;

        if (vr_replies_split(files, count, data, size, &why) != VR_OK) {
            continue;
        }
        if (vr_replies_encode(&again, &len, files, count) != VR_OK || len != size ||
            memcmp(again, data, len) != 0) {
            abort();
        }
        free(again);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || sodium_init() < 0) {
        return 0;
    }
    vr_sign_public(key.signing, seed);
    if (data[0] % 2 == 0) {
        fuzz_signed(data + 1, size - 1);
    } else {
        fuzz_document(data + 1, size - 1);
    }

    return 0;
}

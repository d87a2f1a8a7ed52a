/* SPDX-License-Identifier: EUPL-1.2 */
/* What the reporter's program makes of a document of all boards: of the input as it is, or of
 * boards that are signed here, so that what stands behind the signature is reached. One bad board
 * never keeps the others from being read; what may be believed is of its council, not older than
 * what was seen, and still may be when it is read again. */
#include <stdlib.h>
#include <string.h>

#include <vrijuit/bytes.h>
#include <vrijuit/secret.h>

#include "own_replies.h"
#include "replies.h"

#define COUNCILS   3U
#define OWN_ROUND  100U
#define BOARD_SIZE (VR_BOARD_HEADER + VR_BOARD_UNIT * VR_REPLY_SIZE)
#define INPUT_SIZE (2U + VR_BOARD_HEADER) /* of one signed board */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t seed[32] = { 7 };
static struct vr_council_key key = { .from = 0, .until = UINT32_MAX };
static struct vr_council councils[COUNCILS] = {
    { .id = "raad", .keys = &key, .key_count = 1 },
    { .id = "or-gemeente", .keys = &key, .key_count = 1 },
    { .id = "a", .keys = &key, .key_count = 1 },
};
static const struct vr_circle circle = { .councils = councils, .council_count = COUNCILS };

static void
require(int is_true)
{
    if (!is_true) {
        abort();
    }
}

/* The rounds seen before, one byte each; 0 for none. */
static void
fill_state(struct state *state, const uint8_t *rounds)
{
    memset(state, 0, sizeof *state);
    for (size_t i = 0; i < COUNCILS; i++) {
        if (rounds[i] != 0) {
            state_note_board(state, councils[i].id, rounds[i]);
        }
    }
}

static void
check_board(const struct replies *replies, size_t len, size_t place, const struct state *seen)
{
    const struct replies_board *read = &replies->boards[place];
    const struct state_board *before = state_board_of(seen, councils[place].id);

    require(read->council == &councils[place]);
    require(!read->is_there || read->why.text[0] == 0);
    if (!read->is_there) {
        require(before == NULL || read->why.text[0] != 0);
        return;
    }
    require(strcmp(read->board.council, councils[place].id) == 0);
    require(read->board.round <= OWN_ROUND + 1);
    require(before == NULL || before->round <= read->board.round);
    require(read->board.cells >= replies->bytes &&
            read->board.cells + (size_t) read->board.count * VR_REPLY_SIZE <= replies->bytes + len);
}

/* Read it twice: what was noted of the first time must not speak against the second. */
static void
read_twice(const uint8_t *bytes, size_t len, struct state *state, int has_root)
{
    static const uint8_t root[VR_ROOT_SIZE] = { 1, 2, 3 };
    bool was_there[COUNCILS] = { false };

    for (int turn = 0; turn < 2; turn++) {
        struct replies replies = { 0 };
        struct own_replies own = { 0 };
        uint8_t *copy = malloc(len + 1);

        require(copy != NULL);
        memcpy(copy, bytes, len);
        require(replies_read_take(&replies, copy, len, &circle, state, OWN_ROUND, NULL) == VR_OK);
        require(replies.count == COUNCILS);
        for (size_t i = 0; i < COUNCILS; i++) {
            check_board(&replies, len, i, state);
            require(turn == 0 || was_there[i] == replies.boards[i].is_there);
            was_there[i] = replies.boards[i].is_there;
        }
        if (has_root && turn == 0) {
            require(own_replies_find(&own, &replies, root, NULL) == VR_OK);
            require(own.count == 0 && own.damaged == 0);
            own_replies_wipe(&own);
        }
        replies_note(state, &replies);
        replies_wipe(&replies);
    }
}

/* One board of the input: a byte for its cells, one for what is wrong with it, its header. */
static void
sign_board(struct vr_board_files *files, uint8_t *bytes, char *minisig, const uint8_t *data)
{
    struct vr_board board = { .round = vr_load32(data + 2 + 40) };
    char comment[VR_BOARD_COMMENT];
    const uint8_t wrong = data[1];

    memcpy(bytes, data + 2, VR_BOARD_HEADER);
    memset(bytes + VR_BOARD_HEADER, data[0], BOARD_SIZE - VR_BOARD_HEADER);
    memcpy(board.council, bytes + 8, VR_ID_MAX);
    vr_board_comment(comment, &board);
    if (wrong == 1 || vr_minisig_sign(minisig, seed, comment, bytes, BOARD_SIZE) != VR_OK) {
        return;
    }
    bytes[BOARD_SIZE - 1] ^= wrong == 2;
    *files = (struct vr_board_files) {
        .board = bytes, .board_len = BOARD_SIZE, .minisig = minisig, .minisig_len = strlen(minisig)
    };
}

static void
fuzz_signed(const uint8_t *data, size_t size, struct state *state, int has_root)
{
    static uint8_t bytes[COUNCILS][BOARD_SIZE];
    struct vr_board_files files[COUNCILS] = { { 0 } };
    char minisig[COUNCILS][VR_MINISIG_MAX];
    uint8_t *document = NULL;
    size_t len = 0;

    for (size_t i = 0; i < COUNCILS && size >= INPUT_SIZE; i++) {
        sign_board(&files[i], bytes[i], minisig[i], data);
        data += INPUT_SIZE;
        size -= INPUT_SIZE;
    }
    require(vr_replies_encode(&document, &len, files, COUNCILS) == VR_OK);
    /* What is left cuts it short or changes it. */
    if (size >= 4) {
        document[vr_load32(data) % len] ^= 1;
    } else {
        len -= size;
    }
    read_twice(document, len, state, has_root);
    free(document);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct state state;

    if (size < 1 + COUNCILS) {
        return 0;
    }
    require(vr_start() == VR_OK);
    vr_secret_allow_unlocked(true);
    vr_sign_public(key.signing, seed);
    fill_state(&state, data + 1);
    if (data[0] % 2 == 0) {
        fuzz_signed(data + 1 + COUNCILS, size - 1 - COUNCILS, &state, data[0] == 2);
    } else {
        read_twice(data + 1 + COUNCILS, size - 1 - COUNCILS, &state, 0);
    }

    return 0;
}

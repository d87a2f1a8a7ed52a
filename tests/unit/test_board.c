/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/board.h>

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>

#include "vectors.h"

static json_t *file;
static const json_t *base; /* the case of suite 1 */
static struct vr_circle *circle;
static uint8_t *good;
static size_t good_len;

static void
open_case(void)
{
    const char *text;
    struct vr_why why = { "" };

    file = vectors_load("board.json");
    base = json_array_get(vectors_get(file, "cases"), 0);
    text = vectors_text(base, "circle");
    cr_assert(eq(int, vr_circle_parse(&circle, text, strlen(text), &why), VR_OK), "%s", why.text);
    good = vectors_bytes(&good_len, base, "board");
}

static void
close_case(void)
{
    vr_circle_free(circle);
    free(good);
    json_decref(file);
}

TestSuite(board, .init = open_case, .fini = close_case);

static void
seal_content(uint8_t cell[static VR_REPLY_SIZE], const json_t *entry, const char *seed_name,
             const char *content)
{
    uint8_t seed[VR_SEED_SIZE], random[32];
    struct vr_council_pair pair;

    vectors_hex(seed, sizeof seed, entry, seed_name);
    vectors_hex(random, sizeof random, entry, "encap_random");
    cr_assert(eq(int, vr_council_pair_init(&pair, circle->suite, seed), VR_OK));
    cr_assert(eq(int,
                 vr_reply_seal(cell, circle->suite, pair.public_key,
                               (uint32_t) vectors_number(base, "round"), content, strlen(content),
                               random),
                 VR_OK));
    cr_expect(vectors_blake2b256(cell, VR_REPLY_SIZE, entry, "cell_blake2b256"));
}

/* The cells of the case as the council made them, not yet sorted. */
static uint8_t *
make_cells(uint32_t *count)
{
    const json_t *replies = vectors_get(base, "replies");
    const json_t *fills = vectors_get(base, "fills");
    size_t reply_count = json_array_size(replies);
    uint8_t *cells;

    *count = (uint32_t) (reply_count + json_array_size(fills));
    cells = calloc(*count, VR_REPLY_SIZE);
    for (size_t i = 0; i < *count; i++) {
        const json_t *entry =
            i < reply_count ? json_array_get(replies, i) : json_array_get(fills, i - reply_count);

        seal_content(cells + i * VR_REPLY_SIZE, entry, i < reply_count ? "reply_seed" : "key_seed",
                     i < reply_count ? vectors_text(entry, "content") : "");
    }

    return cells;
}

Test(board, the_vectors_board_is_made_again_and_signed_alike)
{
    struct vr_board board = { 0 };
    char comment[VR_BOARD_COMMENT];
    char minisig[VR_MINISIG_MAX];
    uint8_t seed[32];
    uint8_t *bytes = NULL;
    uint8_t *cells = make_cells(&board.count);
    size_t len = 0;

    strcpy(board.council, vectors_text(base, "council"));
    board.round = (uint32_t) vectors_number(base, "round");
    vectors_hex(board.receipts, 32, base, "receipts_payload_blake2b256");
    cr_assert(eq(int, vr_board_encode(&bytes, &len, &board, cells), VR_OK));
    cr_assert(eq(sz, len, good_len));
    cr_expect(eq(int, memcmp(bytes, good, len), 0));
    vr_board_comment(comment, &board);
    cr_expect(eq(str, comment, (char *) vectors_text(base, "trusted_comment")));
    vectors_hex(seed, sizeof seed, base, "signing_seed");
    cr_assert(eq(int, vr_minisig_sign(minisig, seed, comment, bytes, len), VR_OK));
    cr_expect(eq(str, minisig, (char *) vectors_text(base, "signature")));
    free(bytes);
    free(cells);
}

static enum vr_status
verify(struct vr_board *board, const uint8_t *bytes, size_t len, const char *minisig,
       const char *council)
{
    struct vr_why why = { "" };

    return vr_board_verify(board, bytes, len, minisig, strlen(minisig), circle, council, &why);
}

Test(board, the_good_one_is_accepted)
{
    const char *minisig = vectors_text(base, "signature");
    struct vr_board board;

    cr_assert(eq(int, verify(&board, good, good_len, minisig, NULL), VR_OK));
    cr_expect(eq(int, board.count, 32));
    cr_expect(eq(int, board.round, vectors_number(base, "round")));
    cr_expect(board.cells == good + VR_BOARD_HEADER);
    cr_expect(eq(int, verify(&board, good, good_len, minisig, board.council), VR_OK));
    cr_expect(eq(int, verify(&board, good, good_len, minisig, circle->councils[1].id), VR_FOREIGN));
}

/* The bytes of a case of must_refuse, malloced. */
static uint8_t *
make_wrong(size_t *len, const json_t *test)
{
    uint8_t *bytes = malloc(good_len + 1);

    memcpy(bytes, good, good_len);
    bytes[good_len] = 0;
    vectors_edit(bytes, good_len, test);
    *len = good_len;
    if (json_object_get(test, "keep") != NULL) {
        *len = vectors_number(test, "keep");
    }
    if (json_object_get(test, "append") != NULL) {
        *len = good_len + 1;
    }
    cr_assert(vectors_blake2b256(bytes, *len, test, "board_blake2b256"), "%s",
              vectors_text(test, "name"));

    return bytes;
}

Test(board, what_the_vectors_refuse_is_refused)
{
    const json_t *list = vectors_get(file, "must_refuse");

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *test = json_array_get(list, i);
        const json_t *signature = json_object_get(test, "signature");
        struct vr_board board = { .round = 77 };
        size_t len;
        uint8_t *bytes = make_wrong(&len, test);

        cr_expect(ne(int,
                     verify(&board, bytes, len,
                            signature != NULL ? json_string_value(signature)
                                              : vectors_text(base, "signature"),
                            NULL),
                     VR_OK),
                  "%s", vectors_text(test, "name"));
        cr_expect(eq(int, board.round, 77));
        free(bytes);
    }
    cr_expect(eq(sz, json_array_size(list), 21));
}

Test(board, cells_that_are_not_sorted_are_refused_though_signed)
{
    uint8_t swapped[VR_REPLY_SIZE];
    char minisig[VR_MINISIG_MAX];
    struct vr_board board;
    uint8_t seed[32];

    memcpy(swapped, good + VR_BOARD_HEADER, sizeof swapped);
    memcpy(good + VR_BOARD_HEADER, good + VR_BOARD_HEADER + VR_REPLY_SIZE, VR_REPLY_SIZE);
    memcpy(good + VR_BOARD_HEADER + VR_REPLY_SIZE, swapped, sizeof swapped);
    vectors_hex(seed, sizeof seed, base, "signing_seed");
    cr_assert(eq(
        int, vr_minisig_sign(minisig, seed, vectors_text(base, "trusted_comment"), good, good_len),
        VR_OK));
    cr_expect(eq(int, verify(&board, good, good_len, minisig, NULL), VR_MALFORMED));
}

Test(board, only_whole_units_are_made)
{
    static uint8_t cells[VR_BOARD_UNIT * VR_REPLY_SIZE];
    struct vr_board board = { .council = "raad", .count = 31 };
    uint8_t *bytes = NULL;
    size_t len;

    cr_expect(eq(int, vr_board_encode(&bytes, &len, &board, cells), VR_MALFORMED));
    board.count = 0;
    cr_expect(eq(int, vr_board_encode(&bytes, &len, &board, cells), VR_MALFORMED));
    board.count = VR_BOARD_CELLS_MAX + VR_BOARD_UNIT;
    cr_expect(eq(int, vr_board_encode(&bytes, &len, &board, cells), VR_FULL));
    board.count = 32;
    strcpy(board.council, "Raad");
    cr_expect(eq(int, vr_board_encode(&bytes, &len, &board, cells), VR_MALFORMED));
}

static uint8_t *
make_document(size_t *len)
{
    const struct vr_board_files files[2] = {
        { good, good_len, vectors_text(base, "signature"),
          strlen(vectors_text(base, "signature")) },
        { NULL, 0, NULL, 0 },
    };
    uint8_t *document = NULL;

    cr_assert(eq(int, vr_replies_encode(&document, len, files, 2), VR_OK));

    return document;
}

Test(board, the_document_of_all_councils_is_made_and_split)
{
    struct vr_board_files files[2];
    struct vr_why why;
    size_t len;
    uint8_t *document = make_document(&len);

    cr_expect(vectors_blake2b256(document, len, vectors_get(base, "document"), "blake2b256"));
    cr_assert(eq(int, vr_replies_split(files, 2, document, len, &why), VR_OK));
    cr_expect(eq(sz, files[0].board_len, good_len));
    cr_expect(eq(int, memcmp(files[0].board, good, good_len), 0));
    cr_expect(eq(sz, files[0].minisig_len, strlen(vectors_text(base, "signature"))));
    cr_expect(eq(sz, files[1].board_len, 0));
    free(document);
}

/* Those whose bytes are not given by edits are made here by hand. */
static uint8_t *
make_wrong_document(size_t *len, const json_t *test)
{
    size_t append_len = 0;
    uint8_t *document = make_document(len);
    uint8_t *append =
        json_object_get(test, "append") == NULL ? NULL : vectors_bytes(&append_len, test, "append");
    uint8_t *bytes = calloc(1, *len + 8);

    if (strcmp(vectors_text(test, "name"), "councils exchanged") == 0) {
        memcpy(bytes + 8, document, *len - 8);
    } else if (strcmp(vectors_text(test, "name"), "a board without a signature file") == 0) {
        memcpy(bytes, document, 4 + good_len);
        *len = vectors_number(test, "length");
    } else {
        memcpy(bytes, document, *len);
        *len = json_object_get(test, "keep") == NULL ? *len : vectors_number(test, "keep");
        if (append != NULL) {
            memcpy(bytes + *len, append, append_len);
            *len += append_len;
        }
    }
    cr_assert(vectors_blake2b256(bytes, *len, test, "blake2b256"), "%s",
              vectors_text(test, "name"));
    free(append);
    free(document);

    return bytes;
}

/* As a reader does: split, then each board as that of the council in its place. */
static enum vr_status
read_document(const uint8_t *bytes, size_t len)
{
    struct vr_board_files files[2];
    struct vr_board board;
    struct vr_why why;
    enum vr_status status = vr_replies_split(files, 2, bytes, len, &why);

    for (size_t i = 0; status == VR_OK && i < 2; i++) {
        if (files[i].board_len > 0) {
            status = vr_board_verify(&board, files[i].board, files[i].board_len, files[i].minisig,
                                     files[i].minisig_len, circle, circle->councils[i].id, &why);
        }
    }

    return status;
}

Test(board, documents_that_the_vectors_refuse_are_refused)
{
    const json_t *list = vectors_get(file, "document_must_refuse");

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *test = json_array_get(list, i);
        size_t len;
        uint8_t *bytes = make_wrong_document(&len, test);

        cr_expect(ne(int, read_document(bytes, len), VR_OK), "%s", vectors_text(test, "name"));
        free(bytes);
    }
    cr_expect(eq(sz, json_array_size(list), 6));
}

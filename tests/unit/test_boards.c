/* SPDX-License-Identifier: EUPL-1.2 */
#include "boards.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <vrijuit/secret.h>

#include "board_fixture.h"
#include "board_publish.h"
#include "identity.h"

static struct fixture fixture;
static struct vr_why why;
static struct signed_board board;

static void
start(void)
{
    fixture_make(&fixture);
    fixture_sign(&fixture, 1, 0, FIXTURE_EXPIRES);
    fixture_open_circles(&fixture);
    board_make(&board, &fixture, FIXTURE_ROUND, 32);
}

static void
stop(void)
{
    board_wipe(&board);
    fixture_remove(&fixture);
}

TestSuite(boards, .init = start, .fini = stop);

static enum vr_status
take(const struct signed_board *one)
{
    struct vr_board read;

    return boards_take(&read, fixture.state, fixture.circles, NULL, &one->files, FIXTURE_ROUND,
                       &why);
}

/* The document of the circle in force, split; the caller frees it. */
static uint8_t *
document(struct vr_board_files *files)
{
    const struct vr_circle *circle = circles_newest(fixture.circles);
    uint8_t *bytes = NULL;
    size_t len;

    cr_assert(
        eq(int, boards_document(&bytes, &len, fixture.state, fixture.circles, circle, &why), VR_OK),
        "%s", why.text);
    cr_assert(eq(int, vr_replies_split(files, circle->council_count, bytes, len, &why), VR_OK));

    return bytes;
}

static bool
is_served(const struct signed_board *one)
{
    struct vr_board_files files;
    uint8_t *bytes = document(&files);
    bool same = files.board_len == one->files.board_len &&
                memcmp(files.board, one->bytes, files.board_len) == 0 &&
                files.minisig_len == one->files.minisig_len &&
                memcmp(files.minisig, one->minisig, files.minisig_len) == 0;

    free(bytes);

    return same;
}

Test(boards, without_any_the_document_is_two_lengths_of_zero_for_each_council)
{
    struct vr_board_files files;
    uint8_t *bytes = document(&files);

    cr_expect(eq(sz, files.board_len, 0));
    cr_expect(eq(sz, files.minisig_len, 0));
    free(bytes);
}

Test(boards, one_that_verifies_is_kept_and_served_byte_for_byte)
{
    cr_assert(eq(int, take(&board), VR_OK), "%s", why.text);
    cr_expect(is_served(&board));
    cr_expect(eq(int, take(&board), VR_OK), "the same again");
}

Test(boards, an_older_one_is_refused_and_the_newer_one_stays)
{
    struct signed_board older;

    board_make(&older, &fixture, FIXTURE_ROUND - 1, 32);
    cr_assert(eq(int, take(&board), VR_OK));
    cr_expect(eq(int, take(&older), VR_STALE));
    cr_expect(strstr(why.text, "older than the one of round 20") != NULL, "%s", why.text);
    cr_expect(is_served(&board));
    board_wipe(&older);
}

Test(boards, a_newer_one_and_another_one_of_the_same_round_replace_it)
{
    struct signed_board again, older;

    board_make(&older, &fixture, FIXTURE_ROUND - 1, 64);
    board_make(&again, &fixture, FIXTURE_ROUND, 32);
    cr_assert(eq(int, take(&older), VR_OK));
    cr_assert(eq(int, take(&board), VR_OK));
    cr_assert(eq(int, take(&again), VR_OK));
    cr_expect(is_served(&again));
    board_wipe(&again);
    board_wipe(&older);
}

Test(boards, one_of_a_round_that_has_not_come_is_refused)
{
    struct signed_board early;

    board_make(&early, &fixture, FIXTURE_ROUND + 1, 32);
    cr_expect(eq(int, take(&early), VR_STALE));
    cr_expect(strstr(why.text, "has not come") != NULL, "%s", why.text);
    board_wipe(&early);
}

Test(boards, a_bit_that_changed_is_refused)
{
    board.bytes[VR_BOARD_HEADER + 7] ^= 1;
    cr_expect(eq(int, take(&board), VR_UNVERIFIED));
}

Test(boards, one_that_is_not_sorted_is_refused_though_it_is_signed)
{
    uint8_t *first = board.bytes + VR_BOARD_HEADER;
    uint8_t cell[VR_REPLY_SIZE];

    memcpy(cell, first, sizeof cell);
    memcpy(first, first + sizeof cell, sizeof cell);
    memcpy(first + sizeof cell, cell, sizeof cell);
    board_sign(&board, &fixture, FIXTURE_COUNCIL, FIXTURE_ROUND);
    cr_expect(eq(int, take(&board), VR_MALFORMED));
    cr_expect(strstr(why.text, "not sorted") != NULL, "%s", why.text);
}

Test(boards, one_of_a_council_outside_the_circle_is_refused)
{
    board.bytes[8] ^= 1;
    board_sign(&board, &fixture, "nr-gemeente", FIXTURE_ROUND);
    cr_expect(eq(int, take(&board), VR_FOREIGN));
}

Test(boards, one_in_the_place_of_another_council_is_refused)
{
    struct vr_board read;

    cr_expect(eq(int,
                 boards_take(&read, fixture.state, fixture.circles, "cor", &board.files,
                             FIXTURE_ROUND, &why),
                 VR_FOREIGN));
}

Test(boards, a_kept_one_that_was_damaged_is_not_served_and_is_no_bar)
{
    const char *path = fixture_path(&fixture, "state/boards/" FIXTURE_COUNCIL ".board");
    struct vr_board_files files;
    uint8_t *bytes;
    FILE *file;

    cr_assert(eq(int, take(&board), VR_OK));
    file = fopen(path, "r+");
    cr_assert(file != NULL);
    fseek(file, 5000, SEEK_SET);
    fputc(board.bytes[5000 - 4] ^ 1, file);
    fclose(file);
    bytes = document(&files);
    cr_expect(eq(sz, files.board_len, 0));
    free(bytes);
    cr_expect(eq(int, take(&board), VR_OK), "%s", why.text);
    cr_expect(is_served(&board));
}

Test(boards, a_cut_file_is_not_served)
{
    const char *path = fixture_path(&fixture, "state/boards/" FIXTURE_COUNCIL ".board");
    struct vr_board_files files;

    cr_assert(eq(int, take(&board), VR_OK));
    cr_assert(truncate(path, 1000) == 0);
    free(document(&files));
    cr_expect(eq(sz, files.board_len, 0));
}

Test(boards, the_key_of_an_older_circle_still_verifies_what_it_signed)
{
    struct signed_board changed;

    cr_assert(eq(int, take(&board), VR_OK));
    fixture.board_key++;
    board_make(&changed, &fixture, FIXTURE_ROUND, 32);
    cr_expect(eq(int, take(&changed), VR_FOREIGN), "no circle has that key yet");
    fixture_sign(&fixture, 2, FIXTURE_ROUND, FIXTURE_EXPIRES);
    cr_assert(eq(int, circles_reload(fixture.circles, &why), VR_OK), "%s", why.text);
    cr_expect(is_served(&board));
    cr_expect(eq(int, take(&changed), VR_OK), "%s", why.text);
    cr_expect(is_served(&changed));
    board_wipe(&changed);
}

Test(boards, a_change_is_told_once_it_is_not_fresh)
{
    struct timespec seen = { 0 };

    cr_expect(not(boards_changed(&seen, fixture.state)), "there is no folder");
    cr_assert(eq(int, take(&board), VR_OK));
    cr_expect(boards_changed(&seen, fixture.state));
    cr_expect(not(boards_changed(&seen, fixture.state)));
}

static void
write_board(const struct signed_board *one)
{
    char path[FILES_PATH_MAX];

    strcpy(path, fixture_path(&fixture, "b"));
    cr_assert(eq(int, files_write(path, one->bytes, one->files.board_len, 0600, &why), VR_OK));
    strcpy(path, fixture_path(&fixture, "b.minisig"));
    cr_assert(eq(int, files_write(path, one->minisig, one->files.minisig_len, 0600, &why), VR_OK));
}

static enum vr_status
publish(void)
{
    struct vr_board read;

    return board_publish(&read, &fixture.config, fixture_path(&fixture, "b"), &why);
}

/* A hop as `vrijuitd init` makes it, at a place in a circle of so many. */
static void
be_hop(size_t hops, size_t place)
{
    uint8_t *seed = NULL;
    uint8_t pk[32];

    cr_assert(eq(int, identity_make(pk, fixture.state, &why), VR_OK), "%s", why.text);
    cr_assert(eq(int, identity_load(&seed, pk, fixture.state, &why), VR_OK), "%s", why.text);
    memcpy(fixture.seeds[place], seed, 32);
    vr_secret_free(seed);
    fixture_cascade(&fixture, hops, place);
    cr_assert(unlink(fixture_path(&fixture, "state/circles/1.json")) == 0);
    fixture_sign(&fixture, 2, 0, FIXTURE_EXPIRES);
}

Test(boards, publish_keeps_a_good_one_at_the_store_and_names_the_file_of_a_bad_one)
{
    be_hop(2, 1);
    cr_expect(eq(int, publish(), VR_SYSTEM), "no such file");
    write_board(&board);
    cr_expect(eq(int, publish(), VR_OK), "%s", why.text);
    cr_expect(is_served(&board));
    board.minisig[200] = board.minisig[200] == 'A' ? 'B' : 'A';
    write_board(&board);
    cr_expect(ne(int, publish(), VR_OK));
    cr_expect(strstr(why.text, "/b: ") != NULL, "%s", why.text);
}

Test(boards, publish_is_refused_where_the_hop_is_not_the_store)
{
    be_hop(2, 0);
    write_board(&board);
    cr_expect(eq(int, publish(), VR_FOREIGN));
    cr_expect(strstr(why.text, "published at the last hop") != NULL, "%s", why.text);
    cr_expect(strstr(why.text, "Hop 1") != NULL, "%s", why.text);
}

/* The neighbours' board is a file of so many bytes, of which none is on the disk. */
static void
neighbours_have(size_t size)
{
    const char *path = fixture_path(&fixture, "state/boards/buren.board");
    FILE *file = fopen(path, "w");

    cr_assert(file != NULL);
    fclose(file);
    cr_assert(truncate(path, (off_t) size) == 0);
}

Test(boards, one_that_would_make_all_too_long_to_fetch_is_refused_when_it_is_published)
{
    size_t len;

    fixture.has_neighbour = true;
    be_hop(2, 1);
    write_board(&board);
    len = 8 + board.files.board_len + board.files.minisig_len;
    cr_assert(mkdir(fixture_path(&fixture, "state/boards"), 0700) == 0);
    neighbours_have(BOARDS_MAX - len + 1);
    cr_expect(eq(int, publish(), VR_FULL));
    cr_expect(strstr(why.text, "/b: replies board: all boards together have more than 67108864 "
                               "bytes") != NULL,
              "%s", why.text);
    cr_expect(strstr(why.text, "ask the councils for smaller ones") != NULL, "%s", why.text);
    neighbours_have(BOARDS_MAX - len);
    cr_expect(eq(int, publish(), VR_OK), "%s", why.text);
}

static bool
is_there(const char *name)
{
    return access(fixture_path(&fixture, name), F_OK) == 0;
}

/* The circle in force from a round on, with or without the neighbours. */
static void
renew(uint32_t sequence, uint32_t from_round, bool has_neighbour)
{
    fixture.has_neighbour = has_neighbour;
    fixture_sign(&fixture, sequence, from_round, FIXTURE_EXPIRES);
    cr_assert(eq(int, circles_reload(fixture.circles, &why), VR_OK), "%s", why.text);
}

static void
forget(uint32_t round)
{
    cr_assert(eq(int, boards_forget(fixture.state, fixture.circles, round, &why), VR_OK), "%s",
              why.text);
}

Test(boards, that_of_a_council_that_left_is_removed_when_its_receipts_are_not_served_any_more)
{
    const uint32_t left = FIXTURE_ROUND + 1;

    forget(FIXTURE_ROUND); /* without the folder */
    renew(2, FIXTURE_ROUND, true);
    renew(3, left, false);
    cr_assert(eq(int, take(&board), VR_OK), "%s", why.text);
    neighbours_have(8);
    forget(left - 1);
    forget(left + BOARDS_ROUNDS - 1);
    cr_expect(is_there("state/boards/buren.board"));
    forget(left + BOARDS_ROUNDS);
    cr_expect(not(is_there("state/boards/buren.board")));
    cr_expect(is_served(&board));
}

Test(boards, that_of_a_council_that_a_coming_circle_names_stays)
{
    renew(2, FIXTURE_ROUND + 2 * BOARDS_ROUNDS, true);
    cr_assert(eq(int, take(&board), VR_OK), "%s", why.text);
    neighbours_have(8);
    forget(FIXTURE_ROUND + BOARDS_ROUNDS);
    cr_expect(is_there("state/boards/buren.board"));
    cr_expect(is_there("state/boards/" FIXTURE_COUNCIL ".board"));
}

Test(boards, only_boards_are_removed)
{
    cr_assert(eq(int, take(&board), VR_OK), "%s", why.text);
    fclose(fopen(fixture_path(&fixture, "state/boards/or-gemeente-2.board"), "w"));
    fclose(fopen(fixture_path(&fixture, "state/boards/note"), "w"));
    forget(FIXTURE_ROUND);
    cr_expect(not(is_there("state/boards/or-gemeente-2.board")));
    cr_expect(is_there("state/boards/note"));
    cr_expect(is_served(&board));
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "store.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "daemon_fixture.h"
#include "storagekeys.h"

static struct fixture fixture;
static struct vr_why why;
static struct store *store;
static uint8_t entry[VR_BATCH_ENTRY], got[VR_BATCH_ENTRY];

static void
start(void)
{
    fixture_make(&fixture);
    cr_assert(eq(int, store_open(&store, fixture.state, false, &why), VR_OK), "%s", why.text);
}

static void
stop(void)
{
    store_close(store);
    fixture_remove(&fixture);
}

TestSuite(store, .init = start, .fini = stop);

/* Tag and record of a rank in a round. */
static void
fill(uint8_t *bytes, size_t len, uint32_t round, uint32_t rank)
{
    memset(bytes, (int) rank + 1, len);
    bytes[0] = (uint8_t) round;
}

static void
begin_round(uint32_t round, uint32_t records)
{
    uint8_t tag[VR_TAG_SIZE];

    cr_assert(eq(int, store_begin(store, round, &why), VR_OK), "%s", why.text);
    for (uint32_t rank = 0; rank < records; rank++) {
        fill(entry, sizeof entry, round, rank);
        fill(tag, sizeof tag, round, rank);
        cr_assert(eq(int, store_put_record(store, rank, entry, &why), VR_OK), "%s", why.text);
        cr_assert(eq(int, store_put_tag(store, round, tag, &why), VR_OK), "%s", why.text);
    }
}

static void
close_round(uint32_t round, uint32_t records, uint32_t retention)
{
    char receipts[32];

    snprintf(receipts, sizeof receipts, "receipts of %u", round);
    begin_round(round, records);
    cr_assert(eq(int, store_commit(store, receipts, strlen(receipts), retention, &why), VR_OK),
              "%s", why.text);
}

static bool
has_tag(uint32_t round, uint32_t rank)
{
    uint8_t tag[VR_TAG_SIZE];

    fill(tag, sizeof tag, round, rank);

    return store_has_tag(store, round, tag);
}

static enum vr_status
read_record(struct store *from, uint32_t round, uint32_t rank)
{
    return store_record(got, from, round, rank, &why);
}

static bool
has_receipts(uint32_t round)
{
    char *text = NULL;
    size_t len;
    enum vr_status status = store_receipts(&text, &len, store, round);

    free(text);

    return status == VR_OK;
}

Test(store, a_new_store_has_nothing)
{
    uint32_t round;
    char *text;
    size_t len;

    cr_expect(eq(int, store_last_round(&round, store), VR_FOREIGN));
    cr_expect(eq(int, store_receipts(&text, &len, store, 0), VR_FOREIGN));
    cr_expect(eq(int, read_record(store, 0, 0), VR_FOREIGN));
    cr_expect(not(has_tag(0, 0)));
}

Test(store, a_closed_round_gives_back_records_by_rank_tags_and_receipts)
{
    uint32_t round = 0;
    char *text = NULL;
    size_t len = 0;

    close_round(7, 3, 180);
    cr_assert(eq(int, store_last_round(&round, store), VR_OK));
    cr_expect(eq(u32, round, 7));
    cr_assert(eq(int, store_receipts(&text, &len, store, 7), VR_OK));
    cr_expect(eq(str, text, "receipts of 7"));
    cr_expect(eq(sz, len, strlen("receipts of 7")));
    free(text);
    for (uint32_t rank = 0; rank < 3; rank++) {
        fill(entry, sizeof entry, 7, rank);
        cr_assert(eq(int, read_record(store, 7, rank), VR_OK), "%s", why.text);
        cr_expect(memcmp(got, entry, sizeof entry) == 0);
        cr_expect(has_tag(7, rank));
    }
    cr_expect(eq(int, read_record(store, 7, 3), VR_FOREIGN));
    cr_expect(eq(int, read_record(store, 8, 0), VR_FOREIGN));
    cr_expect(not(has_tag(7, 3)));
}

Test(store, a_tag_counts_for_its_own_epoch_only)
{
    uint8_t tag[VR_TAG_SIZE];

    close_round(7, 1, 180);
    fill(tag, sizeof tag, 7, 0);
    cr_expect(store_has_tag(store, 7, tag));
    cr_expect(not(store_has_tag(store, 6, tag)));
    cr_expect(not(store_has_tag(store, 8, tag)));
}

Test(store, an_answer_is_kept_with_its_round_or_not_at_all)
{
    char *text = NULL;
    size_t len = 0;

    begin_round(7, 1);
    cr_assert(eq(int, store_put_answer(store, "signed", 6, &why), VR_OK), "%s", why.text);
    store_abort(store);
    cr_expect(eq(int, store_answer(&text, &len, store, 7), VR_FOREIGN));
    begin_round(7, 1);
    cr_assert(eq(int, store_put_answer(store, "signed", 6, &why), VR_OK), "%s", why.text);
    cr_expect(eq(int, store_put_answer(store, "other", 5, &why), VR_CONFLICT));
    cr_assert(eq(int, store_commit(store, "x", 1, 8, &why), VR_OK), "%s", why.text);
    cr_assert(eq(int, store_answer(&text, &len, store, 7), VR_OK));
    cr_expect(eq(sz, len, 6));
    cr_expect(eq(str, text, "signed"));
    free(text);
    cr_expect(eq(int, store_answer(&text, &len, store, 8), VR_FOREIGN));
    for (uint32_t round = 8; round <= 16; round++) {
        close_round(round, 0, 8);
    }
    cr_expect(eq(int, store_answer(&text, &len, store, 7), VR_FOREIGN), "its time is over");
}

/* Behind the entry the epoch of the tags is the round's next. */
Test(store, a_tag_may_be_of_another_epoch_than_the_round)
{
    uint8_t tag[VR_TAG_SIZE] = { 5 };

    begin_round(7, 0);
    cr_assert(eq(int, store_put_tag(store, 8, tag, &why), VR_OK));
    cr_assert(eq(int, store_commit(store, "x", 1, 8, &why), VR_OK));
    cr_expect(store_has_tag(store, 8, tag));
    cr_expect(not(store_has_tag(store, 7, tag)));
}

Test(store, an_aborted_round_leaves_nothing_and_can_be_done_again)
{
    uint32_t round;

    begin_round(7, 3);
    store_abort(store);
    store_abort(store);
    cr_expect(eq(int, store_last_round(&round, store), VR_FOREIGN));
    cr_expect(eq(int, read_record(store, 7, 0), VR_FOREIGN));
    cr_expect(not(has_tag(7, 0)));
    close_round(7, 1, 180);
    cr_expect(eq(int, read_record(store, 7, 0), VR_OK));
    cr_expect(eq(int, read_record(store, 7, 1), VR_FOREIGN));
}

Test(store, what_is_open_when_it_is_closed_leaves_nothing)
{
    uint32_t round;

    begin_round(7, 3);
    store_close(store);
    cr_assert(eq(int, store_open(&store, fixture.state, false, &why), VR_OK));
    cr_expect(eq(int, store_last_round(&round, store), VR_FOREIGN));
}

Test(store, a_round_cannot_be_closed_twice)
{
    close_round(7, 1, 180);
    begin_round(7, 0);
    cr_expect(ne(int, store_commit(store, "x", 1, 180, &why), VR_OK));
    store_abort(store);
    cr_expect(eq(int, read_record(store, 7, 0), VR_OK), "the first one is untouched");
}

Test(store, everything_is_there_after_opening_again)
{
    close_round(7, 2, 180);
    close_round(8, 2, 180);
    store_close(store);
    cr_assert(eq(int, store_open(&store, fixture.state, false, &why), VR_OK), "%s", why.text);
    cr_expect(eq(int, read_record(store, 7, 1), VR_OK));
    cr_expect(eq(int, read_record(store, 8, 1), VR_OK));
    cr_expect(has_tag(8, 1));
}

Test(store, rounds_are_in_order_of_number_not_of_bytes)
{
    uint32_t round = 0;

    close_round(255, 1, 180);
    close_round(256, 1, 180);
    cr_assert(eq(int, store_last_round(&round, store), VR_OK));
    cr_expect(eq(u32, round, 256));
}

Test(store, records_older_than_the_retention_are_deleted_receipts_of_180_rounds_stay)
{
    for (uint32_t round = 1; round <= 200; round++) {
        close_round(round, 1, 8);
    }
    cr_expect(eq(int, read_record(store, 192, 0), VR_OK));
    cr_expect(eq(int, read_record(store, 191, 0), VR_FOREIGN));
    cr_expect(eq(int, read_record(store, 1, 0), VR_FOREIGN));
    cr_expect(has_receipts(200));
    cr_expect(has_receipts(200 - 180 + 1));
    cr_expect(not(has_receipts(200 - 180 - 1)));
}

/* Round r is closed when r+1 runs, and then epochs from r-2 on may still come. */
Test(store, tags_go_when_their_epoch_can_no_longer_come)
{
    for (uint32_t round = 1; round <= 10; round++) {
        close_round(round, 1, 180);
    }
    cr_expect(has_tag(10, 0));
    cr_expect(has_tag(9, 0));
    cr_expect(has_tag(8, 0));
    cr_expect(not(has_tag(7, 0)));
    cr_expect(not(has_tag(1, 0)));
}

Test(store, a_storage_key_is_destroyed_when_its_period_lies_before_the_round)
{
    char first[FILES_PATH_MAX];

    strcpy(first, fixture_path(&fixture, "state/storage/0.key"));
    close_round(STORAGE_PERIOD - 1, 1, 180);
    close_round(STORAGE_PERIOD, 1, 180);
    cr_assert(eq(int, access(first, F_OK), 0));
    cr_assert(eq(int, store_forget(store, 9 + STORAGE_PERIOD - 1, 9, &why), VR_OK));
    cr_expect(eq(int, access(first, F_OK), 0));
    cr_assert(eq(int, store_forget(store, 9 + STORAGE_PERIOD, 9, &why), VR_OK));
    cr_expect(ne(int, access(first, F_OK), 0));
    cr_expect(eq(int, read_record(store, STORAGE_PERIOD, 0), VR_OK));
}

/* What was drawn for it must not be taken for that of the period before. */
Test(store, a_storage_key_that_cannot_be_kept_is_not_used)
{
    close_round(0, 1, 180);
    cr_assert(
        eq(int, files_folder(fixture_path(&fixture, "state/storage/1.key.new"), &why), VR_OK));
    cr_assert(ne(int, store_begin(store, STORAGE_PERIOD, &why), VR_OK));
    store_abort(store);
    close_round(1, 1, 180);
    store_close(store);
    cr_assert(eq(int, store_open(&store, fixture.state, false, &why), VR_OK));
    cr_expect(eq(int, read_record(store, 0, 0), VR_OK));
    cr_expect(eq(int, read_record(store, 1, 0), VR_OK));
}

Test(store, a_record_without_its_key_is_not_readable)
{
    close_round(7, 1, 180);
    store_close(store);
    cr_assert(unlink(fixture_path(&fixture, "state/storage/0.key")) == 0);
    cr_assert(eq(int, store_open(&store, fixture.state, true, &why), VR_OK));
    cr_expect(eq(int, read_record(store, 7, 0), VR_FOREIGN), "read only makes no key");
    cr_expect(ne(int, access(fixture_path(&fixture, "state/storage/0.key"), F_OK), 0));
    store_close(store);
    cr_assert(eq(int, store_open(&store, fixture.state, false, &why), VR_OK));
    cr_expect(eq(int, read_record(store, 7, 0), VR_UNVERIFIED));
}

/* Change one byte of the file that holds pattern. */
static void
damage(const void *pattern, size_t len)
{
    char path[FILES_PATH_MAX];
    char *bytes = NULL;
    char *at;
    size_t size;

    strcpy(path, fixture_path(&fixture, "state/store/data.mdb"));
    cr_assert(eq(int, files_read(&bytes, &size, path, 1U << 30, &why), VR_OK));
    at = memmem(bytes, size, pattern, len);
    cr_assert(at != NULL);
    at[len] ^= 1;
    cr_assert(eq(int, files_write(path, bytes, size, 0600, &why), VR_OK));
    free(bytes);
}

Test(store, nothing_of_a_record_stands_readable_in_the_file)
{
    char *bytes = NULL;
    size_t size;

    close_round(7, 2, 180);
    fill(entry, sizeof entry, 7, 1);
    cr_assert(eq(
        int,
        files_read(&bytes, &size, fixture_path(&fixture, "state/store/data.mdb"), 1U << 30, &why),
        VR_OK));
    cr_expect(memmem(bytes, size, entry + 1, 24) == NULL);
    free(bytes);
}

Test(store, a_damaged_record_is_named_and_the_others_are_read)
{
    char *bytes = NULL;
    size_t size, last = 0;

    close_round(7, 3, 180);
    store_close(store);
    cr_assert(eq(
        int,
        files_read(&bytes, &size, fixture_path(&fixture, "state/store/data.mdb"), 1U << 30, &why),
        VR_OK));
    /* The pages of a record are the ones without zeros: damage the middle of the last of them. */
    for (size_t at = 0; at + 4096 <= size; at += 4096) {
        last =
            memchr(bytes + at, 0, 2048) == NULL || memmem(bytes + at, 4096, "\0\0\0\0", 4) == NULL
                ? at
                : last;
    }
    cr_assert(last > 0);
    damage(bytes + last + 2048, 16);
    free(bytes);
    cr_assert(eq(int, store_open(&store, fixture.state, false, &why), VR_OK), "%s", why.text);
    last = 0;
    for (uint32_t rank = 0; rank < 3; rank++) {
        enum vr_status status = read_record(store, 7, rank);

        cr_expect(status == VR_OK || status == VR_UNVERIFIED);
        last += status == VR_UNVERIFIED;
    }
    cr_expect(eq(sz, last, 1));
}

/* What another process sees, by its exit code. */
static int
look_from_another_process(void)
{
    struct store *other = NULL;
    uint32_t round;
    pid_t child = fork();
    int code;

    cr_assert(child >= 0);
    if (child == 0) {
        if (store_open(&other, fixture.state, true, &why) != VR_OK) {
            _exit(100);
        }
        if (store_last_round(&round, other) != VR_OK) {
            _exit(101);
        }
        code = read_record(other, round, 0) == VR_OK ? (int) round : 102;
        store_close(other);
        _exit(code);
    }
    cr_assert(waitpid(child, &code, 0) == child);

    return WIFEXITED(code) ? WEXITSTATUS(code) : -1;
}

Test(store, another_process_reads_beside_it_and_sees_only_what_is_committed)
{
    close_round(7, 2, 180);
    cr_expect(eq(int, look_from_another_process(), 7));
    begin_round(8, 2);
    cr_expect(eq(int, look_from_another_process(), 7));
    cr_assert(eq(int, store_commit(store, "x", 1, 180, &why), VR_OK));
    cr_expect(eq(int, look_from_another_process(), 8));
}

Test(store, a_read_only_one_cannot_begin_a_round_and_makes_nothing)
{
    struct store *other = NULL;

    cr_expect(eq(int, store_open(&other, fixture.folder, true, &why), VR_SYSTEM));
    cr_expect(ne(int, access(fixture_path(&fixture, "store"), F_OK), 0));
    cr_expect(ne(int, access(fixture_path(&fixture, "storage"), F_OK), 0));
}

Test(store, many_rounds_do_not_let_the_file_grow_for_ever)
{
    char *bytes = NULL;
    size_t early, late;

    for (uint32_t round = 1; round <= 20; round++) {
        close_round(round, 4, 8);
    }
    cr_assert(eq(
        int,
        files_read(&bytes, &early, fixture_path(&fixture, "state/store/data.mdb"), 1U << 30, &why),
        VR_OK));
    free(bytes);
    for (uint32_t round = 21; round <= 120; round++) {
        close_round(round, 4, 8);
    }
    cr_assert(eq(
        int,
        files_read(&bytes, &late, fixture_path(&fixture, "state/store/data.mdb"), 1U << 30, &why),
        VR_OK));
    free(bytes);
    cr_expect(late < early * 3 / 2, "%zu, then %zu", early, late);
}

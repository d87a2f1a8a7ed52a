/* SPDX-License-Identifier: EUPL-1.2 */
#include "closing.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <vrijuit/documents.h>

#include "daemon_fixture.h"
#include "intake_state.h"

static struct fixture fixture;
static struct vr_why why;
static uint8_t packet[VR_PACKET_SIZE];

static void
start(void)
{
    fixture_make(&fixture);
    fixture_open(&fixture);
}

static void
stop(void)
{
    fixture_remove(&fixture);
}

TestSuite(closing, .init = start, .fini = stop);

static void
send_number(uint32_t epoch, uint32_t number)
{
    fixture_packet(packet, &fixture, epoch, number);
    cr_assert(eq(int, fixture_send(&fixture, packet), HTTP_ACCEPTED));
}

static void
enter(uint32_t round)
{
    fixture_time(round, 60);
    fixture_advance(&fixture, round);
}

static void
expect_locator(const struct vr_receipts *receipts, size_t place, uint32_t number)
{
    uint8_t locator[VR_LOCATOR_SIZE];

    fixture_locator(locator, number);
    cr_expect(memcmp(receipts->locators[place], locator, sizeof locator) == 0, "place %zu", place);
}

Test(closing, a_round_with_real_packets_is_stored_sorted_with_receipts_that_verify)
{
    static const uint32_t numbers[] = { 900, 3, 70000, 3, 0, 512, 41 };
    static const uint32_t sorted[] = { 0, 3, 3, 41, 512, 900, 70000 };
    struct vr_receipts receipts;

    for (size_t i = 0; i < 7; i++) {
        send_number(FIXTURE_ROUND, numbers[i]);
    }
    enter(FIXTURE_ROUND + 1);
    fixture_receipts(&receipts, &fixture, FIXTURE_ROUND);
    cr_assert(eq(sz, receipts.locator_count, 7));
    cr_expect(eq(u32, receipts.round, FIXTURE_ROUND));
    cr_expect(memcmp(receipts.circle, circles_newest(fixture.circles)->id, 32) == 0);
    for (uint32_t rank = 0; rank < 7; rank++) {
        uint8_t entry[VR_BATCH_ENTRY];

        expect_locator(&receipts, rank, sorted[rank]);
        cr_assert(eq(int, store_record(entry, fixture.store, FIXTURE_ROUND, rank, &why), VR_OK));
        cr_expect(memcmp(entry, receipts.locators[rank], VR_LOCATOR_SIZE) == 0);
        cr_expect(eq(u8, entry[VR_LOCATOR_SIZE], (uint8_t) sorted[rank]));
        cr_expect(eq(u8, entry[VR_BATCH_ENTRY - 1], (uint8_t) sorted[rank]));
    }
    vr_receipts_wipe(&receipts);
}

Test(closing, receipts_of_three_rounds_are_a_chain_that_begins_with_zeros)
{
    static const uint8_t zeros[32];
    struct vr_receipts receipts;
    uint8_t hash[32];

    for (uint32_t i = 0; i < 3; i++) {
        send_number(FIXTURE_ROUND + i, i);
        enter(FIXTURE_ROUND + i + 1);
    }
    for (uint32_t i = 0; i < 3; i++) {
        fixture_receipts(&receipts, &fixture, FIXTURE_ROUND + i);
        if (i == 0) {
            cr_expect(memcmp(receipts.previous, zeros, 32) == 0);
        } else {
            cr_expect(
                eq(int, vr_receipts_follow(&receipts, FIXTURE_ROUND + i - 1, hash, &why), VR_OK),
                "%s", why.text);
        }
        memcpy(hash, receipts.hash, 32);
        vr_receipts_wipe(&receipts);
    }
}

Test(closing, the_chain_goes_on_after_a_restart)
{
    struct vr_receipts receipts;
    uint8_t hash[32];

    enter(FIXTURE_ROUND + 1);
    fixture_receipts(&receipts, &fixture, FIXTURE_ROUND);
    memcpy(hash, receipts.hash, 32);
    vr_receipts_wipe(&receipts);
    fixture_close(&fixture);
    fixture_open(&fixture);
    enter(FIXTURE_ROUND + 2);
    fixture_receipts(&receipts, &fixture, FIXTURE_ROUND + 1);
    cr_expect(eq(int, vr_receipts_follow(&receipts, FIXTURE_ROUND, hash, &why), VR_OK), "%s",
              why.text);
    vr_receipts_wipe(&receipts);
}

Test(closing, an_empty_round_has_receipts_too)
{
    struct vr_receipts receipts;

    enter(FIXTURE_ROUND + 1);
    fixture_receipts(&receipts, &fixture, FIXTURE_ROUND);
    cr_expect(eq(sz, receipts.locator_count, 0));
    cr_expect(receipts.thin);
    vr_receipts_wipe(&receipts);
}

Test(closing, rounds_that_passed_unseen_are_closed_one_by_one)
{
    struct vr_receipts receipts;
    uint8_t hash[32];

    enter(FIXTURE_ROUND + 6);
    for (uint32_t round = FIXTURE_ROUND; round < FIXTURE_ROUND + 6; round++) {
        fixture_receipts(&receipts, &fixture, round);
        cr_expect(round == FIXTURE_ROUND ||
                  vr_receipts_follow(&receipts, round - 1, hash, &why) == VR_OK);
        memcpy(hash, receipts.hash, 32);
        vr_receipts_wipe(&receipts);
    }
}

Test(closing, thin_says_that_there_were_fewer_packets_than_the_minimum)
{
    struct vr_receipts receipts;

    for (uint32_t i = 0; i < 4; i++) {
        send_number(FIXTURE_ROUND, i);
    }
    enter(FIXTURE_ROUND + 1);
    for (uint32_t i = 0; i < 5; i++) {
        send_number(FIXTURE_ROUND + 1, i);
    }
    enter(FIXTURE_ROUND + 2);
    fixture_receipts(&receipts, &fixture, FIXTURE_ROUND);
    cr_expect(receipts.thin);
    vr_receipts_wipe(&receipts);
    fixture_receipts(&receipts, &fixture, FIXTURE_ROUND + 1);
    cr_expect(not(receipts.thin));
    vr_receipts_wipe(&receipts);
}

/* Make the slots of an open round unreadable, first to last of the items that are there. */
static void
damage(uint32_t number, size_t count)
{
    int fd = open(fixture_path(&fixture, "state/pool"), O_WRONLY);

    for (size_t b = 0; b < fixture.intake->batch_count; b++) {
        const struct batch *batch = fixture.intake->batches[b];

        for (size_t i = 0; batch->number == number && i < count; i++) {
            cr_assert(eq(int,
                         files_pwrite(fd, "damage", 6,
                                      (uint64_t) batch->items[i].slot * POOL_SLOT_SIZE + 500),
                         VR_OK));
        }
    }
    close(fd);
}

Test(closing, an_unreadable_slot_does_not_stop_the_others_after_some_attempts)
{
    struct vr_receipts receipts;
    bool closed = true;

    for (uint32_t i = 0; i < 3; i++) {
        send_number(FIXTURE_ROUND, i);
    }
    damage(FIXTURE_ROUND, 1);
    fixture_time(FIXTURE_ROUND + 1, 60);
    for (unsigned attempt = 0; attempt < CLOSING_ATTEMPTS; attempt++) {
        uint32_t round;

        cr_expect(eq(int, store_last_round(&round, fixture.store), VR_FOREIGN));
        cr_assert(eq(int, intake_advance(fixture.intake, FIXTURE_ROUND + 1, &why), VR_OK));
        fixture_settle(&fixture, &closed);
        cr_expect(eq(int, closed, attempt + 1 == CLOSING_ATTEMPTS), "attempt %u", attempt);
    }
    fixture_receipts(&receipts, &fixture, FIXTURE_ROUND);
    cr_expect(eq(sz, receipts.locator_count, 2));
    expect_locator(&receipts, 0, 1);
    expect_locator(&receipts, 1, 2);
    vr_receipts_wipe(&receipts);
    send_number(FIXTURE_ROUND + 1, 3);
    damage(FIXTURE_ROUND + 1, 1);
    cr_assert(eq(int, intake_advance(fixture.intake, FIXTURE_ROUND + 2, &why), VR_OK));
    fixture_settle(&fixture, &closed);
    cr_expect(not(closed), "attempts are counted anew");
}

Test(closing, afterwards_its_slots_are_random_and_its_key_is_gone_and_all_is_free_again)
{
    char key[FILES_PATH_MAX];
    struct pool_entry *entry = malloc(sizeof *entry);
    uint8_t round_key[POOL_KEY_SIZE];
    char *text;
    size_t len;

    snprintf(key, sizeof key, "%s/rounds/%u.key", fixture.state, FIXTURE_ROUND);
    for (uint32_t i = 0; i < 5; i++) {
        send_number(FIXTURE_ROUND, i);
    }
    cr_assert(eq(int, files_read(&text, &len, key, POOL_KEY_SIZE, &why), VR_OK));
    memcpy(round_key, text, sizeof round_key);
    free(text);
    cr_expect(eq(u32, fixture.intake->free_count, FIXTURE_SLOTS - 5));
    enter(FIXTURE_ROUND + 1);
    cr_expect(ne(int, access(key, F_OK), 0));
    cr_expect(eq(u32, fixture.intake->free_count, FIXTURE_SLOTS));
    for (uint32_t slot = 0; slot < FIXTURE_SLOTS; slot++) {
        cr_expect(eq(int, pool_read(entry, fixture.pool, slot, round_key), VR_UNVERIFIED));
    }
    free(entry);
}

/* As if the power went between the transaction and the end of the slots: the key is there again. */
Test(closing, a_crash_between_commit_and_destroying_is_finished_at_the_next_start)
{
    char key[FILES_PATH_MAX], pool_path[FILES_PATH_MAX];
    char *key_bytes = NULL, *pool_bytes = NULL;
    struct pool_entry *entry = malloc(sizeof *entry);
    struct vr_receipts receipts;
    size_t key_len, pool_len;

    strcpy(pool_path, fixture_path(&fixture, "state/pool"));
    snprintf(key, sizeof key, "%s/rounds/%u.key", fixture.state, FIXTURE_ROUND);
    for (uint32_t i = 0; i < 5; i++) {
        send_number(FIXTURE_ROUND, i);
    }
    cr_assert(eq(int, files_read(&key_bytes, &key_len, key, 99, &why), VR_OK));
    cr_assert(eq(int, files_read(&pool_bytes, &pool_len, pool_path, 1U << 30, &why), VR_OK));
    enter(FIXTURE_ROUND + 1);
    fixture_close(&fixture);
    cr_assert(eq(int, files_write(key, key_bytes, key_len, 0600, &why), VR_OK));
    cr_assert(eq(int, files_write(pool_path, pool_bytes, pool_len, 0600, &why), VR_OK));

    fixture_time(FIXTURE_ROUND + 1, 90);
    fixture_open_circles(&fixture);
    fixture_open_storage(&fixture);
    fixture_open_intake(&fixture);
    cr_expect(ne(int, access(key, F_OK), 0));
    cr_expect(eq(u32, fixture.intake->free_count, FIXTURE_SLOTS));
    for (uint32_t slot = 0; slot < FIXTURE_SLOTS; slot++) {
        cr_expect(eq(int, pool_read(entry, fixture.pool, slot, (const uint8_t *) key_bytes),
                     VR_UNVERIFIED));
    }
    fixture_receipts(&receipts, &fixture, FIXTURE_ROUND);
    cr_expect(eq(sz, receipts.locator_count, 5), "once, not twice");
    vr_receipts_wipe(&receipts);
    fixture_advance(&fixture, FIXTURE_ROUND + 1);
    for (uint32_t i = 0; i < FIXTURE_SLOTS; i++) {
        send_number(FIXTURE_ROUND + 1, i);
    }
    free(key_bytes);
    free(pool_bytes);
    free(entry);
}

Test(closing, a_round_that_cannot_be_stored_is_tried_again_and_nothing_is_lost)
{
    struct vr_receipts receipts;
    bool closed = true;

    send_number(FIXTURE_ROUND, 1);
    cr_assert(rmdir(fixture_path(&fixture, "state/storage")) == 0);
    fixture_time(FIXTURE_ROUND + 1, 60);
    cr_assert(eq(int, intake_advance(fixture.intake, FIXTURE_ROUND + 1, &why), VR_OK));
    fixture_settle(&fixture, &closed);
    cr_expect(not(closed));
    cr_assert(eq(int, files_folder(fixture_path(&fixture, "state/storage"), &why), VR_OK));
    enter(FIXTURE_ROUND + 1);
    fixture_receipts(&receipts, &fixture, FIXTURE_ROUND);
    cr_expect(eq(sz, receipts.locator_count, 1));
    vr_receipts_wipe(&receipts);
}

/* Where the tag of a number's packet stands in the store's file; LMDB fills a page from its end, so
 * what was put first stands last. */
static size_t
place_of(const char *bytes, size_t len, const uint8_t tag[static VR_TAG_SIZE])
{
    const char *at = memmem(bytes, len, tag, VR_TAG_SIZE);

    cr_assert(at != NULL);

    return (size_t) (at - bytes);
}

static int
compare_tags(const void *a, const void *b)
{
    return memcmp(a, b, VR_TAG_SIZE);
}

Test(closing, the_order_of_tags_on_the_disk_is_their_own_not_that_of_locators)
{
    uint8_t tags[12][VR_TAG_SIZE];
    const struct batch *batch;
    char *bytes = NULL;
    size_t len;

    for (uint32_t i = 0; i < 12; i++) {
        send_number(FIXTURE_ROUND, i);
    }
    batch = fixture.intake->batches[0]->number == FIXTURE_ROUND ? fixture.intake->batches[0]
                                                                : fixture.intake->batches[1];
    for (size_t i = 0; i < 12; i++) {
        memcpy(tags[i], batch->items[i].tag, VR_TAG_SIZE);
    }
    qsort(tags, 12, VR_TAG_SIZE, compare_tags);
    enter(FIXTURE_ROUND + 1);
    cr_assert(
        eq(int,
           files_read(&bytes, &len, fixture_path(&fixture, "state/store/data.mdb"), 1U << 30, &why),
           VR_OK));
    for (size_t i = 1; i < 12; i++) {
        cr_expect(place_of(bytes, len, tags[i]) < place_of(bytes, len, tags[i - 1]), "tag %zu", i);
    }
    free(bytes);
}

Test(closing, records_are_deleted_and_their_keys_destroyed_when_their_time_is_over)
{
    uint8_t entry[VR_BATCH_ENTRY];

    fixture_close(&fixture);
    fixture.config.retention_rounds = 8;
    fixture_open(&fixture);
    send_number(FIXTURE_ROUND, 1);
    enter(FIXTURE_ROUND + 8);
    cr_expect(eq(int, store_record(entry, fixture.store, FIXTURE_ROUND, 0, &why), VR_OK));
    enter(FIXTURE_ROUND + 10);
    cr_expect(eq(int, store_record(entry, fixture.store, FIXTURE_ROUND, 0, &why), VR_FOREIGN));
    cr_expect(eq(int, access(fixture_path(&fixture, "state/storage/0.key"), F_OK), 0));
    enter(FIXTURE_ROUND + 20);
    cr_expect(ne(int, access(fixture_path(&fixture, "state/storage/0.key"), F_OK), 0));
}

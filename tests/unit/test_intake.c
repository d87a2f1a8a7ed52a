/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>
#include <vrijuit/bytes.h>
#include <vrijuit/documents.h>

#include "daemon_fixture.h"
#include "intake_state.h"
#include "outbox.h"

#define LATE (FIXTURE_ROUND_SECONDS / 24 * 23)

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

TestSuite(intake, .init = start, .fini = stop);

static enum http_answer
send_number(uint32_t epoch, uint32_t number)
{
    fixture_packet(packet, &fixture, epoch, number);

    return fixture_send(&fixture, packet);
}

static void
enter(uint32_t round)
{
    fixture_time(round, 60);
    fixture_advance(&fixture, round);
}

/* Exactly these numbers are in the receipts of the round. */
static void
expect_stored(uint32_t round, size_t count, const uint32_t *numbers)
{
    struct vr_receipts receipts;

    fixture_receipts(&receipts, &fixture, round);
    cr_assert(eq(sz, receipts.locator_count, count));
    for (size_t i = 0; i < count; i++) {
        uint8_t locator[VR_LOCATOR_SIZE];

        fixture_locator(locator, numbers[i]);
        cr_expect(memcmp(receipts.locators[i], locator, sizeof locator) == 0, "number %u",
                  numbers[i]);
    }
    vr_receipts_wipe(&receipts);
}

static void
restart(void)
{
    fixture_close(&fixture);
    fixture_open_circles(&fixture);
    fixture_open_storage(&fixture);
    fixture_open_intake(&fixture);
}

/* How far into files this process may write. */
static void
allow_writing(rlim_t size)
{
    const struct rlimit limit = { size, RLIM_INFINITY };

    signal(SIGXFSZ, SIG_IGN);
    cr_assert(setrlimit(RLIMIT_FSIZE, &limit) == 0);
}

Test(intake, only_the_epoch_of_this_round_is_admitted)
{
    cr_expect(eq(int, send_number(FIXTURE_ROUND, 1), HTTP_ACCEPTED));
    cr_expect(eq(int, send_number(FIXTURE_ROUND + 1, 2), HTTP_MALFORMED));
    cr_expect(eq(int, send_number(FIXTURE_ROUND + 2, 3), HTTP_MALFORMED));
    enter(FIXTURE_ROUND + 1);
    cr_expect(eq(int, send_number(FIXTURE_ROUND, 4), HTTP_MALFORMED));
}

static void
leave_at(uint32_t round)
{
    fixture.seeds[0][0] ^= 1;
    fixture_sign(&fixture, 2, round, FIXTURE_EXPIRES);
    fixture.seeds[0][0] ^= 1;
    cr_assert(eq(int, fixture_take_circle(&fixture, &why), VR_OK), "%s", why.text);
}

Test(intake, a_hop_that_leaves_closes_its_last_round_and_takes_nothing_more)
{
    static const uint32_t last[] = { 1 };

    cr_expect(eq(int, send_number(FIXTURE_ROUND, 1), HTTP_ACCEPTED));
    leave_at(FIXTURE_ROUND + 1);
    fixture_time(FIXTURE_ROUND, LATE);
    cr_expect(eq(int, send_number(FIXTURE_ROUND + 1, 2), HTTP_BUSY), "early for the new circle");
    enter(FIXTURE_ROUND + 1);
    cr_expect(eq(int, send_number(FIXTURE_ROUND + 1, 3), HTTP_BUSY));
    expect_stored(FIXTURE_ROUND, 1, last);
    enter(FIXTURE_ROUND + 3);
    cr_expect(eq(int, fixture.intake->closing == NULL, 1));
    cr_expect(eq(u32, fixture.intake->next, FIXTURE_ROUND + 1), "no round is closed without it");
}

Test(intake, the_next_epoch_is_admitted_in_the_last_part_of_a_round_and_waits_for_its_own)
{
    static const uint32_t first[] = { 1, 5 }, second[] = { 3 };

    fixture_time(FIXTURE_ROUND, LATE - 1);
    cr_expect(eq(int, send_number(FIXTURE_ROUND + 1, 2), HTTP_MALFORMED));
    fixture_time(FIXTURE_ROUND, LATE);
    cr_expect(eq(int, send_number(FIXTURE_ROUND + 1, 3), HTTP_ACCEPTED));
    cr_expect(eq(int, send_number(FIXTURE_ROUND + 2, 4), HTTP_MALFORMED));
    cr_expect(eq(int, send_number(FIXTURE_ROUND, 1), HTTP_ACCEPTED));
    fixture_time(FIXTURE_ROUND, FIXTURE_ROUND_SECONDS - 1);
    cr_expect(eq(int, send_number(FIXTURE_ROUND, 5), HTTP_ACCEPTED));
    enter(FIXTURE_ROUND + 2);
    expect_stored(FIXTURE_ROUND, 2, first);
    expect_stored(FIXTURE_ROUND + 1, 1, second);
}

Test(intake, before_genesis_nothing_is_accepted)
{
    fixture_packet(packet, &fixture, FIXTURE_ROUND, 1);
    fixture_before_genesis();
    cr_expect(eq(int, fixture_send(&fixture, packet), HTTP_MALFORMED));
}

Test(intake, any_changed_bit_is_malformed_and_takes_no_slot)
{
    static const size_t offsets[] = { 0, 1, 2, 3, 4, 7, 8, 39, 40, 71, 72, 551, 552, 32767 };

    fixture_packet(packet, &fixture, FIXTURE_ROUND, 1);
    for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
        packet[offsets[i]] ^= 4;
        cr_expect(eq(int, fixture_send(&fixture, packet), HTTP_MALFORMED), "offset %zu",
                  offsets[i]);
        packet[offsets[i]] ^= 4;
    }
    cr_expect(eq(u32, fixture.intake->free_count, FIXTURE_SLOTS));
    cr_expect(eq(int, fixture_send(&fixture, packet), HTTP_ACCEPTED));
}

Test(intake, an_ephemeral_key_of_small_order_is_malformed)
{
    fixture_packet(packet, &fixture, FIXTURE_ROUND, 1);
    memset(packet + 8, 0, 32);
    cr_expect(eq(int, fixture_send(&fixture, packet), HTTP_MALFORMED));
}

Test(intake, a_duplicate_is_answered_alike_and_stored_once)
{
    static const uint32_t numbers[] = { 1 };

    cr_expect(eq(int, send_number(FIXTURE_ROUND, 1), HTTP_ACCEPTED));
    for (int i = 0; i < 5; i++) {
        cr_expect(eq(int, fixture_send(&fixture, packet), HTTP_ACCEPTED));
    }
    cr_expect(eq(u32, fixture.intake->free_count, FIXTURE_SLOTS - 1));
    enter(FIXTURE_ROUND + 1);
    expect_stored(FIXTURE_ROUND, 1, numbers);
}

Test(intake, equal_locators_in_different_packets_are_both_stored)
{
    static const uint32_t numbers[] = { 1, 1 };

    cr_expect(eq(int, send_number(FIXTURE_ROUND, 1), HTTP_ACCEPTED));
    cr_expect(eq(int, send_number(FIXTURE_ROUND, 1), HTTP_ACCEPTED));
    enter(FIXTURE_ROUND + 1);
    expect_stored(FIXTURE_ROUND, 2, numbers);
}

Test(intake, a_full_pool_is_busy_and_nothing_that_was_accepted_is_lost)
{
    uint32_t numbers[FIXTURE_SLOTS];

    for (uint32_t i = 0; i < FIXTURE_SLOTS; i++) {
        numbers[i] = i;
        cr_assert(eq(int, send_number(FIXTURE_ROUND, i), HTTP_ACCEPTED));
    }
    cr_expect(eq(int, fixture_send(&fixture, packet), HTTP_ACCEPTED), "a duplicate needs no slot");
    cr_expect(eq(int, send_number(FIXTURE_ROUND, 1000), HTTP_BUSY));
    cr_expect(eq(int, fixture_send(&fixture, packet), HTTP_BUSY), "it was not remembered");
    fixture_log(&fixture);
    enter(FIXTURE_ROUND + 1);
    expect_stored(FIXTURE_ROUND, FIXTURE_SLOTS, numbers);
    cr_expect(eq(sz, fixture_said(&fixture, "the pool was full"), 1));
    cr_expect(
        eq(sz,
           fixture_said(&fixture, "round 20: the pool was full, packets were told to come back 2 "
                                  "times"),
           1));
    cr_expect(eq(int, send_number(FIXTURE_ROUND + 1, 1000), HTTP_ACCEPTED), "room again");
    enter(FIXTURE_ROUND + 2);
    cr_expect(eq(sz, fixture_said(&fixture, "the pool was full"), 1), "a count is said once");
}

/* A packet that verifies but on which this hop cannot act. */
static void
useless_packet(enum vr_onion_command command, size_t body_offset)
{
    static uint8_t body[VR_BODY_SIZE], record[VR_RECORD_SIZE];
    static const uint8_t locator[VR_LOCATOR_SIZE] = { 9 };
    struct vr_onion_random random;
    const uint8_t *public_key, *secret;
    struct vr_onion_hop hop = { .epoch = FIXTURE_ROUND };

    cr_assert(hopkeys_pair(fixture.hopkeys, &secret, &public_key, FIXTURE_ROUND));
    vr_hop_id(hop.id, fixture.identity_public);
    memcpy(hop.key, public_key, 32);
    vr_onion_body(body, locator, record);
    body[body_offset] ^= body_offset < 8 ? 3 : 0;
    randombytes_buf(&random, sizeof random);
    cr_assert(eq(int, vr_onion_wrap(packet, &hop, 1, command, body, &random), VR_OK));
}

Test(intake, what_this_hop_cannot_act_on_is_answered_as_success_and_dropped)
{
    static const uint32_t numbers[] = { 7 };

    useless_packet(VR_LOOP, 100);
    cr_expect(eq(int, fixture_send(&fixture, packet), HTTP_ACCEPTED));
    cr_expect(eq(int, fixture_send(&fixture, packet), HTTP_ACCEPTED), "its duplicate too");
    for (size_t offset = 0; offset < 8; offset++) {
        useless_packet(VR_DELIVER, offset);
        cr_expect(eq(int, fixture_send(&fixture, packet), HTTP_ACCEPTED), "body byte %zu", offset);
    }
    cr_expect(eq(int, send_number(FIXTURE_ROUND, 7), HTTP_ACCEPTED));
    enter(FIXTURE_ROUND + 1);
    expect_stored(FIXTURE_ROUND, 1, numbers);
    cr_expect(eq(u32, fixture.intake->free_count, FIXTURE_SLOTS));
}

Test(intake, after_a_crash_what_was_accepted_is_there_and_duplicates_are_known)
{
    static uint8_t kept[10][VR_PACKET_SIZE];
    uint32_t numbers[11];

    for (uint32_t i = 0; i < 10; i++) {
        numbers[i] = i;
        fixture_packet(kept[i], &fixture, FIXTURE_ROUND, i);
        cr_assert(eq(int, fixture_send(&fixture, kept[i]), HTTP_ACCEPTED));
    }
    for (int times = 0; times < 3; times++) {
        restart();
        cr_expect(eq(u32, fixture.intake->free_count, FIXTURE_SLOTS - 10));
        fixture_advance(&fixture, FIXTURE_ROUND);
        for (uint32_t i = 0; i < 10; i++) {
            cr_expect(eq(int, fixture_send(&fixture, kept[i]), HTTP_ACCEPTED));
        }
        cr_expect(eq(u32, fixture.intake->free_count, FIXTURE_SLOTS - 10), "no second slot");
    }
    cr_expect(eq(int, send_number(FIXTURE_ROUND, 10), HTTP_ACCEPTED));
    numbers[10] = 10;
    enter(FIXTURE_ROUND + 1);
    expect_stored(FIXTURE_ROUND, 11, numbers);
}

/* A write that failed and was sent again may have reached the disk all the same. */
Test(intake, a_second_copy_of_a_packet_goes_at_a_start_and_its_slot_is_free_at_the_next)
{
    static const uint32_t numbers[] = { 1 };
    static struct pool_entry entry;
    const struct batch *batch;

    cr_expect(eq(int, send_number(FIXTURE_ROUND, 1), HTTP_ACCEPTED));
    batch = intake_find(fixture.intake, FIXTURE_ROUND);
    cr_assert(eq(int, pool_read(&entry, fixture.pool, batch->items[0].slot, batch->key), VR_OK));
    cr_assert(
        eq(int, pool_write(fixture.pool, fixture.intake->free[0], &entry, batch->key), VR_OK));
    restart();
    restart();
    cr_expect(eq(u32, fixture.intake->free_count, FIXTURE_SLOTS - 1));
    enter(FIXTURE_ROUND + 1);
    expect_stored(FIXTURE_ROUND, 1, numbers);
}

Test(intake, after_a_stop_of_several_rounds_everything_is_closed_in_its_own_round)
{
    static const uint32_t first[] = { 1 }, second[] = { 2 };

    cr_expect(eq(int, send_number(FIXTURE_ROUND, 1), HTTP_ACCEPTED));
    fixture_time(FIXTURE_ROUND, LATE);
    cr_expect(eq(int, send_number(FIXTURE_ROUND + 1, 2), HTTP_ACCEPTED));
    restart();
    enter(FIXTURE_ROUND + 5);
    expect_stored(FIXTURE_ROUND, 1, first);
    expect_stored(FIXTURE_ROUND + 1, 1, second);
    expect_stored(FIXTURE_ROUND + 4, 0, NULL);
    cr_expect(eq(u32, fixture.intake->free_count, FIXTURE_SLOTS));
}

Test(intake, with_the_clock_back_in_a_closed_round_nothing_new_is_taken_and_the_known_stays_known)
{
    static const uint32_t numbers[] = { 1 };
    static uint8_t known[VR_PACKET_SIZE];

    fixture_packet(known, &fixture, FIXTURE_ROUND, 1);
    cr_expect(eq(int, fixture_send(&fixture, known), HTTP_ACCEPTED));
    enter(FIXTURE_ROUND + 1);
    fixture_time(FIXTURE_ROUND, 60);
    cr_expect(eq(int, intake_advance(fixture.intake, FIXTURE_ROUND - 1, &why), VR_OK));
    cr_expect(eq(int, intake_advance(fixture.intake, FIXTURE_ROUND, &why), VR_OK));
    cr_expect(eq(sz, fixture.intake->batch_count, 2), "what is closed is not opened again");
    cr_expect(eq(int, fixture_send(&fixture, known), HTTP_ACCEPTED));
    cr_expect(eq(int, send_number(FIXTURE_ROUND, 2), HTTP_BUSY));
    restart();
    cr_expect(eq(int, hopkeys_advance(fixture.hopkeys, FIXTURE_ROUND, &why), VR_OK));
    cr_expect(eq(int, intake_advance(fixture.intake, FIXTURE_ROUND, &why), VR_OK));
    cr_expect(eq(int, fixture_send(&fixture, known), HTTP_ACCEPTED), "also after a restart");
    cr_expect(eq(int, fixture_send(&fixture, packet), HTTP_BUSY));
    enter(FIXTURE_ROUND + 2);
    expect_stored(FIXTURE_ROUND, 1, numbers);
    expect_stored(FIXTURE_ROUND + 1, 0, NULL);
}

Test(intake, a_packet_that_cannot_be_written_is_busy_and_may_come_again)
{
    static const uint32_t numbers[] = { 1, 2 };
    static uint8_t again[VR_PACKET_SIZE];

    fixture_log(&fixture);
    cr_expect(eq(int, send_number(FIXTURE_ROUND, 1), HTTP_ACCEPTED));
    fixture_packet(again, &fixture, FIXTURE_ROUND, 2);
    allow_writing(0);
    cr_expect(eq(int, fixture_send(&fixture, again), HTTP_BUSY));
    cr_expect(eq(int, fixture_send(&fixture, again), HTTP_BUSY));
    allow_writing(RLIM_INFINITY);
    cr_expect(eq(int, fixture_send(&fixture, again), HTTP_ACCEPTED));
    enter(FIXTURE_ROUND + 1);
    expect_stored(FIXTURE_ROUND, 2, numbers);
    enter(FIXTURE_ROUND + 2);
    cr_expect(eq(sz, fixture_said(&fixture, "2 packets were refused because the disk failed"), 1));
    cr_expect(eq(sz, fixture_said(&fixture, "because the disk failed"), 1), "a count is said once");
}

/* The disk takes the round, but no random bytes at the end of the pool. */
Test(intake, a_slot_that_could_not_be_overwritten_is_not_used_before_a_restart)
{
    const uint32_t writable = FIXTURE_SLOTS / 2;
    uint32_t sent = 0, left = FIXTURE_SLOTS;
    bool is_behind = false;

    for (; !is_behind; sent++) {
        cr_assert(eq(int, send_number(FIXTURE_ROUND, sent), HTTP_ACCEPTED));
        for (size_t i = 0; i < fixture.intake->batch_count; i++) {
            const struct batch *batch = fixture.intake->batches[i];

            is_behind |= batch->count > 0 && batch->items[batch->count - 1].slot >= writable;
        }
    }
    left -= sent;
    allow_writing(writable * POOL_SLOT_SIZE);
    enter(FIXTURE_ROUND + 1);
    allow_writing(RLIM_INFINITY);
    cr_expect(eq(u32, fixture.intake->free_count, left));
    restart();
    cr_expect(eq(u32, fixture.intake->free_count, FIXTURE_SLOTS));
}

/* Hand a packet in, and wait until the writer is done with it, but do not settle it. */
static struct job *
send_unsettled(const uint8_t bytes[static VR_PACKET_SIZE])
{
    struct pollfd poll_for = { .fd = writer_fd(fixture.writer), .events = POLLIN };
    struct job *job = job_new(JOB_PACKET);

    memcpy(job->entry.packet, bytes, VR_PACKET_SIZE);
    cr_assert(eq(int, intake_packet(fixture.intake, job), HTTP_LATER));
    cr_assert(eq(int, poll(&poll_for, 1, 20000), 1));

    return writer_take(fixture.writer);
}

static enum http_answer
settle(struct job *job)
{
    enum http_answer answer = intake_settle(fixture.intake, job);

    job_free(job);

    return answer;
}

Test(intake, a_duplicate_of_what_could_not_be_written_is_busy_too)
{
    struct job *first, *second;

    fixture_packet(packet, &fixture, FIXTURE_ROUND, 1);
    allow_writing(0);
    first = send_unsettled(packet);
    allow_writing(RLIM_INFINITY);
    second = send_unsettled(packet);
    cr_expect(eq(int, second->kind, JOB_DUPLICATE));
    cr_expect(eq(int, settle(first), HTTP_BUSY));
    cr_expect(eq(int, settle(second), HTTP_BUSY));
}

/* The first copy fails, the second is a duplicate of it, the third is new again and not yet on the
 * disk when the second is settled. */
Test(intake, a_duplicate_is_never_accepted_before_a_copy_is_on_the_disk)
{
    struct job *first, *second, *third;

    fixture_packet(packet, &fixture, FIXTURE_ROUND, 1);
    allow_writing(0);
    first = send_unsettled(packet);
    second = send_unsettled(packet);
    cr_expect(eq(int, settle(first), HTTP_BUSY));
    third = send_unsettled(packet);
    cr_expect(eq(int, third->kind, JOB_PACKET));
    cr_expect(ne(int, third->status, VR_OK), "no copy is on the disk");
    cr_expect(eq(int, settle(second), HTTP_BUSY));
    cr_expect(eq(int, settle(third), HTTP_BUSY));
    allow_writing(RLIM_INFINITY);
}

Test(intake, a_duplicate_that_comes_while_its_round_is_closed_is_accepted)
{
    struct job *job = job_new(JOB_PACKET);
    bool closed = false;

    cr_expect(eq(int, send_number(FIXTURE_ROUND, 1), HTTP_ACCEPTED));
    cr_assert(eq(int, hopkeys_advance(fixture.hopkeys, FIXTURE_ROUND + 1, &why), VR_OK));
    cr_assert(eq(int, intake_advance(fixture.intake, FIXTURE_ROUND + 1, &why), VR_OK));
    memcpy(job->entry.packet, packet, VR_PACKET_SIZE);
    cr_assert(eq(int, intake_packet(fixture.intake, job), HTTP_LATER), "the clock is a bit behind");
    cr_expect(eq(int, fixture_settle(&fixture, &closed), HTTP_LATER));
    cr_expect(closed);
    cr_expect(eq(int, fixture_settle(&fixture, &closed), HTTP_ACCEPTED));
}

Test(intake, a_new_packet_that_comes_while_its_round_is_closed_is_busy)
{
    bool closed = false;

    cr_assert(eq(int, hopkeys_advance(fixture.hopkeys, FIXTURE_ROUND + 1, &why), VR_OK));
    cr_assert(eq(int, intake_advance(fixture.intake, FIXTURE_ROUND + 1, &why), VR_OK));
    cr_expect(eq(int, send_number(FIXTURE_ROUND, 1), HTTP_BUSY));
    fixture_settle(&fixture, &closed);
    expect_stored(FIXTURE_ROUND, 0, NULL);
}

Test(intake, chance_chooses_the_slots)
{
    size_t ascents = 0;
    uint32_t before = 0;
    const struct batch *batch = NULL;

    for (uint32_t i = 0; i < 60; i++) {
        cr_assert(eq(int, send_number(FIXTURE_ROUND, i), HTTP_ACCEPTED));
    }
    for (size_t i = 0; i < fixture.intake->batch_count; i++) {
        batch = fixture.intake->batches[i]->count == 60 ? fixture.intake->batches[i] : batch;
    }
    cr_assert(batch != NULL);
    for (size_t i = 0; i < 60; i++) {
        ascents += batch->items[i].slot > before;
        before = batch->items[i].slot;
    }
    /* About 30, standard deviation 2.2. */
    cr_expect(ascents > 12 && ascents < 48, "%zu", ascents);
}

Test(intake, nothing_that_came_in_stands_readable_on_the_disk)
{
    const char *const files[] = { "state/pool", "state/store/data.mdb" };
    static uint8_t record[64];

    cr_expect(eq(int, send_number(FIXTURE_ROUND, 0x51), HTTP_ACCEPTED));
    enter(FIXTURE_ROUND + 1);
    memset(record, 0x51, sizeof record);
    for (size_t i = 0; i < 2; i++) {
        char *bytes = NULL;
        size_t len;

        cr_assert(eq(int,
                     files_read(&bytes, &len, fixture_path(&fixture, files[i]), 1U << 30, &why),
                     VR_OK));
        cr_expect(memmem(bytes, len, record, sizeof record) == NULL, "%s", files[i]);
        cr_expect(memmem(bytes, len, packet + 552, 64) == NULL, "%s", files[i]);
        free(bytes);
    }
}

/* The loop settles, submits and ends rounds while the writer works. */
Test(intake, packets_in_flight_while_rounds_end_are_each_stored_once)
{
    static uint8_t packets[40][VR_PACKET_SIZE];
    size_t in_flight = 0, stored = 0;

    for (uint32_t i = 0; i < 40; i++) {
        fixture_packet(packets[i], &fixture, FIXTURE_ROUND + i % 2, i);
    }
    fixture_time(FIXTURE_ROUND, LATE);
    for (uint32_t i = 0; i < 120; i++) {
        struct job *job = job_new(JOB_PACKET);

        memcpy(job->entry.packet, packets[i % 40], VR_PACKET_SIZE);
        cr_assert(eq(int, intake_packet(fixture.intake, job), HTTP_LATER));
        in_flight++;
    }
    cr_assert(eq(int, hopkeys_advance(fixture.hopkeys, FIXTURE_ROUND + 2, &why), VR_OK));
    cr_assert(eq(int, intake_advance(fixture.intake, FIXTURE_ROUND + 2, &why), VR_OK));
    for (; in_flight > 0; in_flight--) {
        bool closed;

        cr_expect(eq(int, fixture_settle(&fixture, &closed), HTTP_ACCEPTED));
    }
    enter(FIXTURE_ROUND + 2);
    for (uint32_t round = FIXTURE_ROUND; round < FIXTURE_ROUND + 2; round++) {
        struct vr_receipts receipts;

        fixture_receipts(&receipts, &fixture, round);
        cr_expect(eq(sz, receipts.locator_count, 20));
        stored += receipts.locator_count;
        vr_receipts_wipe(&receipts);
    }
    cr_expect(eq(sz, stored, 40));
}

/* From now on the hop is the entry of three. */
static void
become_entry(uint32_t sequence, uint32_t from_round)
{
    fixture_close(&fixture);
    memcpy(fixture.seeds[0], fixture.identity, 32);
    fixture_cascade(&fixture, 3, 0);
    fixture_sign(&fixture, sequence, from_round, FIXTURE_EXPIRES);
    fixture_open_circles(&fixture);
    fixture_open_storage(&fixture);
    fixture_open_intake(&fixture);
}

Test(intake, at_the_entry_of_a_cascade_duplicates_of_an_ended_round_are_known_also_after_a_restart)
{
    static uint8_t known[VR_PACKET_SIZE];
    struct job *job = job_new(JOB_PACKET);
    bool closed = false;

    become_entry(2, 0);
    fixture_advance(&fixture, FIXTURE_ROUND);
    cr_expect(eq(int, send_number(FIXTURE_ROUND, 1), HTTP_ACCEPTED));
    memcpy(known, packet, sizeof known);
    cr_assert(eq(int, hopkeys_advance(fixture.hopkeys, FIXTURE_ROUND + 1, &why), VR_OK));
    cr_assert(eq(int, intake_advance(fixture.intake, FIXTURE_ROUND + 1, &why), VR_OK));
    memcpy(job->entry.packet, known, VR_PACKET_SIZE);
    cr_assert(eq(int, intake_packet(fixture.intake, job), HTTP_LATER), "the clock is a bit behind");
    fixture_settle(&fixture, &closed);
    cr_expect(closed);
    cr_expect(eq(int, fixture_settle(&fixture, &closed), HTTP_ACCEPTED));
    for (int times = 0; times < 2; times++) {
        cr_expect(eq(int, fixture_send(&fixture, known), HTTP_ACCEPTED));
        cr_expect(eq(int, send_number(FIXTURE_ROUND, 2), HTTP_BUSY));
        restart();
        cr_assert(eq(int, hopkeys_advance(fixture.hopkeys, FIXTURE_ROUND + 1, &why), VR_OK));
        cr_assert(eq(int, intake_advance(fixture.intake, FIXTURE_ROUND + 1, &why), VR_OK));
    }
    cr_expect(eq(u32, fixture.intake->free_count, FIXTURE_SLOTS));
}

Test(intake, in_the_first_round_of_another_path_nothing_is_taken_before_its_keys_are_there)
{
    become_entry(2, 0);
    fixture_advance(&fixture, FIXTURE_ROUND);
    fixture.seeds[2][0] ^= 1;
    fixture_sign(&fixture, 3, FIXTURE_ROUND + 1, FIXTURE_EXPIRES);
    cr_assert(eq(int, fixture_take_circle(&fixture, &why), VR_OK), "%s", why.text);
    cr_expect(eq(int, send_number(FIXTURE_ROUND, 1), HTTP_ACCEPTED));
    fixture.keys_until = FIXTURE_ROUND + 1;
    fixture_time(FIXTURE_ROUND, LATE);
    cr_expect(eq(int, send_number(FIXTURE_ROUND + 1, 2), HTTP_BUSY), "wrapped for the old path");
    enter(FIXTURE_ROUND + 1);
    cr_expect(eq(int, send_number(FIXTURE_ROUND + 1, 3), HTTP_BUSY));
    fixture.keys_until = 0;
    cr_expect(eq(int, send_number(FIXTURE_ROUND + 1, 4), HTTP_ACCEPTED));
    enter(FIXTURE_ROUND + 2);
    fixture.keys_are_late = true;
    cr_expect(eq(int, send_number(FIXTURE_ROUND + 2, 5), HTTP_ACCEPTED), "as ever");
}

Test(intake, an_entry_that_becomes_the_store_too_waits_for_nobodys_keys)
{
    become_entry(2, 0);
    fixture_advance(&fixture, FIXTURE_ROUND);
    fixture_cascade(&fixture, 1, 0);
    fixture_sign(&fixture, 3, FIXTURE_ROUND + 1, FIXTURE_EXPIRES);
    cr_assert(eq(int, fixture_take_circle(&fixture, &why), VR_OK), "%s", why.text);
    fixture_cascade(&fixture, 3, 0); /* the last batch of the old circle goes its way */
    enter(FIXTURE_ROUND + 1);
    fixture_cascade(&fixture, 1, 0);
    fixture.keys_are_late = true;
    cr_expect(eq(int, send_number(FIXTURE_ROUND + 1, 1), HTTP_ACCEPTED));
}

Test(intake, at_the_entry_of_a_cascade_a_round_departs_once_and_again_after_a_crash)
{
    struct outbox_state state = { 0 };
    struct outbox *outbox = NULL;

    become_entry(2, 0);
    fixture_advance(&fixture, FIXTURE_ROUND);
    cr_expect(eq(int, send_number(FIXTURE_ROUND, 1), HTTP_ACCEPTED));
    enter(FIXTURE_ROUND + 1);
    cr_assert(eq(sz, fixture.departed_count, 1));
    cr_expect(eq(u32, fixture.departed[0]->number, FIXTURE_ROUND));
    cr_expect(eq(u32, fixture.intake->free_count, FIXTURE_SLOTS));
    restart();
    cr_assert(eq(sz, fixture.departed_count, 1));
    cr_expect(eq(u32, fixture.departed[0]->number, FIXTURE_ROUND));
    cr_expect(eq(u32, fixture.intake->next, FIXTURE_ROUND + 1));
    cr_assert(eq(
        int, outbox_open(&outbox, fixture.outboxes, FIXTURE_ROUND, fixture.departed[0]->key, &why),
        VR_OK));
    cr_assert(eq(int, outbox_state(&state, outbox), VR_OK));
    cr_expect(eq(u32, state.count, 64));
    outbox_close(outbox);
}

/* Whether the round after the last one, with so many packets, departs as a thin one. */
static bool
departs_thin(uint32_t packets)
{
    uint32_t round = FIXTURE_ROUND + (uint32_t) fixture.departed_count;
    struct outbox *outbox = NULL;
    const struct batch *batch;
    char *part = NULL;
    size_t len;
    bool thin;

    enter(round);
    for (uint32_t i = 0; i < packets; i++) {
        cr_assert(eq(int, send_number(round, 100 * round + i), HTTP_ACCEPTED));
    }
    enter(round + 1);
    batch = fixture.departed[fixture.departed_count - 1];
    cr_assert(eq(int, outbox_open(&outbox, fixture.outboxes, round, batch->key, &why), VR_OK));
    cr_assert(eq(int, outbox_part(&part, &len, outbox, 1, &why), VR_OK));
    thin = memmem(part, len, "\"thin\":true", 11) != NULL;
    free(part);
    outbox_close(outbox);

    return thin;
}

/* Eight for each hop behind, which are no reports. */
Test(intake, at_the_entry_of_a_cascade_probes_do_not_make_a_thin_round_a_full_one)
{
    uint32_t enough;

    become_entry(2, 0);
    enough = circles_newest(fixture.circles)->minimum + 2 * 8;
    cr_expect(departs_thin(enough - 1));
    cr_expect(not(departs_thin(enough)));
}

/* It stays known like any other, so that its sender cannot tell, but does not go on. */
Test(intake, at_the_entry_of_a_cascade_what_is_dropped_goes_no_further_and_is_known_after_a_restart)
{
    static uint8_t peeled[VR_PACKET_SIZE];
    const uint8_t *public_key, *secret;
    struct outbox *outbox = NULL;
    struct vr_onion_layer layer;
    uint8_t slot[VR_SLOT_SIZE];
    char *part = NULL;
    size_t len;

    become_entry(2, 0);
    fixture_advance(&fixture, FIXTURE_ROUND);
    useless_packet(VR_LOOP, 100);
    cr_assert(eq(int, fixture_send(&fixture, packet), HTTP_ACCEPTED));
    memcpy(peeled, packet, sizeof peeled);
    cr_assert(hopkeys_pair(fixture.hopkeys, &secret, &public_key, FIXTURE_ROUND));
    cr_assert(eq(int, vr_onion_verify(&layer, peeled, secret, public_key), VR_OK));
    vr_onion_peel(slot, peeled, &layer);
    enter(FIXTURE_ROUND + 1);
    cr_assert(eq(
        int, outbox_open(&outbox, fixture.outboxes, FIXTURE_ROUND, fixture.departed[0]->key, &why),
        VR_OK));
    cr_assert(eq(int, outbox_part(&part, &len, outbox, 1, &why), VR_OK));
    cr_expect(memmem(part, len, peeled + VR_PACKET_SIZE - 64, 64) == NULL);
    free(part);
    outbox_close(outbox);
    restart();
    fixture_time(FIXTURE_ROUND, 60);
    cr_assert(eq(int, hopkeys_advance(fixture.hopkeys, FIXTURE_ROUND, &why), VR_OK));
    cr_expect(eq(int, fixture_send(&fixture, packet), HTTP_ACCEPTED));
}

Test(intake, at_the_entry_of_a_cascade_a_round_waits_for_the_keys_of_the_hops_behind)
{
    become_entry(2, 0);
    fixture_advance(&fixture, FIXTURE_ROUND);
    cr_expect(eq(int, send_number(FIXTURE_ROUND, 1), HTTP_ACCEPTED));
    fixture.keys_are_late = true;
    cr_assert(eq(int, hopkeys_advance(fixture.hopkeys, FIXTURE_ROUND + 1, &why), VR_OK));
    cr_expect(eq(int, intake_advance(fixture.intake, FIXTURE_ROUND + 1, &why), VR_STALE));
    cr_expect(eq(sz, fixture.departed_count, 0));
    fixture.keys_are_late = false;
    enter(FIXTURE_ROUND + 1);
    cr_expect(eq(sz, fixture.departed_count, 1));
}

Test(intake, rounds_that_cannot_be_closed_are_open_in_a_limited_number)
{
    bool closed;

    become_entry(2, 0);
    fixture_advance(&fixture, FIXTURE_ROUND);
    fixture.keys_are_late = true;
    for (uint32_t round = FIXTURE_ROUND + 1; round <= FIXTURE_ROUND + 20; round++) {
        cr_expect(eq(int, intake_advance(fixture.intake, round, &why), VR_STALE));
    }
    cr_expect(eq(sz, fixture.intake->batch_count, INTAKE_BATCHES));
    fixture.keys_are_late = false;
    while (fixture.intake->next < FIXTURE_ROUND + 20) {
        cr_expect(ne(int, intake_advance(fixture.intake, FIXTURE_ROUND + 20, &why), VR_STALE));
        fixture_settle(&fixture, &closed);
    }
    cr_expect(eq(sz, fixture.departed_count, 20), "those that were not open too");
}

/* Nobody but the entry ran in the rounds before: keys of theirs never come. */
Test(intake, a_round_whose_keys_cannot_come_any_more_is_the_operators_to_give_up)
{
    become_entry(2, 0);
    fixture_advance(&fixture, FIXTURE_ROUND);
    fixture.keys_from = FIXTURE_ROUND + 2;
    cr_assert(eq(int, hopkeys_advance(fixture.hopkeys, FIXTURE_ROUND + 1, &why), VR_OK));
    cr_expect(eq(int, intake_advance(fixture.intake, FIXTURE_ROUND + 1, &why), VR_STALE));
    cr_expect(strstr(why.text, "waits for the keys") != NULL, "%s", why.text);
    cr_assert(eq(int, hopkeys_advance(fixture.hopkeys, FIXTURE_ROUND + 2, &why), VR_OK));
    cr_expect(eq(int, intake_advance(fixture.intake, FIXTURE_ROUND + 2, &why), VR_STALE));
    cr_expect(eq(str, why.text,
                 "round 20 can never be padded: vrijuitd abandon --round 20 --reason TEXT"));
}

Test(intake, an_entry_that_was_the_store_too_goes_on_after_its_last_batch)
{
    enter(FIXTURE_ROUND + 1);
    become_entry(2, FIXTURE_ROUND + 1);
    cr_expect(eq(u32, fixture.intake->next, FIXTURE_ROUND + 1));
    enter(FIXTURE_ROUND + 2);
    restart();
    cr_expect(eq(u32, fixture.intake->next, FIXTURE_ROUND + 2));
    enter(FIXTURE_ROUND + 3);
    cr_expect(eq(sz, fixture.departed_count, 2));
    restart();
    cr_expect(eq(u32, fixture.intake->next, FIXTURE_ROUND + 3));
}

Test(intake, an_entry_whose_next_hop_was_long_down_starts_again)
{
    become_entry(2, 0);
    fixture_advance(&fixture, FIXTURE_ROUND);
    enter(FIXTURE_ROUND + 20);
    cr_assert(eq(sz, fixture.departed_count, 20));
    restart();
    cr_expect(eq(sz, fixture.departed_count, 20));
    cr_expect(eq(u32, fixture.intake->next, FIXTURE_ROUND + 20));
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>

#include "daemon_fixture.h"

#define COUNT      70U /* packets: a whole part and one that is not */
#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_SIZE   crypto_aead_xchacha20poly1305_ietf_ABYTES

static struct fixture fixture;
static struct vr_why why;
static const uint8_t key[32] = "the key of a batch";
static const struct outbox_state state = { COUNT, 2 };
static struct outbox *outbox;

static void
start(void)
{
    fixture_make(&fixture);
    cr_assert(eq(int, outbox_open(&outbox, fixture.outboxes, 7, key, &why), VR_OK), "%s", why.text);
}

static void
stop(void)
{
    outbox_close(outbox);
    fixture_remove(&fixture);
}

TestSuite(outbox, .init = start, .fini = stop);

static void
packet_of(uint8_t packet[static VR_PACKET_SIZE], uint32_t rank)
{
    memset(packet, (int) rank + 1, VR_PACKET_SIZE);
}

static void
tag_of(uint8_t tag[static VR_TAG_SIZE], uint32_t number)
{
    memset(tag, 0xe7, VR_TAG_SIZE);
    tag[0] = (uint8_t) number;
}

static void
fill(void)
{
    static uint8_t packet[VR_PACKET_SIZE];
    uint8_t tag[VR_TAG_SIZE];

    cr_assert(eq(int, outbox_begin(outbox, &why), VR_OK), "%s", why.text);
    for (uint32_t i = 0; i < COUNT; i++) {
        packet_of(packet, i);
        tag_of(tag, i);
        cr_assert(eq(int, outbox_put_packet(outbox, i, packet, &why), VR_OK), "%s", why.text);
        cr_assert(eq(int, outbox_put_tag(outbox, tag, &why), VR_OK), "%s", why.text);
    }
    cr_assert(eq(int, outbox_put_head(outbox, 1, "first\n\n", 7, &why), VR_OK));
    cr_assert(eq(int, outbox_put_head(outbox, 2, "second\n\n", 8, &why), VR_OK));
}

static void
commit(const char *answer)
{
    fill();
    cr_assert(eq(int,
                 outbox_commit(outbox, &state, answer, answer == NULL ? 0 : strlen(answer), &why),
                 VR_OK),
              "%s", why.text);
}

static void
open_again(uint32_t round, const uint8_t *with)
{
    outbox_close(outbox);
    outbox = NULL;
    cr_assert(eq(int, outbox_open(&outbox, fixture.outboxes, round, with, &why), VR_OK), "%s",
              why.text);
}

static void
expect_part(uint32_t part, const char *head, uint32_t first, uint32_t count)
{
    static uint8_t packet[VR_PACKET_SIZE];
    char *bytes = NULL;
    size_t len;

    cr_assert(eq(int, outbox_part(&bytes, &len, outbox, part, &why), VR_OK), "%s", why.text);
    cr_assert(eq(sz, len, strlen(head) + (size_t) count * VR_PACKET_SIZE));
    cr_expect(memcmp(bytes, head, strlen(head)) == 0);
    for (uint32_t i = 0; i < count; i++) {
        packet_of(packet, first + i);
        cr_expect(
            memcmp(bytes + strlen(head) + (size_t) i * VR_PACKET_SIZE, packet, sizeof packet) == 0,
            "packet %u", first + i);
    }
    free(bytes);
}

static char *
read_file(size_t *len, uint32_t round)
{
    char path[FILES_PATH_MAX];
    char *bytes = NULL;

    snprintf(path, sizeof path, "%s/%u.batch/data.mdb", fixture.outboxes, round);
    cr_assert(eq(int, files_read(&bytes, len, path, 1U << 30, &why), VR_OK), "%s", why.text);

    return bytes;
}

Test(outbox, nothing_is_there_before_it_is_committed)
{
    struct outbox_state got;
    char *bytes;
    uint32_t round;
    size_t len;

    cr_expect(eq(int, outbox_state(&got, outbox), VR_FOREIGN));
    cr_expect(eq(int, outbox_answer(&bytes, &len, outbox), VR_FOREIGN));
    cr_expect(eq(int, outbox_part(&bytes, &len, outbox, 1, &why), VR_FOREIGN));
    outbox_close(outbox);
    outbox = NULL;
    cr_expect(eq(int, outbox_last(&round, fixture.outboxes), VR_FOREIGN));
}

Test(outbox, what_was_aborted_or_open_at_the_end_leaves_nothing_and_can_be_done_again)
{
    struct outbox_state got;
    char *bytes;
    size_t len;

    fill();
    outbox_abort(outbox);
    outbox_abort(outbox);
    cr_expect(eq(int, outbox_state(&got, outbox), VR_FOREIGN));
    cr_expect(eq(int, outbox_part(&bytes, &len, outbox, 1, &why), VR_FOREIGN));
    fill();
    open_again(7, key);
    cr_expect(eq(int, outbox_state(&got, outbox), VR_FOREIGN));
    cr_expect(eq(int, outbox_part(&bytes, &len, outbox, 1, &why), VR_FOREIGN));
    commit("signed");
    expect_part(1, "first\n\n", 0, 64);
}

Test(outbox, a_batch_cannot_be_committed_twice)
{
    commit("signed");
    cr_assert(eq(int, outbox_begin(outbox, &why), VR_OK));
    cr_expect(eq(int, outbox_put_head(outbox, 1, "other", 5, &why), VR_CONFLICT));
    cr_expect(ne(int, outbox_commit(outbox, &state, "other", 5, &why), VR_OK));
    outbox_abort(outbox);
    expect_part(1, "first\n\n", 0, 64);
}

Test(outbox, parts_are_the_same_bytes_each_time_also_after_a_restart)
{
    struct outbox_state got;
    char *bytes = NULL;
    size_t len = 0;

    commit("signed");
    for (int times = 0; times < 3; times++) {
        cr_assert(eq(int, outbox_state(&got, outbox), VR_OK));
        cr_expect(eq(u32, got.count, COUNT));
        cr_expect(eq(u32, got.parts, 2));
        expect_part(1, "first\n\n", 0, 64);
        expect_part(2, "second\n\n", 64, COUNT - 64);
        cr_assert(eq(int, outbox_answer(&bytes, &len, outbox), VR_OK));
        cr_expect(eq(sz, len, 6));
        cr_expect(eq(str, bytes, "signed"));
        free(bytes);
        open_again(7, key);
    }
    cr_expect(eq(int, outbox_part(&bytes, &len, outbox, 0, &why), VR_FOREIGN));
    cr_expect(eq(int, outbox_part(&bytes, &len, outbox, 3, &why), VR_FOREIGN));
}

Test(outbox, the_entry_has_no_answer)
{
    char *bytes;
    size_t len;

    commit(NULL);
    cr_expect(eq(int, outbox_answer(&bytes, &len, outbox), VR_FOREIGN));
    cr_assert(eq(int, outbox_settle(outbox, &why), VR_OK), "%s", why.text);
    open_again(7, NULL);
    cr_expect(eq(int, outbox_answer(&bytes, &len, outbox), VR_FOREIGN));
}

Test(outbox, packets_are_not_readable_in_the_file_nor_with_another_key)
{
    static const uint8_t other[32] = "another key";
    uint8_t packet[VR_PACKET_SIZE];
    char *bytes;
    size_t len;

    commit("signed");
    bytes = read_file(&len, 7);
    for (uint32_t i = 0; i < COUNT; i++) {
        packet_of(packet, i);
        cr_expect(memmem(bytes, len, packet, 24) == NULL, "packet %u", i);
    }
    free(bytes);
    open_again(7, other);
    cr_expect(eq(int, outbox_part(&bytes, &len, outbox, 1, &why), VR_UNVERIFIED));
}

/* Whether any place of the file opens as a packet of any rank. */
static bool
holds_a_packet(const char *bytes, size_t len)
{
    static uint8_t packet[VR_PACKET_SIZE];
    const size_t sealed = VR_PACKET_SIZE + TAG_SIZE;

    /* LMDB puts a value of several pages 16 bytes behind the beginning of a page. */
    for (size_t at = 16; at + NONCE_SIZE + sealed <= len; at += 4096) {
        const uint8_t *nonce = (const uint8_t *) bytes + at;

        for (uint32_t rank = 0; rank < COUNT; rank++) {
            uint8_t number[4] = { 0, 0, 0, (uint8_t) rank };

            if (memcmp(nonce, "\0\0\0\0", 4) != 0 &&
                crypto_aead_xchacha20poly1305_ietf_decrypt(packet, NULL, NULL, nonce + NONCE_SIZE,
                                                           sealed, number, sizeof number, nonce,
                                                           key) == 0) {
                return true;
            }
        }
    }

    return false;
}

Test(outbox, settled_it_keeps_tags_and_answer_and_no_packet_even_for_who_has_the_key)
{
    struct outbox_state got;
    uint8_t tag[VR_TAG_SIZE];
    char *bytes, *part;
    size_t len, part_len;

    commit("signed");
    bytes = read_file(&len, 7);
    cr_assert(holds_a_packet(bytes, len), "else the test sees nothing");
    free(bytes);
    cr_assert(eq(int, outbox_settle(outbox, &why), VR_OK), "%s", why.text);
    bytes = read_file(&len, 7);
    cr_expect(len < VR_PACKET_SIZE * 4, "%zu", len);
    cr_expect(not(holds_a_packet(bytes, len)));
    cr_expect(memmem(bytes, len, "first\n\n", 7) == NULL);
    for (uint32_t i = 0; i < COUNT; i++) {
        tag_of(tag, i);
        cr_expect(memmem(bytes, len, tag, sizeof tag) != NULL, "tag %u", i);
    }
    free(bytes);
    open_again(7, NULL);
    cr_assert(eq(int, outbox_state(&got, outbox), VR_OK));
    cr_expect(eq(u32, got.count, 0));
    cr_assert(eq(int, outbox_answer(&bytes, &len, outbox), VR_OK));
    cr_expect(eq(str, bytes, "signed"));
    free(bytes);
    cr_expect(eq(int, outbox_part(&part, &part_len, outbox, 1, &why), VR_FOREIGN));
    cr_expect(eq(int, outbox_settle(outbox, &why), VR_OK), "again does no harm");
    open_again(7, NULL);
    cr_expect(eq(int, outbox_answer(&bytes, &len, outbox), VR_OK));
    free(bytes);
}

/* A crash in the middle of settling leaves a second folder beside it. */
Test(outbox, settling_that_was_broken_off_is_done_again)
{
    char path[FILES_PATH_MAX];
    uint32_t round;

    commit("signed");
    snprintf(path, sizeof path, "%s/7.batch.new", fixture.outboxes);
    cr_assert(eq(int, files_folder(path, &why), VR_OK));
    snprintf(path, sizeof path, "%s/7.batch.new/data.mdb", fixture.outboxes);
    cr_assert(eq(int, files_write(path, "torn", 4, 0600, &why), VR_OK));
    outbox_close(outbox);
    outbox = NULL;
    cr_assert(eq(int, outbox_last(&round, fixture.outboxes), VR_OK));
    cr_expect(eq(u32, round, 7));
    open_again(7, key);
    expect_part(1, "first\n\n", 0, 64);
    cr_assert(eq(int, outbox_settle(outbox, &why), VR_OK), "%s", why.text);
    snprintf(path, sizeof path, "%s/7.batch.new", fixture.outboxes);
    cr_expect(ne(int, access(path, F_OK), 0));
}

/* Tags must come in order, each once. */
static enum vr_status
count_tag(void *arg, const uint8_t tag[static VR_TAG_SIZE])
{
    uint32_t *count = arg;
    uint8_t expected[VR_TAG_SIZE];

    tag_of(expected, *count);
    cr_expect(memcmp(tag, expected, sizeof expected) == 0, "tag %u", *count);
    (*count)++;

    return VR_OK;
}

Test(outbox, its_tags_are_there_before_and_after_it_is_settled)
{
    uint32_t count = 0;

    cr_assert(eq(int, outbox_each_tag(outbox, count_tag, &count), VR_OK));
    cr_expect(eq(u32, count, 0));
    commit(NULL);
    cr_assert(eq(int, outbox_each_tag(outbox, count_tag, &count), VR_OK));
    cr_expect(eq(u32, count, COUNT));
    cr_assert(eq(int, outbox_settle(outbox, &why), VR_OK));
    open_again(7, NULL);
    count = 0;
    cr_assert(eq(int, outbox_each_tag(outbox, count_tag, &count), VR_OK));
    cr_expect(eq(u32, count, COUNT));
}

/* Rounds that were committed, each settled. */
static void
make_rounds(uint32_t first, uint32_t last)
{
    for (uint32_t round = first; round <= last; round++) {
        open_again(round, key);
        commit("signed");
        cr_assert(eq(int, outbox_settle(outbox, &why), VR_OK));
    }
    outbox_close(outbox);
    outbox = NULL;
}

static bool
is_there(uint32_t round)
{
    char path[FILES_PATH_MAX];

    snprintf(path, sizeof path, "%s/%u.batch", fixture.outboxes, round);

    return access(path, F_OK) == 0;
}

Test(outbox, the_last_round_is_the_newest_that_was_committed)
{
    uint32_t round = 0;

    make_rounds(9, 11);
    open_again(12, key);
    outbox_close(outbox);
    outbox = NULL;
    cr_assert(eq(int, outbox_last(&round, fixture.outboxes), VR_OK));
    cr_expect(eq(u32, round, 11), "12 was opened, not committed");
}

Test(outbox, removing_old_rounds_leaves_the_others)
{
    make_rounds(8, 12);
    outbox_remove_before(fixture.outboxes, 10);
    for (uint32_t round = 7; round <= 12; round++) {
        cr_expect(eq(int, is_there(round), round >= 10), "round %u", round);
    }
}

/* It is what the entry goes on from. */
Test(outbox, the_newest_round_is_never_removed)
{
    uint32_t round = 0;

    make_rounds(8, 12);
    outbox_remove_before(fixture.outboxes, 1000);
    cr_assert(eq(int, outbox_last(&round, fixture.outboxes), VR_OK));
    cr_expect(eq(u32, round, 12));
    cr_expect(not(is_there(11)));
}

Test(outbox, a_round_whose_packets_are_still_here_is_never_removed)
{
    open_again(8, key);
    commit(NULL);
    make_rounds(9, 12);
    outbox_remove_before(fixture.outboxes, 12);
    cr_expect(is_there(8));
    cr_expect(not(is_there(9)));
}

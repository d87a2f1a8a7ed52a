/* SPDX-License-Identifier: EUPL-1.2 */
#include "taking.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>
#include <vrijuit/documents.h>

#include "handed.h"
#include "outbox.h"
#include "storagekeys.h"

#define MANY 70U /* more than one part */

static struct fixture fixture;
static struct vr_why why;
static struct vr_keys keys;
static struct taking taking;
static struct handed handed;
static uint32_t round_taken = FIXTURE_ROUND;
static uint8_t packets[MANY][VR_PACKET_SIZE];

static void
describe(void)
{
    taking.at = (struct outgoing_place) { .circle = circles_newest(fixture.circles),
                                          .place = fixture.place,
                                          .round = round_taken,
                                          .keys = &keys,
                                          .identity = fixture.identity };
    fixture_epoch_key(taking.epoch_secret, taking.epoch_public, &fixture, fixture.place,
                      round_taken + 1);
    taking.retention = 180;
    strcpy(taking.outboxes, fixture.outboxes);
}

static void
stand(size_t hops, size_t place)
{
    char rounds[FILES_PATH_MAX];

    fixture_cascade(&fixture, hops, place);
    fixture_sign(&fixture, 1, 0, FIXTURE_EXPIRES);
    fixture_open_circles(&fixture);
    fixture_open_storage(&fixture);
    fixture_keys(&keys, &fixture, round_taken);
    strcpy(rounds, fixture_path(&fixture, "state/rounds"));
    cr_assert(eq(int, files_folder(rounds, &why), VR_OK));
    cr_assert(eq(int, batch_open(&taking.batch, rounds, round_taken, &why), VR_OK));
    describe();
}

static void
start(void)
{
    fixture_make(&fixture);
}

static void
stop(void)
{
    handed_free(&handed);
    taking_wipe(&taking);
    batch_free(taking.batch);
    fixture_remove(&fixture);
}

TestSuite(taking, .init = start, .fini = stop);

static void
make_packets(uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        fixture_packet_at(packets[i], &fixture, fixture.place, round_taken, i);
    }
}

static enum vr_status
take_part(const struct handed *from, uint32_t number)
{
    struct vr_custody custody;
    struct vr_part part;

    handed_custody(&custody, &fixture, round_taken);
    cr_assert(eq(int,
                 vr_part_decode(&part, from->bytes[number - 1], from->len[number - 1], &custody,
                                fixture.place, &why),
                 VR_OK),
              "%s", why.text);

    return taking_part(&taking, &part);
}

static void
take_parts(void)
{
    for (uint32_t part = 1; part <= handed.parts; part++) {
        cr_assert(eq(int, take_part(&handed, part), VR_OK), "%s", taking.why.text);
    }
}

static void
hand_over(uint32_t count)
{
    handed_make(&handed, &fixture, round_taken, packets, count);
    take_parts();
}

static bool
has_key(void)
{
    return access(taking.batch->key_path, F_OK) == 0;
}

static void
expect_answer(void)
{
    struct vr_custody custody;

    handed_custody(&custody, &fixture, FIXTURE_ROUND);
    cr_assert(taking.answer != NULL);
    cr_expect(eq(int,
                 vr_taken_decode(&handed.sent, taking.answer, taking.answer_len, &custody,
                                 fixture.place - 1, &why),
                 VR_OK),
              "%s", why.text);
}

/* Whether the packet, which the hop behind this one receives, ends with locator number. */
static bool
ends_with(const uint8_t *wire, uint32_t number)
{
    static uint8_t packet[VR_PACKET_SIZE];
    uint8_t locator[VR_LOCATOR_SIZE];

    memcpy(packet, wire, sizeof packet);
    for (size_t place = fixture.place + 1; place < fixture.hops; place++) {
        uint8_t secret[32], public_key[32], slot[VR_SLOT_SIZE];
        struct vr_onion_layer layer;

        fixture_epoch_key(secret, public_key, &fixture, place, FIXTURE_ROUND + 1);
        if (vr_onion_verify(&layer, packet, secret, public_key) != VR_OK) {
            return false; /* the other one with the tag of number 0 */
        }
        vr_onion_peel(slot, packet, &layer);
    }
    fixture_locator(locator, number);

    return memcmp(vr_onion_delivery(packet), locator, sizeof locator) == 0;
}

/* How often number goes on to the next hop, which must be able to read every part. */
static size_t
count_number(uint32_t number, uint32_t *total)
{
    struct outbox *outbox = NULL;
    struct outbox_state state;
    struct vr_custody custody;
    size_t found = 0;

    handed_custody(&custody, &fixture, FIXTURE_ROUND);
    cr_assert(eq(int,
                 outbox_open(&outbox, fixture.outboxes, FIXTURE_ROUND, taking.batch->key, &why),
                 VR_OK));
    cr_assert(eq(int, outbox_state(&state, outbox), VR_OK));
    *total = state.count;
    for (uint32_t number_of_part = 1; number_of_part <= state.parts; number_of_part++) {
        struct vr_part part;
        char *bytes = NULL;
        size_t len;

        cr_assert(eq(int, outbox_part(&bytes, &len, outbox, number_of_part, &why), VR_OK));
        cr_assert(
            eq(int, vr_part_decode(&part, bytes, len, &custody, fixture.place + 1, &why), VR_OK),
            "%s", why.text);
        cr_assert(eq(sz, part.handover_count, fixture.place + 1));
        for (size_t i = 0; i < part.packet_count; i++) {
            found += ends_with(part.packets + i * VR_PACKET_SIZE, number);
        }
        free(bytes);
    }
    outbox_close(outbox);

    return found;
}

static uint32_t
committed(void)
{
    struct outbox *outbox = NULL;
    struct outbox_state state;

    cr_assert(eq(int,
                 outbox_open(&outbox, fixture.outboxes, FIXTURE_ROUND, taking.batch->key, &why),
                 VR_OK));
    cr_assert(eq(int, outbox_state(&state, outbox), VR_OK));
    outbox_close(outbox);

    return state.count;
}

static uint32_t
count_records(void)
{
    uint8_t entry[VR_BATCH_ENTRY];
    uint32_t count = 0;

    while (store_record(entry, fixture.store, FIXTURE_ROUND, count, &why) == VR_OK) {
        count++;
    }

    return count;
}

static void
expect_nothing_changed(void)
{
    struct outbox *outbox = NULL;
    struct outbox_state state;
    uint32_t round;

    cr_expect(taking.receipts == NULL);
    cr_expect(has_key());
    cr_expect(eq(int, store_last_round(&round, fixture.store), VR_FOREIGN));
    cr_assert(eq(int,
                 outbox_open(&outbox, fixture.outboxes, FIXTURE_ROUND, taking.batch->key, &why),
                 VR_OK));
    cr_expect(eq(int, outbox_state(&state, outbox), VR_FOREIGN));
    outbox_close(outbox);
}

Test(taking, a_mix_takes_a_whole_batch_for_the_next_hop_and_signs_for_it)
{
    uint32_t total = 0;

    stand(4, 2);
    make_packets(MANY);
    hand_over(MANY);
    cr_assert(eq(u32, handed.parts, 2));
    cr_assert(eq(int, taking_finish(&taking, fixture.store), VR_OK), "%s", taking.why.text);
    cr_expect(eq(sz, taking.packets, 128));
    cr_expect(eq(sz, taking.dropped, 0));
    expect_answer();
    for (uint32_t i = 0; i < MANY; i += 23) {
        cr_expect(eq(sz, count_number(i, &total), 1), "packet %u", i);
    }
    cr_expect(eq(u32, total, 128));
    cr_expect(has_key(), "its packets still lie under it");
}

Test(taking, the_store_keeps_records_receipts_and_answer_and_destroys_the_key)
{
    const struct vr_circle *const *circles;
    struct vr_receipts receipts;
    uint8_t entry[VR_BATCH_ENTRY], locator[VR_LOCATOR_SIZE];
    char *answer = NULL;
    size_t count, len, found = 0;

    stand(3, 2);
    make_packets(MANY);
    hand_over(MANY);
    cr_assert(eq(int, taking_finish(&taking, fixture.store), VR_OK), "%s", taking.why.text);
    expect_answer();
    cr_assert(eq(int, store_answer(&answer, &len, fixture.store, FIXTURE_ROUND), VR_OK));
    cr_assert(eq(sz, len, taking.answer_len));
    cr_expect(memcmp(answer, taking.answer, len) == 0);
    free(answer);
    circles = circles_all(fixture.circles, &count);
    cr_assert(eq(int,
                 vr_receipts_decode(&receipts, taking.receipts, taking.receipts_len, circles, count,
                                    &why),
                 VR_OK),
              "%s", why.text);
    cr_expect(eq(sz, receipts.handover_count, 2));
    cr_expect(receipts.thin);
    cr_assert(eq(sz, receipts.locator_count, 128));
    for (uint32_t rank = 0; rank < 128; rank++) {
        cr_assert(eq(int, store_record(entry, fixture.store, FIXTURE_ROUND, rank, &why), VR_OK));
        cr_expect(memcmp(entry, receipts.locators[rank], VR_LOCATOR_SIZE) == 0);
        for (uint32_t i = 0; i < MANY; i++) {
            fixture_locator(locator, i);
            found += memcmp(entry, locator, sizeof locator) == 0;
        }
    }
    cr_expect(eq(sz, found, MANY));
    vr_receipts_wipe(&receipts);
    cr_expect(not(has_key()));
}

/* The MAC anew, as only the packet's maker can, so that a packet with the same tag is another. */
static void
mac_anew(uint8_t packet[static VR_PACKET_SIZE])
{
    static const char label[16] = "vrijuit onion 1";
    uint8_t shared[32], prk[32], mac_key[32], poly_key[32], digest[16];
    crypto_generichash_state state;

    cr_assert(crypto_scalarmult(shared, taking.epoch_secret, packet + 8) == 0);
    crypto_generichash_init(&state, shared, 32, 32);
    crypto_generichash_update(&state, (const uint8_t *) label, sizeof label);
    crypto_generichash_update(&state, packet, 40);
    crypto_generichash_update(&state, taking.epoch_public, 32);
    crypto_generichash_final(&state, prk, 32);
    crypto_kdf_derive_from_key(mac_key, 32, 1, "VRJonion", prk);
    crypto_kdf_derive_from_key(poly_key, 32, 5, "VRJonion", prk);
    crypto_onetimeauth(digest, packet + 552, VR_BODY_SIZE, poly_key);
    crypto_generichash_init(&state, mac_key, 32, 32);
    crypto_generichash_update(&state, packet, 40);
    crypto_generichash_update(&state, packet + 72, 480);
    crypto_generichash_update(&state, digest, sizeof digest);
    crypto_generichash_final(&state, packet + 40, 32);
}

static void
packet_for_another_hop(uint8_t packet[static VR_PACKET_SIZE])
{
    static uint8_t body[VR_BODY_SIZE];
    struct vr_onion_hop path[2] = { 0 };
    struct vr_onion_random random;

    path[0].epoch = path[1].epoch = FIXTURE_ROUND + 1;
    memcpy(path[0].key, taking.epoch_public, 32);
    memcpy(path[1].key, taking.epoch_public, 32);
    memset(path[1].id, 0x55, sizeof path[1].id);
    randombytes_buf(&random, sizeof random);
    cr_assert(eq(int, vr_onion_wrap(packet, path, 2, VR_DELIVER, body, &random), VR_OK));
}

/* Five that this hop cannot take, and one with the tag of number 0 that is another packet. */
static void
spoil(void)
{
    static uint8_t body[VR_BODY_SIZE];
    enum vr_onion_command wrong = fixture.place + 1 == fixture.hops ? VR_LOOP : VR_DELIVER;

    fixture_packet_at(packets[1], &fixture, fixture.place, FIXTURE_ROUND - 1, 1);
    packets[2][40] ^= 1;
    packets[3][30000] ^= 1;
    packet_for_another_hop(packets[4]);
    fixture_wrap(packets[5], &fixture, fixture.place, fixture.place, FIXTURE_ROUND, wrong, body);
    memcpy(packets[6], packets[0], VR_PACKET_SIZE);
    packets[6][32767] ^= 1;
    mac_anew(packets[6]);
}

Test(taking, at_a_mix_what_cannot_go_on_is_dropped_and_the_others_go)
{
    uint32_t total = 0;

    stand(3, 1);
    make_packets(10);
    spoil();
    hand_over(10);
    cr_assert(eq(int, taking_finish(&taking, fixture.store), VR_OK), "%s", taking.why.text);
    cr_expect(eq(sz, taking.dropped, 6));
    expect_answer();
    for (uint32_t i = 7; i < 10; i++) {
        cr_expect(eq(sz, count_number(i, &total), 1), "packet %u", i);
    }
    for (uint32_t i = 1; i < 7; i++) {
        cr_expect(eq(sz, count_number(i, &total), 0), "packet %u", i);
    }
    cr_expect(eq(u32, total, 64), "dummies fill their places");
}

Test(taking, at_the_store_what_cannot_be_kept_is_dropped_and_the_others_are_kept)
{
    stand(2, 1);
    make_packets(10);
    spoil();
    hand_over(10);
    cr_assert(eq(int, taking_finish(&taking, fixture.store), VR_OK), "%s", taking.why.text);
    cr_expect(eq(sz, taking.dropped, 6));
    cr_expect(eq(u32, count_records(), 58));
}

/* At any hop that takes batches: it may have been the store before. */
static void
expect_old_keys_destroyed(size_t place)
{
    char path[FILES_PATH_MAX];

    round_taken = 2 * STORAGE_PERIOD;
    stand(3, place);
    taking.retention = STORAGE_PERIOD;
    for (int period = 0; period < 2; period++) {
        snprintf(path, sizeof path, "%s/storage/%d.key", fixture.state, period);
        cr_assert(eq(int, files_write(path, "key", 3, 0600, &why), VR_OK));
    }
    make_packets(10);
    hand_over(10);
    cr_assert(eq(int, taking_finish(&taking, fixture.store), VR_OK), "%s", taking.why.text);
    cr_expect(taking.is_clean);
    cr_expect(eq(int, access(path, F_OK), 0), "rounds 30 to 59");
    cr_expect(ne(int, access(fixture_path(&fixture, "state/storage/0.key"), F_OK), 0));
}

Test(taking, at_the_store_storage_keys_are_destroyed_when_the_time_of_their_records_is_over)
{
    expect_old_keys_destroyed(2);
}

Test(taking, a_mix_that_was_the_store_destroys_storage_keys_too)
{
    expect_old_keys_destroyed(1);
}

/* The set of tags is made anew for the third part. */
Test(taking, a_replay_of_the_first_part_in_the_third_is_dropped)
{
    static uint8_t many[2 * 64 + 2][VR_PACKET_SIZE];
    uint8_t *again = many[2 * 64 + 1];
    size_t first = 0;

    stand(2, 1);
    for (uint32_t i = 0; i < 2 * 64 + 1; i++) {
        fixture_packet_at(many[i], &fixture, 1, FIXTURE_ROUND, i);
        first = memcmp(many[i] + VR_PACKET_ORDER_OFFSET, many[first] + VR_PACKET_ORDER_OFFSET,
                       VR_PACKET_ORDER_SIZE) < 0
                    ? i
                    : first;
    }
    memcpy(again, many[first], VR_PACKET_SIZE);
    do { /* until it comes late */
        again[VR_PACKET_SIZE - 1]++;
        mac_anew(again);
    } while (again[VR_PACKET_ORDER_OFFSET] < 0xe0);
    handed_make(&handed, &fixture, FIXTURE_ROUND, many, 2 * 64 + 2);
    cr_assert(eq(u32, handed.parts, 3));
    take_parts();
    cr_assert(eq(int, taking_finish(&taking, fixture.store), VR_OK), "%s", taking.why.text);
    cr_expect(eq(sz, taking.dropped, 1));
    cr_expect(eq(u32, count_records(), 191));
}

/* T for the next hop, which its maker chose. */
static void
next_place(uint8_t place[static 32], const uint8_t wire[static VR_PACKET_SIZE])
{
    static uint8_t packet[VR_PACKET_SIZE];
    uint8_t slot[VR_SLOT_SIZE];
    struct vr_onion_layer layer;

    memcpy(packet, wire, sizeof packet);
    cr_assert(
        eq(int, vr_onion_verify(&layer, packet, taking.epoch_secret, taking.epoch_public), VR_OK));
    vr_onion_peel(slot, packet, &layer);
    memcpy(place, packet + 40, 32);
}

/* The next hop takes no batch in which two packets have the same place in the order. */
Test(taking, a_sender_who_gives_two_packets_one_place_cannot_stop_the_batch)
{
    uint8_t first[32], second[32];

    stand(3, 1);
    make_packets(5);
    next_place(first, packets[0]);
    next_place(second, packets[1]);
    for (size_t i = 0; i < 32; i++) {
        packets[1][72 + 64 + i] ^= first[i] ^ second[i];
    }
    mac_anew(packets[1]);
    next_place(second, packets[1]);
    cr_assert(memcmp(first, second, 32) == 0, "else the test sees nothing");
    hand_over(5);
    cr_assert(eq(int, taking_finish(&taking, fixture.store), VR_OK), "%s", taking.why.text);
    cr_expect(eq(u32, committed(), 64));
}

Test(taking, parts_that_are_not_the_whole_batch_are_refused)
{
    stand(3, 1);
    make_packets(MANY);
    handed_make(&handed, &fixture, FIXTURE_ROUND, packets, MANY);
    cr_assert(eq(int, take_part(&handed, 1), VR_OK));
    cr_expect(eq(int, taking_finish(&taking, fixture.store), VR_UNVERIFIED));
    expect_nothing_changed();
}

static void
begin_anew(void)
{
    struct batch *batch = taking.batch;

    taking_wipe(&taking);
    cr_expect(sodium_is_zero(taking.epoch_secret, sizeof taking.epoch_secret));
    memset(&taking, 0, sizeof taking);
    taking.batch = batch;
    describe();
}

Test(taking, parts_of_two_batches_are_none)
{
    struct handed other;

    stand(3, 2);
    make_packets(MANY);
    handed_make(&handed, &fixture, FIXTURE_ROUND, packets, MANY);
    handed_make(&other, &fixture, FIXTURE_ROUND, packets, MANY);
    cr_assert(eq(int, take_part(&handed, 1), VR_OK));
    if (take_part(&other, 2) != VR_OK) { /* then they ascend the other way round */
        begin_anew();
        cr_assert(eq(int, take_part(&other, 1), VR_OK));
        cr_assert(eq(int, take_part(&handed, 2), VR_OK));
    }
    cr_expect(eq(int, taking_finish(&taking, fixture.store), VR_UNVERIFIED));
    expect_nothing_changed();
    handed_free(&other);
}

Test(taking, a_part_that_comes_twice_does_not_ascend)
{
    stand(3, 2);
    make_packets(MANY);
    handed_make(&handed, &fixture, FIXTURE_ROUND, packets, MANY);
    cr_expect(eq(int, take_part(&handed, 1), VR_OK));
    cr_expect(eq(int, take_part(&handed, 1), VR_MALFORMED));
    cr_expect(eq(int, take_part(&handed, 2), VR_MALFORMED), "a failure stays");
    expect_nothing_changed();
}

/* The batch comes again until the disk is mended. */
Test(taking, a_store_that_fails_changes_nothing_and_takes_the_batch_later)
{
    stand(3, 2);
    make_packets(10);
    hand_over(10);
    cr_assert(eq(int, rmdir(fixture_path(&fixture, "state/storage")), 0));
    cr_expect(ne(int, taking_finish(&taking, fixture.store), VR_OK));
    expect_nothing_changed();
    cr_assert(eq(int, files_folder(fixture_path(&fixture, "state/storage"), &why), VR_OK));
    begin_anew();
    take_parts();
    cr_expect(eq(int, taking_finish(&taking, fixture.store), VR_OK), "%s", taking.why.text);
    cr_expect(eq(u32, count_records(), 64));
}

/* LMDB fills a page from its end, so what was put first stands last. The order of records would say
 * which tag is whose. */
Test(taking, the_store_keeps_every_tag_in_an_order_of_their_own)
{
    const char *before = NULL;
    char *bytes = NULL;
    size_t len;

    stand(3, 2);
    make_packets(10);
    hand_over(10);
    cr_assert(eq(int, taking_finish(&taking, fixture.store), VR_OK), "%s", taking.why.text);
    cr_assert(eq(sz, taking.outgoing.tag_count, 64));
    qsort(taking.outgoing.tags, 64, VR_TAG_SIZE, tags_compare);
    cr_assert(
        eq(int,
           files_read(&bytes, &len, fixture_path(&fixture, "state/store/data.mdb"), 1U << 30, &why),
           VR_OK));
    for (size_t i = 0; i < 64; i++) {
        const uint8_t *tag = taking.outgoing.tags[i];
        const char *at = memmem(bytes, len, tag, VR_TAG_SIZE);

        cr_assert(store_has_tag(fixture.store, FIXTURE_ROUND + 1, tag));
        cr_expect(at != NULL && (before == NULL || at < before), "tag %zu", i);
        before = at;
    }
    free(bytes);
}

/* Nothing but the key of the batch is on the disk before the whole of it has come. */
Test(taking, what_came_can_be_forgotten_and_come_again)
{
    stand(3, 1);
    make_packets(MANY);
    hand_over(MANY);
    expect_nothing_changed();
    begin_anew();
    take_parts();
    cr_expect(eq(int, taking_finish(&taking, fixture.store), VR_OK), "%s", taking.why.text);
    cr_expect(eq(u32, committed(), 128));
}

static void
probe_packet(uint8_t packet[static VR_PACKET_SIZE], uint8_t number)
{
    static uint8_t body[VR_BODY_SIZE];

    memset(body, number, sizeof body);
    fixture_wrap(packet, &fixture, fixture.place, fixture.place, FIXTURE_ROUND, VR_LOOP, body);
}

/* Five packets, the last of them nonsense in place of one that was dropped on the way; both probes
 * were acknowledged, and as many as given came back. */
static void
hand_over_probes(uint8_t back)
{
    make_packets(5);
    taking.probe_count = 2;
    for (uint8_t i = 0; i < 2; i++) {
        memset(taking.probes[i], i + 1, VR_PROBE_SIZE);
        if (i < back) {
            probe_packet(packets[i], i + 1);
        }
    }
    packets[4][30000] ^= 1;
    hand_over(5);
}

static void
expect_held_until_released(void)
{
    hand_over_probes(1);
    cr_expect(eq(int, taking_finish(&taking, fixture.store), VR_STALE));
    cr_expect(eq(sz, taking.missing, 1));
    expect_nothing_changed();
    taking.released = true; /* what came is still there */
    cr_expect(eq(int, taking_finish(&taking, fixture.store), VR_OK), "%s", taking.why.text);
    cr_expect(eq(sz, taking.dropped, 1), "a probe that came back is not dropped");
}

Test(taking, a_batch_without_the_own_probes_is_held_until_it_is_released)
{
    stand(3, 1);
    expect_held_until_released();
    cr_expect(eq(u32, committed(), 64));
}

Test(taking, the_store_holds_a_batch_without_its_probes_until_it_is_released)
{
    stand(3, 2);
    expect_held_until_released();
    cr_expect(eq(u32, count_records(), 62), "all but the probe that came back and the nonsense");
    cr_expect(not(has_key()));
}

Test(taking, a_batch_with_all_own_probes_goes_on_without_them)
{
    uint32_t total = 0;

    stand(3, 1);
    hand_over_probes(2);
    cr_expect(eq(int, taking_finish(&taking, fixture.store), VR_OK), "%s", taking.why.text);
    cr_expect(eq(sz, taking.missing, 0));
    cr_expect(eq(sz, count_number(3, &total), 1));
    cr_expect(eq(u32, total, 64));
}

Test(taking, the_store_keeps_a_batch_with_all_its_probes_without_them)
{
    stand(3, 2);
    hand_over_probes(2);
    cr_expect(eq(int, taking_finish(&taking, fixture.store), VR_OK), "%s", taking.why.text);
    cr_expect(eq(sz, taking.missing, 0));
    cr_expect(eq(sz, taking.dropped, 1));
    cr_expect(eq(u32, count_records(), 61));
}

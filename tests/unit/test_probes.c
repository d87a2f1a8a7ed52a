/* SPDX-License-Identifier: EUPL-1.2 */
#include "probes.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>

#include "daemon_fixture.h"
#include "near_hop.h"

static struct fixture fixture;
static struct vr_why why;
static struct event_base *base;
static struct peers *peers;
static struct probes *probes;
static struct near_hop entry;
static char folder[FILES_PATH_MAX];
static uint8_t due[PROBES_MAX][VR_PROBE_SIZE];
static bool was_kept;

/* The keys document of the round, signed by all hops. */
static void
offer_keys(uint32_t round)
{
    struct vr_keys keys;
    char *payload = NULL;
    size_t len;

    fixture_keys(&keys, &fixture, round);
    cr_assert(eq(int, vr_keys_payload(&payload, &len, &keys), VR_OK));
    free(entry.text);
    entry.text = calloc(1, VR_KEYS_MAX);
    snprintf(entry.text, VR_KEYS_MAX, "%s\n", payload);
    for (size_t i = 0; i < fixture.hops; i++) {
        char line[VR_SIGNATURE_LINE_SIZE];

        cr_assert(
            eq(int, vr_document_sign(line, VR_LABEL_KEYS, payload, len, fixture.seeds[i]), VR_OK));
        strcat(entry.text, line);
    }
    free(payload);
}

static void
open_probes(void)
{
    struct probes_parts parts = { .circles = fixture.circles,
                                  .identity_public = fixture.identity_public,
                                  .entry = &entry.address,
                                  .folder = folder };

    cr_assert(eq(int, peers_new(&peers, base), VR_OK));
    parts.peers = peers;
    cr_assert(eq(int, probes_open(&probes, &parts, &why), VR_OK), "%s", why.text);
}

static void
close_probes(void)
{
    peers_free(peers);
    probes_close(probes);
    peers = NULL;
    probes = NULL;
}

static void
start(void)
{
    signal(SIGPIPE, SIG_IGN);
    fixture_make(&fixture);
    fixture_cascade(&fixture, 3, 1);
    fixture_sign(&fixture, 1, 0, FIXTURE_EXPIRES);
    fixture_open_circles(&fixture);
    strcpy(folder, fixture_path(&fixture, "state/probes"));
    base = event_base_new();
    entry.path = "/v1/keys";
    entry.packets = HTTP_ACCEPTED;
    near_hop_open(&entry, base, fixture_path(&fixture, "s"));
    offer_keys(FIXTURE_ROUND);
    open_probes();
    /* All moments of the round have come. */
    fixture_time(FIXTURE_ROUND, 0);
    probes_second(probes, FIXTURE_ROUND);
    fixture_time(FIXTURE_ROUND, FIXTURE_ROUND_SECONDS - 1);
}

static void
stop(void)
{
    close_probes();
    near_hop_close(&entry);
    free(entry.text);
    entry.text = NULL;
    event_base_free(base);
    fixture_remove(&fixture);
}

TestSuite(probes, .init = start, .fini = stop);

/* Seconds go by, one in each turn, until the entry has had so many packets and answered. */
static void
run_until(unsigned requests)
{
    for (int turns = 0; turns < 3000 && entry.requests < requests; turns++) {
        probes_second(probes, FIXTURE_ROUND);
        event_base_loop(base, EVLOOP_NONBLOCK);
        usleep(1000);
    }
    cr_assert(ge(uint, entry.requests, requests));
    for (int turns = 0; turns < 50; turns++) {
        event_base_loop(base, EVLOOP_NONBLOCK);
        usleep(1000);
    }
}

static void
run_on(void)
{
    for (int turns = 0; turns < 200; turns++) {
        probes_second(probes, FIXTURE_ROUND);
        event_base_loop(base, EVLOOP_NONBLOCK);
        usleep(1000);
    }
}

static size_t
count_due(void)
{
    return probes_due(due, probes, FIXTURE_ROUND);
}

static void
restart(void)
{
    close_probes();
    open_probes();
}

Test(probes, what_the_entry_acknowledged_is_due_also_after_a_restart)
{
    uint8_t before[PROBES_MAX][VR_PROBE_SIZE];
    size_t count;

    run_until(2);
    count = count_due();
    cr_assert(ge(sz, count, 2));
    memcpy(before, due, sizeof before);
    restart();
    cr_expect(eq(sz, count_due(), count));
    cr_expect(eq(int, memcmp(before, due, count * VR_PROBE_SIZE), 0));
    cr_expect(eq(sz, probes_due(due, probes, FIXTURE_ROUND + 1), 0), "another round's");
    cr_expect(eq(sz, probes_due(due, probes, FIXTURE_ROUND + 16), 0), "in the same place");
}

/* More would count as packets from outside, where a round could be thin. */
Test(probes, there_are_eight_in_a_round_and_never_a_ninth_also_after_a_restart)
{
    run_until(8);
    run_on();
    cr_expect(eq(uint, entry.requests, 8));
    fixture_time(FIXTURE_ROUND, 0);
    restart();
    run_on();
    fixture_time(FIXTURE_ROUND, FIXTURE_ROUND_SECONDS - 1);
    run_on();
    cr_expect(eq(uint, entry.requests, 8));
    cr_expect(eq(sz, count_due(), 8));
}

Test(probes, one_without_an_answer_is_among_the_eight_after_a_restart)
{
    run_until(7);
    entry.packets = HTTP_LATER;
    run_until(8);
    close_probes();
    near_hop_close(&entry);
    near_hop_open(&entry, base, fixture_path(&fixture, "s"));
    entry.packets = HTTP_ACCEPTED;
    fixture_time(FIXTURE_ROUND, 0);
    open_probes();
    run_on();
    fixture_time(FIXTURE_ROUND, FIXTURE_ROUND_SECONDS - 1);
    run_on();
    cr_expect(eq(uint, entry.requests, 9), "the eighth came twice");
    cr_expect(eq(sz, count_due(), 8));
}

/* All at once would tell the entry of the restart. */
Test(probes, those_whose_moment_was_before_the_start_are_not_made_up_for)
{
    restart();
    fixture_time(FIXTURE_ROUND, FIXTURE_ROUND_SECONDS);
    run_on();
    cr_expect(eq(uint, entry.requests, 0));
}

Test(probes, what_the_entry_refused_is_not_due)
{
    entry.packets = HTTP_BUSY;
    run_until(2);
    restart();
    cr_expect(eq(sz, count_due(), 0));
}

static void
look_into_folder(void)
{
    static struct probe_set set;

    was_kept = probe_set_load(&set, folder, FIXTURE_ROUND, &why) == VR_OK && set.is_sent &&
               memcmp(set.packet, entry.body, VR_PACKET_SIZE) == 0;
}

Test(probes, a_probe_is_kept_before_it_is_sent)
{
    entry.on_request = look_into_folder;
    run_until(1);
    entry.on_request = NULL;
    cr_expect(was_kept);
}

/* After a crash nobody would know that it is a probe. */
Test(probes, one_that_cannot_be_kept_is_never_sent)
{
    char path[FILES_PATH_MAX];

    snprintf(path, sizeof path, "%s/%u.key", fixture_path(&fixture, "state/probes"), FIXTURE_ROUND);
    cr_assert(eq(int, files_folder(path, &why), VR_OK), "something is in the way");
    run_on();
    cr_expect(eq(uint, entry.requests, 0));
}

/* The hop that made it finds it again behind the layer of the entry. */
Test(probes, it_is_a_packet_of_the_epoch_that_comes_back_as_a_probe)
{
    static uint8_t packet[VR_PACKET_SIZE];
    const struct vr_onion_place at = {
        .batch = FIXTURE_ROUND, .next_hop = (const uint8_t *) "", .probes = due, .probe_count = 1
    };
    uint8_t secret[32], public_key[32], slot[VR_SLOT_SIZE];
    struct vr_onion_layer layer;

    run_until(1);
    cr_assert(ge(sz, count_due(), 1));
    restart();
    count_due();
    memcpy(packet, entry.body, sizeof packet);
    for (size_t place = 0; place < 2; place++) {
        fixture_epoch_key(secret, public_key, &fixture, place, FIXTURE_ROUND + (uint32_t) place);
        cr_assert(eq(int, vr_onion_verify(&layer, packet, secret, public_key), VR_OK));
        vr_onion_peel(slot, packet, &layer);
    }
    cr_expect(eq(int, (int) vr_onion_judge(slot, packet, &at), (int) VR_ACT_PROBE));
    cr_expect(not(sodium_is_zero(due[0], sizeof due[0])));
}

/* The entry took it and never said so: a crash of either came between. */
Test(probes, one_without_an_answer_is_sent_again_with_the_same_bytes_after_a_restart)
{
    static uint8_t first[VR_PACKET_SIZE];

    entry.packets = HTTP_LATER;
    run_until(1);
    memcpy(first, entry.body, sizeof first);
    close_probes();
    near_hop_close(&entry);
    open_probes();
    run_on(); /* nobody is there, which is no answer either */
    near_hop_open(&entry, base, fixture_path(&fixture, "s"));
    entry.packets = HTTP_ACCEPTED;
    fixture_time(FIXTURE_ROUND, FIXTURE_ROUND_SECONDS + 60);
    cr_expect(eq(sz, count_due(), 0), "it is not known yet");
    run_until(2);
    cr_expect(eq(int, memcmp(first, entry.body, sizeof first), 0));
    cr_expect(eq(sz, count_due(), 1));
}

Test(probes, of_a_batch_that_was_taken_nothing_is_left)
{
    char path[FILES_PATH_MAX];

    run_until(1);
    cr_assert(ge(sz, count_due(), 1));
    probes_forget(probes, FIXTURE_ROUND);
    cr_expect(eq(sz, count_due(), 0));
    snprintf(path, sizeof path, "%s/%u.key", fixture_path(&fixture, "state/probes"), FIXTURE_ROUND);
    cr_expect(ne(int, access(path, F_OK), 0));
    snprintf(path, sizeof path, "%s/%u.probes", fixture_path(&fixture, "state/probes"),
             FIXTURE_ROUND);
    cr_expect(ne(int, access(path, F_OK), 0));
    restart();
    cr_expect(eq(sz, count_due(), 0));
}

Test(probes, what_was_damaged_is_left_out)
{
    char path[FILES_PATH_MAX];
    char *bytes = NULL;
    size_t len;

    run_until(1);
    snprintf(path, sizeof path, "%s/%u.probes", fixture_path(&fixture, "state/probes"),
             FIXTURE_ROUND);
    cr_assert(eq(int, files_read(&bytes, &len, path, 65536, &why), VR_OK));
    cr_expect(eq(ptr, memmem(bytes, len, due[0], VR_PROBE_SIZE), NULL), "it is sealed");
    bytes[len / 2] ^= 1;
    for (size_t cut = 0; cut < 2; cut++) {
        cr_assert(eq(int, files_write(path, bytes, len - cut * 100, 0600, &why), VR_OK));
        restart();
        cr_expect(eq(sz, count_due(), 0));
    }
    free(bytes);
}

Test(probes, those_of_a_batch_that_never_came_are_destroyed)
{
    char path[FILES_PATH_MAX];

    run_until(1);
    snprintf(path, sizeof path, "%s/%u.key", fixture_path(&fixture, "state/probes"), FIXTURE_ROUND);
    fixture_time(FIXTURE_ROUND + 15, 0);
    probes_second(probes, FIXTURE_ROUND + 15);
    cr_expect(eq(int, access(path, F_OK), 0));
    fixture_time(FIXTURE_ROUND + 16, 0);
    probes_second(probes, FIXTURE_ROUND + 16);
    cr_expect(ne(int, access(path, F_OK), 0));
}

Test(probes, a_set_is_read_back_as_it_was_and_no_other)
{
    static struct probe_set set, got;
    static uint8_t bytes[PROBE_SET_SIZE];

    set.count = 3;
    set.is_sent = true;
    randombytes_buf(set.acknowledged, sizeof set.acknowledged);
    randombytes_buf(set.packet, sizeof set.packet);
    probe_set_encode(bytes, &set);
    cr_assert(eq(int, probe_set_decode(&got, bytes), VR_OK));
    cr_expect(eq(int, memcmp(&got, &set, sizeof got), 0));
    bytes[0] = PROBES_MAX + 1;
    cr_expect(eq(int, probe_set_decode(&got, bytes), VR_MALFORMED));
    bytes[0] = 1;
    bytes[1] = 2;
    cr_expect(eq(int, probe_set_decode(&got, bytes), VR_MALFORMED));
}

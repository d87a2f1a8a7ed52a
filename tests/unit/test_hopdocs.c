/* SPDX-License-Identifier: EUPL-1.2 */
/* How the keys document comes together. The hops behind are fronts in this process. */
#include "hopdocs.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "daemon_fixture.h"
#include "near_hop.h"

#define HOPS 3U

static struct fixture fixture;
static struct vr_why why;
static struct event_base *base;
static struct peers *peers;
static struct publish *publish;
static struct hopdocs *hopdocs;
static struct near_hop near[HOPS];
static struct peer_address addresses[VR_HOPS_MAX];
static size_t signer[HOPS]; /* whose signature a hop gives */
static uint32_t seconds;

/* The hop at place gives the descriptor of a round, signed by the hop whose seed that is. */
static void
offer_descriptor(size_t place, uint32_t round, size_t seed)
{
    char line[VR_SIGNATURE_LINE_SIZE];
    struct vr_keys all, own;
    char *payload = NULL;
    size_t len;

    fixture_keys(&all, &fixture, round);
    own = all;
    own.hop_count = 1;
    memcpy(own.hop[0], all.hop[place], sizeof own.hop[0]);
    memcpy(own.key[0], all.key[place], sizeof own.key[0]);
    cr_assert(eq(int, vr_descriptor_payload(&payload, &len, &own), VR_OK));
    cr_assert(eq(int,
                 vr_document_sign(line, VR_LABEL_DESCRIPTOR, payload, len, fixture.seeds[seed]),
                 VR_OK));
    free(near[place].text);
    cr_assert(gt(int, asprintf(&near[place].text, "%s\n%s", payload, line), 0));
    free(payload);
}

/* Each hop signs what it is given. */
static void
on_request(void)
{
    for (size_t i = 1; i < HOPS; i++) {
        char line[VR_SIGNATURE_LINE_SIZE];

        free(near[i].reply);
        near[i].reply = NULL;
        if (near[i].code == HTTP_LATER && near[i].body_len > 0) {
            cr_assert(eq(int,
                         vr_document_sign(line, VR_LABEL_KEYS, (const char *) near[i].body,
                                          near[i].body_len, fixture.seeds[signer[i]]),
                         VR_OK));
            near[i].reply = strdup(line);
        }
    }
}

static void
open_hopdocs(void)
{
    struct hopdocs_parts parts = { .circles = fixture.circles,
                                   .hopkeys = fixture.hopkeys,
                                   .identity = fixture.identity,
                                   .identity_public = fixture.identity_public,
                                   .addresses = addresses,
                                   .publish = publish,
                                   .state = fixture.state };

    cr_assert(eq(int, peers_new(&peers, base), VR_OK));
    parts.peers = peers;
    cr_assert(eq(int, hopdocs_open(&hopdocs, &parts, &why), VR_OK), "%s", why.text);
}

static void
stand(size_t place)
{
    fixture_cascade(&fixture, HOPS, place);
    fixture_sign(&fixture, 1, 0, FIXTURE_EXPIRES);
    fixture_open_circles(&fixture);
    fixture_open_storage(&fixture);
    cr_assert(eq(int, hopkeys_advance(fixture.hopkeys, FIXTURE_ROUND, &why), VR_OK));
    cr_assert(eq(int, publish_open(&publish, fixture.store, &why), VR_OK));
    for (size_t i = place + 1; i < HOPS; i++) {
        char name[8];

        snprintf(name, sizeof name, "s%zu", i);
        near[i].path = "/v1/descriptor";
        near[i].code = HTTP_LATER;
        near[i].on_request = on_request;
        signer[i] = i;
        near_hop_open(&near[i], base, fixture_path(&fixture, name));
        addresses[i] = near[i].address;
        offer_descriptor(i, FIXTURE_ROUND, i);
    }
    open_hopdocs();
    seconds = 0;
}

static void
start(void)
{
    signal(SIGPIPE, SIG_IGN);
    fixture_make(&fixture);
    base = event_base_new();
}

static void
stop(void)
{
    peers_free(peers);
    hopdocs_close(hopdocs);
    for (size_t i = 1; i < HOPS; i++) {
        if (near[i].http != NULL) {
            near_hop_close(&near[i]);
        }
        free(near[i].text);
        free(near[i].reply);
    }
    publish_close(publish);
    event_base_free(base);
    fixture_remove(&fixture);
}

TestSuite(hopdocs, .init = start, .fini = stop);

static void
run(int turns)
{
    for (int i = 0; i < turns; i++) {
        seconds += i % 10 == 0;
        fixture_time(FIXTURE_ROUND, seconds);
        hopdocs_second(hopdocs, FIXTURE_ROUND);
        event_base_loop(base, EVLOOP_NONBLOCK);
        usleep(1000);
    }
}

static bool
is_published(void)
{
    return publish_document(publish, "/v1/keys") != NULL;
}

static bool
comes_together(void)
{
    for (int i = 0; i < 100 && !is_published(); i++) {
        run(20);
    }

    return is_published();
}

Test(hopdocs, at_the_entry_the_document_is_published_when_all_have_signed)
{
    const struct vr_keys *keys;

    stand(0);
    cr_assert(comes_together());
    keys = hopdocs_keys(hopdocs, FIXTURE_ROUND + 1);
    cr_assert(ne(ptr, (void *) keys, NULL));
    cr_expect(eq(u32, keys->round, FIXTURE_ROUND));
    cr_expect(eq(str, (char *) hopdocs_trouble(hopdocs), ""));
    run(200);
    cr_expect(eq(uint, near[2].requests, 1), "once a round");
}

/* Status names the hop and what is wrong. */
static void
expect_trouble(const char *text)
{
    cr_expect(ne(ptr, strstr(hopdocs_trouble(hopdocs), text), NULL), "%s",
              hopdocs_trouble(hopdocs));
}

/* Until the keys of a round are signed, or in vain. */
static void
run_round(uint32_t round)
{
    const struct vr_circle *circle = circles_newest(fixture.circles);
    uint32_t last = 0;

    for (int i = 0; i < 400 && !(hopdocs_signed(&last, hopdocs, circle) && last == round); i++) {
        fixture_time(round, (uint32_t) i / 10);
        hopdocs_second(hopdocs, round);
        event_base_loop(base, EVLOOP_NONBLOCK);
        usleep(1000);
    }
}

Test(hopdocs, each_round_has_keys_of_its_own_and_the_newest_are_used)
{
    uint32_t last = 0;

    stand(0);
    cr_assert(comes_together());
    offer_descriptor(1, FIXTURE_ROUND + 1, 1);
    offer_descriptor(2, FIXTURE_ROUND + 1, 2);
    cr_assert(eq(int, hopkeys_advance(fixture.hopkeys, FIXTURE_ROUND + 1, &why), VR_OK));
    run_round(FIXTURE_ROUND + 1);
    cr_assert(hopdocs_signed(&last, hopdocs, circles_newest(fixture.circles)));
    cr_expect(eq(u32, last, FIXTURE_ROUND + 1));
    cr_assert(ne(ptr, (void *) hopdocs_keys(hopdocs, FIXTURE_ROUND + 2), NULL));
    cr_expect(eq(u32, hopdocs_keys(hopdocs, FIXTURE_ROUND + 2)->round, FIXTURE_ROUND + 1));
}

/* Dummies of a round go the way of its circle, also when another begins after it. */
Test(hopdocs, the_last_batch_of_a_circle_has_the_keys_of_that_circle)
{
    stand(0);
    cr_assert(comes_together());
    fixture_sign(&fixture, 2, FIXTURE_ROUND + 1, FIXTURE_EXPIRES);
    cr_assert(eq(int, circles_reload(fixture.circles, &why), VR_OK), "%s", why.text);
    cr_expect(ne(ptr, (void *) hopdocs_keys(hopdocs, FIXTURE_ROUND + 1), NULL));
    cr_expect(eq(ptr, (void *) hopdocs_keys(hopdocs, FIXTURE_ROUND + 2), NULL));
}

Test(hopdocs, a_hop_that_refuses_is_asked_once_a_second_and_is_said_once)
{
    stand(0);
    fixture_log(&fixture);
    near[2].code = HTTP_CONFLICT;
    fixture_time(FIXTURE_ROUND, 0);
    for (int i = 0; i < 300; i++) {
        hopdocs_second(hopdocs, FIXTURE_ROUND);
        event_base_loop(base, EVLOOP_NONBLOCK);
        usleep(1000);
    }
    cr_expect(eq(uint, near[2].requests, 1));
    cr_expect(eq(str, (char *) hopdocs_trouble(hopdocs), ""), "clocks differ by a second or two");
    run(600);
    expect_trouble("Hop 2: it answers 409");
    cr_expect(gt(uint, near[2].requests, 6));
    cr_expect(eq(sz, fixture_said(&fixture, "keys of round 20: Hop 2: it answers 409"), 1));
}

/* Until the last hop was asked for so many signatures, or in vain. */
static void
run_until_asked(unsigned times)
{
    for (int i = 0; i < 200 && near[2].requests < times; i++) {
        run(10);
    }
}

/* A few are no trouble: clocks differ. */
Test(hopdocs, failures_are_counted_anew_when_keys_are_signed)
{
    stand(0);
    near[2].code = HTTP_CONFLICT;
    run_until_asked(3);
    near[2].code = HTTP_LATER;
    cr_assert(comes_together());
    fixture_sign(&fixture, 2, FIXTURE_ROUND, FIXTURE_EXPIRES);
    cr_assert(eq(int, circles_reload(fixture.circles, &why), VR_OK), "%s", why.text);
    offer_descriptor(1, FIXTURE_ROUND, 1);
    offer_descriptor(2, FIXTURE_ROUND, 2);
    near[2].code = HTTP_CONFLICT;
    run_until_asked(near[2].requests + 3);
    cr_expect(eq(str, (char *) hopdocs_trouble(hopdocs), ""));
}

/* The last hop signs, and says much more. */
static void
on_request_with_long_line(void)
{
    on_request();
    if (near[2].reply != NULL) {
        char *line = near[2].reply;

        cr_assert(gt(int, asprintf(&near[2].reply, "%s%4000d", line, 0), 0));
        free(line);
    }
}

Test(hopdocs, a_signature_that_is_too_long_is_refused)
{
    stand(0);
    near[2].on_request = on_request_with_long_line;
    run(400);
    cr_expect(not(is_published()));
    expect_trouble("Hop 2: it answers 200 and does not sign");
}

Test(hopdocs, a_mix_only_collects_the_keys_behind_it_and_has_them_after_a_restart)
{
    stand(1);
    for (int i = 0; i < 100 && hopdocs_keys(hopdocs, FIXTURE_ROUND + 1) == NULL; i++) {
        run(20);
    }
    cr_assert(ne(ptr, (void *) hopdocs_keys(hopdocs, FIXTURE_ROUND + 1), NULL));
    cr_expect(not(is_published()));
    cr_expect(eq(uint, near[2].requests, 0), "it asks for no signature");
    peers_free(peers);
    hopdocs_close(hopdocs);
    open_hopdocs();
    cr_expect(ne(ptr, (void *) hopdocs_keys(hopdocs, FIXTURE_ROUND + 7), NULL));
    cr_expect(eq(ptr, (void *) hopdocs_keys(hopdocs, FIXTURE_ROUND + 8), NULL));
    cr_expect(eq(ptr, (void *) hopdocs_keys(hopdocs, FIXTURE_ROUND - 1), NULL));
}

static void
leave_keys(uint32_t round)
{
    char path[FILES_PATH_MAX];
    struct vr_keys keys;
    char *payload = NULL;
    size_t len;

    fixture_keys(&keys, &fixture, round);
    cr_assert(eq(int, vr_keys_payload(&payload, &len, &keys), VR_OK));
    snprintf(path, sizeof path, "%s/peerkeys/%u.keys", fixture.state, round);
    cr_assert(eq(int, files_write(path, payload, len, 0600, &why), VR_OK), "%s", why.text);
    free(payload);
}

static size_t
count_keys(void)
{
    char path[FILES_PATH_MAX];
    size_t count = 0;

    for (uint32_t round = 0; round <= FIXTURE_ROUND; round++) {
        snprintf(path, sizeof path, "%s/peerkeys/%u.keys", fixture.state, round);
        count += access(path, F_OK) == 0;
    }

    return count;
}

/* Rounds 4 and 20 have one place in memory; whichever is read first, the newer stays. */
Test(hopdocs, keys_of_before_an_outage_are_not_taken_for_new_ones_and_go)
{
    stand(1);
    for (uint32_t round = 0; round <= FIXTURE_ROUND; round += 4) {
        leave_keys(FIXTURE_ROUND - round);
    }
    for (int i = 0; i < 4; i++) {
        peers_free(peers);
        hopdocs_close(hopdocs);
        open_hopdocs();
        cr_expect(ne(ptr, (void *) hopdocs_keys(hopdocs, FIXTURE_ROUND + 7), NULL));
        remove(fixture_path(&fixture, "state/peerkeys/4.keys"));
        leave_keys(4); /* now the other one was written first */
    }
    remove(fixture_path(&fixture, "state/peerkeys/20.keys"));
    peers_free(peers);
    hopdocs_close(hopdocs);
    open_hopdocs();
    for (int i = 0; i < 100 && hopdocs_keys(hopdocs, FIXTURE_ROUND + 7) == NULL; i++) {
        run(20);
    }
    cr_expect(eq(sz, count_keys(), 4), "8, 12, 16 and 20");
}

Test(hopdocs, a_descriptor_of_another_round_or_signed_by_another_is_not_used)
{
    stand(0);
    offer_descriptor(2, FIXTURE_ROUND - 1, 2);
    run(300);
    cr_expect(not(is_published()));
    expect_trouble("Hop 2: ");
    offer_descriptor(2, FIXTURE_ROUND, 1);
    run(300);
    cr_expect(not(is_published()));
    cr_expect(eq(uint, near[1].requests, 0), "nothing to sign");
    offer_descriptor(2, FIXTURE_ROUND, 2);
    cr_expect(comes_together());
    cr_expect(eq(str, (char *) hopdocs_trouble(hopdocs), ""));
}

Test(hopdocs, without_the_signature_of_each_hop_nothing_is_published)
{
    const struct vr_circle *circle;
    uint32_t last = 0;

    stand(0);
    circle = circles_newest(fixture.circles);
    near[2].code = HTTP_CONFLICT;
    run(300);
    cr_expect(not(hopdocs_signed(&last, hopdocs, circle)));
    cr_expect(not(is_published()), "it has signed another");
    expect_trouble("Hop 2: it answers 409");
    near[2].code = HTTP_LATER;
    signer[2] = 1;
    run(300);
    cr_expect(not(is_published()), "another signs in its place");
    signer[2] = 2;
    cr_expect(comes_together());
    cr_expect(hopdocs_signed(&last, hopdocs, circle));
    cr_expect(eq(u32, last, FIXTURE_ROUND));
}

Test(hopdocs, a_hop_that_is_down_is_named_and_where_to_look)
{
    stand(0);
    near_hop_close(&near[1]);
    near[1].http = NULL;
    run(300);
    expect_trouble("Hop 1: no answer: is it up, is [peer Hop 1] right here?");
}

Test(hopdocs, a_circle_that_begins_in_this_round_gets_its_keys_in_it)
{
    const struct vr_keys *keys = NULL;
    uint32_t last;

    stand(0);
    cr_assert(comes_together());
    fixture_sign(&fixture, 2, FIXTURE_ROUND, FIXTURE_EXPIRES);
    cr_assert(eq(int, circles_reload(fixture.circles, &why), VR_OK), "%s", why.text);
    cr_expect(eq(ptr, (void *) hopdocs_keys(hopdocs, FIXTURE_ROUND + 1), NULL),
              "those of the old circle are not its own");
    cr_expect(not(hopdocs_signed(&last, hopdocs, circles_newest(fixture.circles))));
    offer_descriptor(1, FIXTURE_ROUND, 1);
    offer_descriptor(2, FIXTURE_ROUND, 2);
    for (int i = 0; i < 100 && keys == NULL; i++) {
        run(20);
        keys = hopdocs_keys(hopdocs, FIXTURE_ROUND + 1);
    }
    cr_assert(ne(ptr, (void *) keys, NULL));
    cr_expect(eq(int, memcmp(keys->circle, circles_newest(fixture.circles)->id, 32), 0));
}

/* The first hop that signs brings a circle without the last one. */
static void
on_request_with_circle(void)
{
    if (circles_newest(fixture.circles)->sequence == 1) {
        fixture_cascade(&fixture, HOPS - 1, 0);
        fixture_sign(&fixture, 2, FIXTURE_ROUND, FIXTURE_EXPIRES);
        cr_assert(eq(int, fixture_take_circle(&fixture, &why), VR_OK), "%s", why.text);
    }
    on_request();
}

Test(hopdocs, what_was_begun_is_finished_for_its_own_circle_when_another_comes_meanwhile)
{
    const struct vr_keys *keys = NULL;

    stand(0);
    near[1].on_request = on_request_with_circle;
    cr_expect(comes_together());
    cr_expect(eq(uint, near[2].requests, 1));
    offer_descriptor(1, FIXTURE_ROUND, 1);
    for (int i = 0; i < 100 && keys == NULL; i++) {
        run(20);
        keys = hopdocs_keys(hopdocs, FIXTURE_ROUND + 1);
    }
    cr_assert(ne(ptr, (void *) keys, NULL));
    cr_expect(eq(sz, keys->hop_count, HOPS - 1));
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "departures.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "daemon_fixture.h"
#include "near_hop.h"
#include "outgoing.h"
#include "verdicts.h"

static struct fixture fixture;
static struct vr_why why;
static struct event_base *base;
static struct peers *peers;
static struct departures *departures;
static struct near_hop next;
static struct vr_handover sent;
static uint32_t seconds;

/* A batch with so many packets before its dummies, committed for the next hop. */
static struct batch *
commit_packets(uint32_t round, size_t count)
{
    struct vr_keys keys;
    const struct outgoing_place at = { .circle = circles_newest(fixture.circles),
                                       .place = 0,
                                       .round = round,
                                       .keys = &keys,
                                       .identity = fixture.identity };
    struct outbox *outbox = NULL;
    struct outgoing outgoing;
    struct batch *batch;

    fixture_keys(&keys, &fixture, round);
    cr_assert(
        eq(int, batch_open(&batch, fixture_path(&fixture, "state/rounds"), round, &why), VR_OK));
    cr_assert(eq(int, outbox_open(&outbox, fixture.outboxes, round, batch->key, &why), VR_OK));
    outgoing_init(&outgoing, &at);
    for (size_t i = 0; i < count; i++) {
        uint8_t *packet = NULL;

        cr_assert(eq(int, outgoing_packet(&packet, &outgoing), VR_OK));
        randombytes_buf(packet, VR_PACKET_SIZE);
    }
    cr_assert(eq(int, outgoing_commit(&outgoing, outbox, NULL, 0, &why), VR_OK), "%s", why.text);
    sent = outgoing.handovers[0];
    outgoing_wipe(&outgoing);
    outbox_close(outbox);

    return batch;
}

/* One batch of one part. */
static struct batch *
commit(uint32_t round)
{
    return commit_packets(round, 0);
}

/* The next hop signs for the batch that was committed last, with the seed of a hop. */
static void
sign_with(size_t hop)
{
    size_t len;

    free(next.reply);
    cr_assert(eq(int,
                 vr_taken_document(&next.reply, &len, &sent, circles_newest(fixture.circles)->id,
                                   fixture.seeds[hop]),
                 VR_OK));
}

static void
refuse_with(enum http_answer code)
{
    free(next.reply);
    next.reply = NULL;
    next.code = code;
}

static void
start(void)
{
    struct departures_parts parts = { .circles = NULL };

    signal(SIGPIPE, SIG_IGN);
    fixture_make(&fixture);
    fixture_cascade(&fixture, 2, 0);
    fixture_sign(&fixture, 1, 0, FIXTURE_EXPIRES);
    fixture_open_circles(&fixture);
    fixture_open_storage(&fixture);
    cr_assert(eq(int, files_folder(fixture_path(&fixture, "state/rounds"), &why), VR_OK));
    cr_assert(eq(int, writer_start(&fixture.writer, NULL, fixture.store), VR_OK));
    base = event_base_new();
    cr_assert(eq(int, peers_new(&peers, base), VR_OK));
    near_hop_open(&next, base, fixture_path(&fixture, "s"));
    parts.circles = fixture.circles;
    parts.identity_public = fixture.identity_public;
    parts.state = fixture.state;
    parts.outboxes = fixture.outboxes;
    parts.peers = peers;
    parts.next = &next.address;
    cr_assert(eq(int, departures_new(&departures, &parts), VR_OK));
    departures_use(departures, fixture.writer);
    seconds = 60;
    fixture_time(FIXTURE_ROUND + 1, seconds);
}

static void
stop(void)
{
    peers_free(peers);
    departures_free(departures);
    near_hop_close(&next);
    free(next.reply);
    next.reply = NULL;
    event_base_free(base);
    fixture_remove(&fixture);
}

TestSuite(departures, .init = start, .fini = stop);

static size_t
waiting(void)
{
    uint32_t oldest;

    return departures_count(departures, &oldest);
}

/* Let what runs come to its end; a second goes by in each turn when time passes. */
static void
run(int turns, bool time_passes)
{
    for (int i = 0; i < turns; i++) {
        struct pollfd poll_for = { .fd = writer_fd(fixture.writer), .events = POLLIN };
        struct job *job;

        if (time_passes) {
            seconds++;
            fixture_time(FIXTURE_ROUND + 1, seconds);
        }
        departures_second(departures);
        event_base_loop(base, EVLOOP_NONBLOCK);
        poll(&poll_for, 1, 1);
        job = writer_take(fixture.writer);
        while (job != NULL) {
            struct job *after = job->next;

            job->finished(job->owner, job);
            job = after;
        }
    }
}

static void
run_until_gone(void)
{
    for (int i = 0; i < 300 && waiting() > 0; i++) {
        run(10, true);
    }
    cr_assert(eq(sz, waiting(), 0));
}

static void
run_until_asked(unsigned requests)
{
    for (int i = 0; i < 600 && next.requests < requests; i++) {
        run(5, true);
    }
    cr_assert(ge(uint, next.requests, requests));
    run(50, false);
}

static bool
has_file(const char *folder, uint32_t round, const char *suffix)
{
    char name[48];

    snprintf(name, sizeof name, "state/%s/%u.%s", folder, round, suffix);

    return access(fixture_path(&fixture, name), F_OK) == 0;
}

static bool
has_key(uint32_t round)
{
    return has_file("rounds", round, "key");
}

Test(departures, a_batch_for_which_the_next_hop_signed_is_forgotten)
{
    struct batch *batch = commit(FIXTURE_ROUND);
    struct outbox_state state;
    struct outbox *outbox;

    sign_with(1);
    cr_assert(eq(int, departures_add(departures, batch, 0), VR_OK));
    run_until_gone();
    cr_expect(eq(uint, next.requests, 1));
    cr_expect(not(has_key(FIXTURE_ROUND)));
    cr_assert(eq(int, outbox_open(&outbox, fixture.outboxes, FIXTURE_ROUND, NULL, &why), VR_OK));
    cr_assert(eq(int, outbox_state(&state, outbox), VR_OK));
    cr_expect(eq(u32, state.count, 0));
    outbox_close(outbox);
}

Test(departures, what_is_refused_comes_again_with_the_same_bytes)
{
    static uint8_t first[NEAR_BODY_MAX];
    size_t first_len;

    refuse_with(HTTP_BUSY);
    cr_assert(eq(int, departures_add(departures, commit(FIXTURE_ROUND), 0), VR_OK));
    run_until_asked(1);
    first_len = next.body_len;
    memcpy(first, next.body, first_len);
    run_until_asked(2);
    cr_expect(eq(sz, next.body_len, first_len));
    cr_expect(eq(int, memcmp(first, next.body, first_len), 0));
    cr_expect(eq(sz, waiting(), 1));
    cr_expect(has_key(FIXTURE_ROUND));
    sign_with(1);
    run_until_asked(3);
    run_until_gone();
}

static uint32_t came[8]; /* parts, in order */

static void
note_part(void)
{
    const char *member = strstr((const char *) next.body, "\"part\":");

    cr_assert(member != NULL && next.requests <= 8);
    came[next.requests - 1] = (uint32_t) atoi(member + strlen("\"part\":"));
    if (next.requests == 2) {
        event_base_loopbreak(base); /* before a third one is read */
    }
}

/* A batch of three parts, of which two have come. */
static void
send_two_of_three(void)
{
    refuse_with(HTTP_ACCEPTED);
    next.on_request = note_part;
    cr_assert(eq(int, departures_add(departures, commit_packets(FIXTURE_ROUND, 130), 0), VR_OK));
    for (int i = 0; i < 2000 && next.requests < 2; i++) {
        run(1, false);
    }
    cr_assert(eq(uint, next.requests, 2));
    cr_expect(eq(u32, came[0], 1));
    cr_expect(eq(u32, came[1], 2));
    next.requests = 0;
}

/* Take the next connection, and break it off. */
static void
break_link(void)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int link;

    strcpy(address.sun_path, next.address.unix_socket);
    cr_assert(bind(listener, (struct sockaddr *) &address, sizeof address) == 0 &&
              listen(listener, 8) == 0);
    run(20, false);
    link = accept(listener, NULL, NULL);
    cr_assert(ge(int, link, 0));
    close(link);
    run(20, false);
    close(listener);
}

Test(departures, a_link_that_breaks_costs_no_pause)
{
    send_two_of_three();
    near_hop_close(&next);
    break_link();
    near_hop_open(&next, base, fixture_path(&fixture, "s"));
    sign_with(1);
    run(200, false);
    cr_expect(eq(uint, next.requests, 1));
    cr_expect(eq(u32, came[0], 3));
    cr_expect(eq(sz, waiting(), 0));
}

/* The link fails in the midst of a batch: what has come need not come again. But the next hop may
 * have stopped, and know nothing of it. */
Test(departures, without_an_answer_it_goes_on_with_the_same_part_and_else_from_the_first)
{
    struct departures_delay delay;

    send_two_of_three();
    near_hop_close(&next);
    run(200, true);
    cr_expect(departures_delayed(&delay, departures), "a link that stays down is said");
    near_hop_open(&next, base, fixture_path(&fixture, "s"));
    refuse_with(HTTP_BUSY);
    run_until_asked(1);
    cr_assert(eq(uint, next.requests, 2), "it begins anew without waiting");
    cr_expect(eq(u32, came[0], 3));
    cr_expect(eq(u32, came[1], 1));
    run(50, false);
    cr_expect(eq(uint, next.requests, 2), "but then it waits");
}

Test(departures, a_signature_of_another_or_for_another_batch_is_none)
{
    struct batch *batch = commit(FIXTURE_ROUND);

    sign_with(0);
    cr_assert(eq(int, departures_add(departures, batch, 0), VR_OK));
    run_until_asked(1);
    cr_expect(eq(sz, waiting(), 1));
    sent.hash[0] ^= 1;
    sign_with(1);
    run_until_asked(2);
    cr_expect(eq(sz, waiting(), 1));
    cr_expect(has_key(FIXTURE_ROUND));
}

/* Each part is answered with what the next hop signed for the batch before. */
Test(departures, a_signature_is_none_before_the_last_part)
{
    struct batch *batch = commit(FIXTURE_ROUND);

    sign_with(1);
    cr_assert(eq(int, departures_add(departures, batch, 0), VR_OK));
    run_until_gone();
    cr_assert(
        eq(int, departures_add(departures, commit_packets(FIXTURE_ROUND + 1, 130), 0), VR_OK));
    run_until_asked(3);
    cr_expect(eq(sz, waiting(), 1));
    cr_expect(has_key(FIXTURE_ROUND + 1));
}

Test(departures, a_next_hop_that_has_another_batch_is_told_until_it_takes_this_one)
{
    struct batch *batch = commit(FIXTURE_ROUND);
    uint32_t round = 0;

    refuse_with(HTTP_CONFLICT);
    cr_assert(eq(int, departures_add(departures, batch, 0), VR_OK));
    run_until_asked(1);
    cr_expect(departures_conflict(departures, &round));
    cr_expect(eq(u32, round, FIXTURE_ROUND));
    cr_expect(has_key(FIXTURE_ROUND));
    refuse_with(HTTP_BUSY);
    run_until_asked(next.requests + 2);
    cr_expect(departures_conflict(departures, &round), "it may be busy, but has the other one");
    sign_with(1);
    run_until_gone();
    cr_assert(eq(int, departures_add(departures, commit(FIXTURE_ROUND + 1), 9999), VR_OK));
    cr_expect(not(departures_conflict(departures, &round)));
}

/* Until just so many were answered. */
static void
run_to_request(unsigned requests)
{
    for (int i = 0; i < 3000 && next.requests < requests; i++) {
        run(1, true);
    }
    cr_assert(eq(uint, next.requests, requests));
    run(50, false);
}

/* Why the batch waits then. */
static const char *
reason_after(unsigned requests)
{
    struct departures_delay delay = { 0 };

    run_to_request(requests);
    cr_assert(departures_delayed(&delay, departures));
    cr_expect(eq(u32, delay.round, FIXTURE_ROUND));
    cr_expect(not(delay.is_ours));

    return delay.reason;
}

Test(departures, why_a_batch_waits_is_said_from_the_second_refusal_on)
{
    struct departures_delay delay;

    refuse_with(HTTP_BUSY);
    cr_expect(not(departures_delayed(&delay, departures)), "nothing waits");
    cr_assert(eq(int, departures_add(departures, commit(FIXTURE_ROUND), 0), VR_OK));
    run_to_request(1);
    cr_expect(not(departures_delayed(&delay, departures)), "once is no trouble");
    cr_expect(ne(ptr, strstr(reason_after(2), "503: held, or not ready"), NULL));
    refuse_with(HTTP_MALFORMED);
    cr_expect(ne(ptr, strstr(reason_after(3), "400"), NULL), "the reason of now");
    refuse_with(HTTP_CONFLICT);
    cr_expect(ne(ptr, strstr(reason_after(4), "another batch"), NULL));
    refuse_with(HTTP_NOT_FOUND);
    cr_expect(ne(ptr, strstr(reason_after(5), "404"), NULL));
    refuse_with(HTTP_ACCEPTED);
    cr_expect(ne(ptr, strstr(reason_after(6), "202"), NULL), "the last part is not taken so");
    sign_with(1);
    run_until_gone();
    cr_expect(not(departures_delayed(&delay, departures)), "it was taken");
}

Test(departures, each_reason_is_logged_when_it_begins)
{
    fixture_log(&fixture);
    refuse_with(HTTP_BUSY);
    cr_assert(eq(int, departures_add(departures, commit(FIXTURE_ROUND), 0), VR_OK));
    run_to_request(3);
    cr_expect(eq(sz, fixture_said(&fixture, "it answers 503"), 1));
    refuse_with(HTTP_MALFORMED);
    run_to_request(5);
    cr_expect(eq(sz, fixture_said(&fixture, "it answers 400"), 1));
    refuse_with(HTTP_BUSY);
    run_to_request(7);
    cr_expect(eq(sz, fixture_said(&fixture, "it answers 503"), 2));
}

Test(departures, a_next_hop_that_is_down_gives_no_answer)
{
    struct departures_delay delay;

    near_hop_close(&next);
    cr_assert(eq(int, departures_add(departures, commit(FIXTURE_ROUND), 0), VR_OK));
    for (int i = 0; i < 600 && !departures_delayed(&delay, departures); i++) {
        run(5, true);
    }
    cr_assert(departures_delayed(&delay, departures));
    cr_expect(eq(str, (char *) delay.reason, "no answer"));
    near_hop_open(&next, base, fixture_path(&fixture, "s"));
}

Test(departures, the_oldest_goes_first_and_a_hold_is_kept)
{
    uint32_t oldest = 0;

    refuse_with(HTTP_BUSY);
    cr_assert(eq(int, departures_add(departures, commit(FIXTURE_ROUND + 1), 100), VR_OK));
    cr_assert(eq(int, departures_add(departures, commit(FIXTURE_ROUND), 100), VR_OK));
    run(50, true);
    cr_expect(eq(uint, next.requests, 0));
    cr_expect(eq(sz, departures_count(departures, &oldest), 2));
    cr_expect(eq(u32, oldest, FIXTURE_ROUND));
    sign_with(1);
    for (int i = 0; i < 300 && waiting() > 1; i++) {
        run(5, true);
    }
    cr_expect(eq(sz, departures_count(departures, &oldest), 1));
    cr_expect(eq(u32, oldest, FIXTURE_ROUND + 1));
}

Test(departures, a_reason_that_could_forge_lines_of_the_log_is_no_reason)
{
    char reason[VERDICTS_REASON_MAX + 1];
    char path[FILES_PATH_MAX];

    cr_assert(eq(int, verdicts_put(fixture.state, RELEASED, 7, "full disk", &why), VR_OK));
    cr_assert(verdicts_find(reason, fixture.state, RELEASED, 7));
    cr_expect(eq(str, reason, "full disk"));
    strcpy(path, fixture_path(&fixture, "state/released/7.reason"));
    cr_assert(eq(int, files_write(path, "full\nround 8: taken", 19, 0600, &why), VR_OK));
    cr_expect(not(verdicts_find(reason, fixture.state, RELEASED, 7)));
}

Test(departures, only_what_was_refused_can_be_given_up)
{
    struct batch *batch = commit(FIXTURE_ROUND);

    cr_assert(eq(int, verdicts_put(fixture.state, ABANDONED, FIXTURE_ROUND, "lost", &why), VR_OK));
    cr_assert(
        eq(int, verdicts_put(fixture.state, RELEASED, FIXTURE_ROUND + 1, "lost", &why), VR_OK));
    sign_with(1);
    cr_assert(eq(int, departures_add(departures, batch, 0), VR_OK));
    run_until_gone();
    cr_expect(eq(uint, next.requests, 1), "it was sent, and taken");

    refuse_with(HTTP_BUSY);
    cr_assert(eq(int, departures_add(departures, commit(FIXTURE_ROUND + 1), 0), VR_OK));
    run_until_asked(3);
    cr_expect(eq(sz, waiting(), 1), "released is not abandoned");
    cr_assert(
        eq(int, verdicts_put(fixture.state, ABANDONED, FIXTURE_ROUND + 1, "lost", &why), VR_OK));
    run_until_gone();
    cr_expect(not(has_key(FIXTURE_ROUND + 1)));
}

Test(departures, an_older_batch_does_not_take_the_place_of_one_that_is_under_way)
{
    struct batch *newer = commit(FIXTURE_ROUND + 1);

    sign_with(1);
    cr_assert(eq(int, departures_add(departures, newer, 0), VR_OK));
    cr_assert(eq(int, departures_add(departures, commit(FIXTURE_ROUND), 0), VR_OK));
    run_until_asked(2);
    cr_expect(not(has_key(FIXTURE_ROUND + 1)));
    cr_expect(has_key(FIXTURE_ROUND), "nobody signed for it");
    cr_expect(eq(sz, waiting(), 1));
}

/* A crash came between its packets and its key. */
Test(departures, a_batch_whose_packets_are_gone_already_loses_its_key)
{
    struct batch *batch = commit(FIXTURE_ROUND);
    struct outbox *outbox;

    cr_assert(
        eq(int, outbox_open(&outbox, fixture.outboxes, FIXTURE_ROUND, batch->key, &why), VR_OK));
    cr_assert(eq(int, outbox_settle(outbox, &why), VR_OK));
    outbox_close(outbox);
    cr_assert(eq(int, departures_add(departures, batch, 0), VR_OK));
    run_until_gone();
    cr_expect(eq(uint, next.requests, 0));
    cr_expect(not(has_key(FIXTURE_ROUND)));
}

/* Without its key nobody would come back to the packets after a restart. */
Test(departures, packets_that_cannot_be_destroyed_keep_their_key_and_are_tried_again)
{
    struct batch *batch = commit(FIXTURE_ROUND);
    struct departures_delay delay = { 0 };
    char path[FILES_PATH_MAX];

    strcpy(path, fixture_path(&fixture, "state/outbox/20.batch.new")); /* FIXTURE_ROUND */
    cr_assert(eq(int, files_write(path, "in the way", 10, 0600, &why), VR_OK));
    sign_with(1);
    cr_assert(eq(int, departures_add(departures, batch, 0), VR_OK));
    run_to_request(2);
    cr_expect(has_key(FIXTURE_ROUND));
    cr_expect(eq(sz, waiting(), 1));
    cr_expect(departures_delayed(&delay, departures) && delay.is_ours);
    cr_assert(eq(int, unlink(path), 0));
    run_until_gone();
    cr_expect(not(has_key(FIXTURE_ROUND)));
}

static bool
has_tags(uint32_t round)
{
    return has_file("outbox", round, "batch");
}

/* As long as the key of their epoch; PROTOCOL.md section 3. */
Test(departures, tags_stay_for_three_rounds_after_their_packets)
{
    for (uint32_t round = FIXTURE_ROUND; round <= FIXTURE_ROUND + 4; round++) {
        struct batch *batch = commit(round);

        sign_with(1);
        cr_assert(eq(int, departures_add(departures, batch, 0), VR_OK));
        run_until_gone();
        cr_expect(eq(int, has_tags(FIXTURE_ROUND), round < FIXTURE_ROUND + 4), "round %u", round);
    }
    cr_expect(has_tags(FIXTURE_ROUND + 1));
}

Test(departures, the_pause_doubles_up_to_a_twelfth_of_a_round)
{
    static const uint32_t pauses[] = { 1, 2, 4, 8, 16, 32, 64, 128, 200, 200 };

    refuse_with(HTTP_BUSY);
    cr_assert(eq(int, departures_add(departures, commit(FIXTURE_ROUND), 0), VR_OK));
    run(50, false);
    for (unsigned i = 0; i < sizeof pauses / sizeof pauses[0]; i++) {
        seconds += pauses[i] - 1;
        fixture_time(FIXTURE_ROUND + 1, seconds);
        run(20, false);
        cr_expect(eq(uint, next.requests, i + 1), "pause %u is over too early", pauses[i]);
        seconds++;
        fixture_time(FIXTURE_ROUND + 1, seconds);
        run(50, false);
        cr_assert(eq(uint, next.requests, i + 2), "pause %u", pauses[i]);
    }
}

Test(departures, no_more_wait_than_there_is_room_for)
{
    struct batch *batch = NULL;

    for (uint32_t round = 0; round <= 32; round++) {
        cr_assert(eq(int, batch_open(&batch, fixture_path(&fixture, "state/rounds"), round, &why),
                     VR_OK));
        cr_expect(eq(int, departures_add(departures, batch, 9999), round < 32 ? VR_OK : VR_FULL));
    }
    batch_free(batch);
    cr_expect(eq(sz, waiting(), 32));
}

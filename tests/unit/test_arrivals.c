/* SPDX-License-Identifier: EUPL-1.2 */
#include "arrivals_state.h"

#include <poll.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>

#include "clock.h"
#include "departures_state.h"
#include "handed.h"
#include "outbox.h"
#include "probe_set.h"
#include "verdicts.h"

#define MANY 70U
#define HOLD 100000U /* nothing leaves in these tests */

static struct fixture fixture;
static struct vr_why why;
static struct vr_keys keys;
static struct event_base *base;
static struct http *http;
static struct arrivals *arrivals;
static struct departures *departures;
static struct probes *probes;
static struct peer_address nowhere;
static struct sockaddr_un address = { .sun_family = AF_UNIX };
static struct handed handed, other;
static uint8_t packets[MANY][VR_PACKET_SIZE];
static size_t published;
static char rounds[FILES_PATH_MAX];
static char answer[VR_TAKEN_MAX];
static size_t answer_len;

static const struct vr_keys *
find_keys(void *arg, uint32_t epoch)
{
    (void) arg;
    fixture_keys(&keys, &fixture, epoch - 1);

    return fixture.keys_are_late ? NULL : &keys;
}

static void
on_published(void *arg, const char *receipts, size_t len)
{
    (void) arg;
    cr_expect(receipts != NULL && len > 0);
    published++;
}

static size_t
message_limit(void *arg, const char *path)
{
    (void) arg;

    return strcmp(path, "/v1/batches") == 0 ? VR_PART_MAX : 0;
}

static void
on_message(void *arg, struct http_message *message)
{
    (void) arg;
    arrivals_message(arrivals, message);
}

static struct document *
no_document(void *arg, const char *path)
{
    (void) arg;
    (void) path;

    return NULL;
}

static void
open_front(void)
{
    const struct http_limits limits = { 6, 3, 30, 1000 };
    const struct http_handler handler = {
        NULL, NULL, no_document, message_limit, on_message, NULL
    };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    strcpy(address.sun_path, fixture_path(&fixture, "sock"));
    cr_assert(bind(fd, (struct sockaddr *) &address, sizeof address) == 0 && listen(fd, 64) == 0);
    base = event_base_new();
    cr_assert(eq(int, http_new(&http, base, &limits, &handler), VR_OK));
    cr_assert(eq(int, http_listen(http, fd), VR_OK));
}

static void
open_arrivals(void)
{
    static char sent[FILES_PATH_MAX];
    const struct probes_parts loops = { .circles = fixture.circles,
                                        .identity_public = fixture.identity_public,
                                        .folder = sent };
    const struct departures_parts onward = { .circles = fixture.circles,
                                             .identity_public = fixture.identity_public,
                                             .outboxes = fixture.outboxes,
                                             .next = &nowhere };
    struct arrivals_parts parts = { .circles = fixture.circles,
                                    .hopkeys = fixture.hopkeys,
                                    .keys = find_keys,
                                    .store = fixture.store,
                                    .http = http,
                                    .identity = fixture.identity,
                                    .identity_public = fixture.identity_public,
                                    .state = fixture.state,
                                    .rounds = rounds,
                                    .outboxes = fixture.outboxes,
                                    .retention = 180,
                                    .hold = HOLD,
                                    .batch_packets = 4096,
                                    .published = on_published };

    strcpy(sent, fixture_path(&fixture, "state/probes"));
    cr_assert(eq(int, probes_open(&probes, &loops, &why), VR_OK));
    if (fixture.place + 1 < fixture.hops) {
        cr_assert(eq(int, departures_new(&departures, &onward), VR_OK));
    }
    parts.probes = probes;
    parts.departures = departures;
    cr_assert(eq(int, arrivals_open(&arrivals, &parts, &why), VR_OK), "%s", why.text);
    cr_assert(eq(int, writer_start(&fixture.writer, NULL, fixture.store), VR_OK));
    arrivals_use(arrivals, fixture.writer);
}

static void
open_all(void)
{
    fixture_open_circles(&fixture);
    fixture_open_storage(&fixture);
    cr_assert(eq(int, hopkeys_advance(fixture.hopkeys, FIXTURE_ROUND + 1, &why), VR_OK));
    strcpy(rounds, fixture_path(&fixture, "state/rounds"));
    cr_assert(eq(int, files_folder(rounds, &why), VR_OK));
    open_front();
    open_arrivals();
}

static void
close_all(void)
{
    http_free(http);
    if (fixture.writer != NULL) {
        writer_stop(fixture.writer);
        writer_free(fixture.writer);
        fixture.writer = NULL;
    }
    arrivals_free(arrivals);
    probes_close(probes);
    departures_free(departures);
    departures = NULL;
    arrivals = NULL;
    probes = NULL;
    http = NULL;
    if (base != NULL) {
        event_base_free(base);
        base = NULL;
    }
    unlink(address.sun_path);
    fixture_close(&fixture);
}

/* The hop, and two different batches of FIXTURE_ROUND for it, in the round after. */
static void
stand(size_t hops, size_t place)
{
    fixture_cascade(&fixture, hops, place);
    fixture_sign(&fixture, 1, 0, FIXTURE_EXPIRES);
    fixture_time(FIXTURE_ROUND + 1, 60);
    open_all();
    for (uint32_t i = 0; i < MANY; i++) {
        fixture_packet_at(packets[i], &fixture, place, FIXTURE_ROUND, i);
    }
    handed_make(&handed, &fixture, FIXTURE_ROUND, packets, MANY);
    handed_make(&other, &fixture, FIXTURE_ROUND, packets, MANY);
}

static void
start(void)
{
    fixture_make(&fixture);
}

static void
stop(void)
{
    close_all();
    handed_free(&handed);
    handed_free(&other);
    fixture_remove(&fixture);
}

TestSuite(arrivals, .init = start, .fini = stop);

static void
turn(void)
{
    struct pollfd poll_for = { .fd = writer_fd(fixture.writer), .events = POLLIN };
    struct job *job;

    event_base_loop(base, EVLOOP_NONBLOCK);
    poll(&poll_for, 1, 1);
    job = writer_take(fixture.writer);
    while (job != NULL) {
        struct job *next = job->next;

        job->finished(job->owner, job);
        job = next;
    }
}

static int
dial(void)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

    cr_assert(connect(fd, (struct sockaddr *) &address, sizeof address) == 0);

    return fd;
}

static void
say(int fd, const char *bytes, size_t len)
{
    for (int turns = 0; len > 0 && turns < 20000; turns++) {
        ssize_t sent = send(fd, bytes, len, MSG_NOSIGNAL);

        if (sent > 0) {
            bytes += sent;
            len -= (size_t) sent;
        }
        turn();
    }
    cr_assert(eq(sz, len, 0));
}

/* The code of the answer; its body is in answer. */
static int
hear(int fd)
{
    static char text[2 * VR_TAKEN_MAX];
    ssize_t got = 0;
    char *body;

    for (int turns = 0; got <= 0 && turns < 20000; turns++) {
        turn();
        got = recv(fd, text, sizeof text - 1, 0);
    }
    cr_assert(got > 0, "no answer");
    text[got] = '\0';
    body = strstr(text, "\r\n\r\n");
    cr_assert(body != NULL);
    answer_len = strlen(body + 4);
    cr_assert(answer_len < sizeof answer);
    strcpy(answer, body + 4);

    return atoi(text + 9);
}

static int
post(const char *bytes, size_t len)
{
    char head[128];
    int fd = dial();
    int code;

    snprintf(head, sizeof head,
             "POST /v1/batches HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n\r\n", len);
    say(fd, head, strlen(head));
    say(fd, bytes, len);
    code = hear(fd);
    close(fd);
    turn();

    return code;
}

static int
post_part(const struct handed *from, uint32_t part)
{
    int code = post(from->bytes[part - 1], from->len[part - 1]);

    for (int turns = 0; arrivals->under_way > 0 && turns < 20000; turns++) {
        turn();
    }

    return code;
}

static void
expect_signed(const struct handed *for_what)
{
    struct vr_custody custody;

    handed_custody(&custody, &fixture, FIXTURE_ROUND);
    cr_expect(
        eq(int,
           vr_taken_decode(&for_what->sent, answer, answer_len, &custody, fixture.place - 1, &why),
           VR_OK),
        "%s", why.text);
}

static size_t
waiting(void)
{
    uint32_t oldest;

    return departures == NULL ? published : departures_count(departures, &oldest);
}

static void
take_it_all(void)
{
    cr_assert(eq(int, post_part(&handed, 1), 202));
    cr_assert(eq(int, post_part(&handed, 2), 200));
    expect_signed(&handed);
}

/* At a mix and at the store. */
struct post_at {
    size_t hops;
    size_t place;
};

static struct post_at posts[] = { { 3, 1 }, { 4, 2 }, { 2, 1 }, { 5, 4 } };

ParameterizedTestParameters(arrivals, a_batch_is_answered_with_a_signature_and_again_alike)
{
    return cr_make_param_array(struct post_at, posts, sizeof posts / sizeof posts[0]);
}

ParameterizedTest(struct post_at *at, arrivals,
                  a_batch_is_answered_with_a_signature_and_again_alike, .init = start, .fini = stop)
{
    char first[VR_TAKEN_MAX];

    stand(at->hops, at->place);
    take_it_all();
    strcpy(first, answer);
    for (int times = 0; times < 3; times++) {
        cr_expect(eq(sz, waiting(), 1));
        cr_expect(eq(int, post_part(&handed, 1), 202));
        cr_expect(eq(int, post_part(&handed, 2), 200));
        cr_expect(eq(str, answer, first));
        close_all();
        open_all();
        published = 1;
    }
}

ParameterizedTestParameters(arrivals, a_second_different_batch_is_a_conflict)
{
    return cr_make_param_array(struct post_at, posts, sizeof posts / sizeof posts[0]);
}

ParameterizedTest(struct post_at *at, arrivals, a_second_different_batch_is_a_conflict,
                  .init = start, .fini = stop)
{
    stand(at->hops, at->place);
    take_it_all();
    for (int times = 0; times < 2; times++) {
        cr_expect(eq(int, post_part(&other, 1), 409));
        cr_expect(eq(int, post_part(&other, 2), 409));
        close_all();
        open_all();
        published = 1;
    }
    cr_expect(eq(sz, waiting(), 1));
}

Test(arrivals, parts_come_in_order_from_the_first)
{
    struct handed next;

    stand(3, 1);
    handed_make(&next, &fixture, FIXTURE_ROUND + 1, packets, MANY);
    cr_expect(eq(int, post_part(&handed, 2), 503), "it begins with part 1");
    cr_expect(eq(int, post_part(&handed, 1), 202));
    cr_expect(eq(int, post_part(&handed, 1), 202), "again is fine");
    cr_expect(eq(int, post_part(&other, 2), 409), "of another batch");
    cr_expect(eq(int, post_part(&next, 2), 503), "of another round");
    handed_free(&next);
    cr_expect(eq(sz, waiting(), 0));
    cr_expect(eq(int, post_part(&handed, 2), 200));
    expect_signed(&handed);
}

/* A batch is held in memory, and the hop before says how large it is. */
Test(arrivals, a_batch_of_too_many_packets_waits_until_the_operator_lets_it_in)
{
    uint32_t round;

    stand(3, 1);
    fixture_log(&fixture);
    arrivals->parts.batch_packets = handed.sent.count - 1;
    cr_expect(not(arrivals_large(arrivals, &round)));
    cr_expect(eq(int, post_part(&handed, 1), 503));
    cr_expect(eq(sz, fixture_said(&fixture, "batch_packets = "), 1));
    cr_expect(arrivals_large(arrivals, &round));
    cr_expect(eq(u32, round, FIXTURE_ROUND));
    arrivals->parts.batch_packets = handed.sent.count;
    take_it_all();
    cr_expect(not(arrivals_large(arrivals, &round)));
}

/* A whole batch of HANDED_PARTS parts, all of which will be dropped. */
static void
hand_much(void)
{
    static uint8_t nonsense[64 * HANDED_PARTS][VR_PACKET_SIZE];

    randombytes_buf(nonsense, sizeof nonsense);
    handed_free(&handed);
    handed_make(&handed, &fixture, FIXTURE_ROUND, nonsense, 64 * HANDED_PARTS);
}

/* As a proxy does that got no answer. What comes twice is not read twice. */
Test(arrivals, a_part_that_comes_twice_is_fine_and_one_too_early_waits)
{
    stand(3, 1);
    hand_much();
    cr_assert(eq(int, post_part(&handed, 1), 202));
    cr_expect(eq(int, post_part(&handed, 3), 503));
    cr_assert(eq(int, post_part(&handed, 2), 202));
    cr_expect(eq(int, post_part(&handed, 2), 202));
    for (uint32_t part = 3; part < HANDED_PARTS; part++) {
        cr_expect(eq(int, post_part(&handed, part), 202));
    }
    cr_expect(eq(int, post_part(&handed, HANDED_PARTS), 200));
    expect_signed(&handed);
}

static sem_t release;

static enum vr_status
wait_for_release(void *task, struct pool *pool, struct store *store)
{
    (void) task;
    (void) pool;
    (void) store;
    sem_wait(&release);

    return VR_OK;
}

static void
forget_job(void *owner, struct job *job)
{
    (void) owner;
    job_free(job);
}

/* Nothing is taken until sem_post. */
static void
hold_writer(void)
{
    struct job *job = job_new(JOB_TASK);

    cr_assert(job != NULL);
    sem_init(&release, 0, 0);
    job->run = wait_for_release;
    job->finished = forget_job;
    writer_submit(fixture.writer, job);
}

static void
release_writer(void)
{
    sem_post(&release);
    for (int turns = 0; arrivals->under_way > 0 && turns < 20000; turns++) {
        turn();
    }
    cr_assert(eq(sz, arrivals->under_way, 0));
}

Test(arrivals, a_hop_that_sends_faster_than_is_peeled_waits)
{
    int fd;

    stand(3, 1);
    hand_much();
    hold_writer();
    for (uint32_t part = 1; part < HANDED_PARTS - 1; part++) {
        cr_expect(eq(int, post(handed.bytes[part - 1], handed.len[part - 1]), 202));
    }
    fd = dial();
    dprintf(fd, "POST /v1/batches HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n\r\n",
            handed.len[HANDED_PARTS - 2]);
    say(fd, handed.bytes[HANDED_PARTS - 2], handed.len[HANDED_PARTS - 2]);
    for (int turns = 0; turns < 50; turns++) {
        turn();
    }
    cr_expect(eq(sz, arrivals->under_way, HANDED_PARTS - 1));
    cr_expect(lt(int, (int) recv(fd, answer, 1, MSG_PEEK), 0), "not answered yet");
    release_writer();
    cr_expect(eq(int, hear(fd), 202));
    close(fd);
    cr_expect(eq(int, post_part(&handed, HANDED_PARTS), 200));
    expect_signed(&handed);
}

/* Peeled packets do not outlive the key with which they were peeled. */
Test(arrivals, what_came_of_a_batch_is_forgotten_with_its_key)
{
    char path[FILES_PATH_MAX];

    stand(3, 1);
    strcpy(path, fixture_path(&fixture, "state/rounds/20.key")); /* FIXTURE_ROUND */
    hold_writer();
    cr_assert(eq(int, post(handed.bytes[0], handed.len[0]), 202));
    cr_expect(eq(int, post(handed.bytes[0], handed.len[0]), 503), "the first is under way");
    arrivals_round(arrivals);
    cr_assert(eq(int, hopkeys_advance(fixture.hopkeys, FIXTURE_ROUND + 5, &why), VR_OK));
    cr_expect(eq(int, post(handed.bytes[1], handed.len[1]), 503));
    arrivals_round(arrivals);
    cr_expect(arrivals->coming != NULL, "the writer has it");
    cr_expect(eq(int, access(path, F_OK), 0));
    release_writer();
    cr_expect(arrivals->coming == NULL);
    cr_expect(ne(int, access(path, F_OK), 0));
}

Test(arrivals, a_batch_that_was_not_complete_gives_way_to_another)
{
    stand(2, 1);
    cr_expect(eq(int, post_part(&handed, 1), 202));
    cr_expect(eq(int, post_part(&other, 1), 202));
    cr_expect(eq(int, post_part(&other, 2), 200));
    expect_signed(&other);
    cr_expect(eq(int, post_part(&handed, 1), 409));
}

Test(arrivals, after_a_restart_a_batch_that_was_not_complete_begins_anew)
{
    stand(3, 1);
    cr_expect(eq(int, post_part(&handed, 1), 202));
    close_all();
    open_all();
    cr_expect(eq(int, post_part(&handed, 2), 503));
    take_it_all();
}

static bool
exists(const char *name)
{
    return access(fixture_path(&fixture, name), F_OK) == 0;
}

static void
make_key(uint32_t round)
{
    struct batch *batch = NULL;

    cr_assert(eq(int, batch_open(&batch, rounds, round, &why), VR_OK));
    batch_free(batch);
}

/* A crash came after the transaction of the store and before its batch's key was destroyed. */
Test(arrivals, at_the_store_a_key_that_outlived_its_batch_is_destroyed_at_the_next_start)
{
    stand(2, 1);
    take_it_all();
    close_all();
    make_key(FIXTURE_ROUND - 1);
    make_key(FIXTURE_ROUND);
    make_key(FIXTURE_ROUND + 1);
    open_all();
    cr_expect(not(exists("state/rounds/19.key")));
    cr_expect(not(exists("state/rounds/20.key")));
    cr_expect(exists("state/rounds/21.key"), "that one is still to come");
}

struct moment {
    uint32_t round;
    uint32_t seconds;
    int code;
};

ParameterizedTestParameters(arrivals, a_batch_is_taken_in_its_time_only)
{
    static struct moment moments[] = {
        { FIXTURE_ROUND, 60, 503 },
        { FIXTURE_ROUND, FIXTURE_ROUND_SECONDS / 24 * 23 - 1, 503 },
        { FIXTURE_ROUND, FIXTURE_ROUND_SECONDS / 24 * 23, 202 },
        { FIXTURE_ROUND + 1, 0, 202 },
        { FIXTURE_ROUND + 4, FIXTURE_ROUND_SECONDS - 1, 202 },
        { FIXTURE_ROUND + 5, 0, 503 },
    };

    return cr_make_param_array(struct moment, moments, sizeof moments / sizeof moments[0]);
}

ParameterizedTest(struct moment *moment, arrivals, a_batch_is_taken_in_its_time_only, .init = start,
                  .fini = stop)
{
    stand(3, 1);
    fixture_time(moment->round, moment->seconds);
    if (moment->round > FIXTURE_ROUND + 1) {
        cr_assert(eq(int, hopkeys_advance(fixture.hopkeys, moment->round, &why), VR_OK));
    }
    cr_expect(eq(int, post_part(&handed, 1), moment->code), "round %u, second %u", moment->round,
              moment->seconds);
}

/* Keys from then on are kept, for the batches that come next; older ones may go. */
Test(arrivals, what_is_needed_is_the_epoch_behind_the_last_batch_that_was_taken)
{
    stand(3, 1);
    cr_expect(eq(u32, arrivals_needs(arrivals), 0));
    take_it_all();
    cr_expect(eq(u32, arrivals_needs(arrivals), FIXTURE_ROUND + 2));
    close_all();
    open_all();
    cr_expect(eq(u32, arrivals_needs(arrivals), FIXTURE_ROUND + 2));
}

/* The hop before was down; what it has not handed over keeps its key longer, but not for ever. */
Test(arrivals, a_batch_that_is_late_is_taken_while_its_key_is_kept)
{
    stand(3, 1);
    hopkeys_need(fixture.hopkeys, FIXTURE_ROUND + 1);
    for (uint32_t round = FIXTURE_ROUND + 2; round <= FIXTURE_ROUND + 15; round++) {
        fixture_time(round, 60);
        cr_assert(eq(int, hopkeys_advance(fixture.hopkeys, round, &why), VR_OK));
    }
    take_it_all();
    handed_free(&handed);
    handed_make(&handed, &fixture, FIXTURE_ROUND + 1, packets, 0);
    fixture_time(FIXTURE_ROUND + 17, 60);
    cr_assert(eq(int, hopkeys_advance(fixture.hopkeys, FIXTURE_ROUND + 17, &why), VR_OK));
    cr_expect(eq(int, post_part(&handed, 1), 503));
}

/* Why the batch of a round is not begun now. */
static const char *
reason_against(uint32_t round)
{
    cr_expect(eq(int, arrivals_begin(arrivals, round, &why), VR_STALE));

    return why.text;
}

Test(arrivals, what_can_never_be_taken_is_told_apart_from_what_waits)
{
    stand(3, 1);
    fixture.keys_are_late = true;
    cr_expect(ne(ptr, strstr(reason_against(FIXTURE_ROUND), "it waits for the keys"), NULL));
    fixture_time(FIXTURE_ROUND + 2, 60);
    cr_expect(ne(ptr, strstr(reason_against(FIXTURE_ROUND), "while they could"), NULL));
    cr_expect(ne(ptr, strstr(why.text, "never"), NULL));
    cr_assert(eq(int, hopkeys_advance(fixture.hopkeys, FIXTURE_ROUND + 5, &why), VR_OK));
    cr_expect(ne(ptr, strstr(reason_against(FIXTURE_ROUND), "no key of epoch 21 here"), NULL));
    cr_expect(ne(ptr, strstr(why.text, "never"), NULL));
}

Test(arrivals, at_the_store_rounds_come_one_after_another)
{
    uint8_t entry[VR_BATCH_ENTRY];
    struct handed next, after;

    stand(2, 1);
    fixture_time(FIXTURE_ROUND + 3, 60);
    handed_make(&next, &fixture, FIXTURE_ROUND + 1, packets, 0);
    handed_make(&after, &fixture, FIXTURE_ROUND + 2, packets, 0);
    take_it_all();
    cr_expect(eq(int, post_part(&after, 1), 503));
    cr_expect(eq(int, post_part(&next, 1), 200));
    cr_expect(eq(int, post_part(&after, 1), 200));
    cr_expect(eq(sz, published, 3));
    cr_expect(eq(int, store_record(entry, fixture.store, FIXTURE_ROUND, 0, &why), VR_OK));
    close_all();
    open_all();
    cr_expect(eq(int, post_part(&handed, 2), 200), "older answers are known too");
    expect_signed(&handed);
    handed_free(&next);
    handed_free(&after);
}

Test(arrivals, a_part_that_was_changed_or_cut_is_malformed)
{
    static const size_t offsets[] = { 0, 20, 300, 1000 };

    stand(3, 1);
    for (size_t i = 0; i < 4; i++) {
        handed.bytes[0][offsets[i]] ^= 1;
        cr_expect(eq(int, post_part(&handed, 1), 400), "offset %zu", offsets[i]);
        handed.bytes[0][offsets[i]] ^= 1;
    }
    handed.bytes[0][handed.len[0] - 1] ^= 1;
    cr_expect(eq(int, post_part(&handed, 1), 400));
    handed.bytes[0][handed.len[0] - 1] ^= 1;
    cr_expect(eq(int, post(handed.bytes[0], handed.len[0] - VR_PACKET_SIZE), 400));
    cr_expect(eq(int, post(handed.bytes[0], 1), 400));
    take_it_all();
}

Test(arrivals, a_batch_for_another_hop_is_malformed)
{
    struct handed foreign;

    stand(3, 1);
    close_all();
    fixture_cascade(&fixture, 3, 2);
    fixture_open_circles(&fixture);
    handed_make(&foreign, &fixture, FIXTURE_ROUND, packets, 0);
    fixture_close(&fixture);
    fixture_cascade(&fixture, 3, 1);
    open_all();
    cr_expect(eq(int, post_part(&foreign, 1), 400), "it is for the hop behind this one");
    handed_free(&foreign);
}

/* The other circle is known too, and the batch is good in every other way. */
Test(arrivals, a_batch_of_another_circle_than_that_of_its_round_is_malformed)
{
    struct handed newer;

    stand(3, 1);
    close_all();
    fixture_sign(&fixture, 2, FIXTURE_ROUND, FIXTURE_EXPIRES);
    open_all();
    handed_make(&newer, &fixture, FIXTURE_ROUND, packets, MANY);
    cr_expect(eq(int, post_part(&handed, 1), 400), "of the circle before");
    cr_expect(eq(int, post_part(&newer, 1), 202));
    handed_free(&newer);
}

Test(arrivals, a_batch_of_the_circle_before_is_taken_when_a_newer_one_is_in_force)
{
    stand(3, 1);
    close_all();
    fixture_sign(&fixture, 2, FIXTURE_ROUND + 1, FIXTURE_EXPIRES);
    open_all();
    take_it_all();
}

/* The sender leaves before the answer; what was taken stays taken. */
Test(arrivals, a_sender_that_leaves_gets_the_same_answer_later)
{
    char head[128];
    int fd;

    stand(3, 1);
    cr_assert(eq(int, post_part(&handed, 1), 202));
    hold_writer();
    fd = dial();
    snprintf(head, sizeof head,
             "POST /v1/batches HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n\r\n", handed.len[1]);
    say(fd, head, strlen(head));
    say(fd, handed.bytes[1], handed.len[1]);
    close(fd);
    cr_expect(eq(int, post(handed.bytes[1], handed.len[1]), 503), "it is not taken yet");
    release_writer();
    for (int turns = 0; waiting() == 0 && turns < 20000; turns++) {
        turn();
    }
    cr_expect(eq(sz, waiting(), 1));
    cr_expect(eq(int, post_part(&handed, 2), 200));
    expect_signed(&handed);
}

/* A batch of which the packets are gone. */
static void
commit_old(uint32_t round)
{
    const struct outbox_state settled = { 0 };
    struct outbox *outbox = NULL;

    cr_assert(eq(int, outbox_open(&outbox, fixture.outboxes, round, NULL, &why), VR_OK));
    cr_assert(eq(int, outbox_begin(outbox, &why), VR_OK));
    cr_assert(eq(int, outbox_commit(outbox, &settled, "old", 3, &why), VR_OK));
    outbox_close(outbox);
}

Test(arrivals, more_batches_than_may_wait_are_no_reason_not_to_start)
{
    stand(3, 1);
    close_all();
    for (uint32_t round = 0; round < 34; round++) {
        make_key(round);
        commit_old(round);
    }
    open_all();
    cr_expect(eq(sz, waiting(), 32));
}

Test(arrivals, a_mix_holds_a_batch_as_long_as_it_is_told)
{
    stand(3, 1);
    take_it_all();
    cr_expect(eq(u64, departures->waiting[0].not_before, clock_steady() + HOLD));
}

/* Answers are kept by place; an older round must not take that of a newer one. */
Test(arrivals,
     at_a_mix_the_answer_of_the_newest_round_is_known_after_a_restart_however_many_there_are)
{
    struct outbox *outbox = NULL;
    struct handed next;

    stand(3, 1);
    take_it_all();
    close_all();
    for (uint32_t round = 0; round < FIXTURE_ROUND; round++) {
        commit_old(round);
    }
    /* A crash came before one more was committed. */
    cr_assert(
        eq(int, outbox_open(&outbox, fixture.outboxes, FIXTURE_ROUND + 1, NULL, &why), VR_OK));
    outbox_close(outbox);
    open_all();
    cr_expect(eq(int, post_part(&handed, 2), 200));
    expect_signed(&handed);
    cr_expect(eq(int, post_part(&other, 1), 409));
    fixture_time(FIXTURE_ROUND + 2, 60);
    handed_make(&next, &fixture, FIXTURE_ROUND + 1, packets, 0);
    cr_expect(eq(int, post_part(&next, 1), 200), "not that of sixteen rounds ago");
    handed_free(&next);
}

static void
give(enum verdict verdict, uint32_t round)
{
    cr_assert(eq(int, verdicts_put(fixture.state, verdict, round, "lost", &why), VR_OK));
}

/* The entry has acknowledged a probe, which does not come back. */
static void
await_probe(void)
{
    static struct probe_set set = { .round = FIXTURE_ROUND, .count = 1 };

    cr_assert(eq(int, probe_set_save(fixture_path(&fixture, "state/probes"), &set, &why), VR_OK));
    close_all();
    open_all();
}

/* It comes again every few minutes; what is held must not be peeled each time. */
Test(arrivals, a_batch_that_is_held_is_not_read_again_until_it_is_released)
{
    uint32_t round = 0;

    stand(3, 1);
    await_probe();
    fixture_log(&fixture);
    cr_expect(eq(int, post_part(&handed, 1), 202));
    cr_expect(eq(int, post_part(&handed, 2), 503));
    cr_expect(arrivals_held(arrivals, &round));
    cr_expect(eq(u32, round, FIXTURE_ROUND));
    cr_expect(arrivals->coming == NULL, "it has the key of the epoch");
    cr_expect(eq(int, post_part(&handed, 1), 503));
    cr_expect(eq(int, post_part(&other, 1), 202), "it may have its probe");
    cr_expect(eq(int, post_part(&other, 2), 503));
    cr_expect(eq(sz, fixture_said(&fixture, "the batch is held"), 1));
    cr_expect(eq(sz, waiting(), 0));
    cr_expect(eq(int, post_part(&other, 1), 503));
    give(RELEASED, FIXTURE_ROUND);
    cr_expect(eq(int, post_part(&other, 1), 202));
    cr_expect(eq(int, post_part(&other, 2), 200));
    expect_signed(&other);
    cr_expect(not(arrivals_held(arrivals, &round)));
    cr_expect(eq(sz, fixture_said(&fixture, "released by the operator: lost"), 1));
    cr_expect(not(exists("state/probes/20.key")));
}

/* Empty ones, which say nothing of links. */
static void
expect_given_up(uint32_t round)
{
    struct vr_receipts receipts;

    fixture_receipts(&receipts, &fixture, round);
    cr_expect(eq(sz, receipts.locator_count, 0));
    cr_expect(eq(sz, receipts.handover_count, 0));
    cr_expect(receipts.thin);
    vr_receipts_wipe(&receipts);
}

Test(arrivals, at_the_store_each_round_that_is_given_up_gets_receipts_and_no_other_does)
{
    struct handed begun, after;
    uint32_t round = 0;

    stand(2, 1);
    fixture_time(FIXTURE_ROUND + 5, 60);
    handed_make(&begun, &fixture, FIXTURE_ROUND + 1, packets, MANY);
    handed_make(&after, &fixture, FIXTURE_ROUND + 4, packets, 0);
    take_it_all();
    cr_expect(eq(int, post_part(&begun, 1), 202));
    cr_expect(exists("state/rounds/21.key"));
    give(RELEASED, FIXTURE_ROUND + 1);
    cr_expect(eq(int, post_part(&after, 1), 503));
    cr_expect(arrivals_gap(arrivals, &round) && round == FIXTURE_ROUND + 1);
    cr_expect(eq(sz, published, 1), "released is not given up");
    give(ABANDONED, FIXTURE_ROUND + 1);
    cr_expect(eq(int, post_part(&after, 1), 503));
    cr_expect(arrivals_gap(arrivals, &round) && round == FIXTURE_ROUND + 2);
    cr_expect(eq(sz, published, 2));
    cr_expect(not(exists("state/rounds/21.key")));
    cr_expect(arrivals->coming == NULL);
    cr_expect(eq(int, post_part(&begun, 2), 503), "nothing of it is left");
    cr_expect(eq(int, post_part(&begun, 1), 409), "and it comes too late");
    for (round = FIXTURE_ROUND + 2; round <= FIXTURE_ROUND + 4; round++) {
        give(ABANDONED, round); /* the last one too, which does come */
    }
    cr_expect(eq(int, post_part(&after, 1), 503));
    cr_expect(eq(sz, published, 4));
    cr_expect(eq(int, post_part(&after, 1), 200));
    cr_expect(not(arrivals_gap(arrivals, &round)));
    for (round = FIXTURE_ROUND + 1; round < FIXTURE_ROUND + 4; round++) {
        expect_given_up(round);
    }
    handed_free(&begun);
    handed_free(&after);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <event2/event.h>

#include "peer_server.h"
#include "peers.h"

#define PART_SIZE (2100U * 1000)

/* What came of a call. */
struct outcome {
    struct event_base *base;
    unsigned times;
    long code;
    size_t len;
    char text[256];
    struct peers *again; /* call once more from inside done */
    const struct peer_call *next;
};

static char folder[64];
static struct event_base *base;
static struct server server;
static struct peers *peers;
static struct peer_address address;
static unsigned open_calls; /* the loop ends at 0 */

static unsigned slow_names; /* how often a name was looked up */

/* Names are looked up slowly in here, and never outside. */
int
getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
            struct addrinfo **result)
{
    (void) node;
    (void) service;
    (void) hints;
    (void) result;
    __atomic_add_fetch(&slow_names, 1, __ATOMIC_SEQ_CST);
    sleep(4);

    return EAI_FAIL;
}

static unsigned
serve_tcp(void)
{
    server_close(&server);
    address.unix_socket[0] = 0;

    return server_open_tcp(&server, base);
}

static void
set_up(void)
{
    /* Whoever asks the environment lands nowhere. */
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    setenv("all_proxy", "http://127.0.0.1:1", 1);
    setenv("no_proxy", "127.0.0.1,mix.example,abcdef.onion", 1);
    memset(&address, 0, sizeof address);
    open_calls = 0;
    snprintf(folder, sizeof folder, "/tmp/peers.XXXXXX");
    cr_assert(mkdtemp(folder) != NULL);
    base = event_base_new();
    snprintf(address.unix_socket, sizeof address.unix_socket, "%s/hop", folder);
    snprintf(address.url, sizeof address.url, "http://mix.example/");
    server_open_unix(&server, base, address.unix_socket);
    cr_assert(peers_new(&peers, base) == VR_OK);
}

static void
tear_down(void)
{
    char path[128];

    peers_free(peers);
    server_close(&server);
    event_base_free(base);
    snprintf(path, sizeof path, "%s/hop", folder);
    unlink(path);
    rmdir(folder);
}

TestSuite(peers, .init = set_up, .fini = tear_down, .timeout = 60);

static void
on_done(void *arg, long code, const char *answer, size_t len)
{
    struct outcome *outcome = arg;

    cr_assert(ne(ptr, (void *) answer, NULL));
    cr_expect(eq(int, answer[len], 0));
    outcome->times++;
    outcome->code = code;
    outcome->len = len;
    snprintf(outcome->text, sizeof outcome->text, "%s", answer);
    if (outcome->next != NULL) {
        const struct peer_call *next = outcome->next;

        outcome->next = NULL;
        cr_assert(peers_call(outcome->again, next) == VR_OK);
        return;
    }
    if (--open_calls == 0) {
        event_base_loopbreak(base);
    }
}

static struct peer_call
get(struct outcome *outcome)
{
    return (struct peer_call) {
        .address = &address,
        .path = "/v1/descriptor",
        .answer_max = 4096,
        .timeout_seconds = 10,
        .done = on_done,
        .arg = outcome,
    };
}

static void
start(const struct peer_call *call)
{
    const struct outcome *outcome = call->arg;

    open_calls++;
    cr_assert(eq(int, peers_call(peers, call), VR_OK));
    cr_expect(eq(uint, outcome->times, 0), "done is for the loop");
}

static void
wait_for_all(void)
{
    if (open_calls > 0) {
        event_base_dispatch(base);
    }
    cr_assert(eq(uint, open_calls, 0));
}

static void
run(const struct peer_call *call)
{
    start(call);
    wait_for_all();
}

Test(peers, get_brings_the_document)
{
    struct outcome outcome = { 0 };
    struct peer_call call = get(&outcome);

    run(&call);
    cr_expect(eq(uint, outcome.times, 1));
    cr_expect(eq(long, outcome.code, 200));
    cr_expect(eq(str, outcome.text, "GET /v1/descriptor HTTP/1.1, 0 bytes"));
    cr_expect(eq(sz, outcome.len, strlen(outcome.text)));
}

Test(peers, a_call_has_these_headers_and_no_other)
{
    struct outcome outcome = { 0 };
    struct peer_call call = get(&outcome);

    call.body = "abc";
    call.body_len = 3;
    run(&call);
    cr_expect(eq(str, server.head,
                 "POST /v1/descriptor HTTP/1.1\r\nHost: mix.example\r\n"
                 "Content-Type: application/octet-stream\r\nContent-Length: 3\r\n\r\n"));
}

Test(peers, post_of_a_whole_part_arrives)
{
    struct outcome outcome = { 0 };
    struct peer_call call = get(&outcome);
    uint8_t *part = malloc(PART_SIZE);

    memset(part, 0xa5, PART_SIZE);
    part[PART_SIZE - 1] = 0x42;
    call.path = "/v1/batches";
    call.body = part;
    call.body_len = PART_SIZE;
    run(&call);
    cr_expect(eq(long, outcome.code, 200));
    cr_expect(eq(str, outcome.text, "POST /v1/batches HTTP/1.1, 2100000 bytes"));
    cr_expect(eq(u8, server.body_last, 0x42));
    cr_expect(strstr(server.head, "Expect") == NULL);
    free(part);
}

Test(peers, an_empty_body_is_a_post_too)
{
    struct outcome outcome = { 0 };
    struct peer_call call = get(&outcome);

    call.body = "";
    run(&call);
    cr_expect(eq(str, outcome.text, "POST /v1/descriptor HTTP/1.1, 0 bytes"));
}

Test(peers, everything_but_the_body_is_copied)
{
    struct outcome outcome = { 0 };
    struct peer_address *short_lived = malloc(sizeof *short_lived);
    char *path = strdup("/v1/receipts");
    struct peer_call call = get(&outcome);

    *short_lived = address;
    call.address = short_lived;
    call.path = path;
    start(&call);
    memset(short_lived, 'x', sizeof *short_lived);
    memset(path, 'x', strlen(path));
    memset(&call, 0, sizeof call);
    free(short_lived);
    free(path);
    wait_for_all();
    cr_expect(eq(str, outcome.text, "GET /v1/receipts HTTP/1.1, 0 bytes"));
}

/* A manner of the server, and what the caller hears of it. */
struct verdict {
    char name[12];
    enum manner manner;
    long code;
    size_t len;
};

ParameterizedTestParameters(peers, the_answer_is_whole_or_none)
{
    static struct verdict cases[] = {
        { "moved", MOVED, 302, 0 },
        { "failed", FAILED, 503, 4 },
        { "nothing", NOTHING, 202, 0 },
        { "trailer", TRAILER, 200, 3 },
        { "silent", SILENT, 0, 0 },
        { "too long", TOO_LONG, PEERS_TOO_LONG, 0 },
        { "flood", FLOOD, PEERS_TOO_LONG, 0 },
        { "cut", CUT, 0, 0 },
        { "cut head", CUT_HEAD, 0, 0 },
        { "hang up", HANG_UP, 0, 0 },
        { "garbage", GARBAGE, 0, 0 },
    };

    return cr_make_param_array(struct verdict, cases, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(struct verdict *verdict, peers, the_answer_is_whole_or_none)
{
    struct outcome outcome = { 0 };
    struct peer_call call = get(&outcome);

    server.manner = verdict->manner;
    call.timeout_seconds = 1;
    run(&call);
    cr_expect(eq(uint, outcome.times, 1), "%s", verdict->name);
    cr_expect(eq(long, outcome.code, verdict->code), "%s", verdict->name);
    cr_expect(eq(sz, outcome.len, verdict->len), "%s", verdict->name);
    cr_expect(eq(uint, server.requests, 1), "%s: asked once", verdict->name);
}

Test(peers, an_answer_may_be_as_long_as_the_limit)
{
    struct outcome outcome = { 0 };
    struct peer_call call = get(&outcome);

    server.manner = FLOOD;
    call.answer_max = LONG_SIZE;
    run(&call);
    cr_expect(eq(long, outcome.code, 200));
    cr_expect(eq(sz, outcome.len, LONG_SIZE));
}

Test(peers, a_refusal_before_the_body_is_heard)
{
    struct outcome outcome = { 0 };
    struct peer_call call = get(&outcome);
    uint8_t *part = calloc(1, PART_SIZE);

    server.manner = EARLY;
    call.body = part;
    call.body_len = PART_SIZE;
    run(&call);
    cr_expect(eq(uint, outcome.times, 1));
    cr_expect(eq(long, outcome.code, 413));
    free(part);
}

Test(peers, nobody_there_is_no_answer)
{
    struct outcome outcome = { 0 };
    struct peer_call call = get(&outcome);

    unlink(address.unix_socket);
    run(&call);
    cr_expect(eq(uint, outcome.times, 1));
    cr_expect(eq(long, outcome.code, 0));
}

Test(peers, a_refused_connection_is_no_answer)
{
    struct outcome outcome = { 0 };
    struct peer_call call = get(&outcome);

    snprintf(address.url, sizeof address.url, "http://127.0.0.1:%u", serve_tcp());
    server_refuse(&server);
    run(&call);
    cr_expect(eq(uint, outcome.times, 1));
    cr_expect(eq(long, outcome.code, 0));
}

Test(peers, calls_run_beside_each_other)
{
    struct outcome slow = { 0 };
    struct outcome quick = { 0 };
    struct peer_call first = get(&slow);
    struct peer_call second = get(&quick);

    server.manner = SILENT;
    first.timeout_seconds = 1;
    start(&first);
    while (server.requests == 0) {
        event_base_loop(base, EVLOOP_ONCE);
    }
    server.manner = ANSWER;
    start(&second);
    while (quick.times == 0) {
        cr_assert(eq(uint, slow.times, 0), "the silent one holds up the other");
        event_base_loop(base, EVLOOP_ONCE);
    }
    wait_for_all();
    cr_expect(eq(long, quick.code, 200));
    cr_expect(eq(uint, slow.times, 1));
    cr_expect(eq(long, slow.code, 0));
}

Test(peers, the_ninth_at_once_is_refused)
{
    struct outcome outcomes[PEERS_CALLS_MAX + 1] = { 0 };
    struct peer_call call = get(&outcomes[PEERS_CALLS_MAX]);

    for (size_t i = 0; i < PEERS_CALLS_MAX; i++) {
        struct peer_call each = get(&outcomes[i]);

        start(&each);
    }
    cr_expect(eq(int, peers_call(peers, &call), VR_FULL));
    wait_for_all();
    for (size_t i = 0; i < PEERS_CALLS_MAX; i++) {
        cr_expect(eq(uint, outcomes[i].times, 1));
        cr_expect(eq(long, outcomes[i].code, 200));
    }
    cr_expect(eq(uint, outcomes[PEERS_CALLS_MAX].times, 0));
    run(&call);
    cr_expect(eq(long, outcomes[PEERS_CALLS_MAX].code, 200));
}

Test(peers, done_starts_the_next_call_when_all_places_are_taken)
{
    struct outcome last = { 0 };
    struct peer_call next = get(&last);
    struct outcome first = { .again = peers, .next = &next };
    struct outcome others[PEERS_CALLS_MAX - 1] = { 0 };
    struct peer_call call = get(&first);

    start(&call);
    server.manner = NOTHING;
    for (size_t i = 0; i < PEERS_CALLS_MAX - 1; i++) {
        struct peer_call other = get(&others[i]);

        start(&other);
    }
    wait_for_all();
    cr_expect(eq(uint, first.times, 1));
    cr_expect(eq(uint, last.times, 1));
    cr_expect(eq(long, last.code, 202));
}

Test(peers, done_of_a_failure_starts_the_next_call)
{
    struct outcome last = { 0 };
    struct peer_call next = get(&last);
    struct outcome first = { .again = peers, .next = &next };
    struct peer_call call = get(&first);

    unlink(address.unix_socket);
    run(&call);
    cr_expect(eq(long, first.code, 0));
    cr_expect(eq(uint, last.times, 1));
    cr_expect(eq(long, last.code, 0));
}

Test(peers, one_connection_serves_many_calls)
{
    struct outcome outcomes[3] = { 0 };

    for (size_t i = 0; i < 3; i++) {
        struct peer_call call = get(&outcomes[i]);

        run(&call);
        cr_expect(eq(long, outcomes[i].code, 200));
    }
    cr_expect(eq(uint, server.connections, 1));
}

Test(peers, a_kept_connection_that_died_is_made_anew)
{
    struct outcome outcomes[2] = { 0 };
    struct peer_call first = get(&outcomes[0]);
    struct peer_call second = get(&outcomes[1]);

    run(&first);
    server_hang_up(&server);
    second.body = "abc";
    second.body_len = 3;
    run(&second);
    cr_expect(eq(long, outcomes[1].code, 200));
    cr_expect(eq(uint, server.connections, 2));
}

Test(peers, free_breaks_off_without_a_word)
{
    struct outcome outcomes[3] = { 0 };
    struct peer_call call = get(&outcomes[0]);
    uint8_t *part = calloc(1, PART_SIZE);
    unsigned turns = 0;

    run(&call);
    server.manner = SILENT;
    call = get(&outcomes[1]);
    call.body = part;
    call.body_len = PART_SIZE;
    start(&call);
    while (server.connections < 2 && turns++ < 20) {
        event_base_loop(base, EVLOOP_ONCE);
    }
    call = get(&outcomes[2]);
    start(&call); /* not even begun */
    peers_free(peers);
    peers = NULL;
    free(part);
    event_base_loop(base, EVLOOP_NONBLOCK);
    cr_expect(eq(uint, outcomes[1].times, 0));
    cr_expect(eq(uint, outcomes[2].times, 0));
}

Test(peers, free_takes_nothing)
{
    peers_free(NULL);
}

Test(peers, an_address_of_digits_needs_no_name_server)
{
    struct outcome outcome = { 0 };
    struct peer_call call = get(&outcome);

    snprintf(address.url, sizeof address.url, "http://127.0.0.1:%u", serve_tcp());
    run(&call);
    cr_expect(eq(long, outcome.code, 200));
    cr_expect(eq(uint, slow_names, 0));
}

Test(peers, the_proxy_gets_the_name_itself)
{
    struct outcome outcome = { 0 };
    struct peer_call call = get(&outcome);

    snprintf(address.url, sizeof address.url, "http://abcdef.onion");
    snprintf(address.proxy, sizeof address.proxy, "socks5h://127.0.0.1:%u", serve_tcp());
    server.manner = SOCKS;
    run(&call);
    cr_expect(eq(long, outcome.code, 200));
    cr_expect(eq(int, server.socks_host[0], 12));
    cr_expect(memcmp(server.socks_host + 1, "abcdef.onion\0P", 14) == 0);
    cr_expect(strstr(server.head, "Host: abcdef.onion\r\n") != NULL);
    cr_expect(eq(uint, slow_names, 0));
}

Test(peers, a_slow_name_server_does_not_stop_the_loop)
{
    struct outcome outcome = { 0 };
    struct peer_call call = get(&outcome);
    struct timespec before, after;

    address.unix_socket[0] = 0;
    call.timeout_seconds = 1;
    clock_gettime(CLOCK_MONOTONIC, &before);
    run(&call);
    clock_gettime(CLOCK_MONOTONIC, &after);
    cr_expect(eq(long, outcome.code, 0));
    cr_expect(eq(uint, __atomic_load_n(&slow_names, __ATOMIC_SEQ_CST), 1));
    cr_expect(lt(long, (long) (after.tv_sec - before.tv_sec), 3));
    sleep(4); /* the look-up ends by itself and leaks nothing */
}

/* An address or a limit that must not be used. */
struct refusal {
    char url[40];
    char unix_socket[160];
    char proxy[40];
    char path[16];
    uint32_t timeout_seconds;
};

ParameterizedTestParameters(peers, what_must_not_be_used_is_refused)
{
    static struct refusal cases[] = {
        { "", "/run/hop", "", "/", 1 },
        { "mix.example", "/run/hop", "", "/", 1 },
        { "file:///etc/passwd", "", "", "/", 1 },
        { "ftp://mix.example", "", "", "/", 1 },
        { "http://mix.example", "/run/hop", "socks5h://127.0.0.1:9050", "/", 1 },
        { "http://mix.example", "", "http://127.0.0.1:9050", "/", 1 },
        { "http://mix.example", "", "socks5://127.0.0.1:9050", "/", 1 },
        { "http://abcdef.onion:80/", "", "", "/", 1 },
        { "http://mix.example", "", "", "v1", 1 },
        { "http://mix.example", "", "", "/", 0 },
        { "http://mix.example", "", "", "/", PEERS_TIMEOUT_SECONDS_MAX + 1 },
        { "http://mix.example", "", "", "/", 1 }, /* filled below: a socket's path too long */
    };
    size_t count = sizeof cases / sizeof cases[0];

    memset(cases[count - 1].unix_socket, 'x', 108);

    return cr_make_param_array(struct refusal, cases, count);
}

ParameterizedTest(struct refusal *refusal, peers, what_must_not_be_used_is_refused)
{
    struct outcome outcome = { 0 };
    struct peer_call call = get(&outcome);

    snprintf(address.url, sizeof address.url, "%s", refusal->url);
    snprintf(address.unix_socket, sizeof address.unix_socket, "%s", refusal->unix_socket);
    snprintf(address.proxy, sizeof address.proxy, "%s", refusal->proxy);
    call.path = refusal->path;
    call.timeout_seconds = refusal->timeout_seconds;
    cr_expect(eq(int, peers_call(peers, &call), VR_MALFORMED), "%s", refusal->url);
    event_base_loop(base, EVLOOP_NONBLOCK);
    cr_expect(eq(uint, outcome.times, 0));
}

Test(peers, a_name_and_password_in_the_address_are_not_sent)
{
    struct outcome outcome = { 0 };
    struct peer_call call = get(&outcome);

    snprintf(address.url, sizeof address.url, "http://me:secret@mix.example");
    run(&call);
    cr_expect(eq(long, outcome.code, 0));
    cr_expect(eq(uint, server.requests, 0));
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "http.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "daemon_fixture.h"
#include "http_connection.h"

#define HEAD  "POST /v1/packets HTTP/1.1\r\nHost: x\r\nContent-Length: 32768\r\n\r\n"
#define LARGE (8U * 1024U * 1024U)

#define MESSAGE_MAX 100000U

static struct fixture fixture;
static struct event_base *base;
static struct http *http;
static struct document *small, *large;
static struct sockaddr_un address = { .sun_family = AF_UNIX };
static struct job *taken[64]; /* as the writer has them */
static size_t taken_count;
static struct http_message *messages[64]; /* as the handler has them */
static size_t message_count;
static size_t too_large_count;
static enum http_answer answer_now;
static uint8_t packet[VR_PACKET_SIZE];

static enum http_answer
on_packet(void *arg, struct job *job)
{
    (void) arg;
    if (answer_now == HTTP_LATER) {
        taken[taken_count] = job;
        taken_count++;
    }

    return answer_now;
}

static struct document *
on_document(void *arg, const char *path)
{
    (void) arg;

    if (strcmp(path, "/small") == 0 || strcmp(path, "/both") == 0) {
        return small;
    }

    return strcmp(path, "/large") == 0 ? large : NULL;
}

static size_t
message_limit(void *arg, const char *path)
{
    (void) arg;

    return strcmp(path, "/message") == 0 || strcmp(path, "/both") == 0 ? MESSAGE_MAX : 0;
}

static void
on_too_large(void *arg, const char *path)
{
    (void) arg;
    cr_expect(eq(str, (char *) path, "/message"));
    too_large_count++;
}

static void
on_message(void *arg, struct http_message *message)
{
    (void) arg;
    messages[message_count] = message;
    message_count++;
}

static void
start(void)
{
    const struct http_limits limits = { 6, 3, 30, 1000 };
    const struct http_handler handler = { NULL,          on_packet,  on_document,
                                          message_limit, on_message, on_too_large };
    char *bytes = malloc(LARGE);
    int fd;

    fixture_make(&fixture);
    memset(bytes, 'L', LARGE);
    small = document_new("text/plain", "small", 5);
    large = document_new("text/plain", bytes, LARGE);
    free(bytes);
    strcpy(address.sun_path, fixture_path(&fixture, "sock"));
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    cr_assert(bind(fd, (struct sockaddr *) &address, sizeof address) == 0 && listen(fd, 64) == 0);
    base = event_base_new();
    cr_assert(eq(int, http_new(&http, base, &limits, &handler), VR_OK));
    cr_assert(eq(int, http_listen(http, fd), VR_OK));
    memset(packet, 'p', sizeof packet);
}

static void
stop(void)
{
    for (size_t i = 0; i < taken_count; i++) {
        http_finish(http, taken[i], HTTP_BUSY);
    }
    for (size_t i = 0; i < message_count; i++) {
        http_reply(http, messages[i], NULL, HTTP_BUSY);
    }
    http_free(http);
    event_base_free(base);
    document_release(small);
    document_release(large);
    fixture_remove(&fixture);
}

TestSuite(http, .init = start, .fini = stop);

static void
pump(void)
{
    for (int i = 0; i < 20; i++) {
        event_base_loop(base, EVLOOP_NONBLOCK);
    }
}

static int
dial(void)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
    int failed = connect(fd, (struct sockaddr *) &address, sizeof address);

    cr_assert(eq(int, failed, 0));
    pump();

    return fd;
}

static void
say(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;

    while (len > 0) {
        ssize_t sent = send(fd, at, len, MSG_NOSIGNAL);

        if (sent < 0) {
            cr_assert(eq(int, errno, EAGAIN));
            pump();
            continue;
        }
        at += sent;
        len -= (size_t) sent;
    }
    pump();
}

static void
say_text(int fd, const char *text)
{
    say(fd, text, strlen(text));
}

static void
say_packet(int fd)
{
    say(fd, HEAD, sizeof HEAD - 1);
    say(fd, packet, sizeof packet);
}

/* What has come: its length, or -1 at the end of the connection. */
static ssize_t
hear(int fd, char *text, size_t size)
{
    ssize_t got;

    pump();
    got = recv(fd, text, size - 1, 0);
    text[got > 0 ? got : 0] = '\0';
    if (got < 0 && errno == EAGAIN) {
        return 0;
    }

    return got > 0 ? got : -1;
}

static void
expect_code(int fd, const char *code)
{
    char text[2048];

    cr_expect(hear(fd, text, sizeof text) > 0, "no answer, %s is due", code);
    cr_expect(strncmp(text, "HTTP/1.1 ", 9) == 0 && strncmp(text + 9, code, 3) == 0, "%s: %s", code,
              text);
}

static void
expect_silence(int fd)
{
    char text[2048];

    cr_expect(hear(fd, text, sizeof text) == 0, "%s", text);
}

static void
expect_closed(int fd)
{
    char text[2048];

    cr_expect(hear(fd, text, sizeof text) < 0, "%s", text);
}

static void
finish(size_t i, enum http_answer answer)
{
    http_finish(http, taken[i], answer);
    taken_count--;
    taken[i] = taken[taken_count];
}

Test(http, a_packet_is_answered_on_the_tick_and_the_connection_stays)
{
    int fd = dial();

    for (int i = 0; i < 3; i++) {
        say_packet(fd);
        cr_assert(eq(sz, taken_count, 1));
        cr_expect(memcmp(taken[0]->entry.packet, packet, sizeof packet) == 0);
        expect_silence(fd);
        finish(0, HTTP_ACCEPTED);
        expect_silence(fd);
        http_send_ready(http);
        expect_code(fd, "202");
    }
    cr_expect(eq(sz, http->bodies, 0));
    close(fd);
}

Test(http, it_does_not_matter_how_the_bytes_arrive)
{
    static uint8_t all[sizeof HEAD - 1 + VR_PACKET_SIZE];
    int fd = dial();

    memcpy(all, HEAD, sizeof HEAD - 1);
    memcpy(all + sizeof HEAD - 1, packet, sizeof packet);
    for (size_t i = 0; i < 200; i++) {
        say(fd, all + i, 1);
    }
    say(fd, all + 200, sizeof all - 200);
    cr_assert(eq(sz, taken_count, 1));
    cr_expect(memcmp(taken[0]->entry.packet, packet, sizeof packet) == 0);
    close(fd);
}

Test(http, a_client_that_leaves_while_it_waits_costs_nothing)
{
    for (int i = 0; i < 8; i++) {
        int fd = dial();

        say_packet(fd);
        cr_assert(eq(sz, taken_count, 1));
        close(fd);
        pump();
        cr_expect(eq(sz, http->connections, 0));
        finish(0, HTTP_ACCEPTED);
        cr_expect(eq(sz, http->bodies, 0));
    }
    http_send_ready(http);
}

Test(http, a_client_that_leaves_between_the_writer_and_the_tick_costs_nothing)
{
    int fd = dial();

    say_packet(fd);
    finish(0, HTTP_ACCEPTED);
    close(fd);
    pump();
    http_send_ready(http);
    cr_expect(eq(sz, http->connections, 0));
    cr_expect(eq(sz, http->bodies, 0));
}

Test(http, a_client_that_leaves_in_the_middle_gives_its_room_back)
{
    for (int i = 0; i < 8; i++) {
        int fd = dial();

        say(fd, HEAD, sizeof HEAD - 1);
        say(fd, packet, 1000);
        cr_expect(eq(sz, http->bodies, 1));
        close(fd);
        pump();
        cr_expect(eq(sz, http->bodies, 0));
        cr_expect(eq(sz, http->connections, 0));
    }
}

Test(http, who_sends_more_before_its_answer_is_closed_and_what_was_taken_stays_taken)
{
    int fd = dial();

    say_packet(fd);
    say(fd, "x", 1);
    cr_expect(eq(sz, http->connections, 0));
    cr_expect(eq(sz, taken_count, 1));
    close(fd);
}

Test(http, bodies_beyond_the_limit_are_busy_and_the_room_comes_back)
{
    int fds[4];

    for (int i = 0; i < 4; i++) {
        fds[i] = dial();
        say(fds[i], HEAD, sizeof HEAD - 1);
    }
    expect_code(fds[3], "503");
    expect_closed(fds[3]);
    close(fds[3]);
    close(fds[0]);
    pump();
    fds[0] = dial();
    say_packet(fds[0]);
    cr_expect(eq(sz, taken_count, 1));
    for (int i = 0; i < 3; i++) {
        close(fds[i]);
    }
}

Test(http, an_answer_that_is_not_later_gives_the_room_back_at_once)
{
    int fd;

    answer_now = HTTP_MALFORMED;
    fd = dial();
    say_packet(fd);
    expect_code(fd, "400");
    expect_closed(fd);
    cr_expect(eq(sz, http->bodies, 0));
    close(fd);
}

Test(http, the_deadline_is_of_the_request_not_of_a_read)
{
    int fd = dial();

    for (uint32_t second = 0; second < 29; second += 7) {
        fixture_time(FIXTURE_ROUND, 60 + second);
        say(fd, "G", 1);
        http_sweep(http);
        expect_silence(fd);
    }
    fixture_time(FIXTURE_ROUND, 91);
    http_sweep(http);
    expect_closed(fd);
    close(fd);
}

Test(http, who_waits_for_the_disk_is_not_swept_away)
{
    int fd = dial();

    say_packet(fd);
    fixture_time(FIXTURE_ROUND, 2000);
    http_sweep(http);
    finish(0, HTTP_ACCEPTED);
    http_sweep(http);
    http_send_ready(http);
    expect_code(fd, "202");
    close(fd);
}

Test(http, the_longest_silent_makes_room_when_there_are_too_many)
{
    int fds[7];

    for (int i = 0; i < 7; i++) {
        fds[i] = dial();
    }
    cr_expect(http->connections <= 6);
    expect_closed(fds[0]);
    say_text(fds[6], "GET /small HTTP/1.1\r\nHost: x\r\n\r\n");
    expect_code(fds[6], "200");
    for (int i = 0; i < 7; i++) {
        close(fds[i]);
    }
}

struct request {
    char text[96];
    char code[4];
};

Test(http, each_error_has_its_code_one_length_and_the_end_of_the_connection)
{
    static const struct request requests[] = {
        { "GET /no HTTP/1.1\r\nHost: x\r\n\r\n", "404" },
        { "GET /v1/packets HTTP/1.1\r\nHost: x\r\n\r\n", "405" },
        { "POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "405" },
        { "POST /v1/packets HTTP/1.1\r\nHost: x\r\nContent-Length: 32769\r\n\r\n", "413" },
        { "POST /v1/packets HTTP/1.1\r\nHost: x\r\nContent-Length: 32767\r\n\r\n", "400" },
        { "POST /v1/packets HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "400" },
        { "GET / HTTP/1.0\r\nHost: x\r\n\r\n", "400" },
        { "GET /small HTTP/1.1\r\n\r\n", "400" },
        { "GET /small HTTP/1.1\r\nHost: x\r\n\r\nmore", "400" },
        { "garbage\r\n\r\n", "400" },
    };
    ssize_t length_of_400 = 0;

    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        char text[2048];
        int fd = dial();
        ssize_t len;

        say(fd, requests[i].text, strlen(requests[i].text));
        len = hear(fd, text, sizeof text);
        cr_expect(len > 0 && strncmp(text + 9, requests[i].code, 3) == 0, "%s: %s",
                  requests[i].text, text);
        cr_expect(strstr(text, "Connection: close") != NULL, "%s", text);
        if (strcmp(requests[i].code, "400") == 0) {
            cr_expect(length_of_400 == 0 || len == length_of_400);
            length_of_400 = len;
        }
        expect_closed(fd);
        close(fd);
        pump();
    }
    cr_expect(eq(sz, http->connections, 0));
}

Test(http, a_body_longer_than_its_length_is_malformed)
{
    static uint8_t all[sizeof HEAD - 1 + VR_PACKET_SIZE + 1];
    int fd = dial();
    size_t part = sizeof all - 100;

    memcpy(all, HEAD, sizeof HEAD - 1);
    say(fd, all, part);
    say(fd, all + part, sizeof all - part);
    cr_expect(http->connections == 0 || taken_count == 0);
    close(fd);
}

Test(http, a_slow_reader_gets_the_whole_document)
{
    static char text[65536];
    size_t total = 0;
    int fd = dial();
    ssize_t got;

    say_text(fd, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    document_release(large);
    large = document_new("text/plain", "new", 3);
    while (total < LARGE && (got = hear(fd, text, sizeof text)) > 0) {
        total += (size_t) got;
    }
    cr_expect(total > LARGE && total < LARGE + 1024);
    say_text(fd, "GET /small HTTP/1.1\r\nHost: x\r\n\r\n");
    expect_code(fd, "200");
    close(fd);
}

Test(http, a_reader_that_stops_is_closed_in_the_end)
{
    int fd = dial();

    say_text(fd, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    fixture_time(FIXTURE_ROUND, 60 + 299);
    http_sweep(http);
    cr_expect(eq(sz, http->connections, 1));
    fixture_time(FIXTURE_ROUND, 60 + 301);
    http_sweep(http);
    cr_expect(eq(sz, http->connections, 0));
    close(fd);
}

Test(http, whoever_goes_on_sending_after_an_error_is_cut_off)
{
    static char noise[64 * 1024];
    int fd = dial();
    int sent = 0;

    say(fd, "garbage\r\n\r\n", 11);
    while (sent < 100 && send(fd, noise, sizeof noise, MSG_NOSIGNAL) >= 0) {
        pump();
        sent++;
    }
    cr_expect(sent < 100);
    cr_expect(eq(sz, http->connections, 0));
    close(fd);
}

static void
say_message(int fd, const char *path, size_t len)
{
    static uint8_t body[MESSAGE_MAX + 1];
    char head[128];

    snprintf(head, sizeof head, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n\r\n", path,
             len);
    say(fd, head, strlen(head));
    memset(body, 'm', len);
    say(fd, body, len);
}

static void
reply(struct document *document, enum http_answer answer)
{
    message_count--;
    http_reply(http, messages[message_count], document, answer);
}

Test(http, a_message_is_whole_and_its_answer_leaves_at_once)
{
    int fd = dial();

    say_message(fd, "/message", MESSAGE_MAX);
    cr_assert(eq(sz, message_count, 1));
    cr_expect(eq(str, messages[0]->path, "/message"));
    cr_assert(eq(sz, messages[0]->len, MESSAGE_MAX));
    for (size_t i = 0; i < MESSAGE_MAX; i++) {
        cr_assert(eq(u8, messages[0]->bytes[i], 'm'), "byte %zu", i);
    }
    expect_silence(fd);
    reply(small, HTTP_BUSY);
    expect_code(fd, "200");
    say_message(fd, "/message", 1);
    cr_assert(eq(sz, message_count, 1));
    cr_expect(eq(sz, messages[0]->len, 1));
    reply(NULL, HTTP_ACCEPTED);
    expect_code(fd, "202");
    say_message(fd, "/message", 2);
    cr_assert(eq(sz, message_count, 1));
    reply(NULL, HTTP_CONFLICT);
    expect_code(fd, "409");
    expect_closed(fd);
    close(fd);
}

Test(http, a_path_may_have_a_document_and_take_messages)
{
    int fd = dial();

    say_text(fd, "GET /both HTTP/1.1\r\nHost: x\r\n\r\n");
    expect_code(fd, "200");
    say_message(fd, "/both", 7);
    cr_assert(eq(sz, message_count, 1));
    reply(NULL, HTTP_ACCEPTED);
    expect_code(fd, "202");
    close(fd);
}

Test(http, a_message_that_is_empty_too_long_or_fetched_is_refused)
{
    int fd = dial();

    say_text(fd, "POST /message HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
    expect_code(fd, "400");
    close(fd);
    fd = dial();
    say_text(fd, "POST /message HTTP/1.1\r\nHost: x\r\nContent-Length: 100001\r\n\r\n");
    expect_code(fd, "413");
    close(fd);
    fd = dial();
    say_text(fd, "GET /message HTTP/1.1\r\nHost: x\r\n\r\n");
    expect_code(fd, "405");
    close(fd);
    cr_expect(eq(sz, message_count, 0));
    cr_expect(eq(sz, too_large_count, 1));
}

Test(http, a_hop_that_leaves_before_its_answer_costs_nothing)
{
    for (int i = 0; i < 8; i++) {
        int fd = dial();

        say_message(fd, "/message", 5000);
        cr_assert(eq(sz, message_count, 1));
        close(fd);
        pump();
        cr_expect(eq(sz, http->connections, 0));
        cr_expect(messages[0]->connection == NULL);
        reply(small, HTTP_BUSY);
        cr_expect(eq(sz, http->messages, 0));
    }
}

Test(http, a_hop_that_leaves_in_the_middle_of_a_message_gives_its_room_back)
{
    for (int i = 0; i < 8; i++) {
        int fd = dial();

        say_text(fd, "POST /message HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\n");
        say(fd, packet, 1000);
        cr_expect(eq(sz, http->messages, 1));
        close(fd);
        pump();
        cr_expect(eq(sz, http->messages, 0));
    }
    cr_expect(eq(sz, message_count, 0));
}

Test(http, messages_beyond_the_limit_are_busy_and_the_room_comes_back)
{
    int fds[HTTP_MESSAGES_MAX + 1];

    for (size_t i = 0; i <= HTTP_MESSAGES_MAX; i++) {
        fds[i] = dial();
        say_message(fds[i], "/message", 9);
    }
    cr_expect(eq(sz, message_count, HTTP_MESSAGES_MAX));
    expect_code(fds[HTTP_MESSAGES_MAX], "503");
    while (message_count > 0) {
        reply(NULL, HTTP_ACCEPTED);
    }
    say_message(fds[0], "/message", 9);
    cr_expect(eq(sz, message_count, 1));
    for (size_t i = 0; i <= HTTP_MESSAGES_MAX; i++) {
        close(fds[i]);
    }
}

Test(http, freeing_it_with_connections_in_every_state_leaves_nothing)
{
    int fds[5];

    for (int i = 0; i < 5; i++) {
        fds[i] = dial();
    }
    say(fds[0], "GET", 3);
    say(fds[1], HEAD, sizeof HEAD - 1);
    say_packet(fds[2]);
    say_text(fds[3], "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    say(fds[4], "garbage\r\n\r\n", 11);
    cr_expect(eq(sz, http->connections, 5));
    http_refuse_new(http);
    for (int i = 0; i < 5; i++) {
        close(fds[i]);
    }
}

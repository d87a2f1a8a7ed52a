/* SPDX-License-Identifier: EUPL-1.2 */
#include "serve.h"

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <systemd/sd-daemon.h>

#include <vrijuit/handover.h>

#include "clock.h"
#include "follow.h"
#include "log.h"
#include "page.h"
#include "peer_check.h"
#include "sandbox.h"
#include "server.h"
#include "sockets.h"
#include "state_text.h"

/* Descriptors beside those of connections: files, sockets, event loop. */
#define OTHER_DESCRIPTORS 64U

/* At the beginning of the next second, so that no round ends late. libevent counts from the time of
 * its last turn if it is not told the present one. */
static void
await_second(struct server *server)
{
    uint32_t rest = clock_to_second();
    const struct timeval until = { rest / 1000000, rest % 1000000 };

    event_base_update_cache_time(server->base);
    event_add(server->second, &until); /* when that fails, it comes after the time before this */
}

static void
on_second(evutil_socket_t fd, short what, void *arg)
{
    struct server *server = arg;

    (void) fd;
    (void) what;
    follow_time(server);
    state_text_write(server);
    http_sweep(server->http);
    sd_notify(0, "WATCHDOG=1");
    await_second(server);
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
    struct server *server = arg;

    (void) fd;
    (void) what;
    http_send_ready(server->http);
}

static void
on_round_closed(void *arg, struct job *job)
{
    struct server *server = arg;
    const struct closing *closing = job->task;
    struct vr_why why = { 0 };
    bool closed;

    intake_closed(&closed, server->intake, job);
    if (closed && closing->receipts != NULL &&
        publish_receipts(server->publish, closing->receipts, closing->receipts_len, &why) !=
            VR_OK) {
        log_error("%s", why.text);
    }
    intake_close_free(job);
    if (closed && !server->stopping) {
        follow_time(server);
    }
}

static void
finish_jobs(struct server *server, struct job *job)
{
    while (job != NULL) {
        struct job *next = job->next;

        if (job->kind == JOB_TASK) {
            job->finished(job->owner, job);
        } else {
            http_finish(server->http, job, intake_settle(server->intake, job));
        }
        job = next;
    }
}

static void
on_done(evutil_socket_t fd, short what, void *arg)
{
    struct server *server = arg;

    (void) fd;
    (void) what;
    finish_jobs(server, writer_take(server->writer));
}

static void
on_signal(evutil_socket_t number, short what, void *arg)
{
    struct server *server = arg;

    (void) what;
    if (number == SIGHUP) {
        follow_reload(server);
        return;
    }
    event_base_loopbreak(server->base);
}

static enum vr_status
add_event(struct event **out, struct server *server, int fd, short what, event_callback_fn on,
          uint32_t milliseconds)
{
    const struct timeval every = { milliseconds / 1000, milliseconds % 1000 * 1000 };

    *out = event_new(server->base, fd, (short) (what | EV_PERSIST), on, server);
    if (*out == NULL || event_add(*out, milliseconds > 0 ? &every : NULL) != 0) {
        return VR_MEMORY;
    }

    return VR_OK;
}

static enum vr_status
add_events(struct server *server)
{
    static const int numbers[3] = { SIGTERM, SIGINT, SIGHUP };
    uint32_t tick = server->config->answer_tick_milliseconds;
    enum vr_status status;

    status = add_event(&server->second, server, -1, 0, on_second, 1000);
    if (status == VR_OK && tick > 0) {
        status = add_event(&server->tick, server, -1, 0, on_tick, tick);
    }
    if (status == VR_OK) {
        status = add_event(&server->done, server, writer_fd(server->writer), EV_READ, on_done, 0);
    }
    for (size_t i = 0; i < 3 && status == VR_OK; i++) {
        status = add_event(&server->signals[i], server, numbers[i], EV_SIGNAL, on_signal, 0);
    }

    return status;
}

static enum http_answer
on_packet(void *arg, struct job *job)
{
    const struct server *server = arg;
    uint32_t round;

    if (server->intake == NULL) {
        return HTTP_NOT_FOUND;
    }
    /* What cannot be handed on must not be acknowledged. */
    if (server->departures != NULL && departures_conflict(server->departures, &round)) {
        return HTTP_BUSY;
    }

    return intake_packet(server->intake, job);
}

static struct document *
on_document(void *arg, const char *path)
{
    const struct server *server = arg;

    return strcmp(path, "/") == 0 ? server->page : publish_document(server->publish, path);
}

static size_t
message_limit(void *arg, const char *path)
{
    const struct server *server = arg;

    /* The entry makes the payload: nobody gives it one. */
    if (server->place > 0 && strcmp(path, "/v1/keys") == 0) {
        return VR_KEYS_MAX;
    }

    return server->arrivals != NULL && strcmp(path, "/v1/batches") == 0 ? VR_PART_MAX : 0;
}

/* Another hop asks for this one's signature on the keys document. */
static void
sign_keys(const struct server *server, struct http_message *message)
{
    char line[VR_SIGNATURE_LINE_SIZE];
    struct document *document = NULL;
    enum vr_status status =
        cosign_payload(line, &server->cosign, (const char *) message->bytes, message->len);

    if (status == VR_OK) {
        document = document_new("text/plain; charset=utf-8", line, strlen(line));
    }
    http_reply(server->http, message, document,
               status == VR_MALFORMED  ? HTTP_MALFORMED
               : status == VR_CONFLICT ? HTTP_CONFLICT
                                       : HTTP_BUSY);
    document_release(document);
}

static void
on_message(void *arg, struct http_message *message)
{
    const struct server *server = arg;

    if (strcmp(message->path, "/v1/keys") == 0) {
        sign_keys(server, message);
    } else {
        arrivals_message(server->arrivals, message);
    }
}

static void
on_too_large(void *arg, const char *path)
{
    const struct server *server = arg;

    if (strcmp(path, "/v1/batches") == 0) {
        arrivals_too_large(server->arrivals);
    }
}

/* Finish what was handed to the disk, and tell those who wait for it. Without a front nobody does.
 */
static void
finish_work(struct server *server)
{
    struct job *job;

    server->stopping = true;
    if (server->http != NULL) {
        http_refuse_new(server->http);
    }
    writer_stop(server->writer);
    /* Some jobs lead to another, which then comes back undone. */
    for (job = writer_take(server->writer); job != NULL; job = writer_take(server->writer)) {
        finish_jobs(server, job);
    }
    if (server->http != NULL) {
        http_send_ready(server->http);
    }
}

static void
close_all(struct server *server)
{
    if (server->writer != NULL) {
        finish_work(server);
    }
    server_close(server);
}

enum vr_status
serve_check(const struct config *config, struct vr_why *why)
{
    struct server server = { 0 };
    enum vr_status status = server_open_circle(&server, config, why);

    if (status == VR_OK) {
        status = peer_check(config, server.circles, server.identity_public, why);
    }
    if (status == VR_OK) {
        status = page_load(&server.page, config->web, why);
    }
    if (status == VR_OK) {
        status = sandbox_descriptors(config->max_connections + OTHER_DESCRIPTORS, why);
    }
    close_all(&server);

    return status;
}

enum vr_status
serve_run(const struct config *config, struct vr_why *why)
{
    struct server server = { 0 };
    const struct http_handler handler = { &server,       on_packet,  on_document,
                                          message_limit, on_message, on_too_large };
    enum vr_status status;

    /* Each packet in flight is 32 KiB: to give the top of the heap back and ask for it again costs
     * 5 to 10 us for each. */
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
    mallopt(M_TOP_PAD, 1 << 20);
    signal(SIGPIPE, SIG_IGN);  /* a peer may leave in the middle */
    unsetenv("SSLKEYLOGFILE"); /* libcurl's TLS would write its keys there */
    server.spare =
        open("/dev/null", O_RDONLY | O_CLOEXEC); /* before all others: see state_text.c */
    status = sandbox_enter(why);
    if (status == VR_OK) {
        status = sandbox_descriptors(config->max_connections + OTHER_DESCRIPTORS, why);
    }
    if (status == VR_OK) {
        status = server_open_circle(&server, config, why);
    }
    if (status == VR_OK) {
        status = server_open(&server, &handler, on_round_closed, why);
    }
    if (status == VR_OK) {
        status = add_events(&server);
    }
    if (status == VR_OK) {
        follow_time(&server);
        status = sockets_open(server.http, config->listen, why);
    }
    if (status == VR_OK) {
        log_info("started");
        sd_notify(0, "READY=1");
        event_base_dispatch(server.base);
        sd_notify(0, "STOPPING=1");
        sockets_close(config->listen);
        state_file_remove(config->state);
        log_info("stopped");
    }
    close_all(&server);

    return status;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "http.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "clock.h"
#include "http_connection.h"

/* One answer for each code, whatever the cause. */
static const char *const answer_lines[HTTP_ANSWERS] = {
    [HTTP_LATER] = "500 Internal Server Error",
    [HTTP_ACCEPTED] = "202 Accepted",
    [HTTP_MALFORMED] = "400 Bad Request\r\nConnection: close",
    [HTTP_NOT_FOUND] = "404 Not Found\r\nConnection: close",
    [HTTP_NOT_ALLOWED] = "405 Method Not Allowed\r\nConnection: close",
    [HTTP_CONFLICT] = "409 Conflict\r\nConnection: close",
    [HTTP_TOO_LARGE] = "413 Content Too Large\r\nConnection: close",
    [HTTP_BUSY] = "503 Service Unavailable\r\nRetry-After: 60\r\nConnection: close",
};

enum vr_status
http_new(struct http **out, struct event_base *base, const struct http_limits *limits,
         const struct http_handler *handler)
{
    struct http *http = calloc(1, sizeof *http);

    if (http == NULL) {
        return VR_MEMORY;
    }
    http->base = base;
    http->limits = *limits;
    http->handler = *handler;
    TAILQ_INIT(&http->reading);
    TAILQ_INIT(&http->sending);
    TAILQ_INIT(&http->lingering);
    TAILQ_INIT(&http->waiting);
    TAILQ_INIT(&http->ready);
    for (size_t i = 0; i < HTTP_ANSWERS; i++) {
        http->answers[i] = document_bare(answer_lines[i]);
        if (http->answers[i] == NULL) {
            http_free(http);
            return VR_MEMORY;
        }
    }
    *out = http;

    return VR_OK;
}

static void
free_all(struct connection_list *list)
{
    while (!TAILQ_EMPTY(list)) {
        connection_free(TAILQ_FIRST(list));
    }
}

void
http_free(struct http *http)
{
    if (http == NULL) {
        return;
    }
    for (size_t i = 0; i < http->listener_count; i++) {
        evconnlistener_free(http->listeners[i]);
    }
    http->listener_count = 0;
    free_all(&http->reading);
    free_all(&http->sending);
    free_all(&http->lingering);
    free_all(&http->waiting);
    free_all(&http->ready);
    for (size_t i = 0; i < HTTP_ANSWERS; i++) {
        document_release(http->answers[i]);
    }
    free(http);
}

static void
set_paused(struct http *http, bool paused)
{
    http->paused = paused;
    for (size_t i = 0; i < http->listener_count; i++) {
        if (paused) {
            evconnlistener_disable(http->listeners[i]);
        } else {
            evconnlistener_enable(http->listeners[i]);
        }
    }
}

static void
on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *address, int len,
          void *arg)
{
    struct http *http = arg;

    (void) listener;
    (void) address; /* never looked at */
    (void) len;
    if (http->connections >= http->limits.connections && !TAILQ_EMPTY(&http->reading)) {
        /* Whoever says nothing must not keep out who has something to say. */
        connection_free(TAILQ_FIRST(&http->reading));
    }
    connection_open(http, fd);
    if (http->connections >= http->limits.connections && TAILQ_EMPTY(&http->reading)) {
        set_paused(http, true);
    }
}

/* No descriptors or no memory: wait for the next sweep rather than spin. */
static void
on_accept_error(struct evconnlistener *listener, void *arg)
{
    struct http *http = arg;

    (void) listener;
    http->is_short = true;
    set_paused(http, true);
}

bool
http_is_short(const struct http *http)
{
    return http->is_short;
}

enum vr_status
http_listen(struct http *http, int fd)
{
    struct evconnlistener *listener;

    if (http->listener_count == HTTP_LISTENERS_MAX) {
        close(fd);
        return VR_FULL;
    }
    listener = evconnlistener_new(http->base, on_accept, http,
                                  LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);
    if (listener == NULL) {
        close(fd);
        return VR_MEMORY;
    }
    evconnlistener_set_error_cb(listener, on_accept_error);
    http->listeners[http->listener_count] = listener;
    http->listener_count++;

    return VR_OK;
}

void
http_refuse_new(struct http *http)
{
    http->refusing = true;
    set_paused(http, true);
}

void
http_finish(struct http *http, struct job *job, enum http_answer answer)
{
    struct connection *connection = job->connection;

    http->bodies--;
    job_free(job);
    if (connection == NULL) {
        return;
    }
    connection->job = NULL;
    if (http->limits.tick_milliseconds == 0) {
        connection_answer(connection, answer);
        return;
    }
    connection->answer = answer;
    connection_enlist(connection, &http->ready, 0);
}

void
http_reply(struct http *http, struct http_message *message, struct document *document,
           enum http_answer answer)
{
    struct connection *connection = message->connection;

    http->messages--;
    free(message);
    if (connection == NULL) {
        return;
    }
    connection->message = NULL;
    if (document != NULL) {
        connection_send(connection, document);
    } else {
        connection_answer(connection, answer);
    }
}

void
http_send_ready(struct http *http)
{
    while (!TAILQ_EMPTY(&http->ready)) {
        struct connection *connection = TAILQ_FIRST(&http->ready);

        connection_answer(connection, connection->answer);
    }
}

/* Both are whole seconds: one that ends in this second may have time left. */
static void
sweep_list(struct connection_list *list, uint64_t now)
{
    while (!TAILQ_EMPTY(list) && TAILQ_FIRST(list)->deadline < now) {
        connection_free(TAILQ_FIRST(list));
    }
}

void
http_sweep(struct http *http)
{
    uint64_t now = clock_steady();

    sweep_list(&http->reading, now);
    sweep_list(&http->sending, now);
    sweep_list(&http->lingering, now);
    if (http->paused && !http->refusing && http->connections < http->limits.connections) {
        http->is_short = false;
        set_paused(http, false);
    }
}

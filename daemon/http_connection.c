/* SPDX-License-Identifier: EUPL-1.2 */
#include "http_connection.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"

static void on_event(evutil_socket_t fd, short what, void *arg);

void
connection_enlist(struct connection *connection, struct connection_list *list, uint64_t seconds)
{
    if (connection->list != NULL) {
        TAILQ_REMOVE(connection->list, connection, links);
    }
    connection->list = list;
    connection->deadline = clock_steady() + seconds;
    TAILQ_INSERT_TAIL(list, connection, links);
}

void
connection_drop_head(struct connection *connection)
{
    free(connection->head);
    connection->head = NULL;
    connection->head_len = 0;
}

/* A job that is with the writer is not ours to free: it learns that nobody waits. */
static void
drop_job(struct connection *connection)
{
    if (connection->job == NULL) {
        return;
    }
    if (connection->state == WAITING) {
        connection->job->connection = NULL;
    } else {
        job_free(connection->job);
        connection->http->bodies--;
    }
    connection->job = NULL;
}

static void
drop_message(struct connection *connection)
{
    if (connection->message == NULL) {
        return;
    }
    if (connection->state == WAITING) {
        connection->message->connection = NULL;
    } else {
        free(connection->message);
        connection->http->messages--;
    }
    connection->message = NULL;
}

void
connection_free(struct connection *connection)
{
    TAILQ_REMOVE(connection->list, connection, links);
    event_del(&connection->event);
    close(event_get_fd(&connection->event));
    connection_drop_head(connection);
    drop_job(connection);
    drop_message(connection);
    document_release(connection->document);
    connection->http->connections--;
    free(connection);
}

/* Listen for another kind of event. */
static bool
watch(struct connection *connection, evutil_socket_t fd, short what)
{
    return event_assign(&connection->event, connection->http->base, fd, (short) (what | EV_PERSIST),
                        on_event, connection) == 0 &&
           event_add(&connection->event, NULL) == 0;
}

void
connection_open(struct http *http, int fd)
{
    struct connection *connection = calloc(1, sizeof *connection);

    if (connection == NULL) {
        close(fd);
        return;
    }
    connection->http = http;
    if (!watch(connection, fd, EV_READ)) {
        close(fd);
        free(connection);
        return;
    }
    http->connections++;
    connection_enlist(connection, &http->reading, http->limits.request_seconds);
}

/* The answer is out: the next request, or the end. */
static void
after_answer(struct connection *connection)
{
    struct http *http = connection->http;

    document_release(connection->document);
    connection->document = NULL;
    connection->sent = 0;
    if (!connection->close) {
        connection->state = READING_HEAD;
        connection_enlist(connection, &http->reading, http->limits.request_seconds);
        return;
    }
    connection->state = LINGERING;
    shutdown(event_get_fd(&connection->event), SHUT_WR);
    connection_enlist(connection, &http->lingering, HTTP_LINGER_SECONDS);
}

/* Send what is left of the document as far as it goes. */
static void
send_more(struct connection *connection)
{
    evutil_socket_t fd = event_get_fd(&connection->event);
    const struct document *document = connection->document;

    while (connection->sent < document->len) {
        ssize_t sent = send(fd, document->bytes + connection->sent,
                            document->len - connection->sent, MSG_NOSIGNAL);

        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent < 0 && errno == EAGAIN) {
            if ((event_get_events(&connection->event) & EV_WRITE) == 0) {
                event_del(&connection->event);
                if (!watch(connection, fd, EV_WRITE)) {
                    connection_free(connection);
                }
            }
            return;
        }
        if (sent < 0) {
            connection_free(connection);
            return;
        }
        connection->sent += (size_t) sent;
    }
    if ((event_get_events(&connection->event) & EV_WRITE) != 0) {
        event_del(&connection->event);
        if (!watch(connection, fd, EV_READ)) {
            connection_free(connection);
            return;
        }
    }
    after_answer(connection);
}

void
connection_send(struct connection *connection, struct document *document)
{
    struct http *http = connection->http;

    connection_drop_head(connection);
    drop_job(connection);
    drop_message(connection);
    connection->document = document_hold(document);
    connection->sent = 0;
    connection->state = SENDING;
    connection_enlist(connection, &http->sending,
                      (uint64_t) http->limits.request_seconds * HTTP_SENDING_FACTOR);
    send_more(connection);
}

void
connection_answer(struct connection *connection, enum http_answer answer)
{
    connection->close = connection->close || answer != HTTP_ACCEPTED;
    connection_send(connection, connection->http->answers[answer]);
}

/* Read away what the client still sends, so that it gets to read the answer; not for ever. */
static void
read_away(struct connection *connection, evutil_socket_t fd)
{
    struct http *http = connection->http;
    ssize_t got = recv(fd, http->scratch, sizeof http->scratch, 0);

    if (got > 0) {
        connection->sent += (size_t) got;
    }
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR) ||
        connection->sent > HTTP_LINGER_BYTES) {
        connection_free(connection);
    }
}

static void
on_event(evutil_socket_t fd, short what, void *arg)
{
    struct connection *connection = arg;

    (void) what;
    switch (connection->state) {
    case READING_HEAD:
    case READING_BODY:
    case READING_MESSAGE:
        request_read(connection, fd);
        return;
    case WAITING:
        /* The client left, or sent more before it had its answer: no such client is ours. What was
         * accepted stays accepted. */
        connection_free(connection);
        return;
    case SENDING:
        /* Reading while an answer is stuck would be the next request: only writing counts. */
        send_more(connection);
        return;
    case LINGERING:
        read_away(connection, fd);
        return;
    }
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading one request, and what becomes of it. */
#include "http_connection.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void
packet_complete(struct connection *connection)
{
    struct http *http = connection->http;
    struct job *job = connection->job;
    enum http_answer answer;

    job->connection = connection;
    answer = http->handler.packet(http->handler.arg, job);
    if (answer != HTTP_LATER) {
        connection_answer(connection, answer);
        return;
    }
    connection->state = WAITING;
    connection_enlist(connection, &http->waiting, 0);
}

/* A POST of a packet has begun; body is what came with the head. */
static void
begin_packet(struct connection *connection, const struct http_head *head, const uint8_t *body,
             size_t len)
{
    struct http *http = connection->http;

    if (head->body_len != VR_PACKET_SIZE || len > VR_PACKET_SIZE) {
        connection_answer(connection,
                          head->body_len > VR_PACKET_SIZE ? HTTP_TOO_LARGE : HTTP_MALFORMED);
        return;
    }
    connection->job = http->bodies < http->limits.bodies ? job_new(JOB_PACKET) : NULL;
    if (connection->job == NULL) {
        connection_answer(connection, HTTP_BUSY);
        return;
    }
    http->bodies++;
    memcpy(connection->job->entry.packet, body, len);
    connection->job->filled = len;
    connection->state = READING_BODY;
    if (len == VR_PACKET_SIZE) {
        packet_complete(connection);
    }
}

static void
message_complete(struct connection *connection)
{
    struct http *http = connection->http;
    struct http_message *message = connection->message;

    connection->state = WAITING;
    connection_enlist(connection, &http->waiting, 0);
    message->connection = connection;
    http->handler.message(http->handler.arg, message);
}

/* A POST from another hop has begun; body is what came with the head. */
static void
begin_message(struct connection *connection, const struct http_head *head, const uint8_t *body,
              size_t len)
{
    struct http *http = connection->http;
    size_t limit = http->handler.message_limit(http->handler.arg, head->path);
    struct http_message *message = NULL;

    if (head->body_len > limit) {
        if (http->handler.too_large != NULL) {
            http->handler.too_large(http->handler.arg, head->path);
        }
        connection_answer(connection, HTTP_TOO_LARGE);
        return;
    }
    if (head->body_len == 0 || len > head->body_len) {
        connection_answer(connection, HTTP_MALFORMED);
        return;
    }
    if (http->messages < HTTP_MESSAGES_MAX) {
        message = malloc(sizeof *message + head->body_len);
    }
    if (message == NULL) {
        connection_answer(connection, HTTP_BUSY);
        return;
    }
    http->messages++;
    strcpy(message->path, head->path);
    message->len = (size_t) head->body_len;
    message->filled = len;
    memcpy(message->bytes, body, len);
    connection->message = message;
    connection->state = READING_MESSAGE;
    connection_enlist(connection, &http->sending,
                      (uint64_t) http->limits.request_seconds * HTTP_SENDING_FACTOR);
    if (len == message->len) {
        message_complete(connection);
    }
}

static void
begin_request(struct connection *connection, const struct http_head *head, const uint8_t *body,
              size_t len)
{
    const struct http_handler *handler = &connection->http->handler;
    struct document *document = handler->document(handler->arg, head->path);
    bool is_packet = strcmp(head->path, "/v1/packets") == 0;
    bool is_message = handler->message_limit(handler->arg, head->path) > 0;

    connection->close = head->close;
    if (document == NULL && !is_packet && !is_message) {
        connection_answer(connection, HTTP_NOT_FOUND);
    } else if (head->method == HTTP_POST && is_packet) {
        begin_packet(connection, head, body, len);
    } else if (head->method == HTTP_POST && is_message) {
        begin_message(connection, head, body, len);
    } else if (head->method != HTTP_GET || document == NULL) {
        connection_answer(connection, HTTP_NOT_ALLOWED);
    } else if (len > 0) {
        connection_answer(connection, HTTP_MALFORMED);
    } else {
        connection_send(connection, document);
    }
}

/* Keep the part of a head that has come. */
static void
keep_head(struct connection *connection, const uint8_t *bytes, size_t len)
{
    if (connection->head == NULL) {
        connection->head = malloc(HTTP_HEAD_MAX);
    }
    if (connection->head == NULL) {
        connection_answer(connection, HTTP_BUSY);
        return;
    }
    memcpy(connection->head, bytes, len);
    connection->head_len = len;
}

static void
read_head(struct connection *connection, evutil_socket_t fd)
{
    struct http *http = connection->http;
    size_t have = connection->head_len;
    struct http_head head;
    size_t head_len;
    ssize_t got;

    if (have > 0) {
        memcpy(http->scratch, connection->head, have);
    }
    got = recv(fd, http->scratch + have, sizeof http->scratch - have, 0);
    if (got <= 0) {
        if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
            connection_free(connection);
        }
        return;
    }
    have += (size_t) got;
    switch (http_parse(&head, &head_len, http->scratch, have)) {
    case HTTP_MORE:
        keep_head(connection, http->scratch, have);
        return;
    case HTTP_REFUSED:
        connection_answer(connection, HTTP_MALFORMED);
        return;
    case HTTP_READY:
        connection_drop_head(connection);
        begin_request(connection, &head, http->scratch + head_len, have - head_len);
        return;
    }
}

static void
read_body(struct connection *connection, evutil_socket_t fd)
{
    struct job *job = connection->job;
    ssize_t got = recv(fd, job->entry.packet + job->filled, VR_PACKET_SIZE - job->filled, 0);

    if (got <= 0) {
        if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
            connection_free(connection);
        }
        return;
    }
    job->filled += (size_t) got;
    if (job->filled == VR_PACKET_SIZE) {
        packet_complete(connection);
    }
}

static void
read_message(struct connection *connection, evutil_socket_t fd)
{
    struct http_message *message = connection->message;
    ssize_t got = recv(fd, message->bytes + message->filled, message->len - message->filled, 0);

    if (got <= 0) {
        if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
            connection_free(connection);
        }
        return;
    }
    message->filled += (size_t) got;
    if (message->filled == message->len) {
        message_complete(connection);
    }
}

void
request_read(struct connection *connection, int fd)
{
    if (connection->state == READING_HEAD) {
        read_head(connection, fd);
    } else if (connection->state == READING_BODY) {
        read_body(connection, fd);
    } else {
        read_message(connection, fd);
    }
}

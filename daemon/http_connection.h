/* SPDX-License-Identifier: EUPL-1.2 */
/* Inside the front: one connection and the lists it stands in. */

#ifndef HTTP_CONNECTION_H
#define HTTP_CONNECTION_H

#include <sys/queue.h>

#include <event2/event.h>
#include <event2/event_struct.h>
#include <event2/listener.h>

#include "http.h"

#define HTTP_MESSAGES_MAX   4U /* being received or handled: each may have two megabytes */
#define HTTP_LISTENERS_MAX  8U
#define HTTP_SCRATCH_SIZE   (HTTP_HEAD_MAX + VR_PACKET_SIZE)
#define HTTP_SENDING_FACTOR 10U /* an answer may take this many times as long as a request */
#define HTTP_LINGER_SECONDS 2U
#define HTTP_LINGER_BYTES   (256U * 1024U)

enum connection_state {
    READING_HEAD,
    READING_BODY,
    READING_MESSAGE,
    WAITING, /* for the writer, then for the tick */
    SENDING,
    LINGERING, /* answered, closing: read away what the client still sends */
};

TAILQ_HEAD(connection_list, connection);

/* An idle one is this struct and nothing else. */
struct connection {
    TAILQ_ENTRY(connection) links;
    struct connection_list *list;
    struct http *http;
    struct event event;
    uint64_t deadline;
    enum connection_state state;
    enum http_answer answer; /* while WAITING: what the tick sends, HTTP_LATER until known */
    bool close;
    uint8_t *head; /* the part of a head that has come, HTTP_HEAD_MAX bytes, or NULL */
    size_t head_len;
    struct job *job;
    struct http_message *message;
    struct document *document;
    size_t sent; /* of the document; while LINGERING: bytes read away */
};

struct http {
    struct event_base *base;
    struct http_limits limits;
    struct http_handler handler;
    struct evconnlistener *listeners[HTTP_LISTENERS_MAX];
    size_t listener_count;
    bool paused;
    bool is_short; /* a connection could not be accepted since the last sweep */
    bool refusing;
    size_t connections;
    size_t bodies;
    size_t messages;
    struct document *answers[HTTP_ANSWERS];
    /* Each list is in order of deadline, because all in it have the same time. */
    struct connection_list reading;
    struct connection_list sending;
    struct connection_list lingering;
    struct connection_list waiting; /* for the writer: no deadline of their own */
    struct connection_list ready;   /* for the tick */
    uint8_t scratch[HTTP_SCRATCH_SIZE];
};

/* Take over an accepted socket; closes it when there is no memory. */
void connection_open(struct http *http, int fd);
void connection_free(struct connection *connection);

/* Send a document; the connection may be gone afterwards. */
void connection_send(struct connection *connection, struct document *document);

/* Send the answer; the connection may be gone afterwards. */
void connection_answer(struct connection *connection, enum http_answer answer);

/* Free the part of a head that was kept. */
void connection_drop_head(struct connection *connection);

/* Something can be read in one of the READING states; the connection may be gone afterwards. */
void request_read(struct connection *connection, int fd);

/* Move to another list with a deadline seconds from now. */
void connection_enlist(struct connection *connection, struct connection_list *list,
                       uint64_t seconds);

#endif

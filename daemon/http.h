/* SPDX-License-Identifier: EUPL-1.2 */
/* The front: connections, requests, answers; PROTOCOL.md section 12. It keeps nothing about who
 * speaks: a connection is a number and a deadline. */

#ifndef HTTP_H
#define HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <event2/event.h>

#include <vrijuit/status.h>

#include "document.h"
#include "http_parse.h"
#include "job.h"

struct http;

enum http_answer {
    HTTP_LATER,       /* not an answer: the job was taken, http_finish will come */
    HTTP_ACCEPTED,    /* 202 */
    HTTP_MALFORMED,   /* 400 */
    HTTP_NOT_FOUND,   /* 404 */
    HTTP_NOT_ALLOWED, /* 405 */
    HTTP_CONFLICT,    /* 409 */
    HTTP_TOO_LARGE,   /* 413 */
    HTTP_BUSY,        /* 503 */
    HTTP_ANSWERS,
};

struct http_limits {
    uint32_t connections;
    uint32_t bodies; /* packets that are being received or written */
    uint32_t request_seconds;
    uint32_t tick_milliseconds; /* 0: answers leave at once */
};

/* A body that is no packet: what one hop sends another. */
struct http_message {
    struct connection *connection; /* NULL when the sender has left */
    char path[HTTP_PATH_MAX + 1];
    size_t len;
    size_t filled; /* of bytes, while they come */
    uint8_t bytes[];
};

struct http_handler {
    void *arg;
    /* A whole packet, in job->entry.packet. HTTP_LATER takes the job; any other answer is sent at
     * once and the job stays with the front. */
    enum http_answer (*packet)(void *arg, struct job *job);
    /* The document of a path, borrowed, or NULL: 404. */
    struct document *(*document)(void *arg, const char *path);
    /* The most bytes that a POST to path may have; 0 when there is no such call. */
    size_t (*message_limit)(void *arg, const char *path);
    /* A whole message; the handler takes it and calls http_reply once, now or later. */
    void (*message)(void *arg, struct http_message *message);
    /* A POST to path was refused for more bytes than message_limit. May be NULL. */
    void (*too_large)(void *arg, const char *path);
};

/* The front on base. handler is copied, what it points to must outlive. */
enum vr_status http_new(struct http **out, struct event_base *base,
                        const struct http_limits *limits,
                        const struct http_handler *handler) VR_MUST_CHECK;
void http_free(struct http *http);

/* Accept on a listening, non-blocking socket; fd is the front's from now on. */
enum vr_status http_listen(struct http *http, int fd) VR_MUST_CHECK;

/* Take no new connections (the graceful stop). */
void http_refuse_new(struct http *http);

/* The answer to a job that was taken, HTTP_ACCEPTED or HTTP_BUSY; frees the job. It leaves on the
 * next tick. */
void http_finish(struct http *http, struct job *job, enum http_answer answer);

/* Answer a message with a document (borrowed), or, when that is NULL, with a bare answer. At once;
 * frees the message. */
void http_reply(struct http *http, struct http_message *message, struct document *document,
                enum http_answer answer);

/* Every tick: send the answers that are ready. */
void http_send_ready(struct http *http);

/* Whether there were no descriptors, or no memory, for the last one who came. */
bool http_is_short(const struct http *http);

/* Every second: close what is past its deadline. */
void http_sweep(struct http *http);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* A hop to call, on the event loop of the test: it has every bad habit that a peer may have. */

#ifndef PEER_SERVER_H
#define PEER_SERVER_H

#include <stddef.h>
#include <stdint.h>

#include <event2/event.h>

#define LONG_SIZE    (64U * 1024)
#define HEAD_MAX     2048U
#define VISITORS_MAX 16U

/* What the server does with a request. */
enum manner {
    ANSWER,   /* says what it got, and keeps the connection */
    MOVED,    /* 302 to another path */
    FAILED,   /* 503 with a body */
    NOTHING,  /* 202 without a body */
    SILENT,   /* reads, and never says a word */
    TOO_LONG, /* LONG_SIZE bytes, announced */
    TRAILER,  /* chunked, with an interim answer before and a trailer behind */
    FLOOD,    /* LONG_SIZE bytes, chunked, not announced */
    CUT,      /* announces 100 bytes, sends 10, closes */
    CUT_HEAD, /* closes within the header */
    HANG_UP,  /* closes without a word */
    EARLY,    /* 413 on the header alone, without reading the body; closes */
    GARBAGE,  /* no HTTP */
    SOCKS,    /* a proxy first, then as ANSWER */
    SERVE,    /* what stands under served, else 404 */
};

struct visitor;

#define SERVED_MAX 8U

/* A document of the server; body is the test's. */
struct served {
    char path[32];
    const void *body;
    size_t len;
    unsigned code; /* 0: 200 */
    unsigned requests;
};

struct server {
    struct event_base *base;
    struct event *event;
    int fd;
    enum manner manner;
    unsigned connections;
    unsigned requests;
    size_t body_len;
    uint8_t body_last;
    char head[HEAD_MAX];    /* of the newest request */
    uint8_t socks_host[64]; /* what the proxy was asked for */
    struct visitor *visitors[VISITORS_MAX];
    struct served served[SERVED_MAX]; /* while SERVE; an empty path: no more */
};

/* Listen at path, or at a port of the loopback, which it returns. Counters start at 0. */
void server_open_unix(struct server *server, struct event_base *base, const char *path);
unsigned server_open_tcp(struct server *server, struct event_base *base);

/* Hang up on everyone, then stop. */
void server_close(struct server *server);

/* Hang up on everyone. */
void server_hang_up(struct server *server);

/* Keep the port, refuse whoever comes. */
void server_refuse(struct server *server);

#endif

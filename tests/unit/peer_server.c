/* SPDX-License-Identifier: EUPL-1.2 */
#include "peer_server.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <criterion/criterion.h>

#define REQUEST_MAX (4U * 1024 * 1024)

struct visitor {
    struct server *server;
    struct event *event;
    int fd;
    size_t len;
    unsigned socks_step;
    uint8_t request[REQUEST_MAX];
};

static void
say(const struct visitor *visitor, const void *bytes, size_t len)
{
    cr_assert(send(visitor->fd, bytes, len, MSG_NOSIGNAL) == (ssize_t) len);
}

static void
say_text(const struct visitor *visitor, const char *text)
{
    say(visitor, text, strlen(text));
}

static void
leave(struct visitor *visitor)
{
    for (size_t i = 0; i < VISITORS_MAX; i++) {
        if (visitor->server->visitors[i] == visitor) {
            visitor->server->visitors[i] = NULL;
        }
    }
    event_free(visitor->event);
    close(visitor->fd);
    free(visitor);
}

static void
say_long(const struct visitor *visitor)
{
    static uint8_t bytes[LONG_SIZE];

    memset(bytes, 'x', sizeof bytes);
    say(visitor, bytes, sizeof bytes);
}

static void
say_what_came(const struct visitor *visitor)
{
    char body[96];
    char text[256];
    const char *head = visitor->server->head;

    snprintf(body, sizeof body, "%.*s, %zu bytes", (int) strcspn(head, "\r"), head,
             visitor->server->body_len);
    snprintf(text, sizeof text, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s", strlen(body),
             body);
    say_text(visitor, text);
}

static void
say_served(const struct visitor *visitor)
{
    struct server *of = visitor->server;

    for (size_t i = 0; i < SERVED_MAX && of->served[i].path[0] != 0; i++) {
        struct served *served = &of->served[i];
        char line[64];

        snprintf(line, sizeof line, "GET %s HTTP/1.1\r\n", served->path);
        if (strncmp(of->head, line, strlen(line)) == 0) {
            served->requests++;
            snprintf(line, sizeof line, "HTTP/1.1 %u OK\r\nContent-Length: %zu\r\n\r\n",
                     served->code == 0 ? 200 : served->code, served->len);
            say_text(visitor, line);
            say(visitor, served->body, served->len);
            return;
        }
    }
    say_text(visitor, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
}

/* False when the visitor is gone. */
static bool
respond(struct visitor *visitor)
{
    visitor->server->requests++;
    switch (visitor->server->manner) {
    case ANSWER:
    case SOCKS:
        say_what_came(visitor);
        return true;
    case SERVE:
        say_served(visitor);
        return true;
    case MOVED:
        say_text(visitor,
                 "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
        return true;
    case FAILED:
        say_text(visitor, "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nfull");
        return true;
    case NOTHING:
        say_text(visitor, "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
        return true;
    case SILENT:
        return true;
    case TOO_LONG:
        say_text(visitor, "HTTP/1.1 200 OK\r\nContent-Length: 65536\r\n\r\n");
        say_long(visitor);
        return true;
    case TRAILER:
        say_text(visitor, "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n"
                          "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n");
        return true;
    case FLOOD:
        say_text(visitor, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10000\r\n");
        say_long(visitor);
        say_text(visitor, "\r\n0\r\n\r\n");
        return true;
    case CUT:
        say_text(visitor, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789");
        break;
    case CUT_HEAD:
        say_text(visitor, "HTTP/1.1 200 OK\r\nConte");
        break;
    case GARBAGE:
        say_text(visitor, "good morning\r\n\r\nhow are you\r\n");
        break;
    case EARLY:
        say_text(visitor, "HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\n\r\nlarge");
        break;
    case HANG_UP:
        break;
    }
    leave(visitor);

    return false;
}

/* The two requests of SOCKS5, each of which comes in one piece. */
static void
be_proxy(struct visitor *visitor)
{
    if (visitor->socks_step++ == 0) {
        say(visitor, "\x05\x00", 2);
    } else {
        memcpy(visitor->server->socks_host, visitor->request + 4,
               visitor->len - 4 < 64 ? visitor->len - 4 : 64);
        say(visitor, "\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00", 10);
    }
    visitor->len = 0;
}

/* Whether a whole request is there; it is taken out. */
static bool
take_request(struct visitor *visitor)
{
    struct server *of = visitor->server;
    uint8_t *end = memmem(visitor->request, visitor->len, "\r\n\r\n", 4);
    const char *length;
    size_t head_len;

    if (end == NULL) {
        return false;
    }
    head_len = (size_t) (end - visitor->request) + 4;
    cr_assert(head_len < HEAD_MAX);
    memcpy(of->head, visitor->request, head_len);
    of->head[head_len] = 0;
    length = strstr(of->head, "Content-Length: ");
    of->body_len = length == NULL ? 0 : strtoul(length + 16, NULL, 10);
    if (visitor->len < head_len + of->body_len && of->manner != EARLY) {
        return false;
    }
    of->body_last = visitor->request[visitor->len - 1];
    visitor->len = 0;

    return true;
}

static void
on_request(evutil_socket_t fd, short what, void *arg)
{
    struct visitor *visitor = arg;
    ssize_t got = read(fd, visitor->request + visitor->len, REQUEST_MAX - visitor->len);

    (void) what;
    if (got <= 0) {
        leave(visitor);
        return;
    }
    visitor->len += (size_t) got;
    if (visitor->server->manner == SOCKS && visitor->socks_step < 2) {
        be_proxy(visitor);
        return;
    }
    if (take_request(visitor)) {
        respond(visitor);
    }
}

static void
on_visitor(evutil_socket_t fd, short what, void *arg)
{
    struct server *of = arg;
    struct visitor *visitor = calloc(1, sizeof *visitor);
    size_t place = 0;

    (void) what;
    cr_assert(visitor != NULL);
    while (of->visitors[place] != NULL) {
        place++;
        cr_assert(place < VISITORS_MAX);
    }
    of->visitors[place] = visitor;
    of->connections++;
    visitor->server = of;
    visitor->fd = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
    visitor->event = event_new(of->base, visitor->fd, EV_READ | EV_PERSIST, on_request, visitor);
    event_add(visitor->event, NULL);
}

static void
serve(struct server *server, struct event_base *base, int fd)
{
    cr_assert(listen(fd, 16) == 0);
    server->base = base;
    server->fd = fd;
    server->event = event_new(base, fd, EV_READ | EV_PERSIST, on_visitor, server);
    event_add(server->event, NULL);
}

void
server_open_unix(struct server *server, struct event_base *base, const char *path)
{
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    memset(server, 0, sizeof *server);
    snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
    cr_assert(bind(fd, (const struct sockaddr *) &at, sizeof at) == 0);
    serve(server, base, fd);
}

unsigned
server_open_tcp(struct server *server, struct event_base *base)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    memset(server, 0, sizeof *server);
    cr_assert(bind(fd, (const struct sockaddr *) &at, len) == 0);
    cr_assert(getsockname(fd, (struct sockaddr *) &at, &len) == 0);
    serve(server, base, fd);

    return ntohs(at.sin_port);
}

void
server_close(struct server *server)
{
    server_hang_up(server);
    event_free(server->event);
    close(server->fd);
}

void
server_hang_up(struct server *server)
{
    for (size_t i = 0; i < VISITORS_MAX; i++) {
        if (server->visitors[i] != NULL) {
            leave(server->visitors[i]);
        }
    }
}

void
server_refuse(struct server *server)
{
    event_del(server->event);
    shutdown(server->fd, SHUT_RDWR);
}

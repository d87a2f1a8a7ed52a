/* SPDX-License-Identifier: EUPL-1.2 */
/* Sockets and the little of HTTP that is needed; plain, so that nothing here repairs a mistake. */
#include "tool.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* nothing_leaks looks for it in all that a daemon wrote. */
#define CLIENT_ADDRESS "127.83.17.42"

static int
open_tcp(const char *port)
{
    struct sockaddr_in from = { .sin_family = AF_INET };
    struct sockaddr_in to = { .sin_family = AF_INET };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    inet_pton(AF_INET, CLIENT_ADDRESS, &from.sin_addr);
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    to.sin_port = htons((uint16_t) atoi(port));
    if (fd >= 0 && (bind(fd, (struct sockaddr *) &from, sizeof from) != 0 ||
                    connect(fd, (struct sockaddr *) &to, sizeof to) != 0)) {
        close(fd);
        return -1;
    }

    return fd;
}

int
link_open(const char *place)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    int fd;

    if (strncmp(place, "tcp:", 4) == 0) {
        return open_tcp(place + 4);
    }
    if (strlen(place) >= sizeof to.sun_path) {
        die("%s is too long for a socket", place);
    }
    strcpy(to.sun_path, place);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *) &to, sizeof to) != 0) {
        close(fd);
        return -1;
    }

    return fd;
}

bool
link_send(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;

    while (len > 0) {
        ssize_t sent = send(fd, at, len, MSG_NOSIGNAL);

        if (sent <= 0) {
            return false;
        }
        at += sent;
        len -= (size_t) sent;
    }

    return true;
}

static int64_t
milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);

    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* At most len bytes; 0 at the end, -1 when nothing came in time. */
static ssize_t
receive(int fd, void *bytes, size_t len, int64_t until)
{
    struct pollfd one = { .fd = fd, .events = POLLIN };
    int64_t left = until - milliseconds();
    ssize_t got;

    if (left <= 0 || poll(&one, 1, (int) left) <= 0) {
        return -1;
    }
    got = recv(fd, bytes, len, 0);

    return got < 0 ? 0 : got;
}

static size_t
length_in(const char *head)
{
    const char *line = strcasestr(head, "\r\nContent-Length:");

    return line == NULL ? 0 : strtoul(line + strlen("\r\nContent-Length:"), NULL, 10);
}

/* Up to and with the empty line, one byte a time: what follows is the body's. */
static bool
read_head(struct answer *answer, int fd, int64_t until)
{
    size_t len = 0;

    while (len < sizeof answer->raw - 1) {
        ssize_t got = receive(fd, answer->raw + len, 1, until);

        if (got <= 0) {
            answer->closed = got == 0;
            answer->raw[len] = '\0';
            return false;
        }
        len++;
        answer->raw[len] = '\0';
        if (len >= 4 && strcmp(answer->raw + len - 4, "\r\n\r\n") == 0) {
            return sscanf(answer->raw, "HTTP/1.1 %d ", &answer->code) == 1;
        }
    }

    return false;
}

void
answer_read(struct answer *answer, int fd, int wait_milliseconds)
{
    int64_t until = milliseconds() + wait_milliseconds;
    size_t have = 0;
    char more;

    memset(answer, 0, sizeof *answer);
    if (!read_head(answer, fd, until)) {
        return;
    }
    answer->body_len = length_in(answer->raw);
    answer->body = malloc(answer->body_len + 1);
    while (have < answer->body_len) {
        ssize_t got = receive(fd, answer->body + have, answer->body_len - have, until);

        if (got <= 0) {
            answer->code = 0;
            answer->closed = got == 0;
            return;
        }
        have += (size_t) got;
    }
    answer->body[have] = '\0';
    if (strcasestr(answer->raw, "\r\nConnection: close") != NULL) {
        answer->closed = receive(fd, &more, 1, until) == 0;
    }
}

void
answer_wipe(struct answer *answer)
{
    free(answer->body);
    memset(answer, 0, sizeof *answer);
}

char *
fetch(size_t *len, const char *place, const char *target)
{
    struct answer answer = { 0 };
    char request[256];
    int fd = link_open(place);

    if (fd < 0) {
        return NULL;
    }
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", target);
    if (link_send(fd, request, strlen(request))) {
        answer_read(&answer, fd, TOOL_WAIT_MILLISECONDS);
    }
    close(fd);
    if (answer.code != 200) {
        answer_wipe(&answer);
        return NULL;
    }
    *len = answer.body_len;

    return answer.body;
}

int
post_packet(int fd, const uint8_t *packet, struct answer *answer)
{
    static const char head[] = "POST /v1/packets HTTP/1.1\r\nHost: localhost\r\n"
                               "Content-Type: application/octet-stream\r\n"
                               "Content-Length: 32768\r\n\r\n";

    /* A refusal may come before all is sent: it is read all the same. */
    if (link_send(fd, head, sizeof head - 1)) {
        (void) link_send(fd, packet, VR_PACKET_SIZE);
    }
    answer_read(answer, fd, TOOL_WAIT_MILLISECONDS);

    return answer->code;
}

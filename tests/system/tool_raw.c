/* SPDX-License-Identifier: EUPL-1.2 */
/* Requests that no client of ours makes: any bytes, slowly, or never finished. */
#include "tool.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void
pause_for(uint64_t milliseconds)
{
    struct timespec time = { (time_t) (milliseconds / 1000),
                             (long) (milliseconds % 1000) * 1000000 };

    nanosleep(&time, NULL);
}

/* Byte by byte, until an answer or the end comes in between. */
static void
send_slowly(int fd, const char *bytes, size_t len, uint64_t milliseconds)
{
    for (size_t i = 0; i < len; i++) {
        struct pollfd one = { .fd = fd, .events = POLLIN };

        if (poll(&one, 1, 0) > 0 || !link_send(fd, bytes + i, 1)) {
            return;
        }
        pause_for(milliseconds);
    }
}

/* Send standard input; print the code, and whether the connection was closed. Answers after the
 * first would show a second request inside the first. */
int
run_raw(const struct words *words)
{
    uint64_t each = word_number(words, "byte", "0");
    int wait = (int) word_number(words, "wait", "5000");
    const char *raw = word(words, "raw", "");
    struct answer answer;
    size_t len;
    char *bytes = file_read(&len, "/dev/stdin");
    int fd = link_open(word(words, "at", NULL));

    if (fd < 0) {
        die("nobody listens");
    }
    if (each > 0) {
        send_slowly(fd, bytes, len, each);
    } else {
        (void) link_send(fd, bytes, len);
    }
    answer_read(&answer, fd, wait);
    printf("%d %s\n", answer.code, answer.closed ? "closed" : "open");
    if (raw[0] != '\0') {
        file_write(raw, answer.raw, strlen(answer.raw));
    }
    answer_wipe(&answer);
    close(fd);
    free(bytes);

    return 0;
}

/* The start of a request for a packet. */
static bool
begin(int fd, const uint8_t *packet, size_t len)
{
    static const char head[] = "POST /v1/packets HTTP/1.1\r\nHost: localhost\r\n"
                               "Content-Length: 32768\r\n\r\n";

    return packet == NULL ? link_send(fd, head, 20)
                          : link_send(fd, head, sizeof head - 1) && link_send(fd, packet, len);
}

/* Open count connections, send a part of a request on each, say so, and keep them. Prints how many
 * were still open at the end. */
int
run_hold(const struct words *words)
{
    uint64_t count = word_number(words, "count", NULL);
    const char *path = word(words, "packet", "");
    size_t part = (size_t) word_number(words, "bytes", "0");
    struct pollfd *links = calloc(count, sizeof *links);
    uint64_t open = 0;
    size_t len = 0;
    uint8_t *packet = path[0] == '\0' ? NULL : file_read(&len, path);

    for (uint64_t i = 0; i < count; i++) {
        links[i].fd = link_open(word(words, "at", NULL));
        links[i].events = POLLIN;
        if (links[i].fd >= 0) {
            (void) begin(links[i].fd, packet, part < len ? part : len);
        }
    }
    printf("holding\n");
    fflush(stdout);
    pause_for(1000 * word_number(words, "seconds", NULL));
    for (uint64_t i = 0; i < count; i++) {
        open += links[i].fd >= 0 && poll(&links[i], 1, 0) == 0;
        if (links[i].fd >= 0) {
            close(links[i].fd);
        }
    }
    printf("%llu open\n", (unsigned long long) open);
    free(links);
    free(packet);

    return 0;
}

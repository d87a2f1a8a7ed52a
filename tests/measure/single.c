/* SPDX-License-Identifier: EUPL-1.2 */
/* P10: one packet on one connection, then its yardstick, 32 KiB written at a random place of a file
 * that is there already and synced; and again. They take turns because disks have moods. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include <sodium.h>

#include "measure.h"

#define PLACES 2048U

struct yardstick {
    int fd;
    uint8_t bytes[VR_PACKET_SIZE];
};

static void
write_at(const struct yardstick *yardstick, uint32_t place)
{
    if (pwrite(yardstick->fd, yardstick->bytes, VR_PACKET_SIZE, (off_t) place * VR_PACKET_SIZE) !=
        VR_PACKET_SIZE) {
        measure_stop("cannot write: %s", strerror(errno));
    }
}

static void
sync_it(const struct yardstick *yardstick)
{
    if (fdatasync(yardstick->fd) != 0) {
        measure_stop("cannot sync: %s", strerror(errno));
    }
}

/* The file with all its bytes. */
static void
open_yardstick(struct yardstick *yardstick, const char *path)
{
    randombytes_buf(yardstick->bytes, sizeof yardstick->bytes);
    yardstick->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (yardstick->fd < 0) {
        measure_stop("%s: %s", path, strerror(errno));
    }
    if (lseek(yardstick->fd, 0, SEEK_END) != (off_t) PLACES * VR_PACKET_SIZE) {
        for (uint32_t place = 0; place < PLACES; place++) {
            write_at(yardstick, place);
        }
        sync_it(yardstick);
    }
}

static void
write_synced(const struct yardstick *yardstick)
{
    write_at(yardstick, randombytes_uniform(PLACES));
    sync_it(yardstick);
}

static void
post(int fd, const uint8_t *packet)
{
    const struct iovec parts[2] = {
        { (void *) (uintptr_t) measure_head, strlen(measure_head) },
        { (void *) (uintptr_t) packet, VR_PACKET_SIZE },
    };
    char answer[512];
    ssize_t got;

    /* A Unix socket that blocks takes all of it. */
    if (writev(fd, parts, 2) != (ssize_t) (parts[0].iov_len + parts[1].iov_len)) {
        measure_stop("the server takes no packet");
    }
    got = read(fd, answer, sizeof answer);
    if (got < 12 || memcmp(answer, "HTTP/1.1 202", 12) != 0) {
        measure_stop("the server refused a packet");
    }
}

static uint32_t
microseconds_since(uint64_t start)
{
    return (uint32_t) ((measure_now() - start) / 1000);
}

int
main(int argc, char *argv[])
{
    struct measure_option options[] = {
        { "address", NULL }, { "bodies", NULL }, { "first", "0" },
        { "count", NULL },   { "file", NULL },   { NULL, NULL },
    };
    static struct yardstick yardstick;
    struct measure_file bodies;
    uint32_t *posts;
    uint32_t *writes;
    size_t count;
    size_t first;
    int fd;

    measure_options(options, argc, argv);
    measure_map(&bodies, measure_text(&options[1]));
    first = (size_t) measure_number(&options[2], 0, bodies.len / VR_PACKET_SIZE);
    count = (size_t) measure_number(&options[3], 1, bodies.len / VR_PACKET_SIZE - first);
    open_yardstick(&yardstick, measure_text(&options[4]));
    posts = measure_alloc(count, sizeof posts[0]);
    writes = measure_alloc(count, sizeof writes[0]);
    fd = measure_connect(measure_text(&options[0]));
    for (size_t i = 0; i < count; i++) {
        uint64_t start = measure_now();

        post(fd, bodies.bytes + (first + i) * VR_PACKET_SIZE);
        posts[i] = microseconds_since(start);
        start = measure_now();
        write_synced(&yardstick);
        writes[i] = microseconds_since(start);
    }
    printf("packet_us=%u write_us=%u\n", measure_quantile(posts, count, 500),
           measure_quantile(writes, count, 500));
    free(posts);
    free(writes);
    close(fd);

    return 0;
}

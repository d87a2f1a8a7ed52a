/* SPDX-License-Identifier: EUPL-1.2 */
#include "measure.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>
#include <vrijuit/secret.h>

const char measure_head[] = "POST /v1/packets HTTP/1.1\r\nHost: localhost\r\n"
                            "Content-Type: application/octet-stream\r\n"
                            "Content-Length: 32768\r\n\r\n";

void
measure_stop(const char *format, ...)
{
    va_list arguments;

    fprintf(stderr, "%s: ", program_invocation_short_name);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(3);
}

static struct measure_option *
find_option(struct measure_option *options, const char *word)
{
    for (; strncmp(word, "--", 2) == 0 && options->name != NULL; options++) {
        if (strcmp(options->name, word + 2) == 0) {
            return options;
        }
    }

    measure_stop("%s: unknown option", word);
}

void
measure_options(struct measure_option *options, int argc, char *const argv[])
{
    if (vr_start() != VR_OK) {
        measure_stop("libsodium does not start");
    }
    for (int i = 1; i < argc; i += 2) {
        struct measure_option *option = find_option(options, argv[i]);

        if (i + 1 == argc) {
            measure_stop("%s: wants a value", argv[i]);
        }
        option->value = argv[i + 1];
    }
}

const char *
measure_text(const struct measure_option *option)
{
    if (option->value == NULL) {
        measure_stop("--%s is missing", option->name);
    }

    return option->value;
}

uint64_t
measure_number(const struct measure_option *option, uint64_t lowest, uint64_t highest)
{
    const char *text = measure_text(option);
    char *end;
    uint64_t number;

    errno = 0;
    number = strtoull(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || number < lowest || number > highest) {
        measure_stop("--%s: a number of %llu to %llu is wanted", option->name,
                     (unsigned long long) lowest, (unsigned long long) highest);
    }

    return number;
}

static uint64_t
nanoseconds_of(clockid_t clock)
{
    struct timespec now = { 0 };

    clock_gettime(clock, &now);

    return (uint64_t) now.tv_sec * 1000000000U + (uint64_t) now.tv_nsec;
}

uint64_t
measure_now(void)
{
    return nanoseconds_of(CLOCK_MONOTONIC);
}

uint64_t
measure_cpu(void)
{
    return nanoseconds_of(CLOCK_THREAD_CPUTIME_ID);
}

void
measure_pin(void)
{
    cpu_set_t cores;

    CPU_ZERO(&cores);
    CPU_SET((size_t) sched_getcpu(), &cores);
    if (sched_setaffinity(0, sizeof cores, &cores) != 0) {
        measure_stop("cannot stay on one core: %s", strerror(errno));
    }
}

static int
compare_doubles(const void *left, const void *right)
{
    const double *a = left;
    const double *b = right;

    return (*a > *b) - (*a < *b);
}

static int
compare_numbers(const void *left, const void *right)
{
    const uint32_t *a = left;
    const uint32_t *b = right;

    return (*a > *b) - (*a < *b);
}

double
measure_median(double *values, size_t count)
{
    qsort(values, count, sizeof values[0], compare_doubles);

    return values[count / 2];
}

uint32_t
measure_quantile(uint32_t *values, size_t count, size_t permille)
{
    qsort(values, count, sizeof values[0], compare_numbers);

    return values[(count - 1) * permille / 1000];
}

void
measure_map(struct measure_file *file, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat info;
    void *bytes;

    if (fd < 0 || fstat(fd, &info) != 0) {
        measure_stop("%s: %s", path, strerror(errno));
    }
    file->len = (size_t) info.st_size;
    bytes = mmap(NULL, file->len, PROT_READ, MAP_SHARED | MAP_POPULATE, fd, 0);
    if (bytes == MAP_FAILED) {
        measure_stop("%s: %s", path, strerror(errno));
    }
    file->bytes = bytes;
    close(fd);
}

void *
measure_alloc(size_t count, size_t size)
{
    void *memory = calloc(count, size);

    if (memory == NULL) {
        measure_stop("no memory");
    }

    return memory;
}

static int
connect_to(const struct sockaddr *address, socklen_t len)
{
    int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0) {
        measure_stop("no socket: %s", strerror(errno));
    }
    /* A full queue of connections that wait to be accepted blocks, so there is nothing to retry. */
    if (connect(fd, address, len) != 0) {
        measure_stop("cannot connect: %s", strerror(errno));
    }

    return fd;
}

int
measure_connect(const char *address)
{
    struct sockaddr_in port = { .sin_family = AF_INET };
    struct sockaddr_un path = { .sun_family = AF_UNIX };
    char *end;
    unsigned long number = strtoul(address, &end, 10);

    if (*end == '\0') {
        port.sin_port = htons((uint16_t) number);
        port.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return connect_to((const void *) &port, sizeof port);
    }
    if (strlen(address) >= sizeof path.sun_path) {
        measure_stop("%s: too long for a socket", address);
    }
    strcpy(path.sun_path, address);

    return connect_to((const void *) &path, sizeof path);
}

void
measure_descriptors(uint64_t wanted)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        measure_stop("%s", strerror(errno));
    }
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < wanted) {
        measure_stop("%llu open files are wanted", (unsigned long long) wanted);
    }
}

void
measure_packet(uint8_t packet[static VR_PACKET_SIZE], const struct vr_onion_hop *path, size_t hops)
{
    uint8_t body[VR_BODY_SIZE];
    uint8_t record[VR_RECORD_SIZE];
    uint8_t seed[randombytes_SEEDBYTES];
    struct vr_onion_random random;

    randombytes_buf(seed, sizeof seed);
    randombytes_buf_deterministic(record, sizeof record, seed);
    randombytes_buf(&random, sizeof random);
    vr_onion_body(body, seed, record);
    if (vr_onion_wrap(packet, path, hops, VR_DELIVER, body, &random) != VR_OK) {
        measure_stop("a packet cannot be made");
    }
}

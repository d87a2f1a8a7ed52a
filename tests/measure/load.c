/* SPDX-License-Identifier: EUPL-1.2 */
/* The load generator for every server that is measured: keep-alive connections that each post a
 * packet, wait for the answer and post the next. */

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/uio.h>
#include <unistd.h>

#include "measure.h"

#define ANSWER_MAX  512U
#define EVENTS_MAX  256
#define CODE_AT     9U /* "HTTP/1.1 202" */
#define FOREVER_CAP 100000000U

struct client {
    int fd;
    const uint8_t *body;
    size_t sent; /* of head and body */
    bool waits_to_write;
    uint64_t since;
    char answer[ANSWER_MAX];
    size_t answer_len;
};

struct load {
    const char *address;
    struct measure_file bodies;
    uint64_t first;    /* body of the first request; from there on one each, round and round */
    uint64_t requests; /* to send in all */
    uint64_t warm_up;  /* answers before the clock starts */
    uint64_t counted;  /* answers until it stops, when all connections still wait for one */
    uint64_t pid;      /* of the server, or 0 */
    int epoll;
    uint64_t sent;
    uint64_t answered;
    uint64_t codes[600];
    uint64_t start;
    uint64_t end;
    double cpu_start;
    double cpu_end;
    uint32_t *delays; /* microseconds, of each answer */
};

/* Seconds of CPU that the server has used, user and system. */
static double
server_cpu(uint64_t pid)
{
    unsigned long long user = 0;
    unsigned long long system = 0;
    char path[64];
    FILE *file;

    if (pid == 0) {
        return 0;
    }
    snprintf(path, sizeof path, "/proc/%llu/stat", (unsigned long long) pid);
    file = fopen(path, "re");
    if (file == NULL || fscanf(file,
                               "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u "
                               "%llu %llu",
                               &user, &system) != 2) {
        measure_stop("%s: cannot be read", path);
    }
    fclose(file);

    return (double) (user + system) / (double) sysconf(_SC_CLK_TCK);
}

static void
watch(const struct load *load, struct client *client, int operation, uint32_t events)
{
    struct epoll_event event = { .events = events, .data.ptr = client };

    if (epoll_ctl(load->epoll, operation, client->fd, &event) != 0) {
        measure_stop("epoll: %s", strerror(errno));
    }
}

static void
open_client(const struct load *load, struct client *client)
{
    client->fd = measure_connect(load->address);
    client->waits_to_write = false;
    if (fcntl(client->fd, F_SETFL, O_NONBLOCK) != 0) {
        measure_stop("%s", strerror(errno));
    }
    watch(load, client, EPOLL_CTL_ADD, EPOLLIN);
}

/* Send what is left; whether that went. */
static bool
send_rest(struct client *client)
{
    const size_t head_len = strlen(measure_head);

    while (client->sent < head_len + VR_PACKET_SIZE) {
        size_t of_head = client->sent < head_len ? client->sent : head_len;
        size_t of_body = client->sent - of_head;
        const struct iovec parts[2] = {
            { (void *) (uintptr_t) (measure_head + of_head), head_len - of_head },
            { (void *) (uintptr_t) (client->body + of_body), VR_PACKET_SIZE - of_body },
        };
        ssize_t sent = writev(client->fd, parts, 2);

        if (sent < 0 && errno == EAGAIN) {
            return false;
        }
        if (sent < 0) {
            measure_stop("the server closed a connection: %s", strerror(errno));
        }
        client->sent += (size_t) sent;
    }

    return true;
}

static void
push(const struct load *load, struct client *client)
{
    bool done = send_rest(client);

    if (done == client->waits_to_write) {
        client->waits_to_write = !done;
        watch(load, client, EPOLL_CTL_MOD, done ? EPOLLIN : EPOLLIN | EPOLLOUT);
    }
}

static void
send_next(struct load *load, struct client *client)
{
    size_t packets = load->bodies.len / VR_PACKET_SIZE;

    if (load->sent == load->requests) {
        return;
    }
    client->body = load->bodies.bytes + (load->first + load->sent) % packets * VR_PACKET_SIZE;
    client->sent = 0;
    client->answer_len = 0;
    client->since = measure_now();
    load->sent++;
    push(load, client);
}

static void
take_answer(struct load *load, struct client *client)
{
    size_t code = (size_t) strtoul(client->answer + CODE_AT, NULL, 10);
    uint64_t now = measure_now();

    load->codes[code < 600 ? code : 0]++;
    load->delays[load->answered] = (uint32_t) ((now - client->since) / 1000);
    load->answered++;
    if (load->answered == load->warm_up) {
        load->start = now;
        load->cpu_start = server_cpu(load->pid);
    }
    if (load->answered == load->warm_up + load->counted) {
        load->end = now;
        load->cpu_end = server_cpu(load->pid);
    }
    if (code >= 300) {
        /* Whoever refuses also closes, and may send a body that is of no interest. */
        close(client->fd);
        open_client(load, client);
    }
    send_next(load, client);
}

static void
read_answer(struct load *load, struct client *client)
{
    ssize_t got = read(client->fd, client->answer + client->answer_len,
                       sizeof client->answer - 1 - client->answer_len);

    if (got < 0 && errno == EAGAIN) {
        return;
    }
    if (got <= 0) {
        measure_stop("the server closed a connection without an answer");
    }
    client->answer_len += (size_t) got;
    client->answer[client->answer_len] = '\0';
    if (strstr(client->answer, "\r\n\r\n") != NULL) {
        take_answer(load, client);
    } else if (client->answer_len + 1 == sizeof client->answer) {
        measure_stop("an answer is too long");
    }
}

static void
run(struct load *load, struct client *clients, uint64_t connections)
{
    struct epoll_event events[EVENTS_MAX];

    for (uint64_t i = 0; i < connections; i++) {
        open_client(load, &clients[i]);
    }
    load->start = measure_now();
    load->cpu_start = server_cpu(load->pid);
    for (uint64_t i = 0; i < connections; i++) {
        send_next(load, &clients[i]);
    }
    while (load->answered < load->requests) {
        int count = epoll_wait(load->epoll, events, EVENTS_MAX, -1);

        for (int i = 0; i < count; i++) {
            struct client *client = events[i].data.ptr;

            if ((events[i].events & EPOLLOUT) != 0) {
                push(load, client);
            }
            if ((events[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0) {
                read_answer(load, client);
            }
        }
    }
}

/* One line of name=value, for the script that runs this. */
static void
print(struct load *load)
{
    double seconds = (double) (load->end - load->start) / 1e9;
    double counted = (double) load->counted;
    double cpu = load->cpu_end - load->cpu_start;

    printf("rate=%.0f median_us=%u p99_us=%u", counted / seconds,
           measure_quantile(load->delays, load->answered, 500),
           measure_quantile(load->delays, load->answered, 990));
    if (load->pid != 0) {
        printf(" cpu_us=%.1f", cpu * 1e6 / counted);
    }
    for (size_t code = 0; code < 600; code++) {
        if (load->codes[code] > 0) {
            printf(" code_%03zu=%llu", code, (unsigned long long) load->codes[code]);
        }
    }
    putchar('\n');
}

int
main(int argc, char *argv[])
{
    struct measure_option options[] = {
        { "address", NULL }, { "bodies", NULL }, { "first", "0" },       { "requests", NULL },
        { "warm-up", "0" },  { "pid", "0" },     { "connections", "1" }, { NULL, NULL },
    };
    struct load load = { 0 };
    struct client *clients;
    uint64_t connections;

    measure_options(options, argc, argv);
    load.address = measure_text(&options[0]);
    measure_map(&load.bodies, measure_text(&options[1]));
    load.first = measure_number(&options[2], 0, FOREVER_CAP);
    load.requests = measure_number(&options[3], 1, FOREVER_CAP);
    load.pid = measure_number(&options[5], 0, UINT32_MAX);
    connections = measure_number(&options[6], 1, 60000);
    load.warm_up = measure_number(&options[4], 0, FOREVER_CAP);
    if (load.warm_up + connections >= load.requests) {
        measure_stop("--requests: more are wanted than --warm-up and --connections");
    }
    load.counted = load.requests - load.warm_up - connections;
    if (load.bodies.len == 0 || load.bodies.len % VR_PACKET_SIZE != 0) {
        measure_stop("%s: no row of packets", options[1].value);
    }
    measure_descriptors(connections + 64);
    load.delays = measure_alloc(load.requests, sizeof load.delays[0]);
    clients = measure_alloc(connections, sizeof *clients);
    load.epoll = epoll_create1(EPOLL_CLOEXEC);
    run(&load, clients, connections);
    print(&load);
    free(clients);
    free(load.delays);

    return 0;
}

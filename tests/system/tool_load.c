/* SPDX-License-Identifier: EUPL-1.2 */
/* Many clients that do not give up: each sends its packet, the same bytes, until it is
 * acknowledged. What was acknowledged is written down: it must be in the batch, once. */
#include "tool.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>

#define LINKS_MAX 256U
#define LINE_SIZE (2U * VR_LOCATOR_SIZE + 1U)

struct load {
    const char *place;
    struct vr_circle *circle;
    uint64_t packets; /* to acknowledge, all together; 0 without end */
    time_t until;
    int acked; /* locators, a line each */
    int keep;  /* packets, or -1 */
    uint64_t keep_most;
    pthread_mutex_t lock; /* of the counts */
    uint64_t accepted;
    uint64_t busy;
    uint64_t closed;
    uint64_t outdated;
    uint64_t wrong;
    uint64_t kept;
};

static volatile sig_atomic_t is_over;

static void
on_end(int number)
{
    (void) number;
    is_over = 1;
}

static void
count(struct load *load, uint64_t *what)
{
    pthread_mutex_lock(&load->lock);
    (*what)++;
    pthread_mutex_unlock(&load->lock);
}

static bool
goes_on(struct load *load)
{
    bool more;

    pthread_mutex_lock(&load->lock);
    more = !is_over && time(NULL) < load->until &&
           (load->packets == 0 || load->accepted < load->packets);
    pthread_mutex_unlock(&load->lock);

    return more;
}

static void
append(int fd, const void *bytes, size_t len)
{
    if (write(fd, bytes, len) != (ssize_t) len) {
        die("what was acknowledged cannot be written down");
    }
}

/* Written after the answer came and before the next packet: nothing acknowledged is forgotten. */
static void
note_accepted(struct load *load, const uint8_t *packet, const uint8_t *locator)
{
    char line[LINE_SIZE + 1];

    sodium_bin2hex(line, sizeof line, locator, VR_LOCATOR_SIZE);
    line[LINE_SIZE - 1] = '\n';
    pthread_mutex_lock(&load->lock);
    append(load->acked, line, LINE_SIZE);
    load->accepted++;
    if (load->keep >= 0 && load->kept < load->keep_most) {
        append(load->keep, packet, VR_PACKET_SIZE);
        load->kept++;
    }
    pthread_mutex_unlock(&load->lock);
}

struct client {
    struct load *load;
    struct maker maker;
    int fd;
    uint32_t epoch; /* of the packet */
    uint8_t locator[VR_LOCATOR_SIZE];
    uint8_t body[VR_BODY_SIZE];
    uint8_t packet[VR_PACKET_SIZE];
};

static void
rest(void)
{
    const struct timespec time = { 0, 20 * 1000000 };

    nanosleep(&time, NULL);
}

static bool
make_packet(struct client *client)
{
    struct maker *maker = &client->maker;
    uint8_t record[VR_RECORD_SIZE];

    if (maker->keys.hop_count == 0 || maker->keys.round != maker_round(maker)) {
        if (!maker_refresh(maker, client->load->place)) {
            return false;
        }
    }
    randombytes_buf(client->locator, sizeof client->locator);
    randombytes_buf(record, sizeof record);
    vr_onion_body(client->body, client->locator, record);
    client->epoch = maker_round(maker);
    maker_wrap(client->packet, maker, client->body, VR_DELIVER, 0);

    return true;
}

static void
hang_up(struct client *client)
{
    if (client->fd >= 0) {
        close(client->fd);
        client->fd = -1;
    }
}

/* Send the packet once more; true when there is no more to do for it. */
static bool
try_packet(struct client *client)
{
    struct load *load = client->load;
    struct answer answer;

    if (client->fd < 0) {
        client->fd = link_open(load->place);
    }
    if (client->fd < 0) {
        rest();
        return false;
    }
    post_packet(client->fd, client->packet, &answer);
    if (answer.code != 202) {
        hang_up(client);
    }
    answer_wipe(&(struct answer) { .body = answer.body });
    switch (answer.code) {
    case 202:
        note_accepted(load, client->packet, client->locator);
        return true;
    case 503:
        count(load, &load->busy);
        rest();
        return false;
    case 400:
        /* Right only when its round is over. */
        if (maker_round(&client->maker) > client->epoch) {
            count(load, &load->outdated);
            return true;
        }
        break;
    case 0:
        count(load, &load->closed);
        rest();
        return false;
    default:
        break;
    }
    fprintf(stderr, "wrong answer: %d to a packet of round %u in round %u\n", answer.code,
            client->epoch, maker_round(&client->maker));
    count(load, &load->wrong);

    return true;
}

static void *
run_client(void *arg)
{
    struct client *client = arg;

    while (goes_on(client->load)) {
        if (!make_packet(client)) {
            rest();
            continue;
        }
        while (goes_on(client->load) && !try_packet(client)) {
        }
    }
    hang_up(client);

    return NULL;
}

static void
run_clients(struct load *load, size_t links)
{
    static pthread_t threads[LINKS_MAX];
    struct client *clients = calloc(links, sizeof *clients);

    for (size_t i = 0; i < links; i++) {
        clients[i].load = load;
        clients[i].fd = -1;
        clients[i].maker.circle = load->circle;
        if (pthread_create(&threads[i], NULL, run_client, &clients[i]) != 0) {
            die("no more threads");
        }
    }
    for (size_t i = 0; i < links; i++) {
        pthread_join(threads[i], NULL);
    }
    free(clients);
}

static int
open_list(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

    if (fd < 0) {
        die("%s cannot be opened", path);
    }

    return fd;
}

int
run_load(const struct words *words)
{
    const char *keep = word(words, "keep", "");
    uint64_t links = word_number(words, "links", NULL);
    struct load load = { .place = word(words, "at", NULL),
                         .circle = circle_load(word(words, "circle", NULL)),
                         .packets = word_number(words, "packets", "0"),
                         .until = time(NULL) + (time_t) word_number(words, "seconds", "600"),
                         .acked = open_list(word(words, "acked", NULL)),
                         .keep = keep[0] == '\0' ? -1 : open_list(keep),
                         .keep_most = word_number(words, "most", "64") };

    if (links == 0 || links > LINKS_MAX) {
        die("links=1 to %u", LINKS_MAX);
    }
    signal(SIGTERM, on_end);
    signal(SIGINT, on_end);
    pthread_mutex_init(&load.lock, NULL);
    run_clients(&load, links);
    printf("accepted %llu busy %llu closed %llu outdated %llu wrong %llu\n",
           (unsigned long long) load.accepted, (unsigned long long) load.busy,
           (unsigned long long) load.closed, (unsigned long long) load.outdated,
           (unsigned long long) load.wrong);
    vr_circle_free(load.circle);

    return load.wrong == 0 ? 0 : 1;
}

/* Send kept packets again; prints how many got each answer. */
int
run_resend(const struct words *words)
{
    uint64_t codes[600] = { 0 };
    size_t len;
    uint8_t *packets = file_read(&len, word(words, "keep", NULL));

    for (size_t at = 0; at + VR_PACKET_SIZE <= len; at += VR_PACKET_SIZE) {
        int fd = link_open(word(words, "at", NULL));
        struct answer answer = { 0 };

        if (fd >= 0) {
            post_packet(fd, packets + at, &answer);
            close(fd);
        }
        codes[answer.code % 600]++;
        answer_wipe(&answer);
    }
    for (size_t i = 0; i < 600; i++) {
        if (codes[i] > 0) {
            printf("%zu: %llu\n", i, (unsigned long long) codes[i]);
        }
    }
    free(packets);

    return 0;
}

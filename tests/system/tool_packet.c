/* SPDX-License-Identifier: EUPL-1.2 */
/* Packets, good and bad. */
#include "tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>
#include <vrijuit/bytes.h>
#include <vrijuit/content.h>
#include <vrijuit/record.h>

#define BODY_TYPE_AT   0U
#define BODY_ZEROS_AT  1U
#define BODY_RECORD_AT 24U

enum form {
    FORM_GOOD,
    FORM_DAMAGED, /* the record does not open */
    FORM_BODY,    /* one byte of the body before it is wrapped */
    FORM_WIRE,    /* one byte of the packet */
    FORM_SIZE,
    FORM_EPHEMERAL,
    FORM_COMMAND,
    FORM_FORWARD,
};

static const struct kind {
    const char *name;
    enum form form;
    uint32_t number; /* place of the byte, size, or command */
} kinds[] = {
    { "cover", FORM_GOOD, 0 },
    { "damaged", FORM_DAMAGED, 0 },
    { "empty", FORM_SIZE, 0 },
    { "short", FORM_SIZE, VR_PACKET_SIZE - 1 },
    { "half", FORM_SIZE, VR_PACKET_SIZE / 2 },
    { "long", FORM_SIZE, VR_PACKET_SIZE + 1 },
    { "double", FORM_SIZE, 2 * VR_PACKET_SIZE },
    { "version", FORM_WIRE, 0 },
    { "suite", FORM_WIRE, 1 },
    { "zeros", FORM_WIRE, 2 },
    { "epoch", FORM_WIRE, 4 },
    { "ephemeral", FORM_WIRE, 8 },
    { "mac", FORM_WIRE, 40 },
    { "header", FORM_WIRE, 72 },
    { "header-end", FORM_WIRE, VR_BODY_OFFSET - 1 },
    { "body", FORM_WIRE, VR_BODY_OFFSET },
    { "body-end", FORM_WIRE, VR_PACKET_SIZE - 1 },
    { "no-ephemeral", FORM_EPHEMERAL, 0 },
    { "loop", FORM_COMMAND, VR_LOOP },
    { "command-0", FORM_COMMAND, 0 },
    { "command-9", FORM_COMMAND, 9 },
    { "forward", FORM_FORWARD, 0 },
    { "body-type", FORM_BODY, BODY_TYPE_AT },
    { "body-zeros", FORM_BODY, BODY_ZEROS_AT },
};

uint32_t
maker_round(const struct maker *maker)
{
    struct timespec now;
    uint32_t round;
    bool late;

    /* Not time(): that may be some milliseconds behind, and then the daemon is in another round. */
    clock_gettime(CLOCK_REALTIME, &now);
    if (!vr_circle_round(&round, &late, maker->circle, (uint64_t) now.tv_sec)) {
        die("the first round has not begun");
    }

    return round;
}

bool
maker_refresh(struct maker *maker, const char *place)
{
    struct vr_why why = { "" };
    size_t len;
    char *bytes = fetch(&len, place, "/v1/keys");

    if (bytes == NULL) {
        return false;
    }
    if (vr_keys_decode(&maker->keys, bytes, len, maker->circle, &why) != VR_OK) {
        die("keys: %s", why.text);
    }
    free(bytes);

    /* A daemon that cannot make new keys still has the old ones there. */
    return vr_keys_judge(&maker->keys, NULL, maker_round(maker), &why) == VR_OK;
}

/* The whole path. off: another epoch at the entry, with its own key where the document has it. */
static size_t
find_path(struct vr_onion_hop path[static VR_HOPS_MAX], const struct maker *maker, int64_t off)
{
    const struct vr_keys *keys = &maker->keys;
    int64_t ahead;

    if (vr_keys_path(path, keys, maker_round(maker)) != VR_OK) {
        die("no keys for this round");
    }
    path[0].epoch = (uint32_t) ((int64_t) path[0].epoch + off);
    ahead = (int64_t) path[0].epoch - (int64_t) keys->round;
    memcpy(path[0].key, keys->key[0][ahead < 0 || ahead >= VR_EPOCHS_AHEAD ? 0 : ahead],
           sizeof path[0].key);

    return keys->hop_count;
}

void
maker_wrap(uint8_t packet[static VR_PACKET_SIZE], const struct maker *maker,
           const uint8_t body[static VR_BODY_SIZE], enum vr_onion_command command,
           int64_t epoch_off)
{
    struct vr_onion_hop path[VR_HOPS_MAX + 1];
    struct vr_onion_random random;
    size_t hops = find_path(path, maker, epoch_off);

    if (command == VR_FORWARD) {
        path[1] = path[0]; /* nobody, in place of those behind the entry */
        path[1].epoch++;
        randombytes_buf(path[1].id, sizeof path[1].id);
        hops = 2;
        command = VR_DELIVER;
    }
    randombytes_buf(&random, sizeof random);
    if (vr_onion_wrap(packet, path, hops, command, body, &random) != VR_OK) {
        die("the packet cannot be wrapped");
    }
}

static void
cover_body(uint8_t body[static VR_BODY_SIZE], uint8_t locator[static VR_LOCATOR_SIZE],
           const struct maker *maker)
{
    const struct vr_council_key *key =
        vr_council_key_at(&maker->circle->councils[0], maker_round(maker));
    struct vr_content content = { .kind = VR_COVER };
    static uint8_t record[VR_RECORD_SIZE];
    uint8_t random[VR_SUITE_RANDOM_MAX];
    char *json;
    size_t len;

    randombytes_buf(random, sizeof random);
    randombytes_buf(content.id, sizeof content.id);
    randombytes_buf(locator, VR_LOCATOR_SIZE);
    if (key == NULL || vr_content_encode(&json, &len, &content) != VR_OK ||
        vr_record_seal(record, maker->circle->suite, key->public_key, locator, json, len, random) !=
            VR_OK) {
        die("the record cannot be sealed");
    }
    free(json);
    vr_onion_body(body, locator, record);
}

static const struct kind *
find_kind(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            return &kinds[i];
        }
    }
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        printf("%s\n", kinds[i].name);
    }
    die("no such kind: %s", name);
}

/* packet has room for two. Returns its length. */
static size_t
make(uint8_t *packet, const struct kind *kind, const struct maker *maker, uint8_t *body,
     int64_t epoch_off)
{
    enum vr_onion_command command = VR_DELIVER;

    if (kind->form == FORM_COMMAND) {
        command = (enum vr_onion_command) kind->number;
    } else if (kind->form == FORM_FORWARD) {
        command = VR_FORWARD;
    } else if (kind->form == FORM_DAMAGED) {
        body[BODY_RECORD_AT + 1000] ^= 1;
    } else if (kind->form == FORM_BODY) {
        body[kind->number] ^= 2;
    }
    maker_wrap(packet, maker, body, command, epoch_off);
    if (kind->form == FORM_WIRE) {
        packet[kind->number] ^= 0x10;
    } else if (kind->form == FORM_EPHEMERAL) {
        memset(packet + 8, 0, 32);
    }

    return kind->form == FORM_SIZE ? kind->number : VR_PACKET_SIZE;
}

/* Prints the locator. */
int
run_packet(const struct words *words)
{
    struct maker maker = { .circle = circle_load(word(words, "circle", NULL)) };
    const struct kind *kind = find_kind(word(words, "kind", NULL));
    static uint8_t packet[2 * VR_PACKET_SIZE];
    static uint8_t body[VR_BODY_SIZE];
    uint8_t locator[VR_LOCATOR_SIZE];
    size_t len;

    if (!maker_refresh(&maker, word(words, "at", NULL))) {
        die("no keys: nobody answers");
    }
    cover_body(body, locator, &maker);
    len = make(packet, kind, &maker, body, strtol(word(words, "epoch", "0"), NULL, 10));
    file_write(word(words, "out", NULL), packet, len);
    hex_print(locator, sizeof locator);
    printf("\n");
    vr_circle_free(maker.circle);

    return 0;
}

/* Prints the code of the answer, or closed. */
int
run_send(const struct words *words)
{
    const char *raw = word(words, "raw", "");
    struct answer answer;
    char head[160];
    size_t len;
    uint8_t *packet = file_read(&len, word(words, "packet", NULL));
    int fd = link_open(word(words, "at", NULL));

    if (fd < 0) {
        die("nobody listens");
    }
    snprintf(head, sizeof head,
             "POST /v1/packets HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\n\r\n", len);
    if (link_send(fd, head, strlen(head))) {
        (void) link_send(fd, packet, len);
    }
    answer_read(&answer, fd, TOOL_WAIT_MILLISECONDS);
    close(fd);
    if (raw[0] != '\0') {
        file_write(raw, answer.raw, strlen(answer.raw));
    }
    printf("%d\n", answer.code);
    answer_wipe(&answer);
    free(packet);

    return 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "tool_forge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>
#include <vrijuit/keyfile.h>

/* The word of that name, counted from 0; NULL when there are not so many. */
static const char *
word_at(const struct words *words, const char *name, size_t number)
{
    size_t len = strlen(name);

    for (int i = 0; i < words->count; i++) {
        if (strncmp(words->at[i], name, len) == 0 && words->at[i][len] == '=') {
            if (number == 0) {
                return words->at[i] + len + 1;
            }
            number--;
        }
    }

    return NULL;
}

static void
read_seed(uint8_t seed[static 32], const char *path)
{
    struct vr_why why = { "" };
    size_t seed_len;
    size_t len;
    uint8_t *file = file_read(&len, path);

    if (vr_keyfile_open(seed, &seed_len, VR_KEYFILE_IDENTITY, file, len, NULL, 0, &why) != VR_OK) {
        die("%s: %s", path, why.text);
    }
    free(file);
}

void
keys_collect(struct vr_keys *keys, const struct vr_circle *circle, size_t place,
             const struct words *words)
{
    const struct maker maker = { .circle = (struct vr_circle *) circle };
    struct vr_keys one;

    memset(keys, 0, sizeof *keys);
    memcpy(keys->circle, circle->id, sizeof keys->circle);
    keys->round = maker_round(&maker);
    keys->hop_count = circle->hop_count;
    for (size_t i = 0; i < circle->hop_count; i++) {
        const char *at = i < place ? NULL : word_at(words, "at", i - place);
        struct vr_why why = { "" };
        size_t len;
        char *bytes;

        memcpy(keys->hop[i], circle->hops[i].id, sizeof keys->hop[i]);
        if (i < place) {
            continue;
        }
        bytes = at == NULL ? NULL : fetch(&len, at, "/v1/descriptor");
        if (bytes == NULL ||
            vr_descriptor_decode(&one, bytes, len, circle, i, keys->round, &why) != VR_OK) {
            die("no descriptor of hop %zu: %s", i + 1, why.text);
        }
        memcpy(keys->key[i], one.key[0], sizeof keys->key[i]);
        free(bytes);
    }
}

void
forged_load(struct forged *forged, const struct words *words)
{
    memset(forged, 0, sizeof *forged);
    forged->circle = circle_load(word(words, "circle", NULL));
    while (word_at(words, "identity", forged->place) != NULL) {
        if (forged->place == FORGED_LINKS) {
            die("too many identities");
        }
        read_seed(forged->seeds[forged->place], word_at(words, "identity", forged->place));
        forged->place++;
    }
    if (forged->place == 0 || forged->place >= forged->circle->hop_count) {
        die("identity= of each hop before the one that is called");
    }
    forged->round = (uint32_t) word_number(words, "round", NULL);
    keys_collect(&forged->keys, forged->circle, forged->place, words);
    memcpy(forged->circle_id, forged->circle->id, sizeof forged->circle_id);
}

static void
make_packet(struct forged *forged, size_t i, const struct vr_onion_random *random)
{
    uint32_t ahead = forged->round + 1 - forged->keys.round;
    size_t hops = forged->circle->hop_count - forged->place;
    struct vr_onion_hop path[VR_HOPS_MAX];
    static uint8_t record[VR_RECORD_SIZE];
    static uint8_t body[VR_BODY_SIZE];

    for (size_t hop = 0; hop < hops; hop++) {
        memcpy(path[hop].id, forged->keys.hop[forged->place + hop], sizeof path[hop].id);
        memcpy(path[hop].key, forged->keys.key[forged->place + hop][ahead % VR_EPOCHS_AHEAD],
               sizeof path[hop].key);
        path[hop].epoch = forged->round + 1;
    }
    randombytes_buf(record, sizeof record);
    randombytes_buf(forged->locators[i], sizeof forged->locators[i]);
    vr_onion_body(body, forged->locators[i], record);
    if (vr_onion_wrap(forged->packets[i], path, hops, VR_DELIVER, body, random) != VR_OK) {
        die("a packet cannot be wrapped");
    }
}

void
forged_fill(struct forged *forged)
{
    struct vr_onion_random random;

    forged->count = FORGED_PACKETS;
    for (size_t i = 0; i < forged->count; i++) {
        randombytes_buf(&random, sizeof random);
        make_packet(forged, i, &random);
    }
    forged_sort(forged);
}

void
forged_twins(struct forged *forged, size_t one, size_t other)
{
    struct vr_onion_random random;

    randombytes_buf(&random, sizeof random);
    do {
        make_packet(forged, one, &random);
    } while (forged->packets[one][VR_PACKET_ORDER_OFFSET] >= 0x20);
    do {
        make_packet(forged, other, &random);
    } while (forged->packets[other][VR_PACKET_ORDER_OFFSET] < 0xe0);
    forged_sort(forged);
}

static int
compare(const void *a, const void *b)
{
    return memcmp((const uint8_t *) a + VR_PACKET_ORDER_OFFSET,
                  (const uint8_t *) b + VR_PACKET_ORDER_OFFSET, VR_PACKET_ORDER_SIZE);
}

void
forged_sort(struct forged *forged)
{
    qsort(forged->packets, forged->count, sizeof forged->packets[0], compare);
}

void
forged_claim(struct forged *forged)
{
    forged->handover_count = forged->place;
    for (size_t i = 0; i < forged->place; i++) {
        struct vr_handover *link = &forged->handovers[i];

        memcpy(link->from, forged->circle->hops[i].id, sizeof link->from);
        memcpy(link->to, forged->circle->hops[i + 1].id, sizeof link->to);
        link->round = forged->round;
        link->count = forged->count;
        link->thin = true;
        /* Not the protocol's own function: that one refuses what is not sorted. */
        crypto_generichash(link->hash, sizeof link->hash, forged->packets[0],
                           (size_t) forged->count * VR_PACKET_SIZE, NULL, 0);
        if (i + 1 < forged->place) {
            randombytes_buf(link->hash, sizeof link->hash); /* the batch of another link */
        }
        if (vr_handover_sign(link, forged->circle_id, forged->seeds[i]) != VR_OK) {
            die("a hand-over cannot be signed");
        }
    }
}

void
forged_pack(struct parcel *parcel, const struct forged *forged, uint32_t part,
            const uint8_t seed[static 32])
{
    const struct vr_handover *own = &forged->handovers[forged->handover_count - 1];
    struct vr_part head = { .round = forged->round,
                            .part = part,
                            .parts = vr_part_total(forged->count),
                            .count = forged->count,
                            .handover_count = forged->handover_count };
    const uint8_t *packets = forged->packets[(part - 1) * VR_PART_PACKETS];
    size_t packets_len = (size_t) vr_part_size(forged->count, part) * VR_PACKET_SIZE;
    char *text;

    memcpy(head.circle, forged->circle_id, sizeof head.circle);
    memcpy(head.from, forged->circle->hops[forged->place - 1].id, sizeof head.from);
    memcpy(head.to, forged->circle->hops[forged->place].id, sizeof head.to);
    memcpy(head.hash, own->hash, sizeof head.hash);
    memcpy(head.handovers, forged->handovers, sizeof head.handovers);
    crypto_generichash(head.part_hash, sizeof head.part_hash, packets, packets_len, NULL, 0);
    if (vr_part_head(&text, &parcel->len, &head, seed) != VR_OK) {
        die("a part cannot be signed");
    }
    memcpy(parcel->bytes, text, parcel->len);
    memcpy(parcel->bytes + parcel->len, packets, packets_len);
    parcel->len += packets_len;
    free(text);
}

int
post_body(struct answer *answer, const char *place, const char *path, const void *body, size_t len)
{
    int fd = link_open(place);
    char head[160];

    if (fd < 0) {
        die("nobody listens at %s", place);
    }
    snprintf(head, sizeof head,
             "POST %s HTTP/1.1\r\nHost: localhost\r\n"
             "Content-Type: application/octet-stream\r\nContent-Length: %zu\r\n\r\n",
             path, len);
    if (link_send(fd, head, strlen(head))) {
        (void) link_send(fd, body, len);
    }
    answer_read(answer, fd, TOOL_WAIT_MILLISECONDS);
    close(fd);
    printf("%d\n", answer->code);

    return answer->code;
}

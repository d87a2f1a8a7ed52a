/* SPDX-License-Identifier: EUPL-1.2 */
/* What can be wrong with a batch, one thing at a time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "tool_forge.h"

static void
exchange(struct forged *forged, size_t one, size_t other, size_t count)
{
    static uint8_t keep[FORGED_PACKETS][VR_PACKET_SIZE];

    memcpy(keep, forged->packets[one], count * VR_PACKET_SIZE);
    memmove(forged->packets[one], forged->packets[other], count * VR_PACKET_SIZE);
    memcpy(forged->packets[other], keep, count * VR_PACKET_SIZE);
}

static void
unsorted(struct forged *forged)
{
    exchange(forged, 3, 4, 1);
}

static void
unsorted_parts(struct forged *forged)
{
    exchange(forged, 0, VR_PART_PACKETS, VR_PART_PACKETS);
}

static void
twice(struct forged *forged)
{
    memcpy(forged->packets[5], forged->packets[4], VR_PACKET_SIZE);
}

static void
twice_parts(struct forged *forged)
{
    memcpy(forged->packets[VR_PART_PACKETS], forged->packets[0],
           VR_PART_PACKETS * (size_t) VR_PACKET_SIZE);
}

static void
uneven(struct forged *forged)
{
    forged->count = FORGED_PACKETS - 1;
}

/* Four of which one at most is taken. Its place in the order stays: that does not depend on the
 * body. A replayed packet is among the first ones, since it was the first of its batch. */
static void
damaged(struct forged *forged)
{
    forged_twins(forged, 50, 90);
    forged->packets[60][VR_PACKET_SIZE - 1] ^= 1;
    forged->packets[70][100] ^= 1;
}

static void
other_circle(struct forged *forged)
{
    randombytes_buf(forged->circle_id, sizeof forged->circle_id);
}

static void
sign_again(struct forged *forged, size_t link)
{
    if (vr_handover_sign(&forged->handovers[link], forged->circle_id, forged->seeds[link]) !=
        VR_OK) {
        die("a hand-over cannot be signed");
    }
}

static void
last_signature(struct forged *forged)
{
    forged->handovers[forged->handover_count - 1].signature[9] ^= 4;
}

static void
first_signature(struct forged *forged)
{
    forged->handovers[0].signature[9] ^= 4;
}

static void
round_about(struct forged *forged)
{
    struct vr_handover *link = &forged->handovers[0];

    memcpy(link->from, link->to, sizeof link->from);
    sign_again(forged, 0);
}

static void
other_round(struct forged *forged)
{
    forged->handovers[0].round++;
    sign_again(forged, 0);
}

static void
other_hash(struct forged *forged)
{
    size_t last = forged->handover_count - 1;

    forged->handovers[last].hash[0] ^= 1;
    sign_again(forged, last);
}

static void
short_chain(struct forged *forged)
{
    forged->handovers[0] = forged->handovers[forged->handover_count - 1];
    forged->handover_count = 1;
}

static void
not_as_thin(struct forged *forged)
{
    size_t last = forged->handover_count - 1;

    forged->handovers[last].thin = false;
    sign_again(forged, last);
}

static void
cut_bytes(struct parcel *parcel)
{
    parcel->len -= 100;
}

static void
cut_packet(struct parcel *parcel)
{
    parcel->len -= VR_PACKET_SIZE;
}

static void
doubled(struct parcel *parcel)
{
    memcpy(parcel->bytes + parcel->len, parcel->bytes, parcel->len);
    parcel->len *= 2;
}

static void
changed_signature(struct parcel *parcel)
{
    uint8_t *line = memchr(parcel->bytes, '\n', parcel->len);

    line[60] = line[60] == 'A' ? 'B' : 'A';
}

static void
other_packets(struct parcel *parcel)
{
    memcpy(parcel->bytes + parcel->len - VR_PACKET_SIZE,
           parcel->bytes + parcel->len - 2 * VR_PACKET_SIZE, VR_PACKET_SIZE);
}

static void
no_document(struct parcel *parcel)
{
    randombytes_buf(parcel->bytes, parcel->len);
}

static const struct wrong {
    const char *name;
    void (*packets)(struct forged *forged); /* before anything is signed */
    void (*claims)(struct forged *forged);  /* before the parts are signed */
    void (*parcel)(struct parcel *parcel);  /* of the first part, as it leaves */
} wrongs[] = {
    { "good", NULL, NULL, NULL },
    { "unsorted", unsorted, NULL, NULL },
    { "unsorted-parts", unsorted_parts, NULL, NULL },
    { "twice", twice, NULL, NULL },
    { "twice-parts", twice_parts, NULL, NULL },
    { "uneven", uneven, NULL, NULL },
    { "damaged", damaged, NULL, NULL },
    { "circle", other_circle, NULL, NULL },
    { "last-signature", NULL, last_signature, NULL },
    { "first-signature", NULL, first_signature, NULL },
    { "chain", NULL, round_about, NULL },
    { "chain-round", NULL, other_round, NULL },
    { "chain-short", NULL, short_chain, NULL },
    { "chain-thin", NULL, not_as_thin, NULL },
    { "hash", NULL, other_hash, NULL },
    { "cut-bytes", NULL, NULL, cut_bytes },
    { "cut-packet", NULL, NULL, cut_packet },
    { "doubled", NULL, NULL, doubled },
    { "signature", NULL, NULL, changed_signature },
    { "packets", NULL, NULL, other_packets },
    { "no-document", NULL, NULL, no_document },
    /* and those that run_forge knows itself: */
    { "stranger", NULL, NULL, NULL },
    { "second-first", NULL, NULL, NULL },
    { "two-batches", NULL, NULL, NULL },
};

static const struct wrong *
find_wrong(const char *name)
{
    for (size_t i = 0; i < sizeof wrongs / sizeof wrongs[0]; i++) {
        if (strcmp(wrongs[i].name, name) == 0) {
            return &wrongs[i];
        }
    }
    die("no such case: %s", name);
}

static void
make(struct forged *forged, const struct wrong *wrong, const struct words *words)
{
    const char *replay = word(words, "replay", "");

    forged_fill(forged);
    if (replay[0] != '\0') {
        size_t len;
        uint8_t *packets = file_read(&len, replay);

        memcpy(forged->packets[11], packets, VR_PACKET_SIZE);
        forged_sort(forged);
        free(packets);
    }
    if (wrong->packets != NULL) {
        wrong->packets(forged);
    }
    forged_claim(forged);
    if (wrong->claims != NULL) {
        wrong->claims(forged);
    }
}

static void
write_numbered(const char *path, uint32_t number, const void *bytes, size_t len)
{
    char name[512];

    snprintf(name, sizeof name, "%s.%u", path, number);
    file_write(name, bytes, len);
}

static void
write_locators(const char *path, const struct forged *forged)
{
    FILE *file = fopen(path, "a");
    char hex[2 * VR_LOCATOR_SIZE + 1];

    for (size_t i = 0; file != NULL && i < forged->count; i++) {
        sodium_bin2hex(hex, sizeof hex, forged->locators[i], VR_LOCATOR_SIZE);
        fprintf(file, "%s\n", hex);
    }
    if (file == NULL || fclose(file) != 0) {
        die("%s cannot be written", path);
    }
}

/* Hand a batch over part by part, until a part is refused; prints the code of each. Files
 * KEEP.1, KEEP.2: the bodies; KEEP.0: the answer; KEEP: the packets. */
int
run_forge(const struct words *words)
{
    const struct wrong *wrong = find_wrong(word(words, "case", NULL));
    const char *place = word(words, "at", NULL);
    const char *keep = word(words, "keep", "");
    static struct forged forged;
    static struct parcel parcel;
    struct answer answer = { 0 };
    uint8_t seed[32];
    bool second_first = strcmp(wrong->name, "second-first") == 0;
    int code = 202;

    forged_load(&forged, words);
    make(&forged, wrong, words);
    memcpy(seed, forged.seeds[forged.place - 1], sizeof seed);
    if (strcmp(wrong->name, "stranger") == 0) {
        randombytes_buf(seed, sizeof seed);
    }
    for (uint32_t part = second_first ? 2 : 1; part <= FORGED_PARTS && code == 202; part++) {
        if (part == 2 && strcmp(wrong->name, "two-batches") == 0) {
            make(&forged, wrong, words);
        }
        forged_pack(&parcel, &forged, part, seed);
        if (part == 1 && wrong->parcel != NULL) {
            wrong->parcel(&parcel);
        }
        if (keep[0] != '\0') {
            write_numbered(keep, part, parcel.bytes, parcel.len);
        }
        answer_wipe(&answer);
        code = post_body(&answer, place, "/v1/batches", parcel.bytes, parcel.len);
    }
    if (code == 200 && keep[0] != '\0') {
        file_write(keep, forged.packets, sizeof forged.packets);
        write_numbered(keep, 0, answer.body, answer.body_len);
    }
    if (code == 200) {
        write_locators(word(words, "acked", "/dev/null"), &forged);
    }
    answer_wipe(&answer);
    vr_circle_free(forged.circle);

    return 0;
}

/* The bodies of run_forge once more; the last answer must have the same bytes. */
int
run_repeat(const struct words *words)
{
    const char *keep = word(words, "keep", NULL);
    struct answer answer = { 0 };
    char name[512];
    size_t len;
    uint8_t *before;

    for (uint32_t part = 1; part <= FORGED_PARTS; part++) {
        uint8_t *body;

        snprintf(name, sizeof name, "%s.%u", keep, part);
        body = file_read(&len, name);
        answer_wipe(&answer);
        post_body(&answer, word(words, "at", NULL), "/v1/batches", body, len);
        free(body);
    }
    snprintf(name, sizeof name, "%s.0", keep);
    before = file_read(&len, name);
    if (answer.code != 200 || answer.body_len != len || memcmp(answer.body, before, len) != 0) {
        die("another answer than the first time");
    }
    answer_wipe(&answer);
    free(before);

    return 0;
}

/* A keys payload to sign. seed=N makes the keys of the hops before; case=own: another key of the
 * called hop; case=later: for the next round. */
int
run_keys(const struct words *words)
{
    const char *which = word(words, "case", "good");
    size_t place = (size_t) word_number(words, "place", NULL);
    struct vr_circle *circle = circle_load(word(words, "circle", NULL));
    uint64_t number = word_number(words, "seed", "1");
    uint8_t seed[randombytes_SEEDBYTES] = { (uint8_t) number };
    struct answer answer = { 0 };
    struct vr_keys keys;
    char *payload;
    size_t len;

    keys_collect(&keys, circle, place, words);
    for (size_t i = 0; i < place; i++) {
        randombytes_buf_deterministic(keys.key[i], sizeof keys.key[i], seed);
    }
    if (strcmp(which, "own") == 0) {
        keys.key[place][1][5] ^= 1;
    } else if (strcmp(which, "later") == 0) {
        keys.round++;
        memmove(keys.key[place], keys.key[place][1], (VR_EPOCHS_AHEAD - 1) * sizeof keys.key[0][0]);
    }
    if (vr_keys_payload(&payload, &len, &keys) != VR_OK) {
        die("no payload");
    }
    if (strcmp(which, "malformed") == 0) {
        payload[2] = 'X';
    }
    post_body(&answer, word(words, "at", NULL), "/v1/keys", payload, len);
    answer_wipe(&answer);
    free(payload);
    vr_circle_free(circle);

    return 0;
}

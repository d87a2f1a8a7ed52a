/* SPDX-License-Identifier: EUPL-1.2 */
/* A seized disk: search every file of a data directory, byte for byte, for what the measurer knows
 * of its packets; then open with every key that was found all that may be sealed, and search that.
 * One line a hit: plain or opened, file, place in the file, number of the packet, what. */

#include <errno.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/bytes.h>

#include "measure.h"
#include "truth.h"

#define NEEDLE       16U
#define NEEDLES_EACH (3U * TRUTH_HOPS + 2U)
#define KEYS_MAX     256U
#define FILTER_BITS  24U
#define PAGE         4096U
#define PAGE_HEAD    16U
#define LEAF         0x02U
#define BIG          0x01U
#define POOL_SLOT    36864U
#define POOL_SEALED  (24U + 24U + 32768U + 16U)

struct needle {
    uint8_t bytes[NEEDLE];
    uint32_t packet;
    char what[3]; /* T, G (tag) or B (body) and the hop; L, R of what is delivered */
};

/* A value in LMDB that may be sealed, and its key, which is authenticated with it. */
struct node {
    const uint8_t *key;
    size_t key_len;
    size_t value; /* place in the file */
    size_t len;
};

/* nftw has no argument for its callback. */
static struct {
    struct needle *needles; /* sorted */
    size_t needle_count;
    uint8_t *filter; /* of their first 24 bits */
    uint8_t keys[KEYS_MAX][32];
    size_t key_count;
    size_t root_len;
    struct node *nodes; /* of one file */
    size_t node_count;
    size_t node_room;
    uint8_t *opened; /* room for the longest file */
} seized;

static int
compare_needles(const void *a, const void *b)
{
    return memcmp(a, b, NEEDLE);
}

static void
add_needle(const uint8_t *bytes, uint32_t packet, char kind, size_t hop)
{
    struct needle *needle = &seized.needles[seized.needle_count];
    uint32_t head = (uint32_t) bytes[0] << 16 | (uint32_t) bytes[1] << 8 | bytes[2];

    memcpy(needle->bytes, bytes, NEEDLE);
    needle->packet = packet;
    needle->what[0] = kind;
    needle->what[1] = (char) ('0' + hop);
    seized.filter[head / 8] |= (uint8_t) (1U << head % 8);
    seized.needle_count++;
}

static void
read_truth(const char *path)
{
    struct measure_file file;
    const struct truth *truth;
    size_t count;

    measure_map(&file, path);
    count = file.len / sizeof *truth;
    truth = (const void *) file.bytes;
    seized.filter = measure_alloc(1U << (FILTER_BITS - 3), 1);
    seized.needles = measure_alloc(count * NEEDLES_EACH, sizeof seized.needles[0]);
    for (uint32_t i = 0; i < count; i++) {
        for (size_t hop = 0; hop < TRUTH_HOPS; hop++) {
            add_needle(truth[i].layers[hop].order, i, 'T', hop);
            add_needle(truth[i].layers[hop].tag, i, 'G', hop);
            add_needle(truth[i].layers[hop].body, i, 'B', hop);
        }
        add_needle(truth[i].locator, i, 'L', TRUTH_HOPS);
        add_needle(truth[i].record, i, 'R', TRUTH_HOPS);
    }
    qsort(seized.needles, seized.needle_count, sizeof seized.needles[0], compare_needles);
}

static void
search(const uint8_t *bytes, size_t len, const char *how, const char *path, size_t base)
{
    for (size_t at = 0; at + NEEDLE <= len; at++) {
        uint32_t head = (uint32_t) bytes[at] << 16 | (uint32_t) bytes[at + 1] << 8 | bytes[at + 2];
        const struct needle *hit;

        if ((seized.filter[head / 8] & 1U << head % 8) == 0) {
            continue;
        }
        hit =
            bsearch(bytes + at, seized.needles, seized.needle_count, sizeof *hit, compare_needles);
        if (hit != NULL) {
            printf("%s %s %zu %u %.2s\n", how, path + seized.root_len + 1, base + at, hit->packet,
                   hit->what);
        }
    }
}

/* Nonce, ciphertext and tag somewhere in a file; base is where that stands. */
static void
try_keys(const uint8_t *sealed, size_t len, const void *name, size_t name_len, const char *path,
         size_t base)
{
    const size_t nonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
    unsigned long long opened_len;

    for (size_t i = 0; i < seized.key_count; i++) {
        if (crypto_aead_xchacha20poly1305_ietf_decrypt(seized.opened, &opened_len, NULL,
                                                       sealed + nonce, len - nonce, name, name_len,
                                                       sealed, seized.keys[i]) == 0) {
            search(seized.opened, (size_t) opened_len, "opened", path, base);
        }
    }
}

static void
open_slots(const struct measure_file *file, const char *path)
{
    for (size_t at = 0; at + POOL_SLOT <= file->len; at += POOL_SLOT) {
        uint8_t number[4];

        vr_store32(number, (uint32_t) (at / POOL_SLOT));
        try_keys(file->bytes + at, POOL_SEALED, number, sizeof number, path, at);
    }
}

static uint32_t
load16(const uint8_t *bytes)
{
    return (uint32_t) bytes[0] | (uint32_t) bytes[1] << 8;
}

/* A key and its value in a leaf of LMDB; the value may stand in pages of its own. */
static void
note_node(const struct measure_file *file, size_t node)
{
    const uint8_t *bytes = file->bytes + node;
    size_t len = load16(bytes) | (size_t) load16(bytes + 2) << 16;
    size_t key_len = load16(bytes + 6);
    size_t value = node + 8 + key_len;

    if (key_len > PAGE || value + 8 > file->len) {
        return;
    }
    if ((load16(bytes + 4) & BIG) != 0) {
        uint64_t page;

        memcpy(&page, file->bytes + value, sizeof page);
        value = page < file->len / PAGE ? (size_t) page * PAGE + PAGE_HEAD : file->len;
    }
    if (len <= 40 || value + len > file->len) {
        return;
    }
    if (seized.node_count == seized.node_room) {
        seized.node_room = seized.node_room * 2 + 64;
        seized.nodes = reallocarray(seized.nodes, seized.node_room, sizeof seized.nodes[0]);
        if (seized.nodes == NULL) {
            measure_stop("no memory");
        }
    }
    seized.nodes[seized.node_count] = (struct node) { bytes + 8, key_len, value, len };
    seized.node_count++;
}

static int
compare_nodes(const void *a, const void *b)
{
    const struct node *left = a;
    const struct node *right = b;

    if (left->value != right->value) {
        return left->value < right->value ? -1 : 1;
    }
    if (left->len != right->len) {
        return left->len < right->len ? -1 : 1;
    }
    if (left->key_len != right->key_len) {
        return left->key_len < right->key_len ? -1 : 1;
    }

    return memcmp(left->key, right->key, left->key_len);
}

/* LMDB copies a leaf when it changes: the same node stands in many. */
static void
try_nodes(const struct measure_file *file, const char *path)
{
    const struct node *nodes = seized.nodes;

    if (seized.node_count > 0) {
        qsort(seized.nodes, seized.node_count, sizeof seized.nodes[0], compare_nodes);
    }
    for (size_t i = 0; i < seized.node_count; i++) {
        if (i == 0 || compare_nodes(&nodes[i - 1], &nodes[i]) != 0) {
            try_keys(file->bytes + nodes[i].value, nodes[i].len, nodes[i].key, nodes[i].key_len,
                     path, nodes[i].value);
        }
    }
    seized.node_count = 0;
}

/* Every page that ever was a leaf, in use or not: a page begins with its own number, which the
 * bytes of a sealed packet do not. */
static bool
is_leaf(const uint8_t *page, size_t number)
{
    uint64_t written;

    memcpy(&written, page, sizeof written);

    return written == number && load16(page + 10) == LEAF && load16(page + 12) <= PAGE;
}

static void
open_pages(const struct measure_file *file, const char *path)
{
    for (size_t at = 0; at + PAGE <= file->len; at += PAGE) {
        const uint8_t *page = file->bytes + at;

        if (!is_leaf(page, at / PAGE)) {
            continue;
        }
        for (size_t i = PAGE_HEAD; i + 2 <= load16(page + 12); i += 2) {
            size_t node = load16(page + i);

            if (node >= PAGE_HEAD && node + 8 <= PAGE) {
                note_node(file, at + node);
            }
        }
    }
    try_nodes(file, path);
}

static void
open_part(const struct measure_file *file, const char *path, const char *name)
{
    uint8_t number[8];
    unsigned round;
    unsigned part;

    if (sscanf(name, "%u.%u.part", &round, &part) == 2) {
        vr_store32(number, round);
        vr_store32(number + 4, part);
        try_keys(file->bytes, file->len, number, sizeof number, path, 0);
    }
}

static int
on_file(const char *path, const struct stat *info, int type, struct FTW *place)
{
    const char *name = path + place->base;
    struct measure_file file;

    if (type != FTW_F || info->st_size < (off_t) NEEDLE) {
        return 0;
    }
    measure_map(&file, path);
    search(file.bytes, file.len, "plain", path, 0);
    seized.opened = measure_alloc(file.len, 1);
    if (strcmp(name, "pool") == 0) {
        open_slots(&file, path);
    } else if (strcmp(name, "data.mdb") == 0) {
        open_pages(&file, path);
    } else {
        open_part(&file, path, name);
    }
    free(seized.opened);

    return 0;
}

static int
on_key(const char *path, const struct stat *info, int type, struct FTW *place)
{
    const char *end = strrchr(path + place->base, '.');
    struct measure_file file;

    if (type == FTW_F && info->st_size == 32 && end != NULL && strcmp(end, ".key") == 0) {
        if (seized.key_count == KEYS_MAX) {
            measure_stop("more keys than can be tried");
        }
        measure_map(&file, path);
        memcpy(seized.keys[seized.key_count], file.bytes, 32);
        seized.key_count++;
    }

    return 0;
}

int
main(int argc, char *argv[])
{
    struct measure_option options[] = {
        { "truth", NULL }, { "state", NULL }, { "keys", NULL }, { NULL, NULL }
    };
    const char *state;

    measure_options(options, argc, argv);
    read_truth(measure_text(&options[0]));
    state = measure_text(&options[1]);
    seized.root_len = strlen(state);
    if (nftw(measure_text(&options[2]), on_key, 16, FTW_PHYS) != 0 ||
        nftw(state, on_file, 16, FTW_PHYS) != 0) {
        measure_stop("%s: %s", state, strerror(errno));
    }

    return 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* An entry on a Unix socket that answers what a test puts there and records what it is asked, and a
 * client that visits it. */

#ifndef CLIENT_FIXTURE_H
#define CLIENT_FIXTURE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include <vrijuit/circle.h>

#include "client.h"

#define ROUND     20U /* by the clock of the client */
#define SCENE_NOW (UINT64_C(1798761600) + ROUND * 86400U + 1U)
#define PAGES     7U

/* What the entry answers to one call. */
struct page {
    char path[32];
    int code;
    char *bytes;
    size_t len;
};

/* For page.code: an answer whose head breaks off. */
#define BROKEN_OFF (-1)

/* A circle of the vectors, its secrets, an entry on a Unix socket, and a client. */
struct scene {
    json_t *vectors;
    struct vr_circle *circle;
    uint8_t hop_seed[32];
    struct page pages[PAGES];
    char requests[262144];
    size_t requests_len;
    char folder[64];
    char socket_path[100];
    int listener;
    pthread_t thread;
    struct options options;
    struct client client;
    uint64_t now;
    struct vr_why why;
};

/* At ROUND, one second after its beginning; all documents are good; no council has a board. */
struct scene *scene_new(void);
void scene_free(struct scene *scene);

struct page *page_of(struct scene *scene, const char *path);
void put_page(struct scene *scene, const char *path, const void *bytes, size_t len);

/* A keys document for a round; other keys with another salt. */
void publish_keys(struct scene *scene, uint32_t round, uint8_t salt);

/* Receipts of two rounds, the second being the newest; the first lists these locators. */
void publish_receipts(struct scene *scene, uint32_t newest, bool thin);
void publish_locator(struct scene *scene, uint32_t newest, const uint8_t locator[static 16]);

/* The council's key pair of the first period. */
void council_pair(struct vr_council_pair *pair, const struct scene *scene);

/* A board of the council for a round, with these cells for a reply public key (borrowed texts), and
 * filled up. */
struct answer_part {
    uint32_t part;
    uint32_t parts;
    const char *text;
};
void publish_board(struct scene *scene, uint32_t round, const uint8_t *reply_public,
                   const struct answer_part *answers, size_t count);

#endif

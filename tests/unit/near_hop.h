/* SPDX-License-Identifier: EUPL-1.2 */
/* A hop to call, on the event loop of the test: the daemon's own front, with documents and answers
 * that the test sets. */

#ifndef NEAR_HOP_H
#define NEAR_HOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/handover.h>
#include <vrijuit/onion.h>

#include "http.h"
#include "peer_address.h"

#define NEAR_BODY_MAX VR_PART_MAX

struct near_hop {
    struct peer_address address;
    struct http *http;
    const char *path;          /* of the only document; it is a copy of text */
    char *text;                /* the test's; NULL: 404 */
    struct document *document; /* as it was served last */
    enum http_answer packets;  /* answer to a packet; HTTP_LATER: none ever */
    struct job *job;           /* that waits for no answer */
    /* What a message is answered with: a document when it is not NULL, else code. */
    char *reply;
    enum http_answer code;
    unsigned requests; /* packets and messages */
    uint8_t body[NEAR_BODY_MAX];
    size_t body_len; /* of the newest */
    void (*on_request)(void);
};

/* Listen at path, a Unix socket. */
void near_hop_open(struct near_hop *hop, struct event_base *base, const char *path);
void near_hop_close(struct near_hop *hop);

#endif

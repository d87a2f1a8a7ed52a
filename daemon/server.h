/* SPDX-License-Identifier: EUPL-1.2 */
/* Inside serve: all parts of a running daemon, and how they are opened and closed. */

#ifndef SERVER_H
#define SERVER_H

#include <time.h>

#include <event2/event.h>

#include "arrivals.h"
#include "circles.h"
#include "config.h"
#include "cosign.h"
#include "departures.h"
#include "hopdocs.h"
#include "hopkeys.h"
#include "http.h"
#include "intake.h"
#include "mirror.h"
#include "peers.h"
#include "pool.h"
#include "probes.h"
#include "publish.h"
#include "state_file.h"
#include "store.h"
#include "writer.h"

#define SERVER_SIGNALS 3U

struct server {
    const struct config *config;
    uint8_t *identity; /* seed */
    uint8_t identity_public[32];
    struct circles *circles;
    size_t place; /* in the cascade, of hops */
    size_t hops;
    struct hopkeys *hopkeys;
    struct store *store;
    struct publish *publish;
    struct writer *writer;
    struct http *http;
    struct peers *peers;
    struct peer_address addresses[VR_HOPS_MAX]; /* by place in the circle in force */
    struct peer_address next;                   /* of whoever the oldest batch goes to */
    struct pool *pool;                          /* at the entry, as intake */
    struct intake *intake;
    struct departures *departures; /* but at the store */
    struct probes *probes;         /* but at the entry, as arrivals */
    struct arrivals *arrivals;     /* but at the entry */
    struct hopdocs *hopdocs;       /* but at the store */
    struct mirror *mirror;         /* as hopdocs */
    struct cosign cosign;
    struct document *page;       /* GET / */
    struct timespec boards_seen; /* when the folder of the boards changed last */
    char rounds[FILES_PATH_MAX];
    char outboxes[FILES_PATH_MAX];
    char signed_keys[FILES_PATH_MAX];
    char sent_probes[FILES_PATH_MAX];
    struct event_base *base;
    struct event *second; /* every second: rounds, deadlines, watchdog */
    struct event *tick;   /* answers */
    struct event *done;   /* from the writer */
    struct event *signals[SERVER_SIGNALS];
    bool has_round;
    uint32_t round; /* whose documents are published */
    bool stopping;
    char trouble[sizeof(struct vr_why)];        /* the lasting one, "" when there is none */
    char circle_trouble[sizeof(struct vr_why)]; /* of the last circle that came */
    uint64_t sequence;                          /* of the newest circle, as it was judged */
    const char *room;      /* in the pool, when it was looked at, once a round */
    const char *room_when; /* in words */
    uint32_t room_round;
    char status[STATE_FILE_MAX]; /* as it was written last */
    bool status_failed;          /* since then, and it was said */
    struct log_limit strangers;  /* who ask for a signature */
    int spare;                   /* a descriptor for it; 0 or less: none */
};

/* Identity and circle: what checking needs too. */
enum vr_status server_open_circle(struct server *server, const struct config *config,
                                  struct vr_why *why) VR_MUST_CHECK;

/* Everything else but the event loop's events and the sockets. */
enum vr_status server_open(struct server *server, const struct http_handler *handler,
                           void (*round_closed)(void *arg, struct job *job),
                           struct vr_why *why) VR_MUST_CHECK;

/* Where the hops of a round's circle are, and the one that the oldest batch goes to. */
void server_find_addresses(struct server *server, uint32_t round);

/* Whatever was opened; the writer must have stopped. */
void server_close(struct server *server);

#endif

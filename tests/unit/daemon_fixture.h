/* SPDX-License-Identifier: EUPL-1.2 */
/* A hop with a signed circle of its own in a temporary folder, a clock that the test sets, and real
 * packets. Any mistake ends the test. */

#ifndef DAEMON_FIXTURE_H
#define DAEMON_FIXTURE_H

#include <stdint.h>

#include <vrijuit/circle.h>
#include <vrijuit/documents.h>
#include <vrijuit/onion.h>
#include <vrijuit/record.h>

#include "circles.h"
#include "config.h"
#include "files.h"
#include "hopkeys.h"
#include "intake.h"
#include "pool.h"
#include "store.h"
#include "writer.h"

#define FIXTURE_GENESIS       1800000000U
#define FIXTURE_ROUND_SECONDS 2400U
#define FIXTURE_ROUND         20U
#define FIXTURE_SLOTS         64U
#define FIXTURE_EXPIRES       "2040-12-31"
#define FIXTURE_DEPARTED      32U

struct fixture {
    char folder[64];
    char state[96];
    struct config config;
    char outboxes[112];
    uint8_t signing[32]; /* seed that signs circles */
    uint8_t board_key;   /* which one of the council signs boards */
    bool has_neighbour;  /* a second council, whose id is "buren" */
    size_t hops;
    size_t place;                   /* of this hop */
    uint8_t seeds[VR_HOPS_MAX][32]; /* identities of all hops */
    uint8_t identity[32];           /* that of this hop */
    uint8_t identity_public[32];
    struct vr_keys keys; /* what the intake is given */
    bool keys_are_late;  /* the intake is given none */
    uint32_t keys_from;  /* none for epochs before this one either */
    uint32_t keys_until; /* nor, unless 0, for epochs after this one */
    struct batch *departed[FIXTURE_DEPARTED];
    size_t departed_count;
    bool closed; /* the last round that came back */
    struct circles *circles;
    struct hopkeys *hopkeys;
    struct pool *pool;
    struct store *store;
    struct intake *intake;
    struct writer *writer;
};

/* What clock.h says from now on; the programs that use this file have no other clock. */
void fixture_time(uint32_t round, uint32_t seconds);
void fixture_before_genesis(void);

/* vr_start, and a folder that fixture_remove removes. The hop is the only one of its circle. */
void fixture_make(struct fixture *fixture);

/* Afterwards: the hop is one of several, at place. */
void fixture_cascade(struct fixture *fixture, size_t hops, size_t place);
void fixture_remove(struct fixture *fixture);

/* "folder/name", static storage that the next call reuses. */
const char *fixture_path(const struct fixture *fixture, const char *name);

/* Write the circle of the configuration, signed. */
void fixture_sign(const struct fixture *fixture, uint32_t sequence, uint32_t from_round,
                  const char *expires);

/* Offer the circle that was signed last as the next hop would: circles_take. */
enum vr_status fixture_take_circle(struct fixture *fixture, struct vr_why *why);

/* Sign circle 1, set the clock to FIXTURE_ROUND, open everything, and let the writer run. */
void fixture_open(struct fixture *fixture);

/* The parts of fixture_open, for tests that want some of them. */
void fixture_open_circles(struct fixture *fixture);
void fixture_open_storage(struct fixture *fixture);
void fixture_open_intake(struct fixture *fixture);

/* Free what is open, without closing any round, as a stop does. */
void fixture_close(struct fixture *fixture);

/* The council's key pair of the circle's first period. */
void fixture_council(struct vr_council_pair *pair, const struct fixture *fixture);

/* The seed that signs its boards. */
void fixture_board_seed(uint8_t seed[static 32], const struct fixture *fixture);

/* The epoch key of a hop: this hop's own when it is open, else one that the test knows. */
void fixture_epoch_key(uint8_t secret[static 32], uint8_t public_key[static 32],
                       const struct fixture *fixture, size_t place, uint32_t epoch);

/* The keys of all hops as their document of a round would say. */
void fixture_keys(struct vr_keys *keys, const struct fixture *fixture, uint32_t round);

/* What the hop at place receives of the batch of round: number as below, to be delivered at the end
 * of the path. For another hop as the last, and another command: fixture_wrap. */
void fixture_packet_at(uint8_t packet[static VR_PACKET_SIZE], const struct fixture *fixture,
                       size_t place, uint32_t round, uint32_t number);
void fixture_wrap(uint8_t packet[static VR_PACKET_SIZE], const struct fixture *fixture,
                  size_t place, size_t last, uint32_t round, enum vr_onion_command command,
                  const uint8_t body[static VR_BODY_SIZE]);

/* A packet for the entry's key of epoch, whose locator and record are made of number. */
void fixture_packet(uint8_t packet[static VR_PACKET_SIZE], const struct fixture *fixture,
                    uint32_t epoch, uint32_t number);

/* Its locator: big-endian number first, so that numbers sort as locators do. */
void fixture_locator(uint8_t locator[static VR_LOCATOR_SIZE], uint32_t number);

/* Hand the packet in as the front does; what the client gets in the end. */
enum http_answer fixture_send(struct fixture *fixture, const uint8_t packet[static VR_PACKET_SIZE]);

/* Wait for one job of the writer, and settle it: answer of a packet, or HTTP_LATER for the end of
 * a round, with *closed. */
enum http_answer fixture_settle(struct fixture *fixture, bool *closed);

/* Advance to a round and wait until every round before it is closed. */
void fixture_advance(struct fixture *fixture, uint32_t round);

/* Receipts of a closed round; vr_receipts_wipe them. */
void fixture_receipts(struct vr_receipts *receipts, const struct fixture *fixture, uint32_t round);

/* From now on: what this process logs goes to a file, in which words are counted. */
void fixture_log(const struct fixture *fixture);
size_t fixture_said(const struct fixture *fixture, const char *words);

#endif

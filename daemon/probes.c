/* SPDX-License-Identifier: EUPL-1.2 */
#include "probes.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/documents.h>

#include "clock.h"

#define SETS         4U /* rounds that may still come */
#define CALL_SECONDS 60U

struct set {
    uint32_t round;
    size_t count;
    uint8_t acknowledged[PROBES_MAX][VR_PROBE_SIZE];
};

struct probes {
    struct probes_parts parts;
    struct set sets[SETS];
    bool has_round;
    uint32_t round;
    uint64_t moments[PROBES_MAX]; /* Unix seconds, ascending */
    size_t next;
    bool busy;
    uint32_t epoch; /* of the entry, for the probe that is under way */
    uint8_t probe[VR_PROBE_SIZE];
    uint8_t packet[VR_PACKET_SIZE];
};

enum vr_status
probes_new(struct probes **out, const struct probes_parts *parts)
{
    struct probes *probes = calloc(1, sizeof *probes);

    if (probes == NULL) {
        return VR_MEMORY;
    }
    probes->parts = *parts;
    *out = probes;

    return VR_OK;
}

void
probes_free(struct probes *probes)
{
    if (probes != NULL) {
        sodium_memzero(probes, sizeof *probes);
    }
    free(probes);
}

/* The set of a round, emptied when it was another's. */
static struct set *
find_set(struct probes *probes, uint32_t round)
{
    struct set *set = &probes->sets[round % SETS];

    if (set->round != round) {
        memset(set, 0, sizeof *set);
        set->round = round;
    }

    return set;
}

size_t
probes_due(uint8_t due[static PROBES_MAX][VR_PROBE_SIZE], const struct probes *probes,
           uint32_t round)
{
    const struct set *set = &probes->sets[round % SETS];

    if (set->round != round) {
        return 0;
    }
    memcpy(due, set->acknowledged, sizeof set->acknowledged);

    return set->count;
}

static int
compare_moments(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *) a;
    uint64_t right = *(const uint64_t *) b;

    return left < right ? -1 : left > right;
}

static void
plan_round(struct probes *probes, const struct vr_circle *circle, uint32_t round)
{
    uint64_t start = vr_circle_round_start(circle, round);

    for (size_t i = 0; i < PROBES_MAX; i++) {
        probes->moments[i] = start + randombytes_uniform(circle->round_seconds);
    }
    qsort(probes->moments, PROBES_MAX, sizeof probes->moments[0], compare_moments);
    probes->has_round = true;
    probes->round = round;
    probes->next = 0;
}

static void
on_posted(void *arg, long code, const char *answer, size_t len)
{
    struct probes *probes = arg;
    struct set *set = find_set(probes, probes->epoch);

    (void) answer;
    (void) len;
    probes->busy = false;
    if (code == 202 && set->count < PROBES_MAX) {
        memcpy(set->acknowledged[set->count], probes->probe, sizeof probes->probe);
        set->count++;
    }
}

static enum vr_status
call(struct probes *probes, const char *path, const void *body, size_t len,
     void (*done)(void *arg, long code, const char *answer, size_t len))
{
    const struct peer_call peer_call = { .address = probes->parts.entry,
                                         .path = path,
                                         .body = body,
                                         .body_len = len,
                                         .answer_max = VR_KEYS_MAX,
                                         .timeout_seconds = CALL_SECONDS,
                                         .done = done,
                                         .arg = probes };

    return peers_call(probes->parts.peers, &peer_call);
}

/* A packet for hops 0 to this one, whose last slot says LOOP. */
static enum vr_status
make_probe(struct probes *probes, const struct vr_keys *keys, const struct vr_circle *circle,
           uint32_t round)
{
    size_t place = (size_t) vr_circle_hop(circle, probes->parts.identity_public);
    struct vr_onion_hop path[VR_HOPS_MAX];
    struct vr_onion_random random;
    uint8_t body[VR_BODY_SIZE];
    enum vr_status status;

    status = vr_keys_path(path, keys, round);
    if (status != VR_OK) {
        return status;
    }
    randombytes_buf(probes->probe, sizeof probes->probe);
    randombytes_buf(body, sizeof body);
    memcpy(body, probes->probe, sizeof probes->probe);
    randombytes_buf(&random, sizeof random);
    status = vr_onion_wrap(probes->packet, path, place + 1, VR_LOOP, body, &random);
    probes->epoch = path[0].epoch;
    sodium_memzero(&random, sizeof random);
    sodium_memzero(body, sizeof body);

    return status;
}

static void
on_keys(void *arg, long code, const char *answer, size_t len)
{
    struct probes *probes = arg;
    const struct vr_circle *circle = circles_at(probes->parts.circles, probes->round);
    struct vr_why why;
    struct vr_keys keys;

    probes->busy = false;
    if (code == 200 && circle != NULL &&
        vr_keys_decode(&keys, answer, len, circle, &why) == VR_OK &&
        vr_keys_judge(&keys, NULL, probes->round, &why) == VR_OK &&
        make_probe(probes, &keys, circle, probes->round) == VR_OK) {
        probes->busy =
            call(probes, "/v1/packets", probes->packet, sizeof probes->packet, on_posted) == VR_OK;
    }
}

void
probes_second(struct probes *probes, uint32_t round)
{
    const struct vr_circle *circle = circles_at(probes->parts.circles, round);

    if (circle == NULL) {
        return;
    }
    if (!probes->has_round || probes->round != round) {
        plan_round(probes, circle, round);
    }
    if (probes->busy || probes->next == PROBES_MAX || clock_now() < probes->moments[probes->next]) {
        return;
    }
    probes->next++;
    probes->busy = call(probes, "/v1/keys", NULL, 0, on_keys) == VR_OK;
}

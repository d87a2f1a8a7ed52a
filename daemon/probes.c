/* SPDX-License-Identifier: EUPL-1.2 */
#include "probes.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/documents.h>

#include "clock.h"
#include "files.h"
#include "log.h"

#define SETS          16U /* rounds that may still come: more than keys are kept for */
#define CALL_SECONDS  60U
#define RETRY_SECONDS 10U

/* Round r stands at r mod SETS. */
struct probes {
    struct probes_parts parts;
    struct probe_set sets[SETS];
    bool has_round;
    uint32_t round;
    uint64_t moments[PROBES_MAX]; /* Unix seconds, ascending */
    size_t next;
    bool busy;
    uint64_t not_before;     /* for what is sent again; steady seconds */
    struct probe_set *under; /* whose probe is under way */
};

static enum vr_status
load_set(void *arg, uint64_t round)
{
    struct probes *probes = arg;
    struct probe_set *set = &probes->sets[round % SETS];
    struct vr_why why = { 0 };
    enum vr_status status = VR_OK;

    if (round <= UINT32_MAX && round >= set->round) {
        status = probe_set_load(set, probes->parts.folder, (uint32_t) round, &why);
    }
    if (status != VR_OK && status != VR_FOREIGN) {
        log_error("%s", why.text);
    }

    return VR_OK;
}

enum vr_status
probes_open(struct probes **out, const struct probes_parts *parts, struct vr_why *why)
{
    struct probes *probes = calloc(1, sizeof *probes);
    enum vr_status status;

    if (probes == NULL) {
        return vr_refuse(why, VR_MEMORY, "no memory for probes");
    }
    probes->parts = *parts;
    status = files_folder(parts->folder, why);
    if (status == VR_OK) {
        status = files_numbered(parts->folder, "key", load_set, probes, why);
    }
    if (status != VR_OK) {
        probes_close(probes);
        return status;
    }
    *out = probes;

    return VR_OK;
}

void
probes_close(struct probes *probes)
{
    if (probes != NULL) {
        sodium_memzero(probes, sizeof *probes);
    }
    free(probes);
}

static void
destroy(const struct probes *probes, uint32_t round)
{
    struct vr_why why = { 0 };

    if (probe_set_destroy(probes->parts.folder, round, &why) != VR_OK) {
        log_error("%s", why.text);
    }
}

/* The set of a round, emptied when it was another's. */
static struct probe_set *
find_set(struct probes *probes, uint32_t round)
{
    struct probe_set *set = &probes->sets[round % SETS];

    if (set->round != round) {
        sodium_memzero(set, sizeof *set);
        set->round = round;
    }

    return set;
}

static bool
save(const struct probes *probes, const struct probe_set *set)
{
    struct vr_why why = { 0 };

    if (probe_set_save(probes->parts.folder, set, &why) != VR_OK) {
        log_error("%s", why.text);
        return false;
    }

    return true;
}

size_t
probes_due(uint8_t due[static PROBES_MAX][VR_PROBE_SIZE], const struct probes *probes,
           uint32_t round)
{
    const struct probe_set *set = &probes->sets[round % SETS];

    if (set->round != round) {
        return 0;
    }
    memcpy(due, set->acknowledged, sizeof set->acknowledged);

    return set->count;
}

void
probes_forget(struct probes *probes, uint32_t round)
{
    struct probe_set *set = &probes->sets[round % SETS];

    destroy(probes, round);
    if (set->round == round) {
        sodium_memzero(set, sizeof *set);
        set->round = round;
    }
}

static int
compare_moments(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *) a;
    uint64_t right = *(const uint64_t *) b;

    return left < right ? -1 : left > right;
}

struct expiry {
    const struct probes *probes;
    uint32_t round;
};

static enum vr_status
destroy_old(void *arg, uint64_t round)
{
    const struct expiry *expiry = arg;

    if (round + SETS <= expiry->round) {
        destroy(expiry->probes, (uint32_t) round);
    }

    return VR_OK;
}

/* The moments of a round. After a start in its midst none is made up for, and those that were sent
 * before count: never more than PROBES_MAX in a round. */
static void
plan_round(struct probes *probes, const struct vr_circle *circle, uint32_t round)
{
    const struct probe_set *set = &probes->sets[round % SETS];
    uint64_t start = vr_circle_round_start(circle, round);
    struct expiry expiry = { probes, round };
    struct vr_why why = { 0 };

    for (size_t i = 0; i < PROBES_MAX; i++) {
        probes->moments[i] = start + randombytes_uniform(circle->round_seconds);
    }
    qsort(probes->moments, PROBES_MAX, sizeof probes->moments[0], compare_moments);
    probes->has_round = true;
    probes->round = round;
    probes->next = set->round == round ? set->count + set->is_sent : 0;
    while (probes->next < PROBES_MAX && probes->moments[probes->next] < clock_now()) {
        probes->next++;
    }
    /* Those of batches that never came. */
    if (files_numbered(probes->parts.folder, "key", destroy_old, &expiry, &why) != VR_OK) {
        log_error("%s", why.text);
    }
}

/* Without an answer the entry may have taken it or not: the same bytes again settle that. */
static void
on_posted(void *arg, long code, const char *answer, size_t len)
{
    struct probes *probes = arg;
    struct probe_set *set = probes->under;

    (void) answer;
    (void) len;
    probes->busy = false;
    probes->not_before = clock_steady() + RETRY_SECONDS;
    if (code <= 0 || !set->is_sent) {
        return;
    }
    if (code == 202 && set->count < PROBES_MAX) {
        memcpy(set->acknowledged[set->count], set->sent, sizeof set->sent);
        set->count++;
    }
    set->is_sent = false;
    (void) save(probes, set);
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

static void
post(struct probes *probes, struct probe_set *set)
{
    probes->under = set;
    probes->busy = call(probes, "/v1/packets", set->packet, sizeof set->packet, on_posted) == VR_OK;
}

/* A packet for hops 0 to this one, whose last slot says LOOP. */
static enum vr_status
make_probe(struct probe_set **out, struct probes *probes, const struct vr_keys *keys,
           const struct vr_circle *circle, uint32_t round)
{
    size_t place = (size_t) vr_circle_hop(circle, probes->parts.identity_public);
    struct vr_onion_hop path[VR_HOPS_MAX];
    struct vr_onion_random random;
    uint8_t body[VR_BODY_SIZE];
    struct probe_set *set;
    enum vr_status status;

    status = vr_keys_path(path, keys, round);
    if (status != VR_OK) {
        return status;
    }
    set = find_set(probes, path[0].epoch);
    randombytes_buf(set->sent, sizeof set->sent);
    randombytes_buf(body, sizeof body);
    memcpy(body, set->sent, sizeof set->sent);
    randombytes_buf(&random, sizeof random);
    status = vr_onion_wrap(set->packet, path, place + 1, VR_LOOP, body, &random);
    set->is_sent = status == VR_OK;
    sodium_memzero(&random, sizeof random);
    sodium_memzero(body, sizeof body);
    *out = set;

    return status;
}

static void
on_keys(void *arg, long code, const char *answer, size_t len)
{
    struct probes *probes = arg;
    const struct vr_circle *circle = circles_at(probes->parts.circles, probes->round);
    struct probe_set *set;
    struct vr_why why;
    struct vr_keys keys;

    probes->busy = false;
    if (code == 200 && circle != NULL &&
        vr_keys_decode(&keys, answer, len, circle, &why) == VR_OK &&
        vr_keys_judge(&keys, NULL, probes->round, &why) == VR_OK &&
        make_probe(&set, probes, &keys, circle, probes->round) == VR_OK) {
        set->is_sent = save(probes, set);
        if (set->is_sent) {
            post(probes, set);
        }
    }
}

void
probes_second(struct probes *probes, uint32_t round)
{
    const struct vr_circle *circle = circles_at(probes->parts.circles, round);
    struct probe_set *set = &probes->sets[round % SETS];

    if (circle == NULL) {
        return;
    }
    if (!probes->has_round || probes->round != round) {
        plan_round(probes, circle, round);
    }
    if (probes->busy) {
        return;
    }
    if (set->round == round && set->is_sent) {
        if (clock_steady() >= probes->not_before) {
            post(probes, set);
        }
        return;
    }
    if (probes->next == PROBES_MAX || clock_now() < probes->moments[probes->next]) {
        return;
    }
    probes->next++;
    probes->busy = call(probes, "/v1/keys", NULL, 0, on_keys) == VR_OK;
}

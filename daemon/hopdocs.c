/* SPDX-License-Identifier: EUPL-1.2 */
#include "hopdocs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "clock.h"
#include "files.h"
#include "log.h"

#define SETS          16U /* rounds whose keys are kept: more than a hop may be down */
#define CALL_SECONDS  30U
#define RETRY_SECONDS 1U
#define PATIENCE      5U /* failures before one is said: clocks differ by a second or two */

enum stage {
    IDLE,
    COLLECTING, /* descriptors, hop by hop */
    SIGNING,    /* at the entry: the signature lines, hop by hop */
};

struct hopdocs {
    struct hopdocs_parts parts;
    char folder[FILES_PATH_MAX];
    struct vr_keys sets[SETS]; /* by round; hop_count 0: none */
    enum stage stage;
    uint64_t not_before;
    unsigned failures; /* in a row */
    bool has_done;
    uint32_t done;           /* the last round whose keys are complete */
    uint8_t done_circle[32]; /* and its circle */
    char trouble[sizeof(struct vr_why)];
    struct vr_keys work;
    const struct vr_circle *circle; /* of work, though another may come meanwhile; of circles */
    size_t hop;                     /* whose answer is awaited */
    char *payload;
    size_t payload_len;
    char lines[VR_HOPS_MAX][VR_SIGNATURE_LINE_SIZE];
};

/* The newest set that holds the epoch, of the circle whose batches want it: those of the round
 * before, which may have other hops. */
const struct vr_keys *
hopdocs_keys(const struct hopdocs *hopdocs, uint32_t epoch)
{
    const struct vr_circle *circle =
        circles_at(hopdocs->parts.circles, epoch > 0 ? epoch - 1 : epoch);
    const struct vr_keys *found = NULL;

    for (size_t i = 0; i < SETS && circle != NULL; i++) {
        const struct vr_keys *set = &hopdocs->sets[i];

        if (set->hop_count > 0 && memcmp(set->circle, circle->id, sizeof set->circle) == 0 &&
            epoch >= set->round && epoch - set->round < VR_EPOCHS_AHEAD &&
            (found == NULL || set->round > found->round)) {
            found = set;
        }
    }

    return found;
}

const char *
hopdocs_trouble(const struct hopdocs *hopdocs)
{
    return hopdocs->trouble;
}

static enum vr_status
set_path(char path[static FILES_PATH_MAX], const struct hopdocs *hopdocs, uint64_t round)
{
    char name[32];

    snprintf(name, sizeof name, "%llu.keys", (unsigned long long) round);

    return files_path(path, hopdocs->folder, name);
}

/* After days without a start or keys there is more than one. */
static enum vr_status
remove_old(void *arg, uint64_t round)
{
    const struct hopdocs *hopdocs = arg;
    char path[FILES_PATH_MAX];

    if (round + SETS <= hopdocs->work.round && set_path(path, hopdocs, round) == VR_OK) {
        remove(path);
    }

    return VR_OK;
}

/* Keys that were collected are needed after a stop: dummies of a round want those of its time. */
static void
keep_set(struct hopdocs *hopdocs)
{
    char path[FILES_PATH_MAX];
    struct vr_why why = { 0 };
    char *payload = NULL;
    size_t len;

    hopdocs->sets[hopdocs->work.round % SETS] = hopdocs->work;
    if (vr_keys_payload(&payload, &len, &hopdocs->work) == VR_OK &&
        set_path(path, hopdocs, hopdocs->work.round) == VR_OK &&
        files_write(path, payload, len, 0600, &why) != VR_OK) {
        log_error("%s", why.text);
    }
    free(payload);
    if (files_numbered(hopdocs->folder, "keys", remove_old, hopdocs, &why) != VR_OK) {
        log_error("%s", why.text);
    }
}

static enum vr_status
load_set(void *arg, uint64_t round)
{
    struct hopdocs *hopdocs = arg;
    const struct vr_circle *circle = circles_at(hopdocs->parts.circles, (uint32_t) round);
    char path[FILES_PATH_MAX];
    struct vr_why why;
    struct vr_keys keys;
    char *payload = NULL;
    size_t len;

    if (circle != NULL && set_path(path, hopdocs, round) == VR_OK &&
        files_read(&payload, &len, path, VR_KEYS_MAX, &why) == VR_OK &&
        vr_keys_parse(&keys, payload, len, circle, &why) == VR_OK &&
        keys.round >= hopdocs->sets[round % SETS].round) {
        hopdocs->sets[round % SETS] = keys;
    }
    free(payload);

    return VR_OK;
}

static void
give_up(struct hopdocs *hopdocs, const char *what)
{
    struct vr_why why;

    hopdocs->failures++;
    if (hopdocs->failures == PATIENCE) {
        vr_refuse(&why, VR_STALE, "keys of round %u: hop %zu: %.180s", hopdocs->work.round,
                  hopdocs->hop + 1, what);
        log_warning("%s; trying again", why.text);
        strcpy(hopdocs->trouble, why.text);
    }
    free(hopdocs->payload);
    hopdocs->payload = NULL;
    hopdocs->stage = IDLE;
    hopdocs->not_before = clock_steady() + RETRY_SECONDS;
}

static size_t
own_place(const struct hopdocs *hopdocs, const struct vr_circle *circle)
{
    return (size_t) vr_circle_hop(circle, hopdocs->parts.identity_public);
}

static void ask_descriptor(struct hopdocs *hopdocs);
static void ask_signature(struct hopdocs *hopdocs);

static void
finish(struct hopdocs *hopdocs)
{
    keep_set(hopdocs);
    hopdocs->has_done = true;
    hopdocs->done = hopdocs->work.round;
    memcpy(hopdocs->done_circle, hopdocs->work.circle, sizeof hopdocs->done_circle);
    hopdocs->failures = 0;
    hopdocs->trouble[0] = '\0';
    hopdocs->stage = IDLE;
    free(hopdocs->payload);
    hopdocs->payload = NULL;
}

/* All lines are there: put the document together, check it as a client would, and publish it. */
static void
publish_keys_document(struct hopdocs *hopdocs)
{
    const struct vr_circle *circle = hopdocs->circle;
    size_t room = hopdocs->payload_len + 1 + sizeof hopdocs->lines;
    char *document = malloc(room);
    struct vr_why why = { 0 };
    enum vr_status status = document == NULL ? VR_MEMORY : VR_OK;
    struct vr_keys check;

    if (status == VR_OK) {
        memcpy(document, hopdocs->payload, hopdocs->payload_len);
        document[hopdocs->payload_len] = '\n';
        document[hopdocs->payload_len + 1] = '\0';
        for (size_t i = 0; i < circle->hop_count; i++) {
            strcat(document, hopdocs->lines[i]);
        }
        status = vr_keys_decode(&check, document, strlen(document), circle, &why);
    }
    if (status == VR_OK) {
        status = publish_keys(hopdocs->parts.publish, document, strlen(document), &why);
    }
    free(document);
    if (status != VR_OK) {
        give_up(hopdocs, why.text);
        return;
    }
    finish(hopdocs);
}

static void
on_signature(void *arg, long code, const char *answer, size_t len)
{
    struct hopdocs *hopdocs = arg;

    if (code != 200 || len == 0 || len >= VR_SIGNATURE_LINE_SIZE) {
        give_up(hopdocs, code == 409 ? "it has signed another keys document for this round"
                                     : "it does not sign the keys document");
        return;
    }
    memcpy(hopdocs->lines[hopdocs->hop], answer, len);
    hopdocs->lines[hopdocs->hop][len] = '\0';
    hopdocs->hop++;
    ask_signature(hopdocs);
}

static void
call(struct hopdocs *hopdocs, const char *path, const void *body, size_t len,
     void (*done)(void *arg, long code, const char *answer, size_t len))
{
    const struct peer_call peer_call = { .address = &hopdocs->parts.addresses[hopdocs->hop],
                                         .path = path,
                                         .body = body,
                                         .body_len = len,
                                         .answer_max = VR_KEYS_MAX,
                                         .timeout_seconds = CALL_SECONDS,
                                         .done = done,
                                         .arg = hopdocs };

    if (peers_call(hopdocs->parts.peers, &peer_call) != VR_OK) {
        give_up(hopdocs, "it cannot be called");
    }
}

static void
ask_signature(struct hopdocs *hopdocs)
{
    if (hopdocs->hop == hopdocs->work.hop_count) {
        publish_keys_document(hopdocs);
        return;
    }
    call(hopdocs, "/v1/keys", hopdocs->payload, hopdocs->payload_len, on_signature);
}

/* The keys of all hops behind are there. At the entry the document is made of them. */
static void
after_descriptors(struct hopdocs *hopdocs)
{
    if (own_place(hopdocs, hopdocs->circle) > 0) {
        finish(hopdocs);
        return;
    }
    if (vr_keys_payload(&hopdocs->payload, &hopdocs->payload_len, &hopdocs->work) != VR_OK ||
        vr_document_sign(hopdocs->lines[0], VR_LABEL_KEYS, hopdocs->payload, hopdocs->payload_len,
                         hopdocs->parts.identity) != VR_OK) {
        give_up(hopdocs, "no memory");
        return;
    }
    hopdocs->stage = SIGNING;
    hopdocs->hop = 1;
    ask_signature(hopdocs);
}

static void
on_descriptor(void *arg, long code, const char *answer, size_t len)
{
    struct hopdocs *hopdocs = arg;
    struct vr_why why = { 0 };
    struct vr_keys keys;

    if (code != 200) {
        give_up(hopdocs, "it gives no descriptor");
        return;
    }
    if (vr_descriptor_decode(&keys, answer, len, hopdocs->circle, hopdocs->hop, hopdocs->work.round,
                             &why) != VR_OK) {
        give_up(hopdocs, why.text);
        return;
    }
    memcpy(hopdocs->work.key[hopdocs->hop], keys.key[0], sizeof keys.key[0]);
    hopdocs->hop++;
    ask_descriptor(hopdocs);
}

static void
ask_descriptor(struct hopdocs *hopdocs)
{
    if (hopdocs->hop == hopdocs->work.hop_count) {
        after_descriptors(hopdocs);
        return;
    }
    call(hopdocs, "/v1/descriptor", NULL, 0, on_descriptor);
}

static void
start_collecting(struct hopdocs *hopdocs, const struct vr_circle *circle, uint32_t round)
{
    size_t place = own_place(hopdocs, circle);
    const uint8_t *public_key;
    const uint8_t *secret;

    hopdocs->circle = circle;
    memset(&hopdocs->work, 0, sizeof hopdocs->work);
    memcpy(hopdocs->work.circle, circle->id, sizeof hopdocs->work.circle);
    hopdocs->work.round = round;
    hopdocs->work.hop_count = circle->hop_count;
    for (size_t i = 0; i < circle->hop_count; i++) {
        memcpy(hopdocs->work.hop[i], circle->hops[i].id, sizeof hopdocs->work.hop[i]);
    }
    for (uint32_t i = 0; i < VR_EPOCHS_AHEAD; i++) {
        if (hopkeys_pair(hopdocs->parts.hopkeys, &secret, &public_key, round + i)) {
            memcpy(hopdocs->work.key[place][i], public_key, 32);
        }
    }
    hopdocs->stage = COLLECTING;
    hopdocs->hop = place + 1;
    ask_descriptor(hopdocs);
}

/* A circle that begins in the middle of a round wants keys of its own in it. */
static bool
is_done(const struct hopdocs *hopdocs, const struct vr_circle *circle, uint32_t round)
{
    return hopdocs->has_done && hopdocs->done >= round &&
           memcmp(hopdocs->done_circle, circle->id, sizeof circle->id) == 0;
}

void
hopdocs_second(struct hopdocs *hopdocs, uint32_t round)
{
    const struct vr_circle *circle = circles_at(hopdocs->parts.circles, round);
    uint64_t now = clock_steady();
    size_t place;

    if (circle == NULL) {
        return;
    }
    place = own_place(hopdocs, circle);
    if (place + 1 == circle->hop_count) {
        return; /* the store needs nobody's keys */
    }
    if (hopdocs->stage == IDLE && !is_done(hopdocs, circle, round) && now >= hopdocs->not_before) {
        start_collecting(hopdocs, circle, round);
    }
}

enum vr_status
hopdocs_open(struct hopdocs **out, const struct hopdocs_parts *parts, struct vr_why *why)
{
    struct hopdocs *hopdocs = calloc(1, sizeof *hopdocs);
    enum vr_status status;

    if (hopdocs == NULL) {
        return vr_refuse(why, VR_MEMORY, "no memory");
    }
    hopdocs->parts = *parts;
    status = files_path(hopdocs->folder, parts->state, "peerkeys");
    if (status == VR_OK) {
        status = files_folder(hopdocs->folder, why);
    }
    if (status == VR_OK) {
        status = files_numbered(hopdocs->folder, "keys", load_set, hopdocs, why);
    }
    if (status != VR_OK) {
        hopdocs_close(hopdocs);
        return status;
    }
    *out = hopdocs;

    return VR_OK;
}

void
hopdocs_close(struct hopdocs *hopdocs)
{
    if (hopdocs != NULL) {
        free(hopdocs->payload);
    }
    free(hopdocs);
}

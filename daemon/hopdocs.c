/* SPDX-License-Identifier: EUPL-1.2 */
#include "hopdocs_state.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "clock.h"
#include "log.h"

#define CALL_SECONDS  30U
#define RETRY_SECONDS 1U
#define PATIENCE      5U /* failures before one is said: clocks differ by a second or two */

const char *
hopdocs_trouble(const struct hopdocs *hopdocs)
{
    return hopdocs->trouble;
}

/* Each reason is said when it begins; the round is part of it. */
static void
give_up(struct hopdocs *hopdocs, const char *what)
{
    struct vr_why why;

    hopdocs->failures++;
    vr_refuse(&why, VR_STALE, "keys of round %u: %.200s", hopdocs->work.round, what);
    if (hopdocs->failures >= PATIENCE && strcmp(hopdocs->trouble, why.text) != 0) {
        log_warning("%s; trying again", why.text);
        strcpy(hopdocs->trouble, why.text);
    }
    free(hopdocs->payload);
    hopdocs->payload = NULL;
    hopdocs->is_busy = false;
    hopdocs->not_before = clock_steady() + RETRY_SECONDS;
}

/* For what the hop does whose answer is awaited. */
static void
blame(struct hopdocs *hopdocs, const char *what)
{
    char name[CIRCLES_NAME_MAX + 1];
    struct vr_why why;

    circles_hop_name(name, hopdocs->circle, hopdocs->hop);
    vr_refuse(&why, VR_STALE, "%s: %s", name, what);
    give_up(hopdocs, why.text);
}

/* An answer that is none, or has another code than 200. */
static void
blame_answer(struct hopdocs *hopdocs, long code, const char *what)
{
    char name[CIRCLES_NAME_MAX + 1];
    struct vr_why why;

    circles_hop_name(name, hopdocs->circle, hopdocs->hop);
    if (code == 0) {
        vr_refuse(&why, VR_STALE, "no answer: is it up, is [peer %s] right here?", name);
    } else if (code == PEERS_TOO_LONG) {
        vr_refuse(&why, VR_STALE, "it answers more than a hop does");
    } else {
        vr_refuse(&why, VR_STALE, "it answers %ld and %s: its log says why", code, what);
    }
    blame(hopdocs, why.text);
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
    hopdocs_keep(hopdocs);
    hopdocs->has_done = true;
    hopdocs->done = hopdocs->work.round;
    memcpy(hopdocs->done_circle, hopdocs->work.circle, sizeof hopdocs->done_circle);
    hopdocs->failures = 0;
    hopdocs->trouble[0] = '\0';
    hopdocs->is_busy = false;
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
        blame_answer(hopdocs, code,
                     code == 409 ? "does not sign these keys: circle, clock or keys differ, or it "
                                   "has signed another keys document for this round"
                                 : "does not sign the keys document");
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
        blame(hopdocs, "it cannot be called: is [peer NAME] right here?");
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
        blame_answer(hopdocs, code, "gives no descriptor");
        return;
    }
    if (vr_descriptor_decode(&keys, answer, len, hopdocs->circle, hopdocs->hop, hopdocs->work.round,
                             &why) != VR_OK) {
        blame(hopdocs, why.text);
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
    hopdocs->is_busy = true;
    hopdocs->hop = place + 1;
    ask_descriptor(hopdocs);
}

bool
hopdocs_signed(uint32_t *round, const struct hopdocs *hopdocs, const struct vr_circle *circle)
{
    *round = hopdocs->done;

    return hopdocs->has_done && memcmp(hopdocs->done_circle, circle->id, sizeof circle->id) == 0;
}

/* A circle that begins in the middle of a round wants keys of its own in it. */
static bool
is_done(const struct hopdocs *hopdocs, const struct vr_circle *circle, uint32_t round)
{
    uint32_t last;

    return hopdocs_signed(&last, hopdocs, circle) && last >= round;
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
    if (!hopdocs->is_busy && !is_done(hopdocs, circle, round) && now >= hopdocs->not_before) {
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
    status = hopdocs_load(hopdocs, why);
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

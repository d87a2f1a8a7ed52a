/* SPDX-License-Identifier: EUPL-1.2 */
#include "publish_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vrijuit/bytes.h>
#include <vrijuit/documents.h>

#include "boards.h"

static const char *const paths[PLACES] = {
    [CIRCLE] = "/v1/circle",         [CIRCLE_MINISIG] = "/v1/circle.minisig",
    [NEXT] = "/v1/circle.next",      [NEXT_MINISIG] = "/v1/circle.next.minisig",
    [DESCRIPTOR] = "/v1/descriptor", [KEYS] = "/v1/keys",
    [RECEIPTS] = "/v1/receipts",     [REPLIES] = "/v1/replies",
};

static const char *const types[PLACES] = {
    [CIRCLE] = "application/json",
    [CIRCLE_MINISIG] = "text/plain; charset=utf-8",
    [NEXT] = "application/json",
    [NEXT_MINISIG] = "text/plain; charset=utf-8",
    [DESCRIPTOR] = "text/plain; charset=utf-8",
    [KEYS] = "text/plain; charset=utf-8",
    [RECEIPTS] = "text/plain; charset=utf-8",
    [REPLIES] = "application/octet-stream",
};

enum vr_status
publish_put(struct publish *publish, enum place place, const void *body, size_t len,
            struct vr_why *why)
{
    struct document *document = document_new(types[place], body, len);

    if (document == NULL) {
        return vr_refuse(why, VR_MEMORY, "no memory to publish %s", paths[place]);
    }
    document_release(publish->documents[place]);
    publish->documents[place] = document;

    return VR_OK;
}

struct document *
publish_document(const struct publish *publish, const char *path)
{
    for (size_t i = 0; i < PLACES; i++) {
        if (strcmp(paths[i], path) == 0) {
            return publish->documents[i];
        }
    }

    return NULL;
}

static void
drop_oldest(struct publish *publish)
{
    size_t oldest = publish->lengths[0];

    memmove(publish->receipts, publish->receipts + oldest, publish->receipts_len - oldest);
    memmove(publish->lengths, publish->lengths + 1,
            (publish->rounds - 1) * sizeof publish->lengths[0]);
    publish->receipts_len -= oldest;
    publish->rounds--;
}

/* As many of the last rounds as everyone can fetch. */
static enum vr_status
append(struct publish *publish, const char *document, size_t len, struct vr_why *why)
{
    char *more;

    while (publish->rounds == RECEIPTS_ROUNDS ||
           (publish->rounds > 0 && len > PUBLISH_RECEIPTS_MAX - publish->receipts_len)) {
        drop_oldest(publish);
    }
    more = realloc(publish->receipts, publish->receipts_len + len);
    if (more == NULL) {
        return vr_refuse(why, VR_MEMORY, "no memory to publish receipts");
    }
    publish->receipts = more;
    memcpy(publish->receipts + publish->receipts_len, document, len);
    publish->receipts_len += len;
    publish->lengths[publish->rounds] = len;
    publish->rounds++;

    return VR_OK;
}

enum vr_status
publish_receipts(struct publish *publish, const char *document, size_t len, struct vr_why *why)
{
    enum vr_status status = append(publish, document, len, why);

    if (status != VR_OK) {
        return status;
    }

    return publish_put(publish, RECEIPTS, publish->receipts, publish->receipts_len, why);
}

static enum vr_status
load_receipts(struct publish *publish, struct store *store, struct vr_why *why)
{
    enum vr_status status;
    uint32_t last;
    uint32_t round;

    status = store_last_round(&last, store);
    if (status == VR_FOREIGN) {
        return publish_put(publish, RECEIPTS, "", 0, why);
    }
    if (status != VR_OK) {
        return vr_refuse(why, status, "store: the last round cannot be read");
    }
    round = last >= RECEIPTS_ROUNDS ? last - RECEIPTS_ROUNDS + 1 : 0;
    for (; round <= last; round++) {
        char *document = NULL;
        size_t len;

        status = store_receipts(&document, &len, store, round);
        if (status == VR_OK) {
            status = append(publish, document, len, why);
        } else if (status == VR_FOREIGN) {
            status = VR_OK; /* before the first round */
        }
        free(document);
        if (status != VR_OK) {
            return vr_refuse(why, status, "store: the receipts of round %u cannot be read", round);
        }
    }

    return publish_put(publish, RECEIPTS, publish->receipts, publish->receipts_len, why);
}

enum vr_status
publish_open(struct publish **out, struct store *store, struct vr_why *why)
{
    struct publish *publish = calloc(1, sizeof *publish);
    enum vr_status status;

    if (publish == NULL) {
        return vr_refuse(why, VR_MEMORY, "no memory");
    }
    status = load_receipts(publish, store, why);
    if (status != VR_OK) {
        publish_close(publish);
        return status;
    }
    *out = publish;

    return VR_OK;
}

void
publish_close(struct publish *publish)
{
    if (publish == NULL) {
        return;
    }
    for (size_t i = 0; i < PLACES; i++) {
        document_release(publish->documents[i]);
    }
    free(publish->receipts);
    free(publish);
}

/* Sign a payload and publish it as a line document. Takes the payload, also on failure. */
static enum vr_status
put_signed(struct publish *publish, enum place place, const char *label, char *payload, size_t len,
           const uint8_t identity[static 32], struct vr_why *why)
{
    char line[VR_SIGNATURE_LINE_SIZE];
    enum vr_status status = vr_document_sign(line, label, payload, len, identity);
    char *document = NULL;

    if (status == VR_OK) {
        document = malloc(len + 1 + sizeof line);
        status = document == NULL ? VR_MEMORY : VR_OK;
    }
    if (status == VR_OK) {
        memcpy(document, payload, len);
        document[len] = '\n';
        strcpy(document + len + 1, line);
        status = publish_put(publish, place, document, strlen(document), why);
    }
    free(document);
    free(payload);

    return status;
}

/* The keys of this hop for r..r+7, as its descriptor has them. */
static enum vr_status
collect_keys(struct vr_keys *keys, const struct vr_circle *circle, const struct hopkeys *hopkeys,
             const uint8_t identity[static 32], uint32_t round, struct vr_why *why)
{
    const uint8_t *public_key;
    const uint8_t *secret;
    uint8_t pk[32];
    int place;

    vr_sign_public(pk, identity);
    place = vr_circle_hop(circle, pk);
    if (place < 0) {
        return vr_refuse(why, VR_FOREIGN, "the circle does not name this hop");
    }
    memset(keys, 0, sizeof *keys);
    memcpy(keys->circle, circle->id, sizeof keys->circle);
    memcpy(keys->hop[0], circle->hops[place].id, sizeof keys->hop[0]);
    keys->round = round;
    keys->hop_count = 1;
    for (uint32_t i = 0; i < VR_EPOCHS_AHEAD; i++) {
        if (!hopkeys_pair(hopkeys, &secret, &public_key, round + i)) {
            return vr_refuse(why, VR_FOREIGN, "no key for epoch %u", round + i);
        }
        memcpy(keys->key[0][i], public_key, 32);
    }

    return VR_OK;
}

static enum vr_status
put_circle(struct publish *publish, enum place json_place, enum place minisig_place,
           const struct circles *circles, const struct vr_circle *circle, struct vr_why *why)
{
    const char *json;
    const char *minisig;
    size_t json_len;
    size_t minisig_len;
    enum vr_status status;

    circles_files(circles, circle, &json, &json_len, &minisig, &minisig_len);
    status = publish_put(publish, json_place, json, json_len, why);

    return status == VR_OK ? publish_put(publish, minisig_place, minisig, minisig_len, why)
                           : status;
}

enum vr_status
publish_circle(struct publish *publish, const struct circles *circles,
               const struct vr_circle *circle, struct vr_why *why)
{
    enum vr_status status = put_circle(publish, CIRCLE, CIRCLE_MINISIG, circles, circle, why);

    return status == VR_OK
               ? put_circle(publish, NEXT, NEXT_MINISIG, circles, circles_newest(circles), why)
               : status;
}

enum vr_status
publish_replies(struct publish *publish, const struct circles *circles,
                const struct vr_circle *circle, const char *state, struct vr_why *why)
{
    uint8_t *bytes = NULL;
    enum vr_status status;
    size_t len;

    status = boards_document(&bytes, &len, state, circles, circle, why);
    if (status == VR_OK) {
        status = publish_put(publish, REPLIES, bytes, len, why);
    }
    free(bytes);

    return status;
}

enum vr_status
publish_round(struct publish *publish, const struct circles *circles, const struct hopkeys *hopkeys,
              const uint8_t identity[static 32], uint32_t round, struct vr_why *why)
{
    const struct vr_circle *circle = circles_at(circles, round);
    struct vr_keys keys;
    enum vr_status status;
    char *payload = NULL;
    size_t len = 0;

    if (circle == NULL || circles_place(circles, round) < 0) {
        return publish_circle(publish, circles, circle != NULL ? circle : circles_newest(circles),
                              why);
    }
    status = collect_keys(&keys, circle, hopkeys, identity, round, why);
    if (status == VR_OK) {
        status = vr_descriptor_payload(&payload, &len, &keys);
    }
    if (status == VR_OK) {
        status = put_signed(publish, DESCRIPTOR, VR_LABEL_DESCRIPTOR, payload, len, identity, why);
    }
    if (status == VR_OK && circle->hop_count == 1) {
        status = vr_keys_payload(&payload, &len, &keys);
        if (status == VR_OK) {
            status = put_signed(publish, KEYS, VR_LABEL_KEYS, payload, len, identity, why);
        }
    }
    if (status == VR_OK) {
        status = publish_circle(publish, circles, circle, why);
    }

    return status;
}

enum vr_status
publish_keys(struct publish *publish, const char *document, size_t len, struct vr_why *why)
{
    return publish_put(publish, KEYS, document, len, why);
}

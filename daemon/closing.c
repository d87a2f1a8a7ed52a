/* SPDX-License-Identifier: EUPL-1.2 */
#include "closing.h"

#include <stdlib.h>
#include <string.h>

#include "policy.h"
#include "recording.h"
#include "tags.h"

struct moving {
    struct closing *closing;
    struct pool *pool;
    struct pool_entry *entry;
};

/* Read a slot back. One that cannot be read must not stop the others, but is not given up at the
 * first failure. *is_there is false when it was given up. */
static enum vr_status
read_item(bool *is_there, struct moving *moving, const struct batch_item *item)
{
    struct closing *closing = moving->closing;
    enum vr_status status = pool_read(moving->entry, moving->pool, item->slot, closing->batch->key);

    *is_there = status == VR_OK;
    if (status == VR_OK) {
        return VR_OK;
    }
    closing->unreadable++;

    return closing->attempt + 1 < CLOSING_ATTEMPTS
               ? vr_refuse(&closing->why, status, "pool: a packet cannot be read back")
               : VR_OK;
}

/* In an order of their own: the file keeps that in which they are put, and that of the records
 * would say which tag is whose. */
static enum vr_status
put_tags(const struct batch *batch, struct store *store, struct vr_why *why)
{
    uint8_t(*tags)[VR_TAG_SIZE] = calloc(batch->count + 1, sizeof tags[0]);
    enum vr_status status = VR_OK;

    if (tags == NULL) {
        return VR_MEMORY;
    }
    for (size_t i = 0; i < batch->count; i++) {
        memcpy(tags[i], batch->items[i].tag, sizeof tags[i]);
    }
    policy_sort(tags, batch->count, sizeof tags[0], tags_compare);
    for (size_t i = 0; i < batch->count && status == VR_OK; i++) {
        status = store_put_tag(store, batch->number, tags[i], why);
    }
    free(tags);

    return status;
}

/* At the store: every delivered record, in order of locators, and every tag. */
static enum vr_status
fill_store(void *arg, struct recording *recording, struct store *store, struct vr_why *why)
{
    struct moving *moving = arg;
    const struct batch *batch = moving->closing->batch;
    enum vr_status status = VR_OK;

    for (size_t i = 0; i < batch->count && status == VR_OK; i++) {
        bool is_there = false;

        if (batch->items[i].kind == POOL_DELIVER) {
            status = read_item(&is_there, moving, &batch->items[i]);
        }
        if (status == VR_OK && is_there) {
            status = recording_put(recording, store, vr_onion_delivery(moving->entry->packet), why);
        }
    }

    return status == VR_OK ? put_tags(batch, store, why) : status;
}

static enum vr_status
close_to_store(struct moving *moving, struct store *store)
{
    struct closing *closing = moving->closing;
    struct recording recording = { .room = closing->batch->count,
                                   .retention = closing->retention,
                                   .identity = closing->at.identity,
                                   .fill = fill_store,
                                   .arg = moving };
    enum vr_status status;

    recording.receipts.round = closing->batch->number;
    recording.receipts.thin = closing->batch->count < closing->thin_below;
    memcpy(recording.receipts.circle, closing->at.circle->id, sizeof recording.receipts.circle);
    status = recording_run(&recording, store, &closing->why);
    closing->receipts = recording.document;
    closing->receipts_len = recording.document_len;
    closing->records = recording.records;

    return status;
}

/* At the entry of a longer cascade: every packet that goes on, and every tag. */
static enum vr_status
gather(struct outgoing *outgoing, struct moving *moving)
{
    const struct batch *batch = moving->closing->batch;
    enum vr_status status = VR_OK;

    for (size_t i = 0; i < batch->count && status == VR_OK; i++) {
        bool is_there = false;
        uint8_t *packet = NULL;

        if (batch->items[i].kind == POOL_FORWARD && !moving->closing->given_up) {
            status = read_item(&is_there, moving, &batch->items[i]);
        }
        if (status == VR_OK && is_there) {
            status = outgoing_packet(&packet, outgoing);
        }
        if (status == VR_OK && is_there) {
            memcpy(packet, moving->entry->packet, VR_PACKET_SIZE);
        }
        if (status == VR_OK) {
            status = outgoing_tag(outgoing, batch->items[i].tag);
        }
    }

    return status;
}

/* Nothing but the tags: what a round leaves behind when the next hop has taken it. */
static enum vr_status
close_to_nothing(const struct outgoing *outgoing, struct outbox *outbox, struct vr_why *why)
{
    const struct outbox_state none = { 0 };
    enum vr_status status = outbox_begin(outbox, why);

    policy_sort(outgoing->tags, outgoing->tag_count, sizeof outgoing->tags[0], tags_compare);
    for (size_t i = 0; i < outgoing->tag_count && status == VR_OK; i++) {
        status = outbox_put_tag(outbox, outgoing->tags[i], why);
    }
    if (status == VR_OK) {
        status = outbox_commit(outbox, &none, NULL, 0, why);
    }
    if (status != VR_OK) {
        outbox_abort(outbox);
    }

    return status;
}

static enum vr_status
close_to_outbox(struct moving *moving)
{
    struct closing *closing = moving->closing;
    struct outbox *outbox = NULL;
    struct outgoing outgoing;
    enum vr_status status;

    outgoing_init(&outgoing, &closing->at);
    outgoing.thin = closing->batch->count < closing->thin_below;
    status = gather(&outgoing, moving);
    if (status == VR_OK) {
        status = outbox_open(&outbox, closing->outboxes, closing->batch->number,
                             closing->batch->key, &closing->why);
    }
    if (status == VR_OK) {
        status = closing->given_up ? close_to_nothing(&outgoing, outbox, &closing->why)
                                   : outgoing_commit(&outgoing, outbox, NULL, 0, &closing->why);
    }
    closing->records = outgoing.count;
    outbox_close(outbox);
    outgoing_wipe(&outgoing);

    return status;
}

enum vr_status
closing_run(struct closing *closing, struct pool *pool, struct store *store)
{
    struct moving moving = { closing, pool, malloc(sizeof *moving.entry) };
    bool is_store = closing->at.place + 1 == closing->at.circle->hop_count;
    enum vr_status status;

    if (moving.entry == NULL) {
        return vr_refuse(&closing->why, VR_MEMORY, "no memory to close a round");
    }
    batch_sort(closing->batch);
    status = is_store ? close_to_store(&moving, store) : close_to_outbox(&moving);
    free(moving.entry);
    if (status != VR_OK) {
        return status;
    }
    status = batch_wipe(closing->batch, pool, &closing->why);
    if (status == VR_OK && is_store) {
        status = batch_destroy_key(closing->batch, &closing->why);
    }
    if (status == VR_OK) {
        status = store_forget(store, closing->batch->number, closing->retention, &closing->why);
    }
    closing->is_clean = status == VR_OK;

    return VR_OK;
}

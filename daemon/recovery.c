/* SPDX-License-Identifier: EUPL-1.2 */
/* What intake_open does: read the pool back after a stop or a crash. */
#include <stdlib.h>
#include <string.h>

#include "intake_state.h"
#include "log.h"
#include "outbox.h"
#include "policy.h"

struct recovery {
    struct intake *intake;
    struct vr_why *why;
};

/* One key file of the pool: a batch that was open when the daemon stopped. */
static enum vr_status
reopen_batch(void *arg, uint64_t number)
{
    struct recovery *recovery = arg;
    struct intake *intake = recovery->intake;
    enum vr_status status;

    if (number > UINT32_MAX || intake->batch_count == INTAKE_REOPENED) {
        return vr_refuse(recovery->why, VR_FULL, "%s: more keys of rounds than can be open at once",
                         intake->folder);
    }
    status = batch_open(&intake->batches[intake->batch_count], intake->folder, (uint32_t) number,
                        recovery->why);
    if (status == VR_OK) {
        intake->batch_count++;
    }

    return status;
}

static void
go_on_after(struct intake *intake, uint32_t last)
{
    if (!intake->has_next || intake->next <= last) {
        intake->next = last + 1;
        intake->has_next = true;
    }
}

/* The round to close next: after the last closed one, else the first that was ever open. */
static enum vr_status
find_next(struct intake *intake, struct vr_why *why)
{
    uint32_t last;
    enum vr_status status = store_last_round(&last, intake->parts.store);

    if (status == VR_OK) {
        go_on_after(intake, last);
    } else if (status != VR_FOREIGN) {
        return vr_refuse(why, status, "store: the last round cannot be read");
    }
    if (outbox_last(&last, intake->parts.outboxes) == VR_OK) {
        go_on_after(intake, last);
    }
    if (intake->has_next) {
        return VR_OK;
    }
    for (size_t i = 0; i < intake->batch_count; i++) {
        if (!intake->has_next || intake->batches[i]->number < intake->next) {
            intake->next = intake->batches[i]->number;
            intake->has_next = true;
        }
    }

    return VR_OK;
}

/* A packet that was found. One whose tag is there already is a second copy of a write that failed
 * and was sent again: it must not count twice. */
static enum vr_status
take_back(struct intake *intake, struct batch *batch, const struct pool_entry *entry, uint32_t slot)
{
    enum vr_status status;

    if (batch->number >= intake->next) {
        status = tags_add(intake->tags, entry->tag);
        if (status != VR_OK) {
            return status == VR_CONFLICT ? pool_wipe(intake->parts.pool, slot) : status;
        }
    }

    return batch_add(batch, entry, slot);
}

static enum vr_status
scan_slot(struct intake *intake, struct pool_entry *entry, uint32_t slot)
{
    for (size_t i = 0; i < intake->batch_count; i++) {
        struct batch *batch = intake->batches[i];
        enum vr_status status = pool_read(entry, intake->parts.pool, slot, batch->key);

        if (status == VR_OK) {
            policy_recall_tag(entry->tag);
            return take_back(intake, batch, entry, slot);
        }
        if (status != VR_UNVERIFIED) {
            return status;
        }
    }
    intake->free[intake->free_count] = slot;
    intake->free_count++;

    return VR_OK;
}

static enum vr_status
scan_pool(struct intake *intake, struct vr_why *why)
{
    uint32_t slots = pool_slots(intake->parts.pool);
    struct pool_entry *entry = malloc(sizeof *entry);
    enum vr_status status = entry == NULL ? VR_MEMORY : VR_OK;

    for (uint32_t slot = 0; slot < slots && status == VR_OK; slot++) {
        status = scan_slot(intake, entry, slot);
    }
    free(entry);
    if (status == VR_OK) {
        status = pool_sync(intake->parts.pool);
    }

    return status == VR_OK ? VR_OK : vr_refuse(why, status, "pool: %s", vr_status_text(status));
}

/* A crash came between the transaction of a round and the end of its slots: finish it. */
static enum vr_status
destroy_ended(struct intake *intake, struct vr_why *why)
{
    size_t i = 0;

    while (i < intake->batch_count) {
        struct batch *batch = intake->batches[i];
        enum vr_status status;

        if (batch->number >= intake->next) {
            i++;
            continue;
        }
        status = batch_wipe(batch, intake->parts.pool, why);
        if (status == VR_OK && intake->parts.depart == NULL) {
            status = batch_destroy_key(batch, why);
        }
        if (status != VR_OK) {
            return status;
        }
        for (size_t j = 0; j < batch->count; j++) {
            intake->free[intake->free_count] = batch->items[j].slot;
            intake->free_count++;
        }
        if (intake->parts.depart != NULL) {
            intake->parts.depart(intake->parts.arg, batch);
        } else {
            batch_free(batch);
        }
        intake->batch_count--;
        intake->batches[i] = intake->batches[intake->batch_count];
    }

    return VR_OK;
}

static enum vr_status
recover(struct intake *intake, struct vr_why *why)
{
    struct recovery recovery = { intake, why };
    enum vr_status status;

    status = files_path(intake->folder, intake->parts.state, "rounds");
    if (status == VR_OK) {
        status = files_folder(intake->folder, why);
    }
    if (status == VR_OK) {
        status = files_numbered(intake->folder, "key", reopen_batch, &recovery, why);
    }
    if (status == VR_OK) {
        status = find_next(intake, why);
    }
    if (status == VR_OK && intake->parts.depart != NULL) {
        status = ended_load(&intake->ended, intake->parts.outboxes, intake->next,
                            pool_slots(intake->parts.pool), why);
    }
    if (status == VR_OK) {
        status = scan_pool(intake, why);
    }
    if (status == VR_OK) {
        status = destroy_ended(intake, why);
    }

    return status;
}

enum vr_status
intake_open(struct intake **out, const struct intake_parts *parts, struct vr_why *why)
{
    struct intake *intake = calloc(1, sizeof *intake);
    uint32_t slots = pool_slots(parts->pool);
    enum vr_status status = VR_MEMORY;

    if (intake == NULL) {
        return vr_refuse(why, VR_MEMORY, "no memory");
    }
    intake->parts = *parts;
    intake->free = calloc(slots, sizeof intake->free[0]);
    if (intake->free != NULL) {
        status = tags_new(&intake->tags, slots);
    }
    if (status == VR_OK) {
        status = recover(intake, why);
    } else {
        vr_refuse(why, status, "no memory for %u slots", slots);
    }
    if (status != VR_OK) {
        intake_free(intake);
        return status;
    }
    *out = intake;

    return VR_OK;
}

void
intake_free(struct intake *intake)
{
    if (intake == NULL) {
        return;
    }
    for (size_t i = 0; i < intake->batch_count; i++) {
        batch_free(intake->batches[i]);
    }
    tags_free(intake->tags);
    ended_wipe(&intake->ended);
    free(intake->free);
    free(intake);
}

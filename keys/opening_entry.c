/* SPDX-License-Identifier: EUPL-1.2 */
#include "opening.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/secret.h>

/* Runs on any thread; it touches this one entry only. */
static void
try_entry(void *context, size_t i)
{
    const struct opening *opening = context;
    struct opened_entry *opened = &opening->opened_entries[i];
    const uint8_t *entry = opening->entries[i];

    opened->status = VR_FOREIGN;
    for (size_t k = 0; k < opening->keyring->count && opened->status == VR_FOREIGN; k++) {
        opened->key = &opening->keyring->keys[k];
        opened->status = vr_record_open(opened->content, &opened->len, &opened->key->pair,
                                        entry + VR_LOCATOR_SIZE, entry);
    }
}

enum vr_status
opening_entries_begin(struct opening *opening)
{
    void *memory = NULL;
    enum vr_status status;

    opening->entries = reallocarray(NULL, OPENING_BLOCK, sizeof opening->entries[0]);
    if (opening->entries == NULL) {
        return tool_refuse(VR_MEMORY, opening->path, "%s", strerror(ENOMEM));
    }
    status =
        tool_secret_new(opening->tool, &memory, OPENING_BLOCK * sizeof opening->opened_entries[0]);
    opening->opened_entries = memory;

    return status == VR_OK ? crew_new(&opening->crew, try_entry, opening) : status;
}

void
opening_entries_end(struct opening *opening)
{
    crew_free(opening->crew);
    vr_secret_free(opening->opened_entries);
    free(opening->entries);
}

void
opening_entry_seen(struct opening *opening, size_t i)
{
    struct opened_entry *opened = &opening->opened_entries[i];

    opened->round_known = vr_batch_audit_round(&opened->round, opening->audit);
}

static enum vr_status
add_round(struct rounds *rounds, const struct opened_entry *opened)
{
    if (rounds->count == rounds->size) {
        size_t size = rounds->size * 2 + 16;
        void *grown = reallocarray(rounds->list, size, sizeof rounds->list[0]);

        if (grown == NULL) {
            return VR_MEMORY;
        }
        rounds->list = grown;
        rounds->size = size;
    }
    rounds->list[rounds->count++] = opened->round_known ? opened->round : NO_ROUND;

    return VR_OK;
}

static enum vr_status
keep_report(struct opening *opening, const struct opened_entry *opened,
            const struct vr_content *content)
{
    const struct keyring_key *key = opened->key;
    struct dossier_report report = { .suite = key->pair.suite,
                                     .round_known = opened->round_known,
                                     .round = opened->round };
    size_t council_len = strnlen(key->council, VR_ID_MAX);
    char *json = NULL;
    size_t len = 0;
    enum vr_status status;

    memcpy(report.council, key->council, council_len);
    status = dossier_report_encode(&json, &len, &report, opened->content, opened->len);
    if (status != VR_OK) {
        return status;
    }
    status = dossier_writer_put(opening->writer, json, len);
    sodium_memzero(json, len);
    free(json);
    if (status != VR_OK) {
        return status;
    }
    opening->opened++;

    return opening_note(opening, content);
}

static enum vr_status
take_content(struct opening *opening, const struct opened_entry *opened)
{
    struct vr_content content;
    struct vr_why why;
    enum vr_status status;

    status =
        vr_content_decode(&content, opened->key->pair.suite, opened->content, opened->len, &why);
    if (status == VR_MEMORY) {
        return status;
    }
    if (status != VR_OK) {
        return add_round(&opening->unreadable, opened);
    }
    if (content.kind == VR_COVER) {
        opening->cover++;
    } else if (id_set_has(&opening->ids, content.id)) {
        opening->twice++;
    } else {
        status = keep_report(opening, opened, &content);
    }
    vr_content_wipe(&content);

    return status;
}

static enum vr_status
take_entry(struct opening *opening, const struct opened_entry *opened)
{
    if (opened->status == VR_OK) {
        return take_content(opening, opened);
    }
    if (opened->status == VR_UNVERIFIED) {
        return add_round(&opening->damaged, opened);
    }
    if (opened->status == VR_FOREIGN) {
        opening->foreign++;
        return VR_OK;
    }

    return opened->status;
}

enum vr_status
opening_entries_take(struct opening *opening, size_t count)
{
    enum vr_status status = VR_OK;

    crew_run(opening->crew, count);
    for (size_t i = 0; i < count && status == VR_OK; i++) {
        status = take_entry(opening, &opening->opened_entries[i]);
    }
    sodium_memzero(opening->opened_entries, count * sizeof opening->opened_entries[0]);

    return status;
}

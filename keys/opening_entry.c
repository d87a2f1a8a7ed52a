/* SPDX-License-Identifier: EUPL-1.2 */
#include "opening.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

static enum vr_status
add_round(struct rounds *rounds, const struct opening *opening)
{
    uint32_t round = 0;

    if (rounds->count == rounds->size) {
        size_t size = rounds->size * 2 + 16;
        void *grown = reallocarray(rounds->list, size, sizeof rounds->list[0]);

        if (grown == NULL) {
            return VR_MEMORY;
        }
        rounds->list = grown;
        rounds->size = size;
    }
    rounds->list[rounds->count++] = vr_batch_audit_round(&round, opening->audit) ? round : NO_ROUND;

    return VR_OK;
}

static enum vr_status
keep_report(struct opening *opening, const struct keyring_key *key,
            const struct vr_content *content, size_t content_len)
{
    struct dossier_report report = { .suite = key->pair.suite };
    size_t council_len = strnlen(key->council, VR_ID_MAX);
    char *json = NULL;
    size_t len = 0;
    enum vr_status status;

    memcpy(report.council, key->council, council_len);
    report.round_known = vr_batch_audit_round(&report.round, opening->audit);
    status = dossier_report_encode(&json, &len, &report, opening->content, content_len);
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
take_content(struct opening *opening, const struct keyring_key *key, size_t len)
{
    struct vr_content content;
    struct vr_why why;
    enum vr_status status;

    status = vr_content_decode(&content, key->pair.suite, opening->content, len, &why);
    if (status == VR_MEMORY) {
        return status;
    }
    if (status != VR_OK) {
        return add_round(&opening->unreadable, opening);
    }
    if (content.kind == VR_COVER) {
        opening->cover++;
    } else if (opening_knows(opening, content.id)) {
        opening->twice++;
    } else {
        status = keep_report(opening, key, &content, len);
    }
    vr_content_wipe(&content);

    return status;
}

enum vr_status
opening_entry(struct opening *opening, const uint8_t entry[static VR_BATCH_ENTRY])
{
    const uint8_t *record = entry + VR_LOCATOR_SIZE;

    for (size_t i = 0; i < opening->keyring->count; i++) {
        const struct keyring_key *key = &opening->keyring->keys[i];
        size_t len = 0;
        enum vr_status status = vr_record_open(opening->content, &len, &key->pair, record, entry);

        if (status == VR_FOREIGN) {
            continue;
        }
        if (status == VR_UNVERIFIED) {
            return add_round(&opening->damaged, opening);
        }
        if (status == VR_OK) {
            status = take_content(opening, key, len);
            sodium_memzero(opening->content, VR_RECORD_PLAIN_MAX);
        }
        return status;
    }
    opening->foreign++;

    return VR_OK;
}

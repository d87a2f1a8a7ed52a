/* SPDX-License-Identifier: EUPL-1.2 */
#include "recording.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

/* `previous` of the receipts: the hash of the last payload, zeros for the first. */
static enum vr_status
load_previous(uint8_t previous[static 32], struct store *store, struct vr_why *why)
{
    char *document = NULL;
    const char *end;
    uint32_t round;
    size_t len = 0;
    enum vr_status status = store_last_round(&round, store);

    memset(previous, 0, 32);
    if (status == VR_FOREIGN) {
        return VR_OK;
    }
    if (status == VR_OK) {
        status = store_receipts(&document, &len, store, round);
    }
    if (status != VR_OK) {
        return vr_refuse(why, status, "store: the last receipts cannot be read");
    }
    end = memchr(document, '\n', len);
    if (end == NULL) {
        status = vr_refuse(why, VR_MALFORMED, "store: the last receipts are damaged");
    } else {
        crypto_generichash(previous, 32, (const uint8_t *) document, (size_t) (end - document),
                           NULL, 0);
    }
    free(document);

    return status;
}

/* Payload and signature line, as they are published. */
static enum vr_status
sign_receipts(struct recording *recording)
{
    char line[VR_SIGNATURE_LINE_SIZE];
    enum vr_status status;
    char *payload = NULL;
    size_t payload_len;
    size_t line_len;

    status = vr_receipts_payload(&payload, &payload_len, &recording->receipts);
    if (status != VR_OK) {
        return status;
    }
    status = vr_document_sign(line, VR_LABEL_RECEIPTS, payload, payload_len, recording->identity);
    if (status != VR_OK) {
        goto out;
    }
    line_len = strlen(line);
    recording->document = malloc(payload_len + 1 + line_len);
    if (recording->document == NULL) {
        status = VR_MEMORY;
        goto out;
    }
    memcpy(recording->document, payload, payload_len);
    recording->document[payload_len] = '\n';
    memcpy(recording->document + payload_len + 1, line, line_len);
    recording->document_len = payload_len + 1 + line_len;
out:
    free(payload);

    return status;
}

enum vr_status
recording_put(struct recording *recording, struct store *store,
              const uint8_t entry[static VR_BATCH_ENTRY], struct vr_why *why)
{
    struct vr_receipts *receipts = &recording->receipts;
    enum vr_status status = store_put_record(store, (uint32_t) receipts->locator_count, entry, why);

    if (status == VR_OK) {
        memcpy(receipts->locators[receipts->locator_count], entry, VR_LOCATOR_SIZE);
        receipts->locator_count++;
    }

    return status;
}

static enum vr_status
commit(struct recording *recording, struct store *store, struct vr_why *why)
{
    enum vr_status status = load_previous(recording->receipts.previous, store, why);

    if (status == VR_OK) {
        status = store_begin(store, recording->receipts.round, why);
    }
    if (status == VR_OK) {
        status = recording->fill(recording->arg, recording, store, why);
    }
    if (status == VR_OK) {
        status = sign_receipts(recording);
    }
    if (status == VR_OK && recording->answer != NULL) {
        status = store_put_answer(store, recording->answer, recording->answer_len, why);
    }
    if (status == VR_OK) {
        status = store_commit(store, recording->document, recording->document_len,
                              recording->retention, why);
    }
    if (status != VR_OK) {
        store_abort(store);
        free(recording->document);
        recording->document = NULL;
    }

    return status;
}

enum vr_status
recording_run(struct recording *recording, struct store *store, struct vr_why *why)
{
    struct vr_receipts *receipts = &recording->receipts;
    enum vr_status status;

    receipts->locator_count = 0;
    receipts->locators = calloc(recording->room + 1, sizeof receipts->locators[0]);
    if (receipts->locators == NULL) {
        return vr_refuse(why, VR_MEMORY, "no memory for the receipts of round %u", receipts->round);
    }
    status = commit(recording, store, why);
    recording->records = receipts->locator_count;
    free(receipts->locators);
    receipts->locators = NULL;

    return status;
}

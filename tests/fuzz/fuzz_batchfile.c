/* SPDX-License-Identifier: EUPL-1.2 */
/* A header, then rows of u16 length and payload (signed here) until a length of 0, then the first
 * 16 bytes of entries. The laws: a header that is read is written back the same; every locator of
 * the receipts is either among the entries or missing, and every entry is due or surplus. */
#include <vrijuit/batchfile.h>

#include <stdlib.h>
#include <string.h>

#include <vrijuit/bytes.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t seed[32] = { 1 };
static struct vr_circle circle;
static const struct vr_circle *const circles[1] = { &circle };

static enum vr_status
add_receipts(struct vr_batch_audit *audit, const uint8_t *payload, size_t len)
{
    char line[VR_SIGNATURE_LINE_SIZE];
    char *document = malloc(len + 1 + sizeof line);
    enum vr_status status;

    if (document == NULL ||
        vr_document_sign(line, VR_LABEL_RECEIPTS, payload, len, seed) != VR_OK) {
        abort();
    }
    memcpy(document, payload, len);
    document[len] = '\n';
    memcpy(document + len + 1, line, sizeof line);
    status = vr_batch_audit_receipts(audit, document, len + sizeof line, NULL);
    free(document);

    return status;
}

/* The index behind the rows, or size. */
static size_t
add_rows(struct vr_batch_audit *audit, const uint8_t *data, size_t size)
{
    size_t at = VR_BATCH_HEADER;

    while (at + 2 <= size) {
        size_t len = vr_load16(data + at);

        at += 2;
        if (len == 0) {
            return at;
        }
        if (len > size - at || add_receipts(audit, data + at, len) != VR_OK) {
            return size;
        }
        at += len;
    }

    return size;
}

static void
add_entries(struct vr_batch_audit *audit, const uint8_t *data, size_t size)
{
    static uint8_t entry[VR_BATCH_ENTRY];
    struct vr_batch_findings findings;
    size_t count = 0;

    for (size_t at = 0; at + VR_LOCATOR_SIZE <= size; at += VR_LOCATOR_SIZE) {
        memcpy(entry, data + at, VR_LOCATOR_SIZE);
        if (vr_batch_audit_entry(audit, entry, NULL) != VR_OK) {
            return;
        }
        count++;
    }
    if (vr_batch_audit_end(audit, &findings, NULL) != VR_OK || findings.surplus_count > count) {
        abort();
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vr_batch_audit *audit = NULL;
    struct vr_batch_header header;
    uint8_t written[VR_BATCH_HEADER];
    size_t at;

    if (sodium_init() < 0) {
        abort();
    }
    if (size < VR_BATCH_HEADER || vr_batch_header_decode(&header, data, NULL) != VR_OK) {
        return 0;
    }
    vr_batch_header_encode(written, &header);
    if (memcmp(written, data, sizeof written) != 0) {
        abort();
    }
    circle.hop_count = 1;
    vr_sign_public(circle.hops[0].identity, seed);
    if (vr_batch_audit_new(&audit, &header, circles, 1, NULL, NULL) != VR_OK) {
        return 0;
    }
    at = add_rows(audit, data, size);
    if (vr_batch_audit_receipts_end(audit, NULL) == VR_OK) {
        add_entries(audit, data + at, size - at);
    }
    vr_batch_audit_free(audit);

    return 0;
}

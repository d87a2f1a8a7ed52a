/* SPDX-License-Identifier: EUPL-1.2 */
/* The first byte says what the rest is the payload of: a descriptor (d), keys (k) or receipts (r);
 * else the rest is a whole document. Payloads are signed here, so that what stands behind the check
 * of the signature is reached. The law: what is read, written, signed and read again is the same.
 */
#include <vrijuit/documents.h>

#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <vrijuit/bytes.h>

#define HOPS 2U

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t seeds[HOPS][32] = { { 1 }, { 2 } };
static struct vr_circle circle;

static void
make_circle(void)
{
    if (sodium_init() < 0) {
        abort();
    }
    circle.hop_count = HOPS;
    circle.batch = 1;
    for (size_t i = 0; i < HOPS; i++) {
        vr_sign_public(circle.hops[i].identity, seeds[i]);
        vr_hop_id(circle.hops[i].id, circle.hops[i].identity);
    }
}

/* payload with the signature lines of hops first to last. */
static char *
sign(size_t *len, const char *label, const char *payload, size_t payload_len, size_t first,
     size_t last)
{
    char *document = malloc(payload_len + 2 + HOPS * VR_SIGNATURE_LINE_SIZE);

    if (document == NULL) {
        abort();
    }
    memcpy(document, payload, payload_len);
    document[payload_len] = '\n';
    *len = payload_len + 1;
    for (size_t i = first; i <= last; i++) {
        char line[VR_SIGNATURE_LINE_SIZE];

        if (vr_document_sign(line, label, payload, payload_len, seeds[i]) != VR_OK) {
            abort();
        }
        memcpy(document + *len, line, sizeof line - 1);
        *len += sizeof line - 1;
    }

    return document;
}

static enum vr_status
read_keys(struct vr_keys *keys, bool is_descriptor, const char *payload, size_t payload_len)
{
    size_t len;
    char *document = sign(&len, is_descriptor ? VR_LABEL_DESCRIPTOR : VR_LABEL_KEYS, payload,
                          payload_len, 0, is_descriptor ? 0 : HOPS - 1);
    enum vr_status status;

    status = is_descriptor ? vr_descriptor_decode(keys, document, len, &circle, 0, 40, NULL)
                           : vr_keys_decode(keys, document, len, &circle, NULL);
    free(document);

    return status;
}

static void
try_keys(bool is_descriptor, const char *payload, size_t len)
{
    struct vr_keys keys, again;
    char *written = NULL;
    size_t written_len;
    enum vr_status status;

    if (read_keys(&keys, is_descriptor, payload, len) != VR_OK) {
        return;
    }
    status = is_descriptor ? vr_descriptor_payload(&written, &written_len, &keys)
                           : vr_keys_payload(&written, &written_len, &keys);
    if (status != VR_OK || read_keys(&again, is_descriptor, written, written_len) != VR_OK ||
        memcmp(&keys, &again, sizeof keys) != 0) {
        abort();
    }
    free(written);
}

static enum vr_status
read_receipts(struct vr_receipts *receipts, const char *payload, size_t payload_len)
{
    const struct vr_circle *circles[1] = { &circle };
    size_t store = circle.hop_count - 1;
    size_t len;
    char *document = sign(&len, VR_LABEL_RECEIPTS, payload, payload_len, store, store);
    enum vr_status status = vr_receipts_decode(receipts, document, len, circles, 1, NULL);

    free(document);

    return status;
}

/* A space behind it makes no other JSON of it, but keeps the list from being read without. */
static void
expect_same_with_space(const char *payload, size_t len)
{
    struct vr_receipts plain, parsed;
    enum vr_status status = read_receipts(&plain, payload, len);
    char *spaced = malloc(len + 1);

    if (spaced == NULL) {
        abort();
    }
    memcpy(spaced, payload, len);
    spaced[len] = ' ';
    if ((read_receipts(&parsed, spaced, len + 1) == VR_OK) != (status == VR_OK)) {
        abort();
    }
    free(spaced);
    if (status != VR_OK) {
        return;
    }
    if (plain.round != parsed.round || plain.locator_count != parsed.locator_count ||
        memcmp(plain.locators, parsed.locators, plain.locator_count * VR_LOCATOR_SIZE) != 0) {
        abort();
    }
    vr_receipts_wipe(&plain);
    vr_receipts_wipe(&parsed);
}

static void
try_receipts(const char *payload, size_t len)
{
    struct vr_receipts receipts, again;
    char *written, *rewritten;
    size_t written_len, rewritten_len;

    expect_same_with_space(payload, len);
    if (read_receipts(&receipts, payload, len) != VR_OK) {
        return;
    }
    if (vr_receipts_payload(&written, &written_len, &receipts) != VR_OK ||
        read_receipts(&again, written, written_len) != VR_OK ||
        vr_receipts_payload(&rewritten, &rewritten_len, &again) != VR_OK ||
        written_len != rewritten_len || memcmp(written, rewritten, written_len) != 0) {
        abort();
    }
    free(written);
    free(rewritten);
    vr_receipts_wipe(&again);
    vr_receipts_wipe(&receipts);
}

static void
try_document(const char *bytes, size_t len)
{
    const uint8_t identity[1][32] = { { 1 } };
    size_t payload_len, at = 0;

    (void) !vr_document_verify(&payload_len, VR_LABEL_KEYS, bytes, len, identity, 1, NULL);
    while (at < len) {
        size_t next = vr_documents_next(bytes + at, len - at);

        if (next == 0 || next > len - at) {
            abort();
        }
        at += next;
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *rest = (const char *) data + 1;

    make_circle();
    if (size == 0) {
        return 0;
    }
    switch (data[0]) {
    case 'd':
        try_keys(true, rest, size - 1);
        break;
    case 'k':
        try_keys(false, rest, size - 1);
        break;
    case 'r':
        try_receipts(rest, size - 1);
        /* With one hop no hand-over need be forged to come further. */
        circle.hop_count = 1;
        try_receipts(rest, size - 1);
        break;
    default:
        try_document(rest, size - 1);
    }

    return 0;
}

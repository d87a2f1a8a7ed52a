/* SPDX-License-Identifier: EUPL-1.2 */
/* What the reporter's program makes of a row of receipts. The first byte: "-" for a document as it
 * is, else the first round; then four bytes a document, which is made and signed here: what is
 * wrong with it, how many locators, which index of the own ones is among them, a byte for the
 * others. A row is read when nothing is wrong in it, and only then; what is in it is found. */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <vrijuit/bytes.h>
#include <vrijuit/secret.h>

#include "receipts.h"

#define DOCUMENTS_MAX 12U
#define DOCUMENT_SIZE 12288U

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum wrong { WRONG_CHAIN = 1, WRONG_ROUND, WRONG_SIGNATURE, WRONG_CUT };

static const uint8_t seed[32] = { 1 };
static const uint8_t root[VR_ROOT_SIZE] = { 1, 2, 3 };
static struct vr_circle circle;
static const struct vr_circle *const circles[1] = { &circle };

/* A row that grows. */
struct row {
    char bytes[DOCUMENTS_MAX * DOCUMENT_SIZE];
    size_t len;
    uint32_t round;
    uint8_t previous[32];
    bool is_good;
};

static void
require(int is_true)
{
    if (!is_true) {
        abort();
    }
}

static int
compare(const void *one, const void *other)
{
    return memcmp(one, other, VR_LOCATOR_SIZE);
}

/* The own index that is listed, or RECEIPTS_ABSENT. */
static size_t
fill(struct vr_receipts *receipts, uint8_t (*locators)[VR_LOCATOR_SIZE], const uint8_t *data)
{
    receipts->locators = locators;
    receipts->locator_count = data[1];
    for (size_t i = 0; i < data[1]; i++) {
        memset(locators[i], data[3], VR_LOCATOR_SIZE);
        locators[i][0] = (uint8_t) i;
    }
    if (data[1] > 0) {
        vr_codename_locator(locators[0], root, data[2] % RECEIPTS_ABSENT);
        qsort(locators, data[1], VR_LOCATOR_SIZE, compare);
    }

    return data[1] > 0 ? data[2] % RECEIPTS_ABSENT : RECEIPTS_ABSENT;
}

/* Put the next document behind the row; the own index that it lists, or RECEIPTS_ABSENT. */
static size_t
add(struct row *row, const uint8_t *data, bool is_first)
{
    struct vr_receipts receipts = { .round = row->round, .thin = true };
    uint8_t locators[256][VR_LOCATOR_SIZE];
    char line[VR_SIGNATURE_LINE_SIZE];
    char *payload = NULL;
    size_t len = 0;
    const size_t index = fill(&receipts, locators, data);

    memcpy(receipts.previous, row->previous, sizeof receipts.previous);
    receipts.previous[0] ^= data[0] == WRONG_CHAIN;
    receipts.round += data[0] == WRONG_ROUND;
    require(vr_receipts_payload(&payload, &len, &receipts) == VR_OK);
    require(vr_document_sign(line, VR_LABEL_RECEIPTS, payload, len, seed) == VR_OK);
    require(len + 1 + strlen(line) < DOCUMENT_SIZE);
    memcpy(row->bytes + row->len, payload, len);
    row->bytes[row->len + len] = '\n';
    memcpy(row->bytes + row->len + len + 1, line, strlen(line));
    if (data[0] == WRONG_SIGNATURE) {
        row->bytes[row->len + 11] ^= 1;
    }
    row->len += len + 1 + strlen(line) - (data[0] == WRONG_CUT);
    crypto_generichash(row->previous, 32, (const uint8_t *) payload, len, NULL, 0);
    row->round = receipts.round + 1;
    free(payload);
    /* The first may continue what is no longer there. */
    row->is_good = row->is_good && (data[0] < WRONG_CHAIN || data[0] > WRONG_CUT ||
                                    (is_first && data[0] <= WRONG_ROUND));

    return index;
}

static void
check_found(const struct receipts *receipts, const bool *is_listed)
{
    struct receipts_found found;
    size_t count = 0;

    receipts_look(&found, receipts, root);
    for (uint32_t i = 0; i < RECEIPTS_ABSENT; i++) {
        uint8_t locator[VR_LOCATOR_SIZE];

        vr_codename_locator(locator, root, i);
        require(receipts_have(receipts, locator) == is_listed[i]);
        count += is_listed[i];
        require(is_listed[i] || found.lowest_absent <= i);
    }
    require(found.count == count);
}

static void
fuzz_row(const uint8_t *data, size_t size)
{
    static struct row row;
    bool is_listed[RECEIPTS_ABSENT + 1] = { false };
    const struct state seen = { 0 };
    struct receipts receipts = { 0 };
    size_t count = 0;

    row = (struct row) { .round = data[0], .is_good = true };
    for (data++, size--; size >= 4 && count < DOCUMENTS_MAX; data += 4, size -= 4) {
        is_listed[add(&row, data, count == 0)] = true;
        count++;
    }
    require((receipts_read(&receipts, row.bytes, row.len, circles, 1, NULL) == VR_OK) ==
            row.is_good);
    if (row.is_good) {
        require(receipts.count == count);
        check_found(&receipts, is_listed);
        require(receipts_judge(&receipts, &seen, UINT32_MAX, NULL) == VR_OK);
        require(count == 0 || receipts_judge(&receipts, &seen, row.round - 2, NULL) == VR_OK);
        require(count == 0 || row.round < 3 ||
                receipts_judge(&receipts, &seen, row.round - 3, NULL) == VR_STALE);
        receipts_wipe(&receipts);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct receipts receipts = { 0 };

    if (size == 0) {
        return 0;
    }
    require(vr_start() == VR_OK);
    circle.hop_count = 1;
    circle.batch = 1;
    vr_sign_public(circle.hops[0].identity, seed);
    vr_hop_id(circle.hops[0].id, circle.hops[0].identity);
    if (data[0] == '-') {
        if (receipts_read(&receipts, (const char *) data + 1, size - 1, circles, 1, NULL) ==
            VR_OK) {
            receipts_wipe(&receipts);
        }
    } else {
        fuzz_row(data, size);
    }

    return 0;
}

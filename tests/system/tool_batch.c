/* SPDX-License-Identifier: EUPL-1.2 */
/* What the council would check first: batch files and receipts. */
#include "tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vrijuit/batchfile.h>
#include <vrijuit/bytes.h>

#define CIRCLES_MAX 8U

struct circles {
    struct vr_circle *at[CIRCLES_MAX];
    size_t count;
};

static void
load_circles(struct circles *circles, const struct words *words)
{
    circles->count = 0;
    for (int i = 0; i < words->count; i++) {
        if (strncmp(words->at[i], "circle=", 7) == 0 && circles->count < CIRCLES_MAX) {
            circles->at[circles->count] = circle_load(words->at[i] + 7);
            circles->count++;
        }
    }
}

static void
free_circles(struct circles *circles)
{
    for (size_t i = 0; i < circles->count; i++) {
        vr_circle_free(circles->at[i]);
    }
}

/* Some bytes that are read from the front. */
struct view {
    const uint8_t *at;
    size_t left;
};

static const uint8_t *
take(struct view *view, size_t len)
{
    const uint8_t *bytes = view->at;

    if (view->left < len) {
        die("the batch file ends too soon");
    }
    view->at += len;
    view->left -= len;

    return bytes;
}

static void
check_receipts(struct vr_batch_audit *audit, struct view *view,
               const struct vr_batch_header *header)
{
    struct vr_why why = { "" };

    for (uint64_t round = header->first; round <= header->last; round++) {
        size_t len = vr_load32(take(view, 4));
        const uint8_t *bytes = take(view, len);

        if (vr_batch_audit_receipts(audit, (const char *) bytes, len, &why) != VR_OK) {
            die("receipts: %s", why.text);
        }
    }
    if (vr_batch_audit_receipts_end(audit, &why) != VR_OK) {
        die("receipts: %s", why.text);
    }
}

/* Prints a line a record: locator and round. */
static void
check_entries(struct vr_batch_audit *audit, struct view *view)
{
    uint32_t count = vr_load32(take(view, 4));
    struct vr_why why = { "" };

    for (uint32_t i = 0; i < count; i++) {
        const uint8_t *entry = take(view, VR_BATCH_ENTRY);
        uint32_t round;

        if (vr_batch_audit_entry(audit, entry, &why) != VR_OK) {
            die("records: %s", why.text);
        }
        hex_print(entry, VR_LOCATOR_SIZE);
        if (!vr_batch_audit_round(&round, audit)) {
            die("a record that the receipts do not have");
        }
        printf(" %u\n", round);
    }
}

static void
check_end(struct vr_batch_audit *audit, const uint8_t *file, struct view *view)
{
    struct vr_batch_findings findings;
    struct vr_batch_hash hash;
    struct vr_why why = { "" };

    vr_batch_hash_init(&hash);
    vr_batch_hash_add(&hash, file, (size_t) (view->at - file));
    if (vr_batch_verify(&hash, take(view, VR_BATCH_SIGNATURE), vr_batch_audit_store(audit)) !=
        VR_OK) {
        die("the signature of the batch file is wrong");
    }
    if (vr_batch_audit_end(audit, &findings, &why) != VR_OK || findings.missing_count > 0 ||
        findings.surplus_count > 0 || view->left > 0) {
        die("the batch file and its receipts differ");
    }
}

int
run_verify(const struct words *words)
{
    struct vr_batch_audit *audit;
    struct vr_batch_header header;
    struct circles circles;
    struct vr_why why = { "" };
    struct view view;
    uint8_t *file = file_read(&view.left, word(words, "batch", NULL));

    view.at = file;
    load_circles(&circles, words);
    if (vr_batch_header_decode(&header, take(&view, VR_BATCH_HEADER), &why) != VR_OK ||
        vr_batch_audit_new(&audit, &header, (const struct vr_circle *const *) circles.at,
                           circles.count, NULL, &why) != VR_OK) {
        die("%s", why.text);
    }
    check_receipts(audit, &view, &header);
    check_entries(audit, &view);
    check_end(audit, file, &view);
    vr_batch_audit_free(audit);
    free_circles(&circles);
    free(file);

    return 0;
}

/* Prints a line a round: round, records, thin or not; the chain is verified on the way. */
int
run_receipts(const struct words *words)
{
    struct vr_receipts receipts;
    uint8_t previous[32] = { 0 };
    uint32_t previous_round = 0;
    struct vr_why why = { "" };
    struct circles circles;
    size_t len;
    char *all = fetch(&len, word(words, "at", NULL), "/v1/receipts");
    const char *at = all;

    load_circles(&circles, words);
    if (all == NULL) {
        die("no receipts: nobody answers");
    }
    while (at < all + len) {
        size_t one = vr_documents_next(at, (size_t) (all + len - at));

        if (one == 0 ||
            vr_receipts_decode(&receipts, at, one, (const struct vr_circle *const *) circles.at,
                               circles.count, &why) != VR_OK ||
            (at != all && vr_receipts_follow(&receipts, previous_round, previous, &why) != VR_OK)) {
            die("receipts: %s", why.text);
        }
        printf("%u %zu %s\n", receipts.round, receipts.locator_count,
               receipts.thin ? "thin" : "full");
        previous_round = receipts.round;
        memcpy(previous, receipts.hash, sizeof previous);
        vr_receipts_wipe(&receipts);
        at += one;
    }
    free_circles(&circles);
    free(all);

    return 0;
}

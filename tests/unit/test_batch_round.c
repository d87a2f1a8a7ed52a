/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>

#include <vrijuit/batchfile.h>
#include <vrijuit/bytes.h>

#include "vectors.h"

/* The receipts of the vectors' file, read into an audit. */
static struct vr_batch_audit *
audit_of(const struct vr_circle *const *circle, const uint8_t *file, const uint8_t **entries)
{
    struct vr_batch_audit *audit;
    struct vr_batch_header header;
    const uint8_t *at = file + VR_BATCH_HEADER;

    cr_assert(eq(int, vr_batch_header_decode(&header, file, NULL), VR_OK));
    cr_assert(eq(int, vr_batch_audit_new(&audit, &header, circle, 1, NULL, NULL), VR_OK));
    while (at < file + VR_BATCH_HEADER + header.receipts_len) {
        uint32_t len = vr_load32(at);

        cr_assert(eq(int, vr_batch_audit_receipts(audit, (const char *) at + 4, len, NULL), VR_OK));
        at += 4 + len;
    }
    cr_assert(eq(int, vr_batch_audit_receipts_end(audit, NULL), VR_OK));
    *entries = at + 4;

    return audit;
}

/* The round in whose receipts the locator stands, or 0: those of the vectors begin later. */
static uint32_t
round_of(const json_t *test_case, const uint8_t *locator)
{
    uint32_t first = (uint32_t) vectors_number(test_case, "first");
    char text[VR_B64_LEN(VR_LOCATOR_SIZE) + 1];
    const json_t *document;
    size_t i;

    vr_b64_encode(text, locator, VR_LOCATOR_SIZE);
    json_array_foreach(vectors_get(test_case, "receipts"), i, document)
    {
        if (strstr(json_string_value(document), text) != NULL) {
            return first + (uint32_t) i;
        }
    }

    return 0;
}

Test(batch_round, each_entry_has_the_round_of_its_receipt)
{
    json_t *vectors = vectors_load("batchfile.json");
    const json_t *test_case = json_array_get(vectors_get(vectors, "cases"), 0);
    const char *text = vectors_text(test_case, "circle");
    struct vr_circle *circle;
    size_t len;
    uint8_t *file = vectors_bytes(&len, test_case, "file");
    const uint8_t *entries;
    struct vr_batch_audit *audit;
    uint32_t round = 4711;

    cr_assert(eq(int, vr_circle_parse(&circle, text, strlen(text), NULL), VR_OK));
    audit = audit_of((const struct vr_circle *const *) &circle, file, &entries);
    cr_expect(not(vr_batch_audit_round(&round, audit)), "before the first entry");
    for (size_t i = 0; i < vectors_number(test_case, "count"); i++) {
        const uint8_t *entry = entries + i * VR_BATCH_ENTRY;

        cr_assert(eq(int, vr_batch_audit_entry(audit, entry, NULL), VR_OK));
        cr_assert(vr_batch_audit_round(&round, audit));
        cr_expect(eq(u32, round, round_of(test_case, entry)));
        cr_expect(ne(u32, round, 0));
    }
    vr_batch_audit_free(audit);
    vr_circle_free(circle);
    free(file);
    json_decref(vectors);
}

Test(batch_round, an_entry_without_a_receipt_has_none)
{
    json_t *vectors = vectors_load("batchfile.json");
    const json_t *test_case = json_array_get(vectors_get(vectors, "cases"), 0);
    const char *text = vectors_text(test_case, "circle");
    static uint8_t entry[VR_BATCH_ENTRY];
    struct vr_circle *circle;
    size_t len;
    uint8_t *file = vectors_bytes(&len, test_case, "file");
    const uint8_t *entries;
    struct vr_batch_audit *audit;
    uint32_t round = 4711;

    cr_assert(eq(int, vr_circle_parse(&circle, text, strlen(text), NULL), VR_OK));
    audit = audit_of((const struct vr_circle *const *) &circle, file, &entries);
    memset(entry, 0xff, VR_LOCATOR_SIZE);
    cr_assert(eq(int, vr_batch_audit_entry(audit, entry, NULL), VR_OK));
    cr_expect(not(vr_batch_audit_round(&round, audit)));
    cr_expect(eq(u32, round, 4711));
    vr_batch_audit_free(audit);
    vr_circle_free(circle);
    free(file);
    json_decref(vectors);
}

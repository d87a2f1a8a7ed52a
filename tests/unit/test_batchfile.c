/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/batchfile.h>

#include <stdio.h>

#include <vrijuit/bytes.h>

#include "circle_vectors.h"

#define ENTRIES_MAX 8U

/* A batch file in pieces, so that tests can change one and put it together again. */
struct pieces {
    struct vr_batch_header header;
    char *documents[4];
    size_t document_count;
    uint8_t entries[ENTRIES_MAX][VR_BATCH_ENTRY];
    uint32_t entry_count;
    uint8_t seed[32];
};

struct file {
    uint8_t *bytes;
    size_t len;
};

/* What a tool would find. */
struct outcome {
    enum vr_status status;
    struct vr_why why;
    struct vr_batch_audit *audit;
    struct vr_batch_findings findings;
};

static json_t *vectors;
static json_t *base;
static struct vr_circle *circle;

static void
open_vectors(void)
{
    vectors = vectors_load("batchfile.json");
    base = json_array_get(vectors_get(vectors, "cases"), 0);
    circle = circle_of(base);
}

static void
close_vectors(void)
{
    vr_circle_free(circle);
    json_decref(vectors);
}

TestSuite(batchfile, .init = open_vectors, .fini = close_vectors);

static void
append(struct file *file, const void *bytes, size_t len)
{
    file->bytes = realloc(file->bytes, file->len + len + 1);
    cr_assert(file->bytes != NULL);
    memcpy(file->bytes + file->len, bytes, len);
    file->len += len;
}

static void
append_u32(struct file *file, uint32_t value)
{
    uint8_t bytes[4];

    vr_store32(bytes, value);
    append(file, bytes, sizeof bytes);
}

static struct file
join(struct pieces *pieces)
{
    struct file file = { 0 };
    uint8_t header[VR_BATCH_HEADER], signature[VR_BATCH_SIGNATURE];
    struct vr_batch_hash hash;

    pieces->header.receipts_len = 0;
    for (size_t i = 0; i < pieces->document_count; i++) {
        pieces->header.receipts_len += (uint32_t) strlen(pieces->documents[i]) + 4;
    }
    vr_batch_header_encode(header, &pieces->header);
    append(&file, header, sizeof header);
    for (size_t i = 0; i < pieces->document_count; i++) {
        append_u32(&file, (uint32_t) strlen(pieces->documents[i]));
        append(&file, pieces->documents[i], strlen(pieces->documents[i]));
    }
    append_u32(&file, pieces->entry_count);
    append(&file, pieces->entries, pieces->entry_count * VR_BATCH_ENTRY);
    vr_batch_hash_init(&hash);
    vr_batch_hash_add(&hash, file.bytes, file.len);
    cr_assert(eq(int, vr_batch_sign(signature, &hash, pieces->seed), VR_OK));
    append(&file, signature, sizeof signature);

    return file;
}

static void
take_apart(struct pieces *pieces)
{
    json_t *receipts = vectors_get(base, "receipts");
    size_t len;
    uint8_t *bytes = vectors_bytes(&len, base, "file");
    size_t entries_at = vectors_number(base, "offset_of_first_entry");

    memset(pieces, 0, sizeof *pieces);
    cr_assert(eq(int, vr_batch_header_decode(&pieces->header, bytes, NULL), VR_OK));
    pieces->document_count = json_array_size(receipts);
    for (size_t i = 0; i < pieces->document_count; i++) {
        pieces->documents[i] = strdup(json_string_value(json_array_get(receipts, i)));
    }
    pieces->entry_count = (uint32_t) vectors_number(base, "count");
    memcpy(pieces->entries, bytes + entries_at, pieces->entry_count * VR_BATCH_ENTRY);
    vectors_hex(pieces->seed, sizeof pieces->seed, base, "store_identity_seed");
    free(bytes);
}

static void
free_pieces(struct pieces *pieces)
{
    for (size_t i = 0; i < sizeof pieces->documents / sizeof pieces->documents[0]; i++) {
        free(pieces->documents[i]);
    }
}

static enum vr_status
audit_receipts(struct outcome *outcome, const struct file *file, size_t end)
{
    size_t at = VR_BATCH_HEADER;
    enum vr_status status = VR_OK;

    while (status == VR_OK && at < end) {
        size_t len = at + 4 <= end ? vr_load32(file->bytes + at) : SIZE_MAX;

        if (len > end - at - 4) {
            return VR_MALFORMED;
        }
        status = vr_batch_audit_receipts(outcome->audit, (const char *) file->bytes + at + 4, len,
                                         &outcome->why);
        at += 4 + len;
    }

    return status == VR_OK ? vr_batch_audit_receipts_end(outcome->audit, &outcome->why) : status;
}

static enum vr_status
audit_file(struct outcome *outcome, const struct file *file, const struct vr_circle *const *circles,
           size_t circle_count, const uint8_t *last_seen)
{
    struct vr_batch_header header;
    struct vr_batch_hash hash;
    enum vr_status status;
    uint32_t count;
    size_t at;

    status = vr_batch_header_decode(&header, file->bytes, &outcome->why);
    if (status != VR_OK) {
        return status;
    }
    at = VR_BATCH_HEADER + header.receipts_len;
    count = at + 4 <= file->len ? vr_load32(file->bytes + at) : 0;
    if (vr_batch_file_size(&header, count) != file->len) {
        return VR_MALFORMED;
    }
    status = vr_batch_audit_new(&outcome->audit, &header, circles, circle_count, last_seen,
                                &outcome->why);
    if (status != VR_OK) {
        return status;
    }
    vr_batch_hash_init(&hash);
    vr_batch_hash_add(&hash, file->bytes, file->len - VR_BATCH_SIGNATURE);
    status = vr_batch_verify(&hash, file->bytes + file->len - VR_BATCH_SIGNATURE,
                             vr_batch_audit_store(outcome->audit));
    if (status != VR_OK) {
        return status;
    }
    status = audit_receipts(outcome, file, at);
    for (uint32_t i = 0; i < count && status == VR_OK; i++) {
        status = vr_batch_audit_entry(outcome->audit, file->bytes + at + 4 + i * VR_BATCH_ENTRY,
                                      &outcome->why);
    }

    return status == VR_OK ? vr_batch_audit_end(outcome->audit, &outcome->findings, &outcome->why)
                           : status;
}

static struct outcome
audit(const struct file *file, const uint8_t *last_seen)
{
    const struct vr_circle *circles[1] = { circle };
    struct outcome outcome = { 0 };

    outcome.status = audit_file(&outcome, file, circles, 1, last_seen);

    return outcome;
}

/* The variants that change pieces, each as its note says; the others change bytes. */
static void
change_pieces(struct pieces *pieces, const char *name)
{
    static uint8_t spare[VR_BATCH_ENTRY];

    if (strcmp(name, "receipts of one round only") == 0) {
        pieces->document_count = 1;
    } else if (strcmp(name, "another circle id") == 0) {
        memset(pieces->header.circle, 0, sizeof pieces->header.circle);
    } else if (strcmp(name, "first round is 9, receipts begin at 10") == 0) {
        pieces->header.first = 9;
    } else if (strcmp(name, "first after last") == 0) {
        pieces->header.first = 12;
    } else if (strcmp(name, "entries in descending order") == 0) {
        memcpy(spare, pieces->entries[0], sizeof spare);
        memcpy(pieces->entries[0], pieces->entries[2], sizeof spare);
        memcpy(pieces->entries[2], spare, sizeof spare);
    }
}

/* The place of a record in the sorted file. */
static size_t
place_of(uint64_t record)
{
    json_t *sorted = vectors_get(base, "sorted");
    size_t place = 0;

    while ((uint64_t) json_integer_value(json_array_get(sorted, place)) != record) {
        place++;
    }

    return place;
}

static int
compare_entries(const void *a, const void *b)
{
    return memcmp(a, b, VR_BATCH_ENTRY);
}

static void
change_records(struct pieces *pieces, const json_t *variant)
{
    const json_t *with = json_object_get(variant, "with_record");

    if (json_object_get(variant, "without_record") != NULL) {
        size_t place = place_of(vectors_number(variant, "without_record"));

        memmove(pieces->entries[place], pieces->entries[place + 1],
                (pieces->entry_count - place - 1) * VR_BATCH_ENTRY);
        pieces->entry_count--;
    } else if (with != NULL) {
        uint8_t *entry = pieces->entries[pieces->entry_count++];

        memcpy(entry, pieces->entries[place_of(vectors_number(with, "same_record_as"))],
               VR_BATCH_ENTRY);
        vectors_hex(entry, VR_LOCATOR_SIZE, with, "locator");
        qsort(pieces->entries, pieces->entry_count, VR_BATCH_ENTRY, compare_entries);
    }
}

/* The second document, with a `previous` of zeros and signed again. */
static void
break_chain(struct pieces *pieces)
{
    const struct vr_circle *circles[1] = { circle };
    char line[VR_SIGNATURE_LINE_SIZE];
    struct vr_receipts receipts;
    char *payload;
    size_t len;

    cr_assert(eq(int,
                 vr_receipts_decode(&receipts, pieces->documents[1], strlen(pieces->documents[1]),
                                    circles, 1, NULL),
                 VR_OK));
    memset(receipts.previous, 0, sizeof receipts.previous);
    cr_assert(eq(int, vr_receipts_payload(&payload, &len, &receipts), VR_OK));
    cr_assert(
        eq(int, vr_document_sign(line, VR_LABEL_RECEIPTS, payload, len, pieces->seed), VR_OK));
    free(pieces->documents[1]);
    cr_assert(gt(int, asprintf(&pieces->documents[1], "%s\n%s", payload, line), 0));
    free(payload);
    vr_receipts_wipe(&receipts);
}

static void
exchange_records(struct pieces *pieces)
{
    uint8_t *first = pieces->entries[place_of(0)] + VR_LOCATOR_SIZE;
    uint8_t *second = pieces->entries[place_of(2)] + VR_LOCATOR_SIZE;

    for (size_t i = 0; i < VR_RECORD_SIZE; i++) {
        uint8_t spare = first[i];

        first[i] = second[i];
        second[i] = spare;
    }
}

static struct file
variant_file(const json_t *variant)
{
    const char *name = vectors_text(variant, "name");
    struct pieces *pieces = malloc(sizeof *pieces);
    struct file file;

    take_apart(pieces);
    change_pieces(pieces, name);
    change_records(pieces, variant);
    if (strcmp(name, "chain of receipts broken") == 0) {
        break_chain(pieces);
    }
    if (strncmp(name, "records 0 and 2 exchanged", 25) == 0) {
        exchange_records(pieces);
    }
    if (json_object_get(variant, "signing_seed") != NULL) {
        vectors_hex(pieces->seed, sizeof pieces->seed, variant, "signing_seed");
    }
    file = join(pieces);
    vectors_edit(file.bytes, file.len, variant);
    if (json_object_get(variant, "cut") != NULL) {
        file.len -= vectors_number(variant, "cut");
    }
    if (json_object_get(variant, "append") != NULL) {
        append(&file, "", 1);
    }
    if (json_object_get(variant, "blake2b256") != NULL) {
        cr_expect(vectors_blake2b256(file.bytes, file.len, variant, "blake2b256"), "%s", name);
    }
    free_pieces(pieces);
    free(pieces);

    return file;
}

static void
expect_gaps(const struct vr_batch_gap *gaps, size_t count, const json_t *due, const char *name)
{
    cr_assert(eq(sz, count, json_array_size(due)), "%s", name);
    for (size_t i = 0; i < count; i++) {
        json_t *one = json_array_get(due, i);

        cr_expect(vectors_equal(gaps[i].locator, VR_LOCATOR_SIZE, one, "locator"), "%s", name);
        if (json_object_get(one, "round") != NULL) {
            cr_expect(eq(u32, gaps[i].round, vectors_number(one, "round")), "%s", name);
        }
    }
}

static void
expect_outcome(const struct outcome *outcome, const json_t *variant)
{
    const json_t *expect = vectors_get(variant, "expect");
    const char *name = vectors_text(variant, "name");

    if (json_object_get(expect, "refused") != NULL) {
        cr_expect(ne(int, outcome->status, VR_OK), "%s", name);
        return;
    }
    cr_assert(eq(int, outcome->status, VR_OK), "%s: %s", name, outcome->why.text);
    expect_gaps(outcome->findings.missing, outcome->findings.missing_count,
                vectors_get(expect, "missing"), name);
    expect_gaps(outcome->findings.surplus, outcome->findings.surplus_count,
                vectors_get(expect, "surplus"), name);
}

Test(batchfile, the_file_of_the_vectors_is_put_together_from_its_pieces)
{
    struct pieces *pieces = malloc(sizeof *pieces);
    struct file file;

    take_apart(pieces);
    file = join(pieces);
    cr_expect(eq(sz, file.len, vectors_number(base, "length")));
    cr_expect(vectors_equal(file.bytes, file.len, base, "file"));
    cr_expect(vectors_equal(file.bytes + file.len - 64, 64, base, "signature"));
    free(file.bytes);
    free_pieces(pieces);
    free(pieces);
}

Test(batchfile, the_file_of_the_vectors_is_whole)
{
    const uint8_t zero[32] = { 0 };
    struct file file;
    struct outcome outcome;

    file.bytes = vectors_bytes(&file.len, base, "file");
    outcome = audit(&file, zero);
    cr_assert(eq(int, outcome.status, VR_OK), "%s", outcome.why.text);
    cr_expect(eq(sz, outcome.findings.missing_count, 0));
    cr_expect(eq(sz, outcome.findings.surplus_count, 0));
    cr_expect(vectors_equal(vr_batch_audit_store(outcome.audit), 32, base, "store_identity"));
    vr_batch_audit_free(outcome.audit);
    outcome = audit(&file, NULL);
    cr_expect(eq(int, outcome.status, VR_OK));
    vr_batch_audit_free(outcome.audit);
    free(file.bytes);
}

Test(batchfile, every_variant_of_the_vectors_is_judged_as_it_says)
{
    json_t *list = vectors_get(vectors, "variants");
    size_t tried = 0;

    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *variant = json_array_get(list, i);
        json_t *of =
            json_array_get(vectors_get(vectors, "cases"), vectors_number(variant, "base_case"));
        bool seen = json_object_get(variant, "last_payload_seen") != NULL;
        uint8_t last_seen[32] = { 0 };
        struct outcome outcome;
        struct file file;

        if (vectors_number(of, "suite") == 2) {
            continue;
        }
        if (seen) {
            vectors_hex(last_seen, sizeof last_seen, variant, "last_payload_seen");
        }
        file = variant_file(variant);
        outcome = audit(&file, last_seen);
        expect_outcome(&outcome, variant);
        vr_batch_audit_free(outcome.audit);
        free(file.bytes);
        tried++;
    }
    cr_expect(eq(sz, tried, 20));
}

Test(batchfile, the_file_of_three_hops_is_whole_and_ends_with_its_last_receipts)
{
    json_t *custody = vectors_load("custody.json");
    json_t *part = vectors_get(custody, "batch_file");
    const char *text = vectors_text(part, "file_b64");
    struct vr_circle *three = circle_of(custody);
    const struct vr_circle *circles[1] = { three };
    json_t *rounds = vectors_get(custody, "rounds");
    struct outcome outcome = { 0 };
    struct file file = { .len = vectors_number(part, "length") };

    file.bytes = malloc(file.len);
    cr_assert(eq(int, vr_b64_decode(file.bytes, file.len, text, strlen(text)), VR_OK));
    outcome.status = audit_file(&outcome, &file, circles, 1, NULL);
    cr_assert(eq(int, outcome.status, VR_OK), "%s", outcome.why.text);
    cr_expect(eq(sz, outcome.findings.missing_count, 0));
    cr_expect(eq(sz, outcome.findings.surplus_count, 0));
    cr_expect(vectors_equal(outcome.findings.last_hash, 32,
                            json_array_get(rounds, json_array_size(rounds) - 1),
                            "payload_blake2b256"));
    vr_batch_audit_free(outcome.audit);
    free(file.bytes);
    vr_circle_free(three);
    json_decref(custody);
}

Test(batchfile, headers_are_read_back_as_they_were_written)
{
    struct vr_batch_header header = { .first = 3, .last = 4, .receipts_len = 1000 };
    struct vr_batch_header read;
    uint8_t bytes[VR_BATCH_HEADER];

    memset(header.circle, 9, sizeof header.circle);
    vr_batch_header_encode(bytes, &header);
    cr_assert(eq(int, vr_batch_header_decode(&read, bytes, NULL), VR_OK));
    cr_expect(eq(int, memcmp(&read, &header, sizeof read), 0));
}

Test(batchfile, headers_that_promise_too_much_are_refused)
{
    struct vr_batch_header header = { .first = 0, .last = UINT32_MAX, .receipts_len = UINT32_MAX };
    struct vr_batch_header read;
    uint8_t bytes[VR_BATCH_HEADER];

    vr_batch_header_encode(bytes, &header);
    cr_expect(eq(int, vr_batch_header_decode(&read, bytes, NULL), VR_MALFORMED));
    header.last = 0;
    header.receipts_len = 100;
    vr_batch_header_encode(bytes, &header);
    cr_expect(eq(int, vr_batch_header_decode(&read, bytes, NULL), VR_MALFORMED));
    cr_expect(eq(u64, vr_batch_file_size(&header, UINT32_MAX),
                 52 + 100 + 4 + UINT32_MAX * (uint64_t) 32208 + 64));
}

Test(batchfile, entries_before_the_last_receipts_are_refused)
{
    const struct vr_circle *circles[1] = { circle };
    static uint8_t entry[VR_BATCH_ENTRY];
    struct vr_batch_findings findings;
    struct vr_batch_header header;
    struct vr_batch_audit *early = NULL;
    size_t len;
    uint8_t *bytes = vectors_bytes(&len, base, "file");

    cr_assert(eq(int, vr_batch_header_decode(&header, bytes, NULL), VR_OK));
    cr_assert(eq(int, vr_batch_audit_new(&early, &header, circles, 1, NULL, NULL), VR_OK));
    cr_expect(eq(int, vr_batch_audit_receipts_end(early, NULL), VR_MALFORMED));
    cr_expect(eq(int, vr_batch_audit_entry(early, entry, NULL), VR_MALFORMED));
    cr_expect(eq(int, vr_batch_audit_end(early, &findings, NULL), VR_MALFORMED));
    vr_batch_audit_free(early);
    free(bytes);
}

/* The receipts list locator 1 twice, in rounds 5 and 6, and 2 in round 6. */
static struct vr_batch_audit *
audit_of_doubles(struct vr_circle *small)
{
    static const uint8_t seed[32] = { 1 };
    static const struct vr_circle *circles[1];
    struct vr_batch_header header = { .first = 5, .last = 6, .receipts_len = 1 << 20 };
    struct vr_receipts receipts = { .round = 5, .locator_count = 1 };
    uint8_t locators[2][VR_LOCATOR_SIZE] = { { 1 }, { 2 } };
    struct vr_batch_audit *made = NULL;

    memset(small, 0, sizeof *small);
    small->hop_count = 1;
    vr_sign_public(small->hops[0].identity, seed);
    circles[0] = small;
    receipts.locators = locators;
    cr_assert(eq(int, vr_batch_audit_new(&made, &header, circles, 1, NULL, NULL), VR_OK));
    for (; receipts.round <= 6; receipts.round++, receipts.locator_count++) {
        char line[VR_SIGNATURE_LINE_SIZE];
        char *payload, *document;
        size_t len;

        cr_assert(eq(int, vr_receipts_payload(&payload, &len, &receipts), VR_OK));
        cr_assert(eq(int, vr_document_sign(line, VR_LABEL_RECEIPTS, payload, len, seed), VR_OK));
        crypto_generichash(receipts.previous, 32, (const uint8_t *) payload, len, NULL, 0);
        cr_assert(gt(int, asprintf(&document, "%s\n%s", payload, line), 0));
        cr_assert(eq(int, vr_batch_audit_receipts(made, document, strlen(document), NULL), VR_OK));
        free(document);
        free(payload);
    }
    cr_assert(eq(int, vr_batch_audit_receipts_end(made, NULL), VR_OK));

    return made;
}

Test(batchfile, lists_are_compared_as_multisets)
{
    static uint8_t entry[VR_BATCH_ENTRY];
    struct vr_batch_findings findings;
    struct vr_circle small;
    struct vr_batch_audit *made = audit_of_doubles(&small);

    entry[0] = 1;
    cr_assert(eq(int, vr_batch_audit_entry(made, entry, NULL), VR_OK));
    entry[0] = 2;
    cr_assert(eq(int, vr_batch_audit_entry(made, entry, NULL), VR_OK));
    cr_assert(eq(int, vr_batch_audit_entry(made, entry, NULL), VR_OK));
    cr_assert(eq(int, vr_batch_audit_end(made, &findings, NULL), VR_OK));
    cr_assert(eq(sz, findings.missing_count, 1));
    cr_expect(eq(int, findings.missing[0].locator[0], 1));
    cr_expect(eq(u32, findings.missing[0].round, 6));
    cr_assert(eq(sz, findings.surplus_count, 1));
    cr_expect(eq(int, findings.surplus[0].locator[0], 2));
    vr_batch_audit_free(made);
}

Test(batchfile, what_is_missing_is_named_in_the_order_of_rounds)
{
    struct vr_batch_findings findings;
    struct vr_circle small;
    struct vr_batch_audit *made = audit_of_doubles(&small);

    cr_assert(eq(int, vr_batch_audit_end(made, &findings, NULL), VR_OK));
    cr_assert(eq(sz, findings.missing_count, 3));
    cr_expect(eq(u32, findings.missing[0].round, 5));
    cr_expect(eq(u32, findings.missing[1].round, 6));
    cr_expect(eq(int, findings.missing[1].locator[0], 1));
    cr_expect(eq(int, findings.missing[2].locator[0], 2));
    vr_batch_audit_free(made);
}

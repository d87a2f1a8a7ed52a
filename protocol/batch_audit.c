/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/batchfile.h>

#include <stdlib.h>
#include <string.h>

#include <vrijuit/bytes.h>

/* A locator of the receipts and its round; big-endian, so that bytes sort as numbers do. */
struct due {
    uint8_t locator[VR_LOCATOR_SIZE];
    uint8_t round_be[4];
};

_Static_assert(sizeof(struct due) == 20, "what batchfile.h promises");

/* A list of gaps that grows. */
struct gaps {
    struct vr_batch_gap *list;
    size_t count;
    size_t size;
};

struct vr_batch_audit {
    struct vr_batch_header header;
    const struct vr_circle *const *circles;
    size_t circle_count;
    struct vr_custody last; /* in force in the last round */
    uint64_t next_round;
    uint8_t previous[VR_HASH_SIZE];
    bool has_previous;
    struct due *due;
    size_t due_count;
    size_t due_size;
    size_t at; /* those before it are settled */
    bool is_sorted;
    struct gaps missing;
    struct gaps surplus;
    uint8_t entry[VR_BATCH_ENTRY]; /* the one before */
    bool has_entry;
};

enum vr_status
vr_batch_audit_new(struct vr_batch_audit **out, const struct vr_batch_header *header,
                   const struct vr_circle *const *circles, size_t circle_count,
                   const uint8_t *last_seen, struct vr_why *why)
{
    struct vr_custody last;
    struct vr_batch_audit *audit;
    enum vr_status status;

    status = vr_custody_at(&last, circles, circle_count, header->last, why);
    if (status != VR_OK) {
        return status;
    }
    if (memcmp(last.circle, header->circle, sizeof last.circle) != 0) {
        return vr_refuse(why, VR_FOREIGN,
                         "batch file: its circle is not the one of its last round, %lu",
                         (unsigned long) header->last);
    }
    audit = calloc(1, sizeof *audit);
    if (audit == NULL) {
        return VR_MEMORY;
    }
    audit->header = *header;
    audit->circles = circles;
    audit->circle_count = circle_count;
    audit->last = last;
    audit->next_round = header->first;
    if (last_seen != NULL) {
        memcpy(audit->previous, last_seen, sizeof audit->previous);
        audit->has_previous = true;
    }
    *out = audit;

    return VR_OK;
}

void
vr_batch_audit_free(struct vr_batch_audit *audit)
{
    if (audit == NULL) {
        return;
    }
    free(audit->due);
    free(audit->missing.list);
    free(audit->surplus.list);
    free(audit);
}

const uint8_t *
vr_batch_audit_store(const struct vr_batch_audit *audit)
{
    return audit->last.identity[audit->last.hop_count - 1];
}

static void
store32_be(uint8_t out[static 4], uint32_t value)
{
    for (size_t i = 0; i < 4; i++) {
        out[i] = (uint8_t) (value >> (24 - 8 * i));
    }
}

static uint32_t
load32_be(const uint8_t in[static 4])
{
    return (uint32_t) in[0] << 24 | (uint32_t) in[1] << 16 | (uint32_t) in[2] << 8 | in[3];
}

/* Grows by halves: a doubled list would take most of the memory for nothing. */
static enum vr_status
reserve_due(struct vr_batch_audit *audit, size_t more)
{
    size_t size = audit->due_count + more;
    struct due *grown;

    if (size <= audit->due_size) {
        return VR_OK;
    }
    size += size / 2;
    grown = reallocarray(audit->due, size, sizeof *grown);
    if (grown == NULL) {
        return VR_MEMORY;
    }
    audit->due = grown;
    audit->due_size = size;

    return VR_OK;
}

static enum vr_status
add_due(struct vr_batch_audit *audit, const struct vr_receipts *receipts)
{
    enum vr_status status = reserve_due(audit, receipts->locator_count);

    if (status != VR_OK) {
        return status;
    }
    for (size_t i = 0; i < receipts->locator_count; i++) {
        struct due *due = &audit->due[audit->due_count++];

        memcpy(due->locator, receipts->locators[i], sizeof due->locator);
        store32_be(due->round_be, receipts->round);
    }

    return VR_OK;
}

static enum vr_status
judge_place(const struct vr_batch_audit *audit, const struct vr_receipts *receipts,
            struct vr_why *why)
{
    if (receipts->round != audit->next_round || receipts->round > audit->header.last) {
        return vr_refuse(why, VR_MALFORMED, "receipts of round %lu where those of %llu are due",
                         (unsigned long) receipts->round, (unsigned long long) audit->next_round);
    }
    if (audit->has_previous &&
        memcmp(receipts->previous, audit->previous, sizeof audit->previous) != 0) {
        return vr_refuse(why, VR_UNVERIFIED, "chain of receipts broken at round %lu",
                         (unsigned long) receipts->round);
    }

    return VR_OK;
}

enum vr_status
vr_batch_audit_receipts(struct vr_batch_audit *audit, const char *bytes, size_t len,
                        struct vr_why *why)
{
    struct vr_receipts receipts;
    enum vr_status status;

    status = vr_receipts_decode(&receipts, bytes, len, audit->circles, audit->circle_count, why);
    if (status != VR_OK) {
        return status;
    }
    status = judge_place(audit, &receipts, why);
    if (status != VR_OK) {
        goto out;
    }
    status = add_due(audit, &receipts);
    if (status != VR_OK) {
        goto out;
    }
    memcpy(audit->previous, receipts.hash, sizeof audit->previous);
    audit->has_previous = true;
    audit->next_round++;
out:
    vr_receipts_wipe(&receipts);

    return status;
}

static int
compare_due(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct due));
}

enum vr_status
vr_batch_audit_receipts_end(struct vr_batch_audit *audit, struct vr_why *why)
{
    if (audit->next_round != (uint64_t) audit->header.last + 1) {
        return vr_refuse(why, VR_MALFORMED, "the receipts of round %llu are missing",
                         (unsigned long long) audit->next_round);
    }
    if (audit->due_count > 0) {
        qsort(audit->due, audit->due_count, sizeof *audit->due, compare_due);
    }
    audit->is_sorted = true;

    return VR_OK;
}

static enum vr_status
add_gap(struct gaps *gaps, const uint8_t locator[static VR_LOCATOR_SIZE], uint32_t round)
{
    if (gaps->count == gaps->size) {
        size_t size = gaps->size * 2 + 16;
        struct vr_batch_gap *grown = reallocarray(gaps->list, size, sizeof *grown);

        if (grown == NULL) {
            return VR_MEMORY;
        }
        gaps->list = grown;
        gaps->size = size;
    }
    memcpy(gaps->list[gaps->count].locator, locator, VR_LOCATOR_SIZE);
    gaps->list[gaps->count].round = round;
    gaps->count++;

    return VR_OK;
}

/* All that are due before locator, or all when it is NULL, are missing. */
static enum vr_status
settle_before(struct vr_batch_audit *audit, const uint8_t *locator)
{
    enum vr_status status = VR_OK;

    while (status == VR_OK && audit->at < audit->due_count) {
        const struct due *due = &audit->due[audit->at];

        if (locator != NULL && memcmp(due->locator, locator, VR_LOCATOR_SIZE) >= 0) {
            break;
        }
        status = add_gap(&audit->missing, due->locator, load32_be(due->round_be));
        audit->at++;
    }

    return status;
}

enum vr_status
vr_batch_audit_entry(struct vr_batch_audit *audit, const uint8_t entry[static VR_BATCH_ENTRY],
                     struct vr_why *why)
{
    enum vr_status status;

    if (!audit->is_sorted) {
        return vr_refuse(why, VR_MALFORMED, "batch file: records before the last receipts");
    }
    if (audit->has_entry && memcmp(audit->entry, entry, VR_BATCH_ENTRY) > 0) {
        return vr_refuse(why, VR_MALFORMED, "batch file: the records are not in order");
    }
    memcpy(audit->entry, entry, VR_BATCH_ENTRY);
    audit->has_entry = true;
    status = settle_before(audit, entry);
    if (status != VR_OK) {
        return status;
    }
    if (audit->at < audit->due_count &&
        memcmp(audit->due[audit->at].locator, entry, VR_LOCATOR_SIZE) == 0) {
        audit->at++;
        return VR_OK;
    }

    return add_gap(&audit->surplus, entry, 0);
}

bool
vr_batch_audit_round(uint32_t *round, const struct vr_batch_audit *audit)
{
    const struct due *due;

    if (!audit->has_entry || audit->at == 0) {
        return false;
    }
    due = &audit->due[audit->at - 1];
    if (memcmp(due->locator, audit->entry, VR_LOCATOR_SIZE) != 0) {
        return false;
    }
    *round = load32_be(due->round_be);

    return true;
}

static int
compare_gaps(const void *a, const void *b)
{
    const struct vr_batch_gap *left = a;
    const struct vr_batch_gap *right = b;

    if (left->round != right->round) {
        return left->round < right->round ? -1 : 1;
    }

    return memcmp(left->locator, right->locator, sizeof left->locator);
}

enum vr_status
vr_batch_audit_end(struct vr_batch_audit *audit, struct vr_batch_findings *findings,
                   struct vr_why *why)
{
    enum vr_status status;

    if (!audit->is_sorted) {
        return vr_refuse(why, VR_MALFORMED, "batch file: it ends before its last receipts");
    }
    status = settle_before(audit, NULL);
    if (status != VR_OK) {
        return status;
    }
    if (audit->missing.count > 0) {
        qsort(audit->missing.list, audit->missing.count, sizeof *audit->missing.list, compare_gaps);
    }
    findings->missing = audit->missing.list;
    findings->missing_count = audit->missing.count;
    findings->surplus = audit->surplus.list;
    findings->surplus_count = audit->surplus.count;
    memcpy(findings->last_hash, audit->previous, sizeof findings->last_hash);

    return VR_OK;
}

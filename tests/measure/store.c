/* SPDX-License-Identifier: EUPL-1.2 */
/* P11: what a store of so many records takes on disk, and the CPU of a record, closed round by
 * round as the daemon does: records, tags, receipts, commit. Nothing is deleted but old tags. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sodium.h>

#include <vrijuit/documents.h>

#include "measure.h"
#include "store.h"

#define PAGE 4096U

struct filler {
    struct store *store;
    uint8_t (*locators)[VR_LOCATOR_SIZE]; /* of one round */
    uint8_t seed[32];
};

static int
compare_locators(const void *left, const void *right)
{
    return memcmp(left, right, VR_LOCATOR_SIZE);
}

/* The receipts document of the round, malloced. */
static char *
make_receipts(size_t *len, const struct filler *filler, uint32_t round, uint32_t count)
{
    struct vr_receipts receipts = { .round = round,
                                    .locators = filler->locators,
                                    .locator_count = count };
    char line[VR_SIGNATURE_LINE_SIZE];
    char *payload, *document;
    int written;

    if (vr_receipts_payload(&payload, len, &receipts) != VR_OK ||
        vr_document_sign(line, VR_LABEL_RECEIPTS, payload, *len, filler->seed) != VR_OK) {
        measure_stop("the receipts cannot be made");
    }
    written = asprintf(&document, "%.*s\n%s", (int) *len, payload, line);
    free(payload);
    if (written < 0) {
        measure_stop("no memory");
    }
    *len = (size_t) written;

    return document;
}

static void
put_records(const struct filler *filler, uint32_t round, uint32_t count)
{
    static uint8_t entry[VR_BATCH_ENTRY];
    uint8_t tag[VR_TAG_SIZE];
    struct vr_why why = { "" };

    randombytes_buf(entry, sizeof entry);
    for (uint32_t rank = 0; rank < count; rank++) {
        memcpy(entry, filler->locators[rank], VR_LOCATOR_SIZE);
        randombytes_buf(tag, sizeof tag);
        if (store_put_record(filler->store, rank, entry, &why) != VR_OK ||
            store_put_tag(filler->store, round, tag, &why) != VR_OK) {
            measure_stop("%s", why.text);
        }
    }
}

static void
close_round(const struct filler *filler, uint32_t round, uint32_t count)
{
    struct vr_why why = { "" };
    char *receipts;
    size_t len;

    randombytes_buf(filler->locators, count * sizeof filler->locators[0]);
    qsort(filler->locators, count, sizeof filler->locators[0], compare_locators);
    receipts = make_receipts(&len, filler, round, count);
    if (store_begin(filler->store, round, &why) != VR_OK) {
        measure_stop("%s", why.text);
    }
    put_records(filler, round, count);
    if (store_commit(filler->store, receipts, len, UINT32_MAX, &why) != VR_OK) {
        measure_stop("%s", why.text);
    }
    free(receipts);
}

/* Pages of the file in which everything is, free ones too. */
static double
pages_of(const char *state)
{
    char path[4096];
    struct stat found;

    snprintf(path, sizeof path, "%s/store/data.mdb", state);
    if (stat(path, &found) != 0) {
        measure_stop("%s: is not there", path);
    }

    return (double) found.st_size / PAGE;
}

int
main(int argc, char *argv[])
{
    struct measure_option options[] = {
        { "state", NULL }, { "count", NULL }, { "round", NULL }, { NULL, NULL }
    };
    struct filler filler = { 0 };
    struct vr_why why = { "" };
    uint32_t count, step;
    uint64_t start;
    double cpu;

    measure_options(options, argc, argv);
    count = (uint32_t) measure_number(&options[1], 1, 1000000);
    step = (uint32_t) measure_number(&options[2], 1, 10000);
    filler.locators = measure_alloc(step, sizeof filler.locators[0]);
    randombytes_buf(filler.seed, sizeof filler.seed);
    if (store_open(&filler.store, measure_text(&options[0]), false, &why) != VR_OK) {
        measure_stop("%s", why.text);
    }
    start = measure_cpu();
    for (uint32_t done = 0; done < count; done += step) {
        close_round(&filler, done / step, count - done < step ? count - done : step);
    }
    cpu = (double) (measure_cpu() - start);
    store_close(filler.store);
    free(filler.locators);
    printf("pages=%.4f cpu_us=%.2f sample=%u\n", pages_of(options[0].value) / count,
           cpu / 1e3 / count, count);

    return 0;
}

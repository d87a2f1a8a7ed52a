/* SPDX-License-Identifier: EUPL-1.2 */
/* P9: a batch file of one round with many records, as a store would sign it: nine of ten are cover,
 * the rest are reports. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/batchfile.h>
#include <vrijuit/bytes.h>
#include <vrijuit/circle.h>
#include <vrijuit/content.h>
#include <vrijuit/documents.h>
#include <vrijuit/keyfile.h>

#include "measure.h"

#define REPORT_EVERY 10U
#define ROUND        0U

struct maker {
    struct vr_circle *circle;
    uint8_t identity[32];
    uint8_t (*locators)[VR_LOCATOR_SIZE];
    size_t count;
    json_t *answers;
    struct vr_batch_hash hash;
    FILE *output;
};

static int
compare_locators(const void *left, const void *right)
{
    return memcmp(left, right, VR_LOCATOR_SIZE);
}

static void
open_maker(struct maker *maker, const char *circle_path, const char *identity_path)
{
    struct measure_file file;
    struct vr_why why = { 0 };
    size_t len;

    measure_map(&file, circle_path);
    if (vr_circle_parse(&maker->circle, file.bytes, file.len, &why) != VR_OK) {
        measure_stop("%s: %s", circle_path, why.text);
    }
    measure_map(&file, identity_path);
    if (vr_keyfile_open(maker->identity, &len, VR_KEYFILE_IDENTITY, file.bytes, file.len, NULL, 0,
                        &why) != VR_OK) {
        measure_stop("%s: %s", identity_path, why.text);
    }
    maker->locators = measure_alloc(maker->count, sizeof maker->locators[0]);
    randombytes_buf(maker->locators, maker->count * sizeof maker->locators[0]);
    qsort(maker->locators, maker->count, sizeof maker->locators[0], compare_locators);
    maker->answers = json_pack("{s:s}", "eigen-woorden", "Er was geen ruimte om iets te zeggen.");
    if (maker->answers == NULL) {
        measure_stop("no memory");
    }
}

static void
put(struct maker *maker, const void *bytes, size_t len)
{
    vr_batch_hash_add(&maker->hash, bytes, len);
    if (fwrite(bytes, 1, len, maker->output) != len) {
        measure_stop("the batch file cannot be written");
    }
}

static void
put_number(struct maker *maker, uint32_t number)
{
    uint8_t bytes[4];

    vr_store32(bytes, number);
    put(maker, bytes, sizeof bytes);
}

/* Header and the one receipts document. */
static void
put_receipts(struct maker *maker)
{
    struct vr_receipts receipts = { .round = ROUND,
                                    .locators = maker->locators,
                                    .locator_count = maker->count };
    struct vr_batch_header header = { .first = ROUND, .last = ROUND };
    char line[VR_SIGNATURE_LINE_SIZE];
    uint8_t bytes[VR_BATCH_HEADER];
    char *payload;
    size_t len;

    memcpy(receipts.circle, maker->circle->id, sizeof receipts.circle);
    memcpy(header.circle, maker->circle->id, sizeof header.circle);
    if (vr_receipts_payload(&payload, &len, &receipts) != VR_OK ||
        vr_document_sign(line, VR_LABEL_RECEIPTS, payload, len, maker->identity) != VR_OK) {
        measure_stop("the receipts cannot be made");
    }
    header.receipts_len = (uint32_t) (4 + len + 1 + strlen(line));
    vr_batch_header_encode(bytes, &header);
    put(maker, bytes, sizeof bytes);
    put_number(maker, header.receipts_len - 4);
    put(maker, payload, len);
    put(maker, "\n", 1);
    put(maker, line, strlen(line));
    free(payload);
}

static void
put_record(struct maker *maker, size_t place)
{
    const struct vr_circle *circle = maker->circle;
    const struct vr_council_key *key = vr_council_key_at(&circle->councils[0], ROUND);
    struct vr_content content = { .kind = place % REPORT_EVERY == 0 ? VR_REPORT : VR_COVER };
    uint8_t random[VR_SUITE_RANDOM_MAX];
    uint8_t record[VR_RECORD_SIZE];
    char *text = NULL;
    size_t len;

    content.answers = maker->answers;
    memcpy(content.circle, circle->id, sizeof content.circle);
    content.reply_len = circle->suite->public_len;
    randombytes_buf(content.id, sizeof content.id);
    randombytes_buf(content.reply, content.reply_len);
    randombytes_buf(random, sizeof random);
    if (key == NULL || vr_content_encode(&text, &len, &content) != VR_OK ||
        vr_record_seal(record, circle->suite, key->public_key, maker->locators[place], text, len,
                       random) != VR_OK) {
        measure_stop("a record cannot be sealed");
    }
    put(maker, maker->locators[place], VR_LOCATOR_SIZE);
    put(maker, record, sizeof record);
    free(text);
}

static void
write_batch(struct maker *maker, const char *path)
{
    uint8_t signature[VR_BATCH_SIGNATURE];

    maker->output = fopen(path, "we");
    if (maker->output == NULL) {
        measure_stop("%s: cannot be written", path);
    }
    vr_batch_hash_init(&maker->hash);
    put_receipts(maker);
    put_number(maker, (uint32_t) maker->count);
    for (size_t place = 0; place < maker->count; place++) {
        put_record(maker, place);
    }
    if (vr_batch_sign(signature, &maker->hash, maker->identity) != VR_OK) {
        measure_stop("the batch file cannot be signed");
    }
    put(maker, signature, sizeof signature);
    if (fclose(maker->output) != 0) {
        measure_stop("%s: cannot be written", path);
    }
}

int
main(int argc, char *argv[])
{
    struct measure_option options[] = {
        { "circle", NULL }, { "identity", NULL }, { "count", NULL },
        { "output", NULL }, { NULL, NULL },
    };
    struct maker maker = { 0 };

    measure_options(options, argc, argv);
    maker.count = (size_t) measure_number(&options[2], 1, 1000000);
    open_maker(&maker, measure_text(&options[0]), measure_text(&options[1]));
    write_batch(&maker, measure_text(&options[3]));
    json_decref(maker.answers);
    vr_circle_free(maker.circle);
    free(maker.locators);
    sodium_memzero(maker.identity, sizeof maker.identity);

    return 0;
}

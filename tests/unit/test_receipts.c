/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/documents.h>

#include <stdio.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <vrijuit/bytes.h>

#include "circle_vectors.h"

static enum vr_status
decode(struct vr_receipts *receipts, const char *document, const struct vr_circle *circle)
{
    struct vr_why why = { "" };

    return vr_receipts_decode(receipts, document, strlen(document), &circle, 1, &why);
}

/* Whether each document is good and continues the one before. */
static enum vr_status
follow_all(const json_t *documents, const struct vr_circle *circle, uint32_t before,
           const uint8_t previous[static 32])
{
    enum vr_status status = VR_OK;
    uint8_t hash[32];

    memcpy(hash, previous, sizeof hash);
    for (size_t i = 0; i < json_array_size(documents) && status == VR_OK; i++) {
        struct vr_receipts receipts;

        status = decode(&receipts, json_string_value(json_array_get(documents, i)), circle);
        if (status == VR_OK) {
            status = vr_receipts_follow(&receipts, before, hash, NULL);
            before = receipts.round;
            memcpy(hash, receipts.hash, sizeof hash);
            vr_receipts_wipe(&receipts);
        }
    }

    return status;
}

static void
expect_written_back(const struct vr_receipts *receipts, const char *document)
{
    char *payload;
    size_t len;

    cr_assert(eq(int, vr_receipts_payload(&payload, &len, receipts), VR_OK));
    cr_expect(eq(int, strncmp(payload, document, len), 0));
    cr_expect(eq(int, document[len], '\n'));
    free(payload);
}

Test(receipts, documents_of_the_vectors_are_read_and_written_back_the_same)
{
    json_t *file = vectors_load("documents.json");
    json_t *part = vectors_get(file, "receipts");
    struct vr_circle *circle = circle_of(vectors_get(part, "circle"));
    json_t *list = vectors_get(part, "documents");

    cr_assert(eq(sz, json_array_size(list), 5));
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        const char *document = vectors_text(one, "document");
        json_t *locators = vectors_get(one, "unsorted_locators");
        struct vr_receipts receipts;

        cr_assert(eq(int, decode(&receipts, document, circle), VR_OK));
        cr_expect(eq(u32, receipts.round, vectors_number(one, "round")));
        cr_expect(vectors_equal(receipts.previous, 32, one, "previous"));
        cr_expect(vectors_equal(receipts.hash, 32, one, "payload_blake2b256"));
        cr_assert(eq(sz, receipts.locator_count, json_array_size(locators)));
        for (size_t k = 0; k < json_array_size(locators); k++) {
            json_t *wrapped = json_pack("{s:O}", "l", json_array_get(locators, k));
            uint8_t locator[VR_LOCATOR_SIZE];

            vectors_hex(locator, sizeof locator, wrapped, "l");
            cr_expect(vr_receipts_has(&receipts, locator));
            locator[15] ^= 1;
            cr_expect(not(vr_receipts_has(&receipts, locator)));
            json_decref(wrapped);
        }
        expect_written_back(&receipts, document);
        vr_receipts_wipe(&receipts);
    }
    vr_circle_free(circle);
    json_decref(file);
}

Test(receipts, a_row_of_documents_is_taken_apart)
{
    json_t *file = vectors_load("documents.json");
    json_t *part = vectors_get(file, "receipts");
    json_t *list = vectors_get(part, "documents");
    char whole[16384] = "";
    size_t at = 0;

    for (size_t i = 0; i < json_array_size(list); i++) {
        strcat(whole, vectors_text(json_array_get(list, i), "document"));
    }
    cr_expect(vectors_blake2b256(whole, strlen(whole), part, "whole_blake2b256"));
    for (size_t i = 0; i < json_array_size(list); i++) {
        size_t len = vr_documents_next(whole + at, strlen(whole) - at);

        cr_expect(eq(sz, len, strlen(vectors_text(json_array_get(list, i), "document"))));
        at += len;
    }
    cr_expect(eq(sz, vr_documents_next(whole + at, strlen(whole) - at), 0));
    json_decref(file);
}

Test(receipts, chains_that_must_be_refused_are)
{
    json_t *file = vectors_load("documents.json");
    json_t *part = vectors_get(file, "receipts");
    struct vr_circle *circle = circle_of(vectors_get(part, "circle"));
    json_t *list = vectors_get(part, "must_refuse");
    uint8_t previous[32];

    cr_assert(gt(sz, json_array_size(list), 10));
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *test = json_array_get(list, i);

        vectors_hex(previous, sizeof previous, test, "previous");
        cr_expect(ne(int, follow_all(vectors_get(test, "documents"), circle, 40, previous), VR_OK),
                  "%s", vectors_text(test, "name"));
    }
    vr_circle_free(circle);
    json_decref(file);
}

Test(receipts, the_chain_of_the_vectors_holds)
{
    json_t *file = vectors_load("documents.json");
    json_t *part = vectors_get(file, "receipts");
    struct vr_circle *circle = circle_of(vectors_get(part, "circle"));
    json_t *list = vectors_get(part, "documents");
    json_t *texts = json_array();
    const uint8_t zero[32] = { 0 };

    for (size_t i = 0; i < json_array_size(list); i++) {
        json_array_append(texts, vectors_get(json_array_get(list, i), "document"));
    }
    cr_expect(eq(int, follow_all(texts, circle, 40, zero), VR_OK));
    cr_expect(eq(int, follow_all(texts, circle, 39, zero), VR_UNVERIFIED));
    json_decref(texts);
    vr_circle_free(circle);
    json_decref(file);
}

Test(receipts, custody_over_three_hops_is_read_and_written_back_the_same)
{
    json_t *file = vectors_load("custody.json");
    struct vr_circle *circle = circle_of(file);
    json_t *rounds = vectors_get(file, "rounds");
    char whole[16384] = "";

    for (size_t i = 0; i < json_array_size(rounds); i++) {
        json_t *one = json_array_get(rounds, i);
        const char *document = vectors_text(one, "receipts");
        struct vr_receipts receipts;

        strcat(whole, document);
        cr_assert(eq(int, decode(&receipts, document, circle), VR_OK));
        cr_expect(eq(int, receipts.thin, json_is_true(vectors_get(one, "thin"))));
        cr_expect(eq(sz, receipts.handover_count, 2));
        cr_expect(vectors_equal(receipts.previous, 32, one, "previous"));
        cr_expect(vectors_equal(receipts.hash, 32, one, "payload_blake2b256"));
        expect_written_back(&receipts, document);
        vr_receipts_wipe(&receipts);
    }
    cr_expect(vectors_blake2b256(whole, strlen(whole), file, "whole_receipts_blake2b256"));
    vr_circle_free(circle);
    json_decref(file);
}

Test(receipts, custody_that_must_be_refused_is)
{
    json_t *file = vectors_load("custody.json");
    struct vr_circle *circle = circle_of(file);
    json_t *list = vectors_get(file, "receipts_must_refuse");

    cr_assert(gt(sz, json_array_size(list), 10));
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *test = json_array_get(list, i);
        struct vr_receipts receipts;

        cr_expect(ne(int, decode(&receipts, vectors_text(test, "document"), circle), VR_OK), "%s",
                  vectors_text(test, "name"));
    }
    vr_circle_free(circle);
    json_decref(file);
}

static const uint8_t store_seed[32] = { 3 };

/* A circle of one hop, of which only what receipts need is filled. */
static void
small_circle(struct vr_circle *circle, uint8_t id, uint64_t sequence, uint32_t from_round)
{
    memset(circle, 0, sizeof *circle);
    memset(circle->id, id, sizeof circle->id);
    circle->sequence = sequence;
    circle->from_round = from_round;
    circle->batch = 64;
    circle->hop_count = 1;
    vr_sign_public(circle->hops[0].identity, store_seed);
}

static char *
sign_payload(const char *payload)
{
    char line[VR_SIGNATURE_LINE_SIZE];
    char *document;

    cr_assert(eq(int,
                 vr_document_sign(line, VR_LABEL_RECEIPTS, payload, strlen(payload), store_seed),
                 VR_OK));
    cr_assert(gt(int, asprintf(&document, "%s\n%s", payload, line), 0));

    return document;
}

static char *
sign_receipts(const struct vr_receipts *receipts)
{
    char *payload, *document;
    size_t len;

    cr_assert(eq(int, vr_receipts_payload(&payload, &len, receipts), VR_OK));
    document = sign_payload(payload);
    free(payload);

    return document;
}

/* What a client with these circles says of them, signed by the store. */
static enum vr_status
judge(const struct vr_receipts *receipts, const struct vr_circle *const *circles, size_t count)
{
    struct vr_receipts read = { 0 };
    char *document = sign_receipts(receipts);
    enum vr_status status =
        vr_receipts_decode(&read, document, strlen(document), circles, count, NULL);

    vr_receipts_wipe(&read);
    free(document);

    return status;
}

Test(receipts, a_hundred_thousand_locators_are_written_and_read)
{
    struct vr_receipts receipts = { .round = 9, .locator_count = 100000 };
    struct vr_receipts read;
    struct vr_circle circle;
    char *document;

    small_circle(&circle, 5, 1, 0);
    memcpy(receipts.circle, circle.id, sizeof receipts.circle);
    receipts.locators = calloc(receipts.locator_count, VR_LOCATOR_SIZE);
    for (size_t i = 0; i < receipts.locator_count; i++) {
        receipts.locators[i][0] = (uint8_t) (i >> 16);
        receipts.locators[i][1] = (uint8_t) (i >> 8);
        receipts.locators[i][2] = (uint8_t) i;
    }
    document = sign_receipts(&receipts);
    cr_assert(eq(int, decode(&read, document, &circle), VR_OK));
    cr_assert(eq(sz, read.locator_count, receipts.locator_count));
    cr_expect(eq(int, memcmp(read.locators, receipts.locators, 100000 * VR_LOCATOR_SIZE), 0));
    vr_receipts_wipe(&read);
    cr_expect(eq(sz, read.locator_count, 0));
    cr_expect(not(vr_receipts_has(&read, receipts.locators[0])));
    free(document);
    free(receipts.locators);
}

Test(receipts, a_round_that_was_given_up_has_neither_hand_overs_nor_records)
{
    uint8_t locator[1][VR_LOCATOR_SIZE] = { { 1 } };
    struct vr_receipts receipts = { .round = 9, .thin = true, .locators = locator };
    struct vr_receipts read;
    struct vr_circle circle;
    const struct vr_circle *own = &circle;
    char *document;

    small_circle(&circle, 5, 1, 0);
    circle.hop_count = 3;
    vr_sign_public(circle.hops[2].identity, store_seed);
    memcpy(receipts.circle, circle.id, sizeof receipts.circle);
    document = sign_receipts(&receipts);
    cr_assert(eq(int, decode(&read, document, &circle), VR_OK));
    cr_expect(eq(sz, read.handover_count, 0));
    cr_expect(eq(sz, read.locator_count, 0));
    expect_written_back(&read, document);
    vr_receipts_wipe(&read);
    free(document);
    receipts.thin = false;
    cr_expect(eq(int, judge(&receipts, &own, 1), VR_MALFORMED), "not thin");
    receipts.thin = true;
    receipts.locator_count = 1;
    cr_expect(eq(int, judge(&receipts, &own, 1), VR_MALFORMED), "a record");
    receipts.handover_count = 1;
    cr_expect(ne(int, judge(&receipts, &own, 1), VR_OK), "some of the hand-overs");
}

Test(receipts, each_round_is_judged_by_its_own_circle)
{
    struct vr_receipts receipts = { .round = 19 };
    struct vr_circle old, new;
    const struct vr_circle *both[2] = { &new, &old };

    small_circle(&old, 1, 1, 0);
    small_circle(&new, 2, 2, 20);
    memcpy(receipts.circle, old.id, sizeof receipts.circle);
    cr_expect(eq(int, judge(&receipts, both, 2), VR_OK));
    cr_expect(eq(int, judge(&receipts, both, 1), VR_FOREIGN));
    receipts.round = 20;
    cr_expect(eq(int, judge(&receipts, both, 2), VR_FOREIGN));
}

static const uint8_t entry_seed[32] = { 4 };

/* Receipts with this hand-over, which the entry has signed. */
static enum vr_status
judge_handover(const struct vr_handover *handover, const uint8_t circle_id[static 32],
               const struct vr_circle *circle)
{
    struct vr_handover signed_one = *handover;
    struct vr_receipts receipts = { .round = 9, .handover_count = 1 };

    cr_assert(eq(int, vr_handover_sign(&signed_one, circle_id, entry_seed), VR_OK));
    memcpy(receipts.circle, circle_id, sizeof receipts.circle);
    receipts.handovers[0] = signed_one;

    return judge(&receipts, &circle, 1);
}

Test(receipts, a_hand_over_is_one_of_whole_batches_between_its_two_hops)
{
    struct vr_handover good = { .round = 9, .count = 64 };
    struct vr_handover bad = good;
    struct vr_custody before = { .hop_count = 2 };
    struct vr_circle circle, later;

    small_circle(&circle, 5, 1, 0);
    circle.hop_count = 2;
    memcpy(circle.hops[1].identity, circle.hops[0].identity, 32);
    vr_sign_public(circle.hops[0].identity, entry_seed);
    vr_hop_id(good.from, circle.hops[0].identity);
    vr_hop_id(good.to, circle.hops[1].identity);
    cr_expect(eq(int, judge_handover(&good, circle.id, &circle), VR_OK));
    bad = good;
    bad.from[0] ^= 1;
    cr_expect(eq(int, judge_handover(&bad, circle.id, &circle), VR_UNVERIFIED));
    bad = good;
    bad.to[0] ^= 1;
    cr_expect(eq(int, judge_handover(&bad, circle.id, &circle), VR_UNVERIFIED));
    bad = good;
    bad.count = 65;
    cr_expect(eq(int, judge_handover(&bad, circle.id, &circle), VR_UNVERIFIED));
    bad.count = 0;
    cr_expect(eq(int, judge_handover(&bad, circle.id, &circle), VR_MALFORMED));

    /* What a batch was in an earlier circle is not known. */
    small_circle(&later, 6, 2, 20);
    memcpy(before.circle, circle.id, sizeof before.circle);
    memcpy(before.identity[0], circle.hops[0].identity, 32);
    memcpy(before.identity[1], circle.hops[1].identity, 32);
    later.earlier = &before;
    later.earlier_count = 1;
    bad.count = 65;
    cr_expect(eq(int, judge_handover(&bad, circle.id, &later), VR_OK));
}

Test(receipts, the_store_of_an_old_circle_cannot_sign_for_a_new_one)
{
    struct vr_receipts receipts = { .round = 25 };
    struct vr_circle old, new;
    const struct vr_circle *both[2] = { &new, &old };

    small_circle(&old, 1, 1, 0);
    small_circle(&new, 2, 2, 20);
    new.hops[0].identity[0] ^= 1;
    memcpy(receipts.circle, new.id, sizeof receipts.circle);
    cr_expect(eq(int, judge(&receipts, both, 2), VR_UNVERIFIED));
}

/* One way to write a payload; $ stands for the members before the locators. */
struct spelling {
    char payload[200];
    enum vr_status expected;
    size_t count;
};

#define A     "AAAAAAAAAAAAAAAAAAAAAA=="
#define B     "BAAAAAAAAAAAAAAAAAAAAA=="
#define ONE   "\"" A "\""
#define OTHER "\"" B "\""

ParameterizedTestParameters(receipts, the_list_is_read_however_it_is_written)
{
    static struct spelling spellings[] = {
        { "{$,\"locators\":[]}", VR_OK, 0 },
        { "{$,\"locators\":[" ONE "]}", VR_OK, 1 },
        { "{$,\"locators\":[" ONE "," ONE "," OTHER "]}", VR_OK, 3 },
        { "{$,\"locators\":[" ONE "," OTHER "]} ", VR_OK, 2 },
        { "{$,\"locators\":[" ONE ", " OTHER "]}", VR_OK, 2 },
        { "{$, \"locators\":[" ONE "," OTHER "]}", VR_OK, 2 },
        { "{\"locators\":[" ONE "," OTHER "],$}", VR_OK, 2 },
        { "{$,\"l\\u006fcators\":[" ONE "," OTHER "]}", VR_OK, 2 },
        { "{$,\"locators\":[\"\\u0041"
          "AAAAAAAAAAAAAAAAAAAAA==\"," OTHER "]}",
          VR_OK, 2 },
        { "{$,\"locators\":[" OTHER "," ONE "]}", VR_MALFORMED, 0 },
        { "{$,\"locators\":[" ONE "," ONE "}", VR_MALFORMED, 0 },
        { "{$,\"locators\":[" ONE " " OTHER "]}", VR_MALFORMED, 0 },
        { "{$,\"locators\":[" ONE ",]}", VR_MALFORMED, 0 },
        { "{$,\"locators\":[,]}", VR_MALFORMED, 0 },
        { "{$,\"locators\":[" ONE "]]}", VR_MALFORMED, 0 },
        { "{$,\"locators\":[" ONE "]}}", VR_MALFORMED, 0 },
        { "{$,\"locators\":[\"AAAAAAAAAA\",\"AAAAAAAAA==\"]}", VR_MALFORMED, 0 },
        { "{$,\"locators\":[\"\\u0041"
          "AAAAAAAAAAAAAAAA==\"]}",
          VR_MALFORMED, 0 },
        { "{$,\"locators\":[\"AAAAAAAAAAAAAAAAAAAAAB==\"]}", VR_MALFORMED, 0 },
        { "{$,\"locators\":[\"AAAAAAAAAAAAAAAAAAAAAA=\\\"]}", VR_MALFORMED, 0 },
        { "{$,\"locators\":[" ONE "],\"locators\":[" ONE "]}", VR_MALFORMED, 0 },
        { "{\"locators\":[],$,\"locators\":[" ONE "]}", VR_MALFORMED, 0 },
        { "{$,\"more\":{\"x\":1,\"locators\":[" ONE "]}", VR_MALFORMED, 0 },
        { "{$,\"more\":1,\"locators\":[" ONE "]}", VR_MALFORMED, 0 },
        { "{$,\"more\":\"x,\"locators\":[" ONE "]}", VR_MALFORMED, 0 },
        { "{$,\"locators\":[" ONE "],\"more\":[]}", VR_MALFORMED, 0 },
        { "{$,\"locators\":]}", VR_MALFORMED, 0 },
        { "{$,\"locators\":[", VR_MALFORMED, 0 },
        { "{$,\"locators\":\"[]\"}", VR_MALFORMED, 0 },
    };

    return cr_make_param_array(struct spelling, spellings, sizeof spellings / sizeof spellings[0]);
}

ParameterizedTest(struct spelling *spelling, receipts, the_list_is_read_however_it_is_written)
{
    struct vr_receipts receipts = { .round = 9 };
    struct vr_receipts read;
    struct vr_circle circle;
    const char *at = strchr(spelling->payload, '$');
    char *frame, *payload, *document;
    enum vr_status status;
    size_t len;

    small_circle(&circle, 5, 1, 0);
    memcpy(receipts.circle, circle.id, sizeof receipts.circle);
    cr_assert(eq(int, vr_receipts_payload(&frame, &len, &receipts), VR_OK));
    frame[len - strlen(",\"locators\":[]}")] = '\0';
    cr_assert(gt(int,
                 asprintf(&payload, "%.*s%s%s", (int) (at - spelling->payload), spelling->payload,
                          frame + 1, at + 1),
                 0));
    document = sign_payload(payload);
    status = decode(&read, document, &circle);
    cr_expect(eq(int, status, spelling->expected), "%s", payload);
    if (status == VR_OK) {
        cr_expect(eq(sz, read.locator_count, spelling->count), "%s", payload);
        if (spelling->count > 1) {
            cr_expect(eq(int, read.locators[spelling->count - 1][0], 4), "%s", payload);
            cr_expect(eq(int, read.locators[0][0], 0), "%s", payload);
        }
        vr_receipts_wipe(&read);
    }
    free(document);
    free(payload);
    free(frame);
}

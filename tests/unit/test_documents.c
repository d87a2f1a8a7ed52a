/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/documents.h>

#include <stdio.h>

#include <vrijuit/bytes.h>

#include "circle_vectors.h"

static json_t *file;
static struct vr_circle *circle;

static void
open_vectors(void)
{
    file = vectors_load("documents.json");
    circle = circle_of(vectors_get(file, "circle"));
}

static void
close_vectors(void)
{
    vr_circle_free(circle);
    json_decref(file);
}

TestSuite(documents, .init = open_vectors, .fini = close_vectors);

static json_t *
hop_of(size_t i)
{
    return json_array_get(vectors_get(vectors_get(file, "circle"), "hops"), i);
}

/* What the vectors say that the hops publish for round 40. */
static void
keys_of_vectors(struct vr_keys *keys)
{
    memset(keys, 0, sizeof *keys);
    memcpy(keys->circle, circle->id, sizeof keys->circle);
    keys->round = 40;
    keys->hop_count = circle->hop_count;
    for (size_t i = 0; i < keys->hop_count; i++) {
        json_t *epochs = vectors_get(hop_of(i), "epochs");

        vectors_hex(keys->hop[i], VR_HOP_ID_SIZE, hop_of(i), "hop_id");
        for (size_t e = 0; e < VR_EPOCHS_AHEAD; e++) {
            vectors_hex(keys->key[i][e], 32, json_array_get(epochs, e), "public");
        }
    }
}

/* payload, signed by hop. */
static char *
sign_payload(const char *payload, const char *label, size_t hop)
{
    char line[VR_SIGNATURE_LINE_SIZE];
    uint8_t seed[32];
    char *document;

    vectors_hex(seed, sizeof seed, hop_of(hop), "identity_seed");
    cr_assert(eq(int, vr_document_sign(line, label, payload, strlen(payload), seed), VR_OK));
    cr_assert(gt(int, asprintf(&document, "%s\n%s", payload, line), 0));

    return document;
}

static enum vr_status
decode_keys(struct vr_keys *keys, const char *document)
{
    return vr_keys_decode(keys, document, strlen(document), circle, NULL);
}

Test(documents, descriptors_are_written_as_in_the_vectors)
{
    json_t *list = vectors_get(vectors_get(file, "descriptors"), "documents");
    struct vr_keys all;

    keys_of_vectors(&all);
    for (size_t i = 0; i < circle->hop_count; i++) {
        struct vr_keys one = { .round = all.round, .hop_count = 1 };
        char *payload, *document;
        size_t len;

        memcpy(one.circle, all.circle, sizeof one.circle);
        memcpy(one.hop[0], all.hop[i], sizeof one.hop[0]);
        memcpy(one.key[0], all.key[i], sizeof one.key[0]);
        cr_assert(eq(int, vr_descriptor_payload(&payload, &len, &one), VR_OK));
        cr_expect(eq(sz, len, strlen(payload)));
        document = sign_payload(payload, VR_LABEL_DESCRIPTOR, i);
        cr_expect(eq(str, document, (char *) json_string_value(json_array_get(list, i))));
        free(document);
        free(payload);
    }
}

Test(documents, descriptors_of_the_vectors_are_read)
{
    json_t *list = vectors_get(vectors_get(file, "descriptors"), "documents");
    struct vr_keys all;

    keys_of_vectors(&all);
    for (size_t i = 0; i < circle->hop_count; i++) {
        const char *document = json_string_value(json_array_get(list, i));
        struct vr_keys keys;

        cr_assert(eq(int,
                     vr_descriptor_decode(&keys, document, strlen(document), circle, i, 40, NULL),
                     VR_OK));
        cr_expect(eq(int, memcmp(keys.key[0], all.key[i], sizeof keys.key[0]), 0));
        cr_expect(eq(int, memcmp(keys.hop[0], all.hop[i], sizeof keys.hop[0]), 0));
        cr_expect(ne(int,
                     vr_descriptor_decode(&keys, document, strlen(document), circle,
                                          (i + 1) % circle->hop_count, 40, NULL),
                     VR_OK));
        cr_expect(eq(int,
                     vr_descriptor_decode(&keys, document, strlen(document), circle, i, 41, NULL),
                     VR_STALE));
    }
}

Test(documents, descriptors_that_must_be_refused_are)
{
    json_t *list = vectors_get(vectors_get(file, "descriptors"), "must_refuse");

    cr_assert(gt(sz, json_array_size(list), 10));
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *test = json_array_get(list, i);
        const char *document = vectors_text(test, "document");
        struct vr_keys keys, before;

        memset(&keys, 0x5a, sizeof keys);
        before = keys;
        cr_expect(ne(int,
                     vr_descriptor_decode(&keys, document, strlen(document), circle,
                                          vectors_number(test, "hop"),
                                          (uint32_t) vectors_number(test, "round"), NULL),
                     VR_OK),
                  "%s", vectors_text(test, "name"));
        cr_expect(eq(int, memcmp(&keys, &before, sizeof keys), 0));
    }
}

Test(documents, the_keys_document_is_written_as_in_the_vectors)
{
    json_t *answers = vectors_get(vectors_get(file, "descriptors"), "answers");
    const char *due = vectors_text(vectors_get(file, "keys"), "document");
    struct vr_keys all;
    char *payload;
    char document[8192];
    size_t len;

    keys_of_vectors(&all);
    cr_assert(eq(int, vr_keys_payload(&payload, &len, &all), VR_OK));
    cr_expect(eq(str, payload, (char *) vectors_text(vectors_get(file, "keys"), "payload")));
    snprintf(document, sizeof document, "%s\n", payload);
    for (size_t i = 0; i < circle->hop_count; i++) {
        char *signed_one = sign_payload(payload, VR_LABEL_KEYS, i);

        cr_expect(
            eq(str, signed_one + len + 1, (char *) json_string_value(json_array_get(answers, i))));
        strcat(document, signed_one + len + 1);
        free(signed_one);
    }
    cr_expect(eq(str, document, (char *) due));
    free(payload);
}

Test(documents, the_keys_document_is_read_and_written_back_the_same)
{
    const char *document = vectors_text(vectors_get(file, "keys"), "document");
    struct vr_keys keys, all;
    char *payload;
    size_t len;

    keys_of_vectors(&all);
    cr_assert(eq(int, decode_keys(&keys, document), VR_OK));
    cr_expect(eq(int, memcmp(&keys, &all, sizeof keys), 0));
    cr_assert(eq(int, vr_keys_payload(&payload, &len, &keys), VR_OK));
    cr_expect(eq(int, strncmp(payload, document, len), 0));
    cr_expect(eq(int, document[len], '\n'));
    free(payload);
}

Test(documents, keys_are_good_in_the_rounds_around_their_own)
{
    json_t *of_keys = vectors_get(file, "keys");
    json_t *rounds = vectors_get(of_keys, "accepted_in_rounds");
    struct vr_keys keys;

    cr_assert(eq(int, decode_keys(&keys, vectors_text(of_keys, "document")), VR_OK));
    for (size_t i = 0; i < json_array_size(rounds); i++) {
        uint32_t round = (uint32_t) json_integer_value(json_array_get(rounds, i));

        cr_expect(eq(int, vr_keys_judge(&keys, NULL, round, NULL), VR_OK), "%u", round);
    }
    cr_expect(eq(int, vr_keys_judge(&keys, NULL, 38, NULL), VR_STALE));
    cr_expect(eq(int, vr_keys_judge(&keys, NULL, 42, NULL), VR_STALE));
    cr_expect(eq(int, vr_keys_judge(&keys, NULL, UINT32_MAX, NULL), VR_STALE));
    cr_expect(eq(int, vr_keys_judge(&keys, NULL, 0, NULL), VR_STALE));
}

Test(documents, keys_documents_that_must_be_refused_are)
{
    json_t *of_keys = vectors_get(file, "keys");
    json_t *list = vectors_get(of_keys, "must_refuse");

    cr_assert(gt(sz, json_array_size(list), 20));
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *test = json_array_get(list, i);
        bool same = json_object_get(test, "same_document") != NULL;
        const char *document = vectors_text(same ? of_keys : test, "document");
        struct vr_keys keys;
        enum vr_status status = decode_keys(&keys, document);

        cr_expect(eq(int, status == VR_OK, same), "%s", vectors_text(test, "name"));
        if (status == VR_OK) {
            status =
                vr_keys_judge(&keys, NULL, (uint32_t) vectors_number(test, "client_round"), NULL);
            cr_expect(eq(int, status, VR_STALE), "%s", vectors_text(test, "name"));
        }
    }
}

Test(documents, a_later_document_must_not_change_a_key)
{
    json_t *after = vectors_get(vectors_get(file, "keys"), "after_the_first");
    uint32_t round = (uint32_t) vectors_number(after, "client_round");
    struct vr_keys first, later;

    cr_assert(
        eq(int, decode_keys(&first, vectors_text(vectors_get(file, "keys"), "document")), VR_OK));
    cr_assert(eq(int, decode_keys(&later, vectors_text(after, "accepted")), VR_OK));
    cr_expect(eq(int, vr_keys_judge(&later, &first, round, NULL), VR_OK));
    cr_assert(eq(int, decode_keys(&later, vectors_text(after, "must_refuse")), VR_OK));
    cr_expect(eq(int, vr_keys_judge(&later, &first, round, NULL), VR_CONFLICT));
    cr_expect(eq(int, vr_keys_judge(&later, NULL, round, NULL), VR_OK));
    later.circle[0] ^= 1;
    cr_expect(eq(int, vr_keys_judge(&later, &first, round, NULL), VR_OK));
}

Test(documents, paths_have_the_epochs_of_the_vectors)
{
    json_t *of_keys = vectors_get(file, "keys");
    json_t *list = vectors_get(of_keys, "paths");
    struct vr_onion_hop path[VR_HOPS_MAX];
    struct vr_keys keys;

    cr_assert(eq(int, decode_keys(&keys, vectors_text(of_keys, "document")), VR_OK));
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        json_t *epochs = vectors_get(one, "epochs");

        cr_assert(eq(int, vr_keys_path(path, &keys, (uint32_t) vectors_number(one, "client_round")),
                     VR_OK));
        for (size_t hop = 0; hop < keys.hop_count; hop++) {
            uint32_t epoch = (uint32_t) json_integer_value(json_array_get(epochs, hop));

            cr_expect(eq(u32, path[hop].epoch, epoch));
            cr_expect(eq(int, memcmp(path[hop].key, keys.key[hop][epoch - 40], 32), 0));
            cr_expect(eq(int, memcmp(path[hop].id, keys.hop[hop], VR_HOP_ID_SIZE), 0));
        }
    }
    cr_expect(eq(int, vr_keys_path(path, &keys, 46), VR_OK));
    cr_expect(eq(int, vr_keys_path(path, &keys, 47), VR_STALE));
    cr_expect(eq(int, vr_keys_path(path, &keys, UINT32_MAX), VR_STALE));
}

Test(documents, any_changed_bit_of_a_keys_document_is_refused)
{
    const char *document = vectors_text(vectors_get(file, "keys"), "document");
    size_t len = strlen(document);
    char *changed = strdup(document);
    struct vr_keys keys;

    for (size_t i = 0; i < len; i += 13) {
        changed[i] ^= 1;
        cr_expect(ne(int, vr_keys_decode(&keys, changed, len, circle, NULL), VR_OK), "%zu", i);
        changed[i] ^= 1;
    }
    changed[len - 1] ^= 1;
    cr_expect(ne(int, vr_keys_decode(&keys, changed, len, circle, NULL), VR_OK), "the last");
    changed[len - 1] ^= 1;
    for (size_t i = 0; i < len; i += 13) {
        cr_expect(ne(int, vr_keys_decode(&keys, changed, i, circle, NULL), VR_OK), "%zu", i);
    }
    free(changed);
}

Test(documents, a_payload_with_a_second_line_is_no_keys_payload)
{
    const char *payload = vectors_text(vectors_get(file, "keys"), "payload");
    char text[4096];
    struct vr_keys keys;

    snprintf(text, sizeof text, "%s\n", payload);
    cr_expect(eq(int, vr_keys_parse(&keys, payload, strlen(payload), circle, NULL), VR_OK));
    cr_expect(eq(int, vr_keys_parse(&keys, text, strlen(text), circle, NULL), VR_MALFORMED));
}

/* The payload with spaces behind it, so that it has this length. */
static char *
fill_up(char *payload, size_t len)
{
    char *filled;

    cr_assert(gt(int, asprintf(&filled, "%-*s", (int) len, payload), 0));
    free(payload);

    return filled;
}

Test(documents, what_is_longer_than_any_is_refused)
{
    const size_t lines = VR_SIGNATURE_LINE_SIZE; /* with the newline before it */
    struct vr_keys keys, got;
    char *payload, *document;
    size_t len;

    keys_of_vectors(&keys);
    cr_assert(eq(int, vr_keys_payload(&payload, &len, &keys), VR_OK));
    payload = fill_up(payload, VR_KEYS_MAX + 1);
    cr_expect(eq(int, vr_keys_parse(&got, payload, VR_KEYS_MAX, circle, NULL), VR_OK));
    cr_expect(eq(int, vr_keys_parse(&got, payload, VR_KEYS_MAX + 1, circle, NULL), VR_MALFORMED));
    free(payload);
    for (size_t more = 0; more < 2; more++) {
        cr_assert(eq(int, vr_descriptor_payload(&payload, &len, &keys), VR_OK));
        payload = fill_up(payload, VR_KEYS_MAX - lines + more);
        document = sign_payload(payload, VR_LABEL_DESCRIPTOR, 0);
        cr_expect(eq(int,
                     vr_descriptor_decode(&got, document, strlen(document), circle, 0, 40, NULL),
                     more == 0 ? VR_OK : VR_MALFORMED));
        free(document);
        free(payload);
    }
}

Test(documents, handovers_are_signed_as_in_the_vectors)
{
    json_t *list = vectors_get(file, "batches");

    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *batch = json_array_get(list, i);
        size_t link = vectors_number(batch, "link");
        json_t *due = vectors_get(batch, "handover");
        struct vr_handover handover = {
            .round = (uint32_t) vectors_number(batch, "round"),
            .count = (uint32_t) vectors_number(batch, "count"),
            .thin = json_is_true(vectors_get(batch, "thin")),
        };
        char text[VR_B64_LEN(64) + 1];
        uint8_t seed[32];

        memcpy(handover.from, circle->hops[link].id, sizeof handover.from);
        memcpy(handover.to, circle->hops[link + 1].id, sizeof handover.to);
        vectors_hex(handover.hash, sizeof handover.hash, batch, "hash");
        vectors_hex(seed, sizeof seed, hop_of(link), "identity_seed");
        cr_assert(eq(int, vr_handover_sign(&handover, circle->id, seed), VR_OK));
        vr_b64_encode(text, handover.signature, sizeof handover.signature);
        cr_expect(eq(str, text, (char *) vectors_text(due, "signature")));
        cr_expect(
            eq(int, vr_handover_verify(&handover, circle->id, circle->hops[link].identity), VR_OK));
        handover.thin = !handover.thin;
        cr_expect(eq(int, vr_handover_verify(&handover, circle->id, circle->hops[link].identity),
                     VR_UNVERIFIED));
    }
}

Test(documents, a_row_of_documents_is_cut_before_each_brace_at_a_line_start)
{
    cr_expect(eq(sz, vr_documents_next("", 0), 0));
    cr_expect(eq(sz, vr_documents_next("{a\nb\n{c\n", 8), 5));
    cr_expect(eq(sz, vr_documents_next("{c\n", 3), 3));
    cr_expect(eq(sz, vr_documents_next("{c\n{", 4), 3));
    cr_expect(eq(sz, vr_documents_next("{{{", 3), 3));
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/handover.h>

#include <vrijuit/bytes.h>

#include "circle_vectors.h"

static json_t *file;
static struct vr_circle *circle;
static struct vr_custody custody;

static void
open_vectors(void)
{
    const struct vr_circle *circles[1];

    file = vectors_load("documents.json");
    circle = circle_of(vectors_get(file, "circle"));
    circles[0] = circle;
    cr_assert(eq(int, vr_custody_at(&custody, circles, 1, 40, NULL), VR_OK));
}

static void
close_vectors(void)
{
    vr_circle_free(circle);
    json_decref(file);
}

TestSuite(handover, .init = open_vectors, .fini = close_vectors);

static void
seed_of(uint8_t seed[static 32], size_t hop)
{
    json_t *hops = vectors_get(vectors_get(file, "circle"), "hops");

    vectors_hex(seed, 32, json_array_get(hops, hop), "identity_seed");
}

/* All packets of a batch, in its order; freed by the caller. */
static uint8_t *
packets_of(const json_t *batch)
{
    json_t *keys = vectors_get(batch, "packet_stream_keys");
    json_t *order = vectors_get(batch, "order");
    size_t count = json_array_size(order);
    uint8_t *packets = malloc(count * VR_PACKET_SIZE);

    cr_assert(packets != NULL && count == vectors_number(batch, "count"));
    for (size_t i = 0; i < count; i++) {
        size_t which = (size_t) json_integer_value(json_array_get(order, i));
        json_t *key = json_pack("{s:O}", "key", json_array_get(keys, which));

        vectors_stream(packets + i * VR_PACKET_SIZE, VR_PACKET_SIZE, key, "key");
        json_decref(key);
    }

    return packets;
}

/* head | the packets; room for one byte more. */
static uint8_t *
join(size_t *len, const char *head, const uint8_t *packets, size_t count)
{
    size_t head_len = strlen(head);
    uint8_t *bytes = malloc(head_len + count * VR_PACKET_SIZE + 1);

    cr_assert(bytes != NULL);
    memcpy(bytes, head, head_len);
    memcpy(bytes + head_len, packets, count * VR_PACKET_SIZE);
    *len = head_len + count * VR_PACKET_SIZE;

    return bytes;
}

/* Part i of a batch, as it is sent. */
static uint8_t *
part_of(size_t *len, const json_t *batch, size_t i)
{
    const json_t *part = json_array_get(vectors_get(batch, "parts"), i);
    uint8_t *packets = packets_of(batch);
    uint8_t *bytes = join(len, vectors_text(part, "head"), packets + i * 64 * VR_PACKET_SIZE,
                          vectors_number(part, "packets"));

    cr_assert(eq(sz, *len, vectors_number(part, "length")));
    cr_assert(vectors_blake2b256(bytes, *len, part, "blake2b256"));
    free(packets);

    return bytes;
}

static void
handover_of(struct vr_handover *handover, const json_t *json)
{
    memset(handover, 0, sizeof *handover);
    handover->round = (uint32_t) vectors_number(json, "round");
    handover->count = (uint32_t) vectors_number(json, "count");
    handover->thin = json_is_true(vectors_get(json, "thin"));
    cr_assert(eq(int, vr_b64_decode(handover->from, 24, vectors_text(json, "from"), 32), VR_OK));
    cr_assert(eq(int, vr_b64_decode(handover->to, 24, vectors_text(json, "to"), 32), VR_OK));
    cr_assert(eq(int, vr_b64_decode(handover->hash, 32, vectors_text(json, "hash"), 44), VR_OK));
    cr_assert(eq(int, vr_b64_decode(handover->signature, 64, vectors_text(json, "signature"), 88),
                 VR_OK));
}

static void
expect_same_handover(const struct vr_handover *handover, const struct vr_handover *due)
{
    cr_expect(eq(int, memcmp(handover->from, due->from, sizeof due->from), 0));
    cr_expect(eq(int, memcmp(handover->to, due->to, sizeof due->to), 0));
    cr_expect(eq(u32, handover->round, due->round));
    cr_expect(eq(u32, handover->count, due->count));
    cr_expect(eq(int, memcmp(handover->hash, due->hash, sizeof due->hash), 0));
    cr_expect(eq(int, handover->thin, due->thin));
    cr_expect(eq(int, memcmp(handover->signature, due->signature, sizeof due->signature), 0));
}

static void
expect_written_back(const struct vr_part *part, size_t sender, const json_t *due)
{
    uint8_t seed[32];
    char *head;
    size_t len;

    seed_of(seed, sender);
    cr_assert(eq(int, vr_part_head(&head, &len, part, seed), VR_OK));
    cr_expect(eq(str, head, (char *) vectors_text(due, "head")));
    cr_expect(eq(sz, len, strlen(head)));
    free(head);
}

/* Reads part i, and feeds its packets to the hash. */
static void
check_part(struct vr_handover_hash *hash, const json_t *batch, size_t i)
{
    const json_t *due = json_array_get(vectors_get(batch, "parts"), i);
    size_t link = vectors_number(batch, "link");
    struct vr_why why = { "" };
    struct vr_handover last;
    struct vr_part part;
    uint8_t *bytes;
    size_t len;

    bytes = part_of(&len, batch, i);
    cr_assert(eq(int, vr_part_decode(&part, bytes, len, &custody, link + 1, &why), VR_OK), "%s",
              why.text);
    cr_expect(eq(u32, part.round, vectors_number(batch, "round")));
    cr_expect(eq(u32, part.part, i + 1));
    cr_expect(eq(u32, part.parts, json_array_size(vectors_get(batch, "parts"))));
    cr_expect(eq(u32, part.count, vectors_number(batch, "count")));
    cr_expect(vectors_equal(part.hash, 32, batch, "hash"));
    cr_expect(vectors_equal(part.part_hash, 32, due, "part_hash"));
    cr_expect(eq(ptr, (void *) part.packets, bytes + strlen(vectors_text(due, "head"))));
    cr_assert(eq(sz, part.packet_count, vectors_number(due, "packets")));
    cr_assert(eq(sz, part.handover_count, link + 1));
    handover_of(&last, vectors_get(batch, "handover"));
    expect_same_handover(&part.handovers[link], &last);
    expect_written_back(&part, link, due);
    cr_expect(eq(int, vr_handover_hash_add(hash, part.packets, part.packet_count), VR_OK));
    free(bytes);
}

Test(handover, batches_of_the_vectors_are_read_and_written_back_the_same)
{
    json_t *batches = vectors_get(file, "batches");

    cr_assert(eq(sz, json_array_size(batches), 3));
    for (size_t i = 0; i < json_array_size(batches); i++) {
        json_t *batch = json_array_get(batches, i);
        struct vr_handover_hash hash;
        uint8_t digest[32];

        vr_handover_hash_init(&hash);
        for (size_t k = 0; k < json_array_size(vectors_get(batch, "parts")); k++) {
            check_part(&hash, batch, k);
        }
        vr_handover_hash_digest(digest, &hash);
        cr_expect(vectors_equal(digest, sizeof digest, batch, "hash"));
        cr_expect(eq(u64, hash.count, vectors_number(batch, "count")));
    }
}

/* What the case describes: another head, or other packets, of its base. */
static uint8_t *
refused_part(size_t *len, const json_t *test)
{
    const json_t *batch =
        json_array_get(vectors_get(file, "batches"), vectors_number(test, "base_batch"));
    const json_t *part = json_array_get(vectors_get(batch, "parts"), 0);
    const json_t *base = json_object_get(test, "head") != NULL ? test : part;
    uint8_t *packets = packets_of(batch);
    uint8_t *bytes;

    if (json_object_get(test, "note") != NULL) {
        uint8_t *swapped = packets_of(batch);

        cr_assert(eq(str, (char *) vectors_text(test, "note"), "packets in the order 1, 0, 2, 3"));
        memcpy(packets, swapped + VR_PACKET_SIZE, VR_PACKET_SIZE);
        memcpy(packets + VR_PACKET_SIZE, swapped, VR_PACKET_SIZE);
        free(swapped);
    }
    bytes = join(len, vectors_text(base, "head"), packets, vectors_number(part, "packets"));
    vectors_edit(bytes, *len, test);
    if (json_object_get(test, "append") != NULL) {
        vectors_hex(bytes + *len, 1, test, "append");
        *len += 1;
    }
    if (json_object_get(test, "cut") != NULL) {
        *len -= vectors_number(test, "cut");
    }
    cr_assert(vectors_blake2b256(bytes, *len, test, "blake2b256"), "%s",
              vectors_text(test, "name"));
    free(packets);

    return bytes;
}

Test(handover, parts_that_must_be_refused_are_and_leave_the_output_alone)
{
    json_t *list = vectors_get(file, "part_must_refuse");

    cr_assert(eq(sz, json_array_size(list), 21));
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *test = json_array_get(list, i);
        struct vr_part part, before;
        enum vr_status status;
        uint8_t *bytes;
        size_t len;

        memset(&part, 0x5a, sizeof part);
        memcpy(&before, &part, sizeof part);
        bytes = refused_part(&len, test);
        status = vr_part_decode(&part, bytes, len, &custody, 1, NULL);
        cr_expect(status == VR_MALFORMED || status == VR_UNVERIFIED || status == VR_FOREIGN,
                  "%s: %s", vectors_text(test, "name"), vr_status_text(status));
        cr_expect(eq(int, memcmp(&part, &before, sizeof part), 0));
        free(bytes);
    }
}

Test(handover, no_hop_takes_a_part_that_is_for_another)
{
    json_t *batches = vectors_get(file, "batches");

    for (size_t i = 0; i < json_array_size(batches); i++) {
        json_t *batch = json_array_get(batches, i);
        size_t due = vectors_number(batch, "link") + 1;
        struct vr_part part;
        size_t len;
        uint8_t *bytes = part_of(&len, batch, 0);

        for (size_t place = 0; place <= VR_HOPS_MAX; place++) {
            enum vr_status status = vr_part_decode(&part, bytes, len, &custody, place, NULL);

            cr_expect(eq(int, status == VR_OK, place == due));
            if (place == 0 || place >= custody.hop_count) {
                cr_expect(eq(int, status, VR_FOREIGN));
            }
        }
        free(bytes);
    }
}

/* The answer to a batch, judged by its sender. */
static enum vr_status
decode_taken(const json_t *batch, const char *document)
{
    struct vr_handover sent;

    handover_of(&sent, vectors_get(batch, "handover"));

    return vr_taken_decode(&sent, document, strlen(document), &custody,
                           vectors_number(batch, "link"), NULL);
}

Test(handover, answers_of_the_vectors_are_written_and_taken)
{
    json_t *batches = vectors_get(file, "batches");

    for (size_t i = 0; i < json_array_size(batches); i++) {
        json_t *batch = json_array_get(batches, i);
        const char *due = vectors_text(batch, "taken");
        struct vr_handover handover;
        char *document, *payload;
        uint8_t seed[32];
        size_t len;

        seed_of(seed, vectors_number(batch, "link") + 1);
        handover_of(&handover, vectors_get(batch, "handover"));
        cr_assert(eq(int, vr_taken_document(&document, &len, &handover, circle->id, seed), VR_OK));
        cr_expect(eq(str, document, (char *) due));
        cr_expect(eq(sz, len, strlen(due)));
        cr_assert(eq(int, vr_taken_payload(&payload, &len, &handover, circle->id), VR_OK));
        cr_expect(eq(int, strncmp(payload, due, len), 0));
        cr_expect(eq(int, due[len], '\n'));
        cr_expect(eq(int, decode_taken(batch, due), VR_OK));
        free(payload);
        free(document);
    }
}

Test(handover, answers_that_must_be_refused_are)
{
    json_t *list = vectors_get(file, "taken_must_refuse");

    cr_assert(eq(sz, json_array_size(list), 10));
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *test = json_array_get(list, i);
        json_t *batch =
            json_array_get(vectors_get(file, "batches"), vectors_number(test, "base_batch"));

        cr_expect(ne(int, decode_taken(batch, vectors_text(test, "document")), VR_OK), "%s",
                  vectors_text(test, "name"));
    }
}

Test(handover, an_answer_for_one_batch_is_no_answer_for_another)
{
    json_t *batches = vectors_get(file, "batches");

    for (size_t i = 0; i < json_array_size(batches); i++) {
        for (size_t k = 0; k < json_array_size(batches); k++) {
            enum vr_status status = decode_taken(json_array_get(batches, i),
                                                 vectors_text(json_array_get(batches, k), "taken"));

            cr_expect(eq(int, status == VR_OK, i == k));
        }
    }
}

Test(handover, links_of_custody_are_signed_as_in_the_vectors)
{
    json_t *chain = vectors_load("custody.json");
    json_t *rounds = vectors_get(chain, "rounds");
    json_t *hops = vectors_get(chain, "hops");
    uint8_t id[32], seed[32], identity[32];
    size_t seen = 0;

    vectors_hex(id, sizeof id, chain, "circle_id");
    for (size_t i = 0; i < json_array_size(rounds) * 2; i++) {
        json_t *round = json_array_get(rounds, i / 2);
        json_t *link = json_array_get(vectors_get(round, "links"), i % 2);
        struct vr_handover due, made;
        uint8_t *message;
        size_t len;

        vectors_hex(seed, sizeof seed, json_array_get(hops, i % 2), "identity_seed");
        vectors_hex(identity, sizeof identity, json_array_get(hops, i % 2), "identity");
        handover_of(&due, vectors_get(link, "handover"));
        message = vectors_bytes(&len, link, "message");
        cr_expect(eq(int, vr_sign_verify(due.signature, identity, NULL, message, len), VR_OK));
        cr_expect(eq(int, vr_handover_verify(&due, id, identity), VR_OK));
        made = due;
        memset(made.signature, 0, sizeof made.signature);
        cr_expect(eq(int, vr_handover_verify(&made, id, identity), VR_UNVERIFIED));
        cr_assert(eq(int, vr_handover_sign(&made, id, seed), VR_OK));
        expect_same_handover(&made, &due);
        free(message);
        seen++;
    }
    cr_expect(eq(sz, seen, 8));
    json_decref(chain);
}

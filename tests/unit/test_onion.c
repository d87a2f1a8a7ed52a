/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/onion.h>

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>

#include "vectors.h"

#define FILE_NAME "onion.json"

static uint8_t packet[VR_PACKET_SIZE];
static uint8_t body[VR_BODY_SIZE];

/* A case of the vectors, ready to be wrapped. */
struct onion_case {
    struct vr_onion_hop path[VR_HOPS_MAX];
    uint8_t secrets[VR_HOPS_MAX][32];
    size_t hops;
    enum vr_onion_command last;
    struct vr_onion_random random;
};

static void
start(void)
{
    cr_assert(ge(int, sodium_init(), 0));
}

TestSuite(onion, .init = start);

static void
read_hex_at(uint8_t *out, size_t len, const json_t *list, size_t index)
{
    const char *hex = json_string_value(json_array_get(list, index));

    cr_assert(eq(int, sodium_hex2bin(out, len, hex, strlen(hex), NULL, NULL, NULL), 0));
}

static void
read_hop(struct onion_case *made, size_t index, const json_t *hop)
{
    struct vr_onion_hop *entry = &made->path[index];
    uint8_t identity[32], id[VR_HOP_ID_SIZE];

    vectors_hex(entry->id, sizeof entry->id, hop, "hop_id");
    vectors_hex(entry->key, sizeof entry->key, hop, "epoch_public");
    vectors_hex(made->secrets[index], 32, hop, "epoch_secret");
    entry->epoch = (uint32_t) vectors_number(hop, "epoch");
    vectors_hex(identity, sizeof identity, hop, "identity");
    vr_hop_id(id, identity);
    cr_expect(memcmp(id, entry->id, sizeof id) == 0);
}

/* The body of a case, into body. */
static void
read_body(const json_t *test)
{
    static uint8_t record[VR_RECORD_SIZE];
    uint8_t locator[VR_LOCATOR_SIZE];

    if (json_object_get(test, "probe") != NULL) {
        vectors_hex(body, VR_PROBE_SIZE, test, "probe");
        vectors_stream(body + VR_PROBE_SIZE, sizeof body - VR_PROBE_SIZE, test, "loop_stream_key");
    } else {
        vectors_hex(locator, sizeof locator, test, "locator");
        vectors_stream(record, sizeof record, test, "record_stream_key");
        vr_onion_body(body, locator, record);
    }
    cr_expect(vectors_blake2b256(body, sizeof body, vectors_get(test, "body"), "blake2b256"));
}

static void
read_case(struct onion_case *made, const json_t *test)
{
    const json_t *hops = vectors_get(test, "hops");
    size_t len;
    uint8_t *header;

    memset(made, 0, sizeof *made);
    made->hops = vectors_number(test, "n");
    made->last = (enum vr_onion_command) vectors_number(test, "command");
    cr_assert(eq(sz, json_array_size(hops), made->hops));
    for (size_t i = 0; i < made->hops; i++) {
        read_hop(made, i, json_array_get(hops, i));
        read_hex_at(made->random.ephemeral[i], 32, vectors_get(test, "ephemeral_secrets"), i);
    }
    vectors_hex(made->random.slot, sizeof made->random.slot, test, "slot_random");
    header = vectors_bytes(&len, test, "header_random");
    cr_assert(eq(sz, len, VR_HEADER_SIZE - VR_SLOT_SIZE * made->hops));
    memcpy(made->random.header, header, len);
    free(header);
    read_body(test);
}

static void
wrap_case(const struct onion_case *made)
{
    cr_assert(eq(int,
                 vr_onion_wrap(packet, made->path, made->hops, made->last, body, &made->random),
                 VR_OK));
}

/* What the vectors say of the packet as hop receives it. */
static void
check_wire(const json_t *layer)
{
    const json_t *expected = vectors_get(layer, "packet");

    cr_expect(vectors_blake2b256(packet, sizeof packet, expected, "blake2b256"));
    cr_expect(vectors_equal(packet + VR_PACKET_SIZE - 32, 32, layer, "packet_last_32"));
    cr_expect(vectors_equal(packet + 8, 32, layer, "E"));
    cr_expect(vectors_equal(packet + 40, 32, layer, "T"));
}

/* Verify and peel packet at a hop, as the vectors say it goes. */
static void
check_layer(const struct onion_case *made, size_t index, const json_t *vector)
{
    struct vr_onion_layer layer;
    uint8_t slot[VR_SLOT_SIZE];
    uint32_t epoch;

    check_wire(vector);
    cr_assert(eq(int, vr_onion_epoch(&epoch, packet), VR_OK));
    cr_expect(eq(u32, epoch, made->path[index].epoch));
    cr_assert(eq(int, vr_onion_verify(&layer, packet, made->secrets[index], made->path[index].key),
                 VR_OK));
    cr_expect(vectors_equal(layer.tag, sizeof layer.tag, vector, "tag"));
    cr_expect(vectors_equal(layer.header_key, sizeof layer.header_key, vector, "k_hdr"));
    cr_expect(vectors_equal(layer.body_key, sizeof layer.body_key, vector, "k_body"));
    vr_onion_peel(slot, packet, &layer);
    cr_expect(vectors_equal(slot, sizeof slot, vector, "slot"));
}

static void
check_case(const json_t *test)
{
    const json_t *layers = vectors_get(test, "layers");
    struct onion_case made;

    read_case(&made, test);
    wrap_case(&made);
    if (json_object_get(test, "packet_hex") != NULL) {
        cr_expect(vectors_equal(packet, sizeof packet, test, "packet_hex"));
    }
    for (size_t i = 0; i < made.hops; i++) {
        check_layer(&made, i, json_array_get(layers, i));
    }
    cr_expect(memcmp(packet + VR_BODY_OFFSET, body, sizeof body) == 0, "%s",
              vectors_text(test, "name"));
}

Test(onion, every_case_of_the_vectors_is_reproduced)
{
    json_t *file = vectors_load(FILE_NAME);
    const json_t *cases = vectors_get(file, "cases");

    cr_assert(gt(sz, json_array_size(cases), 0));
    for (size_t i = 0; i < json_array_size(cases); i++) {
        check_case(json_array_get(cases, i));
    }
    json_decref(file);
}

/* The step at which a hop refuses packet, in the order of section 5; NULL when it does not. */
static const char *
refusing_step(const struct onion_case *made, size_t hop, uint32_t round, bool late)
{
    struct vr_onion_layer layer;
    uint8_t shared[32];
    uint32_t epoch;
    enum vr_status status;

    status = vr_onion_epoch(&epoch, packet);
    if (status == VR_MALFORMED) {
        return "zeros";
    }
    if (status == VR_UNSUPPORTED) {
        return packet[0] != 1 ? "version" : "suite";
    }
    if (!vr_onion_in_window(epoch, round, late)) {
        return "epoch";
    }
    if (vr_onion_verify(&layer, packet, made->secrets[hop], made->path[hop].key) == VR_OK) {
        return NULL;
    }

    return crypto_scalarmult(shared, made->secrets[hop], packet + 8) != 0 ? "E" : "T";
}

static void
read_base(struct onion_case *made, const json_t *file, const json_t *test)
{
    const json_t *cases = vectors_get(file, "cases");

    read_case(made, json_array_get(cases, vectors_number(test, "base_case")));
    wrap_case(made);
}

Test(onion, the_window_of_the_vectors_is_accepted)
{
    json_t *file = vectors_load(FILE_NAME);
    const json_t *accepted = vectors_get(file, "accepted");
    struct onion_case made;

    cr_assert(gt(sz, json_array_size(accepted), 0));
    for (size_t i = 0; i < json_array_size(accepted); i++) {
        const json_t *test = json_array_get(accepted, i);

        read_base(&made, file, test);
        cr_expect(refusing_step(&made, 0, (uint32_t) vectors_number(test, "round"),
                                json_is_true(vectors_get(test, "late"))) == NULL,
                  "%zu", i);
    }
    json_decref(file);
}

Test(onion, every_changed_packet_of_the_vectors_is_refused_at_its_step)
{
    json_t *file = vectors_load(FILE_NAME);
    const json_t *rejected = vectors_get(file, "must_reject");
    struct onion_case made;
    size_t done = 0;

    for (size_t i = 0; i < json_array_size(rejected); i++) {
        const json_t *test = json_array_get(rejected, i);
        const char *step;

        /* The length is in the type of a packet: who reads one checks it. */
        if (json_object_get(test, "length") != NULL) {
            continue;
        }
        read_base(&made, file, test);
        vectors_edit(packet, sizeof packet, test);
        cr_expect(vectors_blake2b256(packet, sizeof packet, test, "packet_blake2b256"));
        step = refusing_step(&made, 0, (uint32_t) vectors_number(test, "round"),
                             json_is_true(vectors_get(test, "late")));
        cr_assert(step != NULL, "%s", vectors_text(test, "name"));
        cr_expect(eq(str, (char *) step, (char *) vectors_text(test, "refused_at")), "%s",
                  vectors_text(test, "name"));
        done++;
    }
    cr_expect(gt(sz, done, 50));
    json_decref(file);
}

Test(onion, what_is_changed_between_hops_is_refused_by_the_second)
{
    json_t *file = vectors_load(FILE_NAME);
    const json_t *rejected = vectors_get(file, "must_reject_at_second_hop");
    struct onion_case made;

    cr_assert(gt(sz, json_array_size(rejected), 0));
    for (size_t i = 0; i < json_array_size(rejected); i++) {
        const json_t *test = json_array_get(rejected, i);
        struct vr_onion_layer layer;
        uint8_t slot[VR_SLOT_SIZE];
        const char *step;

        read_base(&made, file, test);
        cr_assert(
            eq(int, vr_onion_verify(&layer, packet, made.secrets[0], made.path[0].key), VR_OK));
        vr_onion_peel(slot, packet, &layer);
        vectors_edit(packet, sizeof packet, test);
        step = refusing_step(&made, 1, made.path[1].epoch, false);
        cr_assert(step != NULL, "%zu", i);
        cr_expect(eq(str, (char *) step, (char *) vectors_text(test, "refused_at")), "%zu", i);
    }
    json_decref(file);
}

/* A path of fresh keys: the entry in epoch 10, the others in epoch 11. */
static void
make_case(struct onion_case *made, size_t hops)
{
    randombytes_buf(made, sizeof *made);
    made->hops = hops;
    made->last = VR_DELIVER;
    for (size_t i = 0; i < hops; i++) {
        made->path[i].epoch = i == 0 ? 10 : 11;
        crypto_scalarmult_base(made->path[i].key, made->secrets[i]);
    }
    randombytes_buf(body, sizeof body);
    memset(body, 0, 8);
    body[0] = 1;
}

/* Peel at a hop of a made case; the action must be the expected one. */
static void
pass_hop(const struct onion_case *made, size_t hop)
{
    const bool last = hop + 1 == made->hops;
    const struct vr_onion_place place = {
        .batch = 10,
        .is_store = last,
        .next_hop = last ? NULL : made->path[hop + 1].id,
    };
    struct vr_onion_layer layer;
    uint8_t slot[VR_SLOT_SIZE];
    uint32_t epoch;

    cr_assert(eq(int, vr_onion_epoch(&epoch, packet), VR_OK));
    cr_expect(eq(u32, epoch, made->path[hop].epoch));
    cr_assert(
        eq(int, vr_onion_verify(&layer, packet, made->secrets[hop], made->path[hop].key), VR_OK));
    vr_onion_peel(slot, packet, &layer);
    cr_expect(
        eq(int, vr_onion_judge(slot, packet, &place), last ? VR_ACT_DELIVER : VR_ACT_FORWARD));
}

Test(onion, a_packet_of_one_to_five_hops_arrives_whole)
{
    struct onion_case made;

    for (size_t hops = 1; hops <= VR_HOPS_MAX; hops++) {
        make_case(&made, hops);
        wrap_case(&made);
        for (size_t hop = 0; hop < hops; hop++) {
            pass_hop(&made, hop);
        }
        cr_expect(memcmp(packet + VR_BODY_OFFSET, body, sizeof body) == 0, "%zu", hops);
        cr_expect(memcmp(vr_onion_delivery(packet), body + 8, sizeof body - 8) == 0, "%zu", hops);
    }
}

Test(onion, no_path_and_a_path_too_long_are_refused)
{
    struct onion_case made;

    make_case(&made, 5);
    cr_expect(
        eq(int, vr_onion_wrap(packet, made.path, 0, VR_DELIVER, body, &made.random), VR_MALFORMED));
    cr_expect(
        eq(int, vr_onion_wrap(packet, made.path, 6, VR_DELIVER, body, &made.random), VR_MALFORMED));
}

Test(onion, a_hop_key_of_small_order_is_refused_and_writes_nothing)
{
    struct onion_case made;

    make_case(&made, 3);
    memset(made.path[2].key, 0, 32);
    memset(packet, 0x5a, sizeof packet);
    cr_expect(eq(int, vr_onion_wrap(packet, made.path, 3, VR_DELIVER, body, &made.random),
                 VR_UNVERIFIED));
    for (size_t i = 0; i < sizeof packet; i++) {
        cr_assert(eq(int, packet[i], 0x5a));
    }
}

Test(onion, any_flipped_bit_is_refused_and_nothing_is_written)
{
    struct onion_case made;
    struct vr_onion_layer before, layer;

    make_case(&made, 3);
    wrap_case(&made);
    memset(&before, 0x5a, sizeof before);
    for (int i = 0; i < 400; i++) {
        /* The first bytes oftener than chance would. */
        uint32_t at = randombytes_uniform(i % 2 == 0 ? VR_BODY_OFFSET : VR_PACKET_SIZE);
        uint8_t flip = (uint8_t) (1U << randombytes_uniform(8));

        layer = before;
        packet[at] ^= flip;
        cr_expect(eq(int, vr_onion_verify(&layer, packet, made.secrets[0], made.path[0].key),
                     VR_UNVERIFIED),
                  "bit %02x of byte %u", flip, at);
        cr_expect(memcmp(&layer, &before, sizeof layer) == 0);
        packet[at] ^= flip;
    }
    cr_expect(eq(int, vr_onion_verify(&layer, packet, made.secrets[0], made.path[0].key), VR_OK));
}

Test(onion, another_hops_keys_do_not_verify)
{
    struct onion_case made;
    struct vr_onion_layer layer;

    make_case(&made, 2);
    wrap_case(&made);
    cr_expect(
        eq(int, vr_onion_verify(&layer, packet, made.secrets[1], made.path[1].key), VR_UNVERIFIED));
    cr_expect(
        eq(int, vr_onion_verify(&layer, packet, made.secrets[0], made.path[1].key), VR_UNVERIFIED));
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/onion.h>

#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>

#include <vrijuit/bytes.h>

#include "vectors.h"

#define FILE_NAME "onion.json"

static uint8_t packet[VR_PACKET_SIZE];

/* Keys of a layer straight from section 5, for packets that no client makes. */
static void
derive_layer(uint8_t header_key[32], uint8_t body_key[32], const json_t *test)
{
    uint8_t secret[32], public_key[32], ephemeral_public[32], shared[32], prk[32];
    uint8_t message[16 + 40 + 32] = "vrijuit onion 1";

    vectors_hex(secret, 32, test, "ephemeral_secret");
    vectors_hex(public_key, 32, test, "epoch_public");
    crypto_scalarmult_base(ephemeral_public, secret);
    message[16] = 1;
    message[17] = 1;
    vr_store32(message + 20, (uint32_t) vectors_number(test, "epoch"));
    memcpy(message + 24, ephemeral_public, 32);
    memcpy(message + 56, public_key, 32);
    cr_assert(eq(int, crypto_scalarmult(shared, secret, public_key), 0));
    crypto_generichash(prk, sizeof prk, message, sizeof message, shared, sizeof shared);
    crypto_kdf_derive_from_key(header_key, 32, 2, "VRJonion", prk);
    crypto_kdf_derive_from_key(body_key, 32, 3, "VRJonion", prk);
    memcpy(packet, message + 16, 40);
}

/* A packet with any slot and body under a T that fits, into packet. */
static void
lay_packet(const json_t *test)
{
    static const uint8_t nonce[12];
    uint8_t header_key[32], body_key[32];

    memset(packet, 0, sizeof packet);
    derive_layer(header_key, body_key, test);
    vectors_hex(packet + 40, 32, test, "T");
    vectors_hex(packet + 72, VR_SLOT_SIZE, test, "slot");
    vectors_hex(packet + 72 + VR_SLOT_SIZE, 384, test, "header_rest");
    vectors_hex(packet + VR_BODY_OFFSET, 32, test, "body_first_32");
    vectors_stream(packet + VR_BODY_OFFSET + 32, VR_BODY_SIZE - 32, test, "body_stream_key");
    crypto_stream_chacha20_ietf_xor(packet + 72, packet + 72, VR_HEADER_SIZE, nonce, header_key);
    crypto_stream_chacha20_ietf_xor(packet + VR_BODY_OFFSET, packet + VR_BODY_OFFSET, VR_BODY_SIZE,
                                    nonce, body_key);
    cr_expect(vectors_blake2b256(packet, sizeof packet, vectors_get(test, "packet"), "blake2b256"));
}

static enum vr_onion_action
judge_packet(const uint8_t slot[static VR_SLOT_SIZE], const json_t *hop)
{
    uint8_t probes[8][VR_PROBE_SIZE];
    uint8_t next_hop[VR_HOP_ID_SIZE];
    const json_t *sent = vectors_get(hop, "probes_sent");
    struct vr_onion_place place = {
        .batch = (uint32_t) vectors_number(hop, "round"),
        .is_store = json_is_true(vectors_get(hop, "is_store")),
        .probes = (const uint8_t(*)[VR_PROBE_SIZE]) probes,
        .probe_count = json_array_size(sent),
    };

    cr_assert(le(sz, place.probe_count, sizeof probes / sizeof probes[0]));
    for (size_t i = 0; i < place.probe_count; i++) {
        const char *hex = json_string_value(json_array_get(sent, i));

        cr_assert(eq(int, sodium_hex2bin(probes[i], 32, hex, strlen(hex), NULL, NULL, NULL), 0));
    }
    if (json_is_string(vectors_get(hop, "next_hop"))) {
        vectors_hex(next_hop, sizeof next_hop, hop, "next_hop");
        place.next_hop = next_hop;
    }

    return vr_onion_judge(slot, packet, &place);
}

/* Verify, peel and judge a layer of must_act or must_drop. */
static enum vr_onion_action
act_on(const json_t *test)
{
    struct vr_onion_layer layer;
    uint8_t secret[32], public_key[32], slot[VR_SLOT_SIZE];

    lay_packet(test);
    vectors_hex(secret, 32, test, "epoch_secret");
    vectors_hex(public_key, 32, test, "epoch_public");
    cr_assert(eq(int, vr_onion_verify(&layer, packet, secret, public_key), VR_OK), "%s",
              vectors_text(test, "name"));
    cr_expect(vectors_equal(layer.tag, sizeof layer.tag, test, "tag"));
    vr_onion_peel(slot, packet, &layer);
    cr_expect(vectors_equal(slot, sizeof slot, test, "slot"));
    cr_expect(vectors_equal(packet + VR_BODY_OFFSET, 32, test, "body_first_32"));

    return judge_packet(slot, vectors_get(test, "hop"));
}

Test(onion_judge, every_layer_of_must_act_is_acted_on)
{
    static const enum vr_onion_action expected[] = { VR_ACT_FORWARD, VR_ACT_DELIVER, VR_ACT_PROBE };
    json_t *file = vectors_load(FILE_NAME);
    const json_t *acted = vectors_get(file, "must_act");

    cr_assert(eq(sz, json_array_size(acted), 3));
    for (size_t i = 0; i < json_array_size(acted); i++) {
        const json_t *test = json_array_get(acted, i);

        cr_expect(eq(int, act_on(test), expected[i]), "%s", vectors_text(test, "name"));
    }
    json_decref(file);
}

Test(onion_judge, every_layer_of_must_drop_is_dropped)
{
    json_t *file = vectors_load(FILE_NAME);
    const json_t *dropped = vectors_get(file, "must_drop");

    cr_assert(gt(sz, json_array_size(dropped), 0));
    for (size_t i = 0; i < json_array_size(dropped); i++) {
        const json_t *test = json_array_get(dropped, i);

        cr_expect(eq(int, act_on(test), VR_ACT_DROP), "%s", vectors_text(test, "name"));
    }
    json_decref(file);
}

Test(onion_judge, rounds_open_and_close_the_window)
{
    cr_expect(vr_onion_in_window(100, 100, false));
    cr_expect(vr_onion_in_window(100, 103, false));
    cr_expect(not(vr_onion_in_window(100, 104, true)));
    cr_expect(not(vr_onion_in_window(100, 99, false)));
    cr_expect(vr_onion_in_window(100, 99, true));
    cr_expect(not(vr_onion_in_window(100, 98, true)));
    cr_expect(vr_onion_admits(100, 100, false));
    cr_expect(vr_onion_admits(100, 99, true));
    cr_expect(not(vr_onion_admits(100, 99, false)));
    cr_expect(not(vr_onion_admits(100, 101, true)));
}

Test(onion_judge, rounds_do_not_wrap_around)
{
    cr_expect(not(vr_onion_in_window(UINT32_MAX, 1, false)));
    cr_expect(not(vr_onion_in_window(UINT32_MAX, 0, true)));
    cr_expect(not(vr_onion_in_window(0, UINT32_MAX, true)));
    cr_expect(not(vr_onion_admits(0, UINT32_MAX, true)));
    cr_expect(vr_onion_in_window(UINT32_MAX, UINT32_MAX, false));
}

Test(onion_judge, a_forward_in_the_last_round_of_all_is_dropped)
{
    static const uint8_t next_hop[VR_HOP_ID_SIZE] = { 1 };
    const struct vr_onion_place place = { .batch = UINT32_MAX, .next_hop = next_hop };
    uint8_t slot[VR_SLOT_SIZE] = { VR_FORWARD };

    memcpy(slot + 8, next_hop, sizeof next_hop);
    cr_expect(eq(int, vr_onion_judge(slot, packet, &place), VR_ACT_DROP));
}

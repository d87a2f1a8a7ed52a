/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/handover.h>

#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <sodium.h>

#define COUNT 6U

static uint8_t packets[COUNT * VR_PACKET_SIZE];

/* The last byte by which packet i is sorted. */
static uint8_t *
order_of(size_t i)
{
    return packets + i * VR_PACKET_SIZE + 71;
}

static void
make_packets(void)
{
    cr_assert(ge(int, sodium_init(), 0));
    randombytes_buf(packets, sizeof packets);
    for (size_t i = 0; i < COUNT; i++) {
        memset(packets + i * VR_PACKET_SIZE + 40, 0x7f, 32);
        *order_of(i) = (uint8_t) (0x7e + i);
    }
}

TestSuite(handover_hash, .init = make_packets);

Test(handover_hash, it_is_that_of_all_packets_however_they_are_fed)
{
    struct vr_handover_hash hash;
    uint8_t due[32], digest[32];

    crypto_generichash_blake2b(due, sizeof due, packets, sizeof packets, NULL, 0);
    for (size_t first = 0; first <= COUNT; first++) {
        vr_handover_hash_init(&hash);
        cr_expect(eq(int, vr_handover_hash_add(&hash, packets, first), VR_OK));
        vr_handover_hash_digest(digest, &hash);
        cr_expect(eq(int, memcmp(digest, due, sizeof due) == 0, first == COUNT));
        cr_expect(eq(int,
                     vr_handover_hash_add(&hash, packets + first * VR_PACKET_SIZE, COUNT - first),
                     VR_OK));
        vr_handover_hash_digest(digest, &hash);
        cr_expect(eq(int, memcmp(digest, due, sizeof due), 0));
        cr_expect(eq(u64, hash.count, COUNT));
    }
}

/* Feeds the packets in two parts, after a change of the order of one. */
struct order {
    size_t first;
    size_t changed;
    uint8_t to;
};

ParameterizedTestParameters(handover_hash, what_does_not_ascend_is_refused_and_not_fed)
{
    static struct order cases[] = {
        { 3, 4, 0x81 },                                 /* as the one before */
        { 3, 4, 0x80 }, { 3, 5, 0x00 }, { 3, 3, 0x80 }, /* as the last of the part before */
        { 3, 3, 0x7f }, { 1, 1, 0x7e }, { 5, 5, 0x82 }, { 5, 5, 0x01 },
    };

    return cr_make_param_array(struct order, cases, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(struct order *order, handover_hash, what_does_not_ascend_is_refused_and_not_fed,
                  .init = make_packets)
{
    struct vr_handover_hash hash, before;
    uint8_t *second = packets + order->first * VR_PACKET_SIZE;
    size_t left = COUNT - order->first;
    uint8_t good = *order_of(order->changed);

    vr_handover_hash_init(&hash);
    cr_assert(eq(int, vr_handover_hash_add(&hash, packets, order->first), VR_OK));
    before = hash;
    *order_of(order->changed) = order->to;
    cr_expect(eq(int, vr_handover_hash_add(&hash, second, left), VR_MALFORMED));
    cr_expect(eq(int, memcmp(&hash, &before, sizeof hash), 0));
    *order_of(order->changed) = good;
    cr_expect(eq(int, vr_handover_hash_add(&hash, second, left), VR_OK));
}

Test(handover_hash, only_bytes_40_to_71_order_packets)
{
    uint8_t *second = packets + VR_PACKET_SIZE;

    memset(packets, 0xff, 40);
    memset(packets + 72, 0xff, VR_PACKET_SIZE - 72);
    memset(second, 0, 40);
    memset(second + 72, 0, VR_PACKET_SIZE - 72);
    cr_expect(vr_packets_ascend(packets, second));
    cr_expect(not(vr_packets_ascend(second, packets)));
    *order_of(0) = *order_of(1);
    cr_expect(not(vr_packets_ascend(packets, second)));
    packets[40] = 0x7e;
    cr_expect(vr_packets_ascend(packets, second));
}

/* How a batch falls apart. */
struct sizes {
    uint32_t count;
    uint32_t total;
    uint32_t last;
};

ParameterizedTestParameters(handover_hash, every_part_but_the_last_has_64_packets)
{
    static struct sizes cases[] = {
        { 1, 1, 1 },
        { 63, 1, 63 },
        { 64, 1, 64 },
        { 65, 2, 1 },
        { 128, 2, 64 },
        { 1000, 16, 40 },
        { UINT32_MAX, 1U << 26, 63 },
    };

    return cr_make_param_array(struct sizes, cases, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(struct sizes *sizes, handover_hash, every_part_but_the_last_has_64_packets)
{
    cr_expect(eq(u32, vr_part_total(sizes->count), sizes->total));
    cr_expect(eq(u32, vr_part_size(sizes->count, 0), 0));
    for (uint32_t part = 1; part < sizes->total && part < 20; part++) {
        cr_expect(eq(u32, vr_part_size(sizes->count, part), 64));
    }
    cr_expect(eq(u32, vr_part_size(sizes->count, sizes->total), sizes->last));
    cr_expect(eq(u32, vr_part_size(sizes->count, sizes->total + 1), 0));
}

Test(handover_hash, nothing_has_no_parts)
{
    cr_expect(eq(u32, vr_part_total(0), 0));
    cr_expect(eq(u32, vr_part_size(0, 1), 0));
}

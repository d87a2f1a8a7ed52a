/* SPDX-License-Identifier: EUPL-1.2 */
#include "part_fixture.h"

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>
#include <vrijuit/bytes.h>

const uint8_t part_seeds[PART_HOPS][32] = { { 1 }, { 2 }, { 3 }, { 4 } };
struct vr_custody custody;
uint8_t packets[PART_COUNT * VR_PACKET_SIZE];

struct vr_part part;

static void
hash_of(uint8_t hash[static 32], const uint8_t *from, size_t count)
{
    crypto_generichash_blake2b(hash, 32, from, count * VR_PACKET_SIZE, NULL, 0);
}

void
part_sign_link(size_t link)
{
    struct vr_handover *handover = &part.handovers[link];

    cr_assert(eq(int, vr_handover_sign(handover, custody.circle, part_seeds[link]), VR_OK));
}

static void
make_link(size_t link)
{
    struct vr_handover *handover = &part.handovers[link];

    vr_hop_id(handover->from, custody.identity[link]);
    vr_hop_id(handover->to, custody.identity[link + 1]);
    handover->round = PART_ROUND;
    handover->count = link == PART_LAST_LINK ? PART_COUNT : PART_BATCH;
    handover->thin = true;
    memset(handover->hash, (int) link + 1, sizeof handover->hash);
    if (link == PART_LAST_LINK) {
        memcpy(handover->hash, part.hash, sizeof handover->hash);
    }
    part_sign_link(link);
}

void
part_take(uint32_t number)
{
    part.part = number;
    part.packet_count = vr_part_size(part.count, number);
    part.packets = packets + (size_t) (number - 1) * VR_PART_PACKETS * VR_PACKET_SIZE;
    hash_of(part.part_hash, part.packets, part.packet_count);
}

void
part_make(void)
{
    cr_assert(ge(int, sodium_init(), 0));
    custody.from_round = PART_ROUND;
    custody.batch = PART_BATCH;
    custody.hop_count = PART_HOPS;
    memset(custody.circle, 0xc1, sizeof custody.circle);
    for (size_t i = 0; i < PART_HOPS; i++) {
        vr_sign_public(custody.identity[i], part_seeds[i]);
    }
    for (size_t i = 0; i < PART_COUNT; i++) {
        packets[i * VR_PACKET_SIZE + VR_PACKET_ORDER_OFFSET] = (uint8_t) i;
    }
    memcpy(part.circle, custody.circle, sizeof part.circle);
    vr_hop_id(part.from, custody.identity[PART_RECEIVER - 1]);
    vr_hop_id(part.to, custody.identity[PART_RECEIVER]);
    part.round = PART_ROUND;
    part.parts = 2;
    part.count = PART_COUNT;
    hash_of(part.hash, packets, PART_COUNT);
    part.handover_count = PART_RECEIVER;
    for (size_t i = 0; i < PART_RECEIVER; i++) {
        make_link(i);
    }
    part_take(2);
}

uint8_t *
part_join(size_t *len, const char *head, size_t head_len)
{
    uint8_t *bytes = malloc(head_len + part.packet_count * VR_PACKET_SIZE);

    cr_assert(bytes != NULL);
    memcpy(bytes, head, head_len);
    memcpy(bytes + head_len, part.packets, part.packet_count * VR_PACKET_SIZE);
    *len = head_len + part.packet_count * VR_PACKET_SIZE;

    return bytes;
}

uint8_t *
part_send(size_t *len, size_t *head_len)
{
    uint8_t *bytes;
    char *head;

    cr_assert(eq(int, vr_part_head(&head, head_len, &part, part_seeds[PART_RECEIVER - 1]), VR_OK));
    bytes = part_join(len, head, *head_len);
    free(head);

    return bytes;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/handover.h>

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <sodium.h>

#include "part_fixture.h"

TestSuite(part, .init = part_make);

static enum vr_status
send_and_decode(struct vr_why *why)
{
    struct vr_part read;
    size_t len, head_len;
    uint8_t *bytes = part_send(&len, &head_len);
    enum vr_status status = vr_part_decode(&read, bytes, len, &custody, PART_RECEIVER, why);

    if (status == VR_OK) {
        cr_expect(eq(ptr, (void *) read.packets, bytes + head_len));
        cr_expect(eq(sz, read.packet_count, part.packet_count));
        cr_expect(eq(u32, read.part, part.part));
        cr_expect(eq(int, memcmp(read.part_hash, part.part_hash, sizeof read.part_hash), 0));
        cr_expect(vr_part_is_of_batch(&read, &part));
    }
    free(bytes);

    return status;
}

Test(part, both_parts_of_a_batch_over_three_links_are_read)
{
    struct vr_why why = { "" };

    cr_expect(eq(int, send_and_decode(&why), VR_OK), "%s", why.text);
    part_take(1);
    cr_expect(eq(int, send_and_decode(&why), VR_OK), "%s", why.text);
}

enum damage {
    NONE,
    OTHER_CIRCLE,
    OTHER_FROM,
    OTHER_TO,
    BEFORE_THE_CIRCLE,
    ROUND_UNLIKE_LINKS,
    PART_ZERO,
    PART_BEYOND,
    PART_ZERO_EMPTY,
    PART_BEYOND_EMPTY,
    PARTS_TOO_MANY,
    PARTS_TOO_FEW,
    COUNT_ZERO,
    COUNT_NOT_WHOLE,
    COUNT_UNLIKE_LINK,
    HASH_UNLIKE_LINK,
    HASH_UNLIKE_PACKETS,
    PART_HASH_WRONG,
    PACKET_LESS,
    PACKET_MORE,
    PACKETS_EQUAL,
    PACKETS_SWAPPED,
    FULL_PART_SHORT,
    LINK_MISSING,
    LINK_TOO_MANY,
    LINKS_SWAPPED,
    FIRST_LINK_THIN_ALONE,
    MIDDLE_LINK_OTHER_ROUND,
    FIRST_LINK_NOT_WHOLE,
    FIRST_LINK_EMPTY,
    FIRST_LINK_FROM_ANOTHER,
    FIRST_LINK_TO_ANOTHER,
    LINK_SIGNATURE,
};

static void
damage_frame(enum damage damage)
{
    if (damage == OTHER_CIRCLE) {
        part.circle[31] ^= 1;
    } else if (damage == OTHER_FROM) {
        vr_hop_id(part.from, custody.identity[0]);
    } else if (damage == OTHER_TO) {
        vr_hop_id(part.to, custody.identity[0]);
    } else if (damage == BEFORE_THE_CIRCLE) {
        custody.from_round = PART_ROUND + 1;
    } else if (damage == ROUND_UNLIKE_LINKS) {
        part.round++;
    } else if (damage == PART_ZERO) {
        part.part = 0;
    } else if (damage == PART_BEYOND) {
        part.part = 3;
    } else if (damage == PARTS_TOO_MANY) {
        part.parts = 3;
    } else if (damage == PARTS_TOO_FEW) {
        part.part = part.parts = 1;
    }
}

/* A batch of other numbers, which the last link says too. */
static void
resize(uint32_t count)
{
    part.count = part.handovers[PART_LAST_LINK].count = count;
    part.parts = vr_part_total(count);
    part_sign_link(PART_LAST_LINK);
}

static void
damage_numbers(enum damage damage)
{
    if (damage == COUNT_ZERO) {
        resize(0);
    } else if (damage == COUNT_NOT_WHOLE) {
        resize(PART_COUNT - 1);
        part_take(2);
    } else if (damage == COUNT_UNLIKE_LINK) {
        part.handovers[PART_LAST_LINK].count += PART_BATCH;
        part_sign_link(PART_LAST_LINK);
    } else if (damage == HASH_UNLIKE_LINK) {
        part.hash[0] ^= 1;
    } else if (damage == HASH_UNLIKE_PACKETS) {
        /* All fits but that one part is the whole batch. */
        resize(VR_PART_PACKETS);
        part_take(1);
    } else if (damage == PART_HASH_WRONG) {
        part.part_hash[0] ^= 1;
    }
}

static void
rehash(void)
{
    crypto_generichash_blake2b(part.part_hash, 32, part.packets, part.packet_count * VR_PACKET_SIZE,
                               NULL, 0);
}

static void
damage_packets(enum damage damage)
{
    uint8_t *order = packets + (size_t) VR_PART_PACKETS * VR_PACKET_SIZE + VR_PACKET_ORDER_OFFSET;

    if (damage == PACKET_LESS) {
        part.packet_count--;
    } else if (damage == PACKET_MORE) {
        part_take(1);
        part.part = 2;
        part.packet_count = PART_COUNT - VR_PART_PACKETS + 1;
    } else if (damage == PACKETS_EQUAL) {
        order[VR_PACKET_SIZE] = order[0];
    } else if (damage == PACKETS_SWAPPED) {
        order[VR_PACKET_SIZE] = (uint8_t) (order[0] - 1);
    } else if (damage == PART_ZERO_EMPTY || damage == PART_BEYOND_EMPTY) {
        part.part = damage == PART_ZERO_EMPTY ? 0 : 3;
        part.packet_count = 0;
    } else if (damage == FULL_PART_SHORT) {
        part_take(1);
        part.packet_count--;
    } else {
        return;
    }
    rehash();
}

static void
damage_links(enum damage damage)
{
    struct vr_handover *links = part.handovers;

    if (damage == LINK_MISSING) {
        part.handover_count--;
        memmove(links, links + 1, part.handover_count * sizeof *links);
    } else if (damage == LINK_TOO_MANY) {
        links[part.handover_count] = links[PART_LAST_LINK];
        part.handover_count++;
    } else if (damage == LINKS_SWAPPED) {
        struct vr_handover first = links[0];

        links[0] = links[1];
        links[1] = first;
    } else if (damage == FIRST_LINK_THIN_ALONE) {
        links[0].thin = false;
        part_sign_link(0);
    } else if (damage == MIDDLE_LINK_OTHER_ROUND) {
        links[1].round--;
        part_sign_link(1);
    } else if (damage == FIRST_LINK_NOT_WHOLE) {
        links[0].count++;
        part_sign_link(0);
    } else if (damage == FIRST_LINK_EMPTY) {
        links[0].count = 0;
        part_sign_link(0);
    } else if (damage == FIRST_LINK_FROM_ANOTHER) {
        links[0].from[0] ^= 1;
        part_sign_link(0);
    } else if (damage == FIRST_LINK_TO_ANOTHER) {
        links[0].to[0] ^= 1;
        part_sign_link(0);
    } else if (damage == LINK_SIGNATURE) {
        links[0].signature[0] ^= 1;
    }
}

struct refusal {
    enum damage damage;
    enum vr_status due;
};

ParameterizedTestParameters(part, each_rule_of_a_part_is_asked_for)
{
    static struct refusal cases[] = {
        { NONE, VR_OK },
        { OTHER_CIRCLE, VR_FOREIGN },
        { OTHER_FROM, VR_FOREIGN },
        { OTHER_TO, VR_FOREIGN },
        { BEFORE_THE_CIRCLE, VR_FOREIGN },
        { ROUND_UNLIKE_LINKS, VR_UNVERIFIED },
        { PART_ZERO, VR_MALFORMED },
        { PART_BEYOND, VR_MALFORMED },
        { PART_ZERO_EMPTY, VR_MALFORMED },
        { PART_BEYOND_EMPTY, VR_MALFORMED },
        { PARTS_TOO_MANY, VR_MALFORMED },
        { PARTS_TOO_FEW, VR_MALFORMED },
        { COUNT_ZERO, VR_MALFORMED },
        { COUNT_NOT_WHOLE, VR_UNVERIFIED },
        { COUNT_UNLIKE_LINK, VR_UNVERIFIED },
        { HASH_UNLIKE_LINK, VR_UNVERIFIED },
        { HASH_UNLIKE_PACKETS, VR_UNVERIFIED },
        { PART_HASH_WRONG, VR_UNVERIFIED },
        { PACKET_LESS, VR_MALFORMED },
        { PACKET_MORE, VR_MALFORMED },
        { PACKETS_EQUAL, VR_MALFORMED },
        { PACKETS_SWAPPED, VR_MALFORMED },
        { FULL_PART_SHORT, VR_MALFORMED },
        { LINK_MISSING, VR_MALFORMED },
        { LINK_TOO_MANY, VR_MALFORMED },
        { LINKS_SWAPPED, VR_UNVERIFIED },
        { FIRST_LINK_THIN_ALONE, VR_UNVERIFIED },
        { MIDDLE_LINK_OTHER_ROUND, VR_UNVERIFIED },
        { FIRST_LINK_NOT_WHOLE, VR_UNVERIFIED },
        { FIRST_LINK_EMPTY, VR_MALFORMED },
        { FIRST_LINK_FROM_ANOTHER, VR_UNVERIFIED },
        { FIRST_LINK_TO_ANOTHER, VR_UNVERIFIED },
        { LINK_SIGNATURE, VR_UNVERIFIED },
    };

    return cr_make_param_array(struct refusal, cases, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(struct refusal *refusal, part, each_rule_of_a_part_is_asked_for,
                  .init = part_make)
{
    struct vr_why why = { "" };

    damage_frame(refusal->damage);
    damage_numbers(refusal->damage);
    damage_packets(refusal->damage);
    damage_links(refusal->damage);
    cr_expect(eq(int, send_and_decode(&why), refusal->due), "%d: %s", refusal->damage, why.text);
}

Test(part, where_the_batch_unit_is_not_known_any_count_is_taken)
{
    resize(PART_COUNT - 1);
    part_take(2);
    custody.batch = 0;
    cr_expect(eq(int, send_and_decode(NULL), VR_OK));
}

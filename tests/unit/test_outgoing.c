/* SPDX-License-Identifier: EUPL-1.2 */
#include "outgoing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>
#include <vrijuit/handover.h>

#include "daemon_fixture.h"

static struct fixture fixture;
static struct vr_why why;
static struct vr_keys keys;
static const struct vr_circle *circle;
static struct vr_custody custody;
static struct outgoing outgoing;
static struct outbox *outbox;
static const uint8_t key[32] = "the key of a batch";

static void
stand(size_t hops, size_t place)
{
    const struct outgoing_place at = {
        .place = place, .round = FIXTURE_ROUND, .keys = &keys, .identity = fixture.identity
    };

    fixture_cascade(&fixture, hops, place);
    fixture_sign(&fixture, 1, 0, FIXTURE_EXPIRES);
    fixture_open_circles(&fixture);
    fixture_keys(&keys, &fixture, FIXTURE_ROUND);
    circle = circles_newest(fixture.circles);
    cr_assert(eq(int, vr_custody_at(&custody, &circle, 1, FIXTURE_ROUND, &why), VR_OK));
    outgoing_init(&outgoing, &at);
    outgoing.at.circle = circle;
    cr_assert(eq(int, outbox_open(&outbox, fixture.outboxes, FIXTURE_ROUND, key, &why), VR_OK));
}

static void
start(void)
{
    fixture_make(&fixture);
}

static void
stop(void)
{
    outgoing_wipe(&outgoing);
    outbox_close(outbox);
    fixture_remove(&fixture);
}

TestSuite(outgoing, .init = start, .fini = stop);

static uint8_t *
add(void)
{
    uint8_t *packet = NULL;

    cr_assert(eq(int, outgoing_packet(&packet, &outgoing), VR_OK));
    randombytes_buf(packet, VR_PACKET_SIZE);

    return packet;
}

static void
commit(void)
{
    cr_assert(eq(int, outgoing_commit(&outgoing, outbox, "signed", 6, &why), VR_OK), "%s",
              why.text);
}

/* Decode every part as the next hop does; how many packets there are in all. */
static uint32_t
read_parts(struct vr_part *last)
{
    struct vr_handover_hash hash;
    struct outbox_state state;
    uint8_t digest[32];
    uint32_t count = 0;

    cr_assert(eq(int, outbox_state(&state, outbox), VR_OK));
    vr_handover_hash_init(&hash);
    for (uint32_t number = 1; number <= state.parts; number++) {
        struct vr_part part;
        char *bytes = NULL;
        size_t len;

        cr_assert(eq(int, outbox_part(&bytes, &len, outbox, number, &why), VR_OK), "%s", why.text);
        cr_assert(eq(int, vr_part_decode(&part, bytes, len, &custody, outgoing.at.place + 1, &why),
                     VR_OK),
                  "part %u: %s", number, why.text);
        cr_assert(number == 1 || vr_part_is_of_batch(&part, last));
        cr_assert(eq(int, vr_handover_hash_add(&hash, part.packets, part.packet_count), VR_OK),
                  "they ascend from part to part");
        cr_expect(eq(u32, part.round, FIXTURE_ROUND));
        count += (uint32_t) part.packet_count;
        *last = part;
        free(bytes);
    }
    vr_handover_hash_digest(digest, &hash);
    cr_expect(memcmp(digest, last->hash, sizeof digest) == 0);
    cr_expect(eq(u32, state.count, count));
    cr_expect(eq(u32, last->parts, state.parts));

    return count;
}

Test(outgoing, a_batch_is_padded_to_the_next_multiple_and_has_at_least_one_unit)
{
    static const uint32_t counts[] = { 0, 1, 64, 65 };
    static const uint32_t whole[] = { 64, 64, 64, 128 };

    stand(3, 0);
    for (size_t i = 0; i < 4; i++) {
        const struct outgoing_place at = outgoing.at;
        struct vr_part last;

        outgoing_wipe(&outgoing);
        outbox_close(outbox);
        outgoing_init(&outgoing, &at);
        cr_assert(
            eq(int, outbox_open(&outbox, fixture.outboxes, FIXTURE_ROUND + (uint32_t) i, key, &why),
               VR_OK));
        for (uint32_t j = 0; j < counts[i]; j++) {
            add();
        }
        commit();
        cr_expect(eq(u32, read_parts(&last), whole[i]), "%u packets", counts[i]);
    }
}

Test(outgoing, every_packet_goes_on_unchanged_whatever_its_place)
{
    static uint8_t marks[10][16];
    struct vr_part last;
    char *bytes = NULL;
    size_t len;

    stand(2, 0);
    for (size_t i = 0; i < 10; i++) {
        memcpy(marks[i], add() + 20000, 16);
    }
    commit();
    cr_assert(eq(u32, read_parts(&last), 64));
    cr_assert(eq(int, outbox_part(&bytes, &len, outbox, 1, &why), VR_OK));
    for (size_t i = 0; i < 10; i++) {
        cr_expect(memmem(bytes, len, marks[i], 16) != NULL, "packet %zu", i);
    }
    free(bytes);
}

/* Anyone can wrap one inner packet twice, or choose T for the next hop; a batch with two equal ones
 * would never be taken. */
Test(outgoing, packets_with_one_place_in_the_order_do_not_stop_the_batch)
{
    struct vr_part last;
    uint8_t *packet;
    uint8_t first[VR_PACKET_SIZE];

    stand(3, 0);
    memcpy(first, add(), sizeof first);
    for (size_t i = 0; i < 70; i++) {
        packet = add();
        memcpy(packet + VR_PACKET_ORDER_OFFSET, first + VR_PACKET_ORDER_OFFSET,
               VR_PACKET_ORDER_SIZE);
    }
    add();
    commit();
    cr_expect(eq(u32, read_parts(&last), 64), "two of them, and dummies");
}

Test(outgoing, packets_that_differ_in_the_last_byte_of_their_place_all_go_on)
{
    struct vr_part last;

    stand(3, 0);
    for (size_t i = 0; i < 65; i++) {
        uint8_t *packet = add();

        memset(packet + VR_PACKET_ORDER_OFFSET, 7, VR_PACKET_ORDER_SIZE);
        packet[VR_PACKET_ORDER_OFFSET + VR_PACKET_ORDER_SIZE - 1] = (uint8_t) (65 - i);
    }
    commit();
    cr_expect(eq(u32, read_parts(&last), 128));
}

Test(outgoing, the_own_handover_continues_the_chain)
{
    for (size_t place = 0; place < 4; place++) {
        struct vr_part last;

        stand(5, place);
        outgoing.thin = true;
        outgoing.handover_count = place;
        for (size_t i = 0; i < place; i++) {
            struct vr_handover *link = &outgoing.handovers[i];

            memcpy(link->from, circle->hops[i].id, VR_HOP_ID_SIZE);
            memcpy(link->to, circle->hops[i + 1].id, VR_HOP_ID_SIZE);
            link->round = FIXTURE_ROUND;
            link->count = 64;
            link->thin = true;
            cr_assert(eq(int, vr_handover_sign(link, circle->id, fixture.seeds[i]), VR_OK));
        }
        commit();
        read_parts(&last);
        cr_assert(eq(sz, last.handover_count, place + 1));
        cr_expect(last.handovers[place].thin);
        cr_expect(memcmp(last.handovers[place].from, circle->hops[place].id, VR_HOP_ID_SIZE) == 0);
        cr_expect(memcmp(last.handovers[place].to, circle->hops[place + 1].id, VR_HOP_ID_SIZE) ==
                  0);
        cr_expect(eq(u32, last.handovers[place].count, 64));
        outgoing_wipe(&outgoing);
        outbox_close(outbox);
        outbox = NULL;
        fixture_remove(&fixture);
        fixture_make(&fixture);
    }
}

/* The file, and where in it the tag before this one stands. */
struct tag_walk {
    char *bytes;
    size_t len;
    size_t place;
    size_t count;
};

/* LMDB fills a page from its end, so what was put first stands last: the order in which they were
 * put would say which tag is whose. */
static enum vr_status
expect_in_order(void *arg, const uint8_t tag[static VR_TAG_SIZE])
{
    struct tag_walk *walk = arg;
    const char *at = memmem(walk->bytes, walk->len, tag, VR_TAG_SIZE);

    cr_assert(at != NULL);
    cr_expect(lt(sz, (size_t) (at - walk->bytes), walk->place), "tag %zu", walk->count);
    walk->place = (size_t) (at - walk->bytes);
    walk->count++;

    return VR_OK;
}

Test(outgoing, tags_in_an_order_of_their_own_and_answer_are_committed_with_it)
{
    struct tag_walk walk = { .place = SIZE_MAX };
    char path[FILES_PATH_MAX];
    uint8_t tag[VR_TAG_SIZE];
    char *answer = NULL;
    size_t len;

    stand(3, 1);
    for (size_t i = 0; i < 100; i++) { /* one page of the file */
        randombytes_buf(tag, sizeof tag);
        cr_assert(eq(int, outgoing_tag(&outgoing, tag), VR_OK));
    }
    outgoing.handover_count = 0;
    commit();
    snprintf(path, sizeof path, "%s/%u.batch/data.mdb", fixture.outboxes, FIXTURE_ROUND);
    cr_assert(eq(int, files_read(&walk.bytes, &walk.len, path, 1U << 30, &why), VR_OK));
    cr_expect(eq(int, outbox_each_tag(outbox, expect_in_order, &walk), VR_OK));
    cr_expect(eq(sz, walk.count, 100));
    free(walk.bytes);
    cr_assert(eq(int, outbox_answer(&answer, &len, outbox), VR_OK));
    cr_expect(eq(str, answer, "signed"));
    free(answer);
}

Test(outgoing, without_keys_for_dummies_nothing_is_committed)
{
    struct outbox_state state;

    stand(3, 0);
    add();
    keys.round += 5;
    cr_expect(eq(int, outgoing_commit(&outgoing, outbox, NULL, 0, &why), VR_STALE));
    cr_expect(eq(int, outbox_state(&state, outbox), VR_FOREIGN));
    keys.round -= 5;
    commit();
}

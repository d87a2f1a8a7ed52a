/* SPDX-License-Identifier: EUPL-1.2 */
#include "cover.h"

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <vrijuit/content.h>
#include <vrijuit/record.h>

#include "daemon_fixture.h"

static struct fixture fixture;
static struct vr_why why;
static struct vr_keys keys;
static struct outgoing_place at;
static uint8_t packet[VR_PACKET_SIZE];

static void
start(void)
{
    fixture_make(&fixture);
}

static void
stop(void)
{
    fixture_remove(&fixture);
}

TestSuite(cover, .init = start, .fini = stop);

static void
stand(size_t hops, size_t place)
{
    fixture_remove(&fixture);
    fixture_make(&fixture);
    fixture_cascade(&fixture, hops, place);
    fixture_sign(&fixture, 1, 0, FIXTURE_EXPIRES);
    fixture_open_circles(&fixture);
    fixture_keys(&keys, &fixture, FIXTURE_ROUND);
    at = (struct outgoing_place) { .circle = circles_newest(fixture.circles),
                                   .place = place,
                                   .round = FIXTURE_ROUND,
                                   .keys = &keys,
                                   .identity = fixture.identity };
}

/* Peel the packet at one hop; what that hop is to do with it. */
static enum vr_onion_action
peel_at(size_t place)
{
    const struct vr_onion_place where = {
        .batch = FIXTURE_ROUND,
        .is_store = place + 1 == fixture.hops,
        .next_hop = place + 1 == fixture.hops ? NULL : at.circle->hops[place + 1].id,
    };
    uint8_t secret[32], public_key[32], slot[VR_SLOT_SIZE];
    struct vr_onion_layer layer;
    uint32_t epoch = 0;

    cr_assert(eq(int, vr_onion_epoch(&epoch, packet), VR_OK));
    cr_expect(eq(u32, epoch, FIXTURE_ROUND + 1));
    fixture_epoch_key(secret, public_key, &fixture, place, epoch);
    cr_assert(eq(int, vr_onion_verify(&layer, packet, secret, public_key), VR_OK), "hop %zu",
              place);
    vr_onion_peel(slot, packet, &layer);

    return vr_onion_judge(slot, packet, &where);
}

/* What the council reads in the record that the packet delivers. */
static void
expect_cover(void)
{
    const uint8_t *delivery = vr_onion_delivery(packet);
    static uint8_t plain[VR_RECORD_PLAIN_MAX];
    struct vr_council_pair pair;
    struct vr_content content;
    size_t len;

    fixture_council(&pair, &fixture);
    cr_assert(
        eq(int, vr_record_open(plain, &len, &pair, delivery + VR_LOCATOR_SIZE, delivery), VR_OK));
    cr_assert(eq(int, vr_content_decode(&content, pair.suite, plain, len, &why), VR_OK), "%s",
              why.text);
    cr_expect(eq(int, content.kind, VR_COVER));
    vr_content_wipe(&content);
}

Test(cover, a_dummy_goes_the_rest_of_the_path_and_is_a_cover_for_a_council)
{
    for (size_t hops = 2; hops <= VR_HOPS_MAX; hops++) {
        for (size_t place = 0; place + 1 < hops; place++) {
            stand(hops, place);
            cr_assert(eq(int, cover_make(packet, &at, &why), VR_OK), "%s", why.text);
            for (size_t next = place + 1; next + 1 < hops; next++) {
                cr_assert(eq(int, peel_at(next), VR_ACT_FORWARD), "%zu of %zu", next, hops);
            }
            cr_assert(eq(int, peel_at(hops - 1), VR_ACT_DELIVER), "%zu hops", hops);
            expect_cover();
        }
    }
}

/* Every page of one must differ from every page of the other: nothing in it is constant but the
 * first bytes, which say version, suite and epoch for all. */
Test(cover, no_two_dummies_are_alike)
{
    static uint8_t other[VR_PACKET_SIZE], locator[VR_LOCATOR_SIZE];

    stand(3, 0);
    cr_assert(eq(int, cover_make(packet, &at, &why), VR_OK));
    cr_assert(eq(int, cover_make(other, &at, &why), VR_OK));
    cr_expect(memcmp(packet, other, 8) == 0);
    for (size_t i = 8; i + 16 <= VR_PACKET_SIZE; i += 16) {
        cr_assert(memcmp(packet + i, other + i, 16) != 0, "at %zu", i);
    }
    peel_at(1);
    peel_at(2);
    memcpy(locator, vr_onion_delivery(packet), sizeof locator);
    memcpy(packet, other, sizeof packet);
    peel_at(1);
    peel_at(2);
    cr_expect(memcmp(locator, vr_onion_delivery(packet), sizeof locator) != 0);
}

Test(cover, keys_that_do_not_hold_the_next_epoch_are_refused_with_the_reason)
{
    static const uint8_t untouched[VR_PACKET_SIZE];

    stand(3, 0);
    keys.round = FIXTURE_ROUND + 2;
    cr_expect(eq(int, cover_make(packet, &at, &why), VR_STALE));
    cr_expect(strstr(why.text, "21") != NULL, "%s", why.text);
    keys.round = FIXTURE_ROUND - 7;
    cr_expect(eq(int, cover_make(packet, &at, &why), VR_STALE));
    cr_expect(memcmp(packet, untouched, sizeof packet) == 0);
    fixture_keys(&keys, &fixture, FIXTURE_ROUND - 6);
    cr_expect(eq(int, cover_make(packet, &at, &why), VR_OK), "%s", why.text);
    keys.hop_count = 2;
    cr_expect(eq(int, cover_make(packet, &at, &why), VR_STALE), "of another path");
}

/* Only one of the two has a key, so that it shows which was chosen. */
Test(cover, chance_chooses_the_council)
{
    struct vr_council councils[2];
    struct vr_circle circle;
    int made = 0;

    stand(3, 0);
    circle = *at.circle;
    councils[0] = councils[1] = circle.councils[0];
    councils[1].key_count = 0;
    circle.councils = councils;
    circle.council_count = 2;
    at.circle = &circle;
    for (int i = 0; i < 60; i++) {
        made += cover_make(packet, &at, &why) == VR_OK;
    }
    /* About 30, standard deviation 3.9. */
    cr_expect(made > 5 && made < 55, "%d", made);
}

Test(cover, a_round_for_which_no_council_has_a_key_is_refused_with_the_reason)
{
    const struct vr_council *council;
    char words[32];

    stand(3, 0);
    council = &at.circle->councils[0];
    at.round = council->keys[council->key_count - 1].until;
    fixture_keys(&keys, &fixture, at.round);
    cr_expect(eq(int, cover_make(packet, &at, &why), VR_OK), "the last round of a key");
    at.round++;
    cr_expect(eq(int, cover_make(packet, &at, &why), VR_STALE));
    snprintf(words, sizeof words, "no key for round %u", at.round);
    cr_expect(strstr(why.text, words) != NULL, "%s", why.text);
}

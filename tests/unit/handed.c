/* SPDX-License-Identifier: EUPL-1.2 */
#include "handed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "outgoing.h"

void
handed_custody(struct vr_custody *custody, const struct fixture *fixture, uint32_t round)
{
    const struct vr_circle *circle = circles_at(fixture->circles, round);

    cr_assert(eq(int, vr_custody_at(custody, &circle, 1, round, NULL), VR_OK));
}

static void
sign_links(struct outgoing *outgoing, const struct fixture *fixture)
{
    const struct vr_circle *circle = outgoing->at.circle;

    outgoing->thin = true;
    outgoing->handover_count = outgoing->at.place;
    for (size_t i = 0; i < outgoing->at.place; i++) {
        struct vr_handover *link = &outgoing->handovers[i];

        memcpy(link->from, circle->hops[i].id, VR_HOP_ID_SIZE);
        memcpy(link->to, circle->hops[i + 1].id, VR_HOP_ID_SIZE);
        link->round = outgoing->at.round;
        link->count = circle->batch;
        link->thin = true;
        cr_assert(eq(int, vr_handover_sign(link, circle->id, fixture->seeds[i]), VR_OK));
    }
}

static void
read_parts(struct handed *handed, struct outbox *outbox)
{
    struct outbox_state state;
    struct vr_why why = { "" };

    cr_assert(eq(int, outbox_state(&state, outbox), VR_OK));
    cr_assert(le(u32, state.parts, HANDED_PARTS));
    handed->parts = state.parts;
    for (uint32_t i = 0; i < state.parts; i++) {
        cr_assert(
            eq(int, outbox_part(&handed->bytes[i], &handed->len[i], outbox, i + 1, &why), VR_OK),
            "%s", why.text);
    }
}

void
handed_make(struct handed *handed, const struct fixture *fixture, uint32_t round,
            uint8_t (*packets)[VR_PACKET_SIZE], size_t count)
{
    static const uint8_t key[32] = "the key of the hop before";
    static unsigned number;
    struct vr_keys keys;
    struct outgoing_place at = { .circle = circles_at(fixture->circles, round),
                                 .place = fixture->place - 1,
                                 .round = round,
                                 .keys = &keys,
                                 .identity = fixture->seeds[fixture->place - 1] };
    char folder[FILES_PATH_MAX];
    struct outbox *outbox = NULL;
    struct outgoing outgoing;
    struct vr_why why = { "" };

    memset(handed, 0, sizeof *handed);
    fixture_keys(&keys, fixture, round);
    outgoing_init(&outgoing, &at);
    sign_links(&outgoing, fixture);
    for (size_t i = 0; i < count; i++) {
        uint8_t *room = NULL;

        cr_assert(eq(int, outgoing_packet(&room, &outgoing), VR_OK));
        memcpy(room, packets[i], VR_PACKET_SIZE);
    }
    snprintf(folder, sizeof folder, "%s/before-%u", fixture->folder, number);
    number++;
    cr_assert(eq(int, outbox_open(&outbox, folder, round, key, &why), VR_OK), "%s", why.text);
    cr_assert(eq(int, outgoing_commit(&outgoing, outbox, NULL, 0, &why), VR_OK), "%s", why.text);
    read_parts(handed, outbox);
    handed->sent = outgoing.handovers[outgoing.handover_count - 1];
    outbox_close(outbox);
    outgoing_wipe(&outgoing);
}

void
handed_free(struct handed *handed)
{
    for (size_t i = 0; i < HANDED_PARTS; i++) {
        free(handed->bytes[i]);
        handed->bytes[i] = NULL;
    }
}

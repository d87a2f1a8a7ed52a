/* SPDX-License-Identifier: EUPL-1.2 */
/* What vrijuitd status says at an entry with one batch that waits. The next hop is down. */
#include "state_text.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "daemon_fixture.h"
#include "departures_state.h"
#include "hopdocs_state.h"
#include "intake_state.h"
#include "near_hop.h"

static struct fixture fixture;
static struct server server;
static struct near_hop front;
static struct vr_why why;

static void
open_departures(void)
{
    const struct departures_parts parts = { .circles = fixture.circles,
                                            .identity_public = fixture.identity_public,
                                            .state = fixture.state };
    struct batch *batch;

    cr_assert(eq(int, files_folder(fixture_path(&fixture, "state/rounds"), &why), VR_OK));
    cr_assert(eq(int, departures_new(&server.departures, &parts), VR_OK));
    cr_assert(eq(int,
                 batch_open(&batch, fixture_path(&fixture, "state/rounds"), FIXTURE_ROUND, &why),
                 VR_OK));
    cr_assert(eq(int, departures_add(server.departures, batch, 100), VR_OK));
}

static void
start(void)
{
    signal(SIGPIPE, SIG_IGN);
    fixture_make(&fixture);
    fixture_cascade(&fixture, 3, 0);
    fixture_sign(&fixture, 1, 0, FIXTURE_EXPIRES);
    fixture_time(FIXTURE_ROUND + 1, 60);
    fixture_open_circles(&fixture);
    fixture_open_storage(&fixture);
    memset(&server, 0, sizeof server);
    server.base = event_base_new();
    near_hop_open(&front, server.base, fixture_path(&fixture, "s"));
    cr_assert(eq(int, publish_open(&server.publish, fixture.store, &why), VR_OK));
    server.config = &fixture.config;
    server.circles = fixture.circles;
    server.hops = 3;
    server.http = front.http;
    server.has_round = true;
    server.round = FIXTURE_ROUND + 1;
    open_departures();
}

static void
stop(void)
{
    departures_free(server.departures);
    publish_close(server.publish);
    near_hop_close(&front);
    event_base_free(server.base);
    fixture_remove(&fixture);
}

TestSuite(state_text, .init = start, .fini = stop);

/* Whether status has the words now. */
static bool
says(const char *words)
{
    char *text = NULL;
    bool found;

    state_text_write(&server);
    cr_assert(eq(int, state_file_read(&text, fixture.state, &why), VR_OK), "%s", why.text);
    found = strstr(text, words) != NULL;
    free(text);

    return found;
}

Test(state_text, a_batch_on_its_way_is_no_trouble)
{
    cr_expect(says("\nhand-over: round 20 goes to the next hop\n"));
    departures_back_off(server.departures, false, "no answer");
    cr_expect(not(says("\nwaiting:")), "once is no trouble");
}

Test(state_text, who_does_not_take_a_batch_is_named_with_the_reason)
{
    departures_back_off(server.departures, false, "no answer");
    departures_back_off(server.departures, false, "no answer");
    cr_expect(says("\nwaiting: round 20 is not taken by Hop 1: no answer.\n"));
    cr_expect(says("is [peer Hop 1] right here?\n"));
    departures_back_off(server.departures, true, "no memory");
    cr_expect(says("\nwaiting: round 20 is not handed on: no memory."));
    cr_expect(not(says("Hop 1")), "it is not its fault");
}

/* The line of the oldest says why. */
Test(state_text, how_many_wait_is_said_without_a_guess_at_the_cause)
{
    struct batch *batch;

    cr_assert(
        eq(int, batch_open(&batch, fixture_path(&fixture, "state/rounds"), FIXTURE_ROUND + 1, &why),
           VR_OK));
    cr_assert(eq(int, departures_add(server.departures, batch, 100), VR_OK));
    cr_expect(says("\nbehind: 2 batches wait for the next hop, the oldest of round 20\n"));
}

Test(state_text, another_batch_at_the_next_hop_is_a_trouble_with_its_steps)
{
    departures_back_off(server.departures, false, "it has another batch");
    departures_back_off(server.departures, false, "it has another batch");
    server.departures->conflict = true;
    cr_expect(says("\ntrouble: round 20: Hop 1 has another batch for it, and nothing is taken in"));
    cr_expect(says("vrijuitd abandon --round 20 --reason TEXT\n"));
    cr_expect(not(says("\nwaiting:")), "it is said once");
}

Test(state_text, a_batch_is_stuck_when_no_hop_can_have_its_key)
{
    server.round = FIXTURE_ROUND + 15;
    cr_expect(not(says("\nstuck:")));
    server.round = FIXTURE_ROUND + 16;
    cr_expect(says("\nstuck: round 20 is too old for the next hop to take."));
    cr_expect(says("vrijuitd abandon --round 20 --reason TEXT"));
}

/* A number would tell how many packets there are. */
Test(state_text, room_in_the_pool_is_told_in_words)
{
    static const struct {
        uint32_t left;
        char says[48];
    } rooms[] = { { FIXTURE_SLOTS / 2, ": ample\n" },
                  { FIXTURE_SLOTS / 2 - 1, ": more than half in use\n" },
                  { FIXTURE_SLOTS / 10, ": more than half in use\n" },
                  { FIXTURE_SLOTS / 10 - 1, ": nearly full: see pool_slots" },
                  { 1, ": nearly full: see pool_slots" } };
    struct intake intake = { .free_count = 0 };

    server.pool = fixture.pool;
    server.intake = &intake;
    for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++) {
        intake.free_count = rooms[i].left;
        server.room = NULL;
        cr_expect(says(rooms[i].says), "%u left", rooms[i].left);
    }
}

Test(state_text, place_and_keys_are_those_of_the_round)
{
    cr_expect(says("role: entry, hop 1 of 3\n"));
    cr_expect(says("\nkeys: published until round 28\n"));
    cr_expect(not(says("\nmoved:")));
    server.place = 1;
    cr_expect(says("role: mix, hop 2 of 3\n"));
    cr_expect(says("\nmoved: the circle of this round gives this hop another place.\n"));
    fixture.seeds[0][0] ^= 1;
    fixture_sign(&fixture, 2, FIXTURE_ROUND, FIXTURE_EXPIRES);
    cr_assert(eq(int, fixture_take_circle(&fixture, &why), VR_OK), "%s", why.text);
    cr_expect(says("\nleft: the circle of this round does not name this hop.\n"));
}

/* At first none are signed; then those of some round, which clients take in the next one too. */
Test(state_text, who_can_report_follows_from_the_keys_that_all_have_signed)
{
    struct hopdocs hopdocs = { .done = FIXTURE_ROUND };

    server.hopdocs = &hopdocs;
    cr_expect(says("\nkeys: not signed yet: until all hops have signed them nobody can report\n"));
    hopdocs.has_done = true;
    memcpy(hopdocs.done_circle, circles_newest(fixture.circles)->id, 32);
    cr_expect(says("\nkeys: published until round 27\n"));
    server.round = FIXTURE_ROUND + 2;
    cr_expect(says("\nkeys: none signed since round 20: until all hops sign again"));
    server.place = 1;
    cr_expect(says("\nkeys: published until round 29\n"), "its own");
}

/* More often would tell of packets. */
Test(state_text, the_pool_is_looked_at_once_a_round)
{
    struct intake intake = { .free_count = FIXTURE_SLOTS };

    server.pool = fixture.pool;
    server.intake = &intake;
    cr_expect(says("\npool at the start: ample\n"));
    intake.free_count = 0;
    cr_expect(says("\npool at the start: ample\n"));
    server.round++;
    cr_expect(says("\npool as the last round ended: full: clients were told to come back;"));
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "abandon.h"

#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>

#include "daemon_fixture.h"
#include "release.h"
#include "state_file.h"
#include "verdicts.h"

static struct fixture fixture;

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

TestSuite(release, .init = start, .fini = stop);

/* The daemon's status. */
static void
say(const char *text)
{
    struct vr_why why;

    cr_assert(
        eq(int, files_write(fixture_path(&fixture, "state/status"), text, strlen(text), 0600, &why),
           VR_OK));
}

static bool
is_released(uint32_t round)
{
    char reason[VERDICTS_REASON_MAX + 1];

    return verdicts_find(reason, fixture.state, RELEASED, round);
}

Test(release, a_round_that_is_held_is_released)
{
    struct vr_why why = { 0 };

    say("role: mix, hop 2 of 3\nround: 9\nheld: round 7: probes did not come back\n");
    cr_expect(eq(int, release_round(fixture.state, 7, "disk full", &why), VR_OK), "%s", why.text);
    cr_expect(is_released(7));
}

Test(release, a_typo_or_a_round_to_come_is_refused_and_the_held_one_named)
{
    static const uint32_t others[] = { 0, 6, 8, 70, UINT32_MAX };

    say("role: mix, hop 2 of 3\nround: 9\nheld: round 7: probes did not come back\n");
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct vr_why why = { 0 };

        cr_expect(eq(int, release_round(fixture.state, others[i], "disk full", &why), VR_FOREIGN));
        cr_expect(ne(ptr, strstr(why.text, "round 7 is"), NULL), "%s", why.text);
        cr_expect(not(is_released(others[i])));
    }
    cr_expect(not(is_released(7)));
}

Test(release, without_a_held_round_or_a_daemon_nothing_is_released)
{
    struct vr_why why = { 0 };

    cr_expect(eq(int, release_round(fixture.state, 7, "disk full", &why), VR_FOREIGN));
    cr_expect(ne(ptr, strstr(why.text, "no daemon runs"), NULL), "%s", why.text);
    say("role: mix, hop 2 of 3\nround: 7\n");
    cr_expect(eq(int, release_round(fixture.state, 7, "disk full", &why), VR_FOREIGN));
    cr_expect(ne(ptr, strstr(why.text, "not held"), NULL), "%s", why.text);
    cr_expect(not(is_released(7)));
}

/* It goes into the log. */
Test(release, a_reason_is_one_line_of_text)
{
    static const char *const none[] = { "",    "full\nround 8: taken", "a\tb", "\x1b[2J", "\x7f",
                                        "\xff" };
    char reason[VERDICTS_REASON_MAX + 1];
    struct vr_why why = { 0 };

    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        cr_expect(eq(int, verdicts_decode(reason, none[i], strlen(none[i])), VR_MALFORMED));
        cr_expect(eq(int, verdicts_put(fixture.state, RELEASED, 7, none[i], &why), VR_MALFORMED));
    }
    cr_expect(not(is_released(7)));
    cr_assert(eq(int, verdicts_put(fixture.state, ABANDONED, 7, "één schijf", &why), VR_OK));
    cr_expect(not(is_released(7)), "to give up is not to release");
}

struct text {
    char text[64];
};

ParameterizedTestParameters(release, a_text_that_names_no_held_round_holds_none)
{
    static struct text cases[] = {
        { "" },
        { "held: round" },
        { "held: round :" },
        { "held: round -7:" },
        { "held: round 7" },
        { "held: round 7x:" },
        { "held: round 4294967296:" },
        { "trouble: held: round 7:" },
    };

    return cr_make_param_array(struct text, cases, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(struct text *text, release, a_text_that_names_no_held_round_holds_none)
{
    uint32_t round = 1;

    cr_expect(not(state_file_held(&round, text->text)), "%s", text->text);
    cr_expect(eq(u32, round, 1));
}

ParameterizedTestParameters(release, a_line_that_asks_for_something_is_found)
{
    static struct text cases[] = {
        { "left: the circle" },
        { "role: mix\nmoved: the" },
        { "role: mix\nheld: round 7:" },
        { "round: 8\ntrouble: keys\n" },
        { "round: 8\nstuck: round 7" },
        { "round: 8\nbehind: 2 batches" },
        { "round: 8\nwaiting: round 7" },
        { "round: 8\ngap: round 7" },
        { "round: 8\npool as the last round ended: full: clients" },
        { "pool at the start: full: clients" },
    };

    return cr_make_param_array(struct text, cases, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(struct text *text, release, a_line_that_asks_for_something_is_found)
{
    cr_expect(state_file_asks(text->text), "%s", text->text);
}

Test(release, what_is_as_it_should_be_asks_for_nothing)
{
    cr_expect(not(state_file_asks("")));
    cr_expect(not(state_file_asks("role: entry, hop 1 of 3\n"
                                  "circle: sequence 1, valid through 2040-12-31\n"
                                  "round: 8\n"
                                  "keys: published until round 15\n"
                                  "pool as the last round ended: nearly full: see pool_slots\n"
                                  "hand-over: round 7 goes to the next hop\n"
                                  "last rounds, in units of 64 packets: 1 (thin), held: 1\n")));
}

static bool
is_given_up(uint32_t round)
{
    char reason[VERDICTS_REASON_MAX + 1];
    struct vr_why why = { 0 };
    enum vr_status status = abandon_round(fixture.state, round, "lost", &why);

    cr_expect(status == VR_OK || status == VR_FOREIGN, "%s", why.text);
    cr_expect(eq(int, verdicts_find(reason, fixture.state, ABANDONED, round), status == VR_OK));

    return status == VR_OK;
}

static void
put(const char *name)
{
    struct vr_why why = { 0 };

    cr_assert(eq(int, files_write(fixture_path(&fixture, name), "", 0, 0600, &why), VR_OK), "%s",
              why.text);
}

/* At the entry and a mix. 8: it still comes in. 10: it was handed on. */
Test(release, only_a_round_that_waits_for_the_next_hop_or_to_be_closed_is_given_up)
{
    struct vr_why why = { 0 };

    cr_assert(eq(int, files_folder(fixture_path(&fixture, "state/rounds"), &why), VR_OK));
    cr_assert(eq(int, files_folder(fixture_path(&fixture, "state/outbox"), &why), VR_OK));
    put("state/rounds/6.key");
    put("state/rounds/7.key");
    put("state/rounds/8.key");
    put("state/rounds/20.key");
    put("state/rounds/4294967295.key");
    put("state/outbox/10.batch");
    put("state/outbox/20.batch");
    for (uint32_t round = 0; round < 24; round++) {
        cr_expect(eq(int, is_given_up(round), round == 6 || round == 20), "round %u", round);
    }
    cr_expect(not(is_given_up(UINT32_MAX)));
}

Test(release, at_the_store_only_a_round_behind_the_last_one_is_given_up)
{
    struct vr_why why = { 0 };

    fixture_open_storage(&fixture);
    fixture_close(&fixture);
    cr_expect(not(is_given_up(7)), "none was ever taken");
    fixture_open_storage(&fixture);
    cr_assert(eq(int, store_begin(fixture.store, 7, &why), VR_OK));
    cr_assert(eq(int, store_commit(fixture.store, "{}", 2, 180, &why), VR_OK), "%s", why.text);
    fixture_close(&fixture);
    cr_expect(not(is_given_up(6)));
    cr_expect(not(is_given_up(7)));
    cr_expect(is_given_up(8));
}

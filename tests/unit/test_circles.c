/* SPDX-License-Identifier: EUPL-1.2 */
#include "circles.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <vrijuit/bytes.h>
#include <vrijuit/minisig.h>

#include "daemon_fixture.h"

static struct fixture fixture;
static struct vr_why why;

static void
start(void)
{
    fixture_make(&fixture);
    fixture_sign(&fixture, 5, 0, FIXTURE_EXPIRES);
}

static void
stop(void)
{
    fixture_remove(&fixture);
}

TestSuite(circles, .init = start, .fini = stop);

static enum vr_status
open_circles(void)
{
    return circles_open(&fixture.circles, &fixture.config, fixture.identity_public, &why);
}

static uint64_t
sequence_at(uint32_t round)
{
    const struct vr_circle *circle = circles_at(fixture.circles, round);

    return circle == NULL ? 0 : circle->sequence;
}

static void
reopen(void)
{
    circles_free(fixture.circles);
    fixture.circles = NULL;
    cr_assert(eq(int, open_circles(), VR_OK), "%s", why.text);
}

Test(circles, the_configured_one_is_in_force_and_kept)
{
    cr_assert(eq(int, open_circles(), VR_OK), "%s", why.text);
    cr_expect(eq(u64, sequence_at(0), 5));
    cr_expect(eq(int, access(fixture_path(&fixture, "state/circles/5.json"), F_OK), 0));
    cr_expect(eq(int, access(fixture_path(&fixture, "state/circles/5.json.minisig"), F_OK), 0));
}

Test(circles, a_newer_one_takes_over_at_its_round_and_the_older_stays_for_those_before)
{
    cr_assert(eq(int, open_circles(), VR_OK));
    fixture_sign(&fixture, 6, 30, FIXTURE_EXPIRES);
    cr_assert(eq(int, circles_reload(fixture.circles, &why), VR_OK), "%s", why.text);
    cr_expect(eq(u64, sequence_at(29), 5));
    cr_expect(eq(u64, sequence_at(30), 6));
    cr_expect(eq(u64, circles_newest(fixture.circles)->sequence, 6));
    reopen();
    cr_expect(eq(u64, sequence_at(29), 5), "kept");
    cr_expect(eq(u64, sequence_at(30), 6));
}

Test(circles, a_name_is_one_short_line_whatever_its_bytes)
{
    struct vr_circle circle = { .hops = { { .name = "Caf\xc3\xa9\nheld: round 7:\x1b[2J\x7f" } } };
    char name[CIRCLES_NAME_MAX + 1];
    char longest[200];

    circles_hop_name(name, &circle, 0);
    cr_expect(eq(str, name, "Caf\xc3\xa9?held: round 7:?[2J?"));
    memset(longest, 'x', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    circle.hops[0].name = longest;
    circles_hop_name(name, &circle, 0);
    cr_expect(eq(sz, strlen(name), CIRCLES_NAME_MAX));
}

Test(circles, an_older_one_is_refused_and_changes_nothing)
{
    fixture_sign(&fixture, 5, 25, FIXTURE_EXPIRES);
    cr_assert(eq(int, open_circles(), VR_OK));
    fixture_sign(&fixture, 4, 0, FIXTURE_EXPIRES);
    cr_expect(eq(int, circles_reload(fixture.circles, &why), VR_STALE));
    cr_expect(strstr(why.text, "older than 5") != NULL, "%s", why.text);
    cr_expect(eq(u64, sequence_at(20), 0), "it was never in force");
    cr_expect(eq(u64, sequence_at(25), 5));
}

Test(circles, an_expired_one_is_refused_and_changes_nothing)
{
    cr_assert(eq(int, open_circles(), VR_OK));
    fixture_sign(&fixture, 6, 0, "2029-12-31");
    cr_expect(eq(int, circles_reload(fixture.circles, &why), VR_STALE));
    cr_expect(strstr(why.text, "expired on 2029-12-31") != NULL, "%s", why.text);
    cr_expect(eq(u64, sequence_at(20), 5));
    cr_expect(eq(u64, circles_newest(fixture.circles)->sequence, 5));
    cr_expect(ne(int, access(fixture_path(&fixture, "state/circles/6.json"), F_OK), 0));
}

Test(circles, an_expired_one_stops_the_start)
{
    fixture_sign(&fixture, 6, 0, "2029-12-31");
    cr_expect(eq(int, open_circles(), VR_STALE));
}

Test(circles, it_is_good_through_its_last_day)
{
    fixture_sign(&fixture, 6, 0, "2030-01-01");
    cr_expect(eq(int, open_circles(), VR_OK), "%s", why.text);
}

Test(circles, one_that_cannot_be_kept_is_not_in_force)
{
    char folder[FILES_PATH_MAX];

    cr_assert(eq(int, open_circles(), VR_OK));
    fixture_sign(&fixture, 6, FIXTURE_ROUND, FIXTURE_EXPIRES);
    strcpy(folder, fixture_path(&fixture, "state/circles"));
    cr_assert(rename(folder, fixture_path(&fixture, "away")) == 0);
    cr_expect(eq(int, circles_reload(fixture.circles, &why), VR_SYSTEM));
    cr_expect(eq(u64, sequence_at(20), 5));
    cr_assert(rename(fixture_path(&fixture, "away"), folder) == 0);
    cr_expect(eq(int, circles_reload(fixture.circles, &why), VR_OK), "%s", why.text);
    cr_expect(eq(u64, sequence_at(20), 6));
    reopen();
    cr_expect(eq(u64, sequence_at(20), 6));
}

/* After a crash between the two files the next start must not find a circle without signature. */
Test(circles, the_signature_is_kept_before_the_circle)
{
    cr_assert(eq(int, open_circles(), VR_OK));
    fixture_sign(&fixture, 6, FIXTURE_ROUND, FIXTURE_EXPIRES);
    cr_assert(
        eq(int, files_folder(fixture_path(&fixture, "state/circles/6.json.minisig"), &why), VR_OK));
    cr_expect(eq(int, circles_reload(fixture.circles, &why), VR_SYSTEM));
    cr_expect(ne(int, access(fixture_path(&fixture, "state/circles/6.json"), F_OK), 0));
}

Test(circles, more_than_64_are_refused_with_the_remedy)
{
    cr_assert(eq(int, open_circles(), VR_OK));
    for (uint32_t sequence = 6; sequence < 5 + 64; sequence++) {
        fixture_sign(&fixture, sequence, FIXTURE_ROUND, FIXTURE_EXPIRES);
        cr_assert(eq(int, circles_reload(fixture.circles, &why), VR_OK), "%s", why.text);
    }
    fixture_sign(&fixture, 5 + 64, FIXTURE_ROUND, FIXTURE_EXPIRES);
    cr_expect(eq(int, circles_reload(fixture.circles, &why), VR_FULL));
    cr_expect(strstr(why.text, "remove the oldest from ") != NULL, "%s", why.text);
    cr_expect(eq(u64, sequence_at(FIXTURE_ROUND), 5 + 63));
}

Test(circles, another_one_of_the_same_sequence_is_refused_loudly)
{
    cr_assert(eq(int, open_circles(), VR_OK));
    fixture_sign(&fixture, 5, 1, FIXTURE_EXPIRES);
    cr_expect(eq(int, circles_reload(fixture.circles, &why), VR_CONFLICT));
    cr_expect(strstr(why.text, "ANOTHER") != NULL, "%s", why.text);
    cr_expect(eq(u64, sequence_at(0), 5));
    circles_free(fixture.circles);
    fixture.circles = NULL;
    cr_expect(eq(int, open_circles(), VR_CONFLICT), "also after a restart");
}

Test(circles, one_signed_by_another_key_is_refused)
{
    cr_assert(eq(int, open_circles(), VR_OK));
    fixture.signing[0] ^= 1;
    fixture_sign(&fixture, 6, 0, FIXTURE_EXPIRES);
    cr_expect(ne(int, circles_reload(fixture.circles, &why), VR_OK));
    cr_expect(eq(u64, sequence_at(20), 5));
}

Test(circles, one_without_this_hop_is_refused_with_the_remedy)
{
    fixture.seeds[0][0] ^= 1;
    fixture_sign(&fixture, 6, 0, FIXTURE_EXPIRES);
    fixture.seeds[0][0] ^= 1;
    cr_expect(ne(int, open_circles(), VR_OK));
    cr_expect(why.text[0] != '\0');
}

Test(circles, the_files_are_the_very_bytes_that_were_signed)
{
    const char *json, *minisig;
    size_t json_len, minisig_len;
    char *text = NULL;
    size_t len;

    cr_assert(eq(int, open_circles(), VR_OK));
    circles_files(fixture.circles, circles_newest(fixture.circles), &json, &json_len, &minisig,
                  &minisig_len);
    cr_assert(eq(int, files_read(&text, &len, fixture.config.circle, VR_CIRCLE_MAX, &why), VR_OK));
    cr_expect(eq(sz, len, json_len));
    cr_expect(memcmp(text, json, len) == 0);
    free(text);
}

static enum vr_status
take(void)
{
    return fixture_take_circle(&fixture, &why);
}

Test(circles, a_newer_one_of_the_next_hop_is_kept_and_takes_over_at_its_round)
{
    fixture_cascade(&fixture, 2, 0);
    fixture_sign(&fixture, 5, 0, FIXTURE_EXPIRES);
    cr_assert(eq(int, open_circles(), VR_OK), "%s", why.text);
    fixture_sign(&fixture, 6, 30, FIXTURE_EXPIRES);
    cr_assert(eq(int, take(), VR_OK), "%s", why.text);
    cr_expect(eq(int, take(), VR_OK), "the same again");
    cr_expect(eq(u64, sequence_at(29), 5));
    cr_expect(eq(u64, sequence_at(30), 6));
    fixture_sign(&fixture, 5, 0, FIXTURE_EXPIRES);
    reopen();
    cr_expect(eq(u64, sequence_at(30), 6), "the configured one stayed behind");
    cr_expect(eq(int, circles_reload(fixture.circles, &why), VR_OK), "%s", why.text);
}

Test(circles, at_the_store_the_configured_one_must_be_the_newest)
{
    fixture_cascade(&fixture, 2, 1);
    fixture_sign(&fixture, 5, 0, FIXTURE_EXPIRES);
    cr_assert(eq(int, open_circles(), VR_OK), "%s", why.text);
    fixture_sign(&fixture, 6, FIXTURE_ROUND, FIXTURE_EXPIRES);
    cr_assert(eq(int, circles_reload(fixture.circles, &why), VR_OK), "%s", why.text);
    fixture_sign(&fixture, 5, 0, FIXTURE_EXPIRES);
    cr_expect(eq(int, circles_reload(fixture.circles, &why), VR_STALE));
}

Test(circles, one_that_begins_in_a_round_that_is_over_is_refused_with_the_remedy)
{
    cr_assert(eq(int, open_circles(), VR_OK));
    fixture_sign(&fixture, 6, FIXTURE_ROUND - 1, FIXTURE_EXPIRES);
    cr_expect(eq(int, circles_reload(fixture.circles, &why), VR_STALE));
    cr_expect(strstr(why.text, "round 21 or later") != NULL, "%s", why.text);
    cr_expect(eq(u64, sequence_at(FIXTURE_ROUND), 5));
    fixture_sign(&fixture, 6, FIXTURE_ROUND, FIXTURE_EXPIRES);
    cr_expect(eq(int, circles_reload(fixture.circles, &why), VR_OK), "%s", why.text);
    fixture_time(FIXTURE_ROUND + 5, 0);
    cr_expect(eq(int, circles_reload(fixture.circles, &why), VR_OK), "the same one again");
}

/* Sign one in which another hop stands at the end of the path. */
static void
sign_other_path(uint32_t sequence, uint32_t from_round)
{
    fixture.seeds[2][0] ^= 1;
    fixture_sign(&fixture, sequence, from_round, FIXTURE_EXPIRES);
    fixture.seeds[2][0] ^= 1;
}

Test(circles, one_of_another_path_is_refused_when_other_hops_could_not_fetch_it_in_time)
{
    fixture_cascade(&fixture, 3, 1);
    fixture_sign(&fixture, 5, 0, FIXTURE_EXPIRES);
    cr_assert(eq(int, open_circles(), VR_OK), "%s", why.text);
    sign_other_path(6, FIXTURE_ROUND + 1);
    cr_expect(eq(int, circles_reload(fixture.circles, &why), VR_STALE));
    cr_expect(strstr(why.text, "round 23 or later") != NULL, "%s", why.text);
    cr_expect(eq(u64, sequence_at(FIXTURE_ROUND + 1), 5));
    sign_other_path(6, FIXTURE_ROUND + 2);
    cr_expect(eq(int, circles_reload(fixture.circles, &why), VR_OK), "%s", why.text);
    cr_expect(circles_change_path(fixture.circles, circles_newest(fixture.circles)));
    cr_expect(not(circles_change_path(fixture.circles, circles_at(fixture.circles, 0))));
}

Test(circles, a_path_that_grows_at_its_end_is_another_path)
{
    fixture_cascade(&fixture, 2, 0);
    fixture_sign(&fixture, 5, 0, FIXTURE_EXPIRES);
    cr_assert(eq(int, open_circles(), VR_OK), "%s", why.text);
    fixture_cascade(&fixture, 3, 0);
    fixture_sign(&fixture, 6, FIXTURE_ROUND + 1, FIXTURE_EXPIRES);
    cr_expect(eq(int, circles_reload(fixture.circles, &why), VR_STALE));
    cr_expect(strstr(why.text, "too early for other hops") != NULL, "%s", why.text);
}

Test(circles, what_the_next_hop_follows_already_is_never_refused_for_being_late)
{
    fixture_cascade(&fixture, 3, 1);
    fixture_sign(&fixture, 5, 0, FIXTURE_EXPIRES);
    cr_assert(eq(int, open_circles(), VR_OK), "%s", why.text);
    sign_other_path(6, FIXTURE_ROUND - 1);
    cr_expect(eq(int, fixture_take_circle(&fixture, &why), VR_OK), "%s", why.text);
    cr_expect(eq(u64, sequence_at(FIXTURE_ROUND), 6));
}

Test(circles, a_hop_that_was_down_starts_with_one_in_force_but_not_where_circles_come_from)
{
    fixture_cascade(&fixture, 3, 1);
    fixture_sign(&fixture, 5, 0, FIXTURE_EXPIRES);
    cr_assert(eq(int, open_circles(), VR_OK), "%s", why.text);
    sign_other_path(6, FIXTURE_ROUND - 1);
    reopen();
    cr_expect(eq(u64, sequence_at(FIXTURE_ROUND), 6));
    fixture_cascade(&fixture, 3, 2);
    circles_free(fixture.circles);
    fixture.circles = NULL;
    fixture_sign(&fixture, 7, FIXTURE_ROUND - 1, FIXTURE_EXPIRES);
    cr_expect(eq(int, open_circles(), VR_STALE));
}

Test(circles, an_older_or_expired_one_of_the_next_hop_is_refused)
{
    cr_assert(eq(int, open_circles(), VR_OK));
    fixture_sign(&fixture, 4, 0, FIXTURE_EXPIRES);
    cr_expect(eq(int, take(), VR_STALE));
    cr_expect(strstr(why.text, "older than 5") != NULL, "%s", why.text);
    fixture_sign(&fixture, 6, 0, "2029-12-31");
    cr_expect(eq(int, take(), VR_STALE));
    cr_expect(eq(u64, sequence_at(20), 5));
    cr_expect(ne(int, access(fixture_path(&fixture, "state/circles/6.json"), F_OK), 0));
}

Test(circles, another_one_of_the_same_sequence_of_the_next_hop_is_refused_loudly)
{
    cr_assert(eq(int, open_circles(), VR_OK));
    fixture_sign(&fixture, 5, 1, FIXTURE_EXPIRES);
    cr_expect(eq(int, take(), VR_CONFLICT));
    cr_expect(strstr(why.text, "ANOTHER") != NULL, "%s", why.text);
    cr_expect(eq(u64, sequence_at(0), 5));
}

/* A circle with another number in it, as long as the one that it replaces. */
static void
sign_with(uint32_t sequence, const char *member, const char *other)
{
    char comment[VR_CIRCLE_COMMENT], signature[VR_MINISIG_MAX], path[FILES_PATH_MAX + 16];
    char *text = NULL;
    size_t len;

    fixture_sign(&fixture, sequence, 0, FIXTURE_EXPIRES);
    cr_assert(eq(int, files_read(&text, &len, fixture.config.circle, VR_CIRCLE_MAX, &why), VR_OK));
    memcpy(strstr(text, member), other, strlen(other));
    snprintf(comment, sizeof comment, "vrijuit circle v1 sequence=%u expires=%s", sequence,
             FIXTURE_EXPIRES);
    cr_assert(eq(int, vr_minisig_sign(signature, fixture.signing, comment, text, len), VR_OK));
    snprintf(path, sizeof path, "%s.minisig", fixture.config.circle);
    cr_assert(eq(int, files_write(path, signature, strlen(signature), 0600, &why), VR_OK));
    cr_assert(eq(int, files_write(fixture.config.circle, text, len, 0600, &why), VR_OK));
    free(text);
}

Test(circles, one_of_the_next_hop_with_a_foreign_pin_or_another_time_is_refused)
{
    cr_assert(eq(int, open_circles(), VR_OK));
    sign_with(6, "\"genesis\":1800000000", "\"genesis\":1800000001");
    cr_expect(eq(int, take(), VR_CONFLICT));
    cr_expect(strstr(why.text, "genesis") != NULL, "%s", why.text);
    sign_with(6, "\"tokens\":{\"required\":false", "\"tokens\":{\"required\":true ");
    cr_expect(eq(int, take(), VR_UNSUPPORTED), "no hop gives tokens");
    sign_with(6, "\"round_seconds\":2400", "\"round_seconds\":2401");
    cr_expect(eq(int, take(), VR_CONFLICT));
    cr_expect(strstr(why.text, "genesis") != NULL, "%s", why.text);
    fixture.signing[0] ^= 1;
    fixture_sign(&fixture, 6, 0, FIXTURE_EXPIRES);
    fixture.signing[0] ^= 1;
    cr_expect(ne(int, take(), VR_OK));
    cr_expect(eq(u64, sequence_at(20), 5));
}

Test(circles, one_of_the_next_hop_that_this_hop_leaves_is_kept_and_leaves_it_no_place)
{
    fixture_cascade(&fixture, 2, 0);
    fixture_sign(&fixture, 5, 0, FIXTURE_EXPIRES);
    cr_assert(eq(int, open_circles(), VR_OK), "%s", why.text);
    fixture.seeds[0][0] ^= 1;
    fixture_sign(&fixture, 6, 30, FIXTURE_EXPIRES);
    cr_assert(eq(int, take(), VR_OK), "%s", why.text);
    cr_expect(eq(int, circles_place(fixture.circles, 29), 0));
    cr_expect(eq(int, circles_place(fixture.circles, 30), -1));
    cr_expect(eq(u64, circles_own(fixture.circles)->sequence, 5));
    reopen();
    cr_expect(eq(int, circles_place(fixture.circles, 30), -1),
              "also with it as the configured one");
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "cosign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>

#include "daemon_fixture.h"

#define LATE (FIXTURE_ROUND_SECONDS / 24 * 23)

static struct fixture fixture;
static struct vr_why why;
static struct vr_keys keys;
static char line[VR_SIGNATURE_LINE_SIZE], first[VR_SIGNATURE_LINE_SIZE];
static struct log_limit *limit;

static void
open_all(void)
{
    fixture_open_circles(&fixture);
    fixture_open_storage(&fixture);
    cr_assert(eq(int, hopkeys_advance(fixture.hopkeys, FIXTURE_ROUND, &why), VR_OK));
}

static void
start(void)
{
    fixture_make(&fixture);
    fixture_cascade(&fixture, 3, 1);
    fixture_sign(&fixture, 1, 0, FIXTURE_EXPIRES);
    open_all();
    fixture_keys(&keys, &fixture, FIXTURE_ROUND);
}

static void
stop(void)
{
    fixture_remove(&fixture);
}

TestSuite(cosign, .init = start, .fini = stop);

static enum vr_status
sign(void)
{
    char folder[FILES_PATH_MAX];
    const struct cosign cosign = { .circles = fixture.circles,
                                   .hopkeys = fixture.hopkeys,
                                   .identity = fixture.identity,
                                   .identity_public = fixture.identity_public,
                                   .folder = folder,
                                   .limit = limit };
    enum vr_status status;
    char *payload = NULL;
    size_t len;

    strcpy(folder, fixture_path(&fixture, "state/signed"));
    cr_assert(eq(int, vr_keys_payload(&payload, &len, &keys), VR_OK));
    status = cosign_payload(line, &cosign, payload, len);
    free(payload);

    return status;
}

Test(cosign, the_line_is_this_hops_part_of_a_document_that_all_have_signed)
{
    char document[VR_KEYS_MAX];
    struct vr_keys got;
    char *payload = NULL;
    size_t len;

    cr_assert(eq(int, sign(), VR_OK));
    cr_assert(eq(int, vr_keys_payload(&payload, &len, &keys), VR_OK));
    snprintf(document, sizeof document, "%s\n", payload);
    for (size_t i = 0; i < 3; i++) {
        char other[VR_SIGNATURE_LINE_SIZE];

        cr_assert(
            eq(int, vr_document_sign(other, VR_LABEL_KEYS, payload, len, fixture.seeds[i]), VR_OK));
        strcat(document, i == 1 ? line : other);
    }
    cr_expect(
        eq(int,
           vr_keys_decode(&got, document, strlen(document), circles_newest(fixture.circles), &why),
           VR_OK),
        "%s", why.text);
    free(payload);
}

Test(cosign, the_same_payload_is_signed_again_with_the_same_line)
{
    cr_assert(eq(int, sign(), VR_OK));
    memcpy(first, line, sizeof first);
    memset(line, 0, sizeof line);
    cr_assert(eq(int, sign(), VR_OK));
    cr_expect(eq(str, line, first));
}

Test(cosign, a_second_payload_for_the_round_is_never_signed_also_after_a_restart)
{
    cr_assert(eq(int, sign(), VR_OK));
    memcpy(first, line, sizeof first);
    keys.key[2][7][0] ^= 1;
    for (int times = 0; times < 3; times++) {
        memset(line, 0, sizeof line);
        cr_expect(eq(int, sign(), VR_CONFLICT));
        cr_expect(eq(sz, strlen(line), 0));
        fixture_close(&fixture);
        open_all();
    }
    keys.key[2][7][0] ^= 1;
    cr_assert(eq(int, sign(), VR_OK));
    cr_expect(eq(str, line, first));
}

/* What was signed must be known: a file that cannot be read is not a file that is not there. */
Test(cosign, when_what_was_signed_cannot_be_read_nothing_is_signed)
{
    static const char longer[64] = "damaged";
    char path[FILES_PATH_MAX], circle[17];

    cr_assert(eq(int, sign(), VR_OK));
    sodium_bin2hex(circle, sizeof circle, keys.circle, 8);
    snprintf(path, sizeof path, "%s/signed/%u.%s.signed", fixture.state, FIXTURE_ROUND, circle);
    cr_assert(eq(int, files_write(path, longer, sizeof longer, 0600, &why), VR_OK));
    cr_expect(eq(int, sign(), VR_CONFLICT));
    cr_assert(eq(int, files_write(path, longer, 1, 0600, &why), VR_OK));
    cr_expect(eq(int, sign(), VR_CONFLICT));
    cr_assert(eq(int, remove(path), 0));
    cr_assert(eq(int, symlink(path, path), 0));
    cr_expect(eq(int, sign(), VR_CONFLICT), "a link to itself");
}

Test(cosign, what_cannot_be_kept_is_not_signed)
{
    char path[FILES_PATH_MAX], circle[17];

    cr_assert(eq(int, files_folder(fixture_path(&fixture, "state/signed"), &why), VR_OK));
    sodium_bin2hex(circle, sizeof circle, keys.circle, 8);
    snprintf(path, sizeof path, "%s/signed/%u.%s.signed.new", fixture.state, FIXTURE_ROUND, circle);
    cr_assert(eq(int, files_folder(path, &why), VR_OK), "it stands in the way of the file");
    cr_expect(eq(int, sign(), VR_CONFLICT));
    cr_expect(eq(sz, strlen(line), 0));
}

Test(cosign, own_keys_that_are_not_its_own_are_not_signed)
{
    for (size_t i = 0; i < VR_EPOCHS_AHEAD; i++) {
        keys.key[1][i][31] ^= 1;
        cr_expect(eq(int, sign(), VR_CONFLICT), "epoch %zu", i);
        keys.key[1][i][31] ^= 1;
    }
    cr_expect(eq(int, sign(), VR_OK), "a refusal binds to nothing");
}

Test(cosign, a_later_round_is_signed_only_when_it_is_about_to_begin)
{
    fixture_keys(&keys, &fixture, FIXTURE_ROUND + 1);
    cr_assert(eq(int, hopkeys_advance(fixture.hopkeys, FIXTURE_ROUND + 1, &why), VR_OK));
    fixture_keys(&keys, &fixture, FIXTURE_ROUND + 1);
    fixture_time(FIXTURE_ROUND, LATE - 1);
    cr_expect(eq(int, sign(), VR_CONFLICT));
    fixture_time(FIXTURE_ROUND, LATE);
    cr_expect(eq(int, sign(), VR_OK));
    cr_assert(eq(int, hopkeys_advance(fixture.hopkeys, FIXTURE_ROUND + 2, &why), VR_OK));
    fixture_keys(&keys, &fixture, FIXTURE_ROUND + 2);
    cr_expect(eq(int, sign(), VR_CONFLICT));
}

Test(cosign, a_round_that_is_over_is_not_signed)
{
    fixture_time(FIXTURE_ROUND + 1, 0);
    cr_expect(eq(int, sign(), VR_CONFLICT));
    fixture_time(FIXTURE_ROUND, 0);
    cr_expect(eq(int, sign(), VR_OK));
}

static bool
is_kept(uint32_t round)
{
    char path[FILES_PATH_MAX], circle[17];

    sodium_bin2hex(circle, sizeof circle, keys.circle, 8);
    snprintf(path, sizeof path, "%s/signed/%u.%s.signed", fixture.state, round, circle);

    return access(path, F_OK) == 0;
}

/* To the round, and of a circle that is over too. */
Test(cosign, what_was_signed_is_kept_for_a_month_of_rounds)
{
    static const uint32_t rounds[] = { FIXTURE_ROUND, FIXTURE_ROUND + 1, FIXTURE_ROUND + 32,
                                       FIXTURE_ROUND + 33 };
    uint8_t before[32];

    for (size_t i = 0; i < sizeof rounds / sizeof rounds[0]; i++) {
        if (i == 3) {
            memcpy(before, keys.circle, sizeof before);
            fixture_sign(&fixture, 2, rounds[i], FIXTURE_EXPIRES);
            cr_assert(eq(int, circles_reload(fixture.circles, &why), VR_OK), "%s", why.text);
        }
        fixture_time(rounds[i], 0);
        cr_assert(eq(int, hopkeys_advance(fixture.hopkeys, rounds[i], &why), VR_OK));
        fixture_keys(&keys, &fixture, rounds[i]);
        cr_assert(eq(int, sign(), VR_OK));
        cr_expect(eq(int, i == 3 || is_kept(FIXTURE_ROUND), true));
    }
    memcpy(keys.circle, before, sizeof before);
    cr_expect(not(is_kept(FIXTURE_ROUND)));
    cr_expect(is_kept(FIXTURE_ROUND + 1));
}

/* The clock jumps forward and back: the round is the own one again, and was signed. */
Test(cosign, a_clock_that_jumps_does_not_make_it_forget)
{
    cr_assert(eq(int, sign(), VR_OK));
    fixture_time(FIXTURE_ROUND + 9, 0);
    cr_assert(eq(int, hopkeys_advance(fixture.hopkeys, FIXTURE_ROUND + 9, &why), VR_OK));
    fixture_keys(&keys, &fixture, FIXTURE_ROUND + 9);
    cr_assert(eq(int, sign(), VR_OK));
    fixture_close(&fixture);
    fixture_time(FIXTURE_ROUND, 0);
    open_all();
    fixture_keys(&keys, &fixture, FIXTURE_ROUND);
    keys.key[2][7][0] ^= 1;
    cr_expect(eq(int, sign(), VR_CONFLICT));
}

Test(cosign, another_circle_is_malformed_or_not_in_force)
{
    keys.circle[0] ^= 1;
    cr_expect(eq(int, sign(), VR_MALFORMED));
    keys.circle[0] ^= 1;
    fixture_sign(&fixture, 2, FIXTURE_ROUND + 1, FIXTURE_EXPIRES);
    cr_assert(eq(int, circles_reload(fixture.circles, &why), VR_OK), "%s", why.text);
    cr_expect(eq(int, sign(), VR_OK), "the one in force is signed while another waits");
    memcpy(keys.circle, circles_newest(fixture.circles)->id, 32);
    cr_expect(eq(int, sign(), VR_CONFLICT), "it is in force from the next round");
}

Test(cosign, a_circle_that_this_hop_has_left_is_not_signed)
{
    fixture.seeds[1][0] ^= 1;
    fixture_sign(&fixture, 2, FIXTURE_ROUND, FIXTURE_EXPIRES);
    cr_assert(eq(int, fixture_take_circle(&fixture, &why), VR_OK), "%s", why.text);
    fixture_keys(&keys, &fixture, FIXTURE_ROUND);
    cr_expect(eq(int, sign(), VR_CONFLICT));
}

/* Anybody may send a payload. */
Test(cosign, what_is_refused_is_said_a_few_times_a_round)
{
    struct log_limit few = { 0 };

    limit = &few;
    fixture_log(&fixture);
    keys.key[1][0][0] ^= 1;
    for (int i = 0; i < 100; i++) {
        cr_expect(eq(int, sign(), VR_CONFLICT));
    }
    cr_expect(gt(sz, fixture_said(&fixture, "is not signed"), 0));
    cr_expect(lt(sz, fixture_said(&fixture, "is not signed"), 20));
}

Test(cosign, a_circle_that_begins_in_the_middle_of_a_round_has_a_payload_of_its_own)
{
    cr_assert(eq(int, sign(), VR_OK));
    fixture_sign(&fixture, 2, FIXTURE_ROUND, FIXTURE_EXPIRES);
    cr_assert(eq(int, circles_reload(fixture.circles, &why), VR_OK), "%s", why.text);
    cr_expect(eq(int, sign(), VR_CONFLICT), "the old one is over");
    memcpy(keys.circle, circles_newest(fixture.circles)->id, 32);
    cr_expect(eq(int, sign(), VR_OK));
    keys.key[0][0][0] ^= 1;
    cr_expect(eq(int, sign(), VR_CONFLICT));
}

Test(cosign, what_is_no_payload_is_malformed)
{
    const struct cosign cosign = { .circles = fixture.circles,
                                   .hopkeys = fixture.hopkeys,
                                   .identity = fixture.identity,
                                   .identity_public = fixture.identity_public,
                                   .folder = fixture.state };
    char *payload = NULL;
    size_t len;

    cr_assert(eq(int, vr_keys_payload(&payload, &len, &keys), VR_OK));
    for (size_t cut = 0; cut < len; cut += 7) {
        cr_expect(eq(int, cosign_payload(line, &cosign, payload, cut), VR_MALFORMED));
    }
    free(payload);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "hopkeys.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>

#include "daemon_fixture.h"

static struct fixture fixture;
static struct vr_why why;
static struct hopkeys *keys;
static char folder[FILES_PATH_MAX];

static void
start(void)
{
    fixture_make(&fixture);
    strcpy(folder, fixture_path(&fixture, "epochs"));
    cr_assert(eq(int, hopkeys_open(&keys, folder, &why), VR_OK), "%s", why.text);
}

static void
stop(void)
{
    hopkeys_close(keys);
    fixture_remove(&fixture);
}

TestSuite(hopkeys, .init = start, .fini = stop);

static bool
has_file(uint32_t epoch)
{
    char name[32];

    snprintf(name, sizeof name, "epochs/%u.key", epoch);

    return access(fixture_path(&fixture, name), F_OK) == 0;
}

static bool
has_pair(uint32_t epoch)
{
    const uint8_t *secret, *public_key;

    return hopkeys_pair(keys, &secret, &public_key, epoch);
}

static void
public_of(uint8_t out[static 32], uint32_t epoch)
{
    const uint8_t *secret, *public_key;

    cr_assert(hopkeys_pair(keys, &secret, &public_key, epoch), "epoch %u", epoch);
    memcpy(out, public_key, 32);
}

static void
advance(uint32_t round)
{
    cr_assert(eq(int, hopkeys_advance(keys, round, &why), VR_OK), "%s", why.text);
}

/* Exactly these epochs, in memory and on disk. */
static void
expect_epochs(uint32_t first, uint32_t last)
{
    for (uint32_t epoch = first > 20 ? first - 20 : 0; epoch < last + 20; epoch++) {
        cr_expect(eq(int, has_pair(epoch), epoch >= first && epoch <= last), "epoch %u", epoch);
        cr_expect(eq(int, has_file(epoch), epoch >= first && epoch <= last), "file %u", epoch);
    }
}

Test(hopkeys, the_first_round_has_keys_for_eight_epochs)
{
    cr_expect(not(has_pair(0)));
    cr_expect(not(has_pair(100)));
    advance(100);
    expect_epochs(100, 107);
}

Test(hopkeys, round_zero_has_no_epochs_before_it)
{
    advance(0);
    expect_epochs(0, 7);
    cr_expect(not(has_pair(UINT32_MAX)));
    advance(1);
    expect_epochs(0, 8);
}

Test(hopkeys, each_epoch_is_kept_for_three_rounds_after_its_own)
{
    for (uint32_t round = 100; round <= 110; round++) {
        advance(round);
        expect_epochs(round < 103 ? 100 : round - 3, round + 7);
    }
}

Test(hopkeys, keys_are_pairs_of_x25519_and_all_different)
{
    uint8_t seen[8][32], due[32];

    advance(100);
    for (uint32_t i = 0; i < 8; i++) {
        const uint8_t *secret, *public_key;

        cr_assert(hopkeys_pair(keys, &secret, &public_key, 100 + i));
        cr_assert(crypto_scalarmult_base(due, secret) == 0);
        cr_expect(memcmp(due, public_key, 32) == 0);
        memcpy(seen[i], public_key, 32);
        for (uint32_t j = 0; j < i; j++) {
            cr_expect(memcmp(seen[i], seen[j], 32) != 0);
        }
    }
}

Test(hopkeys, a_published_key_never_changes_while_rounds_pass)
{
    uint8_t first[32], later[32];

    advance(100);
    public_of(first, 107);
    for (uint32_t round = 101; round <= 110; round++) {
        advance(round);
        public_of(later, 107);
        cr_expect(memcmp(first, later, 32) == 0, "round %u", round);
    }
}

Test(hopkeys, keys_survive_a_restart_those_of_past_epochs_too)
{
    uint8_t first[11][32], later[32];

    advance(100);
    advance(103);
    for (uint32_t i = 0; i < 11; i++) {
        public_of(first[i], 100 + i);
    }
    hopkeys_close(keys);
    cr_assert(eq(int, hopkeys_open(&keys, folder, &why), VR_OK));
    advance(103);
    for (uint32_t i = 0; i < 11; i++) {
        public_of(later, 100 + i);
        cr_expect(memcmp(first[i], later, 32) == 0, "epoch %u", 100 + i);
    }
}

Test(hopkeys, keys_of_the_past_are_never_made_anew)
{
    advance(100);
    hopkeys_close(keys);
    cr_assert(unlink(fixture_path(&fixture, "epochs/100.key")) == 0);
    cr_assert(eq(int, hopkeys_open(&keys, folder, &why), VR_OK));
    advance(101);
    cr_expect(not(has_pair(100)));
    cr_expect(not(has_file(100)));
    cr_expect(has_pair(101));
}

Test(hopkeys, what_is_due_is_destroyed_also_after_a_long_stop)
{
    advance(100);
    hopkeys_close(keys);
    cr_assert(eq(int, hopkeys_open(&keys, folder, &why), VR_OK));
    advance(500);
    expect_epochs(500, 507);
    for (uint32_t epoch = 100; epoch < 108; epoch++) {
        cr_expect(not(has_file(epoch)));
        cr_expect(not(has_pair(epoch)));
    }
}

Test(hopkeys, a_long_jump_leaves_no_old_key_in_memory)
{
    advance(100);
    advance(5000);
    for (uint32_t epoch = 90; epoch < 120; epoch++) {
        cr_expect(not(has_pair(epoch)));
    }
    expect_epochs(5000, 5007);
}

Test(hopkeys, files_are_for_their_owner_only)
{
    struct stat info;

    advance(100);
    cr_assert(stat(folder, &info) == 0);
    cr_expect(eq(u32, info.st_mode & 07777, 0700));
    for (uint32_t epoch = 100; epoch < 108; epoch++) {
        char name[32];

        snprintf(name, sizeof name, "epochs/%u.key", epoch);
        cr_assert(stat(fixture_path(&fixture, name), &info) == 0);
        cr_expect(eq(u32, info.st_mode & 07777, 0600));
        cr_expect(info.st_size == 32);
    }
}

Test(hopkeys, a_key_that_others_could_read_stops_it)
{
    advance(100);
    hopkeys_close(keys);
    cr_assert(chmod(fixture_path(&fixture, "epochs/103.key"), 0640) == 0);
    cr_assert(eq(int, hopkeys_open(&keys, folder, &why), VR_OK));
    cr_expect(eq(int, hopkeys_advance(keys, 100, &why), VR_UNVERIFIED));
    cr_expect(strstr(why.text, "103.key") != NULL, "%s", why.text);
}

Test(hopkeys, a_cut_key_stops_it)
{
    advance(100);
    hopkeys_close(keys);
    cr_assert(truncate(fixture_path(&fixture, "epochs/103.key"), 31) == 0);
    cr_assert(eq(int, hopkeys_open(&keys, folder, &why), VR_OK));
    cr_expect(eq(int, hopkeys_advance(keys, 100, &why), VR_MALFORMED));
}

Test(hopkeys, what_is_still_needed_stays_for_fourteen_rounds_and_no_longer)
{
    advance(100);
    hopkeys_need(keys, 100);
    for (uint32_t round = 101; round <= 114; round++) {
        advance(round);
        cr_expect(has_pair(100) && has_file(100), "round %u", round);
    }
    advance(115);
    cr_expect(not(has_pair(100)));
    cr_expect(not(has_file(100)));
    cr_expect(has_pair(101));
    hopkeys_need(keys, 110);
    advance(116);
    cr_expect(not(has_pair(109) || has_file(109)), "nobody needs it");
    cr_expect(has_pair(110) && has_file(110));
    hopkeys_need(keys, 115);
    advance(117);
    cr_expect(not(has_pair(113)));
    cr_expect(not(has_file(113)));
    cr_expect(has_pair(114), "three stay in any case");
}

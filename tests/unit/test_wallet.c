/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/redirect.h>
#include <sodium.h>

#include <vrijuit/secret.h>

#include "wallet.h"

static const struct tool tool = { .lang = VR_EN };
static struct vr_share shares[3];
static struct vr_sharing sharing;
static uint8_t secret[VR_SCALAR_SIZE] = { 42 };
static struct wallet *wallet;

static void
start(void)
{
    static const uint8_t coefficients[1][VR_SCALAR_SIZE] = { { 7 } };
    static const uint8_t id[2] = { 1, 2 };

    cr_assert(eq(int, vr_start(), VR_OK));
    cr_assert(eq(int, vr_share_split(shares, secret, coefficients, id, 2, 3), VR_OK));
    vr_sharing_describe(&sharing, shares);
    cr_assert(eq(int, wallet_new(&wallet, &tool), VR_OK));
    cr_redirect_stderr();
}

static void
end(void)
{
    wallet_free(wallet);
}

TestSuite(wallet, .init = start, .fini = end);

static void
put(const struct vr_share *share, const char *path)
{
    cr_assert(eq(int, wallet_add(wallet, &tool, share, path), VR_OK));
}

Test(wallet, enough_shares_give_the_secret)
{
    uint8_t scalar[VR_SCALAR_SIZE];

    put(&shares[2], "c");
    put(&shares[0], "a");
    cr_assert(eq(int, wallet_combine(scalar, wallet, &tool, &sharing, "test"), VR_OK));
    cr_expect(memcmp(scalar, secret, sizeof scalar) == 0);
}

Test(wallet, more_than_enough_shares_give_it_too)
{
    uint8_t scalar[VR_SCALAR_SIZE];

    for (size_t i = 0; i < 3; i++) {
        put(&shares[i], NULL);
    }
    cr_assert(eq(int, wallet_combine(scalar, wallet, &tool, &sharing, "test"), VR_OK));
    cr_expect(memcmp(scalar, secret, sizeof scalar) == 0);
}

Test(wallet, the_same_share_twice_counts_once)
{
    uint8_t scalar[VR_SCALAR_SIZE] = { 0 };

    put(&shares[1], "b");
    put(&shares[1], NULL);
    cr_expect(eq(uint, wallet_count(wallet, &sharing), 1));
    cr_expect(eq(int, wallet_combine(scalar, wallet, &tool, &sharing, "test"), VR_FOREIGN));
    cr_expect(sodium_is_zero(scalar, sizeof scalar) == 1);
}

Test(wallet, a_wrong_share_is_refused_even_when_enough_others_are_right)
{
    uint8_t scalar[VR_SCALAR_SIZE];

    shares[1].value[0] ^= 1;
    for (size_t i = 0; i < 3; i++) {
        put(&shares[i], NULL);
    }
    cr_expect(eq(int, wallet_combine(scalar, wallet, &tool, &sharing, "test"), VR_UNVERIFIED));
}

Test(wallet, shares_of_another_sharing_do_not_count)
{
    uint8_t scalar[VR_SCALAR_SIZE];

    shares[1].sharing[0] ^= 1;
    put(&shares[0], "a");
    put(&shares[1], "b");
    cr_expect(eq(uint, wallet_count(wallet, &sharing), 1));
    cr_expect(eq(int, wallet_combine(scalar, wallet, &tool, &sharing, "test"), VR_FOREIGN));
}

Test(wallet, a_full_wallet_takes_no_more)
{
    enum vr_status status = VR_OK;
    unsigned count = 0;

    while (status == VR_OK && count < 100000) {
        status = wallet_add(wallet, &tool, &shares[0], NULL);
        count++;
    }
    cr_expect(eq(int, status, VR_FULL));
}

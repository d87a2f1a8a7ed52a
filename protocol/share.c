/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/share.h>

#include <string.h>

#include <sodium.h>

#include <vrijuit/bytes.h>

_Static_assert(VR_SCALAR_SIZE == crypto_core_ristretto255_SCALARBYTES, "PROTOCOL.md section 9");

void
vr_secret_scalar(uint8_t scalar[static VR_SCALAR_SIZE], const uint8_t wide[static 64])
{
    crypto_core_ristretto255_scalar_reduce(scalar, wide);
}

static bool
counts_are_valid(unsigned threshold, unsigned members)
{
    if (threshold == 1 && members == 1) {
        return true;
    }

    return threshold >= 2 && threshold <= members && members <= VR_MEMBERS_MAX;
}

/* f(x) by Horner's rule; the constant term is the secret. */
static void
evaluate(uint8_t value[static VR_SCALAR_SIZE], const uint8_t constant[static VR_SCALAR_SIZE],
         const uint8_t (*coefficients)[VR_SCALAR_SIZE], size_t count, uint8_t index)
{
    const uint8_t x[VR_SCALAR_SIZE] = { index };
    uint8_t sum[VR_SCALAR_SIZE] = { 0 };

    for (size_t i = count; i > 0; i--) {
        crypto_core_ristretto255_scalar_add(sum, sum, coefficients[i - 1]);
        crypto_core_ristretto255_scalar_mul(sum, sum, x);
    }
    crypto_core_ristretto255_scalar_add(value, sum, constant);
    sodium_memzero(sum, sizeof sum);
}

enum vr_status
vr_share_split(struct vr_share *shares, const uint8_t scalar[static VR_SCALAR_SIZE],
               const uint8_t (*coefficients)[VR_SCALAR_SIZE], const uint8_t sharing[static 2],
               uint8_t threshold, uint8_t members)
{
    if (!counts_are_valid(threshold, members)) {
        return VR_MALFORMED;
    }
    for (uint8_t i = 0; i < members; i++) {
        struct vr_share *share = &shares[i];

        memcpy(share->sharing, sharing, sizeof share->sharing);
        share->threshold = threshold;
        share->members = members;
        share->index = (uint8_t) (i + 1);
        evaluate(share->value, scalar, coefficients, threshold - 1U, share->index);
    }

    return VR_OK;
}

static bool
share_fits(const struct vr_share *share, const struct vr_share *first)
{
    return memcmp(share->sharing, first->sharing, sizeof share->sharing) == 0 &&
           share->threshold == first->threshold && share->members == first->members &&
           share->index >= 1 && share->index <= share->members;
}

static bool
shares_fit(const struct vr_share *shares, size_t count)
{
    unsigned seen = 0;

    if (count == 0 || count != shares[0].threshold ||
        !counts_are_valid(shares[0].threshold, shares[0].members)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!share_fits(&shares[i], &shares[0]) || (seen & 1U << shares[i].index) != 0) {
            return false;
        }
        seen |= 1U << shares[i].index;
    }

    return true;
}

/* The weight of one share at x = 0: the product of x_j / (x_j - x_i) over all others. */
static enum vr_status
lagrange(uint8_t weight[static VR_SCALAR_SIZE], const struct vr_share *shares, size_t count,
         size_t place)
{
    const uint8_t own[VR_SCALAR_SIZE] = { shares[place].index };
    uint8_t above[VR_SCALAR_SIZE] = { 1 };
    uint8_t below[VR_SCALAR_SIZE] = { 1 };

    for (size_t i = 0; i < count; i++) {
        const uint8_t other[VR_SCALAR_SIZE] = { shares[i].index };
        uint8_t distance[VR_SCALAR_SIZE];

        if (i == place) {
            continue;
        }
        crypto_core_ristretto255_scalar_mul(above, above, other);
        crypto_core_ristretto255_scalar_sub(distance, other, own);
        crypto_core_ristretto255_scalar_mul(below, below, distance);
    }
    if (crypto_core_ristretto255_scalar_invert(below, below) != 0) {
        return VR_MALFORMED;
    }
    crypto_core_ristretto255_scalar_mul(weight, above, below);

    return VR_OK;
}

enum vr_status
vr_share_combine(uint8_t scalar[static VR_SCALAR_SIZE], const struct vr_share *shares, size_t count)
{
    uint8_t sum[VR_SCALAR_SIZE] = { 0 };
    uint8_t term[VR_SCALAR_SIZE];
    enum vr_status status = VR_OK;

    if (!shares_fit(shares, count)) {
        return VR_MALFORMED;
    }
    for (size_t i = 0; i < count; i++) {
        status = lagrange(term, shares, count, i);
        if (status != VR_OK) {
            goto out;
        }
        crypto_core_ristretto255_scalar_mul(term, term, shares[i].value);
        crypto_core_ristretto255_scalar_add(sum, sum, term);
    }
    memcpy(scalar, sum, sizeof sum);
out:
    sodium_memzero(sum, sizeof sum);
    sodium_memzero(term, sizeof term);

    return status;
}

void
vr_share_check(uint8_t check[static 32], const struct vr_share *share)
{
    const uint8_t head[5] = { share->sharing[0], share->sharing[1], share->threshold,
                              share->members, share->index };
    const struct vr_span spans[] = {
        { head, sizeof head },
        { share->value, sizeof share->value },
    };

    vr_hash(check, 32, "vrijuit share check v1", spans, sizeof spans / sizeof spans[0]);
}

void
vr_sharing_describe(struct vr_sharing *sharing, const struct vr_share *shares)
{
    memset(sharing, 0, sizeof *sharing);
    memcpy(sharing->id, shares[0].sharing, sizeof sharing->id);
    sharing->threshold = shares[0].threshold;
    sharing->members = shares[0].members;
    for (unsigned i = 0; i < sharing->members && i < VR_MEMBERS_MAX; i++) {
        vr_share_check(sharing->checks[i], &shares[i]);
    }
}

enum vr_status
vr_share_verify(const struct vr_share *share, const struct vr_sharing *sharing)
{
    uint8_t check[32];
    enum vr_status status = VR_OK;

    if (memcmp(share->sharing, sharing->id, sizeof share->sharing) != 0 ||
        share->threshold != sharing->threshold || share->members != sharing->members ||
        share->index < 1 || share->index > sharing->members || share->index > VR_MEMBERS_MAX) {
        return VR_FOREIGN;
    }
    vr_share_check(check, share);
    if (sodium_memcmp(check, sharing->checks[share->index - 1], sizeof check) != 0) {
        status = VR_UNVERIFIED;
    }
    sodium_memzero(check, sizeof check);

    return status;
}

void
vr_seed_derive(uint8_t seed[static 32], const uint8_t scalar[static VR_SCALAR_SIZE],
               const char *label)
{
    static const char salt[] = "vrijuit council root v1";
    uint8_t root[32];

    vr_hkdf_extract(root, salt, sizeof salt - 1, scalar, VR_SCALAR_SIZE);
    vr_hkdf_expand(seed, 32, root, label, strlen(label));
    sodium_memzero(root, sizeof root);
}

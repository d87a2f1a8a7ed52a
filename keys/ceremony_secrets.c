/* SPDX-License-Identifier: EUPL-1.2 */
#include "ceremony.h"

#include <string.h>

#include <sodium.h>

#include <vrijuit/bytes.h>
#include <vrijuit/record.h>
#include <vrijuit/secret.h>

/* What splitting one secret needs for a moment. */
struct draw {
    uint8_t wide[64];
    uint8_t coefficients[VR_MEMBERS_MAX][VR_SCALAR_SIZE];
};

static void
draw_scalar(uint8_t scalar[static VR_SCALAR_SIZE], struct draw *draw)
{
    randombytes_buf(draw->wide, sizeof draw->wide);
    vr_secret_scalar(scalar, draw->wide);
}

/* Two random bytes that no secret before has: a share is found by them. */
static void
draw_id(uint8_t id[static 2], const struct ceremony *ceremony)
{
    bool taken;

    do {
        taken = false;
        randombytes_buf(id, 2);
        for (size_t i = 0; i < ceremony->count; i++) {
            taken = taken || memcmp(ceremony->secrets[i].sharing.id, id, 2) == 0;
        }
    } while (taken);
}

static enum vr_status
draw_secret(struct ceremony *ceremony, const struct ceremony_plan *plan, struct draw *draw)
{
    struct ceremony_secret *secret = &ceremony->secrets[ceremony->count];
    uint8_t id[2];
    enum vr_status status;

    draw_id(id, ceremony);
    draw_scalar(secret->scalar, draw);
    for (unsigned i = 0; i + 1 < plan->threshold; i++) {
        draw_scalar(draw->coefficients[i], draw);
    }
    status = vr_share_split(secret->shares, secret->scalar,
                            (const uint8_t(*)[VR_SCALAR_SIZE]) draw->coefficients, id,
                            plan->threshold, plan->members);
    if (status == VR_OK) {
        vr_sharing_describe(&secret->sharing, secret->shares);
        ceremony->count++;
    }

    return status;
}

enum vr_status
ceremony_draw(struct ceremony *ceremony, const struct ceremony_plan *plan)
{
    void *memory = NULL;
    enum vr_status status = vr_secret_new(&memory, sizeof(struct draw));

    for (size_t i = 0; i < plan->periods + 2U && status == VR_OK; i++) {
        status = draw_secret(ceremony, plan, memory);
    }
    vr_secret_free(memory);

    return status;
}

enum vr_status
ceremony_public(uint8_t *public_key, uint8_t signing[static 32], const struct ceremony_plan *plan,
                const uint8_t scalar[static VR_SCALAR_SIZE])
{
    struct vr_council_pair pair = { 0 };
    uint8_t seed[VR_SEED_SIZE];
    enum vr_status status;

    vr_seed_derive(seed, scalar,
                   plan->suite->id == VR_SUITE_X25519 ? VR_SEED_SUITE_1 : VR_SEED_SUITE_2);
    status = vr_council_pair_init(&pair, plan->suite, seed);
    if (status == VR_OK) {
        memcpy(public_key, pair.public_key, plan->suite->public_len);
        vr_seed_derive(seed, scalar, VR_SEED_SIGNING);
        vr_sign_public(signing, seed);
    }
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(&pair, sizeof pair);

    return status;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "ceremony.h"

#include <stdlib.h>
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
draw_scalar(uint8_t scalar[static VR_SCALAR_SIZE], struct draw *draw, struct dice *dice)
{
    randombytes_buf(draw->wide, sizeof draw->wide);
    dice_mix(draw->wide, dice);
    vr_secret_scalar(scalar, draw->wide);
}

static bool
is_taken(const uint8_t id[static 2], const struct ceremony *ceremony,
         const struct vr_circle *circle)
{
    struct purpose_found found;
    bool taken = false;

    for (size_t i = 0; i < ceremony->count; i++) {
        taken = taken || memcmp(ceremony->secrets[i].sharing.id, id, 2) == 0;
    }
    for (size_t i = 0; circle != NULL && purpose_at(&found, circle, NULL, i); i++) {
        taken = taken || memcmp(found.sharing->id, id, 2) == 0;
    }

    return taken;
}

/* Two random bytes that no secret before has: a share is found by them. */
static void
draw_id(uint8_t id[static 2], const struct ceremony *ceremony, const struct vr_circle *circle)
{
    do {
        randombytes_buf(id, 2);
    } while (is_taken(id, ceremony, circle));
}

enum vr_status
ceremony_add(struct ceremony *ceremony, const struct handing *handing,
             const struct purpose *purpose, const uint8_t *scalar, const struct vr_circle *circle)
{
    struct ceremony_secret *secret = &ceremony->secrets[ceremony->count];
    void *memory = NULL;
    struct draw *draw;
    uint8_t id[2];
    enum vr_status status;

    if (ceremony->count == CEREMONY_SECRETS_MAX) {
        return VR_FULL;
    }
    status = vr_secret_new(&memory, sizeof *draw);
    if (status != VR_OK) {
        return status;
    }
    draw = memory;
    draw_id(id, ceremony, circle);
    if (scalar == NULL) {
        draw_scalar(secret->scalar, draw, &ceremony->dice);
    } else {
        memcpy(secret->scalar, scalar, VR_SCALAR_SIZE);
    }
    for (unsigned i = 0; i + 1 < handing->threshold; i++) {
        draw_scalar(draw->coefficients[i], draw, &ceremony->dice);
    }
    status = vr_share_split(secret->shares, secret->scalar,
                            (const uint8_t(*)[VR_SCALAR_SIZE]) draw->coefficients, id,
                            handing->threshold, handing->members);
    if (status == VR_OK) {
        vr_sharing_describe(&secret->sharing, secret->shares);
        secret->purpose = *purpose;
        ceremony->count++;
    }
    vr_secret_free(memory);

    return status;
}

enum vr_status
ceremony_draw(struct ceremony *ceremony, const struct ceremony_plan *plan)
{
    const struct purpose signing = { .kind = PURPOSE_SIGNING };
    const struct purpose dossier = { .kind = PURPOSE_DOSSIER };
    enum vr_status status = VR_OK;

    for (uint32_t i = 0; i < plan->periods && status == VR_OK; i++) {
        uint32_t from = plan->first_round + i * plan->period_rounds;
        struct purpose period;

        purpose_period(&period, from, from + plan->period_rounds - 1, plan->genesis,
                       plan->round_seconds);
        status = ceremony_add(ceremony, &plan->handing, &period, NULL, NULL);
    }
    if (status == VR_OK) {
        status = ceremony_add(ceremony, &plan->handing, &signing, NULL, NULL);
    }

    return status == VR_OK ? ceremony_add(ceremony, &plan->handing, &dossier, NULL, NULL) : status;
}

const struct ceremony_secret *
ceremony_secret_of(const struct ceremony *ceremony, enum purpose_kind kind)
{
    for (size_t i = 0; i < ceremony->count; i++) {
        if (ceremony->secrets[i].purpose.kind == kind) {
            return &ceremony->secrets[i];
        }
    }

    return NULL;
}

void
ceremony_free(struct ceremony *ceremony)
{
    for (size_t i = 0; ceremony != NULL && i < VR_MEMBERS_MAX; i++) {
        free(ceremony->placed[i]);
    }
    vr_secret_free(ceremony);
}

enum vr_status
ceremony_public(uint8_t *public_key, uint8_t signing[static 32], const struct vr_suite *suite,
                const uint8_t scalar[static VR_SCALAR_SIZE])
{
    struct vr_council_pair pair = { 0 };
    uint8_t seed[VR_SEED_SIZE];
    enum vr_status status;

    vr_seed_derive(seed, scalar, suite->id == VR_SUITE_X25519 ? VR_SEED_SUITE_1 : VR_SEED_SUITE_2);
    status = vr_council_pair_init(&pair, suite, seed);
    if (status == VR_OK) {
        memcpy(public_key, pair.public_key, suite->public_len);
        vr_seed_derive(seed, scalar, VR_SEED_SIGNING);
        vr_sign_public(signing, seed);
    }
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(&pair, sizeof pair);

    return status;
}

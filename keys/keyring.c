/* SPDX-License-Identifier: EUPL-1.2 */
#include "keyring.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/secret.h>

static bool
has_key(const struct keyring *keyring, const struct vr_suite *suite, const uint8_t *public_key)
{
    for (size_t i = 0; i < keyring->count; i++) {
        if (keyring->keys[i].pair.suite == suite &&
            memcmp(keyring->keys[i].pair.public_key, public_key, suite->public_len) == 0) {
            return true;
        }
    }

    return false;
}

/* What combining leaves for a moment, in locked memory. */
struct combined {
    uint8_t scalar[VR_SCALAR_SIZE];
    uint8_t seed[VR_SEED_SIZE];
    struct vr_council_pair pair;
};

static enum vr_status
derive_pair(struct combined *combined, const struct vr_suite *suite)
{
    const char *label = suite->id == VR_SUITE_X25519 ? VR_SEED_SUITE_1 : VR_SEED_SUITE_2;

    vr_seed_derive(combined->seed, combined->scalar, label);

    return vr_council_pair_init(&combined->pair, suite, combined->seed);
}

static enum vr_status
combine_key(struct keyring *keyring, const struct tool *tool, const struct wallet *wallet,
            const struct vr_circle *circle, const struct vr_council *council,
            const struct vr_council_key *key)
{
    char what[160];
    void *memory = NULL;
    struct combined *combined;
    enum vr_status status;

    snprintf(what, sizeof what,
             say(tool, "sleutel van %s, ronde %" PRIu32 " tot en met %" PRIu32,
                 "key of %s, rounds %" PRIu32 " to %" PRIu32),
             council->id, key->from, key->until);
    status = tool_secret_new(tool, &memory, sizeof *combined);
    if (status != VR_OK) {
        return status;
    }
    combined = memory;
    status = wallet_combine(combined->scalar, wallet, tool, &key->sharing, what);
    if (status != VR_OK) {
        goto out;
    }
    status = derive_pair(combined, circle->suite);
    if (status == VR_OK &&
        sodium_memcmp(combined->pair.public_key, key->public_key, circle->suite->public_len) != 0) {
        status =
            tool_refuse(VR_UNVERIFIED, what, "%s",
                        say(tool, "de delen samen geven een andere sleutel dan in de kring staat",
                            "the shares together give another key than the circle has"));
    }
    if (status != VR_OK) {
        goto out;
    }
    keyring->keys[keyring->count].pair = combined->pair;
    keyring->keys[keyring->count].council = council->id;
    keyring->count++;
out:
    vr_secret_free(memory);

    return status;
}

static enum vr_status
add_council(struct keyring *keyring, const struct tool *tool, const struct wallet *wallet,
            const struct vr_circle *circle, const struct vr_council *council, uint32_t last)
{
    enum vr_status status = VR_OK;

    for (size_t i = 0; i < council->key_count && status == VR_OK; i++) {
        const struct vr_council_key *key = &council->keys[i];
        unsigned have = wallet_count(wallet, &key->sharing);

        if (have == 0 || (have < key->sharing.threshold && key->from > last) ||
            has_key(keyring, circle->suite, key->public_key)) {
            continue;
        }
        if (keyring->count == KEYRING_MAX) {
            return tool_refuse(VR_FULL, council->id, "%s",
                               say(tool, "te veel sleutels in een keer", "too many keys at once"));
        }
        status = combine_key(keyring, tool, wallet, circle, council, key);
    }

    return status;
}

static enum vr_status
add_circle(struct keyring *keyring, const struct tool *tool, const struct wallet *wallet,
           const struct vr_circle *circle, uint32_t last)
{
    enum vr_status status = VR_OK;

    for (size_t i = 0; i < circle->council_count && status == VR_OK; i++) {
        status = add_council(keyring, tool, wallet, circle, &circle->councils[i], last);
    }

    return status;
}

enum vr_status
keyring_new(struct keyring **out, const struct tool *tool, const struct wallet *wallet,
            const struct circles *circles, uint32_t last)
{
    void *memory = NULL;
    struct keyring *keyring;
    enum vr_status status = tool_secret_new(tool, &memory, sizeof *keyring);

    if (status != VR_OK) {
        return status;
    }
    keyring = memory;
    for (size_t i = 0; i < circles->count && status == VR_OK; i++) {
        status = add_circle(keyring, tool, wallet, circles->circle[i], last);
    }
    if (status == VR_OK && keyring->count == 0) {
        status = tool_refuse(VR_FOREIGN, say(tool, "delen", "shares"), "%s",
                             say(tool, "geen enkel deel hoort bij deze kring",
                                 "not one of the shares belongs to this circle"));
    }
    if (status != VR_OK) {
        vr_secret_free(memory);
        return status;
    }
    *out = keyring;

    return VR_OK;
}

void
keyring_free(struct keyring *keyring)
{
    vr_secret_free(keyring);
}

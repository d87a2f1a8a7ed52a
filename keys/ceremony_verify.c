/* SPDX-License-Identifier: EUPL-1.2 */
#include "ceremony.h"

#include <string.h>

#include <sodium.h>

#include <vrijuit/secret.h>

/* What a combination gives; in locked memory. */
struct trial {
    struct vr_share chosen[VR_MEMBERS_MAX];
    uint8_t scalar[VR_SCALAR_SIZE];
};

/* The keys that the written circle has for a secret; of the dossier there are none. */
static bool
keys_fit(const struct circles *circles, const struct ceremony_secret *secret,
         const uint8_t scalar[static VR_SCALAR_SIZE])
{
    const struct vr_circle *circle = circles->circle[0];
    uint8_t public_key[VR_SUITE_PUBLIC_MAX];
    uint8_t signing[32];
    struct purpose_found found;

    if (secret->purpose.kind == PURPOSE_DOSSIER) {
        return true;
    }
    if (ceremony_public(public_key, signing, circle->suite, scalar) != VR_OK ||
        !purpose_of(&found, circle, NULL, &secret->again[0])) {
        return false;
    }
    if (found.key == NULL) {
        return secret->purpose.kind == PURPOSE_SIGNING && memcmp(signing, circles->pin, 32) == 0;
    }

    return memcmp(public_key, found.key->public_key, circle->suite->public_len) == 0 &&
           memcmp(signing, found.key->signing, 32) == 0;
}

static bool
combination_fits(struct trial *trial, const struct ceremony_secret *secret,
                 const struct circles *circles, unsigned members)
{
    size_t count = 0;

    for (unsigned i = 0; i < VR_MEMBERS_MAX; i++) {
        if ((members & 1U << i) != 0) {
            trial->chosen[count++] = secret->again[i];
        }
    }
    if (vr_share_combine(trial->scalar, trial->chosen, count) != VR_OK ||
        sodium_memcmp(trial->scalar, secret->scalar, VR_SCALAR_SIZE) != 0) {
        return false;
    }

    return keys_fit(circles, secret, trial->scalar);
}

static enum vr_status
refuse_combination(const struct tool *tool)
{
    return tool_refuse(
        VR_UNVERIFIED, "circle.json", "%s",
        say(tool,
            "de delen samen geven niet de sleutels van de kring; begin opnieuw, op "
            "een andere computer",
            "the shares together do not give the keys of the circle; start again, on "
            "another computer"));
}

static unsigned
bits_in(unsigned set)
{
    unsigned count = 0;

    for (; set != 0; set &= set - 1) {
        count++;
    }

    return count;
}

static uint64_t
combinations(const struct handing *handing)
{
    uint64_t count = 0;

    for (unsigned set = 0; set < 1U << handing->members; set++) {
        count += bits_in(set) == handing->threshold ? 1 : 0;
    }

    return count;
}

static enum vr_status
try_combinations(struct trial *trial, const struct ceremony *ceremony, const struct tool *tool,
                 const struct handing *handing, const struct circles *circles)
{
    uint64_t total = combinations(handing);
    uint64_t done = 0;

    for (unsigned set = 0; set < 1U << handing->members; set++) {
        if (bits_in(set) != handing->threshold) {
            continue;
        }
        for (size_t secret = 0; secret < ceremony->count; secret++) {
            if (!combination_fits(trial, &ceremony->secrets[secret], circles, set)) {
                return refuse_combination(tool);
            }
        }
        done++;
        tool_progress(tool, say(tool, "combinaties van leden", "combinations of members"), done,
                      total);
    }

    return VR_OK;
}

static enum vr_status
read_circle(struct circles *circles, const struct tool *tool, const char *folder)
{
    char path[FILE_PATH_MAX];
    enum vr_status status = path_join(path, folder, "vrijuit.pub");

    if (status == VR_OK) {
        status = circles_read_pin(circles->pin, tool, path);
    }
    if (status == VR_OK) {
        status = path_join(path, folder, "circle.json");
    }

    return status == VR_OK ? circles_add(circles, tool, path) : status;
}

enum vr_status
ceremony_verify(const struct ceremony *ceremony, const struct tool *tool,
                const struct handing *handing, const char *folder)
{
    struct circles circles = { .count = 0 };
    void *memory = NULL;
    enum vr_status status = tool_secret_new(tool, &memory, sizeof(struct trial));

    if (status != VR_OK) {
        return status;
    }
    status = read_circle(&circles, tool, folder);
    if (status == VR_OK) {
        status = try_combinations(memory, ceremony, tool, handing, &circles);
    }
    circles_wipe(&circles);
    vr_secret_free(memory);

    return status;
}

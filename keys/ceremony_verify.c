/* SPDX-License-Identifier: EUPL-1.2 */
#include "ceremony.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/bytes.h>
#include <vrijuit/keyfile.h>
#include <vrijuit/secret.h>

#include "circles.h"

/* What was read back, and what a combination gives; in locked memory. */
struct again {
    struct vr_share shares[CEREMONY_SECRETS_MAX][VR_MEMBERS_MAX];
    struct vr_share chosen[VR_MEMBERS_MAX];
    uint8_t bytes[VR_KEYFILE_SECRET];
    uint8_t scalar[VR_SCALAR_SIZE];
};

static enum vr_status
refuse_again(const struct tool *tool, const char *what, unsigned member)
{
    return tool_refuse(
        VR_UNVERIFIED, what,
        say(tool,
            "wat net is geschreven klopt niet (lid %u); neem een andere schijf en "
            "begin opnieuw",
            "what was just written is wrong (member %u); take another disk and start "
            "again"),
        member);
}

static enum vr_status
take_shares(struct again *again, const struct ceremony *ceremony, const struct tool *tool,
            const char *path, size_t len, unsigned member)
{
    struct vr_why why;

    if (len != ceremony->count * VR_SHARE_SIZE) {
        return refuse_again(tool, path, member + 1);
    }
    for (size_t i = 0; i < ceremony->count; i++) {
        struct vr_share *share = &again->shares[i][member];

        if (vr_share_decode(share, again->bytes + i * VR_SHARE_SIZE, &why) != VR_OK ||
            share->index != member + 1 ||
            vr_share_verify(share, &ceremony->secrets[i].sharing) != VR_OK) {
            return refuse_again(tool, path, member + 1);
        }
    }

    return VR_OK;
}

static enum vr_status
read_member(struct again *again, const struct ceremony *ceremony, const struct tool *tool,
            const char *folder, unsigned member)
{
    const char *passphrase = ceremony->passphrases[member];
    char name[32];
    char path[FILE_PATH_MAX];
    char *file = NULL;
    size_t len = 0;
    size_t secret_len = 0;
    struct vr_why why = { "" };
    enum vr_status status;

    snprintf(name, sizeof name, "members/%u/shares.key", member + 1);
    status = path_join(path, folder, name);
    if (status != VR_OK) {
        return status;
    }
    status = file_read(tool, &file, &len, path, VR_KEYFILE_MAX);
    if (status != VR_OK) {
        return status;
    }
    status = vr_keyfile_open(again->bytes, &secret_len, VR_KEYFILE_SHARE, (const uint8_t *) file,
                             len, passphrase, strlen(passphrase), &why);
    free(file);
    if (status != VR_OK) {
        return tool_refuse_why(status, path, &why);
    }

    return take_shares(again, ceremony, tool, path, secret_len, member);
}

/* The keys that the written circle has for a secret; NULL for that of the dossier. */
static bool
keys_fit(const struct ceremony_plan *plan, const struct circles *circles, size_t secret,
         const uint8_t *public_key, const uint8_t *signing)
{
    const struct vr_council_key *key;

    if (secret == ceremony_signing(plan)) {
        return memcmp(signing, circles->pin, 32) == 0;
    }
    if (secret == ceremony_dossier(plan)) {
        return true;
    }
    key = &circles->circle[0]->councils[0].keys[secret];

    return memcmp(public_key, key->public_key, plan->suite->public_len) == 0 &&
           memcmp(signing, key->signing, 32) == 0;
}

static bool
combination_fits(struct again *again, const struct ceremony *ceremony,
                 const struct ceremony_plan *plan, const struct circles *circles, size_t secret,
                 unsigned members)
{
    uint8_t public_key[VR_SUITE_PUBLIC_MAX];
    uint8_t signing[32];
    size_t count = 0;

    for (unsigned i = 0; i < plan->members; i++) {
        if ((members & 1U << i) != 0) {
            again->chosen[count++] = again->shares[secret][i];
        }
    }
    if (vr_share_combine(again->scalar, again->chosen, count) != VR_OK ||
        sodium_memcmp(again->scalar, ceremony->secrets[secret].scalar, VR_SCALAR_SIZE) != 0) {
        return false;
    }

    return ceremony_public(public_key, signing, plan, again->scalar) == VR_OK &&
           keys_fit(plan, circles, secret, public_key, signing);
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
combinations(const struct ceremony_plan *plan)
{
    uint64_t count = 0;

    for (unsigned set = 0; set < 1U << plan->members; set++) {
        count += bits_in(set) == plan->threshold ? 1 : 0;
    }

    return count;
}

static enum vr_status
try_combinations(struct again *again, const struct ceremony *ceremony, const struct tool *tool,
                 const struct ceremony_plan *plan, const struct circles *circles)
{
    uint64_t total = combinations(plan);
    uint64_t done = 0;

    for (unsigned set = 0; set < 1U << plan->members; set++) {
        if (bits_in(set) != plan->threshold) {
            continue;
        }
        for (size_t secret = 0; secret < ceremony->count; secret++) {
            if (!combination_fits(again, ceremony, plan, circles, secret, set)) {
                return refuse_again(tool, "circle.json", 0);
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
                const struct ceremony_plan *plan, const char *folder)
{
    struct circles circles = { .count = 0 };
    void *memory = NULL;
    enum vr_status status = tool_secret_new(tool, &memory, sizeof(struct again));

    if (status != VR_OK) {
        return status;
    }
    status = read_circle(&circles, tool, folder);
    for (unsigned i = 0; i < plan->members && status == VR_OK; i++) {
        status = read_member(memory, ceremony, tool, folder, i);
        tool_progress(tool, say(tool, "bestanden nagelezen", "files read back"), i + 1,
                      plan->members);
    }
    if (status == VR_OK) {
        status = try_combinations(memory, ceremony, tool, plan, &circles);
    }
    circles_wipe(&circles);
    vr_secret_free(memory);

    return status;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "wallet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/secret.h>

#include "paper_ask.h"
#include "prompt.h"
#include "shares_file.h"

#define WALLET_MAX 1024U

struct held {
    struct vr_share share;
    const char *path; /* NULL: typed from paper */
};

struct wallet {
    size_t count;
    struct held held[WALLET_MAX];
};

enum vr_status
wallet_new(struct wallet **out, const struct tool *tool)
{
    void *memory = NULL;
    enum vr_status status = tool_secret_new(tool, &memory, sizeof **out);

    if (status == VR_OK) {
        *out = memory;
    }

    return status;
}

void
wallet_free(struct wallet *wallet)
{
    vr_secret_free(wallet);
}

enum vr_status
wallet_add(struct wallet *wallet, const struct tool *tool, const struct vr_share *share,
           const char *path)
{
    struct held *held = &wallet->held[wallet->count];

    if (wallet->count == WALLET_MAX) {
        return tool_refuse(VR_FULL, path == NULL ? "paper" : path, "%s",
                           say(tool, "te veel delen in een keer", "too many shares at once"));
    }
    held->share = *share;
    held->path = path;
    wallet->count++;

    return VR_OK;
}

enum vr_status
wallet_add_file(struct wallet *wallet, const struct tool *tool, const char *path)
{
    void *memory = NULL;
    struct shares_file *shares;
    enum vr_status status = tool_secret_new(tool, &memory, sizeof *shares);

    if (status != VR_OK) {
        return status;
    }
    shares = memory;
    status = shares_file_judge(tool, path);
    if (status == VR_OK) {
        status = shares_file_ask(shares, tool, path);
    }
    if (status == VR_OK) {
        status = shares_file_open(shares, tool, path);
    }
    for (size_t i = 0; status == VR_OK && i < shares->count; i++) {
        status = wallet_add(wallet, tool, &shares->shares[i], path);
    }
    vr_secret_free(memory);

    return status;
}

enum vr_status
wallet_add_papers(struct wallet *wallet, const struct tool *tool)
{
    void *memory = NULL;
    struct vr_share *share;
    bool end = false;
    enum vr_status status = tool_secret_new(tool, &memory, sizeof *share);

    if (status != VR_OK) {
        return status;
    }
    share = memory;
    while (status == VR_OK) {
        status = paper_ask(share, tool, &end);
        if (status != VR_OK || end) {
            break;
        }
        prompt_wipe();
        status = wallet_add(wallet, tool, share, NULL);
    }
    prompt_wipe();
    vr_secret_free(memory);

    return status;
}

const struct vr_share *
wallet_share(const struct wallet *wallet, size_t index)
{
    return index < wallet->count ? &wallet->held[index].share : NULL;
}

static bool
is_of(const struct vr_share *share, const struct vr_sharing *sharing)
{
    return memcmp(share->sharing, sharing->id, sizeof share->sharing) == 0;
}

unsigned
wallet_count(const struct wallet *wallet, const struct vr_sharing *sharing)
{
    unsigned seen = 0;
    unsigned count = 0;

    for (size_t i = 0; i < wallet->count; i++) {
        const struct vr_share *share = &wallet->held[i].share;

        if (is_of(share, sharing) && (seen & 1U << share->index) == 0) {
            seen |= 1U << share->index;
            count++;
        }
    }

    return count;
}

/* Whether the file gave any share of this sharing. */
static bool
source_is_of(const struct wallet *wallet, const char *path, const struct vr_sharing *sharing)
{
    for (size_t i = 0; i < wallet->count; i++) {
        if (wallet->held[i].path == path && is_of(&wallet->held[i].share, sharing)) {
            return true;
        }
    }

    return false;
}

static void
name_strangers(const struct wallet *wallet, const struct tool *tool,
               const struct vr_sharing *sharing)
{
    const char *last = NULL;

    for (size_t i = 0; i < wallet->count; i++) {
        const struct held *held = &wallet->held[i];

        if (held->path != NULL && held->path != last &&
            !source_is_of(wallet, held->path, sharing)) {
            tool_refuse(VR_FOREIGN, held->path,
                        say(tool, "het deel van lid %u hoort bij een andere kring",
                            "the share of member %u belongs to another circle"),
                        held->share.index);
        }
        last = held->path;
    }
}

static enum vr_status
refuse_few(const struct wallet *wallet, const struct tool *tool, const struct vr_sharing *sharing,
           unsigned have, const char *what)
{
    name_strangers(wallet, tool, sharing);

    return tool_refuse(VR_FOREIGN, what,
                       say(tool,
                           "er zijn te weinig delen: %u van de %u die nodig zijn; nog %u erbij",
                           "too few shares: %u of the %u that are needed; %u more"),
                       have, sharing->threshold, sharing->threshold - have);
}

static enum vr_status
judge_share(const struct held *held, const struct tool *tool, const struct vr_sharing *sharing,
            const char *what)
{
    enum vr_status status = vr_share_verify(&held->share, sharing);

    if (status == VR_OK) {
        return VR_OK;
    }

    return tool_refuse(VR_UNVERIFIED, held->path == NULL ? what : held->path,
                       say(tool,
                           "het deel van lid %u is niet goed; vraag dit lid om een ander papier of "
                           "bestand",
                           "the share of member %u is wrong; ask this member for another paper or "
                           "file"),
                       held->share.index);
}

enum vr_status
wallet_combine(uint8_t scalar[static VR_SCALAR_SIZE], const struct wallet *wallet,
               const struct tool *tool, const struct vr_sharing *sharing, const char *what)
{
    struct vr_share *chosen;
    void *memory = NULL;
    unsigned seen = 0;
    unsigned have = 0;
    enum vr_status status;

    status = tool_secret_new(tool, &memory, VR_MEMBERS_MAX * sizeof *chosen);
    if (status != VR_OK) {
        return status;
    }
    chosen = memory;
    for (size_t i = 0; i < wallet->count; i++) {
        const struct held *held = &wallet->held[i];

        if (!is_of(&held->share, sharing)) {
            continue;
        }
        status = judge_share(held, tool, sharing, what);
        if (status != VR_OK) {
            goto out;
        }
        if ((seen & 1U << held->share.index) == 0 && have < sharing->threshold) {
            seen |= 1U << held->share.index;
            chosen[have++] = held->share;
        }
    }
    status = have < sharing->threshold ? refuse_few(wallet, tool, sharing, have, what)
                                       : vr_share_combine(scalar, chosen, have);
out:
    vr_secret_free(memory);

    return status;
}

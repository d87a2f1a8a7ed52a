/* SPDX-License-Identifier: EUPL-1.2 */
#include "wallet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/keyfile.h>
#include <vrijuit/secret.h>

#include "files.h"
#include "prompt.h"

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

static enum vr_status
add_secret(struct wallet *wallet, const struct tool *tool, const uint8_t *secret, size_t len,
           const char *path)
{
    struct vr_share share;
    struct vr_why why = { "" };
    enum vr_status status = VR_OK;

    for (size_t i = 0; i + VR_SHARE_SIZE <= len && status == VR_OK; i += VR_SHARE_SIZE) {
        status = vr_share_decode(&share, secret + i, &why);
        if (status != VR_OK) {
            status = tool_refuse_why(status, path, &why);
            break;
        }
        status = wallet_add(wallet, tool, &share, path);
    }
    sodium_memzero(&share, sizeof share);

    return status;
}

static enum vr_status
ask_passphrase(const struct tool *tool, char *passphrase, const char *path)
{
    char question[PROMPT_LINE_MAX];

    snprintf(question, sizeof question, say(tool, "Wachtzin van %s:", "Passphrase of %s:"), path);

    return prompt_secret(tool, passphrase, question);
}

/* What opening a share file needs, in locked memory. */
struct unlock {
    char passphrase[PROMPT_LINE_MAX];
    uint8_t secret[VR_KEYFILE_SECRET];
};

static enum vr_status
refuse_file(const struct tool *tool, enum vr_status status, const char *path,
            const struct vr_why *why)
{
    if (status == VR_UNVERIFIED) {
        return tool_refuse(
            status, path, "%s",
            say(tool, "de wachtzin is niet goed, of het bestand is veranderd; probeer opnieuw",
                "the passphrase is wrong, or the file was changed; try again"));
    }

    return tool_refuse_why(status, path, why);
}

enum vr_status
wallet_add_file(struct wallet *wallet, const struct tool *tool, const char *path)
{
    char *file = NULL;
    void *memory = NULL;
    struct unlock *unlock;
    struct vr_keyfile_info info;
    struct vr_why why = { "" };
    size_t len = 0;
    size_t secret_len = 0;
    enum vr_status status;

    status = file_read(tool, &file, &len, path, VR_KEYFILE_MAX);
    if (status != VR_OK) {
        goto out;
    }
    status = vr_keyfile_inspect(&info, (const uint8_t *) file, len, &why);
    if (status != VR_OK) {
        tool_refuse_why(status, path, &why);
        goto out;
    }
    status = tool_secret_new(tool, &memory, sizeof *unlock);
    if (status != VR_OK) {
        goto out;
    }
    unlock = memory;
    status = ask_passphrase(tool, unlock->passphrase, path);
    if (status != VR_OK) {
        goto out;
    }
    status = vr_keyfile_open(unlock->secret, &secret_len, VR_KEYFILE_SHARE, (const uint8_t *) file,
                             len, unlock->passphrase, strlen(unlock->passphrase), &why);
    if (status != VR_OK) {
        refuse_file(tool, status, path, &why);
        goto out;
    }
    status = add_secret(wallet, tool, unlock->secret, secret_len, path);
out:
    vr_secret_free(memory);
    free(file);

    return status;
}

/* One line of a paper; on a terminal until it is right. Empty: *end. */
static enum vr_status
ask_paper_line(const struct tool *tool, char line[static PROMPT_LINE_MAX], unsigned number,
               bool *end)
{
    char question[PROMPT_LINE_MAX];
    enum vr_status status;

    if (number == 1) {
        snprintf(question, sizeof question, "%s",
                 say(tool, "Regel 1 van een papier (niets: klaar):",
                     "Line 1 of a paper (nothing: done):"));
    } else {
        snprintf(question, sizeof question, say(tool, "Regel %u:", "Line %u:"), number);
    }
    status = prompt_line(tool, line, question);
    *end = status == VR_OK && number == 1 && line[strspn(line, " \t\r")] == '\0';

    return status;
}

struct typed {
    char line[PROMPT_LINE_MAX];
    uint16_t indexes[VR_SHARE_LINES * VR_SHARE_LINE_WORDS];
    struct vr_share share;
};

static enum vr_status
take_lines(struct typed *typed, const struct tool *tool, bool *end)
{
    enum vr_lang lang = VR_NL;
    bool known = false;
    struct vr_why why = { "" };
    enum vr_status status;

    for (unsigned n = 1; n <= VR_SHARE_LINES; n++) {
        do {
            status = ask_paper_line(tool, typed->line, n, end);
            if (status != VR_OK || *end) {
                return status;
            }
            if (n == 1 && strncmp(typed->line, "VRIJUIT-SHARE-", 14) == 0) {
                status = vr_share_qr_decode(&typed->share, typed->line, &why);
                return status == VR_OK ? status : tool_refuse_why(status, "QR", &why);
            }
            status = vr_share_line_decode(&typed->indexes[(size_t) (n - 1) * VR_SHARE_LINE_WORDS],
                                          &lang, &known, typed->line, n, &why);
            if (status != VR_OK) {
                tool_refuse_why(status, say(tool, "papier", "paper"), &why);
            }
        } while (status != VR_OK && prompt_is_terminal());
        if (status != VR_OK) {
            return status;
        }
    }
    status = vr_share_from_indexes(&typed->share, typed->indexes, &why);

    return status == VR_OK ? status : tool_refuse_why(status, say(tool, "papier", "paper"), &why);
}

enum vr_status
wallet_add_papers(struct wallet *wallet, const struct tool *tool)
{
    void *memory = NULL;
    struct typed *typed;
    bool end = false;
    enum vr_status status = tool_secret_new(tool, &memory, sizeof *typed);

    if (status != VR_OK) {
        return status;
    }
    typed = memory;
    while (status == VR_OK) {
        status = take_lines(typed, tool, &end);
        if (status != VR_OK || end) {
            break;
        }
        prompt_wipe();
        status = wallet_add(wallet, tool, &typed->share, NULL);
    }
    prompt_wipe();
    vr_secret_free(memory);

    return status;
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

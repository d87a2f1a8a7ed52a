/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include <vrijuit/keyfile.h>
#include <vrijuit/secret.h>

#include "ceremony.h"
#include "paper_ask.h"
#include "shares_file.h"

/* One member's turn. */
struct turn {
    struct ceremony *ceremony;
    const struct tool *tool;
    const struct handing *handing;
    const char *folder;
    uint8_t member; /* from 0 */
    char own[FILE_PATH_MAX];
    char file[FILE_PATH_MAX];
};

bool
handing_sticks(struct handing *handing, const struct texts *words)
{
    for (size_t i = 0; i < words->count; i++) {
        const char *word = words->item[i];
        size_t len = strcspn(word, "=");
        uint64_t member = 0;
        char number[4] = "";

        if (len == 0 || len >= sizeof number || word[len] != '=' || word[len + 1] == '\0') {
            return false;
        }
        memcpy(number, word, len);
        if (!tool_number(&member, number, 1, handing->members) ||
            handing->sticks[member - 1] != NULL) {
            return false;
        }
        handing->sticks[member - 1] = word + len + 1;
    }

    return true;
}

void
handing_warn(const struct handing *handing, const struct tool *tool, const char *folder)
{
    if (handing->paper && !folder_is_in_memory(folder)) {
        tool_refuse(
            VR_OK, folder, "%s",
            say(tool,
                "let op: hier komen geheime papieren op een schijf te staan; kies liever een "
                "map in het geheugen, onder /dev/shm",
                "note: secret papers will stand on a disk here; rather choose a folder in "
                "memory, under /dev/shm"));
    }
}

static enum vr_status
ask_stick(char path[static FILE_PATH_MAX], const struct turn *turn)
{
    char question[PROMPT_LINE_MAX];
    char line[PROMPT_LINE_MAX];
    struct stat found;
    enum vr_status status;

    snprintf(question, sizeof question,
             say(turn->tool, "Lid %u, steek je stick in en typ de map ervan:",
                 "Member %u, put in your stick and type its folder:"),
             turn->member + 1U);
    do {
        status = prompt_line(turn->tool, line, question);
        if (status != VR_OK) {
            return status;
        }
        if (stat(line, &found) != 0 || !S_ISDIR(found.st_mode)) {
            status = tool_refuse(VR_CONFLICT, line, "%s",
                                 say(turn->tool, "is geen map", "is no folder"));
        }
    } while (status == VR_CONFLICT && prompt_is_terminal());

    return status == VR_OK ? path_join(path, line, turn->handing->file) : status;
}

/* Where the share file of this member goes; a folder of the member's own when one is needed. */
static enum vr_status
find_places(struct turn *turn)
{
    const char *stick = turn->handing->sticks[turn->member];
    bool on_stick = stick != NULL || turn->handing->ask_sticks;
    char name[32];
    enum vr_status status = VR_OK;

    snprintf(name, sizeof name, "members/%u", turn->member + 1U);
    status = path_join(turn->own, turn->folder, name);
    if (status == VR_OK && (!on_stick || turn->handing->paper)) {
        status = folder_new(turn->own);
    }
    if (status != VR_OK) {
        return status;
    }
    if (stick != NULL) {
        return path_join(turn->file, stick, turn->handing->file);
    }

    return on_stick ? ask_stick(turn->file, turn)
                    : path_join(turn->file, turn->own, turn->handing->file);
}

static enum vr_status
write_shares(const struct turn *turn)
{
    struct ceremony *ceremony = turn->ceremony;
    void *memory = NULL;
    struct shares_file *shares;
    enum vr_status status = tool_secret_new(turn->tool, &memory, sizeof *shares);

    if (status != VR_OK) {
        return status;
    }
    shares = memory;
    for (size_t i = 0; i < ceremony->count; i++) {
        shares->shares[shares->count++] = ceremony->secrets[i].shares[turn->member];
    }
    memcpy(shares->passphrase, ceremony->passphrase, sizeof shares->passphrase);
    status = shares_file_write_new(shares, turn->tool, turn->file);
    vr_secret_free(memory);
    if (status != VR_OK) {
        return status;
    }
    ceremony->placed[turn->member] = strdup(turn->file);
    if (ceremony->placed[turn->member] == NULL) {
        file_shred(turn->file);
        return VR_MEMORY;
    }

    return VR_OK;
}

static enum vr_status
refuse_again(const struct turn *turn)
{
    return tool_refuse(
        VR_UNVERIFIED, turn->file,
        say(turn->tool,
            "wat net is geschreven klopt niet (lid %u); neem een andere schijf en "
            "begin opnieuw",
            "what was just written is wrong (member %u); take another disk and start "
            "again"),
        turn->member + 1U);
}

static enum vr_status
take_again(const struct turn *turn, const struct shares_file *shares)
{
    struct ceremony *ceremony = turn->ceremony;

    if (shares->count != ceremony->count) {
        return refuse_again(turn);
    }
    for (size_t i = 0; i < ceremony->count; i++) {
        const struct vr_share *share = &shares->shares[i];

        if (share->index != turn->member + 1 ||
            vr_share_verify(share, &ceremony->secrets[i].sharing) != VR_OK) {
            return refuse_again(turn);
        }
        ceremony->secrets[i].again[turn->member] = *share;
    }

    return VR_OK;
}

static enum vr_status
read_back(const struct turn *turn)
{
    void *memory = NULL;
    struct shares_file *shares;
    enum vr_status status = tool_secret_new(turn->tool, &memory, sizeof *shares);

    if (status != VR_OK) {
        return status;
    }
    shares = memory;
    memcpy(shares->passphrase, turn->ceremony->passphrase, sizeof shares->passphrase);
    status = shares_file_open(shares, turn->tool, turn->file);
    if (status == VR_OK) {
        status = take_again(turn, shares);
    }
    vr_secret_free(memory);
    tool_progress(turn->tool, say(turn->tool, "bestanden nagelezen", "files read back"),
                  turn->member + 1U, turn->handing->members);

    return status;
}

/* One sheet typed by the member, which then is the share that the combinations are tried with. */
static enum vr_status
type_sheet(const struct turn *turn, struct ceremony_secret *secret, size_t number)
{
    struct vr_share *share = &secret->again[turn->member];
    char text[PURPOSE_TEXT_MAX];
    bool end = false;
    enum vr_status status;

    purpose_text(text, &secret->purpose, turn->tool->lang);
    do {
        printf(say(turn->tool, "Lid %u, typ nu blad %zu over van je papier: %s\n",
                   "Member %u, now type sheet %zu of your paper: %s\n"),
               turn->member + 1U, number, text);
        status = paper_ask(share, turn->tool, &end);
        if (status == VR_OK && (end || share->index != turn->member + 1 ||
                                vr_share_verify(share, &secret->sharing) != VR_OK)) {
            status = tool_refuse(VR_UNVERIFIED, say(turn->tool, "papier", "paper"), "%s",
                                 say(turn->tool, "dit is niet dat blad van dit lid",
                                     "this is not that sheet of this member"));
        }
    } while (status == VR_UNVERIFIED && prompt_is_terminal());

    return status;
}

static enum vr_status
type_back(const struct turn *turn)
{
    enum vr_status status = VR_OK;

    for (size_t i = 0; i < turn->ceremony->count && status == VR_OK; i++) {
        status = type_sheet(turn, &turn->ceremony->secrets[i], i + 1);
        prompt_wipe();
    }

    return status;
}

static enum vr_status
take_turn(struct turn *turn)
{
    enum vr_status status = find_places(turn);

    if (status == VR_OK) {
        status = passphrase_choose(turn->ceremony->passphrase, turn->tool, turn->member + 1U);
    }
    if (status == VR_OK) {
        status = write_shares(turn);
    }
    if (status == VR_OK) {
        status = read_back(turn);
    }
    sodium_memzero(turn->ceremony->passphrase, sizeof turn->ceremony->passphrase);
    if (status == VR_OK) {
        status =
            ceremony_papers(turn->ceremony, turn->tool, turn->handing, turn->own, turn->member);
    }
    if (status == VR_OK && turn->handing->type_back) {
        status = type_back(turn);
    }
    if (status == VR_OK && access(turn->own, F_OK) == 0) {
        status = folder_sync(turn->own);
    }

    return status;
}

/* Sticks that are named are looked at before anyone chooses a passphrase. */
static enum vr_status
judge_sticks(struct turn *turn)
{
    struct stat found;
    enum vr_status status = VR_OK;

    for (size_t i = 0; i < turn->handing->members && status == VR_OK; i++) {
        if (turn->handing->sticks[i] == NULL) {
            continue;
        }
        status = path_join(turn->file, turn->handing->sticks[i], turn->handing->file);
        if (status == VR_OK && lstat(turn->file, &found) == 0) {
            status = tool_refuse(VR_CONFLICT, turn->file, "%s",
                                 say(turn->tool, "bestaat al; neem een andere stick",
                                     "exists already; take another stick"));
        }
    }

    return status;
}

enum vr_status
ceremony_hand_out(struct ceremony *ceremony, const struct tool *tool, const struct handing *handing,
                  const char *folder)
{
    struct turn turn = { .ceremony = ceremony, .tool = tool, .handing = handing, .folder = folder };
    char members[FILE_PATH_MAX];
    enum vr_status status = path_join(members, folder, "members");

    if (status == VR_OK) {
        status = judge_sticks(&turn);
    }
    if (status == VR_OK) {
        status = folder_new(members);
    }
    for (uint8_t i = 0; i < handing->members && status == VR_OK; i++) {
        turn.member = i;
        status = take_turn(&turn);
    }

    return status == VR_OK ? folder_sync(members) : status;
}

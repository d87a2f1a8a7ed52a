/* SPDX-License-Identifier: EUPL-1.2 */
/* Closing a period: its shares leave the members' files, so that nobody can open it any more. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <vrijuit/secret.h>

#include "commands.h"
#include "holding.h"
#include "shares_file.h"

/* One member's file, opened. */
struct closing_file {
    const char *path;
    struct shares_file *shares; /* secret memory */
    unsigned member;
    bool holds; /* the share of the period is in it */
};

struct closing {
    const struct tool *tool;
    struct holding_words words;
    const char *period;
    bool before_end;
    struct holding holding; /* without shares */
    struct purpose_found found;
    size_t count;
    struct closing_file files[TEXTS_MAX];
};

static bool
is_named(const struct purpose_found *found, const char *period)
{
    char name[32];

    snprintf(name, sizeof name, "%" PRIu32 "-%" PRIu32, found->purpose.from, found->purpose.until);

    return found->key != NULL && strcmp(name, period) == 0;
}

static enum vr_status
find_period(struct closing *closing)
{
    const struct vr_circle *circle = holding_circle(&closing->holding);
    bool any = false;

    for (size_t i = 0; purpose_at(&closing->found, circle, NULL, i); i++) {
        any = any || closing->found.key != NULL;
        if (is_named(&closing->found, closing->period)) {
            return VR_OK;
        }
    }
    for (size_t i = 0; any && purpose_at(&closing->found, circle, NULL, i); i++) {
        if (closing->found.key != NULL) {
            fprintf(stderr, "  %" PRIu32 "-%" PRIu32 "  %s %s\n", closing->found.purpose.from,
                    closing->found.purpose.until, closing->found.purpose.first,
                    closing->found.purpose.last);
        }
    }

    return tool_refuse(VR_FOREIGN, closing->period, "%s",
                       say(closing->tool, "is geen periode van deze kring; zie de lijst hierboven",
                           "is no period of this circle; see the list above"));
}

/* What still comes in for this period could never be opened. */
static enum vr_status
judge_end(const struct closing *closing)
{
    const struct vr_circle *circle = holding_circle(&closing->holding);
    uint32_t round = 0;
    bool late = false;
    bool begun = vr_circle_round(&round, &late, circle, (uint64_t) time(NULL));

    if (closing->before_end || (begun && round > closing->found.purpose.until)) {
        return VR_OK;
    }

    return tool_refuse(
        VR_CONFLICT, closing->period,
        say(closing->tool,
            "deze periode loopt nog tot en met %s; wacht, of gebruik --before-end: dan "
            "gaan meldingen die nog niet open zijn verloren",
            "this period lasts until %s; wait, or use --before-end: then reports that "
            "are not open yet are lost"),
        closing->found.purpose.last);
}

/* The place of the period's share in a file, or count. */
static size_t
find_share(const struct closing *closing, const struct shares_file *shares)
{
    size_t i = 0;

    while (i < shares->count && memcmp(shares->shares[i].sharing, closing->found.sharing->id,
                                       sizeof shares->shares[i].sharing) != 0) {
        i++;
    }

    return i;
}

/* A file of another circle, or a share that is wrong, stops everything before anything changed. */
static enum vr_status
judge_file(const struct closing *closing, struct closing_file *file)
{
    const struct vr_circle *circle = holding_circle(&closing->holding);
    const struct shares_file *shares = file->shares;
    size_t place = find_share(closing, shares);
    struct purpose_found found;
    bool ours = false;

    file->member = shares->shares[0].index;
    file->holds = place < shares->count;
    for (size_t i = 0; i < shares->count; i++) {
        ours = ours ||
               purpose_of(&found, circle, holding_dossier(&closing->holding), &shares->shares[i]);
    }
    if (!ours) {
        return tool_refuse(
            VR_FOREIGN, file->path, "%s",
            say(closing->tool, "hoort niet bij deze kring", "does not belong to this circle"));
    }
    if (file->holds && vr_share_verify(&shares->shares[place], closing->found.sharing) != VR_OK) {
        return tool_refuse(VR_UNVERIFIED, file->path,
                           say(closing->tool, "het deel van lid %u voor deze periode is niet goed",
                               "the share of member %u for this period is wrong"),
                           file->member);
    }

    return VR_OK;
}

static enum vr_status
open_files(struct closing *closing)
{
    enum vr_status status = VR_OK;

    for (size_t i = 0; i < closing->words.shares.count && status == VR_OK; i++) {
        struct closing_file *file = &closing->files[i];
        void *memory = NULL;

        file->path = closing->words.shares.item[i];
        status = tool_secret_new(closing->tool, &memory, sizeof *file->shares);
        if (status != VR_OK) {
            break;
        }
        file->shares = memory;
        closing->count++;
        status = shares_file_judge(closing->tool, file->path);
        if (status == VR_OK) {
            status = shares_file_ask(file->shares, closing->tool, file->path);
        }
        if (status == VR_OK) {
            status = shares_file_open(file->shares, closing->tool, file->path);
        }
        if (status == VR_OK) {
            status = judge_file(closing, file);
        }
    }

    return status;
}

static enum vr_status
confirm(const struct closing *closing)
{
    const struct purpose *purpose = &closing->found.purpose;
    char line[PROMPT_LINE_MAX];
    char text[PURPOSE_TEXT_MAX];
    enum vr_status status;

    purpose_text(text, purpose, closing->tool->lang);
    printf(
        say(closing->tool,
            "Je sluit: %s.\nWat nog niet in het dossier staat, kan daarna niemand meer openen.\n",
            "You close: %s.\nWhat is not in the dossier yet can be opened by nobody after "
            "this.\n"),
        text);
    status =
        prompt_line(closing->tool, line,
                    say(closing->tool,
                        "Zeker? Typ de periode nog een keer:", "Sure? Type the period once more:"));
    if (status == VR_OK && strcmp(line, closing->period) != 0) {
        status = tool_refuse(VR_CONFLICT, closing->period, "%s",
                             say(closing->tool, "niet bevestigd; er is niets veranderd",
                                 "not confirmed; nothing was changed"));
    }

    return status;
}

static enum vr_status
close_file(const struct closing *closing, struct closing_file *file)
{
    struct shares_file *shares = file->shares;
    size_t place = find_share(closing, shares);
    enum vr_status status = VR_OK;

    if (!file->holds) {
        printf(say(closing->tool, "lid %u: %s was al gesloten\n",
                   "member %u: %s was closed already\n"),
               file->member, file->path);
        return VR_OK;
    }
    /* The same share may stand in a file more than once. */
    while (place < shares->count) {
        shares->count--;
        memmove(&shares->shares[place], &shares->shares[place + 1],
                (shares->count - place) * sizeof shares->shares[0]);
        place = find_share(closing, shares);
    }
    status = shares_file_replace(shares, closing->tool, file->path);
    if (status == VR_OK) {
        printf(say(closing->tool, "lid %u: %s is gesloten voor deze periode\n",
                   "member %u: %s is closed for this period\n"),
               file->member, file->path);
    }

    return status;
}

/* What the tool cannot do: papers, and files that it was not given. */
static void
tell_members(const struct closing *closing)
{
    const struct vr_sharing *sharing = closing->found.sharing;
    char text[PURPOSE_TEXT_MAX];
    unsigned done = 0;
    unsigned others = 0;

    for (size_t i = 0; i < closing->count; i++) {
        done |= 1U << closing->files[i].member;
    }
    purpose_text(text, &closing->found.purpose, closing->tool->lang);
    for (unsigned member = 1; member <= sharing->members; member++) {
        bool closed = (done & 1U << member) != 0;

        others += closed ? 0 : 1;
        printf(say(closing->tool, "Lid %u: verbrand het blad \"%s\"%s\n",
                   "Member %u: burn the sheet \"%s\"%s\n"),
               member, text,
               closed ? ""
                      : say(closing->tool, ", en sluit ook je bestand",
                            ", and close your file "
                            "too"));
    }
    if (others >= sharing->threshold) {
        printf(
            say(closing->tool,
                "Let op: %u leden kunnen deze periode nog samen openen. Sluit ook hun bestanden.\n",
                "Note: %u members can still open this period together. Close their files too.\n"),
            others);
    }
}

static enum vr_status
close_period(struct closing *closing)
{
    enum vr_status status = holding_take_circle(&closing->holding, closing->tool, &closing->words);

    if (status == VR_OK) {
        status = find_period(closing);
    }
    if (status == VR_OK) {
        status = judge_end(closing);
    }
    if (status == VR_OK) {
        status = open_files(closing);
    }
    if (status == VR_OK) {
        status = confirm(closing);
    }
    for (size_t i = 0; i < closing->count && status == VR_OK; i++) {
        status = close_file(closing, &closing->files[i]);
    }
    if (status == VR_OK) {
        tell_members(closing);
    }
    for (size_t i = 0; i < closing->count; i++) {
        vr_secret_free(closing->files[i].shares);
    }
    holding_wipe(&closing->holding);

    return status;
}

enum outcome
command_close(struct tool *tool, int argc, char **argv)
{
    struct closing closing = { .tool = tool };
    struct texts rest = { 0 };
    enum outcome outcome = OUTCOME_OK;
    const struct option_row rows[] = {
        { "circle", NULL, &closing.words.circle, NULL },
        { "pin", NULL, &closing.words.pin, NULL },
        { "dossier-sharing", NULL, &closing.words.dossier, NULL },
        { "share", NULL, NULL, &closing.words.shares },
        { "before-end", &closing.before_end, NULL, NULL },
        { NULL, NULL, NULL, NULL },
    };

    if (!options_parse(&outcome, tool, rows, &rest, argc, argv)) {
        return outcome;
    }
    if (rest.count != 1 || closing.words.circle == NULL || closing.words.shares.count == 0) {
        return tool_usage(tool, "close", "%s",
                          "close FROM-UNTIL --circle FILE --share FILE... [--pin FILE]");
    }
    closing.period = rest.item[0];

    return tool_outcome(close_period(&closing));
}

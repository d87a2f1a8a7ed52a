/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "access.h"
#include "commands.h"
#include "reports.h"

/* All members' shares of the dossier; wrong ones were refused before. */
static bool
all_members(const struct access *access)
{
    return wallet_count(access->wallet, &access->sharing) == access->sharing.members;
}

static enum vr_status
judge_minimum(const struct tool *tool, const struct access *access, const struct reports *reports,
              bool asked_all)
{
    const struct vr_circle *newest = circles_newest(&access->circles);
    uint64_t count = reports_count(reports);

    if (count >= newest->minimum) {
        return VR_OK;
    }
    if (!asked_all) {
        return tool_refuse(VR_FULL, "dossier",
                           say(tool,
                               "er zijn %" PRIu64 " meldingen, en pas vanaf %" PRIu32
                               " gaan ze open: bij weinig meldingen is iemand makkelijker te "
                               "herkennen; met alle %u leden samen kan het met --all-members",
                               "there are %" PRIu64 " reports, and they open from %" PRIu32
                               " on: among few reports a person is easier to recognise; with all "
                               "%u members together --all-members opens them"),
                           count, newest->minimum, (unsigned) access->sharing.members);
    }
    if (!all_members(access)) {
        return tool_refuse(VR_FOREIGN, "--all-members",
                           say(tool, "de delen van alle %u leden zijn nodig; er zijn er %u",
                               "the shares of all %u members are needed; here are %u"),
                           (unsigned) access->sharing.members,
                           wallet_count(access->wallet, &access->sharing));
    }

    return VR_OK;
}

static enum vr_status
load_reports(struct reports *reports, const struct tool *tool, const struct access *access,
             const char *path)
{
    struct dossier_reader *reader = NULL;
    enum vr_status status = dossier_reader_open(&reader, tool, path, access->key);

    if (status != VR_OK) {
        return status;
    }
    if (reader == NULL) {
        return tool_refuse(VR_SYSTEM, path, "%s",
                           say(tool, "er is nog geen dossier; maak het met: vrijuit-council open",
                               "there is no dossier yet; make it with: vrijuit-council open"));
    }
    status = reports_load(reports, tool, path, reader);
    dossier_reader_close(reader);

    return status;
}

static enum vr_status
read_dossier(const struct tool *tool, struct access *access, const struct access_words *words,
             bool asked_all)
{
    struct reports reports = { 0 };
    enum vr_status status = access_take(access, tool, words);

    if (status == VR_OK) {
        status = load_reports(&reports, tool, access, words->dossier);
    }
    if (status == VR_OK) {
        status = judge_minimum(tool, access, &reports, asked_all);
    }
    if (status == VR_OK) {
        reports_shuffle(&reports);
        reports_show(&reports, tool, &access->circles);
    }
    reports_wipe(&reports);

    return status;
}

enum outcome
command_read(struct tool *tool, int argc, char **argv)
{
    struct access access = { .wallet = NULL };
    struct access_words words = { 0 };
    struct texts rest = { 0 };
    enum outcome outcome = OUTCOME_OK;
    bool asked_all = false;
    const char *missing;
    enum vr_status status;
    const struct option_row rows[] = {
        { "circle", NULL, NULL, &words.circles },
        { "pin", NULL, &words.pin, NULL },
        { "share", NULL, NULL, &words.shares },
        { "dossier", NULL, &words.dossier, NULL },
        { "dossier-sharing", NULL, &words.sharing, NULL },
        { "paper", &words.paper, NULL, NULL },
        { "all-members", &asked_all, NULL, NULL },
        { NULL, NULL, NULL, NULL },
    };

    if (!options_parse(&outcome, tool, rows, &rest, argc, argv)) {
        return outcome;
    }
    missing = rest.count > 0 ? rest.item[0] : access_missing(&words);
    if (missing != NULL) {
        return tool_usage(tool, "read",
                          say(tool, "%s ontbreekt of is te veel", "%s is missing or too much"),
                          missing);
    }
    status = read_dossier(tool, &access, &words, asked_all);
    access_wipe(&access);

    return tool_outcome(status);
}

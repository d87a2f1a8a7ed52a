/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "commands.h"
#include "holding.h"

struct share_words {
    struct holding_words holding;
    const char *output;
};

static enum vr_status
run_verify(const struct holding *holding, const struct share_words *words, const char *what)
{
    return holding_verify(holding, what, words->holding.shares.count > 0);
}

static enum vr_status
run_print(const struct holding *holding, const struct share_words *words, const char *what)
{
    enum vr_status status = holding_verify(holding, what, true);

    return status == VR_OK ? holding_print(holding, words->output) : status;
}

static enum vr_status
run(const struct tool *tool, const struct share_words *words, bool print)
{
    const char *what = words->holding.shares.count > 0 ? words->holding.shares.item[0]
                                                       : say(tool, "papier", "paper");
    struct holding holding = { .wallet = NULL };
    enum vr_status status = holding_take_circle(&holding, tool, &words->holding);

    if (status == VR_OK) {
        status = holding_take_shares(&holding, &words->holding);
    }
    if (status == VR_OK) {
        status = print ? run_print(&holding, words, what) : run_verify(&holding, words, what);
    }
    holding_wipe(&holding);

    return status;
}

/* verify takes a file or typed papers, print a file and a name for the sheets. */
static bool
words_fit(const struct share_words *words, bool print)
{
    const struct holding_words *holding = &words->holding;

    return holding->circle != NULL && (holding->shares.count > 0) != holding->paper &&
           (print ? words->output != NULL && !holding->paper : words->output == NULL);
}

enum outcome
command_share(struct tool *tool, int argc, char **argv)
{
    struct share_words words = { .output = NULL };
    struct texts rest = { 0 };
    enum outcome outcome = OUTCOME_OK;
    const struct option_row rows[] = {
        { "circle", NULL, &words.holding.circle, NULL },
        { "pin", NULL, &words.holding.pin, NULL },
        { "dossier-sharing", NULL, &words.holding.dossier, NULL },
        { "paper", &words.holding.paper, NULL, NULL },
        { "output", NULL, &words.output, NULL },
        { NULL, NULL, NULL, NULL },
    };
    bool print;

    if (!options_parse(&outcome, tool, rows, &rest, argc, argv)) {
        return outcome;
    }
    print = rest.count > 0 && strcmp(rest.item[0], "print") == 0;
    if (rest.count == 2) {
        words.holding.shares = (struct texts) { .count = 1, .item = { rest.item[1] } };
    }
    if (rest.count < 1 || rest.count > 2 || (!print && strcmp(rest.item[0], "verify") != 0) ||
        !words_fit(&words, print)) {
        return tool_usage(tool, "share", "%s",
                          "share verify FILE|--paper --circle FILE [--pin FILE], "
                          "share print FILE --circle FILE --output FILE");
    }

    return tool_outcome(run(tool, &words, print));
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>
#include <stdio.h>

#include "reshare.h"

static const char *
missing_word(const struct reshare_words *words)
{
    const struct {
        const char *name;
        bool there;
    } needed[] = {
        { "--circle", words->old.circle != NULL },
        { "--share", words->old.shares.count > 0 || words->old.paper },
        { "--members", words->members != NULL },
        { "--threshold", words->threshold != NULL },
        { "--output", words->output != NULL },
    };

    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (!needed[i].there) {
            return needed[i].name;
        }
    }

    return NULL;
}

static const char *
bad_periods(struct reshare *reshare)
{
    const struct reshare_words *words = &reshare->words;
    uint64_t periods = 0;
    uint64_t rounds = 92;

    if (words->add_periods != NULL &&
        !tool_number(&periods, words->add_periods, 1, CEREMONY_PERIODS_NEW)) {
        return "--add-periods (1-12)";
    }
    if (words->period_rounds != NULL && !tool_number(&rounds, words->period_rounds, 1, 100000)) {
        return "--period-rounds";
    }
    reshare->add_periods = (uint32_t) periods;
    reshare->period_rounds = (uint32_t) rounds;

    return NULL;
}

static const char *
bad_word(struct reshare *reshare)
{
    const struct reshare_words *words = &reshare->words;
    uint64_t members = 0;
    uint64_t threshold = 0;

    if (!tool_number(&members, words->members, 1, VR_MEMBERS_MAX)) {
        return "--members (1-15)";
    }
    if (!tool_number(&threshold, words->threshold, members == 1 ? 1 : 2, members)) {
        return "--threshold (2 <= T <= N, or 1 of 1)";
    }
    reshare->handing.members = (uint8_t) members;
    reshare->handing.threshold = (uint8_t) threshold;
    if (words->expires != NULL && !tool_date(NULL, words->expires)) {
        return "--expires (YYYY-MM-DD)";
    }

    if (!handing_sticks(&reshare->handing, &words->sticks)) {
        return "--stick K=MAP";
    }

    return bad_periods(reshare);
}

bool
reshare_read(enum outcome *outcome, struct reshare *reshare, struct tool *tool, int argc,
             char **argv)
{
    struct reshare_words *words = &reshare->words;
    struct texts rest = { 0 };
    const char *missing;
    const char *wrong;
    const struct option_row rows[] = {
        { "circle", NULL, &words->old.circle, NULL },
        { "pin", NULL, &words->old.pin, NULL },
        { "dossier-sharing", NULL, &words->old.dossier, NULL },
        { "share", NULL, NULL, &words->old.shares },
        { "paper", &words->old.paper, NULL, NULL },
        { "members", NULL, &words->members, NULL },
        { "threshold", NULL, &words->threshold, NULL },
        { "output", NULL, &words->output, NULL },
        { "add-periods", NULL, &words->add_periods, NULL },
        { "period-rounds", NULL, &words->period_rounds, NULL },
        { "from-round", NULL, &words->from_round, NULL },
        { "expires", NULL, &words->expires, NULL },
        { "dice", &words->dice, NULL, NULL },
        { "new-paper", &reshare->handing.paper, NULL, NULL },
        { "type-back", &reshare->handing.type_back, NULL, NULL },
        { "sticks", &reshare->handing.ask_sticks, NULL, NULL },
        { "stick", NULL, NULL, &words->sticks },
        { NULL, NULL, NULL, NULL },
    };

    if (!options_parse(outcome, tool, rows, &rest, argc, argv)) {
        return false;
    }
    missing = missing_word(words);
    wrong = missing == NULL ? bad_word(reshare) : NULL;

    return !options_refuse(outcome, tool, "reshare", &rest, missing, wrong);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "ceremony.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <vrijuit/bytes.h>

/* The options as they stand on the command line. */
struct words {
    const char *output, *members, *threshold, *form, *questions, *council, *name, *circle_name;
    const char *periods, *period_rounds, *first_round, *genesis, *round_seconds, *expires;
    const char *minimum, *batch, *suite;
    bool dice, paper, type_back, ask_sticks;
    struct texts hops, sticks;
};

static bool
split_name(struct ceremony_name *name, const char *text)
{
    size_t len = strcspn(text, "/");
    const char *english = text[len] == '/' ? text + len + 1 : text;

    if (len == 0 || len >= sizeof name->nl || *english == '\0' ||
        strlen(english) >= sizeof name->en) {
        return false;
    }
    memcpy(name->nl, text, len);
    name->nl[len] = '\0';
    snprintf(name->en, sizeof name->en, "%s", english);

    return true;
}

static bool
read_identity(uint8_t identity[static 32], const struct tool *tool, const char *text)
{
    char *file = NULL;
    size_t len = 0;
    bool good;

    if (text[0] != '@') {
        return vr_b64_decode(identity, 32, text, strlen(text)) == VR_OK;
    }
    if (file_read(tool, &file, &len, text + 1, 4096) != VR_OK) {
        return false;
    }
    good = vr_b64_decode(identity, 32, file, strcspn(file, " \t\r\n")) == VR_OK;
    free(file);

    return good;
}

/* NAME,URL,IDENTITY: a name has no comma, an identity neither. */
static bool
read_hop(struct ceremony_hop *hop, const struct tool *tool, const char *text)
{
    size_t name_len = strcspn(text, ",");
    const char *last = strrchr(text, ',');
    size_t url_len;

    if (last == NULL || last == text + name_len || name_len == 0 || name_len >= sizeof hop->name) {
        return false;
    }
    url_len = (size_t) (last - text) - name_len - 1;
    if (url_len == 0 || url_len >= sizeof hop->url) {
        return false;
    }
    memcpy(hop->name, text, name_len);
    memcpy(hop->url, text + name_len + 1, url_len);

    return read_identity(hop->identity, tool, last + 1);
}

/* A number with a value that holds when the option is absent. */
static bool
read_number(uint32_t *out, const char *text, uint32_t absent, uint64_t lowest, uint64_t highest)
{
    uint64_t value = absent;

    if (text != NULL && !tool_number(&value, text, lowest, highest)) {
        return false;
    }
    *out = (uint32_t) value;

    return true;
}

static const char *
bad_number(struct ceremony_plan *plan, const struct words *words)
{
    uint32_t members = 0;
    uint32_t threshold = 0;
    uint32_t suite = 0;

    if (!read_number(&members, words->members, 0, 1, VR_MEMBERS_MAX)) {
        return "--members (1-15)";
    }
    if (!read_number(&threshold, words->threshold, 0, members == 1 ? 1 : 2, members)) {
        return "--threshold (2 <= T <= N, or 1 of 1)";
    }
    if (!read_number(&plan->periods, words->periods, 4, 1, CEREMONY_PERIODS_NEW)) {
        return "--periods (1-12)";
    }
    if (!read_number(&plan->period_rounds, words->period_rounds, 92, 1, 100000)) {
        return "--period-rounds";
    }
    if (!read_number(&plan->first_round, words->first_round, 0, 0, UINT32_MAX / 2)) {
        return "--first-round";
    }
    if (!read_number(&plan->round_seconds, words->round_seconds, 86400, 1, 604800)) {
        return "--round-seconds (1-604800)";
    }
    if (!read_number(&plan->minimum, words->minimum, 5, 1, 1000)) {
        return "--minimum";
    }
    if (!read_number(&plan->batch, words->batch, 64, 1, 4096)) {
        return "--batch";
    }
    if (!read_number(&suite, words->suite, VR_SUITE_X25519, 1, 2)) {
        return "--suite (1-2)";
    }
    plan->handing.members = (uint8_t) members;
    plan->handing.threshold = (uint8_t) threshold;
    plan->suite = vr_suite_find(suite);

    return plan->suite == NULL ? "--suite" : NULL;
}

static const char *
bad_date(struct ceremony_plan *plan, const struct words *words)
{
    uint64_t today = 0;
    uint64_t expires = 0;
    time_t year_on;
    struct tm day;
    char text[11];

    tool_today(text);
    if (!tool_date(&today, text)) {
        return "date";
    }
    plan->genesis = today;
    if (words->genesis != NULL && !tool_date(&plan->genesis, words->genesis) &&
        !tool_number(&plan->genesis, words->genesis, 0, UINT32_MAX * 16ULL)) {
        return "--genesis";
    }
    if (words->expires != NULL) {
        if (!tool_date(&expires, words->expires)) {
            return "--expires (YYYY-MM-DD)";
        }
        memcpy(plan->expires, words->expires, sizeof plan->expires);
        return NULL;
    }
    year_on = (time_t) today + (time_t) 365 * 86400;
    gmtime_r(&year_on, &day);
    strftime(plan->expires, sizeof plan->expires, "%Y-%m-%d", &day);

    return NULL;
}

/* The first option that is wrong, or NULL. */
static const char *
fill_plan(struct ceremony_plan *plan, const struct tool *tool, const struct words *words)
{
    const char *bad = bad_number(plan, words);

    if (bad != NULL) {
        return bad;
    }
    bad = bad_date(plan, words);
    if (bad != NULL) {
        return bad;
    }
    plan->output = words->output;
    plan->form = words->form;
    plan->questions = words->questions;
    plan->council = words->council;
    plan->dice = words->dice;
    plan->handing.file = "shares.key";
    plan->handing.paper = words->paper;
    plan->handing.type_back = words->type_back;
    plan->handing.ask_sticks = words->ask_sticks;
    if (!handing_sticks(&plan->handing, &words->sticks)) {
        return "--stick K=MAP";
    }
    if (!vr_id_valid(plan->council)) {
        return "--council (a-z 0-9 -)";
    }
    if (!split_name(&plan->council_name, words->name)) {
        return "--name NL[/EN]";
    }
    if (!split_name(&plan->circle_name, words->circle_name)) {
        return "--circle-name NL[/EN]";
    }
    plan->handing.circle = (struct vr_text) { plan->circle_name.nl, plan->circle_name.en };
    if (words->hops.count > VR_HOPS_MAX) {
        return "--hop (1-5)";
    }
    for (size_t i = 0; i < words->hops.count; i++) {
        if (!read_hop(&plan->hops[i], tool, words->hops.item[i])) {
            return "--hop NAME,URL,IDENTITY";
        }
    }
    plan->hop_count = words->hops.count;

    return NULL;
}

static const char *
missing_word(const struct words *words)
{
    const struct {
        const char *name;
        const char *value;
    } needed[] = {
        { "--output", words->output },           { "--members", words->members },
        { "--threshold", words->threshold },     { "--form", words->form },
        { "--council", words->council },         { "--name", words->name },
        { "--circle-name", words->circle_name },
    };

    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (needed[i].value == NULL) {
            return needed[i].name;
        }
    }

    return words->hops.count == 0 ? "--hop" : NULL;
}

bool
ceremony_plan_read(enum outcome *outcome, struct ceremony_plan *plan, struct tool *tool, int argc,
                   char **argv)
{
    struct words words = { 0 };
    struct texts rest = { 0 };
    const char *missing;
    const char *wrong;
    const struct option_row rows[] = {
        { "output", NULL, &words.output, NULL },
        { "members", NULL, &words.members, NULL },
        { "threshold", NULL, &words.threshold, NULL },
        { "form", NULL, &words.form, NULL },
        { "questions", NULL, &words.questions, NULL },
        { "council", NULL, &words.council, NULL },
        { "name", NULL, &words.name, NULL },
        { "circle-name", NULL, &words.circle_name, NULL },
        { "hop", NULL, NULL, &words.hops },
        { "periods", NULL, &words.periods, NULL },
        { "period-rounds", NULL, &words.period_rounds, NULL },
        { "first-round", NULL, &words.first_round, NULL },
        { "genesis", NULL, &words.genesis, NULL },
        { "round-seconds", NULL, &words.round_seconds, NULL },
        { "expires", NULL, &words.expires, NULL },
        { "minimum", NULL, &words.minimum, NULL },
        { "batch", NULL, &words.batch, NULL },
        { "suite", NULL, &words.suite, NULL },
        { "dice", &words.dice, NULL, NULL },
        { "paper", &words.paper, NULL, NULL },
        { "type-back", &words.type_back, NULL, NULL },
        { "sticks", &words.ask_sticks, NULL, NULL },
        { "stick", NULL, NULL, &words.sticks },
        { NULL, NULL, NULL, NULL },
    };

    if (!options_parse(outcome, tool, rows, &rest, argc, argv)) {
        return false;
    }
    missing = missing_word(&words);
    wrong = missing == NULL ? fill_plan(plan, tool, &words) : NULL;

    return !options_refuse(outcome, tool, "init", &rest, missing, wrong);
}

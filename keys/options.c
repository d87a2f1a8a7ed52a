/* SPDX-License-Identifier: EUPL-1.2 */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include <vrijuit/secret.h>

#define ROWS_MAX  48U
#define ROW_FIRST 256 /* above every character that getopt_long returns */

enum common {
    COMMON_LANG = 1000,
    COMMON_PROGRESS,
    COMMON_UNLOCKED,
    COMMON_HELP,
};

static const struct option common_options[] = {
    { "lang", required_argument, NULL, COMMON_LANG },
    { "progress", no_argument, NULL, COMMON_PROGRESS },
    { "allow-unlocked", no_argument, NULL, COMMON_UNLOCKED },
    { "help", no_argument, NULL, COMMON_HELP },
};

#define COMMON_COUNT (sizeof common_options / sizeof common_options[0])

static size_t
build_table(struct option *table, const struct option_row *rows)
{
    size_t count = 0;

    for (; rows[count].name != NULL && count < ROWS_MAX; count++) {
        table[count] = (struct option) {
            .name = rows[count].name,
            .has_arg = rows[count].flag != NULL ? no_argument : required_argument,
            .val = ROW_FIRST + (int) count,
        };
    }
    memcpy(&table[count], common_options, sizeof common_options);
    memset(&table[count + COMMON_COUNT], 0, sizeof table[0]);

    return count;
}

static bool
take_row(const struct option_row *row, const char *value)
{
    if (row->flag != NULL) {
        *row->flag = true;
        return true;
    }
    if (row->text != NULL) {
        if (*row->text != NULL) {
            return false;
        }
        *row->text = value;
        return true;
    }
    if (row->texts->count == TEXTS_MAX) {
        return false;
    }
    row->texts->item[row->texts->count++] = value;

    return true;
}

/* False when the program ends here. Help waits for the options behind it: one may be the language.
 */
static bool
take_common(enum outcome *outcome, struct tool *tool, bool *help, int option, const char *value)
{
    switch (option) {
    case COMMON_LANG:
        if (strcmp(value, "nl") != 0 && strcmp(value, "en") != 0) {
            *outcome = tool_usage(tool, "--lang", "%s", "nl | en");
            return false;
        }
        tool->lang = strcmp(value, "en") == 0 ? VR_EN : VR_NL;
        return true;
    case COMMON_PROGRESS:
        tool->progress = true;
        return true;
    case COMMON_UNLOCKED:
        vr_secret_allow_unlocked(true);
        return true;
    default:
        *help = true;
        return true;
    }
}

static enum outcome
refuse_option(const struct tool *tool, int option, const char *word)
{
    if (option == ':') {
        return tool_usage(
            tool, word, "%s",
            say(tool, "achter deze optie hoort een waarde", "this option wants a value"));
    }

    return tool_usage(tool, word, "%s", say(tool, "onbekende optie", "unknown option"));
}

static bool
take_rest(enum outcome *outcome, const struct tool *tool, struct texts *rest, int argc, char **argv)
{
    for (int i = optind; i < argc; i++) {
        if (rest->count == TEXTS_MAX) {
            *outcome =
                tool_usage(tool, argv[i], "%s", say(tool, "te veel woorden", "too many words"));
            return false;
        }
        rest->item[rest->count++] = argv[i];
    }

    return true;
}

bool
options_parse(enum outcome *outcome, struct tool *tool, const struct option_row *rows,
              struct texts *rest, int argc, char **argv)
{
    struct option table[ROWS_MAX + COMMON_COUNT + 1];
    size_t count = build_table(table, rows);
    int option;
    bool help = false;

    optind = 0;
    opterr = 0;
    while ((option = getopt_long(argc, argv, ":", table, NULL)) != -1) {
        if (option == '?' || option == ':') {
            *outcome = refuse_option(tool, option, argv[optind - 1]);
            return false;
        }
        if (option >= COMMON_LANG) {
            if (!take_common(outcome, tool, &help, option, optarg)) {
                return false;
            }
            continue;
        }
        if ((size_t) (option - ROW_FIRST) >= count ||
            !take_row(&rows[option - ROW_FIRST], optarg)) {
            *outcome = tool_usage(tool, argv[0],
                                  say(tool, "--%s staat er te vaak", "--%s is given too often"),
                                  rows[option - ROW_FIRST].name);
            return false;
        }
    }
    if (help) {
        if (!options_help(tool, argv[0])) {
            options_help(tool, NULL);
        }
        *outcome = OUTCOME_OK;
        return false;
    }

    return take_rest(outcome, tool, rest, argc, argv);
}

bool
options_refuse(enum outcome *outcome, const struct tool *tool, const char *command,
               const struct texts *rest, const char *missing, const char *wrong)
{
    if (rest->count > 0) {
        *outcome =
            tool_usage(tool, command, say(tool, "%s is te veel", "%s is too much"), rest->item[0]);
    } else if (missing != NULL) {
        *outcome = tool_usage(tool, command, say(tool, "%s ontbreekt", "%s is missing"), missing);
    } else if (wrong != NULL) {
        *outcome = tool_usage(tool, command, say(tool, "%s is niet goed", "%s is wrong"), wrong);
    } else {
        return false;
    }

    return true;
}

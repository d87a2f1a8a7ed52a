/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <sodium.h>

#include <vrijuit/secret.h>
#include <vrijuit/suite.h>

#include "commands.h"
#include "options.h"

#define SUITES_MAX 2U

static const struct {
    const char *name;
    enum outcome (*run)(struct tool *tool, int argc, char **argv);
} commands[] = {
    { "init", command_init },       { "circle", command_circle },
    { "share", command_share },     { "reshare", command_reshare },
    { "close", command_close },     { "form", command_form },
    { "dossier", command_dossier }, { "open", command_open },
    { "read", command_read },       { "reply", command_reply },
    { "board", command_board },     { "statistics", command_statistics },
};

/* No core file, and no debugger of the same user: both would see secrets. */
static enum vr_status
close_doors(void)
{
    const struct rlimit none = { 0, 0 };

    if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
        return tool_refuse_errno("start", "core");
    }

    return vr_start();
}

static void
print_version(void)
{
    printf("vrijuit-council %s\nlibsodium %s\nsuites:", VRIJUIT_VERSION, sodium_version_string());
    for (unsigned i = 1; i <= SUITES_MAX; i++) {
        if (vr_suite_find(i) != NULL) {
            printf(" %u", i);
        }
    }
    printf("\n");
}

static enum outcome
command_help(struct tool *tool, int argc, char **argv)
{
    const struct option_row none[] = { { NULL, NULL, NULL, NULL } };
    struct texts rest = { 0 };
    enum outcome outcome = OUTCOME_OK;

    if (!options_parse(&outcome, tool, none, &rest, argc, argv)) {
        return outcome;
    }
    if (rest.count > 1 || !options_help(tool, rest.count == 1 ? rest.item[0] : NULL)) {
        return tool_usage(tool, rest.item[rest.count - 1], "%s",
                          say(tool, "geen opdracht die dit programma kent",
                              "no command that this program knows"));
    }

    return OUTCOME_OK;
}

static enum outcome
run(struct tool *tool, int argc, char **argv)
{
    struct texts rest = { 0 };
    enum outcome outcome = OUTCOME_OK;
    bool version = false;
    const struct option_row rows[] = {
        { "version", &version, NULL, NULL },
        { NULL, NULL, NULL, NULL },
    };

    if (argc > 1 && strcmp(argv[1], "help") == 0) {
        return command_help(tool, argc - 1, argv + 1);
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0] && argc > 1; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return commands[i].run(tool, argc - 1, argv + 1);
        }
    }
    if (!options_parse(&outcome, tool, rows, &rest, argc, argv)) {
        return outcome;
    }
    if (version && rest.count == 0) {
        print_version();
        return OUTCOME_OK;
    }

    return tool_usage(
        tool, rest.count > 0 ? rest.item[0] : "vrijuit-council", "%s",
        say(tool, "geen opdracht die dit programma kent", "no command that this program knows"));
}

int
main(int argc, char **argv)
{
    struct tool tool = { .lang = VR_NL };
    enum outcome outcome = OUTCOME_SYSTEM;

    if (close_doors() == VR_OK) {
        outcome = run(&tool, argc, argv);
    }
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        tool_refuse_errno("stdout", "write");
        outcome = OUTCOME_SYSTEM;
    }

    return (int) outcome;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/secret.h>

#include "commands.h"
#include "config.h"
#include "policy.h"

#define DEFAULT_CONFIG "/etc/vrijuit/vrijuitd.conf"

static const char usage[] =
    "usage: vrijuitd [-f FILE] init              make the identity of this hop\n"
    "       vrijuitd [-f FILE] -n                check configuration and circle\n"
    "       vrijuitd [-f FILE] serve             take packets until SIGTERM\n"
    "       vrijuitd [-f FILE] export --output BATCH [--from ROUND] [--until ROUND]\n"
    "                                            write the batch file for the council\n"
    "       vrijuitd [-f FILE] status            what goes on, and what to do\n"
    "       vrijuitd [-f FILE] release --round ROUND --reason TEXT\n"
    "                                            let a held round go on\n"
    "       vrijuitd [-f FILE] abandon --round ROUND --reason TEXT\n"
    "                                            give up a round that can never be taken\n"
    "       vrijuitd [-f FILE] publish BOARD     at the store: a council's answers, for everyone\n"
    "       vrijuitd [-f FILE] webform --output PAGE [--socket PATH]\n"
    "                                            at the entry: the web form for handing out\n"
    "       vrijuitd [-f FILE] import [--socket PATH] PACKET...\n"
    "                                            at the entry: packets from a stick\n"
    "       vrijuitd --help | --version\n"
    "\n"
    "  -f, --config FILE   configuration, default " DEFAULT_CONFIG "\n"
    "  -n, --check         check only\n"
    "      --output FILE   the file to write; a batch must not be there yet\n"
    "      --from ROUND    first round, default the one after the last export\n"
    "      --until ROUND   last round, default the last that has ended\n"
    "      --socket PATH   of the running daemon, when systemd opened it\n"
    "\n"
    "exit status: 0 ok, 1 refused or not verified, or status asks for something,\n"
    "             2 wrong usage, 3 system\n"
    "see vrijuitd(8) and vrijuitd.conf(5)\n";

enum long_option {
    OPTION_OUTPUT = 256,
    OPTION_FROM,
    OPTION_UNTIL,
    OPTION_VERSION,
    OPTION_ROUND,
    OPTION_REASON,
    OPTION_SOCKET,
};

static const struct option long_options[] = {
    { "config", required_argument, NULL, 'f' },
    { "check", no_argument, NULL, 'n' },
    { "output", required_argument, NULL, OPTION_OUTPUT },
    { "from", required_argument, NULL, OPTION_FROM },
    { "until", required_argument, NULL, OPTION_UNTIL },
    { "round", required_argument, NULL, OPTION_ROUND },
    { "reason", required_argument, NULL, OPTION_REASON },
    { "socket", required_argument, NULL, OPTION_SOCKET },
    { "help", no_argument, NULL, 'h' },
    { "version", no_argument, NULL, OPTION_VERSION },
    { NULL, 0, NULL, 0 },
};

static bool
parse_round(bool *has, uint32_t *round, const char *text)
{
    char *end;
    unsigned long number = strtoul(text, &end, 10);

    *has = text[0] >= '0' && text[0] <= '9' && *end == '\0' && number <= UINT32_MAX;
    *round = (uint32_t) number;

    return *has;
}

static int
finish_output(int code)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "vrijuitd: standard output cannot be written\n");
        return code == EXIT_GOOD ? EXIT_SYSTEM : code;
    }

    return code;
}

static int
wrong_usage(void)
{
    fputs(usage, stderr);

    return EXIT_USAGE;
}

/* -1 to go on, else the exit code. */
static int
take_option(struct options *options, int option)
{
    switch (option) {
    case 'f':
        options->config = optarg;
        return -1;
    case 'n':
        options->check = true;
        return -1;
    case OPTION_OUTPUT:
        options->output = optarg;
        return -1;
    case OPTION_FROM:
        return parse_round(&options->range.has_first, &options->range.first, optarg)
                   ? -1
                   : wrong_usage();
    case OPTION_UNTIL:
        return parse_round(&options->range.has_last, &options->range.last, optarg) ? -1
                                                                                   : wrong_usage();
    case OPTION_ROUND:
        return parse_round(&options->has_round, &options->round, optarg) ? -1 : wrong_usage();
    case OPTION_REASON:
        options->reason = optarg;
        return -1;
    case OPTION_SOCKET:
        options->socket = optarg;
        return -1;
    case 'h':
        fputs(usage, stdout);
        return EXIT_GOOD;
    case OPTION_VERSION:
        printf("vrijuitd %s, libsodium %s, suites 1%s\n", VRIJUIT_VERSION, sodium_version_string(),
               policy_name());
        return EXIT_GOOD;
    default:
        return wrong_usage();
    }
}

static int
run_command(struct options *options, int count, char *const *words)
{
    const struct command *command = count == 0 ? NULL : command_find(words[0]);
    struct vr_why why = { 0 };
    struct config config;
    enum vr_status status;

    if (options->check ? count != 0
                       : command == NULL || count - 1 < command->fewest_files ||
                             count - 1 > command->most_files) {
        return wrong_usage();
    }
    status = config_load(&config, options->config, &why);
    if (status != VR_OK) {
        return command_report(status, &why);
    }
    if (options->check) {
        return command_check(&config);
    }
    options->files = words + 1;
    options->file_count = count - 1;

    return command->run(&config, options);
}

int
main(int argc, char **argv)
{
    struct options options = { .config = DEFAULT_CONFIG };
    int option;

    if (vr_start() != VR_OK) {
        fprintf(stderr, "vrijuitd: no randomness from the system\n");
        return EXIT_SYSTEM;
    }
    while ((option = getopt_long(argc, argv, "f:nh", long_options, NULL)) != -1) {
        int code = take_option(&options, option);

        if (code >= 0) {
            return finish_output(code);
        }
    }

    return finish_output(run_command(&options, argc - optind, argv + optind));
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/bytes.h>
#include <vrijuit/secret.h>

#include "config.h"
#include "export.h"
#include "identity.h"
#include "policy.h"
#include "releases.h"
#include "serve.h"
#include "state_text.h"

#define DEFAULT_CONFIG "/etc/vrijuit/vrijuitd.conf"

enum exit_code {
    EXIT_GOOD = 0,
    EXIT_REFUSED = 1,
    EXIT_USAGE = 2,
    EXIT_SYSTEM = 3,
};

struct options {
    const char *config;
    const char *output;
    bool check;
    struct export_range range;
    const char *reason;
    bool has_round;
    uint32_t round;
};

static const char usage[] =
    "usage: vrijuitd [-f FILE] init              make the identity of this hop\n"
    "       vrijuitd [-f FILE] -n                check configuration and circle\n"
    "       vrijuitd [-f FILE] serve             take packets until SIGTERM\n"
    "       vrijuitd [-f FILE] export --output BATCH [--from ROUND] [--until ROUND]\n"
    "                                            write the batch file for the council\n"
    "       vrijuitd [-f FILE] status            what goes on, and what to do\n"
    "       vrijuitd [-f FILE] release --round ROUND --reason TEXT\n"
    "                                            let a held round go on\n"
    "       vrijuitd --help | --version\n"
    "\n"
    "  -f, --config FILE   configuration, default " DEFAULT_CONFIG "\n"
    "  -n, --check         check only\n"
    "      --output BATCH  the file to write; it must not be there yet\n"
    "      --from ROUND    first round, default the one after the last export\n"
    "      --until ROUND   last round, default the last that has ended\n"
    "\n"
    "exit status: 0 ok, 1 refused or not verified, 2 wrong usage, 3 system\n"
    "see vrijuitd(8) and vrijuitd.conf(5)\n";

static int
exit_code_of(enum vr_status status)
{
    switch (status) {
    case VR_OK:
        return EXIT_GOOD;
    case VR_MEMORY:
    case VR_SYSTEM:
        return EXIT_SYSTEM;
    case VR_MALFORMED:
    case VR_UNSUPPORTED:
    case VR_UNVERIFIED:
    case VR_FOREIGN:
    case VR_STALE:
    case VR_CONFLICT:
    case VR_FULL:
        break;
    }

    return EXIT_REFUSED;
}

static int
report(enum vr_status status, const struct vr_why *why)
{
    if (status != VR_OK) {
        fprintf(stderr, "vrijuitd: %s\n",
                why->text[0] != '\0' ? why->text : vr_status_text(status));
    }

    return exit_code_of(status);
}

static int
run_init(const struct config *config, const struct options *options)
{
    char text[VR_B64_LEN(32) + 1];
    struct vr_why why = { 0 };
    enum vr_status status;
    uint8_t pk[32];

    (void) options;
    status = identity_make(pk, config->state, &why);
    if (status == VR_OK) {
        vr_b64_encode(text, pk, sizeof pk);
        printf("identity: %s\n"
               "It is also in %s/identity.pub: give it to the council, for the circle.\n",
               text, config->state);
    }

    return report(status, &why);
}

static int
run_check(const struct config *config)
{
    struct vr_why why = { 0 };
    enum vr_status status = serve_check(config, &why);

    if (status == VR_OK) {
        printf("configuration, identity and circle are good\n");
    }

    return report(status, &why);
}

static int
run_serve(const struct config *config, const struct options *options)
{
    struct vr_why why = { 0 };

    (void) options;

    return report(serve_run(config, &why), &why);
}

static int
run_status(const struct config *config, const struct options *options)
{
    struct vr_why why = { 0 };

    (void) options;

    return report(state_text_show(config->state, &why), &why);
}

static int
run_release(const struct config *config, const struct options *options)
{
    struct vr_why why = { 0 };
    enum vr_status status;

    if (options->reason == NULL || !options->has_round) {
        fprintf(stderr, "vrijuitd: release: --round ROUND and --reason TEXT are due\n%s", usage);
        return EXIT_USAGE;
    }
    status = releases_put(config->state, options->round, options->reason, &why);
    if (status == VR_OK) {
        printf("round %u is released; it goes on when the hop before sends it again, within five "
               "minutes\n",
               options->round);
    }

    return report(status, &why);
}

static int
run_export(const struct config *config, const struct options *options)
{
    struct export_result result = { 0 };
    struct vr_why why = { 0 };
    enum vr_status status;

    if (options->output == NULL) {
        fprintf(stderr, "vrijuitd: export: --output BATCH is missing\n%s", usage);
        return EXIT_USAGE;
    }
    status = export_batch(&result, config, &options->range, options->output, &why);
    if (status == VR_OK) {
        printf("rounds %u to %u, %u records: %s\n", result.first, result.last, result.records,
               options->output);
        if (result.damaged > 0) {
            fprintf(stderr,
                    "vrijuitd: %u records are damaged on this disk and were left out; "
                    "check the disk\n",
                    result.damaged);
        }
    }

    return report(status, &why);
}

struct command {
    const char *name;
    int (*run)(const struct config *config, const struct options *options);
};

static const struct command commands[] = {
    { "init", run_init },     { "serve", run_serve },     { "export", run_export },
    { "status", run_status }, { "release", run_release },
};

enum long_option {
    OPTION_OUTPUT = 256,
    OPTION_FROM,
    OPTION_UNTIL,
    OPTION_VERSION,
    OPTION_ROUND,
    OPTION_REASON,
};

static const struct option long_options[] = {
    { "config", required_argument, NULL, 'f' },
    { "check", no_argument, NULL, 'n' },
    { "output", required_argument, NULL, OPTION_OUTPUT },
    { "from", required_argument, NULL, OPTION_FROM },
    { "until", required_argument, NULL, OPTION_UNTIL },
    { "round", required_argument, NULL, OPTION_ROUND },
    { "reason", required_argument, NULL, OPTION_REASON },
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
run_command(const struct options *options, const char *name)
{
    struct vr_why why = { 0 };
    struct config config;
    enum vr_status status;

    status = config_load(&config, options->config, &why);
    if (status != VR_OK) {
        return report(status, &why);
    }
    if (options->check) {
        return run_check(&config);
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return commands[i].run(&config, options);
        }
    }

    return wrong_usage();
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
    if (argc - optind != (options.check ? 0 : 1)) {
        return wrong_usage();
    }

    return finish_output(run_command(&options, options.check ? "" : argv[optind]));
}

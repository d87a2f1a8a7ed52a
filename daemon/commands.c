/* SPDX-License-Identifier: EUPL-1.2 */
#include "commands.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vrijuit/bytes.h>

#include "abandon.h"
#include "ask.h"
#include "board_publish.h"
#include "config.h"
#include "identity.h"
#include "import.h"
#include "release.h"
#include "serve.h"
#include "state_file.h"
#include "webform.h"

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

int
command_report(enum vr_status status, const struct vr_why *why)
{
    if (status != VR_OK) {
        fprintf(stderr, "vrijuitd: %s\n",
                why->text[0] != '\0' ? why->text : vr_status_text(status));
    }

    return exit_code_of(status);
}

int
command_misused(const char *what)
{
    fprintf(stderr, "vrijuitd: %s; see vrijuitd --help\n", what);

    return EXIT_USAGE;
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

    return command_report(status, &why);
}

int
command_check(const struct config *config)
{
    struct vr_why why = { 0 };
    enum vr_status status = serve_check(config, &why);

    if (status == VR_OK) {
        printf("configuration, identity and circle are good\n");
    }

    return command_report(status, &why);
}

static int
run_serve(const struct config *config, const struct options *options)
{
    struct vr_why why = { 0 };

    (void) options;

    return command_report(serve_run(config, &why), &why);
}

static int
run_status(const struct config *config, const struct options *options)
{
    struct vr_why why = { 0 };
    char *text = NULL;
    enum vr_status status = state_file_read(&text, config->state, &why);
    int code = command_report(status, &why);

    (void) options;
    if (status == VR_OK) {
        fputs(text, stdout);
        code = state_file_asks(text) ? EXIT_REFUSED : EXIT_GOOD;
    }
    free(text);

    return code;
}

static int
run_release(const struct config *config, const struct options *options)
{
    struct vr_why why = { 0 };
    enum vr_status status;

    if (options->reason == NULL || !options->has_round) {
        return command_misused("release: --round ROUND and --reason TEXT are due");
    }
    status = release_round(config->state, options->round, options->reason, &why);
    if (status == VR_OK) {
        printf("round %u is released; it goes on when the hop before sends it again, within five "
               "minutes\n",
               options->round);
    }

    return command_report(status, &why);
}

static int
run_abandon(const struct config *config, const struct options *options)
{
    struct vr_why why = { 0 };
    enum vr_status status;

    if (options->reason == NULL || !options->has_round) {
        return command_misused("abandon: --round ROUND and --reason TEXT are due");
    }
    status = abandon_round(config->state, options->round, options->reason, &why);
    if (status == VR_OK) {
        printf("round %u is given up when it is refused once more; see vrijuitd status\n"
               "The operator of the store must give it up too: say so there.\n",
               options->round);
    }

    return command_report(status, &why);
}

static int
run_export(const struct config *config, const struct options *options)
{
    struct export_result result = { 0 };
    struct vr_why why = { 0 };
    enum vr_status status;

    if (options->output == NULL) {
        return command_misused("export: --output BATCH is missing");
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

    return command_report(status, &why);
}

static int
run_publish(const struct config *config, const struct options *options)
{
    struct vr_why why = { 0 };
    struct vr_board board;
    enum vr_status status = board_publish(&board, config, options->files[0], &why);

    if (status == VR_OK) {
        printf("board of %s, round %u, %u cells: published; a daemon that runs serves it within a "
               "few seconds\n",
               board.council, board.round, board.count);
    }

    return command_report(status, &why);
}

static int
run_webform(const struct config *config, const struct options *options)
{
    struct vr_why why = { 0 };
    struct ask *ask = NULL;
    enum vr_status status;

    if (options->output == NULL) {
        return command_misused("webform: --output FILE is missing");
    }
    status = ask_open(&ask, config, options->socket, &why);
    if (status == VR_OK) {
        status = webform_write(config, ask, options->output, &why);
    }
    if (status == VR_OK) {
        printf("%s: for handing out; make a new one every few rounds, its keys end\n",
               options->output);
    }
    ask_close(ask);

    return command_report(status, &why);
}

/* A name on a stick can be anything, also what a terminal obeys. */
static void
print_name(FILE *out, const char *name)
{
    for (const char *at = name; *at != '\0'; at++) {
        fputc(*at >= ' ' && *at <= '~' ? *at : '?', out);
    }
}

static int
run_import(const struct config *config, const struct options *options)
{
    struct vr_why why = { 0 };
    struct ask *ask = NULL;
    enum vr_status status = ask_open(&ask, config, options->socket, &why);
    int code = command_report(status, &why);

    for (int i = 0; i < options->file_count && status == VR_OK; i++) {
        bool taken = import_packet(ask, options->files[i], &why) == VR_OK;
        FILE *out = taken ? stdout : stderr;

        print_name(out, options->files[i]);
        fprintf(out, ": %s\n", taken ? "taken" : why.text);
        code = taken ? code : EXIT_REFUSED;
    }
    ask_close(ask);

    return code;
}

static const struct command commands[] = {
    { "init", 0, 0, run_init },           { "serve", 0, 0, run_serve },
    { "export", 0, 0, run_export },       { "status", 0, 0, run_status },
    { "release", 0, 0, run_release },     { "abandon", 0, 0, run_abandon },
    { "publish", 1, 1, run_publish },     { "webform", 0, 0, run_webform },
    { "import", 1, INT_MAX, run_import },
};

const struct command *
command_find(const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }

    return NULL;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <libintl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>
#include <vrijuit/secret.h>
#include <vrijuit/suite.h>

#include "client.h"
#include "file.h"
#include "lint.h"
#include "speech.h"
#include "when.h"

enum exit_code {
    EXIT_OK = 0,
    EXIT_REFUSED = 1,
    EXIT_USAGE = 2,
    EXIT_SYSTEM = 3,
};

static enum exit_code
exit_code_of(enum vr_status status)
{
    switch (status) {
    case VR_OK:
        return EXIT_OK;
    case VR_MALFORMED:
    case VR_UNSUPPORTED:
    case VR_UNVERIFIED:
    case VR_FOREIGN:
    case VR_STALE:
    case VR_CONFLICT:
    case VR_FULL:
        return EXIT_REFUSED;
    case VR_MEMORY:
    case VR_SYSTEM:
        break;
    }

    return EXIT_SYSTEM;
}

/* No core file, no debugger of the same user, no keys of TLS written to a file. */
static bool
harden(void)
{
    const struct rlimit none = { 0, 0 };

    (void) umask(077);

    return setrlimit(RLIMIT_CORE, &none) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
           unsetenv("SSLKEYLOGFILE") == 0;
}

static void
say_version(struct terminal *terminal)
{
    terminal_say(terminal, "vrijuit %s\nlibsodium %s\nsuites", VRIJUIT_VERSION,
                 sodium_version_string());
    for (uint64_t id = 1; id <= 2; id++) {
        if (vr_suite_find(id) != NULL) {
            terminal_say(terminal, " %llu", (unsigned long long) id);
        }
    }
    terminal_say(terminal, "\n");
}

static enum vr_status
run_command(struct client *client, struct vr_why *why)
{
    switch (client->options->command) {
    case COMMAND_CIRCLE_VERIFY:
        return circle_verify(client, why);
    case COMMAND_CIRCLE_SHOW:
        return circle_show(client, why);
    case COMMAND_CIRCLE_FINGERPRINT:
        return circle_fingerprint(client, why);
    case COMMAND_REPORT:
        return report_run(client, why);
    case COMMAND_FOLLOW_UP:
        return follow_up_run(client, why);
    case COMMAND_CHECK:
        return check_run(client, why);
    case COMMAND_SEND:
        return send_run(client, why);
    case COMMAND_COVER:
        return cover_run(client, why);
    case COMMAND_COVER_ENABLE:
        return cover_enable(client, why);
    case COMMAND_COVER_DISABLE:
        return cover_disable(client, why);
    case COMMAND_COVER_STATUS:
        return cover_status(client, why);
    case COMMAND_LINT:
    case COMMAND_NONE:
        break;
    }

    return VR_OK;
}

static enum vr_status
run(struct terminal *terminal, const struct options *options, struct vr_why *why)
{
    struct client client = { .options = options, .terminal = terminal, .now = when_now };
    enum vr_status status;

    if (options->command == COMMAND_LINT) {
        return lint_run(terminal, options->text, why);
    }
    status = file_read_pin(client.pin, options->pin, why);

    if (status == VR_OK && options->state != NULL) {
        status = state_load(&client.state, options->state, client.pin, why);
    }
    if (options->proxy == NULL && options->unix_socket == NULL && !options->is_direct) {
        (void) tor_find(client.tor);
    }
    if (status == VR_OK) {
        status = run_command(&client, why);
    }
    state_wipe(&client.state);

    return status;
}

/* Read the options and do what they say. */
static enum exit_code
serve(struct terminal *terminal, int argc, char **argv, enum vr_lang lang)
{
    struct options options;
    struct vr_why why = { "" };
    enum vr_status status = options_parse(&options, argc, argv, lang, &why);

    if (status != VR_OK) {
        terminal_complain(terminal, "vrijuit: %s\n%s\n", why.text, gettext("See: vrijuit --help"));
        return EXIT_USAGE;
    }
    if (options.wants_help) {
        terminal_say(terminal, "%s", options_help());
    } else if (options.wants_version) {
        say_version(terminal);
    } else {
        vr_secret_allow_unlocked(options.allows_unlocked);
        status = run(terminal, &options, &why);
    }
    if (status != VR_OK) {
        terminal_complain(terminal, "vrijuit: %s\n",
                          why.text[0] != 0 ? why.text : vr_status_text(status));
    }

    return exit_code_of(status);
}

/* The terminal is made before the options are read, and its buffer is locked memory too. */
static bool
wants_unlocked(int argc, char *const *argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--allow-unlocked") == 0) {
            return true;
        }
    }

    return false;
}

int
main(int argc, char **argv)
{
    struct terminal *terminal = NULL;
    enum exit_code code = EXIT_SYSTEM;
    enum vr_lang lang = speech_choose(argc, argv);
    enum vr_status status;

    speech_start(lang);
    if (!harden() || vr_start() != VR_OK) {
        fprintf(stderr, "vrijuit: %s\n", gettext("this computer cannot protect the program"));
        return EXIT_SYSTEM;
    }
    vr_secret_allow_unlocked(wants_unlocked(argc, argv));
    status = terminal_new(&terminal, STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO);
    if (status != VR_OK) {
        fprintf(stderr, "vrijuit: %s\n",
                gettext("memory cannot be kept off the disk: raise the limit with ulimit -l 4096, "
                        "or add --allow-unlocked"));
        return EXIT_SYSTEM;
    }
    code = serve(terminal, argc, argv, lang);
    if (!terminal_is_fine(terminal) && code == EXIT_OK) {
        code = EXIT_SYSTEM;
    }
    terminal_free(terminal);

    return (int) code;
}

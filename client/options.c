/* SPDX-License-Identifier: EUPL-1.2 */
#include "options.h"

#include <getopt.h>
#include <libintl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_PIN "/etc/vrijuit/vrijuit.pub"

/* Values of options, from 1: getopt_long gives 0 and '?' a meaning of their own. */
enum option_value {
    OPTION_PIN = 1,
    OPTION_ENTRY,
    OPTION_UNIX_SOCKET,
    OPTION_PROXY,
    OPTION_CIRCLE,
    OPTION_STATE,
    OPTION_COUNCIL,
    OPTION_LANG,
    OPTION_ANSWERS,
    OPTION_YES,
    OPTION_NOW,
    OPTION_DIRECT,
    OPTION_OUTPUT,
    OPTION_FOR,
    OPTION_ALLOW_UNLOCKED,
    OPTION_HELP,
    OPTION_VERSION,
    OPTION_COUNT,
};

static const struct option long_options[] = {
    { "pin", required_argument, NULL, OPTION_PIN },
    { "entry", required_argument, NULL, OPTION_ENTRY },
    { "unix-socket", required_argument, NULL, OPTION_UNIX_SOCKET },
    { "proxy", required_argument, NULL, OPTION_PROXY },
    { "circle", required_argument, NULL, OPTION_CIRCLE },
    { "state", required_argument, NULL, OPTION_STATE },
    { "council", required_argument, NULL, OPTION_COUNCIL },
    { "lang", required_argument, NULL, OPTION_LANG },
    { "answers", required_argument, NULL, OPTION_ANSWERS },
    { "yes", no_argument, NULL, OPTION_YES },
    { "now", no_argument, NULL, OPTION_NOW },
    { "direct", no_argument, NULL, OPTION_DIRECT },
    { "output", required_argument, NULL, OPTION_OUTPUT },
    { "for", required_argument, NULL, OPTION_FOR },
    { "allow-unlocked", no_argument, NULL, OPTION_ALLOW_UNLOCKED },
    { "help", no_argument, NULL, OPTION_HELP },
    { "version", no_argument, NULL, OPTION_VERSION },
    { NULL, 0, NULL, 0 },
};

const char *
options_help(void)
{
    return gettext(
        "Usage: vrijuit [options] COMMAND\n"
        "\n"
        "Report an obstacle to speaking up at work, without a name.\n"
        "\n"
        "Commands:\n"
        "  report              answer the questions and send the report\n"
        "  follow-up           add something to a report, with the same codename\n"
        "  check               ask for your codename; see whether your report was stored, and\n"
        "                      what the council answers\n"
        "  send FILE           post a packet that was made with --output\n"
        "  cover               send what waits, or else cover: nobody sees the difference\n"
        "  cover enable        do so on every working day; disable, status\n"
        "  lint FILE           what in a text file could show who somebody is\n"
        "  circle verify       check the signed description of who takes part\n"
        "  circle show         the same, and show it\n"
        "  circle fingerprint  the pinned key as words, to compare with others\n"
        "\n"
        "Options:\n"
        "  --pin FILE          pinned key (default /etc/vrijuit/vrijuit.pub)\n"
        "  --circle FILE       a circle that you have; FILE.minisig stands beside it\n"
        "  --entry URL         the entry (default: that of the circle)\n"
        "  --proxy URL         socks5h://HOST:PORT, or socks5h://localhost/PATH\n"
        "  --direct            do not go through Tor, though it runs here\n"
        "  --unix-socket PATH  reach the entry over a Unix socket\n"
        "  --council ID        for which council, when there are several\n"
        "  --answers FILE      answers as JSON (- is standard input)\n"
        "  --yes               send without asking\n"
        "  --now               do not wait for the packet of the day\n"
        "  --output FILE       write the packet instead of sending it, to be carried\n"
        "  --for DAY           --output: the day on which it is posted, YYYY-MM-DD or +N\n"
        "  --state DIR         what is kept between runs; none keeps nothing\n"
        "  --allow-unlocked    go on when memory cannot be kept off the disk\n"
        "  --lang nl|en        language\n"
        "  --help, --version\n"
        "\n"
        "Exit status: 0 done, 1 refused or not verified, 2 wrong usage, 3 system or network.\n"
        "The manual: man vrijuit\n");
}

static enum vr_status
read_lang(struct options *options, const char *code, struct vr_why *why)
{
    if (strcmp(code, vr_lang_code(VR_NL)) == 0) {
        options->lang = VR_NL;
    } else if (strcmp(code, vr_lang_code(VR_EN)) == 0) {
        options->lang = VR_EN;
    } else {
        return vr_refuse(why, VR_MALFORMED, gettext("--lang takes nl or en"));
    }

    return VR_OK;
}

/* Where the argument of an option goes; NULL for one that is no text. */
static const char **
text_of(struct options *options, int value)
{
    const char **const places[OPTION_COUNT] = {
        [OPTION_PIN] = &options->pin,
        [OPTION_ENTRY] = &options->entry,
        [OPTION_UNIX_SOCKET] = &options->unix_socket,
        [OPTION_PROXY] = &options->proxy,
        [OPTION_CIRCLE] = &options->circle,
        [OPTION_STATE] = &options->state,
        [OPTION_COUNCIL] = &options->council,
        [OPTION_ANSWERS] = &options->answers,
        [OPTION_OUTPUT] = &options->output,
        [OPTION_FOR] = &options->for_day,
    };

    return places[value];
}

/* What an option without an argument switches on; NULL for one with an argument. */
static bool *
flag_of(struct options *options, int value)
{
    bool *const places[OPTION_COUNT] = {
        [OPTION_YES] = &options->has_yes,      [OPTION_NOW] = &options->is_now,
        [OPTION_DIRECT] = &options->is_direct, [OPTION_ALLOW_UNLOCKED] = &options->allows_unlocked,
        [OPTION_HELP] = &options->wants_help,  [OPTION_VERSION] = &options->wants_version,
    };

    return places[value];
}

static enum vr_status
take_option(struct options *options, int value, const char *argument, struct vr_why *why)
{
    const char **text = text_of(options, value);
    bool *flag = flag_of(options, value);

    if (text != NULL) {
        *text = argument;
    } else if (flag != NULL) {
        *flag = true;
    } else {
        return read_lang(options, argument, why); /* the one that is left: --lang */
    }

    return VR_OK;
}

static enum vr_status
read_options(struct options *options, int argc, char **argv, struct vr_why *why)
{
    bool is_given[OPTION_COUNT] = { false };
    enum vr_status status = VR_OK;
    int value;

    opterr = 0;
    while (status == VR_OK) {
        value = getopt_long(argc, argv, ":", long_options, NULL);
        if (value < 0) {
            break;
        }
        if (value == ':') {
            return vr_refuse(why, VR_MALFORMED, gettext("%.60s wants a value"), argv[optind - 1]);
        }
        if (value >= OPTION_COUNT) {
            return vr_refuse(why, VR_MALFORMED, gettext("unknown option %.60s"), argv[optind - 1]);
        }
        if (is_given[value]) {
            return vr_refuse(why, VR_MALFORMED, gettext("an option is given twice: %.60s"),
                             argv[optind - 1]);
        }
        is_given[value] = true;
        status = take_option(options, value, optarg, why);
    }

    return status;
}

static enum vr_status
read_command(struct options *options, int count, char *const *words, struct vr_why *why)
{
    static const struct {
        const char *words[2];
        enum command command;
    } commands[] = {
        { { "report", NULL }, COMMAND_REPORT },
        { { "follow-up", NULL }, COMMAND_FOLLOW_UP },
        { { "check", NULL }, COMMAND_CHECK },
        { { "cover", NULL }, COMMAND_COVER },
        { { "cover", "enable" }, COMMAND_COVER_ENABLE },
        { { "cover", "disable" }, COMMAND_COVER_DISABLE },
        { { "cover", "status" }, COMMAND_COVER_STATUS },
        { { "circle", "verify" }, COMMAND_CIRCLE_VERIFY },
        { { "circle", "show" }, COMMAND_CIRCLE_SHOW },
        { { "circle", "fingerprint" }, COMMAND_CIRCLE_FINGERPRINT },
    };

    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        const char *second = commands[i].words[1];
        int wanted = second == NULL ? 1 : 2;

        if (count == wanted && strcmp(words[0], commands[i].words[0]) == 0 &&
            (second == NULL || strcmp(words[1], second) == 0)) {
            options->command = commands[i].command;
            return VR_OK;
        }
    }
    if (count == 2 && strcmp(words[0], "send") == 0) {
        options->command = COMMAND_SEND;
        options->packet = words[1];
        return VR_OK;
    }
    if (count == 2 && strcmp(words[0], "lint") == 0) {
        options->command = COMMAND_LINT;
        options->text = words[1];
        return VR_OK;
    }
    if (count == 0) {
        return vr_refuse(why, VR_MALFORMED, gettext("what do you want to do?"));
    }

    return vr_refuse(why, VR_MALFORMED, gettext("unknown command: %.40s %.40s"), words[0],
                     count > 1 ? words[1] : "");
}

/* $XDG_STATE_HOME/vrijuit or ~/.local/state/vrijuit. */
static enum vr_status
default_state(struct options *options, struct vr_why *why)
{
    const char *state_home = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    int len;

    if (state_home != NULL && state_home[0] == '/') {
        len = snprintf(options->state_default, sizeof options->state_default, "%s/vrijuit",
                       state_home);
    } else if (home != NULL && home[0] == '/') {
        len = snprintf(options->state_default, sizeof options->state_default,
                       "%s/.local/state/vrijuit", home);
    } else {
        return vr_refuse(why, VR_MALFORMED,
                         gettext("there is no home folder: give --state DIR or --state none"));
    }
    options->state = options->state_default;

    return (size_t) len < sizeof options->state_default
               ? VR_OK
               : vr_refuse(why, VR_MALFORMED, gettext("the name of the home folder is too long"));
}

static bool
starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* The address of a circle is judged again, with the same words, by the transport. */
static enum vr_status
judge_addresses(const struct options *options, struct vr_why *why)
{
    if (options->entry != NULL && !starts_with(options->entry, "http://") &&
        !starts_with(options->entry, "https://")) {
        return vr_refuse(why, VR_MALFORMED,
                         gettext("the address of the entry must begin with http:// or https://"));
    }
    if (options->proxy != NULL && !starts_with(options->proxy, "socks5h://")) {
        return vr_refuse(why, VR_MALFORMED, gettext("the proxy must begin with socks5h://"));
    }

    return VR_OK;
}

/* Which options belong to which commands. */
static enum vr_status
judge_sending(const struct options *options, struct vr_why *why)
{
    bool is_writing = options->command == COMMAND_REPORT || options->command == COMMAND_FOLLOW_UP;

    if (!is_writing && (options->answers != NULL || options->has_yes || options->output != NULL)) {
        return vr_refuse(why, VR_MALFORMED,
                         gettext("--answers, --yes and --output belong to report and follow-up"));
    }
    if (!is_writing && options->command != COMMAND_CHECK && options->is_now) {
        return vr_refuse(why, VR_MALFORMED,
                         gettext("--now belongs to report, follow-up and check"));
    }
    if (options->for_day != NULL && options->output == NULL) {
        return vr_refuse(why, VR_MALFORMED, gettext("--for belongs to --output"));
    }
    if (options->output != NULL && options->is_now) {
        return vr_refuse(why, VR_MALFORMED, gettext("--output and --now do not go together"));
    }

    return VR_OK;
}

static enum vr_status
judge_way(const struct options *options, struct vr_why *why)
{
    if ((options->unix_socket != NULL) + (options->proxy != NULL) + options->is_direct > 1) {
        return vr_refuse(why, VR_MALFORMED,
                         gettext("--unix-socket, --proxy and --direct do not go together"));
    }
    if (options->command != COMMAND_CIRCLE_FINGERPRINT &&
        options->command != COMMAND_COVER_DISABLE && options->command != COMMAND_COVER_STATUS &&
        options->circle == NULL && options->entry == NULL && options->unix_socket == NULL) {
        return vr_refuse(why, VR_MALFORMED,
                         gettext("give --entry URL or --circle FILE: without one of them there is "
                                 "no way to find the entry"));
    }

    return VR_OK;
}

/* lint stays on this computer: it takes no option that says where to go. */
static enum vr_status
judge_lint(const struct options *options, struct vr_why *why)
{
    const bool has_way = options->entry != NULL || options->circle != NULL ||
                         options->unix_socket != NULL || options->proxy != NULL ||
                         options->is_direct || options->is_now || options->output != NULL ||
                         options->for_day != NULL;

    if (has_way || options->answers != NULL || options->has_yes) {
        return vr_refuse(
            why, VR_MALFORMED,
            gettext("lint takes a file and sends nothing: leave the other options out"));
    }

    return VR_OK;
}

enum vr_status
options_parse(struct options *options, int argc, char **argv, enum vr_lang lang, struct vr_why *why)
{
    enum vr_status status;

    *options = (struct options) { .pin = DEFAULT_PIN, .lang = lang };
    status = read_options(options, argc, argv, why);
    if (status != VR_OK || options->wants_help || options->wants_version) {
        return status;
    }
    status = read_command(options, argc - optind, argv + optind, why);
    if (status == VR_OK && options->command == COMMAND_LINT) {
        return judge_lint(options, why);
    }
    if (status == VR_OK && options->state == NULL) {
        status = default_state(options, why);
    } else if (status == VR_OK && strcmp(options->state, "none") == 0) {
        options->state = NULL;
    }
    if (status == VR_OK) {
        status = judge_sending(options, why);
    }
    if (status == VR_OK) {
        status = judge_way(options, why);
    }

    return status == VR_OK ? judge_addresses(options, why) : status;
}

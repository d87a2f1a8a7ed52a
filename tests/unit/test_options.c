/* SPDX-License-Identifier: EUPL-1.2 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>

#include "options.h"

#define WORDS_MAX 16

/* Read a command line written with spaces. */
static enum vr_status
parse(struct options *options, const char *line)
{
    static char text[512];
    char *argv[WORDS_MAX + 1] = { NULL };
    int argc = 0;

    snprintf(text, sizeof text, "vrijuit %s", line);
    for (char *word = strtok(text, " "); word != NULL && argc < WORDS_MAX;
         word = strtok(NULL, " ")) {
        argv[argc++] = word;
    }
    optind = 0;

    return options_parse(options, argc, argv, VR_NL, NULL);
}

struct line {
    char text[120];
};

ParameterizedTestParameters(options, wrong_usage_is_refused)
{
    static struct line cases[] = {
        { "" },
        { "--state none" },
        { "--entry http://x frobnicate" },
        { "--entry http://x circle" },
        { "--entry http://x circle open" },
        { "--entry http://x report more" },
        { "--entry http://x --lang de report" },
        { "--entry http://x --unknown report" },
        { "--entry http://x --pin a --pin b report" },
        { "--entry http://x --yes check" },
        { "--entry http://x --answers f check" },
        { "lint" },
        { "lint a b" },
        { "--entry http://x lint a" },
        { "--yes lint a" },
        { "--entry http://x --yes=1 report" },
        { "--unix-socket a --proxy socks5h://b report" },
        { "--entry http://x --proxy socks5h://b --direct report" },
        { "--unix-socket a --direct report" },
        { "--entry http://x --now send f" },
        { "--entry http://x --now cover" },
        { "--entry http://x --output f check" },
        { "--entry http://x --for +1 report" },
        { "--entry http://x --output f --now report" },
        { "--entry http://x send" },
        { "--entry http://x send f g" },
        { "--entry http://x cover often" },
        { "cover" },
        { "cover enable" },
        { "report" },
        { "report --entry" },
        { "--entry ftp://x report" },
        { "--entry localhost report" },
        { "--entry http://x --proxy http://y report" },
        { "--entry http://x --proxy socks5://y report" },
    };

    return cr_make_param_array(struct line, cases, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(struct line *line, options, wrong_usage_is_refused)
{
    struct options options;

    cr_expect(eq(int, parse(&options, line->text), VR_MALFORMED), "%s", line->text);
}

Test(options, options_may_stand_before_and_after_the_command)
{
    struct options options;

    cr_assert(eq(int,
                 parse(&options, "--lang en circle --entry http://x verify --pin p --state none"),
                 VR_OK));
    cr_expect(eq(int, options.command, COMMAND_CIRCLE_VERIFY));
    cr_expect(eq(int, options.lang, VR_EN));
    cr_expect(eq(str, (char *) options.pin, "p"));
    cr_expect(eq(ptr, (void *) options.state, NULL));
}

Test(options, the_state_folder_follows_the_environment)
{
    struct options options;

    cr_assert(eq(int, setenv("HOME", "/home/someone", 1), 0));
    cr_assert(eq(int, unsetenv("XDG_STATE_HOME"), 0));
    cr_assert(eq(int, parse(&options, "--entry http://x check"), VR_OK));
    cr_expect(eq(str, (char *) options.state, "/home/someone/.local/state/vrijuit"));
    cr_assert(eq(int, setenv("XDG_STATE_HOME", "/state", 1), 0));
    cr_assert(eq(int, parse(&options, "--entry http://x check"), VR_OK));
    cr_expect(eq(str, (char *) options.state, "/state/vrijuit"));
}

Test(options, the_fingerprint_needs_no_way_to_an_entry)
{
    struct options options;

    cr_expect(eq(int, parse(&options, "--state none circle fingerprint"), VR_OK));
}

Test(options, lint_needs_nothing_but_a_file)
{
    struct options options;

    cr_assert(eq(int, unsetenv("HOME"), 0));
    cr_assert(eq(int, unsetenv("XDG_STATE_HOME"), 0));
    cr_expect(eq(int, parse(&options, "lint notes.txt"), VR_OK));
    cr_expect(eq(int, options.command, COMMAND_LINT));
    cr_expect(eq(str, (char *) options.text, "notes.txt"));
}

Test(options, what_sends_is_read)
{
    struct options options;

    cr_assert(eq(int, parse(&options, "--entry http://x follow-up --now --direct --yes"), VR_OK));
    cr_expect(eq(int, options.command, COMMAND_FOLLOW_UP));
    cr_expect(options.is_now);
    cr_expect(options.is_direct);
    cr_assert(eq(int, parse(&options, "--entry http://x report --output f --for +2"), VR_OK));
    cr_expect(eq(str, (char *) options.output, (char *) "f"));
    cr_expect(eq(str, (char *) options.for_day, (char *) "+2"));
    cr_assert(eq(int, parse(&options, "--entry http://x send f"), VR_OK));
    cr_expect(eq(int, options.command, COMMAND_SEND));
    cr_expect(eq(str, (char *) options.packet, (char *) "f"));
    cr_assert(eq(int, parse(&options, "cover status"), VR_OK));
    cr_assert(eq(int, parse(&options, "--entry http://x cover enable"), VR_OK));
    cr_expect(eq(int, options.command, COMMAND_COVER_ENABLE));
}

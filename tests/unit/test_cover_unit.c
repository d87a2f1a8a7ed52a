/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "cover_unit.h"

static char *
service(const struct options *options)
{
    char *text = NULL;

    cr_assert(eq(int, cover_unit_service(&text, options, NULL), VR_OK));

    return text;
}

Test(cover_unit, the_service_runs_this_program_with_the_options_of_now)
{
    const struct options options = { .pin = "/proc/self/../self/status",
                                     .entry = "http://x/a\"b\\c%d$e f",
                                     .is_direct = true,
                                     .lang = VR_EN };
    char *text = service(&options);

    /* Quoted as systemd.service(5) says; the path is absolute and without detours. */
    cr_expect(ne(ptr,
                 strstr(text, " \"--entry\" \"http://x/a\\\"b\\\\c%%d$$e f\" \"--lang\" \"en\" "
                              "\"--direct\" \"cover\"\n"),
                 NULL),
              "%s", text);
    cr_expect(eq(ptr, strstr(text, "/../"), NULL), "%s", text);
    cr_expect(ne(ptr, strstr(text, "ExecStart= \"/"), NULL), "%s", text);
    free(text);
}

Test(cover_unit, what_no_unit_can_hold_is_refused)
{
    const struct options line_feed = { .pin = "/proc/self/status",
                                       .entry = "http://x\nExecStartPost=/bin/y" };
    const struct options missing = { .pin = "/nowhere/vrijuit.pub", .entry = "http://x" };
    char *text = NULL;

    cr_expect(eq(int, cover_unit_service(&text, &line_feed, NULL), VR_MALFORMED));
    cr_expect(eq(int, cover_unit_service(&text, &missing, NULL), VR_SYSTEM));
    cr_expect(eq(ptr, text, NULL));
}

Test(cover_unit, the_timer_begins_between_nine_and_three)
{
    char text[COVER_TIMER_MAX];

    cover_unit_timer(text, 0);
    cr_expect(ne(ptr, strstr(text, "\nOnCalendar=Mon..Fri *-*-* 09:00:00\n"), NULL), "%s", text);
    cover_unit_timer(text, COVER_MINUTES - 1);
    cr_expect(ne(ptr, strstr(text, "\nOnCalendar=Mon..Fri *-*-* 15:00:00\n"), NULL), "%s", text);
    cr_expect(ne(ptr, strstr(text, "\nPersistent=true\n"), NULL));
}

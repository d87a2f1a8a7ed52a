/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "safe_text.h"

#define BAD "\xef\xbf\xbd"

static void
becomes(const char *text, const char *expected)
{
    char *safe = safe_text(text);

    cr_assert(ne(ptr, safe, NULL));
    cr_expect(eq(str, safe, (char *) expected));
    free(safe);
}

Test(safe_text, ordinary_text_stays_as_it_is)
{
    becomes("", "");
    becomes("Eén regel\n\tmet een tab en een emoji \xf0\x9f\x94\x91",
            "Eén regel\n\tmet een tab en een emoji \xf0\x9f\x94\x91");
}

Test(safe_text, escape_sequences_lose_what_starts_them)
{
    becomes("\x1b[2Jweg", BAD "[2Jweg");
    becomes("\x1b]0;titel\x07", BAD "]0;titel" BAD);
    becomes("\xc2\x9b"
            "31m",
            BAD "31m");
}

Test(safe_text, carriage_return_backspace_and_delete_are_replaced)
{
    becomes("a\rb\bc\x7f", "a" BAD "b" BAD "c" BAD);
}

Test(safe_text, nothing_turns_the_reading_order)
{
    becomes("\xe2\x80\xaa\xe2\x80\xab\xe2\x80\xac\xe2\x80\xad\xe2\x80\xae", BAD BAD BAD BAD BAD);
    becomes("\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8\xe2\x81\xa9", BAD BAD BAD BAD);
    becomes("\xe2\x80\x8e\xe2\x80\x8f", BAD BAD);
}

Test(safe_text, every_control_character_but_two_is_replaced)
{
    for (int c = 1; c < 0x20; c++) {
        const char text[2] = { (char) c, '\0' };

        becomes(text, c == '\n' || c == '\t' ? text : BAD);
    }
}

Test(safe_text, bytes_that_are_no_utf_8_are_replaced_one_by_one)
{
    becomes("\xff\xfe", BAD BAD);
    becomes("\xe2\x80", BAD BAD);
    becomes("\xc2", BAD);
}

Test(safe_text, printing_indents_every_line)
{
    char text[64] = "";
    FILE *out = fmemopen(text, sizeof text, "w");

    safe_print(out, "  ", "een\ntwee\x1b");
    fclose(out);
    cr_expect(eq(str, text, "  een\n  twee" BAD "\n"));
}

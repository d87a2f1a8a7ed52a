/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <vrijuit/secret.h>

#include "linter_show.h"

static char shown[16384];

/* Mark the text, show the marks, and keep what was shown. */
static void
show(const char *text)
{
    struct linter_marks marks;
    struct terminal *terminal = NULL;
    int ends[2];
    ssize_t len;

    vr_secret_allow_unlocked(true);
    cr_assert(eq(int, vr_start(), VR_OK));
    cr_assert(eq(int, pipe(ends), 0));
    cr_assert(eq(int, terminal_new(&terminal, ends[0], ends[1], ends[1]), VR_OK));
    cr_assert(eq(int, linter_find(&marks, text), VR_OK));
    linter_show(terminal, text, &marks);
    cr_expect(terminal_is_fine(terminal));
    terminal_free(terminal);
    close(ends[1]);
    len = read(ends[0], shown, sizeof shown - 1);
    cr_assert(gt(int, (int) len, 0));
    shown[len] = 0;
    close(ends[0]);
}

static void
expect_shown(const char *part)
{
    cr_expect(ne(ptr, strstr(shown, part), NULL), "no \"%s\" in:\n%s", part, shown);
}

static void
expect_hidden(const char *part)
{
    cr_expect(eq(ptr, strstr(shown, part), NULL), "\"%s\" in:\n%s", part, shown);
}

Test(linter_show, a_mark_stands_between_words_around_it_with_reason_and_proposal)
{
    show("Toen heb ik het gemeld bij mijn leidinggevende Jan de Vries, maar die lachte erom en "
         "deed verder niets.");
    expect_shown("    | … bij mijn leidinggevende [Jan de Vries], maar die lachte erom …\n");
    expect_shown(linter_name(LINTER_NAME));
    expect_shown(linter_reason(LINTER_NAME));
    expect_shown(linter_proposal(LINTER_NAME));
    expect_hidden(linter_reason(LINTER_PHONE));
}

Test(linter_show, a_reason_is_given_once_for_all_marks_of_its_kind)
{
    show("Bel 06-12345678 of 06-87654321.");
    expect_shown("    | Bel [06-12345678] of 06-87654321.\n");
    expect_shown("    | Bel 06-12345678 of [06-87654321].\n");
    expect_shown(linter_reason(LINTER_PHONE));
    cr_expect(
        eq(ptr, strstr(strstr(shown, linter_reason(LINTER_PHONE)) + 1, linter_reason(LINTER_PHONE)),
           NULL));
}

Test(linter_show, control_characters_and_line_feeds_do_no_harm)
{
    show("a\033[2J\tx collega Jan\nde Vries\x7f\r\nverder\u202e");
    expect_shown("    | a�[2J x collega [Jan de Vries]�  verder�\n");
    expect_hidden("\033");
}

Test(linter_show, a_long_mark_is_cut_between_characters)
{
    char text[256] = "Zie https://";

    for (int i = 0; i < 60; i++) {
        strcat(text, "é");
    }
    show(text);
    expect_shown("    | Zie [https://éé");
    expect_shown("é…]\n");
    expect_hidden("�");
}

Test(linter_show, a_long_text_is_named_without_a_place)
{
    char *text = calloc(1, LINTER_LONG_TEXT + 2);

    cr_assert(ne(ptr, text, NULL));
    memset(text, 'x', LINTER_LONG_TEXT + 1);
    show(text);
    expect_shown(linter_reason(LINTER_LENGTH));
    expect_hidden("|");
    free(text);
}

Test(linter_show, nothing_found_is_said_with_a_warning)
{
    show("In ons team durft niemand iets te zeggen.");
    expect_shown("Nothing was found");
    expect_hidden("|");
}

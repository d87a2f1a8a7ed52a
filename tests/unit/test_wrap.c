/* SPDX-License-Identifier: EUPL-1.2 */
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>

#include "wrap.h"

static void
start(void)
{
    cr_assert(setlocale(LC_CTYPE, "C.UTF-8") != NULL);
}

TestSuite(wrap, .init = start);

struct sample {
    char text[80];
    size_t columns;
    char lines[100]; /* each behind a bar */
};

ParameterizedTestParameters(wrap, lines_break_between_words)
{
    static struct sample cases[] = {
        { "", 10, "" },
        { "kort", 10, "|kort" },
        { "een twee drie", 8, "|een twee|drie" },
        { "een twee drie", 7, "|een|twee|drie" },
        { "onafbreekbaar", 5, "|onafb|reekb|aar" },
        { "een\n\ntwee\n", 10, "|een||twee" },
        { "een     twee", 4, "|een|twee" },
        { "    ingesprongen", 8, "|    inge|sprongen" },
        { "\xc3\xa9\xc3\xa9n t\xc3\xb3\xc3\xb3n", 4, "|\xc3\xa9\xc3\xa9n|t\xc3\xb3\xc3\xb3n" },
        { "\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad", 5, "|\xe4\xb8\xad\xe4\xb8\xad|\xe4\xb8\xad" },
        { "\xe4\xb8\xad", 1, "|\xe4\xb8\xad" },
    };

    return cr_make_param_array(struct sample, cases, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(struct sample *sample, wrap, lines_break_between_words)
{
    char lines[200] = "";
    size_t count = 0;
    const char *line;
    size_t len;

    setlocale(LC_CTYPE, "C.UTF-8");
    while ((line = wrap_at(&len, sample->text, sample->columns, count)) != NULL) {
        strcat(lines, "|");
        strncat(lines, line, len);
        count++;
    }
    cr_expect(eq(str, lines, sample->lines));
    cr_expect(eq(sz, wrap_count(sample->text, sample->columns), count));
}

Test(wrap, what_fits_is_cut_anywhere_but_in_a_character)
{
    cr_expect(eq(sz, wrap_fit("abc def", 5), 5));
    cr_expect(eq(sz, wrap_fit("abc", 5), 3));
    cr_expect(eq(sz, wrap_fit("\xc3\xa9\xc3\xa9\xc3\xa9", 2), 4));
    cr_expect(eq(sz, wrap_fit("abc\ndef", 10), 3));
}

Test(wrap, every_text_comes_to_an_end)
{
    static const char pieces[] = "a \n\xc3\xa9\xff\x80  b";
    char text[300];

    for (size_t from = 0; from < sizeof pieces - 1; from++) {
        snprintf(text, sizeof text, "%s%s%s", pieces + from, pieces, pieces + from / 2);
        for (size_t columns = 1; columns < 12; columns++) {
            cr_expect(le(sz, wrap_count(text, columns), strlen(text)));
        }
    }
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "linter.h"
#include "vectors.h"

static struct linter_marks marks;

static void
find(const char *text)
{
    cr_assert(eq(int, linter_find(&marks, text), VR_OK), "%s", text);
}

static size_t
count_of(const char *text)
{
    find(text);

    return marks.count;
}

/* Whether the mark at that place of the list is the one of the file. */
static void
expect_mark(size_t index, const json_t *expected, const char *text)
{
    cr_assert(lt(sz, index, marks.count), "%s", text);
    cr_expect(eq(sz, marks.marks[index].start, vectors_number(expected, "start")), "%s", text);
    cr_expect(eq(sz, marks.marks[index].len, vectors_number(expected, "len")), "%s", text);
    cr_expect(eq(str, (char *) linter_id(marks.marks[index].kind),
                 (char *) vectors_text(expected, "kind")),
              "%s", text);
}

/* Every mark of the file that is not known to be missed, and no other. */
static void
expect_case(const json_t *one)
{
    const char *text = vectors_text(one, "text");
    const json_t *expected;
    size_t found = 0;
    size_t i;

    find(text);
    json_array_foreach(vectors_get(one, "marks"), i, expected)
    {
        if (!json_is_true(json_object_get(expected, "missed"))) {
            expect_mark(found++, expected, text);
        }
    }
    cr_expect(eq(sz, found, marks.count), "%s", text);
}

static void
expect_cases(const char *set)
{
    json_t *file = vectors_load("linter.json");
    const json_t *one;
    size_t i;

    cr_assert(gt(sz, json_array_size(vectors_get(file, set)), 120));
    json_array_foreach(vectors_get(file, set), i, one)
    {
        expect_case(one);
    }
    json_decref(file);
}

Test(linter, marks_the_cases_it_was_made_with)
{
    expect_cases("tune");
}

Test(linter, marks_the_cases_that_were_held_back)
{
    expect_cases("held");
}

Test(linter, an_empty_text_has_no_marks)
{
    cr_expect(eq(sz, count_of(""), 0));
    cr_expect(eq(sz, count_of(" \n\n "), 0));
}

Test(linter, a_name_does_not_reach_over_a_blank_line)
{
    cr_expect(eq(sz, count_of("mijn leidinggevende\nBoudewina"), 1));
    cr_expect(eq(sz, count_of("mijn leidinggevende\n\nBoudewina"), 0));
}

Test(linter, accents_of_their_own_and_hidden_marks_change_nothing)
{
    cr_expect(eq(sz, count_of("onze coo\u0308rdinator Boudewina"), 1));
    cr_expect(eq(sz, count_of("bel 06-1234\u200b5678"), 1));
    cr_expect(eq(sz, marks.marks[0].len, strlen("06-1234\u200b5678")));
}

Test(linter, a_number_with_a_wrong_check_is_no_bsn_unless_it_is_called_one)
{
    cr_expect(eq(sz, count_of("lijst 111222334"), 0));
    cr_expect(eq(sz, count_of("mijn bsn is 111222334"), 1));
    cr_expect(eq(int, marks.marks[0].kind, LINTER_BSN));
}

Test(linter, bytes_that_are_no_utf8_are_refused)
{
    marks.count = 7;
    cr_expect(eq(int, linter_find(&marks, "Bel \xc3(06-12345678"), VR_MALFORMED));
    cr_expect(eq(sz, marks.count, 7));
}

static char *
repeat(const char *piece, size_t times)
{
    size_t len = strlen(piece);
    char *text = calloc(times * len + 1, 1);

    cr_assert(ne(ptr, text, NULL));
    for (size_t i = 0; i < times; i++) {
        memcpy(text + i * len, piece, len);
    }

    return text;
}

Test(linter, a_text_above_the_limit_is_refused)
{
    char *text = repeat("é", LINTER_TEXT_MAX + 1);

    cr_expect(eq(int, linter_find(&marks, text), VR_FULL));
    text[2 * LINTER_TEXT_MAX] = 0;
    cr_expect(eq(sz, count_of(text), 1));
    cr_expect(eq(int, marks.marks[0].kind, LINTER_LENGTH));
    free(text);
}

Test(linter, marks_stop_at_their_limit_and_say_so)
{
    char *text = repeat("06-12345678 ", LINTER_MARKS_MAX + 1);

    cr_expect(eq(sz, count_of(text), LINTER_MARKS_MAX));
    cr_expect(marks.is_cut);
    text[LINTER_MARKS_MAX * strlen("06-12345678 ")] = 0;
    cr_expect(eq(sz, count_of(text), LINTER_MARKS_MAX));
    cr_expect(not(marks.is_cut));
    free(text);
}

Test(linter, every_kind_has_words)
{
    for (int kind = 0; kind < LINTER_KINDS; kind++) {
        cr_expect(gt(sz, strlen(linter_id((enum linter_kind) kind)), 2));
        cr_expect(gt(sz, strlen(linter_name((enum linter_kind) kind)), 3));
        cr_expect(gt(sz, strlen(linter_reason((enum linter_kind) kind)), 10));
        cr_expect(gt(sz, strlen(linter_proposal((enum linter_kind) kind)), 10));
    }
}

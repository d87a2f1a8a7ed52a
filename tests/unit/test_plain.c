/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "plain.h"

struct page {
    char text[4096];
    size_t len;
};

static void
add(void *arg, const char *bytes, size_t len)
{
    struct page *page = arg;

    cr_assert(lt(sz, page->len + len, sizeof page->text));
    memcpy(page->text + page->len, bytes, len);
    page->len += len;
}

static void
expect_page(const char *text, size_t width, const char *expected)
{
    struct page page = { .len = 0 };
    const struct plain_sink sink = { add, &page };

    plain_write(&sink, text, width);
    cr_expect(eq(str, page.text, (char *) expected));
}

Test(plain, ordinary_text_passes_unchanged)
{
    expect_page("Één vraag: “hoe gaat het?” €5 😀\n\n  - a\n", 78,
                "Één vraag: “hoe gaat het?” €5 😀\n\n  - a\n");
}

Test(plain, escapes_and_controls_become_replacement_characters)
{
    expect_page("a\033[2Jb\rc\bd\x7f"
                "e\xc2\x9b"
                "f",
                78, "a�[2Jb�c�d�e�f");
}

Test(plain, marks_that_turn_or_hide_text_become_replacement_characters)
{
    expect_page("a\u202eb\u2066c\u200bd\u061ce\ufefff\U000e0041g", 78, "a�b�c�d�e�f�g");
}

Test(plain, bytes_that_are_no_utf8_become_replacement_characters)
{
    expect_page("a\xff\xc3"
                "b\xed\xa0\x80"
                "c\xf0\x9f",
                78, "a��b���c��");
}

Test(plain, lines_break_at_spaces_before_the_width)
{
    expect_page("one two three four", 9, "one two\nthree\nfour");
}

Test(plain, a_break_keeps_the_indent_of_the_line)
{
    expect_page("  one two three", 8, "  one\n  two\n  three");
}

Test(plain, a_break_in_an_item_goes_under_its_text)
{
    expect_page(" - one two\n 12  one two\n", 9, " - one\n   two\n 12  one\n     two\n");
}

Test(plain, a_word_longer_than_the_width_is_not_cut)
{
    expect_page("abc defghijkl m", 5, "abc\ndefghijkl\nm");
}

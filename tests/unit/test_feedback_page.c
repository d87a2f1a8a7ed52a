/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>

#include "page.h"

#define HOSTILE "</title><script>alert('x')</script>\"&\x1b[2J\xe2\x80\xae"

static struct vr_option options[2] = {
    { .id = "a", .label = { "Antwoord <a>", "Answer <a>" } },
    { .id = "b", .label = { HOSTILE, HOSTILE } },
};
static struct vr_question asked[3] = {
    { .id = "een",
      .type = VR_ONE,
      .label = { HOSTILE, HOSTILE },
      .options = options,
      .option_count = 2 },
    { .id = "veel",
      .type = VR_MANY,
      .label = { "Kies", "Choose" },
      .options = options,
      .option_count = 2 },
    { .id = "tekst", .type = VR_TEXT, .label = { "In eigen woorden", "In own words" } },
};
static struct survey_question questions[3] = { { &asked[0], false, 3 },
                                               { &asked[1], false, 2 },
                                               { &asked[2], false, 2 } };
static struct vr_council council = { .id = "or", .name = { HOSTILE, HOSTILE } };
static struct vr_circle circle = { .round_seconds = 86400, .genesis = 1767225600 };
static struct survey survey = {
    .circle = &circle, .council = &council, .questions = questions, .question_count = 3
};
static struct tool tool = { .lang = VR_EN };
static struct publication *publication;

static void
start(void)
{
    circle.form.title = (struct vr_text) { HOSTILE, HOSTILE };
    publication = calloc(1, sizeof *publication);
    publication->minimum = 5;
    publication->total = 38;
    for (size_t i = 0; i < 3; i++) {
        strcpy(publication->tables[i].id, asked[i].id);
        publication->tables[i].type = asked[i].type;
        cr_assert(
            eq(int, publication_table_fill(&publication->tables[i], asked[i].option_count), VR_OK));
        for (size_t o = 0; o < asked[i].option_count; o++) {
            strcpy(publication->tables[i].options[o], options[o].id);
        }
    }
    publication->table_count = 3;
    publication->tables[0].numbers[0] = 22;
    publication->tables[1].numbers[1] = 13;
    publication->crossings[0] = (struct publication_crossing) { .columns_of = 1 };
    publication->crossing_count = 1;
    cr_assert(eq(int, publication_crossing_fill(publication, &publication->crossings[0]), VR_OK));
    publication->crossings[0].numbers[1] = 8;
}

static void
stop(void)
{
    publication_free(publication);
}

TestSuite(feedback_page, .init = start, .fini = stop);

static char *
print(void (*to)(const struct page *page), enum vr_lang lang, uint32_t base)
{
    struct page page = { .tool = &tool, .survey = &survey, .publication = publication };
    char *text = NULL;
    size_t len = 0;

    tool.lang = lang;
    page.round_base = base;
    page.out = open_memstream(&text, &len);
    to(&page);
    fclose(page.out);

    return text;
}

static bool
has(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

static size_t
times(const char *text, const char *part)
{
    size_t count = 0;

    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part)) {
        count++;
    }

    return count;
}

Test(feedback_page, labels_of_a_form_do_nothing_but_show)
{
    char *text = print(page_html, VR_NL, 0);

    cr_expect(not(has(text, "<script")));
    cr_expect(not(has(text, "\x1b")));
    cr_expect(not(has(text, "\xe2\x80\xae")));
    cr_expect(
        has(text, "&lt;/title&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;"));
    cr_expect(eq(sz, times(text, "</title>"), 3)); /* of the page and of two charts */
    free(text);
}

Test(feedback_page, is_in_the_language_that_was_asked)
{
    char *nl = print(page_html, VR_NL, 0);
    char *en = print(page_html, VR_EN, 0);

    cr_expect(has(nl, "<html lang=\"nl\">"));
    cr_expect(has(nl, "niet getoond"));
    cr_expect(not(has(nl, "not shown")));
    cr_expect(has(en, "<html lang=\"en\">"));
    cr_expect(has(en, "not shown"));
    cr_expect(not(has(en, "niet getoond")));
    free(nl);
    free(en);
}

Test(feedback_page, every_number_is_in_a_table_and_nothing_comes_from_elsewhere)
{
    char *text = print(page_html, VR_EN, 0);

    cr_expect(has(text, "<td>22</td>"));
    cr_expect(has(text, "<td>13</td>"));
    cr_expect(has(text, "<td>8</td>"));
    cr_expect(has(text, "a number below 5"));
    cr_expect(not(has(text, "http:")));
    cr_expect(not(has(text, "https:")));
    cr_expect(not(has(text, "url(")));
    cr_expect(not(has(text, " src=")));
    cr_expect(not(has(text, " href=")));
    free(text);
}

Test(feedback_page, a_question_without_numbers_says_so)
{
    char *text = print(page_html, VR_EN, 0);

    cr_expect(eq(sz, times(text, "We cannot show numbers about this now."), 1)); /* tekst */
    cr_expect(eq(sz, times(text, "<svg"), 2));
    free(text);
}

Test(feedback_page, a_period_is_told_in_whole_days)
{
    char *text;

    publication->bounded = true;
    publication->until = 89;
    text = print(page_html, VR_NL, 0);
    cr_expect(has(text, "1 januari 2026 tot en met 31 maart 2026"));
    free(text);
}

Test(feedback_page, the_same_numbers_give_the_same_bytes)
{
    char *one = print(page_html, VR_NL, 0);
    char *other = print(page_html, VR_NL, 0);

    cr_expect(eq(str, one, other));
    free(one);
    free(other);
}

/* Numbers and what is told of them when rounded to five. */
struct rounding {
    uint32_t number;
    uint32_t told;
};

ParameterizedTestParameters(feedback_page, numbers_are_rounded_to_the_nearest)
{
    static struct rounding cases[] = { { 5, 5 },   { 7, 5 },   { 8, 10 },
                                       { 10, 10 }, { 12, 10 }, { 13, 15 } };

    return cr_make_param_array(struct rounding, cases, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(struct rounding *rounding, feedback_page, numbers_are_rounded_to_the_nearest)
{
    const struct page page = { .round_base = 5 };
    const struct page exact = { .round_base = 0 };

    cr_expect(eq(u32, page_number(&page, rounding->number), rounding->told));
    cr_expect(eq(u32, page_number(&exact, rounding->number), rounding->number));
}

Test(feedback_page, no_exact_number_is_left_when_rounded)
{
    char *html = print(page_html, VR_NL, 5);
    char *csv = print(page_csv, VR_NL, 5);

    cr_expect(not(has(html, ">22<")));
    cr_expect(not(has(html, ">38")));
    cr_expect(has(html, ">20<"));
    cr_expect(has(html, "veelvoud van 5"));
    cr_expect(not(has(csv, "22")));
    cr_expect(not(has(csv, "38")));
    free(html);
    free(csv);
}

Test(feedback_page, csv_has_ids_only)
{
    char *text = print(page_csv, VR_NL, 0);

    cr_expect(has(text, "\"(reports)\",,,,38\r\n"));
    cr_expect(has(text, "\"een\",\"a\",,,22\r\n"));
    cr_expect(has(text, "\"een\",\"b\",,,\"hidden\"\r\n"));
    cr_expect(has(text, "\"een\",\"(none)\",,,\"hidden\"\r\n"));
    cr_expect(has(text, "\"tekst\",\"(answered)\",,,\"hidden\"\r\n"));
    cr_expect(has(text, "\"een\",\"a\",\"veel\",\"b\",8\r\n"));
    cr_expect(not(has(text, "script")));
    free(text);
}

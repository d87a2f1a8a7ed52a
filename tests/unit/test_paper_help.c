/* SPDX-License-Identifier: EUPL-1.2 */
/* Where a mistake in a typed line is. Near words are shown at a terminal only: see the story. */
#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>

#include <vrijuit/secret.h>

#include "paper_ask.h"

static const struct tool tool = { .lang = VR_NL };
static struct vr_share share = { .sharing = { 1, 2 }, .threshold = 3, .members = 5, .index = 4 };
static char line[VR_SHARE_LINE_SIZE];
static char help[PAPER_HELP_MAX];

static void
start(void)
{
    cr_assert(eq(int, vr_start(), VR_OK));
    for (uint8_t i = 0; i < 31; i++) {
        share.value[i] = i;
    }
    vr_share_line(line, &share, 2, VR_NL);
}

TestSuite(paper_help, .init = start);

static void
ask(const char *typed)
{
    paper_help(help, &tool, typed, 2, VR_NL, true);
}

Test(paper_help, too_few_and_too_many_words_are_counted)
{
    ask("aap noot mies");
    cr_expect(strstr(help, "dit zijn 3 woorden") != NULL);
    ask("a b c d e f g h");
    cr_expect(strstr(help, "dit zijn 8 woorden") != NULL);
    ask("");
    cr_expect(strstr(help, "dit zijn 0 woorden") != NULL);
}

Test(paper_help, a_word_that_is_in_no_list_is_named_by_its_place)
{
    char typed[2 * VR_SHARE_LINE_SIZE];
    size_t first = strcspn(line, " ");

    snprintf(typed, sizeof typed, "%.*s qqqqqq%s", (int) first, line,
             strchr(line + first + 1, ' '));
    ask(typed);
    cr_expect(strstr(help, "regel 2: woord 2 staat niet in de lijst") != NULL, "%s", help);
}

Test(paper_help, another_line_of_the_paper_is_known)
{
    vr_share_line(line, &share, 5, VR_NL);
    ask(line);
    cr_expect(strstr(help, "dit is regel 5, en regel 2 is nodig") != NULL, "%s", help);
}

/* Every word of the line in turn becomes the nearest other one of the list. */
Test(paper_help, a_wrong_word_of_the_list_is_found_by_the_check_word)
{
    for (size_t place = 0; place < 6; place++) {
        const char *near[2];
        char typed[2 * VR_SHARE_LINE_SIZE];
        char due[40];
        const char *word = line;
        size_t len;

        for (size_t i = 0; i < place; i++) {
            word = strchr(word, ' ') + 1;
        }
        len = strcspn(word, " ");
        if (vr_words_near(near, 2, VR_NL, word, len) < 2) {
            continue;
        }
        snprintf(typed, sizeof typed, "%.*s%s%s", (int) (word - line), line, near[1], word + len);
        snprintf(due, sizeof due, "kijk naar woord %zu", place + 1);
        ask(typed);
        cr_expect(strstr(help, due) != NULL, "%s: %s", typed, help);
    }
}

Test(paper_help, two_words_that_changed_places_are_found)
{
    char typed[2 * VR_SHARE_LINE_SIZE];
    char words[6][20];

    cr_assert(eq(int,
                 sscanf(line, "%19s %19s %19s %19s %19s %19s", words[0], words[1], words[2],
                        words[3], words[4], words[5]),
                 6));
    snprintf(typed, sizeof typed, "%s %s %s %s %s %s", words[0], words[1], words[3], words[2],
             words[4], words[5]);
    ask(typed);
    cr_expect(strstr(help, "staan de woorden 3 en 4 andersom?") != NULL, "%s", help);
}

Test(paper_help, the_words_of_a_secret_are_not_shown_without_a_terminal)
{
    char typed[2 * VR_SHARE_LINE_SIZE];

    snprintf(typed, sizeof typed, "x%s", line);
    ask(typed);
    cr_expect(strstr(help, "woord 1 staat niet in de lijst") != NULL, "%s", help);
    cr_expect(strchr(help, '\'') == NULL, "%s", help);
}

Test(paper_help, a_line_of_noise_is_no_danger)
{
    char noise[400];

    for (unsigned i = 0; i < 200; i++) {
        randombytes_buf(noise, sizeof noise);
        for (size_t j = 0; j < sizeof noise; j++) {
            noise[j] = noise[j] == 0 || j % 9 == 0 ? ' ' : noise[j];
        }
        noise[52 + randombytes_uniform(40)] = '\0';
        ask(noise);
        cr_expect(lt(sz, strlen(help), PAPER_HELP_MAX));
    }
}

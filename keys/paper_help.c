/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper_ask.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "bounded.h"
#include "prompt.h"

#define TOKENS     (VR_SHARE_LINE_WORDS + 1U)
#define TOKEN_MAX  20U
#define SHOWN_NEAR 3U

/* A typed line as words, lower case; more than TOKENS are only counted. */
struct line {
    size_t count;
    char word[TOKENS][TOKEN_MAX];
    unsigned number;
    enum vr_lang lang;
};

static void
split(struct line *line, const char *text)
{
    static const char space[] = " \t\r\n";

    for (text += strspn(text, space); *text != '\0'; text += strspn(text, space)) {
        size_t len = strcspn(text, space);
        size_t kept = len < TOKEN_MAX - 1 ? len : TOKEN_MAX - 1;

        if (line->count < TOKENS) {
            char *word = line->word[line->count];

            for (size_t i = 0; i < kept; i++) {
                bool upper = text[i] >= 'A' && text[i] <= 'Z';

                word[i] = (char) (upper ? text[i] - 'A' + 'a' : text[i]);
            }
            word[kept] = '\0';
        }
        line->count++;
        text += len;
    }
}

static bool
is_known(const char *word, enum vr_lang lang)
{
    return vr_word_find(lang, word, strlen(word)) >= 0;
}

/* The list that has more of the words. */
static enum vr_lang
guess_lang(const struct line *line)
{
    int balance = 0;

    for (size_t i = 0; i < TOKENS; i++) {
        balance += is_known(line->word[i], VR_EN) ? 1 : 0;
        balance -= is_known(line->word[i], VR_NL) ? 1 : 0;
    }

    return balance > 0 ? VR_EN : VR_NL;
}

static bool
is_right(const struct line *line, unsigned number)
{
    uint16_t indexes[VR_SHARE_LINE_WORDS];
    char text[TOKENS * TOKEN_MAX];
    enum vr_lang lang = line->lang;
    bool lang_known = true;
    struct vr_why why;
    enum vr_status status;

    snprintf(text, sizeof text, "%s %s %s %s %s %s", line->word[0], line->word[1], line->word[2],
             line->word[3], line->word[4], line->word[5]);
    status = vr_share_line_decode(indexes, &lang, &lang_known, text, number, &why);
    sodium_memzero(indexes, sizeof indexes);
    sodium_memzero(text, sizeof text);

    return status == VR_OK;
}

/* Words near to that at place; with right, only those with which the whole line is right. */
static size_t
find_near(const char **near, const struct line *line, size_t place, bool right)
{
    const char *word = line->word[place];
    size_t count = vr_words_near(near, VR_WORDS_NEAR_MAX, line->lang, word, strlen(word));
    struct line other = *line;
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        snprintf(other.word[place], TOKEN_MAX, "%s", near[i]);
        if (!right || is_right(&other, line->number)) {
            near[kept++] = near[i];
        }
    }
    sodium_memzero(&other, sizeof other);

    return kept;
}

/* Only for a person at the terminal: these are words of the secret. */
static void
propose(struct bounded *page, const struct tool *tool, const char *const *near, size_t count)
{
    if (count == 0 || !prompt_is_terminal()) {
        return;
    }
    bounded_add(page, "%s", say(tool, "; bedoel je ", "; do you mean "));
    for (size_t i = 0; i < count && i < SHOWN_NEAR; i++) {
        bounded_add(page, "%s'%s'", i == 0 ? "" : say(tool, " of ", " or "), near[i]);
    }
    bounded_add(page, "?");
}

static size_t
count_unknown(const struct line *line)
{
    size_t unknown = 0;

    for (size_t i = 0; i < TOKENS; i++) {
        unknown += is_known(line->word[i], line->lang) ? 0 : 1;
    }

    return unknown;
}

/* The first word that is in no list. With one such word alone, the check word knows which fits. */
static void
help_unknown(struct bounded *page, const struct tool *tool, const struct line *line, size_t unknown)
{
    const char *near[VR_WORDS_NEAR_MAX];
    size_t place = 0;
    size_t count = 0;

    while (is_known(line->word[place], line->lang)) {
        place++;
    }
    if (unknown == 1) {
        count = find_near(near, line, place, true);
    }
    if (count == 0) {
        count = find_near(near, line, place, false);
    }
    bounded_add(page,
                say(tool, "regel %u: woord %zu staat niet in de lijst",
                    "line %u: word %zu is not in the list"),
                line->number, place + 1);
    propose(page, tool, near, count);
}

/* The first of two neighbours that changed places, or TOKENS. */
static size_t
find_swap(const struct line *line)
{
    struct line other;
    size_t place = 0;

    for (; place + 1 < TOKENS; place++) {
        other = *line;
        memcpy(other.word[place], line->word[place + 1], TOKEN_MAX);
        memcpy(other.word[place + 1], line->word[place], TOKEN_MAX);
        if (is_right(&other, line->number)) {
            break;
        }
    }
    sodium_memzero(&other, sizeof other);

    return place + 1 < TOKENS ? place : TOKENS;
}

/* All words are in the list, but the check word says that they are not the right ones. */
static void
help_check(struct bounded *page, const struct tool *tool, const struct line *line)
{
    const char *near[VR_WORDS_NEAR_MAX];
    size_t swap = find_swap(line);

    for (unsigned number = 1; number <= VR_SHARE_LINES; number++) {
        if (number != line->number && is_right(line, number)) {
            bounded_add(page,
                        say(tool, "dit is regel %u, en regel %u is nodig",
                            "this is line %u, and line %u is due"),
                        number, line->number);
            return;
        }
    }
    if (swap < TOKENS) {
        bounded_add(page,
                    say(tool, "regel %u: staan de woorden %zu en %zu andersom?",
                        "line %u: did words %zu and %zu change places?"),
                    line->number, swap + 1, swap + 2);
        return;
    }
    bounded_add(page,
                say(tool, "regel %u: een van de zes woorden is fout",
                    "line %u: one of the six words is wrong"),
                line->number);
    for (size_t place = 0; place < TOKENS; place++) {
        size_t count = find_near(near, line, place, true);

        if (count > 0) {
            bounded_add(page, say(tool, "; kijk naar woord %zu", "; look at word %zu"), place + 1);
            propose(page, tool, near, count);
        }
    }
}

void
paper_help(char help[static PAPER_HELP_MAX], const struct tool *tool, const char *line,
           unsigned number, enum vr_lang lang, bool lang_known)
{
    struct bounded page = { .text = help, .room = PAPER_HELP_MAX };
    struct line words = { .number = number };
    size_t unknown;

    split(&words, line);
    if (words.count != TOKENS) {
        bounded_add(&page,
                    say(tool, "regel %u: dit zijn %zu woorden, het moeten er zes zijn",
                        "line %u has %zu words, where six are due"),
                    number, words.count);
        goto out;
    }
    words.lang = lang_known ? lang : guess_lang(&words);
    unknown = count_unknown(&words);
    if (unknown > 0) {
        help_unknown(&page, tool, &words, unknown);
    } else {
        help_check(&page, tool, &words);
    }
out:
    sodium_memzero(&words, sizeof words);
}

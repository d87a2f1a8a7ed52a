/* SPDX-License-Identifier: EUPL-1.2 */
/* What a person types from paper and dice. The laws: the explanation of a wrong line fits its room
 * and shows no word of the line; a line of throws counts as a whole or not at all. */
#include <stdlib.h>
#include <string.h>

#include <vrijuit/secret.h>

#include "bounded.h"
#include "dice.h"
#include "paper_ask.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_help(const char *line, unsigned char how)
{
    const struct tool tool = { .lang = how % 2 == 0 ? VR_NL : VR_EN };
    char help[PAPER_HELP_MAX];

    memset(help, 'x', sizeof help);
    paper_help(help, &tool, line, 1 + how / 4 % 6, how / 2 % 2 == 0 ? VR_NL : VR_EN,
               how / 32 % 2 == 0);
    if (strnlen(help, sizeof help) == sizeof help || strchr(help, '\'') != NULL) {
        abort();
    }
}

static void
try_dice(const char *line)
{
    struct dice dice;
    struct dice before;
    unsigned sum = 0;

    dice_begin(&dice);
    before = dice;
    if (dice_add(&dice, line) != VR_OK && memcmp(&dice, &before, sizeof dice) != 0) {
        abort();
    }
    for (size_t i = 0; i < 6; i++) {
        sum += dice.faces[i];
    }
    if (sum != dice.throws || sum > strlen(line)) {
        abort();
    }
}

/* Nothing of a text may become markup. */
static void
try_html(const char *text)
{
    char html[4096] = "";
    struct bounded page = { .text = html, .room = sizeof html };

    bounded_add_html(&page, text);
    if (page.len >= sizeof html || html[page.len] != '\0' || strpbrk(html, "<>\"'\033") != NULL) {
        abort();
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text;

    if (size == 0 || vr_start() != VR_OK) {
        return 0;
    }
    text = malloc(size);
    if (text == NULL) {
        abort();
    }
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    try_help(text, data[0]);
    try_dice(text);
    try_html(text);
    free(text);

    return 0;
}

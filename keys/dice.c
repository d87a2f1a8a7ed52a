/* SPDX-License-Identifier: EUPL-1.2 */
#include "dice.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/bytes.h>
#include <vrijuit/secret.h>

#include "prompt.h"

#define MILLIBITS_PER_THROW 2584U /* log2(6), rounded down */

static bool
is_space(char letter)
{
    return letter == ' ' || letter == '\t' || letter == '\r';
}

void
dice_begin(struct dice *dice)
{
    sodium_memzero(dice, sizeof *dice);
}

static void
add_throw(struct dice *dice, uint8_t face)
{
    const struct vr_span spans[] = { { dice->hash, sizeof dice->hash }, { &face, 1 } };
    uint8_t next[DICE_HASH_SIZE];

    vr_hash(next, sizeof next, "vrijuit throw v1", spans, sizeof spans / sizeof spans[0]);
    memcpy(dice->hash, next, sizeof next);
    sodium_memzero(next, sizeof next);
    dice->faces[face - 1]++;
    dice->throws++;
}

enum vr_status
dice_add(struct dice *dice, const char *line)
{
    for (const char *at = line; *at != '\0'; at++) {
        if (!is_space(*at) && (*at < '1' || *at > '6')) {
            return VR_MALFORMED;
        }
    }
    for (const char *at = line; *at != '\0'; at++) {
        if (!is_space(*at)) {
            add_throw(dice, (uint8_t) (*at - '0'));
        }
    }

    return VR_OK;
}

enum vr_status
dice_finish(struct dice *dice)
{
    if (dice->throws < DICE_THROWS_MIN) {
        return VR_CONFLICT;
    }
    for (size_t i = 0; i < sizeof dice->faces / sizeof dice->faces[0]; i++) {
        if (dice->faces[i] > dice->throws / 2) {
            return VR_CONFLICT;
        }
    }
    dice->used = true;

    return VR_OK;
}

unsigned
dice_bits(unsigned throws)
{
    return throws * MILLIBITS_PER_THROW / 1000;
}

void
dice_mix(uint8_t wide[static 64], struct dice *dice)
{
    uint8_t counter[8];
    const struct vr_span spans[] = {
        { wide, 64 },
        { dice->hash, sizeof dice->hash },
        { counter, sizeof counter },
    };
    uint8_t mixed[64];

    if (!dice->used) {
        return;
    }
    vr_store64(counter, dice->drawn++);
    vr_hash(mixed, sizeof mixed, "vrijuit dice v1", spans, sizeof spans / sizeof spans[0]);
    memcpy(wide, mixed, sizeof mixed);
    sodium_memzero(mixed, sizeof mixed);
}

static enum vr_status
refuse_line(const struct tool *tool)
{
    return tool_refuse(VR_MALFORMED, say(tool, "dobbelstenen", "dice"), "%s",
                       say(tool, "alleen de cijfers 1 tot en met 6; deze regel telt niet mee",
                           "only the digits 1 to 6; this line does not count"));
}

static enum vr_status
refuse_end(const struct dice *dice, const struct tool *tool)
{
    const char *what = say(tool, "dobbelstenen", "dice");

    if (dice->throws < DICE_THROWS_MIN) {
        return tool_refuse(VR_CONFLICT, what,
                           say(tool, "nog %u worpen; %u zijn nodig", "%u more throws; %u are due"),
                           DICE_THROWS_MIN - dice->throws, DICE_THROWS_MIN);
    }

    return tool_refuse(VR_CONFLICT, what, "%s",
                       say(tool, "een kant kwam meer dan de helft van de keren boven: gooi verder",
                           "one face came up more than half of the time: throw on"));
}

static enum vr_status
ask_line(char line[static PROMPT_LINE_MAX], const struct dice *dice, const struct tool *tool)
{
    char question[PROMPT_LINE_MAX];

    snprintf(question, sizeof question,
             say(tool, "Gooi, en typ de ogen (1-6); %u van %u (niets: klaar):",
                 "Throw, and type the faces (1-6); %u of %u (nothing: done):"),
             dice->throws, DICE_THROWS_MIN);

    return prompt_secret(tool, line, question);
}

/* One line; *done when it was empty and the throws are good. */
static enum vr_status
ask_once(struct dice *dice, const struct tool *tool, char line[static PROMPT_LINE_MAX], bool *done)
{
    enum vr_status status = ask_line(line, dice, tool);

    if (status != VR_OK) {
        return status;
    }
    if (line[strspn(line, " \t\r")] == '\0') {
        status = dice_finish(dice);
        *done = status == VR_OK;
        if (!*done) {
            refuse_end(dice, tool);
        }
    } else {
        status = dice_add(dice, line);
        if (status != VR_OK) {
            refuse_line(tool);
        }
    }

    /* A person at a terminal goes on. */
    return prompt_is_terminal() ? VR_OK : status;
}

enum vr_status
dice_ask(struct dice *dice, const struct tool *tool)
{
    void *line = NULL;
    bool done = false;
    enum vr_status status = tool_secret_new(tool, &line, PROMPT_LINE_MAX);

    dice_begin(dice);
    while (status == VR_OK && !done) {
        status = ask_once(dice, tool, line, &done);
    }
    vr_secret_free(line);
    if (status == VR_OK) {
        printf(say(tool, "%u worpen: %u bits, gemengd met het toeval van het systeem\n",
                   "%u throws: %u bits, mixed with the chance of the system\n"),
               dice->throws, dice_bits(dice->throws));
    }

    return status;
}

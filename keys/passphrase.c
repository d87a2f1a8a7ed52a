/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "ceremony.h"

#define PASSPHRASE_MIN   8U
#define PASSPHRASE_WORDS 6U

static enum vr_status
propose_passphrase(char passphrase[static PROMPT_LINE_MAX], const struct tool *tool,
                   unsigned number)
{
    size_t len = 0;
    char heading[64];

    for (unsigned i = 0; i < PASSPHRASE_WORDS; i++) {
        uint16_t index = (uint16_t) randombytes_uniform(VR_WORDS);

        len += (size_t) snprintf(passphrase + len, PROMPT_LINE_MAX - len, "%s%s", i == 0 ? "" : " ",
                                 vr_word(tool->lang, index));
    }
    snprintf(heading, sizeof heading,
             say(tool, "Wachtzin van lid %u: ", "Passphrase of member %u: "), number);
    fflush(stdout);
    /* Not by stdio, whose buffer would keep it. */
    if (file_write_all(STDOUT_FILENO, heading, strlen(heading)) != VR_OK ||
        file_write_all(STDOUT_FILENO, passphrase, len) != VR_OK ||
        file_write_all(STDOUT_FILENO, "\n", 1) != VR_OK) {
        return tool_refuse_errno("stdout", "write");
    }

    return prompt_page(tool);
}

/* Asked once more on a terminal; VR_CONFLICT when the two differ. */
static enum vr_status
confirm_passphrase(const struct tool *tool, const char *passphrase)
{
    char again[PROMPT_LINE_MAX] = "";
    enum vr_status status;

    if (!prompt_is_terminal()) {
        return VR_OK;
    }
    status = prompt_secret(tool, again, say(tool, "Nog een keer:", "Once more:"));
    if (status == VR_OK && strcmp(again, passphrase) != 0) {
        status = tool_refuse(VR_CONFLICT, say(tool, "wachtzin", "passphrase"), "%s",
                             say(tool, "de twee zijn niet gelijk", "the two differ"));
    }
    sodium_memzero(again, sizeof again);

    return status;
}

static enum vr_status
ask_once(char passphrase[static PROMPT_LINE_MAX], const struct tool *tool, unsigned number)
{
    char question[PROMPT_LINE_MAX];
    enum vr_status status;

    snprintf(question, sizeof question,
             say(tool, "Lid %u, kies een wachtzin (niets: het programma stelt zes woorden voor):",
                 "Member %u, choose a passphrase (nothing: the program proposes six words):"),
             number);
    status = prompt_secret(tool, passphrase, question);
    if (status != VR_OK) {
        return status;
    }
    if (passphrase[0] == '\0') {
        return propose_passphrase(passphrase, tool, number);
    }
    if (strlen(passphrase) < PASSPHRASE_MIN) {
        return tool_refuse(VR_CONFLICT, say(tool, "wachtzin", "passphrase"),
                           say(tool, "lid %u: neem ten minste %u tekens",
                               "member %u: take at least %u characters"),
                           number, PASSPHRASE_MIN);
    }

    return confirm_passphrase(tool, passphrase);
}

enum vr_status
passphrase_choose(char passphrase[static PROMPT_LINE_MAX], const struct tool *tool, unsigned number)
{
    enum vr_status status;

    do {
        status = ask_once(passphrase, tool, number);
    } while (status == VR_CONFLICT && prompt_is_terminal());

    return status;
}

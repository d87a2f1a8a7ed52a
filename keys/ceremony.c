/* SPDX-License-Identifier: EUPL-1.2 */
#include "ceremony.h"

#include <stdio.h>
#include <stdlib.h>

#include <vrijuit/secret.h>

#include "commands.h"

static void
report_done(const struct ceremony *ceremony, const struct tool *tool,
            const struct ceremony_plan *plan)
{
    char words[VR_FINGERPRINT_SIZE];
    uint8_t public_key[VR_SUITE_PUBLIC_MAX];
    uint8_t pin[32];
    const struct ceremony_secret *secret = ceremony_secret_of(ceremony, PURPOSE_SIGNING);

    if (ceremony_public(public_key, pin, plan->suite, secret->scalar) != VR_OK) {
        return;
    }
    vr_fingerprint(words, tool->lang, pin);
    printf(say(tool,
               "Klaar: %s\nElke %u van de %u leden kunnen samen openen; alle combinaties zijn "
               "geprobeerd.\nDe 12 woorden van de kring (vergelijk ze overal):\n  %s\n",
               "Done: %s\nAny %u of the %u members can open together; all combinations were "
               "tried.\nThe 12 words of the circle (compare them everywhere):\n  %s\n"),
           plan->output, (unsigned) plan->handing.threshold, (unsigned) plan->handing.members,
           words);
}

/* The circle is made before anyone is asked anything: a form that is wrong shows at once. */
static enum vr_status
hold_ceremony(struct ceremony *ceremony, const struct tool *tool, const struct ceremony_plan *plan)
{
    char *text = NULL;
    size_t len = 0;
    enum vr_status status = ceremony_judge_output(tool, plan->output);

    if (status == VR_OK && plan->dice) {
        status = dice_ask(&ceremony->dice, tool);
    }
    if (status == VR_OK) {
        status = ceremony_draw(ceremony, plan);
    }
    if (status == VR_OK) {
        status = ceremony_circle(&text, &len, tool, plan, ceremony);
    }
    if (status == VR_OK) {
        handing_warn(&plan->handing, tool, plan->output);
        status = ceremony_complete(ceremony, tool, &plan->handing, plan->output, text, len);
    }
    if (status == VR_OK) {
        report_done(ceremony, tool, plan);
    }
    free(text);

    return status;
}

enum outcome
command_init(struct tool *tool, int argc, char **argv)
{
    struct ceremony_plan plan = { 0 };
    void *memory = NULL;
    enum outcome outcome = OUTCOME_OK;
    enum vr_status status;

    if (!ceremony_plan_read(&outcome, &plan, tool, argc, argv)) {
        return outcome;
    }
    status = tool_secret_new(tool, &memory, sizeof(struct ceremony));
    if (status == VR_OK) {
        status = hold_ceremony(memory, tool, &plan);
    }
    ceremony_free(memory);

    return tool_outcome(status);
}

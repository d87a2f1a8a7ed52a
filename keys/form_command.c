/* SPDX-License-Identifier: EUPL-1.2 */
/* A questionnaire in the making: whether it is valid, and how a reporter will see it. */
#include <stdlib.h>
#include <string.h>

#include <vrijuit/json.h>

#include "commands.h"
#include "files.h"
#include "form_file.h"
#include "options.h"

enum outcome
command_form(struct tool *tool, int argc, char **argv)
{
    struct form_file form = { .shared = NULL };
    struct texts rest = { 0 };
    const char *questions = NULL;
    enum outcome outcome = OUTCOME_OK;
    const struct option_row rows[] = {
        { "questions", NULL, &questions, NULL },
        { NULL, NULL, NULL, NULL },
    };
    enum vr_status status;
    bool preview;

    if (!options_parse(&outcome, tool, rows, &rest, argc, argv)) {
        return outcome;
    }
    preview = rest.count > 0 && strcmp(rest.item[0], "preview") == 0;
    if (rest.count != 2 || (!preview && strcmp(rest.item[0], "check") != 0)) {
        return tool_usage(tool, "form", "%s", "form check|preview FILE [--questions FILE]");
    }
    status = form_file_read(&form, tool, rest.item[1], questions);
    if (status == VR_OK && preview) {
        form_file_preview(&form, tool);
    } else if (status == VR_OK) {
        form_file_report(&form, tool);
    }
    form_file_wipe(&form);

    return tool_outcome(status);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "commands.h"
#include "reports_show.h"
#include "table.h"

static enum vr_status
read_dossier(struct table *table, const struct tool *tool, const struct access_words *words,
             bool asked_all)
{
    enum vr_status status = table_open(table, tool, words);

    if (status == VR_OK) {
        status = table_judge_minimum(table, asked_all);
    }
    if (status == VR_OK) {
        reports_shuffle(&table->reports);
        reports_show(stdout, &table->reports, tool, &table->access);
    }

    return status;
}

enum outcome
command_read(struct tool *tool, int argc, char **argv)
{
    struct table table = { .tool = tool };
    struct access_words words = { 0 };
    struct texts rest = { 0 };
    enum outcome outcome = OUTCOME_OK;
    bool asked_all = false;
    const char *missing;
    enum vr_status status;
    struct option_row rows[ACCESS_ROWS + 2] = {
        [ACCESS_ROWS] = { "all-members", &asked_all, NULL, NULL },
    };

    access_rows(rows, &words);
    if (!options_parse(&outcome, tool, rows, &rest, argc, argv)) {
        return outcome;
    }
    missing = rest.count > 0 ? rest.item[0] : access_missing(&words);
    if (missing != NULL) {
        return tool_usage(tool, "read",
                          say(tool, "%s ontbreekt of is te veel", "%s is missing or too much"),
                          missing);
    }
    status = read_dossier(&table, tool, &words, asked_all);
    table_wipe(&table);

    return tool_outcome(status);
}

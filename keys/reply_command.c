/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/reply.h>

#include "commands.h"
#include "files.h"
#include "handle.h"
#include "table.h"

#define TEXT_FILE_MAX (VR_REPLY_PARTS_MAX * VR_REPLY_SIZE)

struct replying {
    struct table table;
    struct access_words words;
    const char *to;
    const char *file;
    bool all_members;
};

/* Line ends of other systems, and white space at the end, are no part of an answer. */
static void
trim_text(char *text)
{
    size_t len = 0;

    for (const char *from = text; *from != '\0'; from++) {
        if (*from != '\r') {
            text[len++] = *from;
        }
    }
    while (len > 0 && strchr(" \t\n", text[len - 1]) != NULL) {
        len--;
    }
    text[len] = '\0';
}

static enum vr_status
read_text(char **text, const struct tool *tool, const char *path)
{
    size_t len = 0;
    enum vr_status status = file_read(tool, text, &len, path, TEXT_FILE_MAX);

    if (status != VR_OK) {
        return status;
    }
    if (strlen(*text) != len) {
        return tool_refuse(VR_MALFORMED, path, "%s", say(tool, "geen tekst", "no text"));
    }
    trim_text(*text);

    return VR_OK;
}

static enum vr_status
keep_reply(struct replying *replying, const struct tool *tool)
{
    struct table *table = &replying->table;
    const struct dossier_report *report =
        handle_find(&table->reports, table->access.key, replying->to);
    char *text = NULL;
    enum vr_status status;

    if (report == NULL) {
        return tool_refuse(VR_FOREIGN, replying->to, "%s",
                           say(tool,
                               "geen melding in dit dossier; `read` noemt de naam van elke melding",
                               "no report in this dossier; `read` gives the name of each report"));
    }
    status = read_text(&text, tool, replying->file);
    if (status == VR_OK) {
        status = table_keep_reply(table, report, text);
    }
    if (text != NULL) {
        sodium_memzero(text, strlen(text));
    }
    free(text);
    if (status == VR_OK) {
        printf(table_can_answer(report)
                   ? say(tool, "antwoord op %s bewaard; het staat op het volgende bord\n",
                         "reply to %s kept; it stands on the next board\n")
                   : say(tool, "antwoord op %s bewaard; het komt op geen bord\n",
                         "reply to %s kept; no board will carry it\n"),
               replying->to);
    }

    return status;
}

static enum vr_status
run(struct replying *replying, const struct tool *tool)
{
    enum vr_status status = table_open(&replying->table, tool, &replying->words);

    if (status == VR_OK) {
        status = table_judge_minimum(&replying->table, replying->all_members);
    }
    if (status == VR_OK) {
        status = keep_reply(replying, tool);
    }
    table_wipe(&replying->table);

    return status;
}

enum outcome
command_reply(struct tool *tool, int argc, char **argv)
{
    struct replying replying = { .to = NULL };
    struct texts rest = { 0 };
    enum outcome outcome = OUTCOME_OK;
    const char *missing;
    struct option_row rows[ACCESS_ROWS + 4] = {
        [ACCESS_ROWS] = { "to", NULL, &replying.to, NULL },
        { "file", NULL, &replying.file, NULL },
        { "all-members", &replying.all_members, NULL, NULL },
    };

    access_rows(rows, &replying.words);
    if (!options_parse(&outcome, tool, rows, &rest, argc, argv)) {
        return outcome;
    }
    missing = rest.count > 0 ? rest.item[0] : access_missing(&replying.words);
    if (missing == NULL && (replying.to == NULL || replying.file == NULL)) {
        missing = replying.to == NULL ? "--to" : "--file";
    }
    if (missing != NULL) {
        return tool_usage(tool, "reply",
                          say(tool, "%s ontbreekt of is te veel", "%s is missing or too much"),
                          missing);
    }

    return tool_outcome(run(&replying, tool));
}

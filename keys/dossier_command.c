/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "table.h"

static size_t
count_notes(const struct reports *reports)
{
    size_t count = 0;

    for (size_t i = 0; i < reports->mark_count; i++) {
        count += reports->marks[i].note[0] != '\0' ? 1 : 0;
    }

    return count;
}

/* Numbers only: this may be asked when there are too few reports to read. */
static void
say_whole(const struct table *table)
{
    const struct reports *reports = &table->reports;
    const struct tool *tool = table->tool;
    uint64_t count = reports_count(reports);

    printf(say(tool, "%s: heel\n", "%s: whole\n"), table->path);
    printf(say(tool, "meldingen: %" PRIu64 ", aanvullingen: %" PRIu64 "\n",
               "reports: %" PRIu64 ", follow-ups: %" PRIu64 "\n"),
           count, (uint64_t) reports->count - count);
    printf(say(tool, "notities: %zu, antwoorden: %zu, borden: %zu, verslagen: %zu\n",
               "notes: %zu, answers: %zu, boards: %zu, feedback reports: %zu\n"),
           count_notes(reports), reports->reply_count, reports->board_count,
           reports->statistics_count);
    printf(say(tool, "geopend tot en met ronde %" PRIu32 "\n", "opened up to round %" PRIu32 "\n"),
           reports->state.round);
}

/* To load it is to read every record and to see its end. */
static enum vr_status
verify(const struct tool *tool, const struct access_words *words)
{
    struct table table = { .path = NULL };
    enum vr_status status = table_open(&table, tool, words);

    if (status == VR_OK) {
        say_whole(&table);
    }
    table_wipe(&table);

    return status;
}

enum outcome
command_dossier(struct tool *tool, int argc, char **argv)
{
    struct option_row rows[ACCESS_ROWS + 1] = { 0 };
    struct access_words words = { 0 };
    struct texts rest = { 0 };
    enum outcome outcome = OUTCOME_OK;
    const char *missing;

    access_rows(rows, &words);
    if (!options_parse(&outcome, tool, rows, &rest, argc, argv)) {
        return outcome;
    }
    if (rest.count != 1 || strcmp(rest.item[0], "verify") != 0) {
        return tool_usage(tool, "dossier", "%s",
                          "dossier verify --circle FILE --pin FILE --share FILE --dossier FILE");
    }
    missing = access_missing(&words);
    if (missing != NULL) {
        return tool_usage(tool, "dossier verify", say(tool, "%s ontbreekt", "%s is missing"),
                          missing);
    }

    return tool_outcome(verify(tool, &words));
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "prompt.h"
#include "reader.h"
#include "reports_show.h"
#include "table.h"

#define IDLE_SECONDS     300U
#define IDLE_SECONDS_MAX 3600U

struct reading {
    struct tool *tool;
    struct table table;
    struct access_words words;
    const char *lock_words;
    unsigned idle_seconds;
    bool plain;
    bool all_members;
};

static bool
is_terminal(void)
{
    return prompt_is_terminal() && isatty(STDOUT_FILENO) == 1;
}

static enum reader_end
sit_down(struct reading *reading)
{
    struct desk desk;
    enum reader_end end;
    enum vr_status status = desk_init(&desk, &reading->table);

    if (status != VR_OK) {
        tool_refuse(status, say(reading->tool, "geheugen", "memory"), "%s", vr_status_text(status));
        return READER_FAILED;
    }
    end = reading->plain ? reader_plain(&desk, reading->idle_seconds)
                         : reader_screen(&desk, reading->idle_seconds);
    desk_wipe(&desk);

    return end;
}

/* Not at a terminal, and no commands: everything, once. */
static enum reader_end
print_all(struct reading *reading)
{
    reports_shuffle(&reading->table.reports);
    reports_show(stdout, &reading->table.reports, reading->tool, &reading->table.access);

    return READER_LEFT;
}

static enum vr_status
read_dossier(struct reading *reading, enum reader_end *end)
{
    enum vr_status status = table_open(&reading->table, reading->tool, &reading->words);

    if (status == VR_OK) {
        status = table_judge_minimum(&reading->table, reading->all_members);
    }
    if (status == VR_OK) {
        *end = reading->plain || is_terminal() ? sit_down(reading) : print_all(reading);
    }
    table_wipe(&reading->table);

    return status;
}

/* The program begins anew: nothing of the memory that held reports and keys outlives that, whatever
 * a library kept. It asks for the shares again. Comes back only when that fails; then it ends. */
static enum outcome
lock(const struct tool *tool, int argc, char **argv)
{
    char name[] = "vrijuit-council";
    char **again = calloc((size_t) argc + 2, sizeof *again);

    if (again == NULL) {
        return OUTCOME_SYSTEM;
    }
    again[0] = name;
    memcpy(again + 1, argv, (size_t) argc * sizeof *argv);
    printf("%s\n", say(tool, "Op slot: er gebeurde te lang niets. Geef de delen opnieuw.",
                       "Locked: nothing happened for too long. Give the shares again."));
    fflush(stdout);
    execv("/proc/self/exe", again);
    free(again);

    return tool_outcome(tool_refuse_errno("/proc/self/exe", "exec"));
}

static bool
read_options(enum outcome *outcome, struct reading *reading, int argc, char **argv)
{
    struct tool *tool = reading->tool;
    struct texts rest = { 0 };
    uint64_t idle_seconds = IDLE_SECONDS;
    const char *missing;
    struct option_row rows[ACCESS_ROWS + 4] = {
        [ACCESS_ROWS] = { "all-members", &reading->all_members, NULL, NULL },
        { "plain", &reading->plain, NULL, NULL },
        { "lock-after", NULL, &reading->lock_words, NULL },
    };

    access_rows(rows, &reading->words);
    if (!options_parse(outcome, tool, rows, &rest, argc, argv)) {
        return false;
    }
    missing = rest.count > 0 ? rest.item[0] : access_missing(&reading->words);
    if (missing != NULL) {
        *outcome = tool_usage(tool, "read",
                              say(tool, "%s ontbreekt of is te veel", "%s is missing or too much"),
                              missing);
        return false;
    }
    if (reading->lock_words != NULL &&
        !tool_number(&idle_seconds, reading->lock_words, 1, IDLE_SECONDS_MAX)) {
        *outcome = tool_usage(tool, "--lock-after", "1..%u", IDLE_SECONDS_MAX);
        return false;
    }
    reading->idle_seconds = (unsigned) idle_seconds;

    return true;
}

enum outcome
command_read(struct tool *tool, int argc, char **argv)
{
    struct reading reading = { .tool = tool };
    enum reader_end end = READER_LEFT;
    enum outcome outcome = OUTCOME_OK;
    enum vr_status status;

    if (!read_options(&outcome, &reading, argc, argv)) {
        return outcome;
    }
    status = read_dossier(&reading, &end);
    if (status != VR_OK) {
        return tool_outcome(status);
    }
    if (end == READER_IDLE) {
        return lock(tool, argc, argv);
    }

    return end == READER_FAILED ? OUTCOME_SYSTEM : OUTCOME_OK;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "commands.h"
#include "feedback.h"

static enum vr_status
load(struct reports *reports, const struct feedback *feedback)
{
    const char *path = feedback->words.dossier;
    struct dossier_reader *reader = NULL;
    enum vr_status status =
        dossier_reader_open(&reader, feedback->tool, path, feedback->access.key);

    if (status != VR_OK) {
        return status;
    }
    if (reader == NULL) {
        return tool_refuse(VR_SYSTEM, path, "%s",
                           say(feedback->tool,
                               "er is nog geen dossier; maak het met: vrijuit-council open",
                               "there is no dossier yet; make it with: vrijuit-council open"));
    }
    status = reports_load(reports, feedback->tool, path, reader);
    dossier_reader_close(reader);

    return status;
}

static enum vr_status
take_survey(struct feedback *feedback)
{
    enum vr_status status = survey_take(&feedback->survey, &feedback->reports,
                                        &feedback->access.circles, feedback->council);

    if (status == VR_FULL) {
        return tool_refuse(status, say(feedback->tool, "formulier", "form"), "%s",
                           say(feedback->tool, "een vraag heeft te veel antwoorden",
                               "a question has too many answers"));
    }

    return status;
}

/* Those of this council. */
static enum vr_status
take_earlier(struct feedback *feedback)
{
    const struct reports *reports = &feedback->reports;
    struct publishing_earlier *earlier = &feedback->earlier;

    for (size_t i = 0; i < reports->statistics_count; i++) {
        struct publication *publication = NULL;
        struct vr_why why = { "" };
        enum vr_status status = publication_decode(&publication, reports->statistics[i], &why);

        if (status != VR_OK) {
            return tool_refuse_why(status, feedback->words.dossier, &why);
        }
        if (strcmp(publication->council, feedback->council) != 0) {
            publication_free(publication);
            continue;
        }
        if (earlier->count == PUBLISHING_EARLIER_MAX) {
            publication_free(publication);
            return tool_refuse(VR_FULL, feedback->words.dossier, "%s",
                               say(feedback->tool, "er zijn te veel eerdere verslagen",
                                   "there are too many earlier reports"));
        }
        earlier->list[earlier->count++] = publication;
    }

    return VR_OK;
}

static bool
is_repeated(const struct feedback *feedback)
{
    for (size_t i = 0; i < feedback->earlier.count; i++) {
        if (feedback->earlier.list[i] == feedback->made) {
            return true;
        }
    }

    return false;
}

/* Another run may have added a feedback report that this one did not look at. Both then stay in the
 * dossier as told, and neither comes out. */
static enum vr_status
judge_alone(const struct feedback *feedback)
{
    struct reports now = { 0 };
    enum vr_status status = load(&now, feedback);

    if (status == VR_OK && (now.statistics_count != feedback->reports.statistics_count + 1 ||
                            now.count != feedback->reports.count)) {
        status = tool_refuse(VR_CONFLICT, feedback->words.dossier, "%s",
                             say(feedback->tool,
                                 "er is tegelijk iets anders in het dossier geschreven; er is geen "
                                 "verslag gemaakt, begin opnieuw",
                                 "something else was written into the dossier at the same time; "
                                 "no feedback report was made, begin again"));
    }
    reports_wipe(&now);

    return status;
}

static enum vr_status
remember(const struct feedback *feedback)
{
    json_t *body = publication_encode(feedback->made);
    struct dossier_addition addition = { NULL, 0 };
    char *json = NULL;
    enum vr_status status = VR_MEMORY;

    if (body != NULL) {
        status = dossier_statistics_encode(&json, &addition.len, body);
        json_decref(body);
    }
    if (status != VR_OK) {
        return status;
    }
    addition.json = json;
    status =
        dossier_add(feedback->tool, feedback->words.dossier, feedback->access.key, &addition, 1);
    sodium_memzero(json, addition.len);
    free(json);

    return status == VR_OK ? judge_alone(feedback) : status;
}

static enum vr_status
publish(struct feedback *feedback)
{
    enum vr_status status =
        publishing_make(&feedback->made, feedback->tool, &feedback->survey, &feedback->earlier,
                        &feedback->wish, feedback->reports.count);

    if (status == VR_OK) {
        status = feedback_files_write(feedback);
    }
    if (status == VR_OK && !is_repeated(feedback)) {
        status = remember(feedback);
    }

    return status == VR_OK ? feedback_files_name(feedback) : status;
}

static enum vr_status
make_feedback(struct feedback *feedback)
{
    enum vr_status (*const steps[])(struct feedback *) = { feedback_judge_wish, take_survey,
                                                           take_earlier, publish };
    enum vr_status status = feedback_files_free(feedback);

    if (status == VR_OK) {
        status = access_take(&feedback->access, feedback->tool, &feedback->words);
    }
    if (status == VR_OK) {
        status = load(&feedback->reports, feedback);
    }
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && status == VR_OK; i++) {
        status = steps[i](feedback);
    }

    return status;
}

static void
tell_numbers(uint64_t *told, uint64_t *hidden, const uint32_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        *(numbers[i] == PUBLICATION_HIDDEN ? hidden : told) += 1;
    }
}

static void
tell(const struct feedback *feedback)
{
    const struct publication *made = feedback->made;
    const struct tool *tool = feedback->tool;
    uint64_t told = 0;
    uint64_t hidden = 0;

    for (size_t i = 0; i < made->table_count; i++) {
        tell_numbers(&told, &hidden, made->tables[i].numbers, made->tables[i].columns);
    }
    for (size_t i = 0; i < made->crossing_count; i++) {
        const struct publication_crossing *crossing = &made->crossings[i];

        tell_numbers(&told, &hidden, crossing->numbers,
                     made->tables[crossing->rows_of].columns *
                         made->tables[crossing->columns_of].columns);
    }
    printf(say(tool,
               "verslag over %" PRIu32 " meldingen: %" PRIu64 " getallen getoond, %" PRIu64
               " niet getoond (minimum %" PRIu32 ")\n",
               "feedback report on %" PRIu32 " reports: %" PRIu64 " numbers shown, %" PRIu64
               " not shown (minimum %" PRIu32 ")\n"),
           made->total, told, hidden, made->minimum);
    if (feedback->survey.unfit > 0) {
        printf(say(tool, "niet meegeteld, want ze passen niet bij hun formulier: %" PRIu64 "\n",
                   "not counted, because they do not fit their form: %" PRIu64 "\n"),
               feedback->survey.unfit);
    }
    if (is_repeated(feedback)) {
        printf("%s\n", say(tool, "hetzelfde als een eerder verslag; het dossier is niet veranderd",
                           "the same as an earlier one; the dossier is unchanged"));
    }
}

static void
wipe(struct feedback *feedback)
{
    feedback_files_drop(feedback);
    if (feedback->made != NULL && !is_repeated(feedback)) {
        publication_free(feedback->made);
    }
    for (size_t i = 0; i < feedback->earlier.count; i++) {
        publication_free(feedback->earlier.list[i]);
    }
    survey_wipe(&feedback->survey);
    reports_wipe(&feedback->reports);
    access_wipe(&feedback->access);
}

/* Options that are numbers or lists; the name of a wrong one, or NULL. */
struct values {
    const char *from;
    const char *until;
    const char *minimum;
    const char *base;
    struct texts crossings;
};

static const char *
read_values(struct feedback *feedback, const struct values *values)
{
    uint64_t from = 0;
    uint64_t until = 0;
    uint64_t minimum = 0;

    feedback->wish.bounded = values->from != NULL;
    if ((values->from == NULL) != (values->until == NULL) ||
        (values->from != NULL && (!tool_number(&from, values->from, 0, UINT32_MAX) ||
                                  !tool_number(&until, values->until, 0, UINT32_MAX)))) {
        return "--from-round, --until-round";
    }
    if (values->minimum != NULL && !tool_number(&minimum, values->minimum, 1, 1000)) {
        return "--minimum";
    }
    if (values->base != NULL && strcmp(values->base, "5") != 0) {
        return "--round-base 5";
    }
    feedback->wish.from = (uint32_t) from;
    feedback->wish.until = (uint32_t) until;
    feedback->wish.minimum = (uint32_t) minimum;
    feedback->round_base = values->base != NULL ? FEEDBACK_ROUND_BASE : 0;

    return feedback_read_crossings(feedback, &values->crossings) ? NULL : "--cross";
}

static bool
read_options(enum outcome *outcome, struct feedback *feedback, int argc, char **argv)
{
    struct access_words *words = &feedback->words;
    struct values values = { 0 };
    struct texts rest = { 0 };
    const char *wrong;
    struct option_row rows[ACCESS_ROWS + 9] = {
        [ACCESS_ROWS] = { "council", NULL, &feedback->council, NULL },
        { "output", NULL, &feedback->html.path, NULL },
        { "csv", NULL, &feedback->csv.path, NULL },
        { "cross", NULL, NULL, &values.crossings },
        { "from-round", NULL, &values.from, NULL },
        { "until-round", NULL, &values.until, NULL },
        { "minimum", NULL, &values.minimum, NULL },
        { "round-base", NULL, &values.base, NULL },
    };

    access_rows(rows, words);
    if (!options_parse(outcome, feedback->tool, rows, &rest, argc, argv)) {
        return false;
    }
    wrong = rest.count > 0 ? rest.item[0] : access_missing(words);
    if (wrong == NULL && feedback->html.path == NULL) {
        wrong = "--output";
    }
    if (wrong == NULL) {
        wrong = read_values(feedback, &values);
    }
    if (wrong != NULL) {
        *outcome = tool_usage(
            feedback->tool, "statistics",
            say(feedback->tool, "%s ontbreekt of is niet goed", "%s is missing or not right"),
            wrong);
    }

    return wrong == NULL;
}

enum outcome
command_statistics(struct tool *tool, int argc, char **argv)
{
    struct feedback feedback = { .tool = tool };
    enum outcome outcome = OUTCOME_OK;
    enum vr_status status;

    if (!read_options(&outcome, &feedback, argc, argv)) {
        return outcome;
    }
    status = make_feedback(&feedback);
    if (status == VR_OK) {
        tell(&feedback);
    }
    wipe(&feedback);

    return tool_outcome(status);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "survey.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

static enum vr_status
take_questions(struct survey *survey)
{
    const struct vr_form *form = &survey->circle->form;
    const struct vr_council *council = survey->council;
    size_t count = form->question_count + council->question_count;

    survey->questions = calloc(count + 1, sizeof survey->questions[0]);
    if (survey->questions == NULL) {
        return VR_MEMORY;
    }
    survey->question_count = count;
    for (size_t i = 0; i < count; i++) {
        struct survey_question *question = &survey->questions[i];

        question->asked = i < form->question_count ? &form->questions[i]
                                                   : &council->questions[i - form->question_count];
        question->required = question->asked->required;
        if (question->asked->option_count >= SURVEY_COLUMNS_MAX) {
            return VR_FULL;
        }
    }

    return VR_OK;
}

static uint64_t
column_of(const struct vr_question *question, const json_t *choice)
{
    for (size_t i = 0; i < question->option_count; i++) {
        if (strcmp(question->options[i].id, json_string_value(choice)) == 0) {
            return 1ULL << i;
        }
    }

    return 0;
}

/* Zero when there is no answer that fits the question. */
static uint64_t
columns_of(const struct vr_question *question, const json_t *answer)
{
    const json_t *choice;
    uint64_t columns = 0;
    size_t i;

    if (answer == NULL || vr_form_answer(question, answer, NULL) != VR_OK) {
        return 0;
    }
    switch (question->type) {
    case VR_TEXT:
        return 1;
    case VR_ONE:
        return column_of(question, answer);
    case VR_MANY:
        json_array_foreach(answer, i, choice)
        {
            columns |= column_of(question, choice);
        }
        return columns;
    }

    return 0;
}

/* By the form that its writer had. */
static bool
fits_its_form(const struct dossier_report *report, const struct circles *circles)
{
    const struct vr_circle *circle = circles_find(circles, report->content.circle);
    const struct vr_council *council =
        circle == NULL ? NULL : vr_circle_council(circle, report->council);

    return council != NULL &&
           vr_form_answers(circle->form.questions, circle->form.question_count, council->questions,
                           council->question_count, report->content.answers, NULL) == VR_OK;
}

static void
take_row(struct survey *survey, const struct dossier_report *report, uint64_t place)
{
    struct survey_row *row = &survey->rows[survey->row_count];

    row->place = place;
    row->round_known = report->round_known;
    row->round = report->round;
    row->columns = &survey->columns[survey->row_count * survey->question_count];
    for (size_t i = 0; i < survey->question_count; i++) {
        struct survey_question *question = &survey->questions[i];

        row->columns[i] = columns_of(question->asked,
                                     json_object_get(report->content.answers, question->asked->id));
        question->required = question->required && row->columns[i] != 0;
    }
    survey->row_count++;
}

static enum vr_status
take_rows(struct survey *survey, const struct reports *reports, const struct circles *circles)
{
    survey->rows = calloc(reports->count + 1, sizeof survey->rows[0]);
    survey->columns = calloc(reports->count * survey->question_count + 1, sizeof(uint64_t));
    if (survey->rows == NULL || survey->columns == NULL) {
        return VR_MEMORY;
    }
    for (size_t i = 0; i < reports->count; i++) {
        const struct dossier_report *report = &reports->list[i];

        if (report->content.kind != VR_REPORT ||
            strcmp(report->council, survey->council->id) != 0) {
            continue;
        }
        if (fits_its_form(report, circles)) {
            take_row(survey, report, i);
        } else {
            survey->unfit++;
        }
    }

    return VR_OK;
}

/* "Not answered" becomes a column of its own where it can happen. */
static void
take_columns(struct survey *survey)
{
    for (size_t i = 0; i < survey->question_count; i++) {
        struct survey_question *question = &survey->questions[i];
        size_t answers = question->asked->type == VR_TEXT ? 1 : question->asked->option_count;
        bool has_none = question->asked->type != VR_MANY && !question->required;

        question->columns = answers + (has_none ? 1 : 0);
        for (size_t r = 0; r < survey->row_count && has_none; r++) {
            uint64_t *columns = &survey->rows[r].columns[i];

            *columns = *columns == 0 ? 1ULL << answers : *columns;
        }
    }
}

enum vr_status
survey_take(struct survey *survey, const struct reports *reports, const struct circles *circles,
            const char *council)
{
    struct survey taken = { .circle = circles_newest(circles) };
    enum vr_status status;

    taken.council = vr_circle_council(taken.circle, council);
    if (taken.council == NULL) {
        return VR_FOREIGN;
    }
    status = take_questions(&taken);
    if (status == VR_OK) {
        status = take_rows(&taken, reports, circles);
    }
    if (status != VR_OK) {
        survey_wipe(&taken);
        return status;
    }
    take_columns(&taken);
    *survey = taken;

    return VR_OK;
}

void
survey_wipe(struct survey *survey)
{
    if (survey->columns != NULL) {
        sodium_memzero(survey->columns,
                       survey->row_count * survey->question_count * sizeof(uint64_t));
    }
    free(survey->questions);
    free(survey->rows);
    free(survey->columns);
    *survey = (struct survey) { 0 };
}

size_t
survey_find(const struct survey *survey, const char *id)
{
    size_t place = 0;

    while (place < survey->question_count && strcmp(survey->questions[place].asked->id, id) != 0) {
        place++;
    }

    return place;
}

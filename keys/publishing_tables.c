/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include "publishing_state.h"

/* A question that everyone answers in one way has nothing to count. */
static bool
has_table(const struct survey_question *question)
{
    return question->asked->type == VR_MANY || question->columns > 1;
}

static enum vr_status
make_table(struct publication *made, const struct survey_question *question)
{
    struct publication_table *table = &made->tables[made->table_count];
    enum vr_status status;

    if (made->table_count == PUBLICATION_TABLES) {
        return VR_FULL;
    }
    made->table_count++;
    memcpy(table->id, question->asked->id, strlen(question->asked->id) + 1);
    table->type = question->asked->type;
    table->required = question->required;
    status = publication_table_fill(table, question->asked->option_count);
    for (size_t i = 0; i < table->option_count && status == VR_OK; i++) {
        const char *id = question->asked->options[i].id;

        memcpy(table->options[i], id, strlen(id) + 1);
    }

    return status;
}

static enum vr_status
refuse_crossing(const struct publishing *publishing, const char *id, const char *nl, const char *en)
{
    return tool_refuse(VR_FOREIGN, "--cross", "%s: %s", id, say(publishing->tool, nl, en));
}

/* A question has one partner in all reports that can be compared, or its tables could be combined
 * into what none of them shows. False when it has another one. */
static bool
join(struct publishing *publishing, size_t one, size_t other)
{
    size_t none = publishing->survey->question_count;
    bool fits = (publishing->partner[one] == none || publishing->partner[one] == other) &&
                (publishing->partner[other] == none || publishing->partner[other] == one);

    if (fits) {
        publishing->partner[one] = other;
        publishing->partner[other] = one;
    }

    return fits;
}

/* Nothing more is told about a question, nor about its partner. */
static void
lose(struct publishing *publishing, size_t question)
{
    size_t none = publishing->survey->question_count;

    if (question != none) {
        publishing->lost[question] = true;
        if (publishing->partner[question] != none) {
            publishing->lost[publishing->partner[question]] = true;
        }
    }
}

static void
join_earlier(struct publishing *publishing, const struct publication *earlier)
{
    const struct survey *survey = publishing->survey;

    for (size_t i = 0; i < earlier->crossing_count; i++) {
        size_t one = survey_find(survey, earlier->tables[earlier->crossings[i].rows_of].id);
        size_t other = survey_find(survey, earlier->tables[earlier->crossings[i].columns_of].id);

        if (one == survey->question_count || other == survey->question_count ||
            !join(publishing, one, other)) {
            lose(publishing, one);
            lose(publishing, other);
        }
    }
}

static enum vr_status
judge_crossing(const struct publishing *publishing, const char *a, const char *b)
{
    const struct survey *survey = publishing->survey;
    const char *const ids[2] = { a, b };
    const struct survey_question *question[2];

    for (size_t i = 0; i < 2; i++) {
        size_t place = survey_find(survey, ids[i]);

        question[i] = &survey->questions[place];
        if (place == survey->question_count || !has_table(question[i])) {
            return refuse_crossing(publishing, ids[i], "over deze vraag is er geen tabel",
                                   "there is no table of this question");
        }
    }
    if (strcmp(a, b) == 0 ||
        (question[0]->asked->type == VR_MANY && question[1]->asked->type == VR_MANY)) {
        return refuse_crossing(publishing, b,
                               "kruis twee vragen waarvan er hoogstens een meer antwoorden heeft",
                               "cross two questions of which at most one takes many answers");
    }
    if (question[0]->columns * question[1]->columns > PUBLISHING_CELLS_MAX) {
        return refuse_crossing(publishing, b, "deze kruising is te groot",
                               "this crossing is too large");
    }

    return VR_OK;
}

/* Rows are those of the question that comes first, unless it takes many answers. */
static enum vr_status
make_crossing(struct publication *made, const char *a, const char *b)
{
    struct publication_crossing *crossing = &made->crossings[made->crossing_count];
    size_t one = publication_find(made, a);
    size_t other = publication_find(made, b);
    size_t first = one < other ? one : other;
    size_t second = one < other ? other : one;
    bool turned = made->tables[first].type == VR_MANY;

    for (size_t i = 0; i < made->crossing_count; i++) {
        if (made->crossings[i].rows_of == first || made->crossings[i].columns_of == first) {
            return VR_OK; /* asked for twice */
        }
    }
    crossing->rows_of = turned ? second : first;
    crossing->columns_of = turned ? first : second;
    made->crossing_count++;

    return publication_crossing_fill(made, crossing);
}

static enum vr_status
take_crossing(struct publishing *publishing, const char *a, const char *b)
{
    const struct survey *survey = publishing->survey;
    enum vr_status status = judge_crossing(publishing, a, b);

    if (status != VR_OK) {
        return status;
    }
    if (!join(publishing, survey_find(survey, a), survey_find(survey, b))) {
        return refuse_crossing(
            publishing, a, "deze vraag of de andere is al met een derde gekruist, nu of eerder",
            "this question or the other was crossed with a third one, now or before");
    }

    return make_crossing(publishing->made, a, b);
}

enum vr_status
publishing_tables(struct publishing *publishing)
{
    const struct survey *survey = publishing->survey;
    const struct publishing_wish *wish = publishing->wish;
    enum vr_status status = VR_OK;

    for (size_t i = 0; i < survey->question_count && status == VR_OK; i++) {
        publishing->partner[i] = survey->question_count;
        if (has_table(&survey->questions[i])) {
            status = make_table(publishing->made, &survey->questions[i]);
        }
    }
    for (size_t i = 0; i < publishing->earlier->count; i++) {
        if ((publishing->group >> i) & 1) {
            join_earlier(publishing, publishing->earlier->list[i]);
        }
    }
    for (size_t i = 0; i < wish->crossing_count && status == VR_OK; i++) {
        status = take_crossing(publishing, wish->crossings[i][0], wish->crossings[i][1]);
    }

    return status;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* Draws reports by chance, publishes feedback reports about them while more come in, and prints
 * everything as JSON: what is true, and what a reader gets to see.
 *
 *   feedback_maker SEED */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "publishing.h"

#define QUESTIONS 4U
#define ROWS_MAX  90U
#define PERIODS   3U

static uint64_t chance_state;

/* The same numbers everywhere: splitmix64. */
static unsigned
chance(unsigned limit)
{
    uint64_t z = (chance_state += 0x9e3779b97f4a7c15ULL);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;

    return (unsigned) ((z ^ (z >> 31)) % limit);
}

static struct vr_option options[3] = { { .id = "a" }, { .id = "b" }, { .id = "c" } };
static struct vr_question asked[QUESTIONS] = {
    { .id = "een", .type = VR_ONE, .options = options, .option_count = 3 },
    { .id = "veel", .type = VR_MANY, .options = options, .option_count = 2 },
    { .id = "twee", .type = VR_ONE, .options = options, .option_count = 2 },
    { .id = "tekst", .type = VR_TEXT },
};
static struct vr_council council = { .id = "or-proef" };
static struct survey_question questions[QUESTIONS];
static struct survey_row rows[ROWS_MAX];
static uint64_t columns[ROWS_MAX * QUESTIONS];
static struct survey survey = { .council = &council,
                                .questions = questions,
                                .question_count = QUESTIONS,
                                .rows = rows,
                                .columns = columns };

static void
draw_form(void)
{
    for (size_t i = 0; i < QUESTIONS; i++) {
        bool required = chance(2) == 0;
        size_t answers = asked[i].type == VR_TEXT ? 1 : asked[i].option_count;

        asked[i].required = required;
        questions[i] =
            (struct survey_question) { &asked[i], required,
                                       answers + (asked[i].type != VR_MANY && !required ? 1 : 0) };
    }
}

/* Skewed, so that small numbers are common. */
static uint64_t
draw_answer(const struct survey_question *question)
{
    unsigned first = chance(10);

    if (question->asked->type != VR_MANY) {
        size_t column = first < 6 ? 0 : first < 8 ? 1 : chance((unsigned) question->columns);

        return 1ULL << (column < question->columns ? column : question->columns - 1);
    }
    if (question->required) {
        return first < 6 ? 1 : first < 8 ? 2 : 3;
    }

    return first < 5 ? 1 : first < 7 ? 2 : first < 9 ? 3 : 0;
}

static void
draw_rows(unsigned count, unsigned period)
{
    for (unsigned i = 0; i < count && survey.row_count < ROWS_MAX; i++) {
        struct survey_row *row = &rows[survey.row_count];

        row->place = survey.row_count;
        row->round_known = true;
        row->round = period * 10 + chance(10);
        row->columns = &columns[survey.row_count * QUESTIONS];
        for (size_t q = 0; q < QUESTIONS; q++) {
            row->columns[q] = draw_answer(&questions[q]);
        }
        survey.row_count++;
    }
}

static void
draw_wish(struct publishing_wish *wish, unsigned period)
{
    static const char *const pairs[3][2] = { { "een", "veel" },
                                             { "een", "twee" },
                                             { "twee", "veel" } };

    wish->bounded = chance(3) > 0;
    if (wish->bounded) {
        unsigned from = chance(period + 1);

        wish->from = from * 10;
        wish->until = (from + chance(period - from + 1)) * 10 + 9;
    }
    wish->crossing_count = chance(4) > 0 ? 1 : 0;
    for (size_t i = 0; i < 2; i++) {
        strcpy(wish->crossings[0][i], pairs[chance_state % 3][i]);
    }
}

static json_t *
truth(const struct publishing_earlier *earlier)
{
    json_t *list = json_array();

    for (size_t r = 0; r < survey.row_count; r++) {
        json_t *answers = json_array();
        json_t *in = json_array();

        for (size_t q = 0; q < QUESTIONS; q++) {
            json_array_append_new(answers, json_integer((json_int_t) rows[r].columns[q]));
        }
        for (size_t i = 0; i < earlier->count; i++) {
            const struct publication *made = earlier->list[i];
            bool covers =
                r < made->seen &&
                (!made->bounded || (rows[r].round >= made->from && rows[r].round <= made->until));

            if (covers) {
                json_array_append_new(in, json_integer((json_int_t) i));
            }
        }
        json_array_append_new(list, json_pack("{s:o, s:o}", "answers", answers, "in", in));
    }

    return list;
}

static json_t *
form(void)
{
    json_t *list = json_array();

    for (size_t q = 0; q < QUESTIONS; q++) {
        json_array_append_new(list, json_pack("{s:s, s:b, s:b, s:I}", "id", asked[q].id, "many",
                                              asked[q].type == VR_MANY, "required",
                                              (int) questions[q].required, "columns",
                                              (json_int_t) questions[q].columns));
    }

    return list;
}

int
main(int argc, char **argv)
{
    const struct tool tool = { .lang = VR_EN };
    struct publishing_earlier earlier = { 0 };
    struct publishing_wish wish = { .minimum = 3 };
    json_t *published = json_array();
    json_t *all;

    chance_state = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    wish.minimum += chance(3);
    draw_form();
    for (unsigned stage = 0; stage < 5; stage++) {
        unsigned period = stage * PERIODS / 5;
        struct publication *made = NULL;

        draw_rows(chance(22), period);
        draw_wish(&wish, period);
        if (publishing_make(&made, &tool, &survey, &earlier, &wish, survey.row_count) == VR_OK &&
            (earlier.count == 0 || earlier.list[earlier.count - 1] != made) &&
            made->seen == survey.row_count) {
            earlier.list[earlier.count++] = made;
            json_array_append_new(published, publication_encode(made));
        }
    }
    all = json_pack("{s:I, s:o, s:o, s:o}", "minimum", (json_int_t) wish.minimum, "form", form(),
                    "reports", truth(&earlier), "published", published);
    json_dumpf(all, stdout, JSON_COMPACT);
    printf("\n");
    json_decref(all);
    for (size_t i = 0; i < earlier.count; i++) {
        publication_free(earlier.list[i]);
    }

    return 0;
}

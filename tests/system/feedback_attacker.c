/* SPDX-License-Identifier: EUPL-1.2 */
/* A reader who has all the feedback reports, knows the form, and knows even how many reports each
 * of them adds to the others. Reads what feedback_maker prints; ends with 1 when some group turns
 * out to have fewer than the minimum.
 *
 * It shares nothing with what made the reports: it knows no parts and no tables, only how many
 * reports may have given each possible set of answers to all questions together, and leaves the
 * arithmetic to a solver of another maker. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glpk.h>
#include <jansson.h>

#define QUESTIONS 4
#define CLASSES   64
#define ANSWERS   512 /* sets of answers to all questions together */

struct reader {
    json_t *all;
    int minimum;
    json_t *published;
    unsigned long long class_in[CLASSES];
    int class_count;
    bool many[QUESTIONS];
    int columns[QUESTIONS];
    unsigned answers[ANSWERS][QUESTIONS]; /* bits, as the maker has them */
    int answer_count;
    glp_prob *problem;
    int index[CLASSES * ANSWERS + 1];
    double factor[CLASSES * ANSWERS + 1];
    long tried;
    long broken;
};

static void
need(bool holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "feedback_attacker: %s\n", what);
        exit(2);
    }
}

static unsigned long long
bits_of(const json_t *list)
{
    unsigned long long bits = 0;
    const json_t *item;
    size_t i;

    json_array_foreach(list, i, item)
    {
        bits |= 1ULL << json_integer_value(item);
    }

    return bits;
}

static void
list_answers(struct reader *reader)
{
    int sizes[QUESTIONS];
    int total = 1;

    for (int q = 0; q < QUESTIONS; q++) {
        json_t *question = json_array_get(json_object_get(reader->all, "form"), (size_t) q);
        bool required = json_is_true(json_object_get(question, "required"));

        reader->many[q] = json_is_true(json_object_get(question, "many"));
        reader->columns[q] = (int) json_integer_value(json_object_get(question, "columns"));
        sizes[q] =
            reader->many[q] ? (1 << reader->columns[q]) - (required ? 1 : 0) : reader->columns[q];
        total *= sizes[q];
    }
    need(total <= ANSWERS, "too many answers");
    for (int a = 0; a < total; a++) {
        int rest = a;

        for (int q = 0; q < QUESTIONS; q++) {
            int choice = rest % sizes[q];
            bool skips_none = reader->many[q] && sizes[q] < 1 << reader->columns[q];

            reader->answers[a][q] =
                reader->many[q] ? (unsigned) (choice + (skips_none ? 1 : 0)) : 1U << choice;
            rest /= sizes[q];
        }
    }
    reader->answer_count = total;
}

/* Which reports can be told apart, and how many each class has. */
static void
list_classes(struct reader *reader, int *sizes)
{
    const json_t *report;
    size_t i;

    json_array_foreach(json_object_get(reader->all, "reports"), i, report)
    {
        unsigned long long in = bits_of(json_object_get(report, "in"));
        int class = 0;

        while (class < reader->class_count && reader->class_in[class] != in) {
            class ++;
        }
        if (in == 0) {
            continue;
        }
        need(class < CLASSES, "too many classes");
        if (class == reader->class_count) {
            reader->class_in[reader->class_count++] = in;
        }
        sizes[class]++;
    }
}

/* The variables of a group: of the classes of a feedback report (or of one class), those who
 * answered q with column c, and q2 with column c2 (or without it); -1 for any. */
struct group {
    unsigned long long in;
    int class;
    int q, c, q2, c2;
    bool without;
};

static bool
has_answer(const unsigned *answers, const struct group *group)
{
    if (group->q >= 0 && ((answers[group->q] >> group->c) & 1) == 0) {
        return false;
    }

    return group->q2 < 0 || (((answers[group->q2] >> group->c2) & 1) == 1) != group->without;
}

static int
take_group(struct reader *reader, const struct group *group)
{
    int count = 0;

    for (int s = 0; s < reader->class_count; s++) {
        if (group->class >= 0 ? s != group->class : (reader->class_in[s] & group->in) == 0) {
            continue;
        }
        for (int a = 0; a < reader->answer_count; a++) {
            if (has_answer(reader->answers[a], group)) {
                count++;
                reader->index[count] = s * reader->answer_count + a + 1;
                reader->factor[count] = 1;
            }
        }
    }

    return count;
}

static void
learn(struct reader *reader, const struct group *group, double number)
{
    int row = glp_add_rows(reader->problem, 1);
    int count = take_group(reader, group);

    glp_set_mat_row(reader->problem, row, count, reader->index, reader->factor);
    glp_set_row_bnds(reader->problem, row, GLP_FX, number, number);
}

static int
question_of(const struct reader *reader, const char *id)
{
    for (int q = 0; q < QUESTIONS; q++) {
        const json_t *question = json_array_get(json_object_get(reader->all, "form"), (size_t) q);

        if (strcmp(json_string_value(json_object_get(question, "id")), id) == 0) {
            return q;
        }
    }
    need(false, id);

    return -1;
}

static void
read_tables(struct reader *reader, const json_t *published, unsigned long long in)
{
    const json_t *table;
    const json_t *number;
    size_t i;
    size_t n;

    json_array_foreach(json_object_get(published, "tables"), i, table)
    {
        int q = question_of(reader, json_string_value(json_object_get(table, "id")));

        json_array_foreach(json_object_get(table, "numbers"), n, number)
        {
            if (json_is_integer(number)) {
                learn(reader, &(struct group) { in, -1, q, (int) n, -1, 0, false },
                      (double) json_integer_value(number));
            }
        }
    }
    json_array_foreach(json_object_get(published, "crossings"), i, table)
    {
        int q = question_of(reader, json_string_value(json_object_get(table, "rows")));
        int q2 = question_of(reader, json_string_value(json_object_get(table, "columns")));

        json_array_foreach(json_object_get(table, "numbers"), n, number)
        {
            if (json_is_integer(number)) {
                learn(reader,
                      &(struct group) { in, -1, q, (int) n / reader->columns[q2], q2,
                                        (int) n % reader->columns[q2], false },
                      (double) json_integer_value(number));
            }
        }
    }
}

static void
read_all(struct reader *reader)
{
    int sizes[CLASSES] = { 0 };
    int columns;

    list_answers(reader);
    list_classes(reader, sizes);
    reader->problem = glp_create_prob();
    glp_set_obj_dir(reader->problem, GLP_MAX);
    columns = reader->class_count * reader->answer_count;
    if (columns == 0) {
        return;
    }
    glp_add_cols(reader->problem, columns);
    for (int c = 1; c <= columns; c++) {
        glp_set_col_bnds(reader->problem, c, GLP_LO, 0, 0);
        glp_set_col_kind(reader->problem, c, GLP_IV);
    }
    for (int s = 0; s < reader->class_count; s++) {
        learn(reader, &(struct group) { 0, s, -1, 0, -1, 0, false }, sizes[s]);
    }
    for (size_t i = 0; i < json_array_size(reader->published); i++) {
        read_tables(reader, json_array_get(reader->published, i), 1ULL << i);
    }
}

/* The true number: a group that has the minimum cannot be found to be smaller. */
static int
true_number(const struct reader *reader, const struct group *group)
{
    const json_t *report;
    int count = 0;
    size_t i;

    json_array_foreach(json_object_get(reader->all, "reports"), i, report)
    {
        unsigned answers[QUESTIONS];

        for (size_t q = 0; q < QUESTIONS; q++) {
            answers[q] = (unsigned) json_integer_value(
                json_array_get(json_object_get(report, "answers"), q));
        }
        if (bits_of(json_object_get(report, "in")) == reader->class_in[group->class] &&
            has_answer(answers, group)) {
            count++;
        }
    }

    return count;
}

/* Whether whole numbers exist that fit everything and give the group the minimum or more. */
static bool
may_be_large(struct reader *reader, int count)
{
    int row = glp_add_rows(reader->problem, 1);
    bool may;
    glp_smcp simplex;
    glp_iocp whole;

    glp_init_smcp(&simplex);
    glp_init_iocp(&whole);
    simplex.msg_lev = GLP_MSG_OFF;
    whole.msg_lev = GLP_MSG_OFF;
    glp_set_mat_row(reader->problem, row, count, reader->index, reader->factor);
    glp_set_row_bnds(reader->problem, row, GLP_LO, reader->minimum, 0);
    need(glp_simplex(reader->problem, &simplex) == 0, "simplex");
    may = glp_get_status(reader->problem) == GLP_OPT;
    if (may) {
        need(glp_intopt(reader->problem, &whole) == 0, "whole numbers");
        may = glp_mip_status(reader->problem) == GLP_OPT;
    }
    glp_del_rows(reader->problem, 1, (int[]) { 0, row });
    glp_std_basis(reader->problem);

    return may;
}

static void
attack(struct reader *reader, const struct group *group)
{
    if (true_number(reader, group) >= reader->minimum) {
        return;
    }
    reader->tried++;
    if (!may_be_large(reader, take_group(reader, group))) {
        reader->broken++;
        printf("class %d: question %d answer %d, %s question %d answer %d: fewer than %d\n",
               group->class, group->q, group->c, group->without ? "without" : "with", group->q2,
               group->c2, reader->minimum);
    }
}

/* Any two answers together, the second perhaps not given. */
static void
attack_pair(struct reader *reader, struct group group)
{
    attack(reader, &group);
    group.without = true;
    if (reader->many[group.q2]) {
        attack(reader, &group);
    }
}

/* Each answer, and each with each other one, whether a table shows them or not. */
static void
attack_class(struct reader *reader, int class)
{
    for (int q2 = 0; q2 < QUESTIONS; q2++) {
        for (int c2 = 0; c2 < reader->columns[q2] && reader->columns[q2] > 1; c2++) {
            attack_pair(reader, (struct group) { 0, class, -1, 0, q2, c2, false });
            for (int q = 0; q <= q2; q++) {
                int last = q < q2 ? reader->columns[q] : reader->many[q] ? c2 : 0;

                for (int c = 0; c < last; c++) {
                    attack_pair(reader, (struct group) { 0, class, q, c, q2, c2, false });
                }
            }
        }
    }
}

int
main(void)
{
    static struct reader reader;

    glp_term_out(GLP_OFF);
    reader.all = json_loadf(stdin, 0, NULL);
    need(reader.all != NULL, "no JSON");
    reader.minimum = (int) json_integer_value(json_object_get(reader.all, "minimum"));
    reader.published = json_object_get(reader.all, "published");
    read_all(&reader);
    for (int s = 0; s < reader.class_count; s++) {
        attack_class(&reader, s);
    }
    printf("tried %ld broken %ld\n", reader.tried, reader.broken);
    glp_delete_prob(reader.problem);
    glp_free_env();
    json_decref(reader.all);

    return reader.broken > 0 ? 1 : 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include "publishing_state.h"

/* A question, or two that are crossed, apart from all others: whatever is told about these, any
 * answers to those would fit. */
struct part {
    struct publishing *publishing;
    size_t rows_of; /* places in the survey; question_count for none */
    size_t columns_of;
    struct disclosure *disclosure;
};

/* A number with the place in the new report where it goes. */
struct candidate {
    struct disclosure_number number;
    uint32_t value;
    uint32_t *target;
};

static bool
is_none(const struct part *part, size_t question)
{
    return question == part->publishing->survey->question_count;
}

static const struct survey_question *
question_of(const struct part *part, size_t question)
{
    return is_none(part, question) ? NULL : &part->publishing->survey->questions[question];
}

static size_t
first_bit(uint64_t bits)
{
    return bits == 0 ? 0 : (size_t) __builtin_ctzll(bits);
}

static void
count_rows(const struct part *part)
{
    const struct publishing *publishing = part->publishing;

    for (size_t r = 0; r < publishing->survey->row_count; r++) {
        const uint64_t *columns = publishing->survey->rows[r].columns;
        size_t class = 0;

        while (class < publishing->class_count &&
               publishing->class_in[class] != publishing->in[r]) {
            class ++;
        }
        if (class < publishing->class_count) {
            disclosure_count(part->disclosure, class,
                             is_none(part, part->rows_of) ? 0 : first_bit(columns[part->rows_of]),
                             is_none(part, part->columns_of) ? 0 : columns[part->columns_of]);
        }
    }
}

static enum vr_status
begin(struct part *part)
{
    const struct survey_question *rows = question_of(part, part->rows_of);
    const struct survey_question *columns = question_of(part, part->columns_of);
    const struct disclosure_shape shape = {
        .classes = part->publishing->class_count,
        .rows = rows == NULL ? 1 : rows->columns,
        .columns = columns == NULL ? 0 : columns->columns,
        .partition = columns != NULL && columns->asked->type != VR_MANY,
        .covered = columns != NULL && columns->required,
    };
    enum vr_status status =
        disclosure_new(&part->disclosure, &shape, part->publishing->wish->minimum);

    if (status == VR_OK) {
        count_rows(part);
    }

    return status;
}

/* The classes that a feedback report counts, as bits. */
static uint64_t
classes_in(const struct publishing *publishing, uint64_t report)
{
    uint64_t classes = 0;

    for (size_t i = 0; i < publishing->class_count; i++) {
        classes |= (publishing->class_in[i] & report) != 0 ? 1ULL << i : 0;
    }

    return classes;
}

/* Numbers of an earlier report, each of which must be what it was then. */
static enum vr_status
tell_list(const struct part *part, struct disclosure_number number, const uint32_t *told,
          size_t rows, size_t columns)
{
    enum vr_status status = VR_OK;

    for (size_t i = 0; i < rows * columns && status == VR_OK; i++) {
        if (told[i] == PUBLICATION_HIDDEN) {
            continue;
        }
        number.row = i / columns;
        number.column = i % columns;
        if (disclosure_value(part->disclosure, &number) != told[i]) {
            return publishing_refuse_recount(part->publishing);
        }
        status = disclosure_tell(part->disclosure, &number);
    }

    return status;
}

static bool
tells_any(const uint32_t *told, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (told[i] != PUBLICATION_HIDDEN) {
            return true;
        }
    }

    return false;
}

/* *lost when it counted other answers than there are now: then it cannot be compared. */
static enum vr_status
tell_question(bool *lost, const struct part *part, const struct publication *earlier,
              size_t question, const struct disclosure_number *number)
{
    const struct publication *made = part->publishing->made;
    const struct publication_table *old;
    size_t place;

    if (is_none(part, question)) {
        return VR_OK;
    }
    place = publication_find(earlier, question_of(part, question)->asked->id);
    if (place == earlier->table_count) {
        return VR_OK;
    }
    old = &earlier->tables[place];
    place = publication_find(made, old->id);
    if (!publication_same_table(old, &made->tables[place])) {
        *lost = *lost || tells_any(old->numbers, old->columns);
        return VR_OK;
    }

    return number->kind == DISCLOSURE_ROW ? tell_list(part, *number, old->numbers, old->columns, 1)
                                          : tell_list(part, *number, old->numbers, 1, old->columns);
}

/* Whether a crossing of an earlier report is that of this part; *turned when rows and columns have
 * changed places, as happens when the form got another order. */
static bool
is_crossing_of(bool *turned, const struct part *part, const char *rows, const char *columns)
{
    const struct survey_question *own_rows = question_of(part, part->rows_of);
    const struct survey_question *own_columns = question_of(part, part->columns_of);

    if (own_rows == NULL || own_columns == NULL) {
        return false;
    }
    *turned = strcmp(columns, own_rows->asked->id) == 0;

    return *turned ? strcmp(rows, own_columns->asked->id) == 0
                   : strcmp(rows, own_rows->asked->id) == 0 &&
                         strcmp(columns, own_columns->asked->id) == 0;
}

static enum vr_status
tell_crossing(bool *lost, const struct part *part, const struct publication *earlier,
              const struct disclosure_number *number)
{
    const struct publication *made = part->publishing->made;
    bool turned = false;

    for (size_t i = 0; i < earlier->crossing_count; i++) {
        const struct publication_crossing *crossing = &earlier->crossings[i];
        const struct publication_table *rows = &earlier->tables[crossing->rows_of];
        const struct publication_table *columns = &earlier->tables[crossing->columns_of];

        if (!is_crossing_of(&turned, part, rows->id, columns->id)) {
            continue;
        }
        if (!turned &&
            publication_same_table(rows, &made->tables[publication_find(made, rows->id)]) &&
            publication_same_table(columns, &made->tables[publication_find(made, columns->id)])) {
            return tell_list(part, *number, crossing->numbers, rows->columns, columns->columns);
        }
        *lost = *lost || tells_any(crossing->numbers, rows->columns * columns->columns);
    }

    return VR_OK;
}

static enum vr_status
tell_earlier(bool *lost, const struct part *part)
{
    const struct publishing *publishing = part->publishing;
    enum vr_status status = VR_OK;

    for (size_t i = 0; i < publishing->earlier->count && status == VR_OK; i++) {
        const struct publication *earlier = publishing->earlier->list[i];
        struct disclosure_number number = { .classes = classes_in(publishing, 1ULL << i) };

        if (((publishing->group >> i) & 1) == 0) {
            continue;
        }
        number.kind = DISCLOSURE_ROW;
        status = tell_question(lost, part, earlier, part->rows_of, &number);
        number.kind = DISCLOSURE_COLUMN;
        if (status == VR_OK) {
            status = tell_question(lost, part, earlier, part->columns_of, &number);
        }
        number.kind = DISCLOSURE_CELL;
        if (status == VR_OK) {
            status = tell_crossing(lost, part, earlier, &number);
        }
    }

    return status;
}

static int
compare_candidates(const void *a, const void *b)
{
    const struct candidate *one = a;
    const struct candidate *other = b;

    if (one->value != other->value) {
        return one->value > other->value ? -1 : 1;
    }

    return (one->target > other->target) - (one->target < other->target);
}

/* Large numbers first: they say most, and betray least. */
static enum vr_status
offer_list(const struct part *part, enum disclosure_kind kind, uint32_t *targets, size_t rows,
           size_t columns)
{
    size_t count = rows * columns;
    struct candidate *list = calloc(count + 1, sizeof list[0]);
    enum vr_status status = VR_OK;
    bool accepted = false;

    if (list == NULL) {
        return VR_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        list[i].number =
            (struct disclosure_number) { kind, i / columns, i % columns,
                                         classes_in(part->publishing, PUBLISHING_NEW) };
        list[i].value = disclosure_value(part->disclosure, &list[i].number);
        list[i].target = &targets[i];
    }
    qsort(list, count, sizeof list[0], compare_candidates);
    for (size_t i = 0; i < count && status == VR_OK; i++) {
        status = disclosure_offer(&accepted, part->disclosure, &list[i].number);
        if (status == VR_OK && accepted) {
            *list[i].target = list[i].value;
        }
    }
    free(list);

    return status;
}

static enum vr_status
offer_question(const struct part *part, size_t question, enum disclosure_kind kind)
{
    struct publication *made = part->publishing->made;
    struct publication_table *table;

    if (is_none(part, question)) {
        return VR_OK;
    }
    table = &made->tables[publication_find(made, question_of(part, question)->asked->id)];

    return kind == DISCLOSURE_ROW ? offer_list(part, kind, table->numbers, table->columns, 1)
                                  : offer_list(part, kind, table->numbers, 1, table->columns);
}

static enum vr_status
offer_crossing(const struct part *part)
{
    struct publication *made = part->publishing->made;

    for (size_t i = 0; i < made->crossing_count; i++) {
        const struct publication_crossing *crossing = &made->crossings[i];
        const struct publication_table *rows = &made->tables[crossing->rows_of];
        const struct publication_table *columns = &made->tables[crossing->columns_of];

        if (!is_none(part, part->rows_of) &&
            strcmp(rows->id, question_of(part, part->rows_of)->asked->id) == 0) {
            return offer_list(part, DISCLOSURE_CELL, crossing->numbers, rows->columns,
                              columns->columns);
        }
    }

    return VR_OK;
}

static enum vr_status
fill(struct part *part)
{
    bool lost = false;
    enum vr_status status = begin(part);

    if (status == VR_OK) {
        status = tell_earlier(&lost, part);
    }
    if (status != VR_OK || lost) {
        return status;
    }
    status = offer_question(part, part->rows_of, DISCLOSURE_ROW);
    if (status == VR_OK) {
        status = offer_question(part, part->columns_of, DISCLOSURE_COLUMN);
    }

    return status == VR_OK ? offer_crossing(part) : status;
}

/* The one with many answers has the columns. */
static void
arrange(struct part *part, size_t question, size_t partner)
{
    const struct survey *survey = part->publishing->survey;
    bool is_many = survey->questions[question].asked->type == VR_MANY;

    part->rows_of = is_many ? partner : question;
    part->columns_of = is_many ? question : partner;
}

enum vr_status
publishing_numbers(struct publishing *publishing, size_t question)
{
    const struct survey *survey = publishing->survey;
    struct part part = { .publishing = publishing };
    size_t partner = publishing->partner[question];
    enum vr_status status;

    if (publishing->lost[question] || partner < question) {
        return VR_OK; /* the part of the partner is this one's too */
    }
    for (size_t i = 0; i < 2; i++) {
        size_t place = i == 0 ? question : partner;

        if (place != survey->question_count &&
            publication_find(publishing->made, survey->questions[place].asked->id) ==
                publishing->made->table_count) {
            return VR_OK;
        }
    }
    arrange(&part, question, partner);
    status = fill(&part);
    disclosure_free(part.disclosure);

    return status;
}

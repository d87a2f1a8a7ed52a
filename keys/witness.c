/* SPDX-License-Identifier: EUPL-1.2 */
/* A simplex search that starts at the true numbers, which fit, and moves them until the sum that is
 * asked for is high enough. It works with doubles, because it need not be trusted: what it finds
 * counts only when it fits exactly, and what it misses makes a report say less, never more. */
#include "witness.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TINY 1e-7

/* Variables of the search are those of linear, then one for each row: what its sum is above least.
 * A variable that is basic follows those that are not. */
struct witness {
    const struct linear *linear;
    const int32_t *truth;
    size_t columns;
    size_t rows;
    double *table;  /* rows x columns: how fast a basic one follows */
    size_t *basic;  /* of each row */
    size_t *other;  /* of each column */
    size_t *place;  /* of each variable: its column, or columns + its row */
    double *value;  /* of each variable */
    double *slope;  /* of each column: how fast the form follows */
    int32_t *found; /* of each variable of linear */
};

struct step {
    size_t column;
    double direction;
    double length;
    size_t row; /* rows when no basic variable stops it */
    bool done;
};

static bool
is_fixed(const struct witness *witness, size_t variable)
{
    return variable >= witness->columns && witness->linear->rows[variable - witness->columns].exact;
}

static void
fill_table(struct witness *witness)
{
    for (size_t i = 0; i < witness->columns; i++) {
        witness->other[i] = i;
        witness->place[i] = i;
    }
    for (size_t r = 0; r < witness->rows; r++) {
        const struct linear_row *row = &witness->linear->rows[r];

        witness->basic[r] = witness->columns + r;
        witness->place[witness->columns + r] = witness->columns + r;
        for (size_t i = 0; i < row->count; i++) {
            witness->table[r * witness->columns + row->terms[i].variable] += row->terms[i].factor;
        }
    }
}

enum vr_status
witness_new(struct witness **out, const struct linear *linear, const int32_t *truth)
{
    struct witness *witness = calloc(1, sizeof *witness);
    size_t all = linear->variables + linear->count;

    if (witness == NULL) {
        return VR_MEMORY;
    }
    *witness = (struct witness) {
        .linear = linear,
        .truth = truth,
        .columns = linear->variables,
        .rows = linear->count,
        .table = calloc(linear->count * linear->variables + 1, sizeof(double)),
        .basic = calloc(linear->count + 1, sizeof(size_t)),
        .other = calloc(linear->variables + 1, sizeof(size_t)),
        .place = calloc(all + 1, sizeof(size_t)),
        .value = calloc(all + 1, sizeof(double)),
        .slope = calloc(linear->variables + 1, sizeof(double)),
        .found = calloc(linear->variables + 1, sizeof(int32_t)),
    };
    if (witness->table == NULL || witness->basic == NULL || witness->other == NULL ||
        witness->place == NULL || witness->value == NULL || witness->slope == NULL ||
        witness->found == NULL) {
        witness_free(witness);
        return VR_MEMORY;
    }
    fill_table(witness);
    *out = witness;

    return VR_OK;
}

/* Any choice of basic variables fits the true numbers, so that one search begins where the basis of
 * the last one was left. */
static void
begin_at_truth(struct witness *witness)
{
    for (size_t i = 0; i < witness->columns; i++) {
        witness->value[i] = witness->truth[i];
    }
    for (size_t r = 0; r < witness->rows; r++) {
        const struct linear_row *row = &witness->linear->rows[r];

        witness->value[witness->columns + r] =
            (double) (linear_row_sum(row, witness->truth) - row->least);
    }
}

static void
take_slope(struct witness *witness, const struct linear_row *form)
{
    memset(witness->slope, 0, witness->columns * sizeof(double));
    for (size_t i = 0; i < form->count; i++) {
        size_t place = witness->place[form->terms[i].variable];
        double factor = form->terms[i].factor;
        const double *line;

        if (place < witness->columns) {
            witness->slope[place] += factor;
            continue;
        }
        line = &witness->table[(place - witness->columns) * witness->columns];
        for (size_t c = 0; c < witness->columns; c++) {
            witness->slope[c] += factor * line[c];
        }
    }
}

/* The first variable in number that helps: so the search cannot go round in circles. */
static bool
choose_column(struct step *step, const struct witness *witness)
{
    size_t best = SIZE_MAX;

    for (size_t c = 0; c < witness->columns; c++) {
        size_t variable = witness->other[c];
        double slope = witness->slope[c];

        if (is_fixed(witness, variable) || variable > best) {
            continue;
        }
        if (slope > TINY || (slope < -TINY && witness->value[variable] > TINY)) {
            best = variable;
            step->column = c;
            step->direction = slope > 0 ? 1 : -1;
        }
    }

    return best != SIZE_MAX;
}

/* How far the column can go until a basic variable is at its bound; then that one leaves. */
static void
choose_row(struct step *step, const struct witness *witness)
{
    step->row = witness->rows;
    for (size_t r = 0; r < witness->rows; r++) {
        double rate = witness->table[r * witness->columns + step->column] * step->direction;
        size_t variable = witness->basic[r];
        double limit;

        if (fabs(rate) < TINY || (rate > 0 && !is_fixed(witness, variable))) {
            continue;
        }
        limit = is_fixed(witness, variable) || witness->value[variable] < 0
                    ? 0
                    : witness->value[variable] / -rate;
        if (limit < step->length - TINY ||
            (limit < step->length + TINY && !step->done && step->row < witness->rows &&
             variable < witness->basic[step->row])) {
            step->length = limit;
            step->row = r;
            step->done = false;
        }
    }
}

static void
move(struct witness *witness, const struct step *step)
{
    double change = step->length * step->direction;

    if (change > -TINY && change < TINY) {
        return;
    }
    witness->value[witness->other[step->column]] += change;
    for (size_t r = 0; r < witness->rows; r++) {
        witness->value[witness->basic[r]] +=
            change * witness->table[r * witness->columns + step->column];
    }
}

/* The variable of the column becomes basic in place of that of the row. */
static void
exchange(struct witness *witness, size_t row, size_t column)
{
    double *line = &witness->table[row * witness->columns];
    double pivot = line[column];
    size_t held = witness->basic[row];

    for (size_t c = 0; c < witness->columns; c++) {
        line[c] = c == column ? 1 / pivot : -line[c] / pivot;
    }
    for (size_t r = 0; r < witness->rows; r++) {
        double *target = &witness->table[r * witness->columns];
        double factor = target[column];

        if (r == row || fabs(factor) < TINY) {
            continue;
        }
        target[column] = 0;
        for (size_t c = 0; c < witness->columns; c++) {
            target[c] += factor * line[c];
        }
    }
    witness->basic[row] = witness->other[column];
    witness->other[column] = held;
    witness->place[held] = column;
    witness->place[witness->basic[row]] = witness->columns + row;
}

static bool
fits(struct witness *witness, const struct linear_row *form)
{
    for (size_t i = 0; i < witness->columns; i++) {
        double value = witness->value[i] + 0.5;

        if (!(value > 0 && value < INT32_MAX)) {
            return false;
        }
        witness->found[i] = (int32_t) value;
    }

    return linear_holds(witness->linear, witness->found) &&
           linear_row_sum(form, witness->found) >= form->least;
}

bool
witness_find(int32_t *values, struct witness *witness, const struct linear_row *form)
{
    size_t patience = 4 * (witness->rows + witness->columns) + 64;
    double missing = (double) (form->least - linear_row_sum(form, witness->truth));
    struct step step = { 0 };

    begin_at_truth(witness);
    while (missing > TINY && patience-- > 0) {
        take_slope(witness, form);
        if (!choose_column(&step, witness)) {
            return false;
        }
        step.done = true; /* until something stops it before */
        step.length = missing / fabs(witness->slope[step.column]);
        if (step.direction < 0 && witness->value[witness->other[step.column]] < step.length) {
            step.length = witness->value[witness->other[step.column]];
            step.done = false;
        }
        choose_row(&step, witness);
        move(witness, &step);
        missing -= step.length * fabs(witness->slope[step.column]);
        if (step.row < witness->rows) {
            exchange(witness, step.row, step.column);
        }
    }

    if (missing > TINY || !fits(witness, form)) {
        return false;
    }
    memcpy(values, witness->found, witness->columns * sizeof values[0]);

    return true;
}

void
witness_free(struct witness *witness)
{
    if (witness == NULL) {
        return;
    }
    free(witness->table);
    free(witness->basic);
    free(witness->other);
    free(witness->place);
    free(witness->value);
    free(witness->slope);
    free(witness->found);
    free(witness);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* A simplex search that starts at the true numbers, which fit, and moves them until the sum that is
 * asked for is high enough. It works with doubles, because it need not be trusted: what it finds
 * counts only when it fits exactly, and what it misses makes a report say less, never more. */
#include "witness.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TINY     1e-7
#define SNAP     1e-10 /* what rounding has left of a whole number */
#define NO_LIMIT 1e15
#define ATTEMPTS 6U
#define NARROWED 8U       /* times in an attempt */
#define PRIME    1000003U /* more than there ever are variables */

/* Variables of the search are those of linear, then one for each row: what its sum is above least.
 * A variable that is basic follows those that are not. */
struct witness {
    const struct linear *linear;
    const int32_t *truth;
    size_t columns;
    size_t rows;
    double *table; /* rows x columns: how fast a basic one follows */
    size_t *basic; /* of each row */
    size_t *other; /* of each column */
    size_t *used;  /* columns of a row that are not zero */
    size_t *place; /* of each variable: its column, or columns + its row */
    double *value; /* of each variable */
    double *low;   /* of each variable; the truth always lies between the two */
    double *high;
    double *slope;  /* of each column: how fast the form follows */
    int32_t *found; /* of each variable of linear */
    uint64_t order; /* each attempt prefers the variables in another order */
};

struct step {
    size_t column;
    double direction;
    double length;
    double room;
    size_t row; /* rows when no basic variable stops it */
};

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
        .used = calloc(linear->variables + 1, sizeof(size_t)),
        .place = calloc(all + 1, sizeof(size_t)),
        .value = calloc(all + 1, sizeof(double)),
        .low = calloc(all + 1, sizeof(double)),
        .high = calloc(all + 1, sizeof(double)),
        .slope = calloc(linear->variables + 1, sizeof(double)),
        .found = calloc(linear->variables + 1, sizeof(int32_t)),
    };
    if (witness->table == NULL || witness->basic == NULL || witness->other == NULL ||
        witness->used == NULL || witness->place == NULL || witness->value == NULL ||
        witness->low == NULL || witness->high == NULL || witness->slope == NULL ||
        witness->found == NULL) {
        witness_free(witness);
        return VR_MEMORY;
    }
    fill_table(witness);
    *out = witness;

    return VR_OK;
}

static void
widen(struct witness *witness)
{
    for (size_t i = 0; i < witness->columns + witness->rows; i++) {
        bool fixed = i >= witness->columns && witness->linear->rows[i - witness->columns].exact;

        witness->low[i] = 0;
        witness->high[i] = fixed ? 0 : NO_LIMIT;
    }
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

static uint64_t
rank(const struct witness *witness, size_t variable)
{
    return (variable + 1) * witness->order % PRIME;
}

/* The first variable in order that helps: so the search cannot go round in circles. */
static bool
choose_column(struct step *step, const struct witness *witness)
{
    uint64_t best = UINT64_MAX;

    for (size_t c = 0; c < witness->columns; c++) {
        size_t variable = witness->other[c];
        double slope = witness->slope[c];
        double room = slope > 0 ? witness->high[variable] - witness->value[variable]
                                : witness->value[variable] - witness->low[variable];

        if (fabs(slope) > TINY && room > TINY && rank(witness, variable) < best) {
            best = rank(witness, variable);
            step->column = c;
            step->direction = slope > 0 ? 1 : -1;
            step->room = room;
        }
    }

    return best != UINT64_MAX;
}

/* How far the column can go until a basic variable is at its bound; then that one leaves. */
static void
choose_row(struct step *step, const struct witness *witness)
{
    step->row = witness->rows;
    for (size_t r = 0; r < witness->rows; r++) {
        double rate = witness->table[r * witness->columns + step->column] * step->direction;
        size_t variable = witness->basic[r];
        double room = rate > 0 ? witness->high[variable] - witness->value[variable]
                               : witness->value[variable] - witness->low[variable];
        double limit = room > 0 ? room / fabs(rate) : 0;

        if (fabs(rate) < TINY) {
            continue;
        }
        if (limit < step->length - TINY ||
            (limit < step->length + TINY && step->row < witness->rows &&
             rank(witness, variable) < rank(witness, witness->basic[step->row]))) {
            step->length = limit;
            step->row = r;
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

/* Most entries are whole numbers, and stay so. */
static double
snap(double entry)
{
    double whole = (double) (int64_t) (entry < 0 ? entry - 0.5 : entry + 0.5);

    return fabs(entry - whole) < SNAP ? whole : entry;
}

/* The row solved for the variable of the column; how many entries are not zero, and where. */
static size_t
turn_row(struct witness *witness, double *line, size_t column)
{
    double pivot = line[column];
    size_t count = 0;

    for (size_t c = 0; c < witness->columns; c++) {
        if (line[c] != 0) {
            line[c] = snap(c == column ? 1 / pivot : -line[c] / pivot);
            witness->used[count++] = c;
        }
    }

    return count;
}

/* The variable of the column becomes basic in place of that of the row. */
static void
exchange(struct witness *witness, size_t row, size_t column)
{
    double *line = &witness->table[row * witness->columns];
    size_t held = witness->basic[row];
    size_t count = turn_row(witness, line, column);

    for (size_t r = 0; r < witness->rows; r++) {
        double *target = &witness->table[r * witness->columns];
        double factor = target[column];

        if (r == row || factor == 0) {
            continue;
        }
        target[column] = 0;
        for (size_t i = 0; i < count; i++) {
            size_t c = witness->used[i];

            target[c] = snap(target[c] + factor * line[c]);
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

/* Rather too far than to end between whole numbers. */
static double
whole_above(double length)
{
    double whole = (double) (int64_t) length;

    return whole < length - TINY ? whole + 1 : whole;
}

/* False when nothing helps any more, or when it takes too long; *missing is what is left to do. */
static bool
advance(double *missing, struct witness *witness, const struct linear_row *form)
{
    size_t patience = 4 * (witness->rows + witness->columns) + 64;
    struct step step = { 0 };

    while (*missing > TINY && patience-- > 0) {
        take_slope(witness, form);
        if (!choose_column(&step, witness)) {
            return false;
        }
        step.length = whole_above(*missing / fabs(witness->slope[step.column]));
        step.length = step.room < step.length ? step.room : step.length;
        choose_row(&step, witness);
        move(witness, &step);
        *missing -= step.length * fabs(witness->slope[step.column]);
        if (step.row < witness->rows) {
            exchange(witness, step.row, step.column);
        }
    }

    return *missing <= TINY;
}

/* Bring what is between whole numbers nearer to the truth. */
static void
narrow(struct witness *witness)
{
    for (size_t i = 0; i < witness->columns; i++) {
        double below = (double) (int64_t) (witness->value[i] + TINY);

        if (witness->value[i] - below < 2 * TINY) {
            continue;
        }
        if (witness->truth[i] <= below) {
            witness->high[i] = below;
        } else {
            witness->low[i] = below + 1;
        }
    }
}

/* *hopeless when there are not even numbers with fractions. */
static bool
attempt(bool *hopeless, struct witness *witness, const struct linear_row *form)
{
    widen(witness);
    for (unsigned i = 0; i < NARROWED; i++) {
        double missing = (double) (form->least - linear_row_sum(form, witness->truth));

        begin_at_truth(witness);
        if (!advance(&missing, witness, form)) {
            *hopeless = i == 0;
            return false;
        }
        if (fits(witness, form)) {
            return true;
        }
        narrow(witness);
    }

    return false;
}

bool
witness_find(int32_t *values, struct witness *witness, const struct linear_row *form)
{
    bool hopeless = false;

    for (unsigned i = 0; i < ATTEMPTS && !hopeless; i++) {
        witness->order = 1 + i * 7919;
        if (attempt(&hopeless, witness, form)) {
            memcpy(values, witness->found, witness->columns * sizeof values[0]);
            return true;
        }
    }

    return false;
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
    free(witness->used);
    free(witness->place);
    free(witness->value);
    free(witness->low);
    free(witness->high);
    free(witness->slope);
    free(witness->found);
    free(witness);
}

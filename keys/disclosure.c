/* SPDX-License-Identifier: EUPL-1.2 */
#include "disclosure.h"

#include <stdlib.h>
#include <string.h>

#include "disclosure_state.h"
#include "witness.h"

enum vr_status
disclosure_new(struct disclosure **out, const struct disclosure_shape *shape, uint32_t minimum)
{
    struct disclosure *disclosure = calloc(1, sizeof *disclosure);

    if (disclosure == NULL) {
        return VR_MEMORY;
    }
    disclosure->shape = *shape;
    disclosure->minimum = minimum;
    disclosure->step = shape->rows * (shape->columns + 1);
    disclosure->known.variables = disclosure->step * shape->classes;
    disclosure->truth = calloc(disclosure->known.variables + 1, sizeof(int32_t));
    /* One for each row, two for each cell: in it, and in its row but not in it. */
    disclosure->guarded = calloc(2 * disclosure->known.variables + 1, sizeof(struct guarded));
    if (disclosure->truth == NULL || disclosure->guarded == NULL) {
        disclosure_free(disclosure);
        return VR_MEMORY;
    }
    *out = disclosure;

    return VR_OK;
}

void
disclosure_count(struct disclosure *disclosure, size_t class, size_t row, uint64_t columns)
{
    disclosure->truth[disclosure_row_variable(disclosure, class, row)]++;
    for (size_t i = 0; i < disclosure->shape.columns; i++) {
        disclosure->truth[disclosure_cell_variable(disclosure, class, row, i)] +=
            (columns >> i) & 1 ? 1 : 0;
    }
}

/* The terms of a number in one class. */
static enum vr_status
add_terms(struct linear_row *sum, const struct disclosure *disclosure,
          const struct disclosure_number *number, size_t class)
{
    const struct disclosure_shape *shape = &disclosure->shape;
    enum vr_status status = VR_OK;

    switch (number->kind) {
    case DISCLOSURE_ROW:
        return linear_row_add(sum, disclosure_row_variable(disclosure, class, number->row), 1);
    case DISCLOSURE_CELL:
        return linear_row_add(
            sum, disclosure_cell_variable(disclosure, class, number->row, number->column), 1);
    case DISCLOSURE_COLUMN:
        for (size_t row = 0; row < shape->rows && status == VR_OK; row++) {
            status = linear_row_add(
                sum, disclosure_cell_variable(disclosure, class, row, number->column), 1);
        }
        return status;
    }

    return VR_UNSUPPORTED;
}

static enum vr_status
make_sum(struct linear_row *sum, const struct disclosure *disclosure,
         const struct disclosure_number *number)
{
    enum vr_status status = VR_OK;

    for (size_t class = 0; class < disclosure->shape.classes && status == VR_OK; class ++) {
        if ((number->classes >> class) & 1) {
            status = add_terms(sum, disclosure, number, class);
        }
    }
    sum->exact = true;
    sum->least = linear_row_sum(sum, disclosure->truth);

    return status;
}

uint32_t
disclosure_value(const struct disclosure *disclosure, const struct disclosure_number *number)
{
    const struct disclosure_shape *shape = &disclosure->shape;
    int64_t sum = 0;

    for (size_t class = 0; class < shape->classes; class ++) {
        if (((number->classes >> class) & 1) == 0) {
            continue;
        }
        for (size_t row = 0; row < shape->rows; row++) {
            if (number->kind == DISCLOSURE_COLUMN) {
                sum +=
                    disclosure
                        ->truth[disclosure_cell_variable(disclosure, class, row, number->column)];
            } else if (row == number->row) {
                sum += number->kind == DISCLOSURE_ROW
                           ? disclosure->truth[disclosure_row_variable(disclosure, class, row)]
                           : disclosure->truth[disclosure_cell_variable(disclosure, class, row,
                                                                        number->column)];
            }
        }
    }

    return (uint32_t) sum;
}

/* Find a new proof for whatever the rows from first on have taken the proof of. */
static enum vr_status
prove(bool *proven, struct disclosure *disclosure, size_t first)
{
    struct witness *witness = NULL;
    enum vr_status status = witness_new(&witness, &disclosure->known, disclosure->truth);

    if (status != VR_OK) {
        return status;
    }
    *proven = true;
    for (size_t i = 0; i < disclosure->guarded_count && *proven; i++) {
        struct guarded held = disclosure->guarded[i];
        bool stands = linear_row_sum(&held.form, held.proof) >= held.form.least;

        for (size_t r = first; r < disclosure->known.count && stands; r++) {
            stands = linear_row_holds(&disclosure->known.rows[r], held.proof);
        }
        if (stands) {
            continue;
        }
        *proven = witness_find(held.proof, witness, &held.form);
        if (!*proven) {
            /* What is hardest is tried first the next time. */
            disclosure->guarded[i] = disclosure->guarded[0];
            disclosure->guarded[0] = held;
        }
    }
    witness_free(witness);

    return VR_OK;
}

static enum vr_status
begin(struct disclosure *disclosure)
{
    enum vr_status status = VR_OK;

    for (size_t class = 0; class < disclosure->shape.classes && status == VR_OK; class ++) {
        status = disclosure_begin_class(disclosure, class);
    }
    disclosure->is_begun = true;

    return status;
}

enum vr_status
disclosure_tell(struct disclosure *disclosure, const struct disclosure_number *number)
{
    struct linear_row sum = { .exact = true };
    enum vr_status status = make_sum(&sum, disclosure, number);

    if (status == VR_OK) {
        return linear_take(&disclosure->known, &sum);
    }
    linear_row_wipe(&sum);

    return status;
}

/* The rules of the classes, and proofs for all that was told before. */
static enum vr_status
settle(struct disclosure *disclosure)
{
    bool proven = false;
    enum vr_status status = begin(disclosure);

    if (status == VR_OK) {
        status = prove(&proven, disclosure, 0);
    }
    disclosure->is_lost = !proven;

    return status;
}

enum vr_status
disclosure_offer(bool *accepted, struct disclosure *disclosure,
                 const struct disclosure_number *number)
{
    bool proven = false;
    enum vr_status status = VR_OK;

    if (!disclosure->is_begun) {
        status = settle(disclosure);
    }
    *accepted = false;
    if (status != VR_OK || disclosure->is_lost ||
        disclosure_value(disclosure, number) < disclosure->minimum) {
        return status;
    }
    status = disclosure_tell(disclosure, number);
    if (status != VR_OK) {
        return status;
    }
    status = prove(&proven, disclosure, disclosure->known.count - 1);
    if (status != VR_OK || !proven) {
        linear_drop(&disclosure->known);
        return status;
    }
    *accepted = true;

    return VR_OK;
}

void
disclosure_free(struct disclosure *disclosure)
{
    if (disclosure == NULL) {
        return;
    }
    for (size_t i = 0; i < disclosure->guarded_count; i++) {
        linear_row_wipe(&disclosure->guarded[i].form);
        free(disclosure->guarded[i].proof);
    }
    linear_wipe(&disclosure->known);
    free(disclosure->guarded);
    free(disclosure->truth);
    free(disclosure);
}

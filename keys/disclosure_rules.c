/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>

#include "disclosure_state.h"

uint32_t
disclosure_row_variable(const struct disclosure *disclosure, size_t class, size_t row)
{
    return (uint32_t) (class * disclosure->step + row);
}

uint32_t
disclosure_cell_variable(const struct disclosure *disclosure, size_t class, size_t row,
                         size_t column)
{
    const struct disclosure_shape *shape = &disclosure->shape;

    return (uint32_t) (class * disclosure->step + shape->rows + row * shape->columns + column);
}

/* What holds for one row of one class whatever was answered. */
static enum vr_status
add_row_rules(struct disclosure *disclosure, size_t class, size_t row)
{
    const struct disclosure_shape *shape = &disclosure->shape;
    struct linear_row all = { .exact = shape->partition };
    enum vr_status status = VR_OK;

    for (size_t i = 0; i < shape->columns && status == VR_OK; i++) {
        struct linear_row one = { .exact = false };

        status = linear_row_add(&all, disclosure_cell_variable(disclosure, class, row, i), 1);
        if (status != VR_OK || shape->partition) {
            continue;
        }
        status = linear_row_add(&one, disclosure_row_variable(disclosure, class, row), 1);
        if (status == VR_OK) {
            status = linear_row_add(&one, disclosure_cell_variable(disclosure, class, row, i), -1);
        }
        if (status == VR_OK) {
            status = linear_take(&disclosure->known, &one);
        }
        linear_row_wipe(&one);
    }
    if (status == VR_OK && shape->columns > 0 && (shape->partition || shape->covered)) {
        status = linear_row_add(&all, disclosure_row_variable(disclosure, class, row), -1);
        if (status == VR_OK) {
            status = linear_take(&disclosure->known, &all);
        }
    }
    linear_row_wipe(&all);

    return status;
}

/* The size of a class counts as known. */
static enum vr_status
add_class_rules(struct disclosure *disclosure, size_t class)
{
    struct linear_row all = { .exact = true };
    enum vr_status status = VR_OK;

    for (size_t row = 0; row < disclosure->shape.rows && status == VR_OK; row++) {
        status = linear_row_add(&all, disclosure_row_variable(disclosure, class, row), 1);
        if (status == VR_OK) {
            status = add_row_rules(disclosure, class, row);
        }
    }
    if (status != VR_OK) {
        linear_row_wipe(&all);
        return status;
    }
    all.least = linear_row_sum(&all, disclosure->truth);

    return linear_take(&disclosure->known, &all);
}

/* Only what is small needs a proof: the truth itself proves the rest. */
static enum vr_status
guard(struct disclosure *disclosure, struct linear_row *form)
{
    struct guarded *guarded = &disclosure->guarded[disclosure->guarded_count];

    form->least = disclosure->minimum;
    if (linear_row_sum(form, disclosure->truth) >= form->least) {
        linear_row_wipe(form);
        return VR_OK;
    }
    guarded->proof = calloc(disclosure->known.variables, sizeof(int32_t));
    if (guarded->proof == NULL) {
        linear_row_wipe(form);
        return VR_MEMORY;
    }
    guarded->form = *form;
    disclosure->guarded_count++;

    return VR_OK;
}

static enum vr_status
guard_cell(struct disclosure *disclosure, size_t class, size_t row, size_t column)
{
    struct linear_row in = { .exact = false };
    struct linear_row out = { .exact = false };
    enum vr_status status =
        linear_row_add(&in, disclosure_cell_variable(disclosure, class, row, column), 1);

    if (status != VR_OK) {
        return status;
    }
    status = guard(disclosure, &in);
    if (status != VR_OK || disclosure->shape.partition) {
        return status;
    }
    status = linear_row_add(&out, disclosure_row_variable(disclosure, class, row), 1);
    if (status == VR_OK) {
        status = linear_row_add(&out, disclosure_cell_variable(disclosure, class, row, column), -1);
    }
    if (status != VR_OK) {
        linear_row_wipe(&out);
        return status;
    }

    return guard(disclosure, &out);
}

/* Without columns the row itself; where everyone chose something, how many more was chosen: else a
 * reader may see that few have two answers at once. */
static enum vr_status
guard_row(struct disclosure *disclosure, size_t class, size_t row)
{
    const struct disclosure_shape *shape = &disclosure->shape;
    struct linear_row form = { .exact = false };
    enum vr_status status = linear_row_add(&form, disclosure_row_variable(disclosure, class, row),
                                           shape->columns == 0 ? 1 : -1);

    for (size_t i = 0; i < shape->columns && status == VR_OK; i++) {
        status = linear_row_add(&form, disclosure_cell_variable(disclosure, class, row, i), 1);
    }
    if (status != VR_OK) {
        linear_row_wipe(&form);
        return status;
    }

    return guard(disclosure, &form);
}

enum vr_status
disclosure_begin_class(struct disclosure *disclosure, size_t class)
{
    const struct disclosure_shape *shape = &disclosure->shape;
    bool counts_more = shape->covered && !shape->partition && shape->columns > 1;
    enum vr_status status = add_class_rules(disclosure, class);

    for (size_t row = 0; row < shape->rows && status == VR_OK; row++) {
        if (shape->columns == 0 || counts_more) {
            status = guard_row(disclosure, class, row);
        }
        for (size_t i = 0; i < shape->columns && status == VR_OK; i++) {
            status = guard_cell(disclosure, class, row, i);
        }
    }

    return status;
}

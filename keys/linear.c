/* SPDX-License-Identifier: EUPL-1.2 */
#include "linear.h"

#include <stdlib.h>

enum vr_status
linear_row_add(struct linear_row *row, uint32_t variable, int32_t factor)
{
    if (row->count == row->size) {
        size_t size = row->size * 2 + 4;
        struct linear_term *grown = reallocarray(row->terms, size, sizeof row->terms[0]);

        if (grown == NULL) {
            return VR_MEMORY;
        }
        row->terms = grown;
        row->size = size;
    }
    row->terms[row->count++] = (struct linear_term) { variable, factor };

    return VR_OK;
}

int64_t
linear_row_sum(const struct linear_row *row, const int32_t *values)
{
    int64_t sum = 0;

    for (size_t i = 0; i < row->count; i++) {
        sum += (int64_t) row->terms[i].factor * values[row->terms[i].variable];
    }

    return sum;
}

bool
linear_row_holds(const struct linear_row *row, const int32_t *values)
{
    int64_t sum = linear_row_sum(row, values);

    return row->exact ? sum == row->least : sum >= row->least;
}

void
linear_row_wipe(struct linear_row *row)
{
    free(row->terms);
    *row = (struct linear_row) { 0 };
}

enum vr_status
linear_take(struct linear *linear, struct linear_row *row)
{
    if (linear->count == linear->size) {
        size_t size = linear->size * 2 + 16;
        struct linear_row *grown = reallocarray(linear->rows, size, sizeof linear->rows[0]);

        if (grown == NULL) {
            linear_row_wipe(row);
            return VR_MEMORY;
        }
        linear->rows = grown;
        linear->size = size;
    }
    linear->rows[linear->count++] = *row;
    *row = (struct linear_row) { 0 };

    return VR_OK;
}

void
linear_drop(struct linear *linear)
{
    linear->count--;
    linear_row_wipe(&linear->rows[linear->count]);
}

bool
linear_holds(const struct linear *linear, const int32_t *values)
{
    for (size_t i = 0; i < linear->variables; i++) {
        if (values[i] < 0) {
            return false;
        }
    }
    for (size_t i = 0; i < linear->count; i++) {
        if (!linear_row_holds(&linear->rows[i], values)) {
            return false;
        }
    }

    return true;
}

void
linear_wipe(struct linear *linear)
{
    while (linear->count > 0) {
        linear_drop(linear);
    }
    free(linear->rows);
    *linear = (struct linear) { 0 };
}

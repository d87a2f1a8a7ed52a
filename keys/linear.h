/* SPDX-License-Identifier: EUPL-1.2 */
/* What is known about whole numbers that are not known themselves: sums of some of them. */

#ifndef LINEAR_H
#define LINEAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/status.h>

struct linear_term {
    uint32_t variable;
    int32_t factor; /* 1 or -1 */
};

/* The sum of the terms is least, or at least that. */
struct linear_row {
    struct linear_term *terms;
    size_t count;
    size_t size;
    int64_t least;
    bool exact;
};

/* Every variable is a whole number of zero or more. */
struct linear {
    size_t variables;
    struct linear_row *rows;
    size_t count;
    size_t size;
};

/* On a failure the row is as it was. */
enum vr_status linear_row_add(struct linear_row *row, uint32_t variable,
                              int32_t factor) VR_MUST_CHECK;
int64_t linear_row_sum(const struct linear_row *row, const int32_t *values);
bool linear_row_holds(const struct linear_row *row, const int32_t *values);
void linear_row_wipe(struct linear_row *row);

/* Takes over the terms, also on a failure, and leaves *row empty. */
enum vr_status linear_take(struct linear *linear, struct linear_row *row) VR_MUST_CHECK;

/* Forget the last row. */
void linear_drop(struct linear *linear);

/* Every row, and no value below zero. */
bool linear_holds(const struct linear *linear, const int32_t *values);
void linear_wipe(struct linear *linear);

#endif

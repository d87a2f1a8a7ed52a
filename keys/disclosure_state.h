/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts of disclosure share. */

#ifndef DISCLOSURE_STATE_H
#define DISCLOSURE_STATE_H

#include "disclosure.h"
#include "linear.h"

/* Something that a reader may not find to be smaller than the minimum, and numbers that fit all
 * that was told and in which it is not. */
struct guarded {
    struct linear_row form;
    int32_t *proof;
};

struct disclosure {
    struct disclosure_shape shape;
    uint32_t minimum;
    struct linear known; /* the rules, and what was told */
    int32_t *truth;
    size_t step; /* variables of a class: its rows, then its cells row by row */
    struct guarded *guarded;
    size_t guarded_count;
    bool is_begun;
    bool is_lost; /* what was told before is too much */
};

uint32_t disclosure_row_variable(const struct disclosure *disclosure, size_t class, size_t row);
uint32_t disclosure_cell_variable(const struct disclosure *disclosure, size_t class, size_t row,
                                  size_t column);

/* After all were counted: what everybody knows of a class, and what nobody may work out. */
enum vr_status disclosure_begin_class(struct disclosure *disclosure, size_t class) VR_MUST_CHECK;

#endif

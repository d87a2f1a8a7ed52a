/* SPDX-License-Identifier: EUPL-1.2 */
/* Proof that a reader cannot rule something out: other numbers that fit all that is known. */

#ifndef WITNESS_H
#define WITNESS_H

#include "linear.h"

struct witness;

/* A search over linear, begun at truth, for which all of it must hold. Both are borrowed. */
enum vr_status witness_new(struct witness **out, const struct linear *linear,
                           const int32_t *truth) VR_MUST_CHECK;

/* Whether numbers were found that fit linear and for which the sum of the terms of form is its
 * least or more; values then has them. What is found is checked in whole numbers. False when there
 * are none, or when the search gave up: a caller then must take it as not safe. */
bool witness_find(int32_t *values, struct witness *witness, const struct linear_row *form);
void witness_free(struct witness *witness);

#endif

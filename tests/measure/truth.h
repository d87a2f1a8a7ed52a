/* SPDX-License-Identifier: EUPL-1.2 */
/* What the measurer knows of each packet that it sent through three hops, and an attacker looks
 * for: one row a packet, in order of sending. */

#ifndef TRUTH_H
#define TRUTH_H

#include <stdint.h>

#define TRUTH_HOPS 3U
#define TRUTH_BODY 16U /* first bytes: enough to know a packet by */

struct truth_layer {
    uint8_t order[32]; /* T, as it comes to the hop */
    uint8_t tag[16];
    uint8_t body[TRUTH_BODY];
};

struct truth {
    struct truth_layer layers[TRUTH_HOPS];
    uint8_t locator[16];
    uint8_t record[TRUTH_BODY];
};

_Static_assert(sizeof(struct truth) == 224, "the rows of the file");

#endif

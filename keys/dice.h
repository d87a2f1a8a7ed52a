/* SPDX-License-Identifier: EUPL-1.2 */
/* Chance that people throw themselves. It is mixed with the system's, and never used alone. */

#ifndef DICE_H
#define DICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool.h"

#define DICE_THROWS_MIN 50U /* 129 bits */
#define DICE_HASH_SIZE  64U

/* Secret; in locked memory. All zeros: no dice. */
struct dice {
    unsigned throws;
    unsigned faces[6];
    bool used;
    uint8_t hash[DICE_HASH_SIZE]; /* of all throws, each hashed with what came before */
    uint64_t drawn;
};

/* Ask for throws until an empty line. Refuses fewer than DICE_THROWS_MIN. */
enum vr_status dice_ask(struct dice *dice, const struct tool *tool) VR_MUST_CHECK;

/* The same in parts: a line of faces 1 to 6, white space between them; VR_MALFORMED when anything
 * else stands in it (then nothing of the line counts), VR_CONFLICT at the end when there are too
 * few throws or one face came up more than half of the time. */
void dice_begin(struct dice *dice);
enum vr_status dice_add(struct dice *dice, const char *line) VR_MUST_CHECK;
enum vr_status dice_finish(struct dice *dice) VR_MUST_CHECK;

/* Whole bits in so many throws. */
unsigned dice_bits(unsigned throws);

/* wide holds chance of the system; with dice it becomes the hash of both and of a counter. */
void dice_mix(uint8_t wide[static 64], struct dice *dice);

#endif

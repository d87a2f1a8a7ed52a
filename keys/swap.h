/* SPDX-License-Identifier: EUPL-1.2 */
/* Text that does not lie in memory of vr_secret_new, kept off the disk all the same. */

#ifndef SWAP_H
#define SWAP_H

#include "tool.h"

/* Lock all memory of the program, also what it takes later. On a machine without swap nothing can
 * get there, so nothing is refused. VR_MEMORY, said with the remedy, when there is swap and the
 * system refuses, unless --allow-unlocked was given. */
enum vr_status swap_avoid(const struct tool *tool) VR_MUST_CHECK;

#endif

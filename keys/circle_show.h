/* SPDX-License-Identifier: EUPL-1.2 */
/* A circle in words. */

#ifndef CIRCLE_SHOW_H
#define CIRCLE_SHOW_H

#include <vrijuit/circle.h>

#include "tool.h"

void circle_show(const struct tool *tool, const struct vr_circle *circle);

/* The 12 words of a pinned key. */
void circle_show_fingerprint(const struct tool *tool, const uint8_t pin[static 32]);

#endif

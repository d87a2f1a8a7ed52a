/* SPDX-License-Identifier: EUPL-1.2 */
/* Shows a person what the linter marked. */

#ifndef LINTER_SHOW_H
#define LINTER_SHOW_H

#include "linter.h"
#include "terminal.h"

/* Say for each kind what was marked, with some words around it, why, and what to write instead.
 * Says that nothing was marked when nothing was. The marks are those of text. */
void linter_show(struct terminal *terminal, const char *text, const struct linter_marks *marks);

#endif

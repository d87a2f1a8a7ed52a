/* SPDX-License-Identifier: EUPL-1.2 */
/* A share typed from paper, line by line; a wrong word is found and near words are proposed. */

#ifndef PAPER_ASK_H
#define PAPER_ASK_H

#include <stdbool.h>
#include <stddef.h>

#include <vrijuit/share.h>

#include "tool.h"

#define PAPER_HELP_MAX 320U

/* One share, or *end when the first line is empty. The text of the QR code is as good. At a
 * terminal a wrong line is asked again. share lies in secret memory. */
enum vr_status paper_ask(struct vr_share *share, const struct tool *tool, bool *end) VR_MUST_CHECK;

/* What is wrong with a typed line, and what may have been meant: secret text. lang_known false: the
 * line is the first. */
void paper_help(char help[static PAPER_HELP_MAX], const struct tool *tool, const char *line,
                unsigned number, enum vr_lang lang, bool lang_known);

#endif

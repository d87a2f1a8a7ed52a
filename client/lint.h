/* SPDX-License-Identifier: EUPL-1.2 */
/* The command lint: what the linter marks in a file. It needs no circle, no key and no network. */

#ifndef LINT_H
#define LINT_H

#include <vrijuit/status.h>

#include "terminal.h"

/* Show the marks in the file, or in standard input for "-". VR_MALFORMED when it is no text,
 * VR_FULL when it is too long, VR_SYSTEM. */
enum vr_status lint_run(struct terminal *terminal, const char *path,
                        struct vr_why *why) VR_MUST_CHECK;

#endif

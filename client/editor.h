/* SPDX-License-Identifier: EUPL-1.2 */
/* The person's own editor on a text that is never a file of a disk. */

#ifndef EDITOR_H
#define EDITOR_H

#include <vrijuit/status.h>

#include "terminal.h"

struct editor;

/* A file in memory with a text, and an editor that is known to leave no copies: $VISUAL, $EDITOR,
 * or one that is installed. VR_UNSUPPORTED for another one, or when nobody types. */
enum vr_status editor_open(struct editor **out, const struct terminal *terminal, const char *text,
                           struct vr_why *why) VR_MUST_CHECK;
void editor_close(struct editor *editor);

/* Let the person edit. VR_SYSTEM when the editor failed, VR_FULL when its text is far too long. */
enum vr_status editor_run(struct editor *editor, struct vr_why *why) VR_MUST_CHECK;

/* The text after editor_run, and that of editor_open. May be changed by the caller. */
char *editor_text(struct editor *editor);
char *editor_before(struct editor *editor);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* Calls of a command to the daemon that runs on the same configuration, one after another. */

#ifndef ASK_H
#define ASK_H

#include <stddef.h>

#include <vrijuit/status.h>

#include "config.h"

struct ask;

/* Where listen says, or at socket (a path) when it is not NULL. VR_MALFORMED without either. */
enum vr_status ask_open(struct ask **out, const struct config *config, const char *socket,
                        struct vr_why *why) VR_MUST_CHECK;
void ask_close(struct ask *ask);

/* POST body, or GET when it is NULL. *code is that of HTTP, 0 when nobody answered; *answer is
 * malloced and ends in a zero, unless answer is NULL. */
enum vr_status ask_call(long *code, char **answer, size_t *answer_len, struct ask *ask,
                        const char *path, const void *body, size_t body_len,
                        size_t answer_max) VR_MUST_CHECK;

#endif

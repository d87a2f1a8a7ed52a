/* SPDX-License-Identifier: EUPL-1.2 */
/* state/status, as the commands read it: the text that state_text.c writes. */

#ifndef STATE_FILE_H
#define STATE_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include <vrijuit/status.h>

#define STATE_FILE_MAX 4096U

/* The text, malloced; VR_FOREIGN when no daemon runs on this state. */
enum vr_status state_file_read(char **out, const char *state, struct vr_why *why) VR_MUST_CHECK;

/* Whether a text says that a round is held, and which. */
bool state_file_held(uint32_t *round, const char *text);

/* Whether a line of a text asks the operator to do something. */
bool state_file_asks(const char *text);

/* The daemon stops. */
void state_file_remove(const char *state);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* The replies boards of the councils: one file each in the state folder, with its signature; the
 * daemon and `vrijuitd publish` meet there. PROTOCOL.md section 7. */

#ifndef BOARDS_H
#define BOARDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <vrijuit/board.h>
#include <vrijuit/status.h>

#include "circles.h"

#define BOARDS_MAX (64U * 1024U * 1024U) /* bytes of all boards together */

/* Rounds for which what a circle named is kept after another took its place: those of the receipts
 * that everyone can fetch. */
#define BOARDS_ROUNDS 180U

/* Keep a board that verifies with any of these circles, in place of the one that is there. council
 * NULL: any. highest: the last round that it may be of. VR_STALE when the one that is there is
 * newer; the same again is fine. What board says borrows from files. */
enum vr_status boards_take(struct vr_board *board, const char *state, const struct circles *circles,
                           const char *council, const struct vr_board_files *files,
                           uint32_t highest, struct vr_why *why) VR_MUST_CHECK;

/* GET /v1/replies: what is kept for each council of circle. Malloced. A file that does not verify
 * any more is said in the log and left out. */
enum vr_status boards_document(uint8_t **out, size_t *len, const char *state,
                               const struct circles *circles, const struct vr_circle *circle,
                               struct vr_why *why) VR_MUST_CHECK;

/* Remove the boards of councils that no circle names any more: none that is in force in round or
 * later, and none that was within BOARDS_ROUNDS rounds before it. */
enum vr_status boards_forget(const char *state, const struct circles *circles, uint32_t round,
                             struct vr_why *why) VR_MUST_CHECK;

/* Whether a board was kept since *seen, by any program. A change of the last two seconds is told
 * again at the next call. */
bool boards_changed(struct timespec *seen, const char *state);

#endif

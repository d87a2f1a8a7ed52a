/* SPDX-License-Identifier: EUPL-1.2 */
/* All circles that this daemon has verified, kept in the state folder, and which one is in force.
 */

#ifndef CIRCLES_H
#define CIRCLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/circle.h>
#include <vrijuit/status.h>

#include "config.h"

#define CIRCLES_NAME_MAX 63U

struct circles;

/* Load the kept ones and that of the configuration, each verified with the pin; the configured one
 * must name identity. The newest must not be expired. */
enum vr_status circles_open(struct circles **out, const struct config *config,
                            const uint8_t identity[static 32], struct vr_why *why) VR_MUST_CHECK;
void circles_free(struct circles *circles);

/* Read the configured file again; keeps what there was when it is refused. VR_STALE also when a new
 * one begins too early: in a round that is over, or with another path before the round after the
 * next. */
enum vr_status circles_reload(struct circles *circles, struct vr_why *why) VR_MUST_CHECK;

/* Keep a circle that the next hop has, when it verifies and is newer than all others; copied. The
 * newest again is fine. It need not name this hop, which then leaves. VR_STALE, VR_CONFLICT. */
enum vr_status circles_take(struct circles *circles, const char *json, size_t json_len,
                            const char *minisig, size_t minisig_len,
                            struct vr_why *why) VR_MUST_CHECK;

/* The circle of a round: the highest sequence whose from_round has come; NULL when none has. */
const struct vr_circle *circles_at(const struct circles *circles, uint32_t round);

/* Whether the packets of its first round go through other hops than those of the circle before. */
bool circles_change_path(const struct circles *circles, const struct vr_circle *circle);

/* Whether packets of a round go through other hops than those of the round before. */
bool circles_path_begins(const struct circles *circles, uint32_t round);

/* The one with the highest sequence. */
const struct vr_circle *circles_newest(const struct circles *circles);

/* The round by the own clock and the newest circle, 0 before it begins. */
uint32_t circles_round_now(const struct circles *circles);

/* The newest that names this hop, or NULL. */
const struct vr_circle *circles_own(const struct circles *circles);

/* The place of this hop in the circle of a round; -1 when it has none. */
int circles_place(const struct circles *circles, uint32_t round);

/* The name of a hop as one line for people: what a terminal obeys becomes '?'; cut where no [peer
 * NAME] could be longer. */
void circles_hop_name(char name[static CIRCLES_NAME_MAX + 1], const struct vr_circle *circle,
                      size_t place);

/* Every one, for what verifies old receipts; lowest sequence first. */
const struct vr_circle *const *circles_all(const struct circles *circles, size_t *count);

/* The exact files of a circle; borrowed. */
void circles_files(const struct circles *circles, const struct vr_circle *circle, const char **json,
                   size_t *json_len, const char **minisig, size_t *minisig_len);

#endif

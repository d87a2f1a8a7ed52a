/* SPDX-License-Identifier: EUPL-1.2 */
/* The operator's word that a held round may go on: vrijuitd release. */

#ifndef RELEASES_H
#define RELEASES_H

#include <stdbool.h>
#include <stdint.h>

#include <vrijuit/status.h>

#define RELEASES_REASON_MAX 200U

/* Keep the reason for a round in state/released. VR_MALFORMED when it is empty, too long or has
 * control characters. */
enum vr_status releases_put(const char *state, uint32_t round, const char *reason,
                            struct vr_why *why) VR_MUST_CHECK;

/* The reason why a round was released; false when it was not. */
bool releases_find(char reason[static RELEASES_REASON_MAX + 1], const char *state, uint32_t round);

#endif

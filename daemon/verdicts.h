/* SPDX-License-Identifier: EUPL-1.2 */
/* What an operator decides about a round, with the reason: vrijuitd release and vrijuitd abandon.
 */

#ifndef VERDICTS_H
#define VERDICTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/status.h>

#define VERDICTS_REASON_MAX 200U

enum verdict {
    RELEASED,  /* a held round may go on */
    ABANDONED, /* a round that cannot be taken is given up */
};

/* The text of a file: one line, not empty. *reason ends in a zero. VR_MALFORMED leaves it as it
 * was. */
enum vr_status verdicts_decode(char reason[static VERDICTS_REASON_MAX + 1], const char *text,
                               size_t len) VR_MUST_CHECK;

/* Keep the reason for a round in the state folder. VR_MALFORMED when it is empty, too long or has
 * control characters. */
enum vr_status verdicts_put(const char *state, enum verdict verdict, uint32_t round,
                            const char *reason, struct vr_why *why) VR_MUST_CHECK;

/* The reason that was given for a round; false when nothing was decided. */
bool verdicts_find(char reason[static VERDICTS_REASON_MAX + 1], const char *state,
                   enum verdict verdict, uint32_t round);

#endif

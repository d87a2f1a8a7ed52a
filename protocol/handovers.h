/* SPDX-License-Identifier: EUPL-1.2 */
/* The list `handovers` of receipts and parts: all links so far, oldest first. */

#ifndef HANDOVERS_H
#define HANDOVERS_H

#include <vrijuit/documents.h>

#include "payload.h"

/* More than the text of one hand-over with its comma takes. */
#define HANDOVER_TEXT_MAX 352U

void handovers_write(struct payload *payload, const struct vr_handover *list, size_t count);

/* Exactly due of them out of a list. */
enum vr_status handovers_read(struct vr_handover *list, size_t due, const json_t *json,
                              struct vr_why *why) VR_MUST_CHECK;

/* Whether they are those of the first count links of custody, for the round: hops, thin, count and
 * every signature. */
enum vr_status handovers_verify(const struct vr_handover *list, size_t count,
                                const struct vr_custody *custody, uint32_t round, bool thin,
                                struct vr_why *why) VR_MUST_CHECK;

#endif

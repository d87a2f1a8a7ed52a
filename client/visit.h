/* SPDX-License-Identifier: EUPL-1.2 */
/* One visit to the entry: circle, its signature, keys, receipts, replies, always all of them and in
 * this order, whatever the visit is for; each verified before it is used. */

#ifndef VISIT_H
#define VISIT_H

#include <stdint.h>

#include <vrijuit/circle.h>
#include <vrijuit/documents.h>
#include <vrijuit/status.h>

#include "client.h"
#include "receipts.h"
#include "replies.h"
#include "transport.h"

struct visit {
    struct vr_circle *circle;       /* in use */
    struct vr_circle *other;        /* verified as well, for older receipts; or NULL */
    const struct vr_circle *served; /* that of the two which the entry has */
    struct vr_keys keys;
    struct receipts receipts;
    struct replies replies;
    uint32_t round; /* by the own clock */
};

/* The circle of --circle, or of the entry, verified, judged and noted in the state; nothing else is
 * fetched. */
enum vr_status visit_circle(struct vr_circle **out, struct client *client, uint64_t now,
                            struct vr_why *why) VR_MUST_CHECK;

/* The whole visit. The state is saved when all is well. The caller calls visit_wipe. */
enum vr_status visit_make(struct visit *visit, struct client *client, uint64_t now,
                          struct vr_why *why) VR_MUST_CHECK;
void visit_wipe(struct visit *visit);

/* VR_UNSUPPORTED when the entry wants tokens. */
enum vr_status visit_judge_tokens(const struct visit *visit, struct vr_why *why) VR_MUST_CHECK;

/* A transport to the entry: of the options, else of the circle (which may be NULL, and else must
 * outlive the transport). */
enum vr_status visit_transport(struct transport **out, const struct client *client,
                               const struct vr_circle *circle, struct vr_why *why) VR_MUST_CHECK;

#endif

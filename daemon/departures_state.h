/* SPDX-License-Identifier: EUPL-1.2 */
/* Inside the departures: shared by departures.c and departures_settle.c. */

#ifndef DEPARTURES_STATE_H
#define DEPARTURES_STATE_H

#include <vrijuit/handover.h>

#include "departures.h"
#include "outbox.h"

#define DEPARTURES_MAX 32U /* that wait */

enum departures_stage {
    RESTING, /* until not_before */
    CALLING, /* a part is under way */
    SETTLING,
};

struct departure {
    struct batch *batch;
    uint64_t not_before; /* steady seconds */
    uint32_t backoff;
    uint32_t part;                      /* the one that is sent now, or next */
    bool given_up;                      /* destroyed, not handed on */
    unsigned failures;                  /* in a row */
    bool is_ours;                       /* the last one: no fault of the next hop's */
    char reason[sizeof(struct vr_why)]; /* of it */
};

/* Oldest first; only the first one moves. */
struct departures {
    struct departures_parts parts;
    struct writer *writer;
    struct departure waiting[DEPARTURES_MAX];
    size_t count;
    enum departures_stage stage;
    bool conflict;
    struct outbox *outbox; /* of the first, while it moves */
    bool resumed;          /* it goes on behind the first part */
    unsigned at_once;      /* tries without a pause that are left, since a part was last taken */
    uint32_t part_total;
    char *bytes; /* of it */
    struct vr_handover sent;
};

/* The first one rests, for a reason that is this hop's own or the next one's. Each reason is said
 * once. */
void departures_back_off(struct departures *departures, bool is_ours, const char *reason);

/* Forget the first one, which is open: it was taken, or is given up. */
void departures_settle(struct departures *departures);

#endif

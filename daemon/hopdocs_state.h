/* SPDX-License-Identifier: EUPL-1.2 */
/* Inside the hopdocs: shared by hopdocs.c and hopdocs_sets.c. */

#ifndef HOPDOCS_STATE_H
#define HOPDOCS_STATE_H

#include "files.h"
#include "hopdocs.h"

#define HOPDOCS_SETS 16U /* rounds whose keys are kept: more than a hop may be down */

struct hopdocs {
    struct hopdocs_parts parts;
    char folder[FILES_PATH_MAX];
    struct vr_keys sets[HOPDOCS_SETS]; /* by round; hop_count 0: none */
    bool is_busy; /* with the descriptors, then at the entry with the signature lines */
    uint64_t not_before;
    unsigned failures; /* in a row */
    bool has_done;
    uint32_t done;           /* the last round whose keys are complete */
    uint8_t done_circle[32]; /* and its circle */
    char trouble[sizeof(struct vr_why)];
    struct vr_keys work;
    const struct vr_circle *circle; /* of work, though another may come meanwhile; of circles */
    size_t hop;                     /* whose answer is awaited */
    char *payload;
    size_t payload_len;
    char lines[VR_HOPS_MAX][VR_SIGNATURE_LINE_SIZE];
};

/* Those that were kept before a stop, in folder. */
enum vr_status hopdocs_load(struct hopdocs *hopdocs, struct vr_why *why) VR_MUST_CHECK;

/* Keep those of work: dummies of a round want the keys of its time, also after a stop. */
void hopdocs_keep(struct hopdocs *hopdocs);

#endif

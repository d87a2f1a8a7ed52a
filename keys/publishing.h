/* SPDX-License-Identifier: EUPL-1.2 */
/* Makes a feedback report that, with all the earlier ones, does not say too much. */

#ifndef PUBLISHING_H
#define PUBLISHING_H

#include "disclosure.h"
#include "publication.h"
#include "survey.h"
#include "tool.h"

#define PUBLISHING_EARLIER_MAX 63U  /* a bit each, and one for the new one */
#define PUBLISHING_CELLS_MAX   400U /* of a crossing */

/* What the council wants to know; borrowed. */
struct publishing_wish {
    bool bounded;
    uint32_t from;
    uint32_t until;
    uint32_t minimum;
    size_t crossing_count;
    char crossings[PUBLICATION_CROSSINGS][2][VR_ID_MAX + 1];
};

/* The earlier reports of the council, oldest first. */
struct publishing_earlier {
    size_t count;
    struct publication *list[PUBLISHING_EARLIER_MAX];
};

/* On success the caller frees *out, unless it is one of the earlier ones: then nothing has changed
 * since. seen is how many records the dossier has. Says what is wrong. */
enum vr_status publishing_make(struct publication **out, const struct tool *tool,
                               const struct survey *survey,
                               const struct publishing_earlier *earlier,
                               const struct publishing_wish *wish, uint64_t seen) VR_MUST_CHECK;

#endif

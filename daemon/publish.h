/* SPDX-License-Identifier: EUPL-1.2 */
/* The documents that everyone fetches whole: circle, keys, receipts, replies; PROTOCOL.md 7, 12. */

#ifndef PUBLISH_H
#define PUBLISH_H

#include <stdbool.h>
#include <stdint.h>

#include <vrijuit/status.h>

#include "circles.h"
#include "document.h"
#include "hopkeys.h"
#include "store.h"

#define PUBLISH_RECEIPTS_MAX (64U * 1024U * 1024U) /* bytes; the oldest make room */

struct publish;

/* With the receipts of the last rounds out of the store. */
enum vr_status publish_open(struct publish **out, struct store *store,
                            struct vr_why *why) VR_MUST_CHECK;
void publish_close(struct publish *publish);

/* The document of a path, borrowed, or NULL; as http_handler.document. */
struct document *publish_document(const struct publish *publish, const char *path);

/* A circle alone, before the first round; and the newest, for the hop before. */
enum vr_status publish_circle(struct publish *publish, const struct circles *circles,
                              const struct vr_circle *circle, struct vr_why *why) VR_MUST_CHECK;

/* The boards that are kept under state, one for each council of circle. */
enum vr_status publish_replies(struct publish *publish, const struct circles *circles,
                               const struct vr_circle *circle, const char *state,
                               struct vr_why *why) VR_MUST_CHECK;

/* Circle, keys and descriptor of a round; where its circle does not name this hop, that circle
 * alone. */
enum vr_status publish_round(struct publish *publish, const struct circles *circles,
                             const struct hopkeys *hopkeys, const uint8_t identity[static 32],
                             uint32_t round, struct vr_why *why) VR_MUST_CHECK;

/* A keys document that all hops have signed. */
enum vr_status publish_keys(struct publish *publish, const char *document, size_t len,
                            struct vr_why *why) VR_MUST_CHECK;

/* All receipts, as the hop behind gives them: each must verify and continue the one before, and the
 * newest must not be older than what is published. Unchanged ones cost nothing, and are not
 * *is_new. */
enum vr_status publish_mirror(struct publish *publish, bool *is_new, const char *receipts,
                              size_t len, const struct vr_circle *const *circles,
                              size_t circle_count, struct vr_why *why) VR_MUST_CHECK;

/* How many units of batch packets the last rounds have, newest last, "thin" where the receipts say
 * so; what is public anyway. Static until the next call. */
const char *publish_sizes(struct publish *publish, uint32_t batch);

/* One more receipts document; copied. */
enum vr_status publish_receipts(struct publish *publish, const char *document, size_t len,
                                struct vr_why *why) VR_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* Inside the arrivals: shared by the files of arrivals. */

#ifndef ARRIVALS_STATE_H
#define ARRIVALS_STATE_H

#include <vrijuit/handover.h>

#include "arrivals.h"
#include "batch.h"
#include "log.h"

/* Rounds whose answers are at hand: more than keys are kept for. */
#define KNOWN_ROUNDS 16U

struct known {
    uint32_t round;
    char *answer;
    size_t len;
};

/* A batch that comes. It has the epoch's secret key, and lies in memory for such. */
struct coming {
    struct taking taking;  /* the writer's while parts are under way; but batch is only read */
    struct vr_keys keys;   /* of the hops behind */
    struct vr_part newest; /* part 0 when none has come; packets not set */
};

/* One batch comes at a time: the hop before sends its oldest first. */
struct arrivals {
    struct arrivals_parts parts;
    struct writer *writer;
    struct coming *coming; /* NULL when none comes */
    size_t under_way;      /* jobs that the writer has */
    struct known known[KNOWN_ROUNDS];
    bool held;
    uint32_t held_round;
    uint8_t held_hash[32]; /* of the batch that was held */
    bool gap;              /* at the store: a later round comes than the one that is due */
    uint32_t gap_round;
    bool large; /* more than batch_packets in the batch that comes */
    uint32_t large_round;
    bool has_told; /* why no part is taken now, the last time */
    uint32_t told_round;
    char told[sizeof(struct vr_why)];
    struct log_limit strangers; /* whose parts are refused */
};

/* What was answered for a round that is taken already; NULL when it is not. */
const struct known *arrivals_known(const struct arrivals *arrivals, uint32_t round);

/* Note an answer, and take it over. */
void arrivals_note(struct arrivals *arrivals, uint32_t round, char *answer, size_t len);

/* A batch of round comes, in place of one that did not come whole. VR_STALE when a key is missing,
 * here or of the hops behind. */
enum vr_status arrivals_begin(struct arrivals *arrivals, uint32_t round,
                              struct vr_why *why) VR_MUST_CHECK;

/* Whether the key is there with which the batch of round is peeled. */
bool arrivals_has_key(const struct arrivals *arrivals, uint32_t round);

/* Forget the batch that is coming; nothing of it may be under way. */
void arrivals_forget(struct arrivals *arrivals);

/* Say why nothing of a round is taken now. The hop before tries for days: each reason is said once.
 */
void arrivals_tell(struct arrivals *arrivals, uint32_t round, const struct vr_why *why);

/* At the store: round until comes, and due did not. Give up what the operator gives up, in the
 * writer. */
void arrivals_give_up(struct arrivals *arrivals, uint32_t due, uint32_t until);

/* Destroy the key of a round's batch, and so whatever is left of it. */
enum vr_status arrivals_destroy_key(const char *rounds, uint32_t round,
                                    struct vr_why *why) VR_MUST_CHECK;

/* Hand the next part to the writer, and take the message: it is answered at once, so that the hop
 * before sends on while this part is peeled; the last one when the whole batch is taken. What is
 * wrong with a part is told then. */
void arrivals_keep(struct arrivals *arrivals, struct http_message *message,
                   const struct vr_part *part);

/* Answer a message with a bare answer. */
void arrivals_bare(const struct arrivals *arrivals, struct http_message *message,
                   enum http_answer answer);

/* Answer a message with a signed document. */
void arrivals_answer(const struct arrivals *arrivals, struct http_message *message,
                     const char *answer, size_t len);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* The signed description of hops, councils, form and time; PROTOCOL.md section 6. */

#ifndef VRIJUIT_CIRCLE_H
#define VRIJUIT_CIRCLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include <vrijuit/form.h>
#include <vrijuit/onion.h>
#include <vrijuit/status.h>
#include <vrijuit/suite.h>

#define VR_CIRCLE_MAX        (1024U * 1024U) /* bytes of circle.json that anybody reads */
#define VR_MEMBERS_MAX       15U
#define VR_CIRCLE_COMMENT    80U
#define VR_FINGERPRINT_WORDS 12U
#define VR_FINGERPRINT_SIZE  108U /* twelve words, spaces, a zero */

/* How a secret is shared, and the check value of every share; section 9. */
struct vr_sharing {
    uint8_t id[2];
    uint8_t threshold;
    uint8_t members;
    uint8_t checks[VR_MEMBERS_MAX][32];
};

struct vr_council_key {
    uint32_t from;  /* first round */
    uint32_t until; /* last round, included */
    uint8_t public_key[VR_SUITE_PUBLIC_MAX];
    uint8_t signing[32];
    struct vr_sharing sharing;
};

struct vr_council {
    const char *id;
    struct vr_text name;
    struct vr_question *questions; /* its own, after the shared ones */
    size_t question_count;
    struct vr_council_key *keys;
    size_t key_count;
};

struct vr_hop {
    const char *name;
    uint8_t identity[32];
    uint8_t id[VR_HOP_ID_SIZE];
    const char *url;
};

/* What verifies the receipts of a circle: this one, or one under `earlier`. */
struct vr_custody {
    uint8_t circle[32];
    uint32_t from_round;
    uint32_t batch; /* 0 when not known (under earlier) */
    size_t hop_count;
    uint8_t identity[VR_HOPS_MAX][32];
};

struct vr_token_key {
    uint32_t period;
    uint32_t from;
    uint32_t until;
    uint8_t public_key[32];
};

/* Read only for users. Texts live in document. */
struct vr_circle {
    uint8_t id[32];
    struct vr_text name;
    uint64_t sequence;
    char expires[11]; /* YYYY-MM-DD, valid through that UTC day */
    uint32_t from_round;
    const struct vr_suite *suite;
    uint64_t genesis;       /* Unix seconds */
    uint32_t round_seconds; /* 1 to 604800 */
    uint32_t batch;
    struct vr_hop hops[VR_HOPS_MAX];
    size_t hop_count;
    struct vr_custody *earlier; /* oldest first */
    size_t earlier_count;
    struct vr_council *councils;
    size_t council_count;
    struct vr_sharing signing;
    uint32_t minimum; /* k */
    struct vr_form form;
    bool tokens_required;
    const char *issuer;
    struct vr_token_key *token_keys;
    size_t token_key_count;
    json_t *document;
};

/* A sharing as it stands in circle.json and dossier.json; VR_MALFORMED with the reason. */
enum vr_status vr_sharing_decode(struct vr_sharing *sharing, const json_t *json,
                                 struct vr_why *why) VR_MUST_CHECK;

/* Read circle.json without any signature: for the ceremony and for showing a draft. VR_MALFORMED,
 * VR_UNSUPPORTED (a suite that this build lacks), VR_MEMORY, each with the reason. */
enum vr_status vr_circle_parse(struct vr_circle **out, const void *bytes, size_t len,
                               struct vr_why *why) VR_MUST_CHECK;

/* Verify the signature with the pinned key, then parse, then compare with the trusted comment. */
enum vr_status vr_circle_verify(struct vr_circle **out, const void *bytes, size_t len,
                                const char *minisig, size_t minisig_len,
                                const uint8_t pin[static 32], struct vr_why *why) VR_MUST_CHECK;

/* Whether a verified circle may be used: not expired on today (YYYY-MM-DD, UTC), not older than the
 * highest sequence seen; seen_id is NULL when none was seen. VR_STALE, or VR_CONFLICT for another
 * circle under the sequence that was seen. */
enum vr_status vr_circle_judge(const struct vr_circle *circle, const char *today,
                               uint64_t seen_sequence, const uint8_t *seen_id,
                               struct vr_why *why) VR_MUST_CHECK;

void vr_circle_free(struct vr_circle *circle);

/* The trusted comment of a circle. */
void vr_circle_comment(char comment[static VR_CIRCLE_COMMENT], const struct vr_circle *circle);

/* Section 2: the round of a moment, false before genesis or beyond 32 bits. late: last 1/24. */
bool vr_circle_round(uint32_t *round, bool *late, const struct vr_circle *circle, uint64_t now);

/* When a round begins, Unix seconds. */
uint64_t vr_circle_round_start(const struct vr_circle *circle, uint32_t round);

/* The council of that id, or NULL. */
const struct vr_council *vr_circle_council(const struct vr_circle *circle, const char *id);

/* The key of a council that holds the round, or NULL. */
const struct vr_council_key *vr_council_key_at(const struct vr_council *council, uint32_t round);

/* The place of a hop in the cascade by identity, or -1. */
int vr_circle_hop(const struct vr_circle *circle, const uint8_t identity[static 32]);

/* What verifies the receipts of a round, out of these verified circles and what they name as
 * earlier: that of the highest sequence whose from_round has come. VR_FOREIGN when none is. */
enum vr_status vr_custody_at(struct vr_custody *custody, const struct vr_circle *const *circles,
                             size_t count, uint32_t round, struct vr_why *why) VR_MUST_CHECK;

/* Fingerprint of a pinned key, for people to compare: 12 words; section 9. */
void vr_fingerprint(char words[static VR_FINGERPRINT_SIZE], enum vr_lang lang,
                    const uint8_t key[static 32]);

#endif

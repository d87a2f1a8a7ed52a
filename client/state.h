/* SPDX-License-Identifier: EUPL-1.2 */
/* What is kept between runs, so that nobody can serve something older or something else than
 * before: the newest circle, keys document, receipts and boards that were seen. Nothing about a
 * report. */

#ifndef STATE_H
#define STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/board.h>
#include <vrijuit/circle.h>
#include <vrijuit/documents.h>
#include <vrijuit/status.h>

#define STATE_BOARDS_MAX VR_COUNCILS_MAX
#define STATE_MAX        ((size_t) 128 * 1024)

/* The round of the newest board of a council. */
struct state_board {
    char council[VR_ID_MAX + 1];
    uint32_t round;
};

struct state {
    bool has_circle;
    uint64_t sequence;
    uint8_t circle[32];
    char *keys; /* payload of the last keys document, or NULL; owned */
    bool has_receipts;
    uint32_t receipts_round;
    uint8_t receipts_hash[32];
    struct state_board boards[STATE_BOARDS_MAX];
    size_t board_count;
};

/* Bytes of a state file and back. VR_MALFORMED with the reason; *out is malloced. */
enum vr_status state_encode(char **out, size_t *len, const struct state *state) VR_MUST_CHECK;
enum vr_status state_decode(struct state *state, const void *bytes, size_t len,
                            struct vr_why *why) VR_MUST_CHECK;
void state_wipe(struct state *state);

/* The state kept for a pinned key in a folder; an empty one when there is none yet. */
enum vr_status state_load(struct state *state, const char *folder, const uint8_t pin[static 32],
                          struct vr_why *why) VR_MUST_CHECK;

/* Replace it as a whole or not at all. The folder is made when it is missing. */
enum vr_status state_save(const char *folder, const uint8_t pin[static 32],
                          const struct state *state, struct vr_why *why) VR_MUST_CHECK;

/* The keys that were kept, when they are of this circle: false when there are none. */
bool state_keys(struct vr_keys *keys, const struct state *state, const struct vr_circle *circle);

/* What was seen of a council's board; NULL when there was none. */
const struct state_board *state_board_of(const struct state *state, const char *council);

/* Take over what was seen and verified. */
void state_note_circle(struct state *state, const struct vr_circle *circle);
enum vr_status state_note_keys(struct state *state, const struct vr_keys *keys) VR_MUST_CHECK;
void state_note_receipts(struct state *state, uint32_t round, const uint8_t hash[static 32]);
void state_note_board(struct state *state, const char *council, uint32_t round);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#include "replies.h"

#include <libintl.h>
#include <stdlib.h>
#include <string.h>

/* Whether a board may be believed after what was seen of its council. */
static enum vr_status
judge_seen(const struct vr_board *board, const struct state_board *seen, uint32_t own_round,
           struct vr_why *why)
{
    if (board->round > (uint64_t) own_round + 1) {
        return vr_refuse(why, VR_STALE,
                         gettext("it is ahead of your clock: check the date and time of this "
                                 "computer"));
    }
    if (seen != NULL && board->round < seen->round) {
        return vr_refuse(why, VR_STALE,
                         gettext("it is older than the one you had before: somebody may be holding "
                                 "something back"));
    }

    return VR_OK;
}

static void
read_board(struct replies_board *read, const struct vr_board_files *files,
           const struct vr_circle *circle, const struct state *seen, uint32_t own_round)
{
    const struct state_board *before = state_board_of(seen, read->council->id);
    struct vr_why reason = { "" };
    enum vr_status status;

    if (files->board_len == 0) {
        if (before != NULL) {
            (void) vr_refuse(&read->why, VR_STALE,
                             gettext("it is gone, and you had one before: somebody may be holding "
                                     "something back"));
        }
        return;
    }
    status = vr_board_verify(&read->board, files->board, files->board_len, files->minisig,
                             files->minisig_len, circle, read->council->id, &reason);
    if (status != VR_OK) {
        (void) vr_refuse(&read->why, status, gettext("it is not signed by the council (%.120s)"),
                         reason.text);
        return;
    }
    read->is_there = judge_seen(&read->board, before, own_round, &read->why) == VR_OK;
}

static void
read_all(struct replies *replies, size_t len, const struct vr_circle *circle,
         const struct state *seen, uint32_t own_round, struct vr_board_files *files)
{
    struct vr_why reason = { "" };
    enum vr_status status = vr_replies_split(files, replies->count, replies->bytes, len, &reason);

    for (size_t i = 0; i < replies->count; i++) {
        replies->boards[i].council = &circle->councils[i];
        if (status == VR_OK) {
            read_board(&replies->boards[i], &files[i], circle, seen, own_round);
        } else {
            (void) vr_refuse(&replies->boards[i].why, status,
                             gettext("what the entry sends is not right (%.120s)"), reason.text);
        }
    }
}

enum vr_status
replies_read_take(struct replies *replies, uint8_t *bytes, size_t len,
                  const struct vr_circle *circle, const struct state *seen, uint32_t own_round,
                  struct vr_why *why)
{
    struct replies read = { .bytes = bytes, .count = circle->council_count };
    struct vr_board_files *files = calloc(read.count, sizeof *files);

    read.boards = calloc(read.count, sizeof *read.boards);
    if (files == NULL || read.boards == NULL) {
        free(files);
        replies_wipe(&read);
        return vr_refuse(why, VR_MEMORY, gettext("no memory"));
    }
    read_all(&read, len, circle, seen, own_round, files);
    free(files);
    *replies = read;

    return VR_OK;
}

void
replies_wipe(struct replies *replies)
{
    free(replies->bytes);
    free(replies->boards);
    memset(replies, 0, sizeof *replies);
}

void
replies_note(struct state *state, const struct replies *replies)
{
    for (size_t i = 0; i < replies->count; i++) {
        if (replies->boards[i].is_there) {
            state_note_board(state, replies->boards[i].council->id, replies->boards[i].board.round);
        }
    }
}

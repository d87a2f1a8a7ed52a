/* SPDX-License-Identifier: EUPL-1.2 */
#include "mirror.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <vrijuit/board.h>
#include <vrijuit/minisig.h>

#include "boards.h"
#include "clock.h"
#include "files.h"
#include "log.h"

#define CALL_SECONDS   120U
#define SHORTEST_WAIT  2U  /* seconds */
#define PARTS_OF_ROUND 24U /* how often in a round everything is fetched */
#define KEPT_RECEIPTS  "receipts"
#define BOARDS_ANSWER  (BOARDS_MAX + 2U * 1024U * 1024U)

enum step {
    RESTING,
    CIRCLE,
    SIGNATURE,
    RECEIPTS,
    REPLIES,
    STEPS,
};

static const char *const names[STEPS] = { [CIRCLE] = "a circle",
                                          [SIGNATURE] = "a circle's signature",
                                          [RECEIPTS] = "a receipts document",
                                          [REPLIES] = "a replies document" };

static const size_t limits[STEPS] = { [CIRCLE] = VR_CIRCLE_MAX,
                                      [SIGNATURE] = VR_MINISIG_MAX,
                                      [RECEIPTS] = PUBLISH_RECEIPTS_MAX,
                                      [REPLIES] = BOARDS_ANSWER };

struct mirror {
    struct mirror_parts parts;
    enum step step;
    bool has_next; /* the hop behind tells of the circle that comes */
    bool has_recalled;
    uint32_t round;
    size_t from; /* place of the hop that is asked */
    char *circle;
    size_t circle_len;
    uint64_t not_before;                     /* steady seconds */
    uint64_t retry;                          /* seconds until the next try after a failure */
    char said[STEPS][sizeof(struct vr_why)]; /* what was refused last, at each step */
};

static void go_on(struct mirror *mirror, enum step step);

/* A lasting refusal is said once, not at each fetch. */
static void
complain(struct mirror *mirror, enum step step, const char *reason)
{
    if (strcmp(mirror->said[step], reason) != 0) {
        strcpy(mirror->said[step], reason);
        log_warning("%s from the next hop is refused: %s", names[step], reason);
    }
}

static uint64_t
usual_wait(const struct mirror *mirror)
{
    uint64_t wait = circles_newest(mirror->parts.circles)->round_seconds / PARTS_OF_ROUND;

    return wait < SHORTEST_WAIT ? SHORTEST_WAIT : wait;
}

/* Until the next time; after a failure sooner, then less and less so. */
static void
rest(struct mirror *mirror, bool all_came)
{
    uint64_t usual = usual_wait(mirror);

    mirror->not_before = clock_steady() + (all_came ? usual : mirror->retry);
    mirror->retry = all_came ? SHORTEST_WAIT : mirror->retry * 2;
    if (mirror->retry > usual) {
        mirror->retry = usual;
    }
    mirror->step = RESTING;
    free(mirror->circle);
    mirror->circle = NULL;
}

static bool
is_newest(const struct mirror *mirror, const char *json, size_t len)
{
    const struct circles *circles = mirror->parts.circles;
    const char *own;
    const char *minisig;
    size_t minisig_len;
    size_t own_len;

    circles_files(circles, circles_newest(circles), &own, &own_len, &minisig, &minisig_len);

    return len == own_len && memcmp(json, own, len) == 0;
}

/* A hop that follows the bare protocol has no such call. */
static void
on_circle(struct mirror *mirror, long code, const char *answer, size_t len)
{
    if (code == 404 && mirror->has_next) {
        mirror->has_next = false;
        go_on(mirror, CIRCLE);
        return;
    }
    if (code != 200 || is_newest(mirror, answer, len)) {
        go_on(mirror, RECEIPTS);
        return;
    }
    mirror->circle = malloc(len + 1);
    if (mirror->circle == NULL) {
        rest(mirror, false);
        return;
    }
    memcpy(mirror->circle, answer, len);
    mirror->circle_len = len;
    go_on(mirror, SIGNATURE);
}

static void
on_signature(struct mirror *mirror, long code, const char *answer, size_t len)
{
    struct circles *circles = mirror->parts.circles;
    uint64_t before = circles_newest(circles)->sequence;
    struct vr_why why = { 0 };

    if (code == 200 &&
        circles_take(circles, mirror->circle, mirror->circle_len, answer, len, &why) != VR_OK) {
        complain(mirror, CIRCLE, why.text);
    }
    if (circles_newest(circles)->sequence > before) {
        mirror->parts.renewed(mirror->parts.arg);
    }
    go_on(mirror, RECEIPTS);
}

static enum vr_status
take_receipts(const struct mirror *mirror, bool *is_new, const char *receipts, size_t len,
              struct vr_why *why)
{
    const struct vr_circle *const *all;
    size_t count;

    all = circles_all(mirror->parts.circles, &count);

    return publish_mirror(mirror->parts.publish, is_new, receipts, len, all, count, why);
}

/* What was shown stays shown, also when this hop starts again while the one behind is down. */
static void
recall_receipts(struct mirror *mirror)
{
    struct vr_why why = { 0 };
    char path[FILES_PATH_MAX];
    char *kept = NULL;
    bool is_new;
    size_t len;

    mirror->has_recalled = true;
    if (files_path(path, mirror->parts.state, KEPT_RECEIPTS) != VR_OK || access(path, F_OK) != 0) {
        return;
    }
    if (files_read(&kept, &len, path, PUBLISH_RECEIPTS_MAX, &why) != VR_OK) {
        log_warning("%s", why.text);
    } else if (take_receipts(mirror, &is_new, kept, len, &why) != VR_OK) {
        log_warning("%s: not used, the next hop is asked for them: %s", path, why.text);
    }
    free(kept);
}

static void
keep_receipts(const struct mirror *mirror, const char *receipts, size_t len)
{
    struct vr_why why = { 0 };
    char path[FILES_PATH_MAX];

    if (files_path(path, mirror->parts.state, KEPT_RECEIPTS) == VR_OK &&
        files_write(path, receipts, len, 0600, &why) != VR_OK) {
        log_error("%s", why.text);
    }
}

static void
on_receipts(struct mirror *mirror, long code, const char *answer, size_t len)
{
    struct vr_why why = { 0 };
    bool is_new = false;

    if (code == 200 && take_receipts(mirror, &is_new, answer, len, &why) != VR_OK) {
        complain(mirror, RECEIPTS, why.text);
    } else if (is_new) {
        keep_receipts(mirror, answer, len);
    }
    go_on(mirror, REPLIES);
}

/* Each council's board by itself: what is wrong with one does not keep out the others. */
static enum vr_status
take_boards(const struct mirror *mirror, const struct vr_circle *circle,
            const struct vr_board_files *files, struct vr_why *why)
{
    enum vr_status worst = VR_OK;

    for (size_t i = 0; i < circle->council_count; i++) {
        struct vr_board board;
        enum vr_status status = VR_OK;

        if (files[i].board_len > 0) {
            status = boards_take(&board, mirror->parts.state, mirror->parts.circles,
                                 circle->councils[i].id, &files[i], mirror->round + 1, why);
        }
        worst = status == VR_OK ? worst : status;
    }

    return worst;
}

static void
on_replies(struct mirror *mirror, long code, const char *answer, size_t len)
{
    const struct document *own = publish_document(mirror->parts.publish, "/v1/replies");
    const struct vr_circle *circle = circles_at(mirror->parts.circles, mirror->round);
    struct vr_board_files *files;
    struct vr_why why = { 0 };
    enum vr_status status;

    if (code != 200 || (own != NULL && document_is(own, answer, len))) {
        return;
    }
    files = calloc(circle->council_count, sizeof *files);
    status = files == NULL ? vr_refuse(&why, VR_MEMORY, "no memory")
                           : vr_replies_split(files, circle->council_count,
                                              (const uint8_t *) answer, len, &why);
    if (status == VR_OK) {
        status = take_boards(mirror, circle, files, &why);
    }
    if (status != VR_OK) {
        complain(mirror, REPLIES, why.text);
    }
    free(files);
}

/* Or what is behind would stop without a word. */
static void
tell_too_long(struct mirror *mirror)
{
    struct vr_why why;

    vr_refuse(&why, VR_FULL, "it has more than %zu bytes: speak with the operator there",
              limits[mirror->step]);
    complain(mirror, mirror->step, why.text);
}

/* One answer after another; a hop that does not answer is asked again later. */
static void
on_answer(void *arg, long code, const char *answer, size_t len)
{
    struct mirror *mirror = arg;

    if (code == PEERS_TOO_LONG) {
        tell_too_long(mirror);
    }

    if (code == 0) {
        rest(mirror, false);
        return;
    }
    switch (mirror->step) {
    case RESTING:
    case STEPS:
        return;
    case CIRCLE:
        on_circle(mirror, code, answer, len);
        return;
    case SIGNATURE:
        on_signature(mirror, code, answer, len);
        return;
    case RECEIPTS:
        on_receipts(mirror, code, answer, len);
        return;
    case REPLIES:
        on_replies(mirror, code, answer, len);
        rest(mirror, code == 200);
        return;
    }
}

static void
go_on(struct mirror *mirror, enum step step)
{
    const char *const paths[STEPS] = {
        [CIRCLE] = mirror->has_next ? "/v1/circle.next" : "/v1/circle",
        [SIGNATURE] = mirror->has_next ? "/v1/circle.next.minisig" : "/v1/circle.minisig",
        [RECEIPTS] = "/v1/receipts",
        [REPLIES] = "/v1/replies",
    };
    const struct peer_call call = { .address = &mirror->parts.addresses[mirror->from],
                                    .path = paths[step],
                                    .answer_max = limits[step],
                                    .timeout_seconds = CALL_SECONDS,
                                    .done = on_answer,
                                    .arg = mirror };

    mirror->step = step;
    if (peers_call(mirror->parts.peers, &call) != VR_OK) {
        rest(mirror, false);
    }
}

void
mirror_second(struct mirror *mirror, uint32_t round)
{
    const struct vr_circle *circle = circles_at(mirror->parts.circles, round);
    int place = circles_place(mirror->parts.circles, round);
    bool has_hop_behind = place >= 0 && (size_t) place + 1 < circle->hop_count;

    if (has_hop_behind && !mirror->has_recalled) {
        recall_receipts(mirror);
    }
    if (mirror->step != RESTING || clock_steady() < mirror->not_before || !has_hop_behind) {
        return;
    }
    mirror->round = round;
    mirror->from = (size_t) place + 1;
    mirror->has_next = true;
    go_on(mirror, CIRCLE);
}

enum vr_status
mirror_new(struct mirror **out, const struct mirror_parts *parts)
{
    struct mirror *mirror = calloc(1, sizeof *mirror);

    if (mirror == NULL) {
        return VR_MEMORY;
    }
    mirror->parts = *parts;
    mirror->retry = SHORTEST_WAIT;
    *out = mirror;

    return VR_OK;
}

void
mirror_free(struct mirror *mirror)
{
    if (mirror != NULL) {
        free(mirror->circle);
    }
    free(mirror);
}

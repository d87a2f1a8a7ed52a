/* SPDX-License-Identifier: EUPL-1.2 */
#include "board_publish.h"

#include <stdio.h>
#include <stdlib.h>

#include <vrijuit/secret.h>

#include "boards.h"
#include "circles.h"
#include "clock.h"
#include "files.h"
#include "identity.h"

static enum vr_status
open_circles(struct circles **out, const struct config *config, struct vr_why *why)
{
    uint8_t identity_public[32];
    uint8_t *identity = NULL;
    enum vr_status status;

    status = identity_load(&identity, identity_public, config->state, why);
    vr_secret_free(identity);

    return status == VR_OK ? circles_open(out, config, identity_public, why) : status;
}

/* The other hops fetch boards from the one behind them, and would put this one back. */
static enum vr_status
check_store(uint32_t *round, const struct circles *circles, struct vr_why *why)
{
    const struct vr_circle *circle = NULL;
    bool late;

    if (vr_circle_round(round, &late, circles_newest(circles), clock_now())) {
        circle = circles_at(circles, *round);
    }
    if (circle == NULL) {
        return vr_refuse(why, VR_STALE,
                         "the first round has not begun: there is nothing to answer "
                         "yet");
    }
    if (circles_place(circles, *round) + 1 != (int) circle->hop_count) {
        return vr_refuse(why, VR_FOREIGN,
                         "this hop is not the store: a board is published at the last hop of the "
                         "circle, \"%.60s\", and the others fetch it from there",
                         circle->hops[circle->hop_count - 1].name);
    }

    return VR_OK;
}

static enum vr_status
read_files(char **board, char **minisig, struct vr_board_files *files, const char *path,
           struct vr_why *why)
{
    char signature[FILES_PATH_MAX];
    enum vr_status status;
    int fits = snprintf(signature, sizeof signature, "%s.minisig", path);

    if (fits < 0 || (size_t) fits >= sizeof signature) {
        return vr_refuse(why, VR_FULL, "%.100s: path too long", path);
    }
    status = files_read(board, &files->board_len, path, VR_BOARD_MAX, why);
    if (status == VR_OK) {
        status = files_read(minisig, &files->minisig_len, signature, VR_MINISIG_MAX, why);
    }
    files->board = (const uint8_t *) *board;
    files->minisig = *minisig;

    return status;
}

enum vr_status
board_publish(struct vr_board *board, const struct config *config, const char *path,
              struct vr_why *why)
{
    struct vr_board_files files = { 0 };
    struct vr_why reason = { 0 };
    struct circles *circles = NULL;
    char *bytes = NULL;
    char *minisig = NULL;
    enum vr_status status;
    uint32_t round = 0;

    status = open_circles(&circles, config, why);
    if (status == VR_OK) {
        status = check_store(&round, circles, why);
    }
    if (status == VR_OK) {
        status = read_files(&bytes, &minisig, &files, path, why);
    }
    if (status != VR_OK) {
        goto out;
    }
    status = boards_take(board, config->state, circles, NULL, &files, round, &reason);
    if (status != VR_OK) {
        vr_refuse(why, status, "%.80s: %.158s", path, reason.text);
        goto out;
    }
    board->cells = NULL;
out:
    circles_free(circles);
    free(bytes);
    free(minisig);

    return status;
}

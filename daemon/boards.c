/* SPDX-License-Identifier: EUPL-1.2 */
#include "boards.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "files.h"
#include "log.h"

#define FRESH_SECONDS   2U
#define SUFFIX          ".board"
#define BOARD_NAME_SIZE (VR_ID_MAX + 8U)
#define KEPT_MAX        (8U + VR_BOARD_MAX + VR_MINISIG_MAX)

/* A file of the folder: board and signature as they stand in GET /v1/replies. */
struct kept {
    char *bytes; /* NULL: none */
    size_t len;
    struct vr_board_files files;
};

static void
board_name(char name[static BOARD_NAME_SIZE], const char *council)
{
    snprintf(name, BOARD_NAME_SIZE, "%s" SUFFIX, council);
}

static enum vr_status
kept_path(char path[static FILES_PATH_MAX], const char *state, const char *council,
          struct vr_why *why)
{
    char folder[FILES_PATH_MAX];
    char name[BOARD_NAME_SIZE];
    enum vr_status status;

    board_name(name, council);
    status = files_path(folder, state, "boards");
    if (status == VR_OK) {
        status = files_folder(folder, why);
    }

    return status == VR_OK ? files_path(path, folder, name) : status;
}

static enum vr_status
kept_read(struct kept *kept, const char *state, const char *council, struct vr_why *why)
{
    char path[FILES_PATH_MAX];
    struct vr_why reason = { 0 };
    enum vr_status status = kept_path(path, state, council, why);

    if (status != VR_OK || access(path, F_OK) != 0) {
        return status;
    }
    status = files_read(&kept->bytes, &kept->len, path, KEPT_MAX, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_replies_split(&kept->files, 1, (const uint8_t *) kept->bytes, kept->len, &reason);
    if (status != VR_OK) {
        free(kept->bytes);
        *kept = (struct kept) { 0 };
        return vr_refuse(why, status, "%.100s: %.120s", path, reason.text);
    }

    return VR_OK;
}

/* With the circles from the newest on: an older one may have the key of the board's period. */
static enum vr_status
verify(struct vr_board *board, const struct circles *circles, const char *council,
       const struct vr_board_files *files, struct vr_why *why)
{
    enum vr_status status = VR_FOREIGN;
    const struct vr_circle *const *all;
    struct vr_why reason = { 0 };
    size_t count;

    all = circles_all(circles, &count);
    for (size_t i = count; i > 0 && status != VR_OK; i--) {
        status = vr_board_verify(board, files->board, files->board_len, files->minisig,
                                 files->minisig_len, all[i - 1], council, &reason);
        if (status != VR_OK && i == count) {
            *why = reason;
        }
    }

    return status;
}

/* Not older than the one that is there. One that cannot be read or verified any more is no bar. */
static enum vr_status
judge(bool *is_same, const struct vr_board *board, const struct vr_board_files *files,
      const char *state, const struct circles *circles, struct vr_why *why)
{
    struct kept kept = { 0 };
    struct vr_why reason = { 0 };
    struct vr_board old;
    enum vr_status status = VR_OK;

    *is_same = false;
    if (kept_read(&kept, state, board->council, &reason) != VR_OK || kept.files.board_len == 0 ||
        verify(&old, circles, board->council, &kept.files, &reason) != VR_OK) {
        goto out;
    }
    if (board->round < old.round) {
        status = vr_refuse(why, VR_STALE,
                           "replies board: of round %u, older than the one of round %u that is "
                           "published",
                           board->round, old.round);
        goto out;
    }
    *is_same = kept.files.board_len == files->board_len &&
               kept.files.minisig_len == files->minisig_len &&
               memcmp(kept.files.board, files->board, files->board_len) == 0 &&
               memcmp(kept.files.minisig, files->minisig, files->minisig_len) == 0;
out:
    free(kept.bytes);

    return status;
}

/* Bytes of the boards of the other councils of a circle. */
static uint64_t
size_of_others(const char *state, const struct vr_circle *circle, const char *council)
{
    uint64_t total = 0;

    for (size_t i = 0; i < circle->council_count; i++) {
        char path[FILES_PATH_MAX];
        struct vr_why why;
        struct stat info;

        if (strcmp(circle->councils[i].id, council) != 0 &&
            kept_path(path, state, circle->councils[i].id, &why) == VR_OK &&
            stat(path, &info) == 0) {
            total += (uint64_t) info.st_size;
        }
    }

    return total;
}

static enum vr_status
keep(const char *state, const struct vr_board *board, const struct vr_board_files *files,
     const struct circles *circles, struct vr_why *why)
{
    char path[FILES_PATH_MAX];
    uint8_t *bytes = NULL;
    enum vr_status status;
    size_t len = 0;

    status = vr_replies_encode(&bytes, &len, files, 1);
    if (status != VR_OK) {
        return vr_refuse(why, status, "no memory for a replies board");
    }
    if (size_of_others(state, circles_newest(circles), board->council) + len > BOARDS_MAX) {
        status = vr_refuse(why, VR_FULL,
                           "replies board: all boards together have more than %u bytes: everyone "
                           "fetches them whole; ask the councils for smaller ones",
                           BOARDS_MAX);
        goto out;
    }
    status = kept_path(path, state, board->council, why);
    if (status == VR_OK) {
        status = files_write(path, bytes, len, 0600, why);
    }
out:
    free(bytes);

    return status;
}

enum vr_status
boards_take(struct vr_board *out, const char *state, const struct circles *circles,
            const char *council, const struct vr_board_files *files, uint32_t highest,
            struct vr_why *why)
{
    struct vr_board board;
    enum vr_status status;
    bool is_same = false;

    status = verify(&board, circles, council, files, why);
    if (status != VR_OK) {
        return status;
    }
    if (board.round > highest) {
        return vr_refuse(why, VR_STALE,
                         "replies board: of round %u, which has not come: it is round %u at most",
                         board.round, highest);
    }
    status = judge(&is_same, &board, files, state, circles, why);
    if (status == VR_OK && !is_same) {
        status = keep(state, &board, files, circles, why);
    }
    if (status == VR_OK) {
        *out = board;
    }

    return status;
}

enum vr_status
boards_document(uint8_t **out, size_t *len, const char *state, const struct circles *circles,
                const struct vr_circle *circle, struct vr_why *why)
{
    struct kept *kept = calloc(circle->council_count, sizeof *kept);
    struct vr_board_files *files = calloc(circle->council_count, sizeof *files);
    enum vr_status status = kept == NULL || files == NULL ? VR_MEMORY : VR_OK;

    for (size_t i = 0; i < circle->council_count && status == VR_OK; i++) {
        const char *council = circle->councils[i].id;
        struct vr_why reason = { 0 };
        struct vr_board board;

        if (kept_read(&kept[i], state, council, &reason) != VR_OK ||
            (kept[i].files.board_len > 0 &&
             verify(&board, circles, council, &kept[i].files, &reason) != VR_OK)) {
            log_error("the replies board of %s is not served: %s", council, reason.text);
            continue;
        }
        files[i] = kept[i].files;
    }
    if (status == VR_OK) {
        status = vr_replies_encode(out, len, files, circle->council_count);
    }
    if (status != VR_OK) {
        vr_refuse(why, status, "no memory for the replies boards");
    }
    for (size_t i = 0; kept != NULL && i < circle->council_count; i++) {
        free(kept[i].bytes);
    }
    free(kept);
    free(files);

    return status;
}

static bool
names(const struct vr_circle *circle, const char *file)
{
    for (size_t i = 0; i < circle->council_count; i++) {
        char name[BOARD_NAME_SIZE];

        board_name(name, circle->councils[i].id);
        if (strcmp(name, file) == 0) {
            return true;
        }
    }

    return false;
}

/* From the newest on: what is older than a circle in force for so long has been out of it as long.
 */
static bool
is_named(const struct circles *circles, const char *file, uint32_t round)
{
    const struct vr_circle *const *all;
    size_t count;

    all = circles_all(circles, &count);
    for (size_t i = count; i > 0; i--) {
        const struct vr_circle *circle = all[i - 1];

        if (names(circle, file)) {
            return true;
        }
        if (circle->from_round <= round && round - circle->from_round >= BOARDS_ROUNDS) {
            return false;
        }
    }

    return false;
}

static bool
is_board(const char *name)
{
    size_t len = strlen(name);

    return len > strlen(SUFFIX) && strcmp(name + len - strlen(SUFFIX), SUFFIX) == 0;
}

enum vr_status
boards_forget(const char *state, const struct circles *circles, uint32_t round, struct vr_why *why)
{
    char folder[FILES_PATH_MAX];
    enum vr_status status = files_path(folder, state, "boards");
    DIR *handle = status == VR_OK ? opendir(folder) : NULL;
    const struct dirent *entry;

    if (handle == NULL) {
        return status; /* none was published yet */
    }
    while (status == VR_OK && (entry = readdir(handle)) != NULL) {
        if (is_board(entry->d_name) && !is_named(circles, entry->d_name, round) &&
            unlinkat(dirfd(handle), entry->d_name, 0) != 0) {
            status = vr_refuse(why, VR_SYSTEM, "%.200s: a board of a council that left stays: %s",
                               folder, strerror(errno));
        }
    }
    closedir(handle);

    return status;
}

/* A change in the very tick of the clock in which the time was read would be missed, so a fresh one
 * is told again. */
static bool
is_fresh(const struct timespec *when)
{
    uint64_t now = clock_now();
    uint64_t then = (uint64_t) when->tv_sec;

    return now >= then && now - then < FRESH_SECONDS;
}

bool
boards_changed(struct timespec *seen, const char *state)
{
    char folder[FILES_PATH_MAX];
    struct stat info;

    if (files_path(folder, state, "boards") != VR_OK || stat(folder, &info) != 0 ||
        (info.st_mtim.tv_sec == seen->tv_sec && info.st_mtim.tv_nsec == seen->tv_nsec)) {
        return false;
    }
    if (!is_fresh(&info.st_mtim)) {
        *seen = info.st_mtim;
    }

    return true;
}

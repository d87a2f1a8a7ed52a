/* SPDX-License-Identifier: EUPL-1.2 */
#include "access.h"

#include <string.h>

#include <vrijuit/secret.h>

#include "files.h"
#include "swap.h"

void
access_rows(struct option_row rows[static ACCESS_ROWS], struct access_words *words)
{
    const struct option_row all[ACCESS_ROWS] = {
        { "circle", NULL, NULL, &words->circles },
        { "pin", NULL, &words->pin, NULL },
        { "share", NULL, NULL, &words->shares },
        { "dossier", NULL, &words->dossier, NULL },
        { "dossier-sharing", NULL, &words->sharing, NULL },
        { "paper", &words->paper, NULL, NULL },
    };

    memcpy(rows, all, sizeof all);
}

const char *
access_missing(const struct access_words *words)
{
    if (words->circles.count == 0) {
        return "--circle";
    }
    if (words->pin == NULL) {
        return "--pin";
    }
    if (words->dossier == NULL) {
        return "--dossier";
    }

    return words->shares.count == 0 && !words->paper ? "--share" : NULL;
}

static enum vr_status
take_circles(struct access *access, const struct tool *tool, const struct access_words *words)
{
    enum vr_status status = circles_read_pin(access->circles.pin, tool, words->pin);

    for (size_t i = 0; i < words->circles.count && status == VR_OK; i++) {
        status = circles_add(&access->circles, tool, words->circles.item[i]);
    }

    return status;
}

static enum vr_status
take_sharing(struct access *access, const struct tool *tool, const struct access_words *words)
{
    char path[FILE_PATH_MAX];
    enum vr_status status;

    if (words->sharing != NULL) {
        return dossier_sharing_read(&access->sharing, tool, words->sharing);
    }
    status = path_beside(path, words->circles.item[0], "dossier.json");

    return status == VR_OK ? dossier_sharing_read(&access->sharing, tool, path) : status;
}

static enum vr_status
take_shares(struct access *access, const struct tool *tool, const struct access_words *words)
{
    enum vr_status status = wallet_new(&access->wallet, tool);

    for (size_t i = 0; i < words->shares.count && status == VR_OK; i++) {
        status = wallet_add_file(access->wallet, tool, words->shares.item[i]);
    }
    if (status == VR_OK && words->paper) {
        status = wallet_add_papers(access->wallet, tool);
    }

    return status;
}

enum vr_status
access_take(struct access *access, const struct tool *tool, const struct access_words *words)
{
    void *memory = NULL;
    enum vr_status status = take_circles(access, tool, words);

    if (status == VR_OK) {
        status = take_sharing(access, tool, words);
    }
    if (status == VR_OK) {
        status = take_shares(access, tool, words);
    }
    if (status == VR_OK) {
        status = tool_secret_new(tool, &memory, 32);
    }
    if (status == VR_OK) {
        access->key = memory;
        status = dossier_key(access->key, tool, access->wallet, &access->sharing);
    }
    /* Only now: the work on a passphrase takes memory that no limit would let us lock. */
    if (status == VR_OK) {
        status = swap_avoid(tool);
    }

    return status;
}

void
access_wipe(struct access *access)
{
    circles_wipe(&access->circles);
    wallet_free(access->wallet);
    vr_secret_free(access->key);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "holding.h"

#include <unistd.h>

#include "dossier.h"
#include "files.h"

static enum vr_status
take_dossier(struct holding *holding, const struct holding_words *words)
{
    char beside[FILE_PATH_MAX];
    const char *path = words->dossier;
    enum vr_status status = VR_OK;

    if (path == NULL) {
        status = path_beside(beside, words->circle, "dossier.json");
        if (status != VR_OK || access(beside, F_OK) != 0) {
            return status;
        }
        path = beside;
    }
    status = dossier_sharing_read(&holding->dossier, holding->tool, path);
    holding->has_dossier = status == VR_OK;

    return status;
}

enum vr_status
holding_take_circle(struct holding *holding, const struct tool *tool,
                    const struct holding_words *words)
{
    char beside[FILE_PATH_MAX];
    enum vr_status status = path_beside(beside, words->circle, "vrijuit.pub");

    holding->tool = tool;
    if (status == VR_OK) {
        status =
            circles_read_pin(holding->circles.pin, tool, words->pin != NULL ? words->pin : beside);
    }
    if (status == VR_OK) {
        status = circles_add(&holding->circles, tool, words->circle);
    }

    return status == VR_OK ? take_dossier(holding, words) : status;
}

enum vr_status
holding_take_shares(struct holding *holding, const struct holding_words *words)
{
    enum vr_status status = wallet_new(&holding->wallet, holding->tool);

    for (size_t i = 0; i < words->shares.count && status == VR_OK; i++) {
        status = wallet_add_file(holding->wallet, holding->tool, words->shares.item[i]);
    }

    return status == VR_OK && words->paper ? wallet_add_papers(holding->wallet, holding->tool)
                                           : status;
}

void
holding_wipe(struct holding *holding)
{
    circles_wipe(&holding->circles);
    wallet_free(holding->wallet);
    holding->wallet = NULL;
}

const struct vr_circle *
holding_circle(const struct holding *holding)
{
    return holding->circles.circle[0];
}

const struct vr_sharing *
holding_dossier(const struct holding *holding)
{
    return holding->has_dossier ? &holding->dossier : NULL;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "state.h"

#include <errno.h>
#include <libintl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "client.h"
#include "file.h"
#include "folder.h"

enum vr_status
state_load(struct state *state, const char *folder, const uint8_t pin[static 32],
           struct vr_why *why)
{
    struct vr_why reason = { "" };
    char path[PATH_MAX];
    char *bytes = NULL;
    size_t len = 0;
    enum vr_status status;

    memset(state, 0, sizeof *state);
    if (!folder_path(path, sizeof path, folder, pin, "seen")) {
        return folder_refuse(why, folder);
    }
    if (access(path, F_OK) != 0 && errno == ENOENT) {
        return VR_OK;
    }
    status = file_read(&bytes, &len, path, STATE_MAX, why);
    if (status != VR_OK) {
        return status;
    }
    status = state_decode(state, bytes, len, &reason);
    if (status != VR_OK) {
        (void) vr_refuse(why, status,
                         gettext("%.100s is damaged (%.60s); remove it if you know why"), path,
                         reason.text);
    }
    file_wipe(bytes, len);

    return status;
}

enum vr_status
state_save(const char *folder, const uint8_t pin[static 32], const struct state *state,
           struct vr_why *why)
{
    char path[PATH_MAX];
    char *bytes = NULL;
    size_t len = 0;
    enum vr_status status;

    if (!folder_path(path, sizeof path, folder, pin, "seen")) {
        return folder_refuse(why, folder);
    }
    status = state_encode(&bytes, &len, state);
    if (status != VR_OK) {
        return vr_refuse(why, status, "%s", gettext("no memory"));
    }
    if (!folder_make(folder) || !folder_replace(folder, path, bytes, len)) {
        status = folder_refuse(why, path);
    }
    file_wipe(bytes, len);

    return status;
}

enum vr_status
client_save(const struct client *client, struct vr_why *why)
{
    return client->options->state == NULL
               ? VR_OK
               : state_save(client->options->state, client->pin, &client->state, why);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "turn.h"

#include <errno.h>
#include <libintl.h>
#include <limits.h>
#include <unistd.h>

#include "folder.h"

enum vr_status
turn_begin(int *turn, const struct client *client, struct vr_why *why)
{
    const char *folder = client->options->state;
    char path[PATH_MAX];
    int fd;

    *turn = -1;
    if (folder == NULL) {
        return VR_OK;
    }
    if (!folder_path(path, sizeof path, folder, client->pin, "turn")) {
        return folder_refuse(why, folder);
    }
    fd = folder_lock_file(folder, path, false);
    if (fd < 0 && errno == EWOULDBLOCK) {
        terminal_say(client->terminal,
                     gettext("Vrijuit is already sending on this computer. Waiting until that is "
                             "done.\n"));
        fd = folder_lock_file(folder, path, true);
    }
    if (fd < 0) {
        return folder_refuse(why, path);
    }
    *turn = fd;

    return VR_OK;
}

void
turn_end(int turn)
{
    if (turn >= 0) {
        close(turn);
    }
}

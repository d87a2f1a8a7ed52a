/* SPDX-License-Identifier: EUPL-1.2 */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <libintl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>
#include <vrijuit/minisig.h>

static enum vr_status
read_all(size_t *len, char *bytes, size_t size, int fd)
{
    size_t done = 0;
    ssize_t count;

    while (done < size) {
        count = read(fd, bytes + done, size - done);
        if (count < 0 && errno != EINTR) {
            return VR_SYSTEM;
        }
        if (count == 0) {
            break;
        }
        done += count > 0 ? (size_t) count : 0;
    }
    *len = done;

    return done < size ? VR_OK : VR_FULL;
}

enum vr_status
file_read(char **out, size_t *len, const char *path, size_t limit, struct vr_why *why)
{
    int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    char *bytes = NULL;
    size_t count = 0;
    enum vr_status status;

    if (fd < 0) {
        return vr_refuse(why, VR_SYSTEM, gettext("cannot open %.120s: %s"), path, strerror(errno));
    }
    bytes = calloc(1, limit + 1);
    if (bytes == NULL) {
        status = vr_refuse(why, VR_MEMORY, "%s", gettext("no memory"));
        goto out;
    }
    status = read_all(&count, bytes, limit + 1, fd);
    if (status == VR_FULL) {
        (void) vr_refuse(why, status, gettext("%.120s is larger than %zu bytes"), path, limit);
    } else if (status != VR_OK) {
        (void) vr_refuse(why, status, gettext("cannot read %.120s: %s"), path, strerror(errno));
    } else {
        *out = bytes;
        *len = count;
        bytes = NULL;
    }
out:
    file_wipe(bytes, limit + 1);
    if (fd != STDIN_FILENO) {
        close(fd);
    }

    return status;
}

void
file_wipe(char *bytes, size_t len)
{
    if (bytes != NULL) {
        sodium_memzero(bytes, len);
        free(bytes);
    }
}

enum vr_status
file_read_pin(uint8_t pin[static 32], const char *path, struct vr_why *why)
{
    struct vr_why reason = { "" };
    char *text = NULL;
    size_t len = 0;
    enum vr_status status = file_read(&text, &len, path, VR_MINISIG_PUB_MAX, why);

    if (status != VR_OK) {
        return status;
    }
    status = vr_minisig_public_decode(pin, text, len, &reason);
    if (status != VR_OK) {
        (void) vr_refuse(why, status, gettext("%.80s holds no pinned key (%.100s)"), path,
                         reason.text);
    }
    file_wipe(text, len);

    return status;
}

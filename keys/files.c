/* SPDX-License-Identifier: EUPL-1.2 */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum vr_status
read_all(int fd, char *bytes, size_t room, size_t *len)
{
    size_t have = 0;

    while (have < room) {
        ssize_t got = read(fd, bytes + have, room - have);

        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return VR_SYSTEM;
        }
        if (got == 0) {
            break;
        }
        have += (size_t) got;
    }
    *len = have;

    return VR_OK;
}

enum vr_status
file_read(const struct tool *tool, char **out, size_t *len, const char *path, size_t limit)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *bytes = NULL;
    char *smaller;
    size_t have = 0;
    enum vr_status status;

    if (fd < 0) {
        return tool_refuse_errno(path, say(tool, "kan niet worden gelezen", "cannot be read"));
    }
    bytes = malloc(limit + 2);
    if (bytes == NULL) {
        status = tool_refuse(VR_MEMORY, path, "%s", strerror(ENOMEM));
        goto out;
    }
    status = read_all(fd, bytes, limit + 1, &have);
    if (status != VR_OK) {
        status = tool_refuse_errno(path, say(tool, "lezen mislukt", "reading failed"));
        goto out;
    }
    if (have > limit) {
        status = tool_refuse(VR_FULL, path,
                             say(tool, "het bestand is groter dan %zu bytes: is dit het goede?",
                                 "the file is longer than %zu bytes: is it the right one?"),
                             limit);
        goto out;
    }
    bytes[have] = '\0';
    smaller = realloc(bytes, have + 1);
    *out = smaller != NULL ? smaller : bytes;
    *len = have;
    bytes = NULL;
out:
    free(bytes);
    close(fd);

    return status;
}

enum vr_status
file_write_all(int fd, const void *bytes, size_t len)
{
    const uint8_t *from = bytes;

    while (len > 0) {
        ssize_t put = write(fd, from, len);

        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0) {
            return VR_SYSTEM;
        }
        from += put;
        len -= (size_t) put;
    }

    return VR_OK;
}

enum vr_status
file_write_new(const char *path, mode_t mode, const void *bytes, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    enum vr_status status;

    if (fd < 0) {
        return tool_refuse_errno(path, "open");
    }
    status = file_write_all(fd, bytes, len);
    /* A stick with FAT has no modes to set. */
    if (status == VR_OK && mode != 0600 && fchmod(fd, mode) != 0 && errno != EPERM) {
        status = VR_SYSTEM;
    }
    if (status != VR_OK || fsync(fd) != 0) {
        status = tool_refuse_errno(path, "write");
    }
    if (close(fd) != 0 && status == VR_OK) {
        status = tool_refuse_errno(path, "close");
    }

    return status;
}

enum vr_status
folder_new(const char *path)
{
    if (mkdir(path, 0700) != 0) {
        return tool_refuse_errno(path, "mkdir");
    }

    return VR_OK;
}

enum vr_status
folder_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum vr_status status = VR_OK;

    if (fd < 0) {
        return tool_refuse_errno(path, "open");
    }
    if (fsync(fd) != 0) {
        status = tool_refuse_errno(path, "fsync");
    }
    close(fd);

    return status;
}

enum vr_status
path_join(char out[static FILE_PATH_MAX], const char *folder, const char *name)
{
    int len = snprintf(out, FILE_PATH_MAX, "%s/%s", folder, name);

    return len >= 0 && (size_t) len < FILE_PATH_MAX
               ? VR_OK
               : tool_refuse(VR_FULL, name, "%s", strerror(ENAMETOOLONG));
}

static void
folder_of(char out[static FILE_PATH_MAX], const char *path)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL) {
        snprintf(out, FILE_PATH_MAX, ".");
    } else if (slash == path) {
        snprintf(out, FILE_PATH_MAX, "/");
    } else {
        snprintf(out, FILE_PATH_MAX, "%.*s", (int) (slash - path), path);
    }
}

enum vr_status
path_beside(char out[static FILE_PATH_MAX], const char *path, const char *name)
{
    char folder[FILE_PATH_MAX];

    folder_of(folder, path);

    return path_join(out, folder, name);
}

enum vr_status
path_with(char out[static FILE_PATH_MAX], const char *path, const char *ending)
{
    int len = snprintf(out, FILE_PATH_MAX, "%s%s", path, ending);

    return len >= 0 && (size_t) len < FILE_PATH_MAX
               ? VR_OK
               : tool_refuse(VR_FULL, path, "%s", strerror(ENAMETOOLONG));
}

enum vr_status
folder_sync_of(const char *path)
{
    char folder[FILE_PATH_MAX];

    folder_of(folder, path);

    return folder_sync(folder);
}

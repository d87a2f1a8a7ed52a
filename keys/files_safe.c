/* SPDX-License-Identifier: EUPL-1.2 */
/* New files that take their place whole, and old ones that leave as little as can be. */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <linux/magic.h>

static enum vr_status
overwrite(int fd)
{
    static const uint8_t zeros[4096];
    struct stat found;
    enum vr_status status = VR_OK;

    if (fstat(fd, &found) != 0 || lseek(fd, 0, SEEK_SET) != 0) {
        return VR_SYSTEM;
    }
    for (off_t left = found.st_size; left > 0 && status == VR_OK;) {
        size_t part = left < (off_t) sizeof zeros ? (size_t) left : sizeof zeros;

        status = file_write_all(fd, zeros, part);
        left -= (off_t) part;
    }

    return status == VR_OK && fsync(fd) == 0 ? VR_OK : VR_SYSTEM;
}

/* A regular file for overwriting, or -1. */
static int
open_old(const char *path)
{
    int fd = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    struct stat found;

    if (fd >= 0 && (fstat(fd, &found) != 0 || !S_ISREG(found.st_mode))) {
        close(fd);
        errno = EINVAL;
        fd = -1;
    }

    return fd;
}

bool
file_shred(const char *path)
{
    int fd = open_old(path);

    if (fd >= 0) {
        /* What cannot be overwritten is removed at least. */
        (void) !overwrite(fd);
        close(fd);
    }

    return unlink(path) == 0 || errno == ENOENT;
}

static enum vr_status
leave_cache(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        return tool_refuse_errno(path, "open");
    }
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    close(fd);

    return VR_OK;
}

enum vr_status
file_write_beside(char next[static FILE_PATH_MAX], const char *path, const void *bytes, size_t len)
{
    enum vr_status status = path_with(next, path, ".new");

    if (status != VR_OK) {
        return status;
    }
    if (!file_shred(next)) {
        return tool_refuse_errno(next, "unlink");
    }
    status = file_write_new(next, 0600, bytes, len);
    if (status == VR_OK) {
        status = leave_cache(next);
    }
    if (status != VR_OK) {
        file_shred(next);
    }

    return status;
}

enum vr_status
file_rename_new(const struct tool *tool, const char *from, const char *to)
{
    struct stat found;
    int failed;

    if (lstat(to, &found) == 0) {
        return tool_refuse(VR_CONFLICT, to, "%s", say(tool, "bestaat al", "exists already"));
    }
    failed = renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
    /* Not every file system knows NOREPLACE; that nothing stands there was looked at before. */
    if (failed != 0 && errno == EINVAL) {
        failed = rename(from, to);
    }
    if (failed != 0) {
        return tool_refuse_errno(to, "rename");
    }

    return folder_sync_of(to);
}

enum vr_status
file_take_place(const char *next, const char *path)
{
    int old = open_old(path);
    enum vr_status status;

    if (old < 0) {
        return tool_refuse_errno(path, "open");
    }
    if (rename(next, path) != 0) {
        status = tool_refuse_errno(path, "rename");
        goto out;
    }
    status = folder_sync_of(path);
    if (status == VR_OK && overwrite(old) != VR_OK) {
        status = tool_refuse_errno(path, "write");
    }
out:
    close(old);

    return status;
}

bool
folder_is_in_memory(const char *path)
{
    char folder[FILE_PATH_MAX];
    struct statfs found;

    return path_beside(folder, path, ".") == VR_OK && statfs(folder, &found) == 0 &&
           (found.f_type == TMPFS_MAGIC || found.f_type == RAMFS_MAGIC);
}

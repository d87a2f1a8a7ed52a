/* SPDX-License-Identifier: EUPL-1.2 */
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <libintl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

bool
folder_path(char *path, size_t size, const char *folder, const uint8_t pin[static 32],
            const char *suffix)
{
    uint8_t hash[crypto_generichash_BYTES_MIN];
    char name[2 * sizeof hash + 1];

    (void) crypto_generichash(hash, sizeof hash, pin, 32, NULL, 0);
    sodium_bin2hex(name, sizeof name, hash, sizeof hash);
    if ((size_t) snprintf(path, size, "%s/%s.%s", folder, name, suffix) >= size) {
        errno = ENAMETOOLONG;
        return false;
    }

    return true;
}

/* As mkdir -p, for us alone. */
bool
folder_make(const char *folder)
{
    char path[PATH_MAX];
    size_t len = strlen(folder);

    if (len == 0 || len >= sizeof path) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(path, folder, len + 1);
    for (size_t i = 1; i <= len; i++) {
        if (path[i] == '/' || path[i] == 0) {
            char kept = path[i];

            path[i] = 0;
            if (mkdir(path, 0700) != 0 && errno != EEXIST) {
                return false;
            }
            path[i] = kept;
        }
    }

    return true;
}

/* The moment of the last visit is nobody's business. */
static bool
clear_times(int fd)
{
    const struct timespec times[2] = { { 0, 0 }, { 0, 0 } };

    return futimens(fd, times) == 0;
}

static bool
write_all(int fd, const char *bytes, size_t len)
{
    size_t done = 0;
    ssize_t count;

    while (done < len) {
        count = write(fd, bytes + done, len - done);
        if (count < 0 && errno != EINTR) {
            return false;
        }
        done += count > 0 ? (size_t) count : 0;
    }

    return clear_times(fd) && fsync(fd) == 0;
}

static bool
sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_synced;

    if (fd < 0) {
        return false;
    }
    is_synced = clear_times(fd) && fsync(fd) == 0;
    close(fd);

    return is_synced;
}

bool
folder_create(const char *path, const void *bytes, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool is_written;
    int error;

    if (fd < 0) {
        return false;
    }
    is_written = write_all(fd, bytes, len);
    is_written = close(fd) == 0 && is_written;
    if (!is_written) {
        error = errno;
        (void) unlink(path);
        errno = error;
    }

    return is_written;
}

bool
folder_replace(const char *folder, const char *path, const void *bytes, size_t len)
{
    char fresh[PATH_MAX];
    int error;

    if ((size_t) snprintf(fresh, sizeof fresh, "%s.%ld", path, (long) getpid()) >= sizeof fresh) {
        errno = ENAMETOOLONG;
        return false;
    }
    if (!folder_create(fresh, bytes, len)) {
        return false;
    }
    if (rename(fresh, path) != 0) {
        error = errno;
        (void) unlink(fresh);
        errno = error;
        return false;
    }

    return sync_folder(folder);
}

/* fd when it is locked; else it is closed: -1 with errno. */
static int
lock(int fd, int how)
{
    int result = -1;
    int error;

    if (fd < 0) {
        return -1;
    }
    do {
        result = flock(fd, how);
    } while (result != 0 && errno == EINTR);
    if (result != 0) {
        error = errno;
        close(fd);
        errno = error;
        return -1;
    }

    return fd;
}

int
folder_lock(const char *folder)
{
    int fd = folder_make(folder) ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

    return lock(fd, LOCK_EX);
}

int
folder_lock_file(const char *folder, const char *path, bool wait)
{
    int fd = folder_make(folder) ? open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600) : -1;

    if (fd >= 0 && !(clear_times(fd) && sync_folder(folder))) {
        int error = errno;

        close(fd);
        errno = error;
        return -1;
    }

    return lock(fd, wait ? LOCK_EX : LOCK_EX | LOCK_NB);
}

enum vr_status
folder_refuse(struct vr_why *why, const char *path)
{
    return vr_refuse(why, VR_SYSTEM, gettext("cannot keep %.100s: %s; --state none keeps nothing"),
                     path, strerror(errno));
}

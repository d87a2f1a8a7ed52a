/* SPDX-License-Identifier: EUPL-1.2 */
#include "files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

enum vr_status
files_path(char path[static FILES_PATH_MAX], const char *folder, const char *name)
{
    int len = snprintf(path, FILES_PATH_MAX, "%s/%s", folder, name);

    return len > 0 && (size_t) len < FILES_PATH_MAX ? VR_OK : VR_FULL;
}

enum vr_status
files_numbered_path(char path[static FILES_PATH_MAX], const char *folder, uint64_t number,
                    const char *suffix)
{
    int len =
        snprintf(path, FILES_PATH_MAX, "%s/%llu.%s", folder, (unsigned long long) number, suffix);

    return len > 0 && (size_t) len < FILES_PATH_MAX ? VR_OK : VR_FULL;
}

static enum vr_status
refuse_path(struct vr_why *why, const char *path)
{
    return vr_refuse(why, VR_SYSTEM, "%s: %s", path, strerror(errno));
}

enum vr_status
files_folder(const char *path, struct vr_why *why)
{
    if (mkdir(path, 0700) == 0) {
        return files_sync_folder(path, why);
    }
    if (errno != EEXIST) {
        return refuse_path(why, path);
    }

    return VR_OK;
}

enum vr_status
files_pread(int fd, void *bytes, size_t len, uint64_t offset)
{
    uint8_t *at = bytes;

    while (len > 0) {
        ssize_t got = pread(fd, at, len, (off_t) offset);

        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            errno = got == 0 ? EIO : errno;
            return VR_SYSTEM;
        }
        at += got;
        len -= (size_t) got;
        offset += (uint64_t) got;
    }

    return VR_OK;
}

enum vr_status
files_pwrite(int fd, const void *bytes, size_t len, uint64_t offset)
{
    const uint8_t *at = bytes;

    while (len > 0) {
        ssize_t put = pwrite(fd, at, len, (off_t) offset);

        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return VR_SYSTEM;
        }
        at += put;
        len -= (size_t) put;
        offset += (uint64_t) put;
    }

    return VR_OK;
}

enum vr_status
files_read(char **out, size_t *len, const char *path, size_t max, struct vr_why *why)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    enum vr_status status = VR_SYSTEM;
    struct stat info;
    char *bytes = NULL;

    if (fd < 0 || fstat(fd, &info) != 0) {
        status = refuse_path(why, path);
        goto out;
    }
    if (!S_ISREG(info.st_mode) || info.st_size < 0 || (uint64_t) info.st_size > max) {
        status = vr_refuse(why, VR_FULL, "%s: not a file of at most %zu bytes", path, max);
        goto out;
    }
    bytes = malloc((size_t) info.st_size + 1);
    if (bytes == NULL) {
        status = vr_refuse(why, VR_MEMORY, "%s: no memory", path);
        goto out;
    }
    status = files_pread(fd, bytes, (size_t) info.st_size, 0);
    if (status != VR_OK) {
        status = refuse_path(why, path);
        goto out;
    }
    bytes[info.st_size] = '\0';
    *len = (size_t) info.st_size;
    *out = bytes;
    bytes = NULL;
out:
    if (fd >= 0) {
        close(fd);
    }
    free(bytes);

    return status;
}

enum vr_status
files_sync_folder(const char *path, struct vr_why *why)
{
    char folder[FILES_PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t len = slash == NULL || slash == path ? 1 : (size_t) (slash - path);
    int failed;
    int fd;

    if (len >= sizeof folder) {
        return vr_refuse(why, VR_FULL, "%s: path too long", path);
    }
    memcpy(folder, slash == NULL ? "." : path, len);
    folder[len] = '\0';
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    failed = fd < 0 || fsync(fd) != 0;
    if (failed) {
        refuse_path(why, folder);
    }
    if (fd >= 0) {
        close(fd);
    }

    return failed ? VR_SYSTEM : VR_OK;
}

/* Make path anew with these bytes, synced; the caller renames or keeps it. */
static enum vr_status
write_new(const char *path, const void *bytes, size_t len, unsigned mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, (mode_t) mode);
    enum vr_status status;
    int saved;

    if (fd < 0) {
        return VR_SYSTEM;
    }
    status = files_pwrite(fd, bytes, len, 0);
    if (status == VR_OK && fsync(fd) != 0) {
        status = VR_SYSTEM;
    }
    saved = errno;
    close(fd);
    errno = saved;

    return status;
}

enum vr_status
files_write(const char *path, const void *bytes, size_t len, unsigned mode, struct vr_why *why)
{
    char fresh[FILES_PATH_MAX];
    int fits = snprintf(fresh, sizeof fresh, "%s.new", path);
    enum vr_status status;

    if (fits < 0 || (size_t) fits >= sizeof fresh) {
        return vr_refuse(why, VR_FULL, "%s: path too long", path);
    }
    unlink(fresh); /* what a crash may have left */
    status = write_new(fresh, bytes, len, mode);
    if (status == VR_OK && rename(fresh, path) != 0) {
        status = VR_SYSTEM;
    }
    if (status != VR_OK) {
        refuse_path(why, path);
        unlink(fresh);
        return status;
    }

    return files_sync_folder(path, why);
}

enum vr_status
files_secret_read(uint8_t *secret, size_t len, const char *path, struct vr_why *why)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    enum vr_status status = VR_OK;
    struct stat info;

    if (fd < 0 || fstat(fd, &info) != 0) {
        status = fd < 0 && errno == ENOENT ? VR_FOREIGN : VR_SYSTEM;
        refuse_path(why, path);
    } else if ((info.st_mode & 0777) != 0600 || !S_ISREG(info.st_mode)) {
        status = vr_refuse(why, VR_UNVERIFIED,
                           "%s: must be a file of mode 0600: chmod 600 it, and "
                           "ask who could have read it",
                           path);
    } else if (info.st_size != (off_t) len) {
        status = vr_refuse(why, VR_MALFORMED, "%s: %zu bytes are due", path, len);
    } else if (files_pread(fd, secret, len, 0) != VR_OK) {
        status = refuse_path(why, path);
    }
    if (fd >= 0) {
        close(fd);
    }

    return status;
}

enum vr_status
files_secret_make(uint8_t *secret, size_t len, const char *path, struct vr_why *why)
{
    enum vr_status status = files_secret_read(secret, len, path, why);

    if (status != VR_FOREIGN) {
        return status;
    }
    randombytes_buf(secret, len);

    return files_write(path, secret, len, 0600, why);
}

enum vr_status
files_secret_destroy(const char *path, struct vr_why *why)
{
    uint8_t noise[4096];
    int fd = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    enum vr_status status = VR_OK;
    struct stat info;

    if (fd < 0) {
        return errno == ENOENT ? VR_OK : refuse_path(why, path);
    }
    if (fstat(fd, &info) != 0 || info.st_size > (off_t) sizeof noise) {
        status = refuse_path(why, path);
        goto out;
    }
    randombytes_buf(noise, sizeof noise);
    if (files_pwrite(fd, noise, (size_t) info.st_size, 0) != VR_OK || fsync(fd) != 0 ||
        unlink(path) != 0) {
        status = refuse_path(why, path);
        goto out;
    }
    status = files_sync_folder(path, why);
out:
    close(fd);

    return status;
}

/* NUMBER of "NUMBER.suffix", in the one spelling that we write. */
static bool
parse_numbered(uint64_t *number, const char *name, const char *suffix)
{
    char again[64];
    char *end;

    errno = 0;
    *number = strtoull(name, &end, 10);
    snprintf(again, sizeof again, "%llu.%s", (unsigned long long) *number, suffix);

    return errno == 0 && end != name && strcmp(again, name) == 0;
}

enum vr_status
files_numbered(const char *folder, const char *suffix,
               enum vr_status (*visit)(void *arg, uint64_t number), void *arg, struct vr_why *why)
{
    enum vr_status status = VR_OK;
    DIR *handle = opendir(folder);
    struct dirent *entry;
    uint64_t number;

    if (handle == NULL) {
        return refuse_path(why, folder);
    }
    while (status == VR_OK && (entry = readdir(handle)) != NULL) {
        if (parse_numbered(&number, entry->d_name, suffix)) {
            status = visit(arg, number);
        }
    }
    closedir(handle);

    return status;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <libintl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "client.h"
#include "file.h"

/* One file a pinned key, so that two circles do not disturb each other. */
static bool
name_file(char *path, size_t size, const char *folder, const uint8_t pin[static 32])
{
    uint8_t hash[crypto_generichash_BYTES_MIN];
    char name[2 * sizeof hash + 1];

    (void) crypto_generichash(hash, sizeof hash, pin, 32, NULL, 0);
    sodium_bin2hex(name, sizeof name, hash, sizeof hash);

    return (size_t) snprintf(path, size, "%s/%s.seen", folder, name) < size;
}

static enum vr_status
refuse_path(struct vr_why *why, const char *path)
{
    return vr_refuse(why, VR_SYSTEM, gettext("cannot keep %.100s: %s; --state none keeps nothing"),
                     path, strerror(errno));
}

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
    if (!name_file(path, sizeof path, folder, pin)) {
        errno = ENAMETOOLONG;
        return refuse_path(why, folder);
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

/* As mkdir -p, for us alone. */
static bool
make_folder(const char *folder)
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

static bool
replace_file(const char *folder, const char *path, const char *bytes, size_t len)
{
    char fresh[PATH_MAX];
    bool is_written;
    int fd;

    if ((size_t) snprintf(fresh, sizeof fresh, "%s.%ld", path, (long) getpid()) >= sizeof fresh) {
        errno = ENAMETOOLONG;
        return false;
    }
    fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        return false;
    }
    is_written = write_all(fd, bytes, len);
    is_written = close(fd) == 0 && is_written;
    if (!is_written || rename(fresh, path) != 0) {
        int error = errno;

        (void) unlink(fresh);
        errno = error;
        return false;
    }

    return sync_folder(folder);
}

enum vr_status
state_save(const char *folder, const uint8_t pin[static 32], const struct state *state,
           struct vr_why *why)
{
    char path[PATH_MAX];
    char *bytes = NULL;
    size_t len = 0;
    enum vr_status status;

    if (!name_file(path, sizeof path, folder, pin)) {
        errno = ENAMETOOLONG;
        return refuse_path(why, folder);
    }
    status = state_encode(&bytes, &len, state);
    if (status != VR_OK) {
        return vr_refuse(why, status, "%s", gettext("no memory"));
    }
    if (!make_folder(folder) || !replace_file(folder, path, bytes, len)) {
        status = refuse_path(why, path);
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

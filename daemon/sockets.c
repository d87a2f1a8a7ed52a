/* SPDX-License-Identifier: EUPL-1.2 */
#include "sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <event2/util.h>
#include <systemd/sd-daemon.h>

#define BACKLOG 1024

/* Whether somebody still answers at that path. */
static bool
is_alive(const struct sockaddr_un *address)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool alive = fd >= 0 && connect(fd, (const struct sockaddr *) address, sizeof *address) == 0;

    if (fd >= 0) {
        close(fd);
    }

    return alive;
}

static enum vr_status
bind_and_listen(int *out, const struct sockaddr *address, socklen_t len, const char *listen_on,
                struct vr_why *why)
{
    int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int one = 1;

    if (fd >= 0 && address->sa_family != AF_UNIX) {
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    }
    if (fd < 0 || bind(fd, address, len) != 0 || listen(fd, BACKLOG) != 0) {
        vr_refuse(why, VR_SYSTEM, "%s: %s", listen_on, strerror(errno));
        if (fd >= 0) {
            close(fd);
        }
        return VR_SYSTEM;
    }
    *out = fd;

    return VR_OK;
}

static enum vr_status
open_unix(int *out, const char *path, struct vr_why *why)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    enum vr_status status;
    mode_t before;

    if (strlen(path) >= sizeof address.sun_path) {
        return vr_refuse(why, VR_FULL, "unix:%s: the path is too long for a socket", path);
    }
    strcpy(address.sun_path, path);
    if (is_alive(&address)) {
        return vr_refuse(why, VR_CONFLICT, "unix:%s: another daemon listens there", path);
    }
    unlink(path); /* what a crash left; bind says if it is something else */
    before = umask(0117);
    status = bind_and_listen(out, (const struct sockaddr *) &address, sizeof address, path, why);
    umask(before);

    return status;
}

static enum vr_status
open_tcp(int *out, const char *place, struct vr_why *why)
{
    struct sockaddr_storage address = { 0 };
    int len = sizeof address;

    if (evutil_parse_sockaddr_port(place, (struct sockaddr *) &address, &len) != 0) {
        return vr_refuse(why, VR_MALFORMED, "tcp:%s: not ADDRESS:PORT", place);
    }

    return bind_and_listen(out, (const struct sockaddr *) &address, (socklen_t) len, place, why);
}

static enum vr_status
add(struct http *http, int fd, struct vr_why *why)
{
    enum vr_status status;

    evutil_make_socket_nonblocking(fd);
    status = http_listen(http, fd);

    return status == VR_OK ? VR_OK : vr_refuse(why, status, "too many listening sockets");
}

enum vr_status
sockets_open(struct http *http, const char *listen_on, struct vr_why *why)
{
    int given = sd_listen_fds(1);
    enum vr_status status = VR_OK;
    int fd;

    for (int i = 0; i < given && status == VR_OK; i++) {
        status = add(http, SD_LISTEN_FDS_START + i, why);
    }
    if (given > 0 || status != VR_OK) {
        return status;
    }
    if (listen_on[0] == '\0') {
        return vr_refuse(why, VR_MALFORMED,
                         "no socket from systemd and no listen in the configuration: add listen = "
                         "unix:/PATH");
    }
    status = listen_on[0] == 'u' ? open_unix(&fd, listen_on + strlen("unix:"), why)
                                 : open_tcp(&fd, listen_on + strlen("tcp:"), why);

    return status == VR_OK ? add(http, fd, why) : status;
}

void
sockets_close(const char *listen_on)
{
    if (strncmp(listen_on, "unix:", 5) == 0) {
        unlink(listen_on + 5);
    }
}

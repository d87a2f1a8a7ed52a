/* SPDX-License-Identifier: EUPL-1.2 */
#include "tor.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define TIMEOUT_SECONDS 2

/* Where Debian's tor and the Tor Browser listen. */
static const char *const sockets[] = { "/run/tor/socks", "/var/run/tor/socks" };
static const uint16_t ports[] = { 9050, 9150 };

/* Version 5, one method: none. Another program on the port would answer something else. */
static bool
answers_socks(int fd)
{
    static const unsigned char hello[3] = { 5, 1, 0 };
    const struct timeval timeout = { .tv_sec = TIMEOUT_SECONDS };
    unsigned char answer[2] = { 0 };

    return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout) == 0 &&
           send(fd, hello, sizeof hello, MSG_NOSIGNAL) == (ssize_t) sizeof hello &&
           recv(fd, answer, sizeof answer, MSG_WAITALL) == (ssize_t) sizeof answer &&
           answer[0] == 5 && answer[1] == 0;
}

static bool
is_socks(int family, const struct sockaddr *address, socklen_t len)
{
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool is_there;

    if (fd < 0) {
        return false;
    }
    is_there = connect(fd, address, len) == 0 && answers_socks(fd);
    close(fd);

    return is_there;
}

bool
tor_find(char proxy[static TOR_PROXY_SIZE])
{
    for (size_t i = 0; i < sizeof sockets / sizeof sockets[0]; i++) {
        struct sockaddr_un address = { .sun_family = AF_UNIX };

        (void) snprintf(address.sun_path, sizeof address.sun_path, "%s", sockets[i]);
        if (is_socks(AF_UNIX, (const struct sockaddr *) &address, sizeof address)) {
            (void) snprintf(proxy, TOR_PROXY_SIZE, "socks5h://localhost%s", sockets[i]);
            return true;
        }
    }
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++) {
        struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(ports[i]) };

        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (is_socks(AF_INET, (const struct sockaddr *) &address, sizeof address)) {
            (void) snprintf(proxy, TOR_PROXY_SIZE, "socks5h://127.0.0.1:%u", (unsigned) ports[i]);
            return true;
        }
    }

    return false;
}

bool
tor_is_useless_for(const char *url)
{
    static const char *const hosts[] = { "localhost", "127.0.0.1", "[::1]" };
    const char *host = strstr(url, "://");

    for (size_t i = 0; host != NULL && i < sizeof hosts / sizeof hosts[0]; i++) {
        size_t len = strlen(hosts[i]);

        if (strncmp(host + 3, hosts[i], len) == 0 && strchr(":/", host[3 + len]) != NULL) {
            return true;
        }
    }

    return false;
}

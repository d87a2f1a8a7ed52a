/* SPDX-License-Identifier: EUPL-1.2 */
#include "peer_address.h"

#include <string.h>
#include <sys/un.h>

static bool
starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* Whether the host of an URL ends in .onion. */
static bool
is_onion(const char *url)
{
    const char *host = strstr(url, "://") + 3;
    size_t len = strcspn(host, ":/");

    return len >= 6 && strncmp(host + len - 6, ".onion", 6) == 0;
}

bool
peer_address_is_good(const struct peer_address *address)
{
    struct sockaddr_un unix_address;
    bool has_socket = address->unix_socket[0] != 0;
    bool has_proxy = address->proxy[0] != 0;

    if (!starts_with(address->url, "http://") && !starts_with(address->url, "https://")) {
        return false;
    }
    if (has_socket) {
        return !has_proxy && strlen(address->unix_socket) < sizeof unix_address.sun_path;
    }
    if (has_proxy) {
        return starts_with(address->proxy, "socks5h://");
    }

    /* Without a proxy its name would be asked of the public name servers. */
    return !is_onion(address->url);
}

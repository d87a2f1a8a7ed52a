/* SPDX-License-Identifier: EUPL-1.2 */
#include "peer_address.h"

#include <stdbool.h>
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

void
peer_address_find(struct peer_address *address, const struct config *config,
                  const struct vr_hop *hop)
{
    memset(address, 0, sizeof *address);
    if (strlen(hop->url) < sizeof address->url) {
        strcpy(address->url, hop->url);
    }
    for (size_t i = 0; i < config->peer_count; i++) {
        const struct config_peer *peer = &config->peers[i];

        if (strcmp(peer->name, hop->name) != 0) {
            continue;
        }
        strcpy(address->unix_socket, peer->unix_socket);
        strcpy(address->proxy, peer->proxy);
        if (peer->url[0] != '\0') {
            strcpy(address->url, peer->url);
        }
    }
}

const char *
peer_address_fault(const struct peer_address *address)
{
    struct sockaddr_un unix_address;
    bool has_socket = address->unix_socket[0] != '\0';
    bool has_proxy = address->proxy[0] != '\0';

    if (!starts_with(address->url, "http://") && !starts_with(address->url, "https://")) {
        return "its url does not begin with http:// or https://, or is too long";
    }
    if (has_socket && has_proxy) {
        return "unix and proxy exclude each other";
    }
    if (has_socket && strlen(address->unix_socket) >= sizeof unix_address.sun_path) {
        return "its unix path is too long";
    }
    if (has_proxy && !starts_with(address->proxy, "socks5h://")) {
        return "its proxy does not begin with socks5h://";
    }
    /* Without a proxy its name would be asked of the public name servers. */
    if (!has_socket && !has_proxy && is_onion(address->url)) {
        return "an .onion address asks for a proxy";
    }

    return NULL;
}

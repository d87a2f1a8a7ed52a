/* SPDX-License-Identifier: EUPL-1.2 */
/* How another hop is reached. */

#ifndef PEER_ADDRESS_H
#define PEER_ADDRESS_H

#include <vrijuit/circle.h>

#include "config.h"
#include "files.h"

#define PEERS_URL_MAX 256U

/* Where a peer is. With a socket the URL names only the host that the request is for. A socket and
 * a proxy exclude each other. */
struct peer_address {
    char url[PEERS_URL_MAX];          /* http:// or https://, with or without a slash behind it */
    char unix_socket[FILES_PATH_MAX]; /* or "" */
    char proxy[PEERS_URL_MAX];        /* socks5h://..., or "" */
};

/* The circle's URL, but for what [peer NAME] says. */
void peer_address_find(struct peer_address *address, const struct config *config,
                       const struct vr_hop *hop);

/* Why it cannot be used, NULL when it can: http or https, a socket or a socks5h proxy but not both,
 * and no .onion name that would be asked of a name server. */
const char *peer_address_fault(const struct peer_address *address);

#endif

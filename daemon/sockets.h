/* SPDX-License-Identifier: EUPL-1.2 */
/* Where the daemon listens: sockets from systemd, else a Unix socket or a loopback port. */

#ifndef SOCKETS_H
#define SOCKETS_H

#include <vrijuit/status.h>

#include "http.h"

/* Hand all listening sockets to the front. listen is unix:/PATH, tcp:127.0.0.1:PORT,
 * tcp:[::1]:PORT, or "" when systemd must have given some. */
enum vr_status sockets_open(struct http *http, const char *listen,
                            struct vr_why *why) VR_MUST_CHECK;

/* Remove the Unix socket's file that sockets_open made. */
void sockets_close(const char *listen);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* HTTP/1.1 calls to other hops, on the event loop: over a Unix socket, a SOCKS proxy or straight;
 * PROTOCOL.md section 12. The only part of the daemon that knows libcurl. No redirects, no cookies,
 * no proxy out of the environment, and no header that tells programs apart. */

#ifndef PEERS_H
#define PEERS_H

#include <stddef.h>
#include <stdint.h>

#include <event2/event.h>

#include <vrijuit/status.h>

#include "peer_address.h"

#define PEERS_CALLS_MAX           8U /* at once, to all peers together */
#define PEERS_PATH_MAX            512U
#define PEERS_TIMEOUT_SECONDS_MAX 86400U
#define PEERS_TOO_LONG            (-1L) /* a code: the peer answers more than answer_max */

struct peers;

struct peer_call {
    const struct peer_address *address;
    const char *path; /* "/v1/batches" */
    const void *body; /* borrowed until done, or until peers_free; NULL: GET */
    size_t body_len;
    size_t answer_max;        /* of a longer answer nothing is given */
    uint32_t timeout_seconds; /* of the whole call, at least 1 */
    /* Called once, from the event loop only. code is that of HTTP, whatever it is, PEERS_TOO_LONG,
     * or 0 when no whole answer came in time: the peer may have taken the body all the same. An
     * answer that does not state its length is whole where the connection ends. answer is borrowed,
     * never NULL, and ends in a zero that len does not count. May start calls; may not free peers.
     */
    void (*done)(void *arg, long code, const char *answer, size_t len);
    void *arg; /* borrowed as body is */
};

/* The calls of base, which must outlive them. The program must ignore SIGPIPE. */
enum vr_status peers_new(struct peers **out, struct event_base *base) VR_MUST_CHECK;

/* Break off what runs, without a call of done, and close all connections. */
void peers_free(struct peers *peers);

/* Start a call; but for body and arg it is copied. Never calls done itself. VR_FULL when
 * PEERS_CALLS_MAX run; VR_MALFORMED for an address, path or limit that cannot or must not be used
 * (an .onion address without proxy among them). After a failure done is not called. */
enum vr_status peers_call(struct peers *peers, const struct peer_call *call) VR_MUST_CHECK;

#endif

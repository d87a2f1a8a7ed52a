/* SPDX-License-Identifier: EUPL-1.2 */
/* HTTP/1.1 to the entry, over a Unix socket, a SOCKS proxy or straight; PROTOCOL.md section 12.
 * The only file that knows libcurl. No redirects, no cookies, no proxy out of the environment, and
 * no header that tells programs apart. */

#ifndef TRANSPORT_H
#define TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>

#include <vrijuit/status.h>

struct transport;

/* How to reach the entry; texts are borrowed and must outlive the transport. */
struct transport_route {
    const char *entry;       /* http:// or https:// */
    const char *unix_socket; /* or NULL */
    const char *proxy;       /* socks5h://..., or NULL */
};

/* VR_MALFORMED with the remedy for a route that cannot or must not be used. */
enum vr_status transport_new(struct transport **out, const struct transport_route *route,
                             struct vr_why *why) VR_MUST_CHECK;
void transport_free(struct transport *transport);

/* GET path; anything but 200 is VR_SYSTEM, a body beyond limit VR_FULL. *out is malloced and ends
 * in a zero that *len does not count. */
enum vr_status transport_get(char **out, size_t *len, struct transport *transport, const char *path,
                             size_t limit, struct vr_why *why) VR_MUST_CHECK;

struct transport_answer {
    long code;           /* of HTTP */
    long wait_seconds;   /* Retry-After, or 0 */
    bool may_have_taken; /* when there is no answer: whether all may have arrived */
};

/* POST bytes. VR_SYSTEM when no answer came; *answer is written always. */
enum vr_status transport_post(struct transport_answer *answer, struct transport *transport,
                              const char *path, const void *bytes, size_t len,
                              struct vr_why *why) VR_MUST_CHECK;

#endif

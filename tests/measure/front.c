/* SPDX-License-Identifier: EUPL-1.2 */
/* P2: the daemon's front with nothing behind it. Every packet is accepted at once. */

#include <signal.h>
#include <stdlib.h>

#include <event2/event.h>

#include "measure.h"

#include "http.h"
#include "sockets.h"

static enum http_answer
accept_packet(void *arg, struct job *job)
{
    (void) arg;
    (void) job;

    return HTTP_ACCEPTED;
}

static struct document *
no_document(void *arg, const char *path)
{
    (void) arg;
    (void) path;

    return NULL;
}

static size_t
no_message(void *arg, const char *path)
{
    (void) arg;
    (void) path;

    return 0;
}

static void
on_stop(evutil_socket_t fd, short what, void *arg)
{
    (void) fd;
    (void) what;
    event_base_loopbreak(arg);
}

int
main(int argc, char *argv[])
{
    struct measure_option options[] = { { "listen", NULL }, { NULL, NULL } };
    const struct http_limits limits = { 512, 512, 60, 0 };
    const struct http_handler handler = {
        NULL, accept_packet, no_document, no_message, NULL, NULL
    };
    struct event_base *base = event_base_new();
    struct vr_why why = { 0 };
    struct event *stop;
    struct http *http;

    measure_options(options, argc, argv);
    measure_descriptors(limits.connections + 64);
    if (base == NULL || http_new(&http, base, &limits, &handler) != VR_OK) {
        measure_stop("no memory");
    }
    if (sockets_open(http, measure_text(&options[0]), &why) != VR_OK) {
        measure_stop("%s", why.text);
    }
    stop = evsignal_new(base, SIGTERM, on_stop, base);
    if (stop == NULL || event_add(stop, NULL) != 0) {
        measure_stop("no memory");
    }
    event_base_dispatch(base);
    sockets_close(options[0].value);
    http_free(http);
    event_free(stop);
    event_base_free(base);

    return 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "peers.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libcurl.h"

#define CONNECT_TIMEOUT_SECONDS 60L /* an onion service may take its time */

/* A call that runs, or a free place: curl is NULL. */
struct call {
    CURL *curl;
    bool has_head; /* the empty line came */
    bool is_too_long;
    char *answer; /* NULL as long as nothing came */
    size_t len;
    size_t max;
    void (*done)(void *arg, long code, const char *answer, size_t len);
    void *arg;
};

struct peers {
    struct libcurl libcurl;
    struct event_base *base;
    struct event *timer;
    CURLM *multi;
    struct curl_slist *headers;
    struct call calls[PEERS_CALLS_MAX];
};

static bool
call_is_good(const struct peer_call *call)
{
    return call->path[0] == '/' && strlen(call->path) < PEERS_PATH_MAX &&
           call->timeout_seconds > 0 && call->timeout_seconds <= PEERS_TIMEOUT_SECONDS_MAX &&
           peer_address_fault(call->address) == NULL;
}

/* libcurl takes a header that breaks off for a whole one. */
static size_t
on_head_line(char *line, size_t unit, size_t count, void *arg)
{
    struct call *call = arg;

    call->has_head |= unit * count > 0 && (line[0] == '\r' || line[0] == '\n');

    return unit * count;
}

/* Anything but the length that came ends the call. */
static size_t
on_answer(char *bytes, size_t unit, size_t count, void *arg)
{
    struct call *call = arg;
    size_t len = unit * count;
    char *longer;

    if (len > call->max - call->len) {
        call->is_too_long = true;
        return CURL_WRITEFUNC_ERROR;
    }
    longer = realloc(call->answer, call->len + len + 1);
    if (longer == NULL) {
        return CURL_WRITEFUNC_ERROR;
    }
    memcpy(longer + call->len, bytes, len);
    call->answer = longer;
    call->len += len;
    call->answer[call->len] = 0;

    return len;
}

static void
wipe_call(const struct peers *peers, struct call *call)
{
    peers->libcurl.easy_cleanup(call->curl);
    free(call->answer);
    *call = (struct call) { 0 };
}

/* The place is free before done is called: done may start the next call. */
static void
finish(struct peers *peers, CURL *curl, CURLcode result)
{
    struct call *place = NULL;
    struct call call;
    long code = 0;
    bool has_answer;

    (void) peers->libcurl.easy_getinfo(curl, CURLINFO_PRIVATE, (char **) &place);
    if (result == CURLE_OK && place->has_head) {
        (void) peers->libcurl.easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
    } else if (place->is_too_long) {
        code = PEERS_TOO_LONG;
    }
    (void) peers->libcurl.multi_remove_handle(peers->multi, curl);
    call = *place;
    *place = (struct call) { 0 };
    has_answer = code > 0 && call.answer != NULL;
    call.done(call.arg, code, has_answer ? call.answer : "", has_answer ? call.len : 0);
    wipe_call(peers, &call);
}

/* Let libcurl go on, then tell of what has ended. */
static void
go_on(struct peers *peers, curl_socket_t fd, int ready)
{
    int count;
    CURLMsg *message;

    (void) peers->libcurl.multi_socket_action(peers->multi, fd, ready, &count);
    message = peers->libcurl.multi_info_read(peers->multi, &count);
    while (message != NULL) {
        if (message->msg == CURLMSG_DONE) {
            finish(peers, message->easy_handle, message->data.result);
        }
        message = peers->libcurl.multi_info_read(peers->multi, &count);
    }
}

static void
on_event(evutil_socket_t fd, short what, void *arg)
{
    int ready = 0;

    ready |= (what & EV_READ) != 0 ? CURL_CSELECT_IN : 0;
    ready |= (what & EV_WRITE) != 0 ? CURL_CSELECT_OUT : 0;
    go_on(arg, fd, ready);
}

/* libcurl says when it wants to be called again. */
static int
on_timer_wish(CURLM *multi, long milliseconds, void *arg)
{
    struct peers *peers = arg;
    struct timeval wait = { 0 };

    (void) multi;
    if (milliseconds < 0) {
        event_del(peers->timer);
        return 0;
    }
    wait.tv_sec = milliseconds / 1000;
    wait.tv_usec = milliseconds % 1000 * 1000;
    event_add(peers->timer, &wait);

    return 0;
}

/* libevent counts from the time that it noted for this turn of the loop, so the timer may come a
 * little early. Then libcurl does nothing and does not ask again, for its wish has not changed. */
static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
    struct peers *peers = arg;
    long left = -1;

    (void) fd;
    (void) what;
    go_on(peers, CURL_SOCKET_TIMEOUT, 0);
    (void) peers->libcurl.multi_timeout(peers->multi, &left);
    if (left >= 0 && event_pending(peers->timer, EV_TIMEOUT, NULL) == 0) {
        on_timer_wish(peers->multi, left + 1, peers);
    }
}

/* libcurl says what it wants to know of a socket. A failure here would end all calls for good;
 * a socket that nobody watches ends its own call, by its time limit. */
static int
on_socket_wish(CURL *curl, curl_socket_t fd, int wish, void *arg, void *socket_arg)
{
    struct peers *peers = arg;
    struct event *event = socket_arg;
    short what = EV_PERSIST;

    (void) curl;
    if (event != NULL) {
        event_free(event);
        event = NULL;
    }
    if (wish != CURL_POLL_REMOVE) {
        what |= (wish & CURL_POLL_IN) != 0 ? EV_READ : 0;
        what |= (wish & CURL_POLL_OUT) != 0 ? EV_WRITE : 0;
        event = event_new(peers->base, fd, what, on_event, peers);
    }
    if (event != NULL) {
        event_add(event, NULL);
    }
    (void) peers->libcurl.multi_assign(peers->multi, fd, event);

    return 0;
}

/* Without the headers that libcurl would add by itself. */
static enum vr_status
make_headers(struct peers *peers)
{
    static const char *const lines[] = { "Expect:", "Accept:",
                                         "Content-Type: application/octet-stream" };

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct curl_slist *longer = peers->libcurl.slist_append(peers->headers, lines[i]);

        if (longer == NULL) {
            return VR_MEMORY;
        }
        peers->headers = longer;
    }

    return VR_OK;
}

static enum vr_status
make_multi(struct peers *peers)
{
    CURLMcode code = CURLM_OK;

    peers->timer = event_new(peers->base, -1, 0, on_timer, peers);
    peers->multi = peers->libcurl.multi_init();
    if (peers->timer == NULL || peers->multi == NULL) {
        return VR_MEMORY;
    }
    code |= peers->libcurl.multi_setopt(peers->multi, CURLMOPT_SOCKETFUNCTION, on_socket_wish);
    code |= peers->libcurl.multi_setopt(peers->multi, CURLMOPT_SOCKETDATA, peers);
    code |= peers->libcurl.multi_setopt(peers->multi, CURLMOPT_TIMERFUNCTION, on_timer_wish);
    code |= peers->libcurl.multi_setopt(peers->multi, CURLMOPT_TIMERDATA, peers);
    code |= peers->libcurl.multi_setopt(peers->multi, CURLMOPT_MAXCONNECTS, (long) PEERS_CALLS_MAX);

    return code == CURLM_OK ? VR_OK : VR_SYSTEM;
}

enum vr_status
peers_new(struct peers **out, struct event_base *base)
{
    struct peers *peers = calloc(1, sizeof *peers);
    enum vr_status status;

    if (peers == NULL) {
        return VR_MEMORY;
    }
    status = libcurl_load(&peers->libcurl);
    if (status != VR_OK || peers->libcurl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        free(peers);
        return VR_SYSTEM;
    }
    peers->base = base;
    status = make_headers(peers) == VR_OK ? make_multi(peers) : VR_MEMORY;
    if (status != VR_OK) {
        peers_free(peers);
        return status;
    }
    *out = peers;

    return VR_OK;
}

void
peers_free(struct peers *peers)
{
    if (peers == NULL) {
        return;
    }
    for (size_t i = 0; i < PEERS_CALLS_MAX; i++) {
        if (peers->calls[i].curl != NULL) {
            (void) peers->libcurl.multi_remove_handle(peers->multi, peers->calls[i].curl);
            wipe_call(peers, &peers->calls[i]);
        }
    }
    /* Closing the connections that are kept still asks for events and the timer. */
    (void) peers->libcurl.multi_cleanup(peers->multi);
    if (peers->timer != NULL) {
        event_free(peers->timer);
    }
    peers->libcurl.slist_free_all(peers->headers);
    peers->libcurl.global_cleanup();
    free(peers);
}

static CURLcode
set_route(CURL *curl, const struct peers *peers, const struct peer_address *address,
          const char *path)
{
    char url[PEERS_URL_MAX + PEERS_PATH_MAX];
    size_t len = strlen(address->url);
    const char *unix_socket = address->unix_socket[0] == 0 ? NULL : address->unix_socket;
    CURLcode code;

    while (len > 0 && address->url[len - 1] == '/') {
        len--;
    }
    snprintf(url, sizeof url, "%.*s%s", (int) len, address->url, path);
    code = peers->libcurl.easy_setopt(curl, CURLOPT_URL, url);
    code |= peers->libcurl.easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    code |= peers->libcurl.easy_setopt(curl, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    code |= peers->libcurl.easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, unix_socket);
    /* Empty, not absent: absent would let the environment decide. */
    code |= peers->libcurl.easy_setopt(curl, CURLOPT_PROXY, address->proxy);
    code |= peers->libcurl.easy_setopt(curl, CURLOPT_NOPROXY, "");
    code |= peers->libcurl.easy_setopt(curl, CURLOPT_SOCKS5_AUTH, (unsigned long) CURLAUTH_BASIC);

    return code;
}

static CURLcode
set_manners(CURL *curl, const struct peers *peers, uint32_t timeout_seconds)
{
    CURLcode code =
        peers->libcurl.easy_setopt(curl, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_1_1);

    code |= peers->libcurl.easy_setopt(curl, CURLOPT_HTTPHEADER, peers->headers);
    code |= peers->libcurl.easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    code |= peers->libcurl.easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    /* Or the loop would stand still at the end of a call until a name server answers. */
    code |= peers->libcurl.easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
    code |= peers->libcurl.easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_TIMEOUT_SECONDS);
    code |= peers->libcurl.easy_setopt(curl, CURLOPT_TIMEOUT, (long) timeout_seconds);

    return code;
}

static CURLcode
set_bodies(CURL *curl, const struct peers *peers, struct call *place, const struct peer_call *call)
{
    CURLcode code = peers->libcurl.easy_setopt(curl, CURLOPT_PRIVATE, place);

    code |= peers->libcurl.easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_head_line);
    code |= peers->libcurl.easy_setopt(curl, CURLOPT_HEADERDATA, place);
    code |= peers->libcurl.easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_answer);
    code |= peers->libcurl.easy_setopt(curl, CURLOPT_WRITEDATA, place);
    if (call->body != NULL) {
        code |= peers->libcurl.easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                                           (curl_off_t) call->body_len);
        code |= peers->libcurl.easy_setopt(curl, CURLOPT_POSTFIELDS, call->body);
    }

    return code;
}

static struct call *
find_place(struct peers *peers)
{
    for (size_t i = 0; i < PEERS_CALLS_MAX; i++) {
        if (peers->calls[i].curl == NULL) {
            return &peers->calls[i];
        }
    }

    return NULL;
}

enum vr_status
peers_call(struct peers *peers, const struct peer_call *call)
{
    struct call *place = find_place(peers);
    CURLcode code;

    if (!call_is_good(call)) {
        return VR_MALFORMED;
    }
    if (place == NULL) {
        return VR_FULL;
    }
    *place = (struct call) { .max = call->answer_max, .done = call->done, .arg = call->arg };
    place->curl = peers->libcurl.easy_init();
    if (place->curl == NULL) {
        return VR_MEMORY;
    }
    code = set_route(place->curl, peers, call->address, call->path);
    code |= set_manners(place->curl, peers, call->timeout_seconds);
    code |= set_bodies(place->curl, peers, place, call);
    if (code != CURLE_OK ||
        peers->libcurl.multi_add_handle(peers->multi, place->curl) != CURLM_OK) {
        wipe_call(peers, place);
        return VR_MEMORY;
    }

    return VR_OK;
}

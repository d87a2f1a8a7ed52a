/* SPDX-License-Identifier: EUPL-1.2 */
#include "transport.h"

#include <libintl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#define URL_MAX                 1024U
#define CONNECT_TIMEOUT_SECONDS 60L /* an onion service may take its time */
#define STALL_SECONDS           60L
#define CALL_TIMEOUT_SECONDS    900L

struct transport {
    CURL *curl;
    struct curl_slist *headers;
    struct transport_route route;
};

/* A body that grows up to its limit. */
struct body {
    char *bytes;
    size_t len;
    size_t limit;
    bool is_full;
    bool has_head; /* the empty line behind the headers has come */
};

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

static enum vr_status
judge_route(const struct transport_route *route, struct vr_why *why)
{
    if (!starts_with(route->entry, "http://") && !starts_with(route->entry, "https://")) {
        return vr_refuse(why, VR_MALFORMED,
                         gettext("the address of the entry must begin with http:// or https://"));
    }
    if (strlen(route->entry) > URL_MAX / 2) {
        return vr_refuse(why, VR_MALFORMED, gettext("the address of the entry is too long"));
    }
    if (route->proxy == NULL && route->unix_socket == NULL && is_onion(route->entry)) {
        return vr_refuse(why, VR_MALFORMED,
                         gettext("an .onion address is reached only through Tor: start Tor and "
                                 "add --proxy socks5h://127.0.0.1:9050"));
    }

    return VR_OK;
}

/* Headers that libcurl would add by itself and that say something about the program. */
static enum vr_status
make_headers(struct transport *transport)
{
    static const char *const lines[] = { "Expect:", "Accept:",
                                         "Content-Type: application/octet-stream" };

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct curl_slist *longer = curl_slist_append(transport->headers, lines[i]);

        if (longer == NULL) {
            return VR_MEMORY;
        }
        transport->headers = longer;
    }

    return VR_OK;
}

static size_t
on_body(char *bytes, size_t size, size_t count, void *arg)
{
    struct body *body = arg;
    size_t len = size * count;
    char *longer;

    if (len > body->limit - body->len) {
        body->is_full = true;
        return 0;
    }
    longer = realloc(body->bytes, body->len + len + 1);
    if (longer == NULL) {
        return 0;
    }
    memcpy(longer + body->len, bytes, len);
    body->bytes = longer;
    body->len += len;
    body->bytes[body->len] = 0;

    return len;
}

static size_t
on_head_line(char *bytes, size_t size, size_t count, void *arg)
{
    struct body *body = arg;

    if (size * count == 2 && memcmp(bytes, "\r\n", 2) == 0) {
        body->has_head = true;
    }

    return size * count;
}

/* libcurl calls a head that breaks off a good answer: a 202 must be whole to count. */
static CURLcode
perform(const struct transport *transport, const struct body *body)
{
    CURLcode code = curl_easy_perform(transport->curl);

    return code == CURLE_OK && !body->has_head ? CURLE_RECV_ERROR : code;
}

/* What every call has in common, set afresh each time. */
static CURLcode
set_common(const struct transport *transport, const char *path, struct body *body)
{
    CURL *curl = transport->curl;
    char url[URL_MAX];
    size_t len = strlen(transport->route.entry);
    CURLcode code = CURLE_OK;

    while (len > 0 && transport->route.entry[len - 1] == '/') {
        len--;
    }
    snprintf(url, sizeof url, "%.*s%s", (int) len, transport->route.entry, path);
    curl_easy_reset(curl);
    code |= curl_easy_setopt(curl, CURLOPT_URL, url);
    code |= curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    code |= curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_1_1);
    code |= curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    code |= curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    code |= curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_TIMEOUT_SECONDS);
    code |= curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    code |= curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, STALL_SECONDS);
    code |= curl_easy_setopt(curl, CURLOPT_TIMEOUT, CALL_TIMEOUT_SECONDS);
    code |= curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_head_line);
    code |= curl_easy_setopt(curl, CURLOPT_HEADERDATA, body);
    code |= curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    code |= curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
    /* Empty, not absent: absent would let the environment decide. */
    code |= curl_easy_setopt(curl, CURLOPT_PROXY,
                             transport->route.proxy == NULL ? "" : transport->route.proxy);
    code |= curl_easy_setopt(curl, CURLOPT_NOPROXY, "");
    code |= curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, transport->route.unix_socket);
    code |= curl_easy_setopt(curl, CURLOPT_HTTPHEADER, transport->headers);

    return code;
}

enum vr_status
transport_new(struct transport **out, const struct transport_route *route, struct vr_why *why)
{
    enum vr_status status = judge_route(route, why);
    struct transport *transport;

    if (status != VR_OK) {
        return status;
    }
    transport = calloc(1, sizeof *transport);
    if (transport == NULL) {
        return vr_refuse(why, VR_MEMORY, gettext("no memory"));
    }
    transport->route = *route;
    transport->curl = curl_easy_init();
    status = transport->curl == NULL ? VR_MEMORY : make_headers(transport);
    if (status != VR_OK) {
        transport_free(transport);
        return vr_refuse(why, status, gettext("no memory"));
    }
    *out = transport;

    return VR_OK;
}

void
transport_free(struct transport *transport)
{
    if (transport == NULL) {
        return;
    }
    curl_slist_free_all(transport->headers);
    curl_easy_cleanup(transport->curl);
    free(transport);
}

static enum vr_status
refuse_code(struct vr_why *why, CURLcode code)
{
    return vr_refuse(why, VR_SYSTEM, gettext("the entry cannot be reached (%.150s)"),
                     curl_easy_strerror(code));
}

static enum vr_status
judge_get(const struct transport *transport, const struct body *body, CURLcode code,
          const char *path, struct vr_why *why)
{
    long answer = 0;

    if (body->is_full) {
        return vr_refuse(why, VR_FULL, gettext("the entry sends too much for %s"), path);
    }
    if (code != CURLE_OK) {
        return refuse_code(why, code);
    }
    (void) curl_easy_getinfo(transport->curl, CURLINFO_RESPONSE_CODE, &answer);
    if (answer != 200) {
        return vr_refuse(why, VR_SYSTEM, gettext("the entry answers %ld to %s; try again later"),
                         answer, path);
    }

    return VR_OK;
}

enum vr_status
transport_get(char **out, size_t *len, struct transport *transport, const char *path, size_t limit,
              struct vr_why *why)
{
    struct body body = { .limit = limit };
    CURLcode code = set_common(transport, path, &body);
    enum vr_status status;

    if (code == CURLE_OK) {
        code = perform(transport, &body);
    }
    status = judge_get(transport, &body, code, path, why);
    if (status == VR_OK && body.bytes == NULL) {
        body.bytes = calloc(1, 1);
        status = body.bytes == NULL ? vr_refuse(why, VR_MEMORY, gettext("no memory")) : VR_OK;
    }
    if (status == VR_OK) {
        *out = body.bytes;
        *len = body.len;
    } else {
        free(body.bytes);
    }

    return status;
}

/* Whether a call that failed may have delivered all the same. */
static bool
may_have_taken(const struct transport *transport, size_t len)
{
    curl_off_t sent = 0;

    (void) curl_easy_getinfo(transport->curl, CURLINFO_SIZE_UPLOAD_T, &sent);

    return sent >= 0 && (size_t) sent >= len;
}

enum vr_status
transport_post(struct transport_answer *answer, struct transport *transport, const char *path,
               const void *bytes, size_t len, struct vr_why *why)
{
    struct body body = { .limit = 4096 };
    struct transport_answer got = { 0 };
    curl_off_t wait = 0;
    CURLcode code = set_common(transport, path, &body);

    code |= curl_easy_setopt(transport->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) len);
    code |= curl_easy_setopt(transport->curl, CURLOPT_POSTFIELDS, bytes);
    if (code == CURLE_OK) {
        code = perform(transport, &body);
        got.may_have_taken = code != CURLE_OK && may_have_taken(transport, len);
    }
    if (code == CURLE_OK) {
        (void) curl_easy_getinfo(transport->curl, CURLINFO_RESPONSE_CODE, &got.code);
        (void) curl_easy_getinfo(transport->curl, CURLINFO_RETRY_AFTER, &wait);
        got.wait_seconds = wait > 0 && wait < 3600 ? (long) wait : 0;
    }
    free(body.bytes);
    *answer = got;

    return code == CURLE_OK ? VR_OK : refuse_code(why, code);
}

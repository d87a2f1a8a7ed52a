/* SPDX-License-Identifier: EUPL-1.2 */
#include "near_hop.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

static void
note(struct near_hop *hop, const void *body, size_t len)
{
    cr_assert(le(sz, len, sizeof hop->body));
    hop->requests++;
    memcpy(hop->body, body, len);
    hop->body_len = len;
    if (hop->on_request != NULL) {
        hop->on_request();
    }
}

static enum http_answer
on_packet(void *arg, struct job *job)
{
    struct near_hop *hop = arg;

    note(hop, job->entry.packet, VR_PACKET_SIZE);
    if (hop->packets == HTTP_LATER) {
        hop->job = job;
    }

    return hop->packets;
}

static struct document *
on_document(void *arg, const char *path)
{
    struct near_hop *hop = arg;

    if (hop->text == NULL || strcmp(path, hop->path) != 0) {
        return NULL;
    }
    document_release(hop->document);
    hop->document = document_new("text/plain", hop->text, strlen(hop->text));

    return hop->document;
}

static size_t
message_limit(void *arg, const char *path)
{
    (void) arg;

    return strcmp(path, "/v1/batches") == 0 || strcmp(path, "/v1/keys") == 0 ? NEAR_BODY_MAX : 0;
}

static void
on_message(void *arg, struct http_message *message)
{
    struct near_hop *hop = arg;
    struct document *document = NULL;

    note(hop, message->bytes, message->len);
    if (hop->reply != NULL) {
        document = document_new("text/plain", hop->reply, strlen(hop->reply));
    }
    http_reply(hop->http, message, document, hop->code);
    document_release(document);
}

void
near_hop_open(struct near_hop *hop, struct event_base *base, const char *path)
{
    const struct http_limits limits = { 6, 3, 30, 0 };
    const struct http_handler handler = { hop,           on_packet,  on_document,
                                          message_limit, on_message, NULL };
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    cr_assert(lt(sz, strlen(path), sizeof address.sun_path));
    strcpy(address.sun_path, path);
    strcpy(hop->address.url, "http://localhost");
    strcpy(hop->address.unix_socket, path);
    unlink(path);
    cr_assert(bind(fd, (struct sockaddr *) &address, sizeof address) == 0 && listen(fd, 64) == 0);
    cr_assert(eq(int, http_new(&hop->http, base, &limits, &handler), VR_OK));
    cr_assert(eq(int, http_listen(hop->http, fd), VR_OK));
}

void
near_hop_close(struct near_hop *hop)
{
    if (hop->job != NULL) {
        http_finish(hop->http, hop->job, HTTP_BUSY);
        hop->job = NULL;
    }
    http_free(hop->http);
    hop->http = NULL;
    document_release(hop->document);
    hop->document = NULL;
    unlink(hop->address.unix_socket);
}

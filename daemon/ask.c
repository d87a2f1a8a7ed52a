/* SPDX-License-Identifier: EUPL-1.2 */
#include "ask.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "peers.h"

#define CALL_SECONDS 120U

struct ask {
    struct event_base *base;
    struct peers *peers;
    struct peer_address address;
    long code; /* of the call that ended last */
    char *answer;
    size_t answer_len;
    enum vr_status status;
};

static enum vr_status
find_daemon(struct peer_address *address, const struct config *config, const char *socket,
            struct vr_why *why)
{
    const char *path = socket != NULL                             ? socket
                       : strncmp(config->listen, "unix:", 5) == 0 ? config->listen + 5
                                                                  : "";
    const char *place = strncmp(config->listen, "tcp:", 4) == 0 ? config->listen + 4 : "localhost";

    if (socket == NULL && config->listen[0] == '\0') {
        return vr_refuse(why, VR_MALFORMED,
                         "the configuration has no listen: say --socket PATH, which is "
                         "/run/vrijuit/NAME.sock under systemd");
    }
    if (strlen(path) >= sizeof address->unix_socket ||
        strlen(place) + sizeof "http://" > sizeof address->url) {
        return vr_refuse(why, VR_FULL, "the path of the socket is too long");
    }
    strcpy(address->unix_socket, path);
    snprintf(address->url, sizeof address->url, "http://%.200s",
             path[0] != '\0' ? "localhost" : place);

    return VR_OK;
}

enum vr_status
ask_open(struct ask **out, const struct config *config, const char *socket, struct vr_why *why)
{
    struct ask *ask = calloc(1, sizeof *ask);
    enum vr_status status;

    if (ask == NULL) {
        return vr_refuse(why, VR_MEMORY, "no memory");
    }
    signal(SIGPIPE, SIG_IGN);
    status = find_daemon(&ask->address, config, socket, why);
    if (status != VR_OK) {
        goto out;
    }
    ask->base = event_base_new();
    status = ask->base == NULL ? VR_MEMORY : peers_new(&ask->peers, ask->base);
    if (status != VR_OK) {
        vr_refuse(why, status,
                  status == VR_SYSTEM ? "libcurl.so.4 cannot be loaded: install libcurl4"
                                      : "no memory for calls");
    }
out:
    if (status != VR_OK) {
        ask_close(ask);
        return status;
    }
    *out = ask;

    return VR_OK;
}

void
ask_close(struct ask *ask)
{
    if (ask == NULL) {
        return;
    }
    peers_free(ask->peers);
    if (ask->base != NULL) {
        event_base_free(ask->base);
    }
    free(ask);
}

static void
on_answer(void *arg, long code, const char *answer, size_t len)
{
    struct ask *ask = arg;

    ask->code = code == PEERS_TOO_LONG ? 0 : code;
    ask->answer_len = len;
    ask->answer = malloc(len + 1);
    ask->status = ask->answer == NULL ? VR_MEMORY : VR_OK;
    if (ask->answer != NULL) {
        memcpy(ask->answer, answer, len + 1);
    }
    event_base_loopbreak(ask->base);
}

enum vr_status
ask_call(long *code, char **answer, size_t *answer_len, struct ask *ask, const char *path,
         const void *body, size_t body_len, size_t answer_max)
{
    const struct peer_call call = { .address = &ask->address,
                                    .path = path,
                                    .body = body,
                                    .body_len = body_len,
                                    .answer_max = answer_max,
                                    .timeout_seconds = CALL_SECONDS,
                                    .done = on_answer,
                                    .arg = ask };
    enum vr_status status = peers_call(ask->peers, &call);

    if (status != VR_OK) {
        return status;
    }
    ask->status = VR_SYSTEM;
    ask->answer = NULL;
    event_base_dispatch(ask->base);
    if (ask->status != VR_OK) {
        return ask->status;
    }
    *code = ask->code;
    if (answer == NULL) {
        free(ask->answer);
    } else {
        *answer = ask->answer;
        *answer_len = ask->answer_len;
    }

    return VR_OK;
}

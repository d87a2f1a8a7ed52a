/* SPDX-License-Identifier: EUPL-1.2 */
#include "state_text.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "files.h"
#include "log.h"
#include "state_file.h"

struct text {
    char bytes[STATE_FILE_MAX];
    size_t len;
};

static void add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void
add(struct text *text, const char *format, ...)
{
    va_list arguments;
    int len;

    va_start(arguments, format);
    len = vsnprintf(text->bytes + text->len, sizeof text->bytes - text->len, format, arguments);
    va_end(arguments);
    if (len > 0 && (size_t) len < sizeof text->bytes - text->len) {
        text->len += (size_t) len;
    }
}

static const char *
role_of(const struct server *server)
{
    if (server->hops == 1) {
        return "entry and store";
    }

    return server->place == 0 ? "entry" : server->place + 1 == server->hops ? "store" : "mix";
}

/* Free slots in words: a number would tell how many packets the round has. */
static const char *
room_of(const struct server *server)
{
    uint32_t slots = pool_slots(server->pool);
    uint32_t left = intake_free_slots(server->intake);

    return left == 0 ? "full: clients were told to come back; see pool_slots in vrijuitd.conf(5)"
           : left < slots / 10 ? "nearly full: see pool_slots in vrijuitd.conf(5)"
           : left < slots / 2  ? "more than half in use"
                               : "ample";
}

/* Once a round, before the one that has ended gives its slots back. */
static void
look_at_room(struct server *server)
{
    if (server->room != NULL && server->room_round == server->round) {
        return;
    }
    server->room_when = server->room == NULL ? "at the start" : "as the last round ended";
    server->room = room_of(server);
    server->room_round = server->round;
}

/* The role is that of the start; a circle that took over since may give another, or none. */
static void
add_place(struct text *text, const struct server *server)
{
    int place = circles_place(server->circles, server->round);

    if (!server->has_round || place == (int) server->place) {
        return;
    }
    add(text, place < 0
                  ? "left: the circle of this round does not name this hop.\n  Stop it when "
                    "nothing waits for the next hop and the council has every round\n"
                  : "moved: the circle of this round gives this hop another place.\n  Restart "
                    "it when nothing waits for the next hop\n");
}

/* Older than any key that the next hop may still have; PROTOCOL.md section 3. */
#define NEVER_TAKEN_ROUNDS 15U

static void
name_next(char name[static CIRCLES_NAME_MAX + 1], const struct server *server, uint32_t round)
{
    const struct vr_circle *circle = circles_at(server->circles, round);
    int place = circles_place(server->circles, round);

    strcpy(name, "the next hop");
    if (place >= 0 && (size_t) place + 1 < circle->hop_count) {
        circles_hop_name(name, circle, (size_t) place + 1);
    }
}

/* A conflict has a line of its own. */
static void
add_delay(struct text *text, const struct server *server)
{
    struct departures_delay delay;
    char name[CIRCLES_NAME_MAX + 1];
    uint32_t round;

    if (departures_conflict(server->departures, &round) ||
        !departures_delayed(&delay, server->departures)) {
        return;
    }
    name_next(name, server, delay.round);
    if (delay.is_ours) {
        add(text, "waiting: round %u is not handed on: %s. See the log of this hop\n", delay.round,
            delay.reason);
    } else {
        add(text,
            "waiting: round %u is not taken by %s: %s.\n  Call its operator: status and log "
            "there say why. If all is well there: is [peer %s] right here?\n",
            delay.round, name, delay.reason, name);
    }
}

static void
add_waiting(struct text *text, const struct server *server)
{
    uint32_t round = 0;
    size_t count = departures_count(server->departures, &round);

    if (count > 0 && server->round > round + NEVER_TAKEN_ROUNDS) {
        add(text,
            "stuck: round %u is too old for the next hop to take. Its operator and you decide:\n"
            "  vrijuitd abandon --round %u --reason TEXT, here and at the store\n",
            round, round);
        return;
    }
    if (count > 1) {
        add(text, "behind: %zu batches wait for the next hop, the oldest of round %u\n", count,
            round);
    }
    add_delay(text, server);
}

static void
add_conflict(struct text *text, const struct server *server, uint32_t round)
{
    char name[CIRCLES_NAME_MAX + 1];

    name_next(name, server, round);
    add(text,
        "trouble: round %u: %s has another batch for it%s. Speak with its operator.\n"
        "  Is this an old copy of the state folder? Never put one back: begin with a new folder, "
        "see SECURITY CONSIDERATIONS in vrijuitd(8).\n"
        "  If it is none: vrijuitd abandon --round %u --reason TEXT\n",
        round, name, server->place == 0 ? ", and nothing is taken in until this is over" : "",
        round);
}

static void
add_trouble(struct text *text, const struct server *server)
{
    uint32_t round;

    if (http_is_short(server->http)) {
        add(text, "trouble: no descriptors or no memory for more connections: they wait.\n"
                  "  Raise LimitNOFILE of the service, or lower max_connections\n");
    }
    if (server->arrivals != NULL && arrivals_held(server->arrivals, &round)) {
        add(text,
            "held: round %u: probes of this hop did not come back, so packets were dropped before "
            "it.\n  Speak with the operators of the hops before. To let it go on: vrijuitd release "
            "--round %u --reason TEXT\n",
            round, round);
    }
    if (server->departures != NULL && departures_conflict(server->departures, &round)) {
        add_conflict(text, server, round);
    }
    if (server->departures != NULL) {
        add_waiting(text, server);
    }
    if (server->arrivals != NULL && arrivals_gap(server->arrivals, &round)) {
        add(text,
            "gap: round %u does not come, the hop before sends a later one. Speak with the "
            "operators before.\n  When they gave it up: vrijuitd abandon --round %u --reason "
            "TEXT\n",
            round, round);
    }
    if (server->arrivals != NULL && arrivals_large(server->arrivals, &round)) {
        add(text,
            "trouble: round %u: its batch has more packets than batch_packets = %u lets in. In the "
            "configuration\n  set it to the pool_slots of the entry, and restart: nothing is "
            "lost\n",
            round, server->config->batch_packets);
    }
    if (server->hopdocs != NULL && hopdocs_trouble(server->hopdocs)[0] != '\0') {
        add(text, "trouble: %s\n", hopdocs_trouble(server->hopdocs));
    }
    if (server->circle_trouble[0] != '\0') {
        add(text, "trouble: %s\n", server->circle_trouble);
    }
    if (server->trouble[0] != '\0') {
        add(text, "trouble: %s\n", server->trouble);
    }
}

/* At the entry those that clients get, which all hops must sign; a client takes none that are older
 * than the round before its own. */
static void
add_keys(struct text *text, const struct server *server)
{
    const struct vr_circle *circle = circles_at(server->circles, server->round);
    bool is_signed = true;
    uint32_t last = server->round;

    if (server->place == 0 && server->hopdocs != NULL && circle != NULL) {
        is_signed = hopdocs_signed(&last, server->hopdocs, circle);
    }
    if (!is_signed) {
        add(text, "keys: not signed yet: until all hops have signed them nobody can report\n");
    } else if (last + 1 < server->round) {
        add(text, "keys: none signed since round %u: until all hops sign again nobody can report\n",
            last);
    } else {
        add(text, "keys: published until round %u\n", last + VR_EPOCHS_AHEAD - 1);
    }
}

static void
compose(struct text *text, const struct server *server)
{
    const struct vr_circle *circle = circles_newest(server->circles);
    uint32_t oldest = 0;
    size_t waiting;

    add(text, "role: %s, hop %zu of %zu\n", role_of(server), server->place + 1, server->hops);
    add(text, "circle: sequence %llu, valid through %s\n", (unsigned long long) circle->sequence,
        circle->expires);
    add_place(text, server);
    if (!server->has_round) {
        add(text, "round: the first one has not begun\n");
        return;
    }
    add(text, "round: %u\n", server->round);
    add_keys(text, server);
    if (server->pool != NULL) {
        add(text, "pool %s: %s\n", server->room_when, server->room);
    }
    if (server->departures != NULL) {
        waiting = departures_count(server->departures, &oldest);
        add(text,
            waiting == 0 ? "hand-over: nothing waits for the next hop\n"
                         : "hand-over: round %u goes to the next hop\n",
            oldest);
    }
    add(text, "last rounds, in units of %u packets: %s\n", circle->batch,
        publish_sizes(server->publish, circle->batch));
    add_trouble(text, server);
}

/* With a descriptor that is kept for it, or it could not say that there are none. */
static enum vr_status
put_text(struct server *server, const struct text *text, struct vr_why *why)
{
    char path[FILES_PATH_MAX];
    enum vr_status status = files_path(path, server->config->state, "status");

    if (server->spare > 0) {
        close(server->spare);
    }
    if (status == VR_OK) {
        status = files_write(path, text->bytes, text->len, 0600, why);
    }
    server->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);

    return status;
}

void
state_text_write(struct server *server)
{
    struct text *text = calloc(1, sizeof *text);
    struct vr_why why = { 0 };

    if (text == NULL) {
        return;
    }
    if (server->pool != NULL) {
        look_at_room(server);
    }
    compose(text, server);
    if (strcmp(text->bytes, server->status) != 0) {
        if (put_text(server, text, &why) == VR_OK) {
            strcpy(server->status, text->bytes);
            server->status_failed = false;
        } else if (!server->status_failed) {
            log_error("%s", why.text);
            server->status_failed = true;
        }
    }
    free(text);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "server.h"

#include <string.h>
#include <unistd.h>

#include <vrijuit/secret.h>

#include "clock.h"
#include "follow.h"
#include "identity.h"
#include "log.h"
#include "page.h"

/* What the parts need from each other goes through these, so that none knows the others. */
static const struct vr_keys *
find_keys(void *arg, uint32_t epoch)
{
    const struct server *server = arg;

    return hopdocs_keys(server->hopdocs, epoch);
}

static void
depart(void *arg, struct batch *batch)
{
    const struct server *server = arg;

    if (departures_add(server->departures, batch, 0) != VR_OK) {
        log_error("round %u: too many batches wait for the next hop; it goes after a restart",
                  batch->number);
        batch_free(batch);
    }
}

static void
publish_taken(void *arg, const char *receipts, size_t len)
{
    const struct server *server = arg;
    struct vr_why why = { 0 };

    if (publish_receipts(server->publish, receipts, len, &why) != VR_OK) {
        log_error("%s", why.text);
    }
}

/* The circle that decides the role: the one in force, when it names this hop. */
static const struct vr_circle *
own_circle(const struct circles *circles)
{
    uint32_t round;
    bool late;

    if (vr_circle_round(&round, &late, circles_newest(circles), clock_now()) &&
        circles_place(circles, round) >= 0) {
        return circles_at(circles, round);
    }

    return circles_own(circles);
}

enum vr_status
server_open_circle(struct server *server, const struct config *config, struct vr_why *why)
{
    const struct vr_circle *circle;
    enum vr_status status;

    server->config = config;
    status = identity_load(&server->identity, server->identity_public, config->state, why);
    if (status == VR_OK) {
        status = circles_open(&server->circles, config, server->identity_public, why);
    }
    if (status != VR_OK) {
        return status;
    }
    server->sequence = circles_newest(server->circles)->sequence;
    circle = own_circle(server->circles);
    if (circle == NULL) {
        return vr_refuse(why, VR_FOREIGN, "%s: no circle there names this hop any more",
                         config->state);
    }
    server->place = (size_t) vr_circle_hop(circle, server->identity_public);
    server->hops = circle->hop_count;

    return VR_OK;
}

void
server_find_addresses(struct server *server, uint32_t round)
{
    const struct vr_circle *circle = circles_at(server->circles, round);
    uint32_t oldest = round;
    int place;

    for (size_t i = 0; circle != NULL && i < circle->hop_count; i++) {
        peer_address_find(&server->addresses[i], server->config, &circle->hops[i]);
    }
    if (server->departures != NULL && departures_count(server->departures, &oldest) > 0) {
        circle = circles_at(server->circles, oldest);
    }
    place = circle == NULL ? -1 : vr_circle_hop(circle, server->identity_public);
    if (place >= 0 && (size_t) place + 1 < circle->hop_count) {
        peer_address_find(&server->next, server->config, &circle->hops[place + 1]);
    }
}

static enum vr_status
open_paths(struct server *server)
{
    const char *state = server->config->state;
    enum vr_status status = files_path(server->rounds, state, "rounds");

    if (status == VR_OK) {
        status = files_path(server->outboxes, state, "outbox");
    }
    if (status == VR_OK) {
        status = files_path(server->sent_probes, state, "probes");
    }

    return status == VR_OK ? files_path(server->signed_keys, state, "signed") : status;
}

static enum vr_status
open_storage(struct server *server, struct vr_why *why)
{
    const struct config *config = server->config;
    char path[FILES_PATH_MAX];
    enum vr_status status;

    status = open_paths(server);
    if (status == VR_OK) {
        status = files_path(path, config->state, "epochs");
    }
    if (status == VR_OK) {
        status = hopkeys_open(&server->hopkeys, path, why);
    }
    if (status == VR_OK) {
        status = files_folder(server->rounds, why);
    }
    if (status == VR_OK) {
        status = files_path(path, config->state, "pool");
    }
    if (status == VR_OK && server->place == 0) {
        status = pool_open(&server->pool, path, config->pool_slots, why);
    }
    if (status == VR_OK) {
        status = store_open(&server->store, config->state, false, why);
    }
    if (status == VR_OK) {
        status = publish_open(&server->publish, server->store, why);
    }

    return status;
}

static enum vr_status
open_front(struct server *server, const struct http_handler *handler, struct vr_why *why)
{
    const struct config *config = server->config;
    const struct http_limits limits = { config->max_connections, config->max_bodies,
                                        config->request_timeout_seconds,
                                        config->answer_tick_milliseconds };
    enum vr_status status = VR_MEMORY;

    server->base = event_base_new();
    if (server->base != NULL) {
        status = http_new(&server->http, server->base, &limits, handler);
    }
    if (status == VR_OK && server->hops > 1) {
        status = peers_new(&server->peers, server->base);
        if (status == VR_SYSTEM) {
            return vr_refuse(why, status, "libcurl.so.4 cannot be loaded: install libcurl4");
        }
    }

    return status == VR_OK ? VR_OK : vr_refuse(why, status, "no memory for the event loop");
}

/* What a hop that is not the store has: someone to hand on to. */
static enum vr_status
open_onward(struct server *server, struct vr_why *why)
{
    const struct departures_parts onward = { .circles = server->circles,
                                             .identity_public = server->identity_public,
                                             .state = server->config->state,
                                             .outboxes = server->outboxes,
                                             .peers = server->peers,
                                             .next = &server->next };
    const struct hopdocs_parts documents = { .circles = server->circles,
                                             .hopkeys = server->hopkeys,
                                             .identity = server->identity,
                                             .identity_public = server->identity_public,
                                             .peers = server->peers,
                                             .addresses = server->addresses,
                                             .publish = server->publish,
                                             .state = server->config->state };
    const struct mirror_parts mirrored = { .circles = server->circles,
                                           .peers = server->peers,
                                           .addresses = server->addresses,
                                           .publish = server->publish,
                                           .state = server->config->state,
                                           .renewed = follow_renewed,
                                           .arg = server };
    enum vr_status status = departures_new(&server->departures, &onward);

    if (status == VR_OK) {
        status = mirror_new(&server->mirror, &mirrored);
    }

    return status == VR_OK ? hopdocs_open(&server->hopdocs, &documents, why)
                           : vr_refuse(why, status, "no memory");
}

static enum vr_status
open_arrivals(struct server *server, struct vr_why *why)
{
    const struct probes_parts loops = { .circles = server->circles,
                                        .identity_public = server->identity_public,
                                        .peers = server->peers,
                                        .entry = &server->addresses[0],
                                        .folder = server->sent_probes };
    enum vr_status status = probes_open(&server->probes, &loops, why);
    const struct arrivals_parts parts = { .circles = server->circles,
                                          .hopkeys = server->hopkeys,
                                          .keys = find_keys,
                                          .store = server->store,
                                          .http = server->http,
                                          .departures = server->departures,
                                          .identity = server->identity,
                                          .identity_public = server->identity_public,
                                          .probes = server->probes,
                                          .state = server->config->state,
                                          .rounds = server->rounds,
                                          .outboxes = server->outboxes,
                                          .retention = server->config->retention_rounds,
                                          .hold = server->config->hold_seconds,
                                          .batch_packets = server->config->batch_packets,
                                          .published = publish_taken,
                                          .arg = server };

    return status == VR_OK ? arrivals_open(&server->arrivals, &parts, why) : status;
}

static enum vr_status
open_intake(struct server *server, void (*closed)(void *arg, struct job *job), struct vr_why *why)
{
    const struct intake_parts parts = { .circles = server->circles,
                                        .hopkeys = server->hopkeys,
                                        .pool = server->pool,
                                        .store = server->store,
                                        .state = server->config->state,
                                        .identity = server->identity,
                                        .outboxes = server->outboxes,
                                        .retention = server->config->retention_rounds,
                                        .keys = find_keys,
                                        .depart = server->departures != NULL ? depart : NULL,
                                        .closed = closed,
                                        .arg = server };

    return intake_open(&server->intake, &parts, why);
}

static enum vr_status
start_writer(struct server *server, struct vr_why *why)
{
    enum vr_status status = writer_start(&server->writer, server->pool, server->store);

    if (status != VR_OK) {
        return vr_refuse(why, status, "the writer thread cannot start");
    }
    if (server->intake != NULL) {
        intake_use(server->intake, server->writer);
    }
    if (server->arrivals != NULL) {
        arrivals_use(server->arrivals, server->writer);
    }
    if (server->departures != NULL) {
        departures_use(server->departures, server->writer);
    }

    return VR_OK;
}

enum vr_status
server_open(struct server *server, const struct http_handler *handler,
            void (*round_closed)(void *arg, struct job *job), struct vr_why *why)
{
    enum vr_status status = open_storage(server, why);

    server->cosign = (struct cosign) { .circles = server->circles,
                                       .hopkeys = server->hopkeys,
                                       .identity = server->identity,
                                       .identity_public = server->identity_public,
                                       .folder = server->signed_keys,
                                       .limit = &server->strangers };
    if (status == VR_OK) {
        status = page_load(&server->page, server->config->web, why);
    }
    if (status == VR_OK) {
        status = open_front(server, handler, why);
    }
    if (status == VR_OK && server->place + 1 < server->hops) {
        status = open_onward(server, why);
    }
    if (status == VR_OK && server->place > 0) {
        status = open_arrivals(server, why);
    }
    if (status == VR_OK && server->place == 0) {
        status = open_intake(server, round_closed, why);
    }

    return status == VR_OK ? start_writer(server, why) : status;
}

static void
free_event(struct event *event)
{
    if (event != NULL) {
        event_free(event);
    }
}

void
server_close(struct server *server)
{
    peers_free(server->peers);
    http_free(server->http);
    writer_free(server->writer);
    intake_free(server->intake);
    arrivals_free(server->arrivals);
    probes_close(server->probes);
    departures_free(server->departures);
    hopdocs_close(server->hopdocs);
    mirror_free(server->mirror);
    document_release(server->page);
    publish_close(server->publish);
    store_close(server->store);
    pool_close(server->pool);
    hopkeys_close(server->hopkeys);
    circles_free(server->circles);
    vr_secret_free(server->identity);
    free_event(server->second);
    free_event(server->tick);
    free_event(server->done);
    for (size_t i = 0; i < SERVER_SIGNALS; i++) {
        free_event(server->signals[i]);
    }
    if (server->base != NULL) {
        event_base_free(server->base);
    }
    if (server->spare > 0) {
        close(server->spare);
    }
}

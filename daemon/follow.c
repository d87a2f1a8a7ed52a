/* SPDX-License-Identifier: EUPL-1.2 */
#include "follow.h"

#include <string.h>

#include "boards.h"
#include "clock.h"
#include "log.h"
#include "page.h"

/* Say a lasting trouble once, not every second. */
static void
complain(struct server *server, const struct vr_why *why)
{
    if (strcmp(server->trouble, why->text) != 0) {
        log_error("%s", why->text);
        strcpy(server->trouble, why->text);
    }
}

/* Before the first circle is in force, those of it. */
static enum vr_status
put_replies(struct server *server, uint32_t round, struct vr_why *why)
{
    const struct vr_circle *circle = circles_at(server->circles, round);

    return publish_replies(server->publish, server->circles,
                           circle != NULL ? circle : circles_newest(server->circles),
                           server->config->state, why);
}

/* What cannot be removed now is tried again in the next round; it is no reason to serve nothing. */
static void
forget_boards(const struct server *server, uint32_t round)
{
    struct vr_why why = { 0 };

    if (boards_forget(server->config->state, server->circles, round, &why) != VR_OK) {
        log_error("%s", why.text);
    }
}

/* Keys and documents of a new round. A clock that goes back changes nothing that was published. */
static enum vr_status
enter_round(struct server *server, uint32_t round, struct vr_why *why)
{
    enum vr_status status;

    if (server->has_round && round <= server->round) {
        return VR_OK;
    }
    if (server->arrivals != NULL) {
        hopkeys_need(server->hopkeys, arrivals_needs(server->arrivals));
    }
    status = hopkeys_advance(server->hopkeys, round, why);
    if (server->arrivals != NULL) {
        arrivals_round(server->arrivals);
    }
    if (status == VR_OK) {
        status = publish_round(server->publish, server->circles, server->hopkeys, server->identity,
                               round, why);
    }
    if (status == VR_OK) {
        status = put_replies(server, round, why);
    }
    if (status == VR_OK) {
        server->round = round;
        server->has_round = true;
        forget_boards(server, round);
    }

    return status;
}

/* `vrijuitd publish` and the mirror put boards into the state folder. */
static void
follow_boards(struct server *server)
{
    struct vr_why why = { 0 };

    if (server->has_round && boards_changed(&server->boards_seen, server->config->state) &&
        put_replies(server, server->round, &why) != VR_OK) {
        complain(server, &why);
    }
}

/* What asks others, or answers them, in a round whose circle names this hop. */
static void
follow_neighbours(struct server *server, uint32_t round)
{
    bool is_here = circles_place(server->circles, round) >= 0;

    server_find_addresses(server, round);
    if (server->hopdocs != NULL && is_here) {
        hopdocs_second(server->hopdocs, round);
    }
    if (server->mirror != NULL) {
        mirror_second(server->mirror, round);
    }
    if (server->departures != NULL) {
        departures_second(server->departures);
    }
    if (server->probes != NULL && is_here) {
        probes_second(server->probes, round);
    }
}

/* Before genesis there is no round: only the circle is served. */
void
follow_time(struct server *server)
{
    const struct vr_circle *circle = circles_newest(server->circles);
    struct vr_why why = { 0 };
    enum vr_status status = VR_OK;
    uint32_t round;
    bool late;

    if (!vr_circle_round(&round, &late, circle, clock_now())) {
        status = publish_circle(server->publish, server->circles, circle, &why);
        if (status == VR_OK) {
            vr_refuse(&why, VR_STALE, "the first round has not begun: nothing is accepted yet");
        }
        complain(server, &why);
        return;
    }
    /* Also when a round cannot be entered: packets are taken all the same. */
    if (server->pool != NULL) {
        pool_touch(server->pool, vr_circle_round_start(circle, round));
    }
    status = enter_round(server, round, &why);
    follow_boards(server);
    follow_neighbours(server, round);
    if (status == VR_OK && server->intake != NULL) {
        status = intake_advance(server->intake, round, &why);
    }
    if (status == VR_OK && round < server->round) {
        status = vr_refuse(
            &why, VR_STALE,
            "the clock says round %u, but round %u was entered before: was the clock set? "
            "What has ended stays so",
            round, server->round);
    }
    if (status != VR_OK) {
        complain(server, &why);
        return;
    }
    server->trouble[0] = '\0';
}

/* The next hop follows it, so this one does; what was wrapped for the old path is lost. */
static void
judge_notice(struct server *server, const struct vr_circle *newest)
{
    struct vr_why why;

    server->circle_trouble[0] = '\0';
    if (newest->sequence == server->sequence) {
        return;
    }
    server->sequence = newest->sequence;
    if (server->has_round && newest->from_round <= server->round &&
        circles_change_path(server->circles, newest)) {
        vr_refuse(
            &why, VR_STALE,
            "circle %llu gives packets another path from round %u on and came too late: those "
            "that were taken in for the old one are lost. Was this hop or the next one down?",
            (unsigned long long) newest->sequence, newest->from_round);
        log_error("%s", why.text);
        strcpy(server->circle_trouble, why.text);
    }
}

void
follow_renewed(void *arg)
{
    struct server *server = arg;
    const struct vr_circle *newest = circles_newest(server->circles);
    struct vr_why why = { 0 };
    enum vr_status status = VR_OK;

    log_info("circle: sequence %llu, in force from round %u%s",
             (unsigned long long) newest->sequence, newest->from_round,
             vr_circle_hop(newest, server->identity_public) < 0
                 ? "; it does not name this hop, which leaves then"
                 : "");
    judge_notice(server, newest);
    if (server->has_round) {
        status = publish_round(server->publish, server->circles, server->hopkeys, server->identity,
                               server->round, &why);
    }
    if (server->has_round && status == VR_OK) {
        status = put_replies(server, server->round, &why);
    }
    if (status != VR_OK) {
        log_error("%s", why.text);
    }
}

void
follow_reload(struct server *server)
{
    struct document *page = NULL;
    struct vr_why why = { 0 };

    if (circles_reload(server->circles, &why) != VR_OK) {
        log_error("circle not reloaded, the old one stays: %s", why.text);
        strcpy(server->circle_trouble, why.text);
    } else {
        follow_renewed(server);
    }
    if (page_load(&page, server->config->web, &why) != VR_OK) {
        log_error("page not reloaded, the old one stays: %s", why.text);
        return;
    }
    document_release(server->page);
    server->page = page;
}

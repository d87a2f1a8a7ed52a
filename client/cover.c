/* SPDX-License-Identifier: EUPL-1.2 */
#include "cover.h"

#include <libintl.h>

#include "packet.h"
#include "packet_file.h"
#include "queue.h"
#include "send.h"
#include "visit.h"
#include "when.h"

static enum vr_status
need_state(const struct client *client, struct vr_why *why)
{
    return client->options->state != NULL
               ? VR_OK
               : vr_refuse(why, VR_MALFORMED,
                           gettext("cover needs its folder: it does not go with --state none"));
}

/* The record whose turn it is. Nobody can say whether it is a report. */
static enum vr_status
take_turn(struct sealed_record *turn, const struct client *client, const struct visit *visit,
          struct vr_why *why)
{
    struct queue *queue = NULL;
    enum vr_status status = queue_open(&queue, client->options->state, client->pin, visit->circle,
                                       packet_round(&visit->keys, visit->round), why);

    if (status == VR_OK) {
        *turn = queue->slots[0];
    }
    queue_close(queue);

    return status;
}

/* Other runs may have put reports in front meanwhile. */
static enum vr_status
take_out(const struct sealed_record *turn, const struct sealed_record *fresh,
         const struct client *client, const struct visit *visit, struct vr_why *why)
{
    struct queue *queue = NULL;
    enum vr_status status = queue_open(&queue, client->options->state, client->pin, visit->circle,
                                       packet_round(&visit->keys, visit->round), why);

    if (status == VR_OK) {
        queue_replace(queue, turn, fresh);
        status = queue_save(queue, client->options->state, why);
    }
    queue_close(queue);

    return status;
}

/* A packet whose answer was lost is not sent again: its locator would stand in the receipts twice,
 * for everyone to see. If it was a report that did not arrive, `check` says so to its writer. */
static enum vr_status
send_turn(const struct client *client, const struct visit *visit, struct vr_why *why)
{
    const uint32_t round = packet_round(&visit->keys, visit->round);
    struct sealed_record turn;
    struct sealed_record fresh;
    uint8_t packet[VR_PACKET_SIZE];
    enum send_result sent;
    enum vr_status status = take_turn(&turn, client, visit, why);

    if (status == VR_OK) {
        status = packet_cover(&fresh, visit->circle, round, why);
    }
    if (status == VR_OK) {
        status = packet_wrap(packet, &turn, visit->circle, &visit->keys, round, why);
    }
    if (status != VR_OK) {
        return status;
    }
    sent = send_packet(client, visit->circle, packet, why);
    if (sent == SEND_ACCEPTED || sent == SEND_UNCERTAIN) {
        status = take_out(&turn, &fresh, client, visit, why);
    }
    if (status != VR_OK || sent == SEND_ACCEPTED) {
        return status;
    }

    return sent == SEND_REFUSED ? VR_MALFORMED : VR_SYSTEM;
}

enum vr_status
cover_run(struct client *client, struct vr_why *why)
{
    struct visit visit = { 0 };
    enum vr_status status = need_state(client, why);

    if (status == VR_OK) {
        status = visit_make(&visit, client, client->now(), why);
    }
    if (status == VR_OK) {
        status = visit_judge_tokens(&visit, why);
    }
    if (status == VR_OK) {
        status = send_turn(client, &visit, why);
    }
    if (status == VR_OK) {
        terminal_say(client->terminal, gettext("The packet of this turn was accepted.\n"));
    }
    visit_wipe(&visit);

    return status;
}

/* Whether a carried packet can be posted in this round; how long that stays so is told. */
static enum vr_status
judge_packet(const struct client *client, const struct visit *visit, uint32_t round,
             struct vr_why *why)
{
    uint32_t now = visit->round;
    bool is_late = false;
    char days[WHEN_SIZE];

    when_round(days, visit->circle, round);
    (void) vr_circle_round(&now, &is_late, visit->circle, client->now());
    if (vr_onion_admits(round, now, is_late)) {
        terminal_say(client->terminal,
                     gettext("This packet can be posted in round %lu only: %s.\n"),
                     (unsigned long) round, days);
        return VR_OK;
    }

    return round > now
               ? vr_refuse(why, VR_STALE,
                           gettext("it is too early for this packet: post it in round %lu, "
                                   "%.120s"),
                           (unsigned long) round, days)
               : vr_refuse(why, VR_STALE,
                           gettext("this packet is too old: it was for round %lu, %.120s. "
                                   "Make a new one: vrijuit check offers to send the report "
                                   "again"),
                           (unsigned long) round, days);
}

enum vr_status
send_run(struct client *client, struct vr_why *why)
{
    struct visit visit = { 0 };
    uint8_t packet[VR_PACKET_SIZE];
    uint32_t round = 0;
    enum send_result sent = SEND_FAILED;
    enum vr_status status = packet_file_read(packet, &round, client->options->packet, why);

    if (status == VR_OK) {
        status = visit_make(&visit, client, client->now(), why);
    }
    if (status == VR_OK) {
        status = judge_packet(client, &visit, round, why);
    }
    if (status == VR_OK) {
        sent = send_packet(client, visit.circle, packet, why);
        if (sent == SEND_ACCEPTED) {
            terminal_say(client->terminal,
                         gettext("The packet was accepted. Now remove the file.\n"));
        } else {
            status = sent == SEND_REFUSED ? VR_MALFORMED : VR_SYSTEM;
        }
    }
    visit_wipe(&visit);

    return status;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "cover.h"

#include <libintl.h>

#include "packet.h"
#include "packet_file.h"
#include "queue.h"
#include "send.h"
#include "turn.h"
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

/* The packet of one turn. */
struct turn {
    struct sealed_record record; /* nobody can say whether it is a report */
    struct sealed_record fresh;  /* cover that takes its place */
    bool is_queued;              /* it is in the queue, marked as on its way */
};

/* A run that was killed, or whose answer was lost, leaves its record on its way. The receipts of
 * that round tell whether it arrived; until they are there it is not sent again, because its
 * locator would stand in them twice, for everyone to see. */
static void
settle(struct queue *queue, const struct receipts *receipts, const struct sealed_record *fresh)
{
    const struct sealed_record first = queue->slots[0];

    if (queue->on_its_way == 0) {
        return;
    }
    if (receipts_have(receipts, first.locator)) {
        queue_replace(queue, &first, fresh);
        queue->on_its_way = 0;
    } else if (receipts_reach(receipts, queue->on_its_way - 1)) {
        queue->on_its_way = 0;
    }
}

/* The first of the queue, marked before it is sent; cover while that one is on its way already. */
static enum vr_status
take_turn(struct turn *turn, const struct client *client, const struct visit *visit,
          struct vr_why *why)
{
    const uint32_t round = packet_round(&visit->keys, visit->round);
    struct queue *queue = NULL;
    enum vr_status status = packet_cover(&turn->fresh, visit->circle, round, why);

    if (status == VR_OK) {
        status = queue_open(&queue, client->options->state, client->pin, visit->circle, round, why);
    }
    if (status == VR_OK) {
        settle(queue, &visit->receipts, &turn->fresh);
        turn->is_queued = queue->on_its_way == 0;
        turn->record = turn->is_queued ? queue->slots[0] : turn->fresh;
        queue->on_its_way = turn->is_queued ? round + 1 : queue->on_its_way;
        status = queue_save(queue, client->options->state, why);
    }
    queue_close(queue);

    return status;
}

/* Note what became of it. Other runs may have put reports behind it meanwhile. */
static enum vr_status
end_turn(const struct turn *turn, enum send_result sent, const struct client *client,
         const struct visit *visit, struct vr_why *why)
{
    struct queue *queue = NULL;
    enum vr_status status = queue_open(&queue, client->options->state, client->pin, visit->circle,
                                       packet_round(&visit->keys, visit->round), why);

    if (status == VR_OK && turn->is_queued) {
        queue->on_its_way = sent == SEND_UNCERTAIN ? queue->on_its_way : 0;
        if (sent == SEND_ACCEPTED) {
            queue_replace(queue, &turn->record, &turn->fresh);
        }
    }
    if (status == VR_OK) {
        status = queue_save(queue, client->options->state, why);
    }
    queue_close(queue);

    return status;
}

static enum vr_status
send_turn(const struct client *client, const struct visit *visit, struct vr_why *why)
{
    const uint32_t round = packet_round(&visit->keys, visit->round);
    struct turn turn;
    struct vr_why reason = { "" };
    uint8_t packet[VR_PACKET_SIZE];
    enum send_result sent = SEND_FAILED;
    enum vr_status ended;
    enum vr_status status = take_turn(&turn, client, visit, why);

    if (status != VR_OK) {
        return status;
    }
    status = packet_wrap(packet, &turn.record, visit->circle, &visit->keys, round, why);
    if (status == VR_OK) {
        sent = send_packet(client, visit->circle, packet, why);
        status = sent == SEND_ACCEPTED ? VR_OK : sent == SEND_REFUSED ? VR_MALFORMED : VR_SYSTEM;
    }
    ended = end_turn(&turn, sent, client, visit, &reason);

    return status == VR_OK && ended != VR_OK ? vr_refuse(why, ended, "%s", reason.text) : status;
}

enum vr_status
cover_run(struct client *client, struct vr_why *why)
{
    struct visit visit = { 0 };
    int turn = -1;
    enum vr_status status = need_state(client, why);

    if (status == VR_OK) {
        status = turn_begin(&turn, client, why);
    }
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
    turn_end(turn);
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

/* SPDX-License-Identifier: EUPL-1.2 */
#include "deliver.h"

#include <libintl.h>
#include <string.h>

#include <sodium.h>

#include "cover.h"
#include "packet.h"
#include "packet_file.h"
#include "questionnaire.h"
#include "queue.h"
#include "send.h"
#include "when.h"

#define SEALS       3U /* a round may turn while a packet is on its way */
#define WAIT_ROUNDS 3U /* a packet that waits over a weekend goes within these */
#define INDEX_SPAN  8U

bool
deliver_waits(const struct client *client)
{
    return client->options->state != NULL && !client->options->is_now && cover_is_enabled();
}

static const struct vr_council *
council_of(const struct parcel *parcel)
{
    return vr_circle_council(parcel->visit->circle, parcel->kept->council);
}

static enum vr_status
seal(struct sealed_record *sealed, const struct parcel *parcel, uint32_t round, struct vr_why *why)
{
    const struct vr_council *council = council_of(parcel);
    uint8_t locator[VR_LOCATOR_SIZE];

    if (council == NULL) {
        return vr_refuse(why, VR_FOREIGN, gettext("the circle has no council %.40s"),
                         parcel->kept->council);
    }
    vr_codename_locator(locator, parcel->root, parcel->kept->index);

    return packet_seal(sealed, parcel->visit->circle, council, round, locator,
                       parcel->kept->content, parcel->kept->content_len, why);
}

/* Visit again: the entry then sees what it sees of cover. The answers stay good when the questions
 * are the same. */
static enum vr_status
visit_again(struct parcel *parcel, struct vr_why *why)
{
    const struct vr_council *before = council_of(parcel);
    const struct vr_council *council;
    struct visit fresh;
    enum vr_status status = visit_make(&fresh, parcel->client, parcel->client->now(), why);

    if (status != VR_OK) {
        return status;
    }
    council = vr_circle_council(fresh.circle, parcel->kept->council);
    if (parcel->answers_form &&
        !questionnaire_is_same(fresh.circle, council, parcel->visit->circle, before)) {
        visit_wipe(&fresh);
        return vr_refuse(why, VR_CONFLICT,
                         gettext("the questions changed while you were writing: please start "
                                 "again. Nothing was sent"));
    }
    visit_wipe(parcel->visit);
    *parcel->visit = fresh;

    return VR_OK;
}

/* Take what was kept of the same content before out, and put it in as it is now. */
static enum vr_status
keep(struct queue *queue, const struct parcel *parcel, struct vr_why *why)
{
    uint8_t sealed[KEPT_SIZE];
    struct kept *before = NULL;
    enum vr_status status = kept_new(&before, why);

    if (status != VR_OK) {
        return status;
    }
    for (size_t i = 0; i < QUEUE_KEPT; i++) {
        if (kept_open(before, queue->kept[i], parcel->root) == VR_OK &&
            before->content_len == parcel->kept->content_len &&
            sodium_memcmp(before->content, parcel->kept->content, before->content_len) == 0) {
            queue_forget(queue, i);
        }
    }
    kept_free(before);
    status = kept_seal(sealed, parcel->kept, parcel->root);
    if (status != VR_OK) {
        return vr_refuse(why, status, gettext("no memory"));
    }
    queue_keep(queue, sealed, parcel->kept->round);

    return VR_OK;
}

/* Into the folder: what is kept for sending again and, if it is to wait, the record. */
static enum vr_status
put_away(const struct parcel *parcel, const struct sealed_record *waiting, struct vr_why *why)
{
    const struct client *client = parcel->client;
    const struct visit *visit = parcel->visit;
    struct queue *queue = NULL;
    enum vr_status status;

    if (client->options->state == NULL) {
        return VR_OK;
    }
    status = queue_open(&queue, client->options->state, client->pin, visit->circle,
                        packet_round(&visit->keys, visit->round), why);
    if (status == VR_OK) {
        status = keep(queue, parcel, why);
    }
    if (status == VR_OK && waiting != NULL) {
        queue_push(queue, waiting);
    }
    if (status == VR_OK) {
        status = queue_save(queue, client->options->state, why);
    }
    queue_close(queue);

    return status;
}

/* The record waits; *result says so when it does. */
static enum vr_status
wait_for_slot(enum delivered *result, enum delivered done, struct parcel *parcel,
              struct vr_why *why)
{
    struct sealed_record sealed;
    enum vr_status status;

    parcel->round = packet_round(&parcel->visit->keys, parcel->visit->round);
    parcel->kept->round = parcel->round + WAIT_ROUNDS;
    status = seal(&sealed, parcel, parcel->round, why);
    if (status == VR_OK) {
        status = put_away(parcel, &sealed, why);
    }
    if (status == VR_OK) {
        *result = done;
    }

    return status;
}

static enum vr_status
write_file(enum delivered *result, struct parcel *parcel, struct vr_why *why)
{
    const struct options *options = parcel->client->options;
    const struct visit *visit = parcel->visit;
    struct sealed_record sealed;
    uint8_t packet[VR_PACKET_SIZE];
    enum vr_status status;

    parcel->round = packet_round(&visit->keys, visit->round);
    status = options->for_day == NULL ? VR_OK
                                      : when_read_round(&parcel->round, visit->circle,
                                                        options->for_day, parcel->round, why);
    parcel->kept->round = parcel->round;
    if (status == VR_OK) {
        status = seal(&sealed, parcel, parcel->round, why);
    }
    if (status == VR_OK) {
        status = packet_wrap(packet, &sealed, visit->circle, &visit->keys, parcel->round, why);
    }
    if (status == VR_OK) {
        status = packet_file_write(options->output, packet, why);
    }
    if (status == VR_OK) {
        *result = DELIVERED_WRITTEN;
        status = put_away(parcel, NULL, why);
    }

    return status;
}

static bool
round_has_turned(const struct parcel *parcel)
{
    uint32_t round = 0;
    bool late;

    return !vr_circle_round(&round, &late, parcel->visit->circle, parcel->client->now()) ||
           round != parcel->visit->round;
}

static enum vr_status
seal_and_send(enum send_result *sent, struct parcel *parcel, struct vr_why *why)
{
    const struct visit *visit = parcel->visit;
    struct sealed_record sealed;
    uint8_t packet[VR_PACKET_SIZE];
    enum vr_status status;

    parcel->round = packet_round(&visit->keys, visit->round);
    status = seal(&sealed, parcel, parcel->round, why);
    if (status == VR_OK) {
        status = packet_wrap(packet, &sealed, visit->circle, &visit->keys, parcel->round, why);
    }
    if (status == VR_OK) {
        *sent = send_packet(parcel->client, visit->circle, packet, why);
    }

    return status;
}

/* A packet of a round that has just ended is refused; one more is sealed for the new one. */
static enum vr_status
try_to_send(enum send_result *sent, struct parcel *parcel, struct vr_why *why)
{
    enum vr_status status = VR_OK;

    *sent = SEND_REFUSED;
    for (unsigned i = 0; i < SEALS && *sent == SEND_REFUSED; i++) {
        if (i > 0 && !round_has_turned(parcel)) {
            break;
        }
        status = visit_again(parcel, why);
        if (status == VR_OK) {
            status = seal_and_send(sent, parcel, why);
        }
        if (status != VR_OK) {
            break;
        }
    }
    parcel->kept->round = parcel->round;

    return status;
}

static enum vr_status
send_now(enum delivered *result, struct parcel *parcel, struct vr_why *why)
{
    struct vr_why reason = { "" };
    enum send_result sent;
    enum vr_status status = try_to_send(&sent, parcel, why);

    if (status == VR_OK && (sent == SEND_ACCEPTED || sent == SEND_UNCERTAIN)) {
        *result = sent == SEND_ACCEPTED ? DELIVERED_ACCEPTED : DELIVERED_UNCERTAIN;
        if (put_away(parcel, NULL, &reason) != VR_OK) {
            terminal_say(parcel->client->terminal,
                         gettext("Nothing was kept for sending it again: %s\n"), reason.text);
        }
        return sent == SEND_ACCEPTED ? VR_OK : VR_SYSTEM;
    }
    if (status == VR_OK) {
        status = sent == SEND_REFUSED ? VR_MALFORMED : VR_SYSTEM;
    }
    /* The questions have changed, or nothing is kept: then nothing can wait. */
    if (status != VR_CONFLICT && parcel->client->options->state != NULL &&
        wait_for_slot(result, DELIVERED_LATER, parcel, &reason) != VR_OK) {
        terminal_say(parcel->client->terminal, gettext("It cannot wait either: %s\n"), reason.text);
    }

    return status;
}

enum vr_status
deliver(enum delivered *result, struct parcel *parcel, struct vr_why *why)
{
    *result = DELIVERED_NOT;
    if (parcel->client->options->output != NULL) {
        return write_file(result, parcel, why);
    }

    return deliver_waits(parcel->client) ? wait_for_slot(result, DELIVERED_WAITS, parcel, why)
                                         : send_now(result, parcel, why);
}

/* Which of the indexes from lowest on are kept. */
static enum vr_status
mark_kept(bool used[static INDEX_SPAN], uint32_t lowest, const struct client *client,
          const struct visit *visit, const uint8_t root[static VR_ROOT_SIZE], struct vr_why *why)
{
    struct queue *queue = NULL;
    struct kept *kept = NULL;
    enum vr_status status = kept_new(&kept, why);

    if (status == VR_OK) {
        status = queue_open(&queue, client->options->state, client->pin, visit->circle,
                            visit->round, why);
    }
    for (size_t i = 0; status == VR_OK && i < QUEUE_KEPT; i++) {
        if (kept_open(kept, queue->kept[i], root) == VR_OK && kept->index >= lowest &&
            kept->index - lowest < INDEX_SPAN) {
            used[kept->index - lowest] = true;
        }
    }
    queue_close(queue);
    kept_free(kept);

    return status;
}

enum vr_status
deliver_next_index(uint32_t *index, const struct client *client, const struct visit *visit,
                   const uint8_t root[static VR_ROOT_SIZE], struct vr_why *why)
{
    struct receipts_found found;
    bool used[INDEX_SPAN] = { false };
    enum vr_status status = VR_OK;
    uint32_t step;

    receipts_look(&found, &visit->receipts, root);
    for (size_t i = 0; i < found.count && i < RECEIPTS_FOUND; i++) {
        if (found.indexes[i] > found.lowest_absent &&
            found.indexes[i] - found.lowest_absent < INDEX_SPAN) {
            used[found.indexes[i] - found.lowest_absent] = true;
        }
    }
    if (client->options->state != NULL) {
        status = mark_kept(used, found.lowest_absent, client, visit, root, why);
    }
    if (status != VR_OK) {
        return status;
    }
    /* At most RECEIPTS_FOUND and QUEUE_KEPT are used, and the lowest is not in the receipts: with
     * all eight used, any will do, and the council drops what is double. */
    step = randombytes_uniform(INDEX_SPAN);
    for (unsigned i = 0; i < INDEX_SPAN && used[step]; i++) {
        step = (step + 1) % INDEX_SPAN;
    }
    *index = found.lowest_absent + step;

    return VR_OK;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "resend.h"

#include <libintl.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <vrijuit/content.h>

#include "deliver.h"
#include "kept.h"
#include "packet.h"
#include "queue.h"
#include "report_words.h"
#include "turn.h"
#include "when.h"

/* What is known of a kept packet. */
enum fate {
    FATE_STORED,
    FATE_WAITS,
    FATE_ON_ITS_WAY,
    FATE_MISSING,
};

/* Whether the first of the queue was not sent, or did not arrive: the next turn sends it. */
static bool
is_settled(const struct queue *queue, const struct receipts *receipts)
{
    return queue->on_its_way == 0 || receipts_reach(receipts, queue->on_its_way - 1);
}

/* Missing is only what three rounds have passed over, if there are receipts of its round: while the
 * servers stand still nothing is lost. */
static enum fate
fate_of(const struct kept *kept, const struct queue *queue, const struct visit *visit,
        const uint8_t root[static VR_ROOT_SIZE])
{
    const struct receipts *receipts = &visit->receipts;
    uint8_t locator[VR_LOCATOR_SIZE];
    int place;

    vr_codename_locator(locator, root, kept->index);
    if (receipts_have(receipts, locator)) {
        return FATE_STORED;
    }
    place = queue_find(queue, locator);
    if (place > 0 || (place == 0 && is_settled(queue, receipts))) {
        return FATE_WAITS;
    }
    if (place == 0 || visit->round <= (uint64_t) kept->round + RECEIPTS_LATE ||
        !receipts_reach(receipts, kept->round)) {
        return FATE_ON_ITS_WAY;
    }

    return FATE_MISSING;
}

static bool
wants_again(struct terminal *terminal)
{
    terminal_say(
        terminal,
        gettext("\nNot found after three rounds: something that you sent has not arrived. It "
                "can be sent again; the council sees it once, also when both arrive. Send "
                "it again? Type yes or no.\n> "));

    return report_hears_yes(terminal);
}

/* The reply key is in the content: in a circle of another suite the council could not use it. */
static bool
fits_suite(const struct kept *kept, const struct vr_circle *circle)
{
    struct vr_content content = { 0 };
    enum vr_status status =
        vr_content_decode(&content, circle->suite, kept->content, kept->content_len, NULL);

    if (status == VR_OK) {
        vr_content_wipe(&content);
    }

    return status == VR_OK;
}

static enum vr_status
send_again(struct client *client, struct visit *visit, struct kept *kept,
           const struct codename *codename, struct vr_why *why)
{
    struct parcel parcel = {
        .client = client, .visit = visit, .root = codename->root, .kept = kept
    };
    struct vr_why reason = { "" };
    enum delivered result = DELIVERED_NOT;
    int turn = -1;
    enum vr_status status;

    if (!fits_suite(kept, visit->circle)) {
        terminal_say(client->terminal,
                     gettext("The circle has changed too much since then: please write it anew "
                             "with vrijuit report.\n"));
        return VR_OK;
    }
    status = turn_begin(&turn, client, why);
    if (status == VR_OK) {
        status = deliver_next_index(&kept->index, client, visit, codename->root, why);
    }
    if (status != VR_OK) {
        turn_end(turn);
        return status;
    }
    status = deliver(&result, &parcel, &reason);
    turn_end(turn);
    report_say_delivered(client, visit->circle, result, parcel.round);
    if (status != VR_OK) {
        terminal_say(client->terminal, "%s\n", reason.text);
    }

    return VR_OK;
}

/* Chance in the place of what has arrived. */
static enum vr_status
forget(const struct client *client, const struct visit *visit, const struct kept *stored,
       const struct codename *codename, struct vr_why *why)
{
    struct queue *queue = NULL;
    struct kept *kept = NULL;
    enum vr_status status = kept_new(&kept, why);

    if (status == VR_OK) {
        status = queue_open(&queue, client->options->state, client->pin, visit->circle,
                            packet_round(&visit->keys, visit->round), why);
    }
    for (size_t i = 0; status == VR_OK && i < QUEUE_KEPT; i++) {
        if (kept_open(kept, queue->kept[i], codename->root) == VR_OK &&
            kept->index == stored->index) {
            queue_forget(queue, i);
        }
    }
    if (status == VR_OK) {
        status = queue_save(queue, client->options->state, why);
    }
    queue_close(queue);
    kept_free(kept);

    return status;
}

static enum vr_status
review(bool *has_kept, struct client *client, struct visit *visit, struct kept *kept,
       const struct queue *queue, const struct codename *codename, struct vr_why *why)
{
    char day[WHEN_SIZE];
    const enum fate fate = fate_of(kept, queue, visit, codename->root);

    *has_kept = *has_kept || fate != FATE_STORED;
    switch (fate) {
    case FATE_STORED:
        return forget(client, visit, kept, codename, why);
    case FATE_WAITS:
        terminal_say(
            client->terminal,
            gettext("Not yet sent: something of yours waits on this computer. It goes with the "
                    "packet of the day, or when you say: vrijuit cover\n"));
        break;
    case FATE_ON_ITS_WAY:
        when_day(day, vr_circle_round_start(visit->circle, kept->round + RECEIPTS_LATE + 1));
        terminal_say(
            client->terminal,
            gettext("Not yet stored: something of yours is on its way. If it is not stored on "
                    "%s, you can send it again here.\n"),
            day);
        break;
    case FATE_MISSING:
        return wants_again(client->terminal) ? send_again(client, visit, kept, codename, why)
                                             : VR_OK;
    }

    return VR_OK;
}

/* A copy, so that the folder is free while a person thinks. */
static enum vr_status
copy_queue(struct queue **out, const struct client *client, const struct visit *visit,
           struct vr_why *why)
{
    struct queue *queue = NULL;
    struct queue *copy = malloc(sizeof *copy);
    enum vr_status status = copy != NULL ? queue_open(&queue, client->options->state, client->pin,
                                                      visit->circle, visit->round, why)
                                         : vr_refuse(why, VR_MEMORY, gettext("no memory"));

    if (status == VR_OK) {
        *copy = *queue;
        copy->path = NULL;
        copy->lock = -1;
        *out = copy;
        copy = NULL;
    }
    queue_close(queue);
    free(copy);

    return status;
}

enum vr_status
resend_review(bool *has_kept, struct client *client, struct visit *visit,
              const struct codename *codename, struct vr_why *why)
{
    struct queue *queue = NULL;
    struct kept *kept = NULL;
    enum vr_status status = VR_OK;

    *has_kept = false;
    if (client->options->state == NULL) {
        return VR_OK;
    }
    status = copy_queue(&queue, client, visit, why);
    if (status == VR_OK) {
        status = kept_new(&kept, why);
    }
    for (size_t i = 0; status == VR_OK && i < QUEUE_KEPT; i++) {
        if (kept_open(kept, queue->kept[i], codename->root) == VR_OK) {
            status = review(has_kept, client, visit, kept, queue, codename, why);
        }
    }
    kept_free(kept);
    queue_close(queue);

    return status;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "visit.h"

#include <libintl.h>
#include <stdlib.h>
#include <string.h>

#include "circle_source.h"
#include "queue.h"
#include "when.h"

#define KEYS_BODY_MAX ((size_t) VR_KEYS_MAX)

/* The documents as they came. */
struct fetched {
    struct circle_files circle;
    char *keys;
    size_t keys_len;
    char *receipts;
    size_t receipts_len;
    char *replies;
    size_t replies_len;
};

static void
fetched_wipe(struct fetched *fetched)
{
    circle_files_wipe(&fetched->circle);
    free(fetched->keys);
    free(fetched->receipts);
    free(fetched->replies);
}

enum vr_status
visit_transport(struct transport **out, const struct client *client, const struct vr_circle *circle,
                struct vr_why *why)
{
    const struct options *options = client->options;
    struct transport_route route = { .entry = options->entry,
                                     .unix_socket = options->unix_socket,
                                     .proxy = options->proxy };

    if (route.entry == NULL && (route.unix_socket != NULL || circle == NULL)) {
        route.entry = "http://localhost";
    } else if (route.entry == NULL) {
        route.entry = circle->hops[0].url;
    }
    if (client->tor[0] != 0 && !tor_is_useless_for(route.entry)) {
        route.proxy = client->tor;
    }

    return transport_new(out, &route, why);
}

static enum vr_status
fetch_all(struct fetched *fetched, const struct client *client, const struct vr_circle *circle,
          struct vr_why *why)
{
    struct transport *transport = NULL;
    enum vr_status status = visit_transport(&transport, client, circle, why);

    if (status == VR_OK) {
        status = circle_fetch(&fetched->circle, transport, why);
    }
    if (status == VR_OK) {
        status = transport_get(&fetched->keys, &fetched->keys_len, transport, "/v1/keys",
                               KEYS_BODY_MAX, why);
    }
    if (status == VR_OK) {
        status = transport_get(&fetched->receipts, &fetched->receipts_len, transport,
                               "/v1/receipts", RECEIPTS_BODY_MAX, why);
    }
    if (status == VR_OK) {
        status = transport_get(&fetched->replies, &fetched->replies_len, transport, "/v1/replies",
                               REPLIES_BODY_MAX, why);
    }
    transport_free(transport);

    return status;
}

/* Of the circle at hand (or NULL) and that of the entry, the one in use is that of the higher
 * sequence; the other one still verifies receipts. */
static enum vr_status
choose_circle(struct visit *visit, const struct client *client, struct vr_circle *at_hand,
              const struct fetched *fetched, struct vr_why *why)
{
    struct vr_circle *served = NULL;
    enum vr_status status = circle_verify_files(&served, client, &fetched->circle, why);

    visit->circle = at_hand;
    if (status != VR_OK) {
        return status;
    }
    visit->served = served;
    if (at_hand == NULL || served->sequence > at_hand->sequence) {
        visit->circle = served;
        visit->other = at_hand;
    } else if (served->sequence < at_hand->sequence) {
        visit->other = served;
    } else if (memcmp(served->id, at_hand->id, sizeof served->id) != 0) {
        status = vr_refuse(why, VR_CONFLICT,
                           gettext("the entry has another circle under the number of yours: do "
                                   "not go on, and tell the council"));
        vr_circle_free(served);
    } else {
        visit->served = at_hand;
        vr_circle_free(served);
    }

    return status;
}

/* Section 2, and that the circle is in force. */
static enum vr_status
judge_time(struct visit *visit, uint64_t now, struct vr_why *why)
{
    const struct vr_circle *circle = visit->circle;
    char clock[WHEN_SIZE];
    char start[WHEN_SIZE];
    bool late;

    if (vr_circle_round(&visit->round, &late, circle, now) && visit->round >= circle->from_round) {
        return VR_OK;
    }
    when_day(clock, now);
    when_day(start, vr_circle_round_start(circle, circle->from_round));

    return vr_refuse(why, VR_STALE,
                     gettext("the circle is used from %.40s on, and your clock says %.40s. Check "
                             "the date and time of this computer"),
                     start, clock);
}

/* A clock that is off by two rounds or more gets its own words. */
static enum vr_status
judge_clock(const struct visit *visit, uint64_t now, struct vr_why *why)
{
    uint64_t own = visit->round;
    uint64_t theirs = visit->keys.round;
    char clock[WHEN_SIZE];
    char round[WHEN_SIZE];

    if (theirs <= own + 1 && own <= theirs + 1) {
        return VR_OK;
    }
    when_day(clock, now);
    when_round(round, visit->circle, visit->keys.round);

    return vr_refuse(why, VR_STALE,
                     gettext("your clock says %.40s (round %llu), the entry says %.90s (round "
                             "%llu). Set your clock right; if it is right, try again tomorrow"),
                     clock, (unsigned long long) own, round, (unsigned long long) theirs);
}

static enum vr_status
read_keys(struct visit *visit, struct client *client, const struct fetched *fetched, uint64_t now,
          struct vr_why *why)
{
    struct vr_why reason = { "" };
    struct vr_keys kept;
    bool has_kept = state_keys(&kept, &client->state, visit->circle);
    enum vr_status status =
        vr_keys_decode(&visit->keys, fetched->keys, fetched->keys_len, visit->circle, &reason);

    if (status != VR_OK) {
        return vr_refuse(why, status,
                         gettext("the keys of the hops are not signed by all of them (%.120s)"),
                         reason.text);
    }
    status = judge_clock(visit, now, why);
    if (status != VR_OK) {
        return status;
    }
    status = vr_keys_judge(&visit->keys, has_kept ? &kept : NULL, visit->round, &reason);
    if (status != VR_OK) {
        return vr_refuse(why, status,
                         gettext("a hop shows other keys than before: do not go on, and tell the "
                                 "council (%.100s)"),
                         reason.text);
    }

    return state_note_keys(&client->state, &visit->keys);
}

static enum vr_status
read_receipts(struct visit *visit, struct client *client, const struct fetched *fetched,
              struct vr_why *why)
{
    const struct vr_circle *circles[2] = { visit->circle, visit->other };
    struct vr_why reason = { "" };
    const struct vr_receipts *newest;
    enum vr_status status =
        receipts_read(&visit->receipts, fetched->receipts, fetched->receipts_len, circles,
                      visit->other == NULL ? 1 : 2, &reason);

    if (status != VR_OK) {
        return vr_refuse(why, status, gettext("the list of receipts is not right (%.120s)"),
                         reason.text);
    }
    status = receipts_judge(&visit->receipts, &client->state, visit->round, why);
    if (status == VR_OK && visit->receipts.count > 0) {
        newest = &visit->receipts.documents[visit->receipts.count - 1];
        state_note_receipts(&client->state, newest->round, newest->hash);
    }

    return status;
}

/* The order of the boards is that of the circle that the entry serves. */
static enum vr_status
read_replies(struct visit *visit, struct client *client, struct fetched *fetched,
             struct vr_why *why)
{
    uint8_t *bytes = (uint8_t *) fetched->replies;
    enum vr_status status;

    fetched->replies = NULL;
    status = replies_read_take(&visit->replies, bytes, fetched->replies_len, visit->served,
                               &client->state, visit->round, why);
    if (status == VR_OK) {
        replies_note(&client->state, &visit->replies);
    }

    return status;
}

/* Every visit writes the queue anew: that it was written says nothing. */
static enum vr_status
touch_queue(const struct visit *visit, const struct client *client, struct vr_why *why)
{
    const char *folder = client->options->state;
    struct queue *queue = NULL;
    enum vr_status status;

    if (folder == NULL) {
        return VR_OK;
    }
    status = queue_open(&queue, folder, client->pin, visit->circle,
                        packet_round(&visit->keys, visit->round), why);
    if (status == VR_OK) {
        status = queue_save(queue, folder, why);
    }
    queue_close(queue);

    return status;
}

enum vr_status
visit_judge_tokens(const struct visit *visit, struct vr_why *why)
{
    return visit->circle->tokens_required
               ? vr_refuse(why, VR_UNSUPPORTED,
                           gettext("the entry wants tokens, which this program cannot give yet"))
               : VR_OK;
}

enum vr_status
visit_make(struct visit *visit, struct client *client, uint64_t now, struct vr_why *why)
{
    struct vr_circle *at_hand = NULL;
    struct fetched fetched = { 0 };
    enum vr_status status = circle_read(&at_hand, client, why);

    memset(visit, 0, sizeof *visit);
    if (status == VR_OK) {
        status = fetch_all(&fetched, client, at_hand, why);
    }
    if (status != VR_OK) {
        vr_circle_free(at_hand);
        goto out;
    }
    status = choose_circle(visit, client, at_hand, &fetched, why);
    if (status == VR_OK) {
        status = judge_time(visit, now, why);
    }
    if (status == VR_OK) {
        status = circle_judge(visit->circle, client, now, why);
    }
    if (status == VR_OK) {
        status = read_keys(visit, client, &fetched, now, why);
    }
    if (status == VR_OK) {
        status = read_receipts(visit, client, &fetched, why);
    }
    if (status == VR_OK) {
        status = read_replies(visit, client, &fetched, why);
    }
    if (status == VR_OK) {
        status = client_save(client, why);
    }
    if (status == VR_OK) {
        status = touch_queue(visit, client, why);
    }
out:
    if (status != VR_OK) {
        visit_wipe(visit);
    }
    fetched_wipe(&fetched);

    return status;
}

void
visit_wipe(struct visit *visit)
{
    vr_circle_free(visit->circle);
    vr_circle_free(visit->other);
    receipts_wipe(&visit->receipts);
    replies_wipe(&visit->replies);
    memset(visit, 0, sizeof *visit);
}

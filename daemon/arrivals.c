/* SPDX-License-Identifier: EUPL-1.2 */
#include "arrivals_state.h"

#include <string.h>

#include <vrijuit/handover.h>

#include "clock.h"
#include "log.h"
#include "verdicts.h"

/* The circle under which a part is good, and the part. It must be that of the part's round. */
static enum vr_status
decode(const struct vr_circle **circle, struct vr_part *part, const struct arrivals *arrivals,
       const struct http_message *message, struct vr_why *why)
{
    enum vr_status status = VR_FOREIGN;
    const struct vr_circle *const *all;
    size_t count;

    all = circles_all(arrivals->parts.circles, &count);
    for (size_t i = count; i > 0 && status != VR_OK; i--) {
        struct vr_custody custody;
        int place = vr_circle_hop(all[i - 1], arrivals->parts.identity_public);

        *circle = all[i - 1];
        if (place < 1 ||
            vr_custody_at(&custody, &all[i - 1], 1, all[i - 1]->from_round, why) != VR_OK) {
            continue;
        }
        status = vr_part_decode(part, message->bytes, message->len, &custody, (size_t) place, why);
    }
    if (status == VR_OK && circles_at(arrivals->parts.circles, part->round) != *circle) {
        status = vr_refuse(why, VR_FOREIGN, "round %u belongs to another circle", part->round);
    }

    return status;
}

/* Whether it is not what was told last; it is from now on. */
static bool
is_news(struct arrivals *arrivals, uint32_t round, const struct vr_why *why)
{
    if (arrivals->has_told && arrivals->told_round == round &&
        strcmp(arrivals->told, why->text) == 0) {
        return false;
    }
    arrivals->has_told = true;
    arrivals->told_round = round;
    strcpy(arrivals->told, why->text);

    return true;
}

void
arrivals_tell(struct arrivals *arrivals, uint32_t round, const struct vr_why *why)
{
    if (is_news(arrivals, round, why)) {
        log_warning("round %u: a part is not taken now: %s", round, why->text);
    }
}

/* The same batch again is answered as the first time, another one is refused. */
static void
answer_again(struct arrivals *arrivals, struct http_message *message, const struct vr_part *part,
             const struct vr_circle *circle, const struct known *known)
{
    const struct vr_circle *const one[1] = { circle };
    struct vr_custody custody;
    struct vr_why why = { 0 };
    int place = vr_circle_hop(circle, arrivals->parts.identity_public);
    enum vr_status status = vr_custody_at(&custody, one, 1, circle->from_round, &why);

    if (status == VR_OK) {
        status = vr_taken_decode(&part->handovers[part->handover_count - 1], known->answer,
                                 known->len, &custody, (size_t) place - 1, &why);
    }
    if (status != VR_OK) {
        vr_refuse(&why, VR_CONFLICT, "the hop before sends a second, different batch: refused");
        if (is_news(arrivals, part->round, &why)) {
            log_error("round %u: %s", part->round, why.text);
        }
        arrivals_bare(arrivals, message, HTTP_CONFLICT);
    } else if (part->part < part->parts) {
        arrivals_bare(arrivals, message, HTTP_ACCEPTED);
    } else {
        arrivals_answer(arrivals, message, known->answer, known->len);
    }
}

/* The batch that is held comes again, whole, as often as the hop before tries. */
static bool
is_held(const struct arrivals *arrivals, const struct vr_part *part)
{
    char reason[VERDICTS_REASON_MAX + 1];

    return arrivals->held && arrivals->held_round == part->round &&
           memcmp(arrivals->held_hash, part->hash, sizeof part->hash) == 0 &&
           !verdicts_find(reason, arrivals->parts.state, RELEASED, part->round);
}

/* A batch is held in memory, and the hop before says how large it is. */
static bool
is_large(struct arrivals *arrivals, const struct vr_part *part, struct vr_why *why)
{
    uint32_t most = arrivals->parts.batch_packets;

    arrivals->large = part->count > most;
    arrivals->large_round = part->round;
    if (arrivals->large) {
        vr_refuse(why, VR_FULL,
                  "a batch of %u packets is more than batch_packets = %u: see vrijuitd.conf(5)",
                  part->count, most);
    }

    return arrivals->large;
}

bool
arrivals_large(const struct arrivals *arrivals, uint32_t *round)
{
    *round = arrivals->large_round;

    return arrivals->large;
}

/* The first part of a batch: rounds come in order, and not before they have ended. */
static enum http_answer
begin_arrival(struct arrivals *arrivals, const struct vr_part *part, struct vr_why *why)
{
    const struct vr_circle *circle = circles_newest(arrivals->parts.circles);
    uint32_t last;
    uint32_t round;
    bool late;

    if (!vr_circle_round(&round, &late, circle, clock_now()) ||
        (part->round + 1 > round && !vr_onion_admits(part->round + 1, round, late))) {
        vr_refuse(why, VR_STALE, "it is not the time of this round here");
        return HTTP_BUSY;
    }
    if (arrivals->parts.departures == NULL &&
        store_last_round(&last, arrivals->parts.store) == VR_OK && part->round != last + 1) {
        vr_refuse(why, VR_STALE, "round %u is due", last + 1);
        if (part->round <= last) {
            return HTTP_CONFLICT;
        }
        arrivals_give_up(arrivals, last + 1, part->round);
        return HTTP_BUSY;
    }
    arrivals->gap = false;
    if (is_large(arrivals, part, why)) {
        return HTTP_BUSY;
    }
    if (is_held(arrivals, part)) {
        vr_refuse(why, VR_STALE, "it is held; see vrijuitd release");
        return HTTP_BUSY;
    }

    return arrivals_begin(arrivals, part->round, why) == VR_OK ? HTTP_LATER : HTTP_BUSY;
}

/* A part behind the first, of a batch that comes. */
static enum http_answer
follow_on(const struct arrivals *arrivals, const struct vr_part *part, struct vr_why *why)
{
    const struct vr_part *newest = &arrivals->coming->newest;

    if (!vr_part_is_of_batch(part, newest)) {
        vr_refuse(why, VR_CONFLICT, "part %u is of another batch", part->part);
        return HTTP_CONFLICT;
    }
    if (!arrivals_has_key(arrivals, part->round)) {
        vr_refuse(why, VR_STALE, "the key of epoch %u is gone", part->round + 1);
        return HTTP_BUSY;
    }
    if (part->part > newest->part + 1) {
        vr_refuse(why, VR_STALE, "part %u is due", newest->part + 1);
        return HTTP_BUSY;
    }
    if (part->part <= newest->part) {
        vr_refuse(why, VR_STALE, "part %u has come", part->part);
        return part->part < part->parts ? HTTP_ACCEPTED : HTTP_BUSY;
    }

    return HTTP_LATER;
}

/* A good part of a round that is not taken yet. */
static enum http_answer
admit(struct arrivals *arrivals, const struct vr_part *part, struct vr_why *why)
{
    if (part->part == 1 && arrivals->under_way > 0) {
        vr_refuse(why, VR_FULL, "parts that came before are still being taken");
        return HTTP_BUSY;
    }
    if (part->part == 1) {
        return begin_arrival(arrivals, part, why);
    }
    if (arrivals->coming == NULL || arrivals->coming->taking.batch->number != part->round) {
        vr_refuse(why, VR_STALE, "it begins with part %u", part->part);
        return HTTP_BUSY;
    }

    return follow_on(arrivals, part, why);
}

bool
arrivals_held(const struct arrivals *arrivals, uint32_t *round)
{
    *round = arrivals->held_round;

    return arrivals->held;
}

/* Anybody can send such a one. */
static void
tell_refused(struct arrivals *arrivals, const struct vr_why *why)
{
    if (log_limit_allows(&arrivals->strangers, circles_round_now(arrivals->parts.circles))) {
        log_error("a part from the hop before is refused: %s", why->text);
    }
}

void
arrivals_too_large(struct arrivals *arrivals)
{
    struct vr_why why = { 0 };

    vr_refuse(&why, VR_MALFORMED, "it has more bytes than any part");
    tell_refused(arrivals, &why);
}

void
arrivals_message(struct arrivals *arrivals, struct http_message *message)
{
    const struct vr_circle *circle = NULL;
    enum http_answer answer = HTTP_MALFORMED;
    const struct known *known;
    struct vr_why why = { 0 };
    struct vr_part part;

    if (decode(&circle, &part, arrivals, message, &why) != VR_OK) {
        tell_refused(arrivals, &why);
        arrivals_bare(arrivals, message, answer);
        return;
    }
    known = arrivals_known(arrivals, part.round);
    if (known != NULL) {
        answer_again(arrivals, message, &part, circle, known);
        return;
    }
    answer = admit(arrivals, &part, &why);
    if (answer == HTTP_LATER) {
        arrivals_keep(arrivals, message, &part);
        return;
    }
    if (answer != HTTP_ACCEPTED) {
        arrivals_tell(arrivals, part.round, &why);
    }
    arrivals_bare(arrivals, message, answer);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <libintl.h>
#include <string.h>

#include <sodium.h>

#include "client.h"
#include "codename_ask.h"
#include "own_replies.h"
#include "receipts.h"
#include "resend.h"
#include "visit.h"
#include "when.h"

static void
say_newest(struct terminal *terminal, const struct visit *visit)
{
    const struct receipts *receipts = &visit->receipts;
    char days[WHEN_SIZE];

    if (receipts->count == 0) {
        terminal_say(terminal, gettext("The entry has no receipts yet.\n"));
    } else {
        when_round(days, visit->circle, receipts->documents[receipts->count - 1].round);
        terminal_say(terminal, gettext("The newest receipts are of round %lu (%s).\n"),
                     (unsigned long) receipts->documents[receipts->count - 1].round, days);
    }
    if (receipts_are_behind(receipts, visit->round, visit->circle->from_round)) {
        terminal_say(terminal,
                     gettext("Warning: the receipts are more than three rounds behind. The servers "
                             "may be out of order, or somebody holds something back. Tell the "
                             "council if it stays so.\n"));
    }
}

static void
say_found(struct terminal *terminal, const struct visit *visit, const struct receipts_found *found)
{
    char days[WHEN_SIZE];

    for (size_t i = 0; i < found->count && i < RECEIPTS_FOUND; i++) {
        when_round(days, visit->circle, found->rounds[i]);
        terminal_say(terminal, gettext("Stored for the council in round %lu: %s.\n"),
                     (unsigned long) found->rounds[i], days);
    }
    terminal_say(terminal,
                 gettext("Your report is with the council. Only the council can read it.\n"));
}

/* Nobody keeps when a report was sent, so both cases are told. */
static void
say_not_found(struct terminal *terminal, const struct visit *visit)
{
    const uint32_t round = visit->round;
    char now_days[WHEN_SIZE];
    char old_days[WHEN_SIZE];

    when_round(now_days, visit->circle, round);
    terminal_say(terminal, gettext("Not yet stored: no report with this codename is in the "
                                   "receipts.\n"));
    terminal_say(terminal,
                 gettext("Did you send it in this round (%s) or in the last few rounds? Then wait: "
                         "a report is stored when its round has ended. Look again in a day or "
                         "two.\n"),
                 now_days);
    if (round > RECEIPTS_LATE) {
        when_round(old_days, visit->circle, round - RECEIPTS_LATE - 1);
        terminal_say(terminal,
                     gettext("Did you send it more than three rounds ago (%s or before)? Then it "
                             "was not found and has not arrived. Send your report again: vrijuit "
                             "report.\n"),
                     old_days);
    }
}

/* Whether the list of receipts that the council had is one of ours: with two lists, somebody is
 * shown another world. Boards can be older than the oldest list. */
static bool
knows_receipts(const struct receipts *receipts, const struct vr_board *board)
{
    static const uint8_t none[sizeof board->receipts] = { 0 };
    bool is_known = memcmp(board->receipts, none, sizeof none) == 0 || receipts->count == 0 ||
                    board->round <= receipts->documents[0].round;

    for (size_t i = 0; !is_known && i < receipts->count; i++) {
        is_known = memcmp(board->receipts, receipts->documents[i].hash, sizeof none) == 0;
    }

    return is_known;
}

/* False when there is a board that may not be believed. */
static bool
say_board(struct terminal *terminal, const struct visit *visit, const struct replies_board *board,
          enum vr_lang lang)
{
    const char *name = vr_text_in(&board->council->name, lang);
    char days[WHEN_SIZE];

    if (board->why.text[0] != 0) {
        terminal_say(terminal,
                     gettext("Warning: the board of answers of %s was not read: %s. Tell the "
                             "council if it stays so.\n"),
                     name, board->why.text);
        return false;
    }
    if (!board->is_there) {
        terminal_say(terminal, gettext("%s has not published any answers yet.\n"), name);
        return true;
    }
    when_round(days, visit->served, board->board.round);
    terminal_say(terminal, gettext("The newest answers of %s are of round %lu (%s).\n"), name,
                 (unsigned long) board->board.round, days);
    if (!knows_receipts(&visit->receipts, &board->board)) {
        terminal_say(terminal,
                     gettext("Warning: the council had a list of receipts that the entry does not "
                             "show you. Tell the council if it stays so.\n"));
    }

    return true;
}

/* *found is whether there is any answer. VR_UNVERIFIED when a board could not be read. */
static enum vr_status
look_for_answers(bool *found, const struct client *client, const struct visit *visit,
                 const struct codename *codename, struct vr_why *why)
{
    struct own_replies own = { 0 };
    bool is_fine = true;
    enum vr_status status;

    for (size_t i = 0; i < visit->replies.count; i++) {
        is_fine =
            say_board(client->terminal, visit, &visit->replies.boards[i], client->options->lang) &&
            is_fine;
    }
    status = own_replies_find(&own, &visit->replies, codename->root, why);
    if (status != VR_OK) {
        return status;
    }
    *found = own.count > 0;
    own_replies_say(client->terminal, &own, &visit->replies, client->options->lang);
    if (!*found) {
        terminal_say(client->terminal, gettext("There is no answer for you (yet).\n"));
    }
    own_replies_wipe(&own);

    return is_fine ? VR_OK
                   : vr_refuse(why, VR_UNVERIFIED, gettext("not all answers could be read"));
}

static enum vr_status
look(struct client *client, struct visit *visit, const struct codename *codename,
     struct vr_why *why)
{
    struct receipts_found found;
    struct vr_why reason = { "" };
    bool has_answer = false;
    bool has_kept = false;
    enum vr_status status;

    receipts_look(&found, &visit->receipts, codename->root);
    if (found.count > 0) {
        say_found(client->terminal, visit, &found);
    }
    status = look_for_answers(&has_answer, client, visit, codename, why);
    if (resend_review(&has_kept, client, visit, codename, &reason) != VR_OK) {
        terminal_say(client->terminal, gettext("The queue cannot be read: %s\n"), reason.text);
    }
    if (found.count == 0 && !has_answer) {
        if (!has_kept) {
            say_not_found(client->terminal, visit);
        }
        if (status == VR_OK) {
            status = vr_refuse(why, VR_STALE, gettext("not stored (yet)"));
        }
    }

    return status;
}

enum vr_status
check_run(struct client *client, struct vr_why *why)
{
    struct visit visit = { 0 };
    struct codename *codename = NULL;
    enum vr_status status = codename_ask(&codename, client, why);

    if (status == VR_OK) {
        status = visit_make(&visit, client, client->now(), why);
    }
    if (status == VR_OK) {
        say_newest(client->terminal, &visit);
        status = look(client, &visit, codename, why);
    }
    visit_wipe(&visit);
    codename_free(codename);

    return status;
}

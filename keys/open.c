/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <vrijuit/secret.h>

#include "commands.h"
#include "opening.h"

static enum vr_status
judge_newest(const struct opening *opening)
{
    const struct vr_circle *newest = circles_newest(&opening->access.circles);
    struct vr_why why = { "" };
    char today[11];
    enum vr_status status;

    tool_today(today);
    status = vr_circle_judge(newest, today, opening->has_state ? opening->state.sequence : 0,
                             opening->has_state ? opening->state.circle : NULL, &why);
    if (status != VR_OK) {
        return tool_refuse(
            status, say(opening->tool, "kring", "circle"),
            say(opening->tool,
                "deze kring mag niet meer worden gebruikt (%s); geef de nieuwste, of "
                "onderteken een nieuwe met: vrijuit-council circle sign",
                "this circle may not be used any more (%s); give the newest one, or "
                "sign a new one with: vrijuit-council circle sign"),
            why.text);
    }

    return VR_OK;
}

static enum vr_status
judge_rounds(const struct opening *opening)
{
    const struct vr_batch_header *header = &opening->header;

    if (!opening->has_state) {
        return VR_OK;
    }
    if (header->last <= opening->state.round) {
        return tool_refuse(VR_STALE, opening->path,
                           say(opening->tool,
                               "ronde %" PRIu32 " tot en met %" PRIu32
                               " is al geopend; het dossier is niet veranderd",
                               "rounds %" PRIu32 " to %" PRIu32
                               " were already opened; the dossier is unchanged"),
                           header->first, header->last);
    }
    if (header->first != opening->state.round + 1) {
        return tool_refuse(
            VR_UNVERIFIED, opening->path,
            say(opening->tool,
                "dit bestand begint bij ronde %" PRIu32 ", en ronde %" PRIu32 " is aan de beurt",
                "this file begins with round %" PRIu32 ", and round %" PRIu32 " is due"),
            header->first, opening->state.round + 1);
    }

    return VR_OK;
}

/* A first batch begins the chain, whose first payload names 32 zero bytes as the one before. */
static enum vr_status
begin_audit(struct opening *opening)
{
    static const uint8_t none[32];
    const struct circles *circles = &opening->access.circles;
    const uint8_t *last_seen = opening->any_start ? NULL : none;
    struct vr_why why = { "" };
    enum vr_status status;

    if (opening->has_state) {
        last_seen = opening->state.receipts;
    }
    status = vr_batch_audit_new(&opening->audit, &opening->header, circles_list(circles),
                                circles->count, last_seen, &why);
    if (status != VR_OK) {
        return tool_refuse(status, opening->path,
                           say(opening->tool,
                               "hoort niet bij deze kring (%s); geef met --circle ook de kring van "
                               "toen",
                               "does not belong to this circle (%s); give the circle of then with "
                               "--circle too"),
                           why.text);
    }

    return VR_OK;
}

static enum vr_status
take_keys(struct opening *opening, const struct access_words *words)
{
    enum vr_status status = access_take(&opening->access, opening->tool, words);

    if (status != VR_OK) {
        return status;
    }

    return keyring_new(&opening->keyring, opening->tool, opening->access.wallet,
                       &opening->access.circles, opening->header.last);
}

static enum vr_status
finish(struct opening *opening)
{
    const struct vr_circle *newest = circles_newest(&opening->access.circles);
    struct dossier_state state = { .round = opening->header.last, .sequence = newest->sequence };
    char *json = NULL;
    size_t len = 0;
    enum vr_status status;

    memcpy(state.receipts, opening->findings.last_hash, sizeof state.receipts);
    memcpy(state.circle, newest->id, sizeof state.circle);
    status = dossier_state_encode(&json, &len, &state);
    if (status != VR_OK) {
        return status;
    }
    status = dossier_writer_finish(opening->writer, json, len);
    free(json);

    return status;
}

static enum vr_status
open_batch(struct opening *opening, const struct access_words *words)
{
    enum vr_status (*const steps[])(struct opening *) = {
        begin_audit, opening_receipts, opening_records, opening_signature, finish,
    };
    enum vr_status status = opening_begin(opening);

    if (status == VR_OK) {
        status = take_keys(opening, words);
    }
    if (status == VR_OK) {
        status = opening_copy(opening);
    }
    if (status == VR_OK) {
        status = judge_rounds(opening);
    }
    if (status == VR_OK) {
        status = judge_newest(opening);
    }
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && status == VR_OK; i++) {
        status = steps[i](opening);
    }

    return status;
}

static bool
read_options(enum outcome *outcome, struct opening *opening, struct access_words *words,
             struct tool *tool, int argc, char **argv)
{
    const char *earlier = NULL;
    struct texts rest = { 0 };
    const char *missing;
    struct option_row rows[ACCESS_ROWS + 2] = {
        [ACCESS_ROWS] = { "earlier-payload", NULL, &earlier, NULL },
    };

    access_rows(rows, words);
    if (!options_parse(outcome, tool, rows, &rest, argc, argv)) {
        return false;
    }
    missing = rest.count != 1 ? "BATCH" : access_missing(words);
    if (missing != NULL) {
        *outcome = tool_usage(tool, "open",
                              say(tool, "%s ontbreekt of is te veel", "%s is missing or too much"),
                              missing);
        return false;
    }
    if (earlier != NULL && strcmp(earlier, "none") != 0) {
        *outcome = tool_usage(tool, "open", "--earlier-payload none");
        return false;
    }
    opening->any_start = earlier != NULL;
    opening->path = rest.item[0];
    opening->dossier = words->dossier;

    return true;
}

enum outcome
command_open(struct tool *tool, int argc, char **argv)
{
    struct opening opening = { .tool = tool };
    struct access_words words = { 0 };
    enum outcome outcome = OUTCOME_OK;
    enum vr_status status;

    if (!read_options(&outcome, &opening, &words, tool, argc, argv)) {
        return outcome;
    }
    status = open_batch(&opening, &words);
    outcome = tool_outcome(status);
    if (status == VR_OK) {
        opening_report(&opening);
        if (opening.findings.missing_count > 0 || opening.findings.surplus_count > 0) {
            outcome = OUTCOME_REFUSED;
        }
    }
    opening_wipe(&opening);

    return outcome;
}

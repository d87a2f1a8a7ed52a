/* SPDX-License-Identifier: EUPL-1.2 */
/* The same secrets in new shares: other members, another threshold. The keys that reporters and
 * servers know stay; the circle gets new check values and a higher sequence, and is signed. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include <vrijuit/secret.h>

#include "commands.h"
#include "reshare.h"

static uint32_t
round_now(const struct vr_circle *circle)
{
    uint32_t round = 0;
    bool late = false;

    return vr_circle_round(&round, &late, circle, (uint64_t) time(NULL)) ? round : 0;
}

/* A period of which no share was given: of another council, or closed. One that still runs must
 * not be lost by mistake. */
static enum vr_status
judge_left(const struct reshare *reshare, const struct purpose_found *found)
{
    const struct vr_circle *circle = holding_circle(&reshare->holding);
    char text[PURPOSE_TEXT_MAX];

    purpose_text(text, &found->purpose, reshare->tool->lang);
    if (found->key != NULL && found->purpose.until < round_now(circle)) {
        printf(say(reshare->tool, "blijft zoals het is (geen delen gegeven): %s\n",
                   "stays as it is (no shares given): %s\n"),
               text);
        return VR_OK;
    }

    return tool_refuse(
        VR_FOREIGN, text, "%s",
        say(reshare->tool,
            "hiervan is geen enkel deel gegeven; geef de bestanden of papieren van "
            "genoeg leden",
            "no share of this was given; give the files or papers of enough members"));
}

/* The council whose shares were given; the only one, when all its periods are closed; council_count
 * when it cannot be told. */
static size_t
find_council(const struct reshare *reshare)
{
    const struct vr_circle *circle = holding_circle(&reshare->holding);

    for (size_t i = 0; i < circle->council_count; i++) {
        for (size_t j = 0; j < circle->councils[i].key_count; j++) {
            if (wallet_count(reshare->holding.wallet, &circle->councils[i].keys[j].sharing) > 0) {
                return i;
            }
        }
    }

    return circle->council_count == 1 ? 0 : circle->council_count;
}

/* A period of another council is none of ours; signing and the dossier are. */
static bool
is_ours(const struct reshare *reshare, const struct purpose_found *found)
{
    const struct vr_circle *circle = holding_circle(&reshare->holding);
    const struct vr_council *council = &circle->councils[reshare->council];

    for (size_t i = 0; found->key != NULL && i < council->key_count; i++) {
        if (&council->keys[i] == found->key) {
            return true;
        }
    }

    return found->key == NULL;
}

/* The keys that follow from a secret must be those of the circle: nothing else is shared anew. */
static enum vr_status
judge_keys(const struct reshare *reshare, const struct purpose_found *found, const char *what,
           const uint8_t scalar[static VR_SCALAR_SIZE])
{
    const struct vr_circle *circle = holding_circle(&reshare->holding);
    uint8_t public_key[VR_SUITE_PUBLIC_MAX];
    uint8_t signing[32];
    bool fits = true;
    enum vr_status status = ceremony_public(public_key, signing, circle->suite, scalar);

    if (status != VR_OK) {
        return status;
    }
    if (found->key != NULL) {
        fits = memcmp(public_key, found->key->public_key, circle->suite->public_len) == 0 &&
               memcmp(signing, found->key->signing, sizeof signing) == 0;
    } else if (found->purpose.kind == PURPOSE_SIGNING) {
        fits = memcmp(signing, reshare->holding.circles.pin, sizeof signing) == 0;
    }

    return fits ? VR_OK
                : tool_refuse(VR_UNVERIFIED, what, "%s",
                              say(reshare->tool,
                                  "de delen samen geven een andere sleutel dan in de kring staat",
                                  "the shares together give another key than the circle has"));
}

static enum vr_status
share_anew(struct reshare *reshare, const struct purpose_found *found)
{
    char what[PURPOSE_TEXT_MAX];
    void *memory = NULL;
    enum vr_status status;

    purpose_text(what, &found->purpose, reshare->tool->lang);
    status = tool_secret_new(reshare->tool, &memory, VR_SCALAR_SIZE);
    if (status == VR_OK) {
        status =
            wallet_combine(memory, reshare->holding.wallet, reshare->tool, found->sharing, what);
    }
    if (status == VR_OK) {
        status = judge_keys(reshare, found, what, memory);
    }
    if (status == VR_OK) {
        status = ceremony_add(reshare->ceremony, &reshare->handing, &found->purpose, memory,
                              holding_circle(&reshare->holding));
        if (status == VR_FULL) {
            tool_refuse(status, what, "%s",
                        say(reshare->tool, "te veel periodes", "too many periods"));
        }
    }
    vr_secret_free(memory);

    return status;
}

/* Secrets for periods behind the last one. */
static enum vr_status
add_periods(struct reshare *reshare)
{
    const struct vr_circle *circle = holding_circle(&reshare->holding);
    const struct vr_council *council = &circle->councils[reshare->council];
    uint64_t from = council->keys[council->key_count - 1].until + UINT64_C(1);
    enum vr_status status = VR_OK;

    for (uint32_t i = 0; i < reshare->add_periods && status == VR_OK; i++) {
        struct purpose period;

        if (from + reshare->period_rounds > UINT32_MAX / 2) {
            return VR_FULL;
        }
        purpose_period(&period, (uint32_t) from, (uint32_t) from + reshare->period_rounds - 1,
                       circle->genesis, circle->round_seconds);
        status = ceremony_add(reshare->ceremony, &reshare->handing, &period, NULL, circle);
        from += reshare->period_rounds;
    }

    return status == VR_OK
               ? VR_OK
               : tool_refuse(status, "--add-periods", "%s",
                             say(reshare->tool, "te veel periodes", "too many periods"));
}

/* In the order of the circle, which the new circle keeps. */
static enum vr_status
share_all(struct reshare *reshare)
{
    const struct vr_circle *circle = holding_circle(&reshare->holding);
    struct purpose_found found;
    enum vr_status status = VR_OK;

    reshare->council = find_council(reshare);
    if (reshare->council == circle->council_count) {
        return tool_refuse(VR_FOREIGN, reshare->words.old.circle, "%s",
                           say(reshare->tool,
                               "geen enkel deel hoort bij een periode van deze kring",
                               "no share belongs to a period of this circle"));
    }
    for (size_t i = 0;
         status == VR_OK && purpose_at(&found, circle, holding_dossier(&reshare->holding), i);
         i++) {
        if (i == RESHARE_SECRETS_MAX) {
            return VR_FULL;
        }
        reshare->place[i] = RESHARE_KEPT;
        if (wallet_count(reshare->holding.wallet, found.sharing) > 0) {
            reshare->place[i] = reshare->ceremony->count;
            status = share_anew(reshare, &found);
        } else if (is_ours(reshare, &found)) {
            status = judge_left(reshare, &found);
        }
    }

    return status == VR_OK ? add_periods(reshare) : status;
}

/* Hops and reporters need time to fetch it; a round has one circle. */
static enum vr_status
choose_round(struct reshare *reshare)
{
    const struct vr_circle *circle = holding_circle(&reshare->holding);
    uint32_t now = round_now(circle);
    uint64_t lowest = (now > circle->from_round ? now : circle->from_round) + UINT64_C(1);
    uint64_t chosen = lowest + 1;

    if (reshare->words.from_round != NULL &&
        !tool_number(&chosen, reshare->words.from_round, lowest, UINT32_MAX / 2)) {
        return tool_refuse(VR_CONFLICT, "--from-round",
                           say(reshare->tool, "een ronde vanaf %" PRIu64 " is nodig",
                               "a round from %" PRIu64 " on is due"),
                           lowest);
    }
    reshare->from_round = (uint32_t) chosen;
    snprintf(reshare->file, sizeof reshare->file, "shares-%" PRIu64 ".key", circle->sequence + 1);
    reshare->handing.file = reshare->file;

    return VR_OK;
}

static enum vr_status
judge_expiry(const struct reshare *reshare)
{
    const char *expires = reshare->words.expires != NULL
                              ? reshare->words.expires
                              : holding_circle(&reshare->holding)->expires;
    char today[11];

    tool_today(today);
    if (strcmp(expires, today) >= 0) {
        return VR_OK;
    }

    return tool_refuse(VR_STALE, expires, "%s",
                       say(reshare->tool, "is voorbij; geef een nieuwe laatste dag met --expires",
                           "is over; give a new last day with --expires"));
}

static void
report_done(const struct reshare *reshare)
{
    printf(
        say(reshare->tool,
            "Klaar: %s\nElke %u van de %u leden kunnen samen openen; alle combinaties zijn "
            "geprobeerd.\nDe kring %s/circle.json geldt vanaf ronde %" PRIu32
            "; geef hem met de handtekening aan de beheerders.\n"
            "Vernietig NU alle oude bestanden en papieren van alle leden: wie er daarvan genoeg "
            "heeft, kan alles lezen en ondertekenen.\n",
            "Done: %s\nAny %u of the %u members can open together; all combinations were "
            "tried.\nThe circle %s/circle.json is in force from round %" PRIu32
            "; give it, with its signature, to the operators.\n"
            "Destroy NOW all old files and papers of all members: who has enough of them can read "
            "and sign everything.\n"),
        reshare->words.output, (unsigned) reshare->handing.threshold,
        (unsigned) reshare->handing.members, reshare->words.output, reshare->from_round);
}

/* Everything that can be refused before anyone types a passphrase. */
static enum vr_status
prepare(struct reshare *reshare)
{
    enum vr_status status = ceremony_judge_output(reshare->tool, reshare->words.output);

    if (status == VR_OK) {
        status = holding_take_circle(&reshare->holding, reshare->tool, &reshare->words.old);
    }
    if (status == VR_OK) {
        status = choose_round(reshare);
    }
    if (status == VR_OK) {
        status = judge_expiry(reshare);
    }
    if (status == VR_OK && !reshare->holding.has_dossier) {
        status = tool_refuse(VR_FOREIGN, "--dossier-sharing", "%s",
                             say(reshare->tool, "dossier.json is nodig", "dossier.json is due"));
    }

    return status;
}

static enum vr_status
hold_reshare(struct reshare *reshare)
{
    char *text = NULL;
    size_t len = 0;
    enum vr_status status = prepare(reshare);

    if (status == VR_OK) {
        status = holding_take_shares(&reshare->holding, &reshare->words.old);
    }
    if (status == VR_OK && reshare->words.dice) {
        status = dice_ask(&reshare->ceremony->dice, reshare->tool);
    }
    if (status == VR_OK) {
        status = share_all(reshare);
    }
    if (status == VR_OK) {
        status = reshare_circle(&text, &len, reshare);
    }
    if (status == VR_OK) {
        reshare->handing.circle = holding_circle(&reshare->holding)->name;
        handing_warn(&reshare->handing, reshare->tool, reshare->words.output);
        status = ceremony_complete(reshare->ceremony, reshare->tool, &reshare->handing,
                                   reshare->words.output, text, len);
    }
    if (status == VR_OK) {
        report_done(reshare);
    }
    free(text);

    return status;
}

enum outcome
command_reshare(struct tool *tool, int argc, char **argv)
{
    struct reshare reshare = { .tool = tool };
    enum outcome outcome = OUTCOME_OK;
    void *memory = NULL;
    enum vr_status status;

    if (!reshare_read(&outcome, &reshare, tool, argc, argv)) {
        return outcome;
    }
    status = tool_secret_new(tool, &memory, sizeof *reshare.ceremony);
    if (status == VR_OK) {
        reshare.ceremony = memory;
        status = hold_reshare(&reshare);
    }
    holding_wipe(&reshare.holding);
    ceremony_free(memory);

    return tool_outcome(status);
}

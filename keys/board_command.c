/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include <vrijuit/bytes.h>
#include <vrijuit/secret.h>

#include "board.h"
#include "commands.h"
#include "due.h"
#include "files.h"
#include "table.h"

struct boarding {
    const struct tool *tool;
    struct table table;
    struct access_words words;
    const char *output;
    const char *council_words;
    const char *round_words;
    const struct vr_council *council;
    const struct vr_council_key *key; /* of the period that holds the round */
    uint32_t round;
    struct board_cells cells;
    uint8_t *bytes;
    size_t len;
    char minisig[VR_MINISIG_MAX];
};

/* The council whose shares are here, or the one that was asked for. */
static enum vr_status
find_council(struct boarding *boarding, const struct vr_circle *circle)
{
    const struct tool *tool = boarding->tool;

    for (size_t i = 0; i < circle->council_count; i++) {
        const struct vr_council *council = &circle->councils[i];
        const struct vr_council_key *key = vr_council_key_at(council, boarding->round);

        if (boarding->council_words != NULL && strcmp(boarding->council_words, council->id) != 0) {
            continue;
        }
        if (key == NULL || wallet_count(boarding->table.access.wallet, &key->sharing) == 0) {
            continue;
        }
        if (boarding->council != NULL) {
            return tool_refuse(VR_CONFLICT, "--council", "%s",
                               say(tool, "er zijn delen van meer dan een raad: noem er een",
                                   "here are shares of more than one council: name one"));
        }
        boarding->council = council;
        boarding->key = key;
    }
    if (boarding->council == NULL) {
        return tool_refuse(VR_FOREIGN, say(tool, "delen", "shares"),
                           say(tool, "geen enkel deel hoort bij de periode van ronde %" PRIu32,
                               "not one share belongs to the period of round %" PRIu32),
                           boarding->round);
    }

    return VR_OK;
}

/* Clients refuse a board that is older than what they have seen. */
static enum vr_status
judge_round(const struct boarding *boarding)
{
    const struct reports *reports = &boarding->table.reports;

    for (size_t i = 0; i < reports->board_count; i++) {
        const struct dossier_board *earlier = &reports->boards[i];

        if (strcmp(earlier->council, boarding->council->id) == 0 &&
            earlier->round > boarding->round) {
            return tool_refuse(VR_STALE, "--round",
                               say(boarding->tool,
                                   "er is al een bord van ronde %" PRIu32
                                   "; kies die of een latere",
                                   "there is a board of round %" PRIu32
                                   " already; choose that one or a later one"),
                               earlier->round);
        }
    }

    return VR_OK;
}

static enum vr_status
choose(struct boarding *boarding)
{
    const struct vr_circle *circle = circles_newest(&boarding->table.access.circles);
    uint64_t round = (uint64_t) boarding->table.reports.state.round + 1;
    enum vr_status status;

    if (boarding->round_words != NULL &&
        !tool_number(&round, boarding->round_words, 0, UINT32_MAX)) {
        return tool_refuse(VR_MALFORMED, "--round", "0..%" PRIu32, UINT32_MAX);
    }
    if (round > UINT32_MAX) {
        return VR_FULL;
    }
    boarding->round = (uint32_t) round;
    status = find_council(boarding, circle);

    return status == VR_OK ? judge_round(boarding) : status;
}

static enum vr_status
make_board(struct boarding *boarding)
{
    const struct vr_circle *circle = circles_newest(&boarding->table.access.circles);
    struct vr_board board = { .round = boarding->round };
    enum vr_status status;

    status = board_cells_make(&boarding->cells, &boarding->table.reports, boarding->council->id,
                              circle->suite, boarding->round);
    if (status == VR_FULL) {
        return tool_refuse(status, say(boarding->tool, "bord", "board"),
                           say(boarding->tool,
                               "meer dan %u vakken, of voor een melding meer dan %u delen",
                               "more than %u cells, or more than %u parts for one report"),
                           VR_BOARD_CELLS_MAX, VR_REPLY_PARTS_MAX);
    }
    if (status != VR_OK) {
        return status;
    }
    snprintf(board.council, sizeof board.council, "%s", boarding->council->id);
    memcpy(board.receipts, boarding->table.reports.state.receipts, sizeof board.receipts);
    board.count = boarding->cells.count;

    return vr_board_encode(&boarding->bytes, &boarding->len, &board, boarding->cells.bytes);
}

/* scalar, then the seed that follows from it. */
struct signing_secret {
    uint8_t scalar[VR_SCALAR_SIZE];
    uint8_t seed[32];
};

static enum vr_status
sign_with(struct boarding *boarding, struct signing_secret *secret)
{
    const struct tool *tool = boarding->tool;
    const char *what = say(tool, "ondertekensleutel van de periode", "signing key of the period");
    struct vr_board board = { .round = boarding->round };
    char comment[VR_BOARD_COMMENT];
    uint8_t public_key[32];
    enum vr_status status = wallet_combine(secret->scalar, boarding->table.access.wallet, tool,
                                           &boarding->key->sharing, what);

    if (status != VR_OK) {
        return status;
    }
    vr_seed_derive(secret->seed, secret->scalar, VR_SEED_SIGNING);
    vr_sign_public(public_key, secret->seed);
    if (memcmp(public_key, boarding->key->signing, sizeof public_key) != 0) {
        return tool_refuse(VR_UNVERIFIED, what, "%s",
                           say(tool,
                               "de delen samen geven een andere sleutel dan in de kring staat",
                               "the shares together give another key than the circle has"));
    }
    snprintf(board.council, sizeof board.council, "%s", boarding->council->id);
    vr_board_comment(comment, &board);

    return vr_minisig_sign(boarding->minisig, secret->seed, comment, boarding->bytes,
                           boarding->len);
}

/* Signed, and then judged as every reader will. */
static enum vr_status
sign_board(struct boarding *boarding)
{
    struct vr_why why = { "" };
    struct vr_board board;
    void *memory = NULL;
    enum vr_status status = tool_secret_new(boarding->tool, &memory, sizeof(struct signing_secret));

    if (status != VR_OK) {
        return status;
    }
    status = sign_with(boarding, memory);
    vr_secret_free(memory);
    if (status != VR_OK) {
        return status;
    }
    status = vr_board_verify(
        &board, boarding->bytes, boarding->len, boarding->minisig, strlen(boarding->minisig),
        circles_newest(&boarding->table.access.circles), boarding->council->id, &why);

    return status == VR_OK ? VR_OK : tool_refuse_why(status, boarding->output, &why);
}

static enum vr_status
keep_board(struct boarding *boarding)
{
    struct dossier_board board = { .round = boarding->round, .count = boarding->cells.count };

    snprintf(board.council, sizeof board.council, "%s", boarding->council->id);
    crypto_generichash(board.hash, sizeof board.hash, boarding->bytes, boarding->len, NULL, 0);

    return table_keep_board(&boarding->table, &board);
}

/* The files first: a board that the dossier does not know does no harm, a reply that counts as
 * published and is on no board does. */
static enum vr_status
write_board(struct boarding *boarding)
{
    char minisig_path[FILE_PATH_MAX];
    enum vr_status status = path_with(minisig_path, boarding->output, ".minisig");

    if (status != VR_OK) {
        return status;
    }
    status = file_write_new(boarding->output, 0644, boarding->bytes, boarding->len);
    if (status != VR_OK) {
        return status;
    }
    status = file_write_new(minisig_path, 0644, boarding->minisig, strlen(boarding->minisig));
    if (status != VR_OK) {
        unlink(boarding->output);
        return status;
    }
    status = folder_sync_of(boarding->output);
    if (status == VR_OK) {
        status = keep_board(boarding);
    }
    if (status != VR_OK) {
        unlink(boarding->output);
        unlink(minisig_path);
    }

    return status;
}

static void
print_board(const struct boarding *boarding)
{
    const struct tool *tool = boarding->tool;

    printf(say(tool, "bord van %s voor ronde %" PRIu32 ": %s en %s.minisig\n",
               "board of %s for round %" PRIu32 ": %s and %s.minisig\n"),
           boarding->council->id, boarding->round, boarding->output, boarding->output);
    printf(say(tool,
               "vakken: %" PRIu32 ", waarvan %" PRIu32 " met een antwoord of een deel ervan\n",
               "cells: %" PRIu32 ", of which %" PRIu32 " hold a reply or a part of one\n"),
           boarding->cells.count, boarding->cells.real);
    if (boarding->cells.refused > 0) {
        printf(say(tool,
                   "meldingen zonder bruikbare antwoordsleutel: %" PRIu32
                   "; hun antwoord kan niemand lezen en staat er niet op\n",
                   "reports without a usable reply key: %" PRIu32
                   "; nobody could read their reply, and it is left out\n"),
               boarding->cells.refused);
    }
    printf("%s\n", say(tool, "Geef beide bestanden aan de beheerder: vrijuitd publish.",
                       "Give both files to the operator: vrijuitd publish."));
}

static enum vr_status
run(struct boarding *boarding)
{
    enum vr_status (*const steps[])(struct boarding *) = {
        choose,
        make_board,
        sign_board,
        write_board,
    };
    enum vr_status status = table_open(&boarding->table, boarding->tool, &boarding->words);

    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && status == VR_OK; i++) {
        status = steps[i](boarding);
    }
    if (status == VR_OK) {
        print_board(boarding);
    }
    board_cells_wipe(&boarding->cells);
    free(boarding->bytes);
    table_wipe(&boarding->table);

    return status;
}

enum outcome
command_board(struct tool *tool, int argc, char **argv)
{
    struct boarding boarding = { .tool = tool };
    struct texts rest = { 0 };
    enum outcome outcome = OUTCOME_OK;
    const char *missing;
    struct option_row rows[ACCESS_ROWS + 4] = {
        [ACCESS_ROWS] = { "output", NULL, &boarding.output, NULL },
        { "council", NULL, &boarding.council_words, NULL },
        { "round", NULL, &boarding.round_words, NULL },
    };

    access_rows(rows, &boarding.words);
    if (!options_parse(&outcome, tool, rows, &rest, argc, argv)) {
        return outcome;
    }
    missing = rest.count > 0 ? rest.item[0] : access_missing(&boarding.words);
    if (missing == NULL && boarding.output == NULL) {
        missing = "--output";
    }
    if (missing != NULL) {
        return tool_usage(tool, "board",
                          say(tool, "%s ontbreekt of is te veel", "%s is missing or too much"),
                          missing);
    }

    return tool_outcome(run(&boarding));
}

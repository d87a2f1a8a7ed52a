/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/bytes.h>
#include <vrijuit/minisig.h>
#include <vrijuit/secret.h>

#include "circle_show.h"
#include "circles.h"
#include "commands.h"
#include "files.h"
#include "options.h"
#include "wallet.h"

struct signing {
    const struct tool *tool;
    const char *draft_path;
    const char *output; /* NULL: the draft's name and .minisig */
    const char *pin;    /* NULL: not compared */
    const char *previous;
    struct texts shares;
    bool paper;

    char *bytes;
    size_t len;
    struct vr_circle *draft;
    struct wallet *wallet;
};

static enum vr_status
read_draft(struct signing *signing)
{
    struct vr_why why = { "" };
    enum vr_status status = file_read(signing->tool, &signing->bytes, &signing->len,
                                      signing->draft_path, VR_CIRCLE_MAX);

    if (status != VR_OK) {
        return status;
    }
    status = vr_circle_parse(&signing->draft, signing->bytes, signing->len, &why);

    return status == VR_OK ? VR_OK : tool_refuse_why(status, signing->draft_path, &why);
}

static enum vr_status
judge_sequence(const struct signing *signing)
{
    struct vr_circle *previous = NULL;
    char *bytes = NULL;
    size_t len = 0;
    struct vr_why why = { "" };
    enum vr_status status;

    if (signing->previous == NULL) {
        return VR_OK;
    }
    status = file_read(signing->tool, &bytes, &len, signing->previous, VR_CIRCLE_MAX);
    if (status != VR_OK) {
        return status;
    }
    status = vr_circle_parse(&previous, bytes, len, &why);
    free(bytes);
    if (status != VR_OK) {
        return tool_refuse_why(status, signing->previous, &why);
    }
    if (signing->draft->sequence <= previous->sequence) {
        status = tool_refuse(VR_STALE, signing->draft_path,
                             say(signing->tool,
                                 "volgnummer %" PRIu64 " is niet hoger dan %" PRIu64
                                 " van de kring ervoor; verhoog \"sequence\"",
                                 "sequence %" PRIu64 " is not higher than %" PRIu64
                                 " of the circle before; raise \"sequence\""),
                             signing->draft->sequence, previous->sequence);
    }
    vr_circle_free(previous);

    return status;
}

/* Here is no clock to trust: the council knows what day it is. */
static void
tell_notice(const struct signing *signing)
{
    printf(say(signing->tool,
               "  Gaan meldingen door andere servers dan eerst? Dan weigeren de servers een kring\n"
               "  die binnen twee rondes begint: deze begint in ronde %" PRIu32 ".\n",
               "  Do reports go through other servers than before? Then the servers refuse a\n"
               "  circle that begins within two rounds: this one begins in round %" PRIu32 ".\n"),
           signing->draft->from_round);
}

static enum vr_status
take_shares(struct signing *signing)
{
    enum vr_status status = wallet_new(&signing->wallet, signing->tool);

    for (size_t i = 0; i < signing->shares.count && status == VR_OK; i++) {
        status = wallet_add_file(signing->wallet, signing->tool, signing->shares.item[i]);
    }
    if (status == VR_OK && signing->paper) {
        status = wallet_add_papers(signing->wallet, signing->tool);
    }

    return status;
}

/* With the pin at hand, the key must be the pinned one. */
static enum vr_status
judge_pin(const struct signing *signing, const uint8_t public_key[static 32])
{
    uint8_t pin[32];
    enum vr_status status;

    if (signing->pin == NULL) {
        return VR_OK;
    }
    status = circles_read_pin(pin, signing->tool, signing->pin);
    if (status == VR_OK && memcmp(pin, public_key, sizeof pin) != 0) {
        status = tool_refuse(VR_UNVERIFIED, signing->pin, "%s",
                             say(signing->tool,
                                 "de delen samen geven een andere sleutel; er is niets ondertekend",
                                 "the shares together give another key; nothing was signed"));
    }

    return status;
}

static enum vr_status
write_signature(const struct signing *signing, const uint8_t seed[static 32])
{
    char comment[VR_CIRCLE_COMMENT];
    char text[VR_MINISIG_MAX];
    char path[FILE_PATH_MAX];
    enum vr_status status;

    vr_circle_comment(comment, signing->draft);
    status = vr_minisig_sign(text, seed, comment, signing->bytes, signing->len);
    if (status == VR_OK) {
        status = signing->output != NULL ? path_with(path, signing->output, "")
                                         : path_with(path, signing->draft_path, ".minisig");
    }
    if (status == VR_OK) {
        status = file_write_new(path, 0644, text, strlen(text));
    }
    if (status == VR_OK) {
        status = folder_sync_of(path);
    }
    if (status == VR_OK) {
        printf(say(signing->tool, "ondertekend: %s (%s)\n", "signed: %s (%s)\n"), path, comment);
    }

    return status;
}

/* scalar, then the seed that follows from it. */
struct signing_secret {
    uint8_t scalar[VR_SCALAR_SIZE];
    uint8_t seed[32];
};

static enum vr_status
sign_draft(struct signing *signing)
{
    const char *what = say(signing->tool, "ondertekensleutel", "signing key");
    void *memory = NULL;
    struct signing_secret *secret;
    uint8_t public_key[32];
    enum vr_status status = tool_secret_new(signing->tool, &memory, sizeof *secret);

    if (status != VR_OK) {
        return status;
    }
    secret = memory;
    status = wallet_combine(secret->scalar, signing->wallet, signing->tool,
                            &signing->draft->signing, what);
    if (status == VR_OK) {
        vr_seed_derive(secret->seed, secret->scalar, VR_SEED_SIGNING);
        vr_sign_public(public_key, secret->seed);
        status = judge_pin(signing, public_key);
    }
    if (status == VR_OK) {
        status = write_signature(signing, secret->seed);
    }
    if (status == VR_OK) {
        printf("%s",
               say(signing->tool, "de 12 woorden van de sleutel: ", "the 12 words of the key: "));
        circle_show_fingerprint(signing->tool, public_key);
    }
    vr_secret_free(memory);

    return status;
}

static enum vr_status
sign_all(struct signing *signing)
{
    enum vr_status status = read_draft(signing);

    if (status == VR_OK) {
        status = judge_sequence(signing);
    }
    if (status == VR_OK) {
        circle_show(signing->tool, signing->draft);
        tell_notice(signing);
        status = take_shares(signing);
    }
    if (status == VR_OK) {
        status = sign_draft(signing);
    }
    wallet_free(signing->wallet);
    vr_circle_free(signing->draft);
    free(signing->bytes);

    return status;
}

enum outcome
command_circle_sign(struct tool *tool, int argc, char **argv)
{
    struct signing signing = { .tool = tool };
    struct texts rest = { 0 };
    enum outcome outcome = OUTCOME_OK;
    const struct option_row rows[] = {
        { "share", NULL, NULL, &signing.shares },      { "paper", &signing.paper, NULL, NULL },
        { "output", NULL, &signing.output, NULL },     { "pin", NULL, &signing.pin, NULL },
        { "previous", NULL, &signing.previous, NULL }, { NULL, NULL, NULL, NULL },
    };

    if (!options_parse(&outcome, tool, rows, &rest, argc, argv)) {
        return outcome;
    }
    if (rest.count != 1 || (signing.shares.count == 0 && !signing.paper)) {
        return tool_usage(tool, "circle sign", "%s",
                          say(tool, "DRAFT en --share (of --paper) zijn nodig",
                              "DRAFT and --share (or --paper) are needed"));
    }
    signing.draft_path = rest.item[0];

    return tool_outcome(sign_all(&signing));
}

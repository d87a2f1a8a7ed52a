/* SPDX-License-Identifier: EUPL-1.2 */
#include "table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/reply.h>

static enum vr_status
load_reports(struct table *table)
{
    struct dossier_reader *reader = NULL;
    const struct tool *tool = table->tool;
    enum vr_status status = dossier_reader_open(&reader, tool, table->path, table->access.key);

    if (status != VR_OK) {
        return status;
    }
    if (reader == NULL) {
        return tool_refuse(VR_SYSTEM, table->path, "%s",
                           say(tool, "er is nog geen dossier; maak het met: vrijuit-council open",
                               "there is no dossier yet; make it with: vrijuit-council open"));
    }
    status = reports_load(&table->reports, tool, table->path, reader);
    dossier_reader_close(reader);

    return status;
}

enum vr_status
table_open(struct table *table, const struct tool *tool, const struct access_words *words)
{
    enum vr_status status;

    table->tool = tool;
    table->path = words->dossier;
    status = access_take(&table->access, tool, words);

    return status == VR_OK ? load_reports(table) : status;
}

void
table_wipe(struct table *table)
{
    reports_wipe(&table->reports);
    access_wipe(&table->access);
}

/* All members' shares of the dossier; wrong ones were refused before. */
static bool
all_members(const struct access *access)
{
    return wallet_count(access->wallet, &access->sharing) == access->sharing.members;
}

enum vr_status
table_judge_minimum(const struct table *table, bool asked_all)
{
    const struct tool *tool = table->tool;
    const struct access *access = &table->access;
    uint32_t minimum = circles_newest(&access->circles)->minimum;
    uint64_t count = reports_count(&table->reports);

    if (count >= minimum) {
        return VR_OK;
    }
    if (!asked_all) {
        return tool_refuse(VR_FULL, "dossier",
                           say(tool,
                               "er zijn %" PRIu64 " meldingen, en pas vanaf %" PRIu32
                               " gaan ze open: bij weinig meldingen is iemand makkelijker te "
                               "herkennen; met alle %u leden samen kan het met --all-members",
                               "there are %" PRIu64 " reports, and they open from %" PRIu32
                               " on: among few reports a person is easier to recognise; with all "
                               "%u members together --all-members opens them"),
                           count, minimum, (unsigned) access->sharing.members);
    }
    if (!all_members(access)) {
        return tool_refuse(VR_FOREIGN, "--all-members",
                           say(tool, "de delen van alle %u leden zijn nodig; er zijn er %u",
                               "the shares of all %u members are needed; here are %u"),
                           (unsigned) access->sharing.members,
                           wallet_count(access->wallet, &access->sharing));
    }

    return VR_OK;
}

/* Takes json over; status is that of the encoder. */
static enum vr_status
add_taken(const struct table *table, enum vr_status status, char *json, size_t len)
{
    const struct dossier_addition addition = { json, len };

    if (status == VR_OK) {
        status = dossier_add(table->tool, table->path, table->access.key, &addition, 1);
    }
    if (json != NULL) {
        sodium_memzero(json, len);
    }
    free(json);

    return status;
}

enum vr_status
table_keep_mark(struct table *table, const struct dossier_mark *mark)
{
    char *json = NULL;
    size_t len = 0;
    enum vr_status status = dossier_mark_encode(&json, &len, mark);

    status = add_taken(table, status, json, len);

    return status == VR_OK ? reports_set_mark(&table->reports, mark) : status;
}

/* Whether the board can carry the text, and in how many parts. */
static enum vr_status
judge_text(const struct tool *tool, const struct vr_suite *suite, const char *text)
{
    const char *what = say(tool, "antwoord", "reply");
    struct vr_reply reply = { .parts = 0 };
    enum vr_status status = vr_reply_split(&reply, suite, text, 1);

    sodium_memzero(&reply, sizeof reply);
    if (status == VR_MALFORMED) {
        return tool_refuse(status, what, "%s",
                           say(tool, "leeg, geen UTF-8, of met besturingstekens",
                               "empty, no UTF-8, or with control characters"));
    }
    if (status == VR_FULL) {
        return tool_refuse(status, what,
                           say(tool, "te lang: meer dan %u delen", "too long: more than %u parts"),
                           VR_REPLY_PARTS_MAX);
    }

    return status;
}

bool
table_can_answer(const struct dossier_report *report)
{
    const struct vr_suite *suite = report->suite;
    uint8_t shared[32];
    uint8_t enc[VR_SUITE_ENC_MAX];
    uint8_t random[VR_SUITE_RANDOM_MAX];
    enum vr_status status;

    randombytes_buf(random, sizeof random);
    status = suite->encapsulate(shared, enc, report->content.reply, random);
    sodium_memzero(shared, sizeof shared);
    sodium_memzero(random, sizeof random);

    return status == VR_OK;
}

enum vr_status
table_keep_reply(struct table *table, const struct dossier_report *report, const char *text)
{
    struct dossier_reply reply = { .round = table->reports.state.round };
    char *json = NULL;
    size_t len = 0;
    enum vr_status status = judge_text(table->tool, report->suite, text);

    if (status != VR_OK) {
        return status;
    }
    memcpy(reply.id, report->content.id, sizeof reply.id);
    reply.text = strdup(text);
    if (reply.text == NULL) {
        return VR_MEMORY;
    }
    status = dossier_reply_encode(&json, &len, &reply);
    status = add_taken(table, status, json, len);
    if (status == VR_OK) {
        status = reports_add_reply(&table->reports, &reply);
    }
    if (status != VR_OK) {
        dossier_reply_wipe(&reply);
    } else if (!table_can_answer(report)) {
        tool_refuse(VR_UNVERIFIED, say(table->tool, "antwoord", "reply"), "%s",
                    say(table->tool, "niet te bezorgen: deze melding heeft geen goede sleutel",
                        "cannot be delivered: this report has no usable key"));
    }

    return status;
}

enum vr_status
table_keep_board(struct table *table, const struct dossier_board *board)
{
    char *json = NULL;
    size_t len = 0;
    enum vr_status status = dossier_board_encode(&json, &len, board);

    status = add_taken(table, status, json, len);

    return status == VR_OK ? reports_add_board(&table->reports, board) : status;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <sodium.h>

#include <vrijuit/secret.h>

#include "dossier.h"
#include "dossier_record.h"

static void
start(void)
{
    cr_assert(eq(int, vr_start(), VR_OK));
}

TestSuite(dossier_record, .init = start);

/* The content of a report, as a council opens it. */
static char *
content_text(size_t *len)
{
    struct vr_content content = { .kind = VR_REPORT, .lang = VR_NL, .reply_len = 32 };
    char *text;

    memset(content.id, 7, sizeof content.id);
    content.answers = json_pack("{s:s}", "tekst", "een \"melding\"\nin twee regels");
    cr_assert(eq(int, vr_content_encode(&text, len, &content), VR_OK));
    json_decref(content.answers);

    return text;
}

static char *
report_text(size_t *len, bool round_known)
{
    struct dossier_report report = { .council = "or-proef",
                                     .suite = vr_suite_find(1),
                                     .round_known = round_known,
                                     .round = 4294967295U };
    size_t content_len;
    char *content = content_text(&content_len);
    char *text;

    cr_assert(eq(int, dossier_report_encode(&text, len, &report, content, content_len), VR_OK));
    free(content);

    return text;
}

Test(dossier_record, a_report_comes_back_as_it_was)
{
    size_t len;
    char *text = report_text(&len, true);
    struct dossier_record record;

    cr_assert(eq(int, dossier_record_decode(&record, text, len, NULL), VR_OK));
    cr_expect(eq(int, record.kind, DOSSIER_REPORT));
    cr_expect(eq(str, record.report.council, "or-proef"));
    cr_expect(record.report.round_known);
    cr_expect(eq(u32, record.report.round, 4294967295U));
    cr_expect(eq(int, record.report.content.kind, VR_REPORT));
    cr_expect(eq(int, record.report.content.id[15], 7));
    cr_expect(
        eq(str, (char *) json_string_value(json_object_get(record.report.content.answers, "tekst")),
           "een \"melding\"\nin twee regels"));
    dossier_record_wipe(&record);
    free(text);
}

Test(dossier_record, a_report_may_have_no_round)
{
    size_t len;
    char *text = report_text(&len, false);
    struct dossier_record record;

    cr_assert(eq(int, dossier_record_decode(&record, text, len, NULL), VR_OK));
    cr_expect(not(record.report.round_known));
    dossier_record_wipe(&record);
    free(text);
}

Test(dossier_record, the_state_comes_back_as_it_was)
{
    struct dossier_state state = { .round = 7, .sequence = (1ULL << 53) - 1 };
    struct dossier_record record;
    size_t len;
    char *text;

    memset(state.receipts, 1, 32);
    memset(state.circle, 2, 32);
    cr_assert(eq(int, dossier_state_encode(&text, &len, &state), VR_OK));
    cr_assert(eq(int, dossier_record_decode(&record, text, len, NULL), VR_OK));
    cr_expect(eq(int, record.kind, DOSSIER_STATE));
    cr_expect(eq(u32, record.state.round, 7));
    cr_expect(eq(u64, record.state.sequence, (1ULL << 53) - 1));
    cr_expect(memcmp(record.state.receipts, state.receipts, 32) == 0);
    cr_expect(memcmp(record.state.circle, state.circle, 32) == 0);
    dossier_record_wipe(&record);
    free(text);
}

Test(dossier_record, a_mark_comes_back_as_it_was)
{
    struct dossier_mark mark = { .id = { 1, 2, 3 }, .answered = true, .label_count = 2 };
    struct dossier_record record;
    size_t len;
    char *text;

    strcpy(mark.labels[0], "roosters");
    strcpy(mark.labels[1], "\xc3\xa9\xc3\xa9n \"leiding\"");
    strcpy(mark.note, "eerste regel\ntweede regel");
    cr_assert(eq(int, dossier_mark_encode(&text, &len, &mark), VR_OK));
    cr_assert(eq(int, dossier_record_decode(&record, text, len, NULL), VR_OK));
    cr_expect(eq(int, record.kind, DOSSIER_MARK));
    cr_expect(memcmp(&record.mark, &mark, sizeof mark) == 0);
    dossier_record_wipe(&record);
    free(text);
}

Test(dossier_record, a_reply_comes_back_as_it_was)
{
    char words[] = "Dank je wel.\n\tWe gaan ermee aan de slag.";
    struct dossier_reply reply = { .id = { 9 }, .round = 4294967295U, .text = words };
    struct dossier_record record;
    size_t len;
    char *text;

    cr_assert(eq(int, dossier_reply_encode(&text, &len, &reply), VR_OK));
    cr_assert(eq(int, dossier_record_decode(&record, text, len, NULL), VR_OK));
    cr_expect(eq(int, record.kind, DOSSIER_REPLY));
    cr_expect(eq(u32, record.reply.round, 4294967295U));
    cr_expect(eq(int, record.reply.id[0], 9));
    cr_expect(eq(str, record.reply.text, words));
    dossier_record_wipe(&record);
    cr_expect(eq(ptr, record.reply.text, NULL));
    free(text);
}

Test(dossier_record, a_board_comes_back_as_it_was)
{
    struct dossier_board board = { .council = "or-proef", .round = 8, .count = 64 };
    struct dossier_record record;
    size_t len;
    char *text;

    memset(board.hash, 5, sizeof board.hash);
    cr_assert(eq(int, dossier_board_encode(&text, &len, &board), VR_OK));
    cr_assert(eq(int, dossier_record_decode(&record, text, len, NULL), VR_OK));
    cr_expect(eq(int, record.kind, DOSSIER_BOARD));
    cr_expect(memcmp(&record.board, &board, sizeof board) == 0);
    dossier_record_wipe(&record);
    free(text);
}

Test(dossier_record, statistics_come_back_as_they_were_and_the_body_stays_with_its_owner)
{
    json_t *body = json_pack("{s:i, s:[i, i]}", "v", 1, "cells", 5, 10);
    struct dossier_record record;
    size_t len;
    char *text;

    cr_assert(eq(int, dossier_statistics_encode(&text, &len, body), VR_OK));
    cr_assert(eq(int, dossier_record_decode(&record, text, len, NULL), VR_OK));
    cr_expect(eq(int, record.kind, DOSSIER_STATISTICS));
    cr_expect(json_equal(record.statistics, body) == 1);
    dossier_record_wipe(&record);
    json_decref(body);
    free(text);
}

Test(dossier_record, statistics_that_are_too_long_are_refused)
{
    json_t *body = json_object();
    char *text;
    size_t len;
    char *filler = malloc(DOSSIER_RECORD_MAX + 1);

    memset(filler, 'x', DOSSIER_RECORD_MAX);
    filler[DOSSIER_RECORD_MAX] = '\0';
    json_object_set_new(body, "text", json_string(filler));
    cr_expect(eq(int, dossier_statistics_encode(&text, &len, body), VR_FULL));
    json_decref(body);
    free(filler);
}

struct bad {
    char text[200];
    enum vr_status status;
};

ParameterizedTestParameters(dossier_record, what_breaks_the_rules_is_refused)
{
#define ID    "AAAAAAAAAAAAAAAAAAAAAA=="
#define ZEROS "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    static struct bad cases[] = {
        { "", VR_MALFORMED },
        { "[]", VR_MALFORMED },
        { "{}", VR_MALFORMED },
        { "{\"record\":1}", VR_MALFORMED },
        { "{\"record\":\"note\"}", VR_UNSUPPORTED },
        { "{\"record\":\"state\"}", VR_MALFORMED },
        { "{\"record\":\"state\",\"receipts\":\"" ZEROS "\",\"round\":4294967296,\"sequence\":1,"
          "\"circle\":\"" ZEROS "\"}",
          VR_MALFORMED },
        { "{\"record\":\"state\",\"receipts\":\"AAAA\",\"round\":1,\"sequence\":1,"
          "\"circle\":\"" ZEROS "\"}",
          VR_MALFORMED },
        { "{\"record\":\"state\",\"receipts\":\"" ZEROS "\",\"round\":1,\"sequence\":1,"
          "\"circle\":\"" ZEROS "\",\"more\":1}",
          VR_MALFORMED },
        { "{\"record\":\"mark\",\"id\":\"" ID "\",\"answered\":1,\"labels\":[],\"note\":\"\"}",
          VR_MALFORMED },
        { "{\"record\":\"mark\",\"id\":\"" ID "\",\"answered\":true,\"labels\":[\"a\\nb\"],"
          "\"note\":\"\"}",
          VR_MALFORMED },
        { "{\"record\":\"mark\",\"id\":\"" ID "\",\"answered\":true,\"labels\":[\"\"],"
          "\"note\":\"\"}",
          VR_MALFORMED },
        { "{\"record\":\"mark\",\"id\":\"" ID "\",\"answered\":true,\"labels\":[\"1\",\"2\",\"3\","
          "\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"],\"note\":\"\"}",
          VR_MALFORMED },
        { "{\"record\":\"mark\",\"id\":\"" ID "\",\"answered\":true,\"labels\":[],"
          "\"note\":\"\\u001b[31m\"}",
          VR_MALFORMED },
        { "{\"record\":\"reply\",\"id\":\"" ID "\",\"round\":1,\"text\":\"\"}", VR_MALFORMED },
        { "{\"record\":\"reply\",\"id\":\"AAAA\",\"round\":1,\"text\":\"x\"}", VR_MALFORMED },
        { "{\"record\":\"board\",\"council\":\"a\",\"round\":1,\"count\":0,\"hash\":\"" ZEROS "\"}",
          VR_MALFORMED },
        { "{\"record\":\"statistics\",\"body\":[]}", VR_MALFORMED },
        { "{\"record\":\"statistics\",\"body\":{\"x\":1.5}}", VR_MALFORMED },
        { "{\"record\":\"report\",\"council\":\"A\",\"suite\":1,\"content\":{}}", VR_MALFORMED },
        { "{\"record\":\"report\",\"council\":\"a\",\"suite\":9,\"content\":{}}", VR_UNSUPPORTED },
        { "{\"record\":\"report\",\"council\":\"a\",\"suite\":1,\"content\":{}}", VR_MALFORMED },
        { "{\"record\":\"report\",\"council\":\"a\",\"suite\":1,\"content\":7}", VR_MALFORMED },
        { "{\"record\":\"report\",\"council\":\"a\",\"suite\":1,\"round\":-1,\"content\":{}}",
          VR_MALFORMED },
    };

    return cr_make_param_array(struct bad, cases, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(struct bad *bad, dossier_record, what_breaks_the_rules_is_refused)
{
    struct dossier_record record, before;

    cr_assert(eq(int, vr_start(), VR_OK));
    memset(&before, 0x5a, sizeof before);
    memcpy(&record, &before, sizeof record);
    cr_expect(eq(int, dossier_record_decode(&record, bad->text, strlen(bad->text), NULL),
                 (int) bad->status),
              "%s", bad->text);
    cr_expect(memcmp(&record, &before, sizeof record) == 0, "%s: output touched", bad->text);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>

#include <vrijuit/secret.h>

#include "reports.h"

static const struct tool tool = { .lang = VR_EN };
static const uint8_t key[32] = { 1, 2, 3 };
static char folder[64];
static char path[96];

static void
start(void)
{
    cr_assert(eq(int, vr_start(), VR_OK));
    snprintf(folder, sizeof folder, "/tmp/test_reports_XXXXXX");
    cr_assert(ne(ptr, mkdtemp(folder), NULL));
    snprintf(path, sizeof path, "%s/dossier", folder);
}

static void
end(void)
{
    unlink(path);
    rmdir(folder);
}

TestSuite(reports, .init = start, .fini = end);

static void
put(struct dossier_writer *writer, enum vr_status status, char *json, size_t len)
{
    cr_assert(eq(int, status, VR_OK));
    cr_assert(eq(int, dossier_writer_put(writer, json, len), VR_OK));
    free(json);
}

static void
put_mark(struct dossier_writer *writer, uint8_t id, const char *note)
{
    struct dossier_mark mark = { .id = { id } };
    char *json = NULL;
    size_t len = 0;
    enum vr_status status;

    strcpy(mark.note, note);
    status = dossier_mark_encode(&json, &len, &mark);
    put(writer, status, json, len);
}

static void
put_reply(struct dossier_writer *writer, char *text)
{
    struct dossier_reply reply = { .id = { 1 }, .round = 3, .text = text };
    char *json = NULL;
    size_t len = 0;
    enum vr_status status = dossier_reply_encode(&json, &len, &reply);

    put(writer, status, json, len);
}

static void
put_statistics(struct dossier_writer *writer, int number)
{
    json_t *body = json_pack("{s:i}", "number", number);
    char *json = NULL;
    size_t len = 0;
    enum vr_status status = dossier_statistics_encode(&json, &len, body);

    json_decref(body);
    put(writer, status, json, len);
}

/* A dossier with some of everything that the council makes. */
static void
write_dossier(void)
{
    const struct dossier_state state = { .round = 9 };
    struct dossier_writer *writer = NULL;
    char first[] = "eerste";
    char second[] = "tweede";
    char *json;
    size_t len;

    cr_assert(eq(int, dossier_writer_open(&writer, &tool, path, key), VR_OK));
    put_mark(writer, 1, "oud");
    put_statistics(writer, 1);
    put_reply(writer, first);
    put_mark(writer, 2, "ander");
    put_mark(writer, 1, "nieuw");
    put_reply(writer, second);
    put_statistics(writer, 2);
    cr_assert(eq(int, dossier_state_encode(&json, &len, &state), VR_OK));
    cr_assert(eq(int, dossier_writer_finish(writer, json, len), VR_OK));
    free(json);
    dossier_writer_close(writer);
}

static void
load(struct reports *reports)
{
    struct dossier_reader *reader = NULL;

    write_dossier();
    cr_assert(eq(int, dossier_reader_open(&reader, &tool, path, key), VR_OK));
    cr_assert(eq(int, reports_load(reports, &tool, path, reader), VR_OK));
    dossier_reader_close(reader);
}

Test(reports, the_last_mark_of_an_id_counts)
{
    struct reports reports = { 0 };
    const uint8_t one[VR_REPORT_ID_SIZE] = { 1 };
    const uint8_t two[VR_REPORT_ID_SIZE] = { 2 };
    const uint8_t three[VR_REPORT_ID_SIZE] = { 3 };

    load(&reports);
    cr_assert(eq(sz, reports.mark_count, 2));
    cr_expect(eq(str, (char *) reports_mark(&reports, one)->note, "nieuw"));
    cr_expect(eq(str, (char *) reports_mark(&reports, two)->note, "ander"));
    cr_expect(reports_mark(&reports, three) == NULL);
    reports_wipe(&reports);
}

Test(reports, replies_and_statistics_come_oldest_first)
{
    struct reports reports = { 0 };

    load(&reports);
    cr_assert(eq(sz, reports.reply_count, 2));
    cr_expect(eq(str, reports.replies[0].text, "eerste"));
    cr_expect(eq(str, reports.replies[1].text, "tweede"));
    cr_assert(eq(sz, reports.statistics_count, 2));
    for (int i = 0; i < 2; i++) {
        json_t *number = json_object_get(reports.statistics[i], "number");

        cr_expect(eq(int, (int) json_integer_value(number), i + 1));
    }
    cr_expect(eq(u32, reports.state.round, 9));
    reports_wipe(&reports);
}

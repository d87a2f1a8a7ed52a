/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>

#include <vrijuit/record.h>
#include <vrijuit/secret.h>

#include "board.h"

#define REPORTS 40U

static struct vr_council_pair pairs[REPORTS];
static struct dossier_report list[REPORTS];
static struct reports reports;

static void
start(void)
{
    const struct vr_suite *suite = vr_suite_find(VR_SUITE_X25519);
    uint8_t seed[VR_SEED_SIZE];

    cr_assert(eq(int, vr_start(), VR_OK));
    for (size_t i = 0; i < REPORTS; i++) {
        memset(seed, (int) i + 1, sizeof seed);
        cr_assert(eq(int, vr_council_pair_init(&pairs[i], suite, seed), VR_OK));
        strcpy(list[i].council, "or");
        list[i].suite = suite;
        list[i].content.id[0] = (uint8_t) (i + 1);
        list[i].content.reply_len = suite->public_len;
        memcpy(list[i].content.reply, pairs[i].public_key, suite->public_len);
    }
    reports = (struct reports) { .list = list, .count = REPORTS };
}

static void
end(void)
{
    for (size_t i = 0; i < reports.reply_count; i++) {
        free(reports.replies[i].text);
    }
    free(reports.replies);
}

TestSuite(board_cells, .init = start, .fini = end);

static void
answer(size_t report, uint32_t round, const char *text)
{
    struct dossier_reply reply = { .round = round, .text = strdup(text) };

    memcpy(reply.id, list[report].content.id, sizeof reply.id);
    cr_assert(eq(int, reports_add_reply(&reports, &reply), VR_OK));
}

static struct board_cells
make(uint32_t round)
{
    struct board_cells cells = { NULL, 0, 0, 0 };

    cr_assert(eq(int,
                 board_cells_make(&cells, &reports, "or", vr_suite_find(VR_SUITE_X25519), round),
                 VR_OK));

    return cells;
}

/* The parts that a reporter finds, joined in order; how many cells were for the reporter. */
static unsigned
read_back(char *text, const struct board_cells *cells, size_t report, uint32_t round)
{
    static char parts[VR_REPLY_PARTS_MAX + 1][VR_REPLY_PLAIN_MAX];
    uint8_t content[VR_REPLY_PLAIN_MAX];
    struct vr_reply reply;
    unsigned found = 0;

    memset(parts, 0, sizeof parts);
    *text = '\0';
    for (uint32_t i = 0; i < cells->count; i++) {
        size_t len = 0;
        enum vr_status status = vr_reply_open(content, &len, &pairs[report],
                                              cells->bytes + (size_t) i * VR_REPLY_SIZE, round);

        if (status == VR_FOREIGN) {
            continue;
        }
        cr_assert(eq(int, status, VR_OK));
        cr_assert(eq(int, vr_reply_decode(&reply, content, len, NULL), VR_OK));
        cr_expect(memcmp(reply.to, list[report].content.id, sizeof reply.to) == 0);
        strcpy(parts[reply.part], reply.text);
        found++;
    }
    for (size_t part = 1; part <= VR_REPLY_PARTS_MAX; part++) {
        strcat(text, parts[part]);
    }

    return found;
}

Test(board_cells, without_answers_a_board_is_full_all_the_same)
{
    struct board_cells cells = make(5);
    char text[100];

    cr_expect(eq(u32, cells.count, VR_BOARD_UNIT));
    cr_expect(eq(u32, cells.real, 0));
    cr_expect(eq(uint, read_back(text, &cells, 0, 5), 0));
    board_cells_wipe(&cells);
}

Test(board_cells, each_reporter_finds_the_own_answer_only)
{
    struct board_cells cells;
    char text[100];

    answer(0, 1, "een");
    answer(1, 1, "twee");
    cells = make(2);
    cr_expect(eq(u32, cells.real, 2));
    cr_expect(eq(uint, read_back(text, &cells, 0, 2), 1));
    cr_expect(eq(str, text, "een"));
    cr_expect(eq(uint, read_back(text, &cells, 1, 2), 1));
    cr_expect(eq(str, text, "twee"));
    cr_expect(eq(uint, read_back(text, &cells, 2, 2), 0));
    board_cells_wipe(&cells);
}

Test(board_cells, replies_to_one_report_come_as_one_text)
{
    struct board_cells cells;
    char text[200];

    answer(3, 1, "eerst");
    answer(4, 1, "van een ander");
    answer(3, 2, "later");
    cells = make(3);
    cr_expect(eq(u32, cells.real, 2));
    read_back(text, &cells, 3, 3);
    cr_expect(eq(str, text, "eerst\n\n* * *\n\nlater"));
    board_cells_wipe(&cells);
}

Test(board_cells, a_long_answer_takes_as_many_cells_as_it_needs)
{
    static char words[100001];
    static char text[200000];
    struct board_cells cells;

    for (size_t i = 0; i < sizeof words - 1; i++) {
        words[i] = i % 7 == 6 ? ' ' : (char) ('a' + i % 26);
    }
    answer(0, 1, words);
    for (size_t i = 1; i < REPORTS; i++) {
        answer(i, 1, "kort");
    }
    cells = make(2);
    cr_expect(eq(u32, cells.count % VR_BOARD_UNIT, 0));
    cr_expect(gt(u32, cells.real, REPORTS + 20));
    cr_expect(eq(uint, read_back(text, &cells, 0, 2), cells.real - (REPORTS - 1)));
    cr_expect(eq(str, text, words));
    board_cells_wipe(&cells);
}

Test(board_cells, other_councils_and_old_answers_are_left_out)
{
    struct board_cells cells;
    char text[100];

    strcpy(list[0].council, "ander");
    answer(0, 1, "van een andere raad");
    answer(1, 0, "oud");
    answer(2, 1, "net niet oud");
    cells = make(181);
    cr_expect(eq(u32, cells.real, 1));
    cr_expect(eq(uint, read_back(text, &cells, 2, 181), 1));
    board_cells_wipe(&cells);
}

Test(board_cells, a_reply_key_that_is_none_costs_only_its_own_answer)
{
    struct board_cells cells;
    char text[100];

    memset(list[0].content.reply, 0, sizeof list[0].content.reply);
    answer(0, 1, "onleesbaar");
    answer(1, 1, "leesbaar");
    cells = make(2);
    cr_expect(eq(u32, cells.refused, 1));
    cr_expect(eq(u32, cells.real, 1));
    cr_expect(eq(uint, read_back(text, &cells, 1, 2), 1));
    board_cells_wipe(&cells);
}

Test(board_cells, two_boards_have_no_cell_in_common)
{
    struct board_cells one, two;

    answer(0, 1, "een");
    one = make(2);
    two = make(2);
    for (uint32_t i = 0; i < one.count; i++) {
        for (uint32_t j = 0; j < two.count; j++) {
            cr_expect(memcmp(one.bytes + i * VR_REPLY_SIZE, two.bytes + j * VR_REPLY_SIZE,
                             VR_REPLY_SIZE) != 0);
        }
    }
    board_cells_wipe(&one);
    board_cells_wipe(&two);
}

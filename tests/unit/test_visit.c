/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "client_fixture.h"
#include "send.h"
#include "visit.h"

static enum vr_status
visit(struct scene *scene)
{
    struct visit visit = { 0 };
    enum vr_status status = visit_make(&visit, &scene->client, scene->now, &scene->why);

    if (status == VR_OK) {
        cr_expect(eq(u32, visit.round, ROUND));
        cr_expect(eq(sz, visit.receipts.count, 2));
        visit_wipe(&visit);
    }

    return status;
}

/* Change one byte of a page. */
static void
damage(struct scene *scene, const char *path, size_t offset)
{
    page_of(scene, path)->bytes[offset] ^= 1;
}

Test(visit, asks_for_the_five_documents_in_their_order_and_says_nothing_of_itself)
{
    struct scene *scene = scene_new();
    const char *at = scene->requests;
    static const char *const lines[] = { "GET /v1/circle HTTP/1.1", "GET /v1/circle.minisig HTTP",
                                         "GET /v1/keys HTTP", "GET /v1/receipts HTTP",
                                         "GET /v1/replies HTTP" };
    static const char *const headers[] = { "User-Agent", "Cookie", "Accept", "Referer", "Expect" };

    cr_assert(eq(int, visit(scene), VR_OK), "%s", scene->why.text);
    for (size_t i = 0; i < 5; i++) {
        at = strstr(at, lines[i]);
        cr_assert(ne(ptr, (void *) at, NULL), "%s", lines[i]);
    }
    for (size_t i = 0; i < 5; i++) {
        cr_expect(eq(ptr, strstr(scene->requests, headers[i]), NULL), "%s", headers[i]);
    }
    cr_expect(scene->client.state.has_circle);
    cr_expect(eq(u32, scene->client.state.receipts_round, ROUND - 1));
    scene_free(scene);
}

Test(visit, a_second_visit_finds_what_was_seen_unchanged)
{
    struct scene *scene = scene_new();

    cr_assert(eq(int, visit(scene), VR_OK));
    cr_expect(eq(int, visit(scene), VR_OK), "%s", scene->why.text);
    scene_free(scene);
}

Test(visit, a_circle_or_signature_that_was_changed_is_refused)
{
    struct scene *scene = scene_new();

    damage(scene, "/v1/circle", 40);
    cr_expect(eq(int, visit(scene), VR_UNVERIFIED));
    damage(scene, "/v1/circle", 40);
    scene->client.pin[0] ^= 1;
    cr_expect(ne(int, visit(scene), VR_OK));
    scene_free(scene);
}

Test(visit, an_expired_circle_is_refused_with_the_date_of_the_own_clock)
{
    struct scene *scene = scene_new();

    scene->now = 1830340000; /* 1 January 2028 */
    cr_expect(eq(int, visit(scene), VR_STALE));
    cr_expect(ne(ptr, strstr(scene->why.text, "2028"), NULL), "%s", scene->why.text);
    scene_free(scene);
}

Test(visit, an_older_circle_than_seen_is_refused)
{
    struct scene *scene = scene_new();

    scene->client.state.has_circle = true;
    scene->client.state.sequence = scene->circle->sequence + 1;
    cr_expect(eq(int, visit(scene), VR_STALE));
    scene_free(scene);
}

Test(visit, another_circle_under_the_same_number_is_refused)
{
    struct scene *scene = scene_new();

    scene->client.state.has_circle = true;
    scene->client.state.sequence = scene->circle->sequence;
    cr_expect(eq(int, visit(scene), VR_CONFLICT));
    scene_free(scene);
}

Test(visit, a_clock_off_by_one_round_is_fine_and_by_two_gets_its_own_words)
{
    static const uint32_t rounds[] = { ROUND - 2, ROUND - 1, ROUND + 1, ROUND + 2 };
    static const enum vr_status expected[] = { VR_STALE, VR_OK, VR_OK, VR_STALE };

    for (size_t i = 0; i < 4; i++) {
        struct scene *scene = scene_new();

        publish_keys(scene, rounds[i], 1);
        cr_expect(eq(int, visit(scene), expected[i]), "round %u", rounds[i]);
        if (expected[i] == VR_STALE) {
            cr_expect(ne(ptr, strstr(scene->why.text, "your clock says"), NULL));
        }
        scene_free(scene);
    }
}

Test(visit, a_clock_before_the_beginning_is_refused)
{
    struct scene *scene = scene_new();

    scene->now = scene->circle->genesis - 1;
    cr_expect(eq(int, visit(scene), VR_STALE));
    scene_free(scene);
}

Test(visit, a_key_that_has_changed_is_refused)
{
    struct scene *scene = scene_new();

    cr_assert(eq(int, visit(scene), VR_OK));
    publish_keys(scene, ROUND, 2);
    cr_expect(eq(int, visit(scene), VR_CONFLICT));
    scene_free(scene);
}

Test(visit, keys_that_are_not_signed_by_the_hop_are_refused)
{
    struct scene *scene = scene_new();

    scene->hop_seed[0] ^= 1;
    publish_keys(scene, ROUND, 1);
    cr_expect(eq(int, visit(scene), VR_UNVERIFIED));
    scene_free(scene);
}

Test(visit, receipts_that_go_back_or_change_are_refused)
{
    struct scene *scene = scene_new();

    cr_assert(eq(int, visit(scene), VR_OK));
    publish_receipts(scene, ROUND - 1, false);
    cr_expect(eq(int, visit(scene), VR_CONFLICT));
    publish_receipts(scene, ROUND - 2, true);
    cr_expect(eq(int, visit(scene), VR_STALE));
    scene_free(scene);
}

Test(visit, receipts_too_far_ahead_are_refused)
{
    struct scene *scene = scene_new();

    publish_receipts(scene, ROUND + 2, true);
    cr_expect(eq(int, visit(scene), VR_STALE));
    scene_free(scene);
}

Test(visit, nothing_is_noted_on_disk_when_a_visit_fails)
{
    struct scene *scene = scene_new();
    char folder[128];

    snprintf(folder, sizeof folder, "%s/state", scene->folder);
    scene->options.state = folder;
    publish_receipts(scene, ROUND + 2, true);
    cr_assert(eq(int, visit(scene), VR_STALE));
    cr_expect(ne(int, access(folder, F_OK), 0));
    scene_free(scene);
}

Test(visit, redirects_are_not_followed_and_errors_are_of_the_network)
{
    static const int codes[] = { 301, 302, 404, 500, 503, 206 };

    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        struct scene *scene = scene_new();

        page_of(scene, "/v1/circle.minisig")->code = codes[i];
        cr_expect(eq(int, visit(scene), VR_SYSTEM), "code %d", codes[i]);
        scene_free(scene);
    }
}

Test(visit, a_document_beyond_its_limit_is_refused)
{
    struct scene *scene = scene_new();
    size_t len = VR_KEYS_MAX + 1;
    char *bytes = calloc(1, len);

    put_page(scene, "/v1/keys", bytes, len);
    free(bytes);
    cr_expect(eq(int, visit(scene), VR_FULL));
    scene_free(scene);
}

Test(visit, an_entry_that_is_not_there_is_an_error_of_the_network)
{
    struct scene *scene = scene_new();

    scene->options.unix_socket = "/nonexistent/http.sock";
    cr_expect(eq(int, visit(scene), VR_SYSTEM));
    scene_free(scene);
}

Test(visit, a_packet_is_posted_whole_and_its_answer_is_told_apart)
{
    static const int codes[] = { 202, 400, 403, 413, 500, 200 };
    static const enum send_result expected[] = { SEND_ACCEPTED, SEND_REFUSED, SEND_FAILED,
                                                 SEND_FAILED,   SEND_FAILED,  SEND_FAILED };
    static uint8_t packet[VR_PACKET_SIZE];

    memset(packet, 0x5a, sizeof packet);
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        struct scene *scene = scene_new();
        const char *body;

        page_of(scene, "/v1/packets")->code = codes[i];
        cr_expect(
            eq(int, send_packet(&scene->client, scene->circle, packet, &scene->why), expected[i]),
            "code %d", codes[i]);
        body = strstr(scene->requests, "\r\n\r\n") + 4;
        cr_expect(eq(sz, scene->requests_len - (size_t) (body - scene->requests), sizeof packet));
        cr_expect(memcmp(body, packet, sizeof packet) == 0);
        scene_free(scene);
    }
}

Test(visit, an_answer_whose_head_breaks_off_is_none)
{
    static uint8_t packet[VR_PACKET_SIZE];
    struct scene *scene = scene_new();
    const struct transport_route route = { .entry = "http://localhost",
                                           .unix_socket = scene->socket_path };
    struct transport_answer answer = { 0 };
    struct transport *transport = NULL;

    page_of(scene, "/v1/packets")->code = BROKEN_OFF;
    cr_assert(eq(int, transport_new(&transport, &route, &scene->why), VR_OK));
    cr_expect(eq(
        int, transport_post(&answer, transport, "/v1/packets", packet, sizeof packet, &scene->why),
        VR_SYSTEM));
    cr_expect(answer.may_have_taken);
    transport_free(transport);
    scene_free(scene);
}

/* Visit and tell what became of the board of the one council. */
static bool
board_is_there(struct scene *scene)
{
    struct visit visit = { 0 };
    bool is_there;

    cr_assert(eq(int, visit_make(&visit, &scene->client, scene->now, &scene->why), VR_OK), "%s",
              scene->why.text);
    is_there = visit.replies.boards[0].is_there;
    cr_expect(eq(int, is_there, visit.replies.boards[0].why.text[0] == 0));
    visit_wipe(&visit);

    return is_there;
}

Test(visit, a_board_is_believed_and_an_older_one_after_it_is_not)
{
    struct scene *scene = scene_new();
    static const uint8_t no_board[8] = { 0 };

    publish_board(scene, ROUND - 1, NULL, NULL, 0);
    cr_expect(board_is_there(scene));
    publish_board(scene, ROUND - 2, NULL, NULL, 0);
    cr_expect(not(board_is_there(scene)));
    put_page(scene, "/v1/replies", no_board, sizeof no_board);
    cr_expect(not(board_is_there(scene)));
    publish_board(scene, ROUND - 1, NULL, NULL, 0);
    cr_expect(board_is_there(scene));
    scene_free(scene);
}

Test(visit, a_board_too_far_ahead_or_changed_is_not_believed_and_nothing_else_suffers)
{
    struct scene *scene = scene_new();

    publish_board(scene, ROUND + 2, NULL, NULL, 0);
    cr_expect(not(board_is_there(scene)));
    publish_board(scene, ROUND, NULL, NULL, 0);
    damage(scene, "/v1/replies", 2000);
    cr_expect(not(board_is_there(scene)));
    put_page(scene, "/v1/replies", "abc", 3);
    cr_expect(not(board_is_there(scene)));
    cr_expect(eq(sz, scene->client.state.board_count, 0));
    scene_free(scene);
}

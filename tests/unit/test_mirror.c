/* SPDX-License-Identifier: EUPL-1.2 */
/* The hop behind is the peer server of this process. */
#include "mirror.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <vrijuit/board.h>
#include <vrijuit/documents.h>

#include "board_fixture.h"
#include "boards.h"
#include "peer_server.h"

enum { NEXT, NEXT_MINISIG, RECEIPTS, REPLIES, PATHS };

static struct fixture fixture;
static struct vr_why why;
static struct event_base *base;
static struct server server;
static struct peers *peers;
static struct publish *publish;
static struct mirror *mirror;
static struct peer_address addresses[VR_HOPS_MAX];
static unsigned renewals;
static char *json, *minisig;

static void
on_renewed(void *arg)
{
    (void) arg;
    renewals++;
}

static void
put(int place, const void *body, size_t len)
{
    server.served[place].body = body;
    server.served[place].len = len;
}

/* The hop behind has the circle that fixture_sign wrote last. */
static void
offer_circle(void)
{
    char path[FILES_PATH_MAX + 16];
    size_t len, minisig_len;

    free(json);
    free(minisig);
    snprintf(path, sizeof path, "%s.minisig", fixture.config.circle);
    cr_assert(eq(int, files_read(&json, &len, fixture.config.circle, VR_CIRCLE_MAX, &why), VR_OK));
    cr_assert(eq(int, files_read(&minisig, &minisig_len, path, VR_MINISIG_MAX, &why), VR_OK));
    put(NEXT, json, len);
    put(NEXT_MINISIG, minisig, minisig_len);
}

static void
open_mirror(void)
{
    const struct mirror_parts parts = { .circles = fixture.circles,
                                        .peers = peers,
                                        .addresses = addresses,
                                        .publish = publish,
                                        .state = fixture.state,
                                        .renewed = on_renewed };

    cr_assert(eq(int, mirror_new(&mirror, &parts), VR_OK));
}

static void
start(void)
{
    static const char *const paths[PATHS] = { "/v1/circle.next", "/v1/circle.next.minisig",
                                              "/v1/receipts", "/v1/replies" };

    signal(SIGPIPE, SIG_IGN);
    fixture_make(&fixture);
    fixture_cascade(&fixture, 3, 0);
    fixture_sign(&fixture, 1, 0, FIXTURE_EXPIRES);
    fixture_open_circles(&fixture);
    fixture_open_storage(&fixture);
    base = event_base_new();
    cr_assert(eq(int, peers_new(&peers, base), VR_OK));
    cr_assert(eq(int, publish_open(&publish, fixture.store, &why), VR_OK));
    strcpy(addresses[1].url, "http://localhost");
    strcpy(addresses[1].unix_socket, fixture_path(&fixture, "s"));
    server_open_unix(&server, base, addresses[1].unix_socket);
    server.manner = SERVE;
    for (int i = 0; i < PATHS; i++) {
        strcpy(server.served[i].path, paths[i]);
        put(i, "", 0);
    }
    put(REPLIES, "\0\0\0\0\0\0\0\0", 8);
    offer_circle();
    open_mirror();
}

static void
stop(void)
{
    peers_free(peers);
    mirror_free(mirror);
    server_close(&server);
    publish_close(publish);
    event_base_free(base);
    free(json);
    free(minisig);
    fixture_remove(&fixture);
}

TestSuite(mirror, .init = start, .fini = stop);

static unsigned
asked(int place)
{
    return server.served[place].requests;
}

/* The interval has passed: everything is fetched once more. */
static void
fetch(void)
{
    static uint32_t seconds;
    unsigned before = asked(REPLIES);

    seconds += FIXTURE_ROUND_SECONDS / 24;
    fixture_time(FIXTURE_ROUND, seconds);
    mirror_second(mirror, FIXTURE_ROUND);
    for (int i = 0; i < 200 && asked(REPLIES) == before; i++) {
        event_base_loop(base, EVLOOP_ONCE);
    }
    cr_assert(asked(REPLIES) > before, "everything is asked for");
    /* The last answer too. */
    for (int i = 0; i < 5; i++) {
        const struct timeval moment = { 0, 5000 };

        event_base_loopexit(base, &moment);
        event_base_loop(base, 0);
    }
}

static uint64_t
newest(void)
{
    return circles_newest(fixture.circles)->sequence;
}

Test(mirror, a_newer_circle_is_kept_told_once_and_not_in_force_before_its_round)
{
    fixture_sign(&fixture, 2, FIXTURE_ROUND + 3, FIXTURE_EXPIRES);
    offer_circle();
    fetch();
    fetch();
    cr_expect(eq(u64, newest(), 2));
    cr_expect(eq(uint, renewals, 1));
    cr_expect(eq(uint, asked(NEXT_MINISIG), 1), "what is known is not asked for again");
    cr_expect(eq(u64, circles_at(fixture.circles, FIXTURE_ROUND)->sequence, 1));
}

Test(mirror, what_did_not_change_costs_three_short_questions)
{
    fetch();
    fetch();
    cr_expect(eq(uint, renewals, 0));
    cr_expect(eq(uint, asked(NEXT), 2));
    cr_expect(eq(uint, asked(NEXT_MINISIG), 0));
    cr_expect(eq(uint, asked(RECEIPTS), 2));
}

Test(mirror, it_asks_no_more_than_24_times_a_round)
{
    fetch();
    mirror_second(mirror, FIXTURE_ROUND);
    event_base_loop(base, EVLOOP_NONBLOCK);
    cr_expect(eq(uint, asked(NEXT), 1));
}

Test(mirror, a_hop_that_follows_the_bare_protocol_is_asked_for_the_circle_in_force)
{
    fixture_sign(&fixture, 2, 0, FIXTURE_EXPIRES);
    offer_circle();
    strcpy(server.served[NEXT].path, "/v1/circle");
    strcpy(server.served[NEXT_MINISIG].path, "/v1/circle.minisig");
    fetch();
    cr_expect(eq(u64, newest(), 2));
}

Test(mirror, a_hop_without_any_circle_is_asked_for_the_rest)
{
    strcpy(server.served[NEXT].path, "/none");
    fetch();
    cr_expect(eq(uint, asked(RECEIPTS), 1));
}

Test(mirror, an_older_circle_one_of_another_key_and_a_changed_one_are_refused)
{
    fixture_sign(&fixture, 5, 0, FIXTURE_EXPIRES);
    offer_circle();
    fetch();
    cr_assert(eq(u64, newest(), 5));
    fixture_sign(&fixture, 4, 0, FIXTURE_EXPIRES);
    offer_circle();
    fetch();
    fixture_sign(&fixture, 5, 2, FIXTURE_EXPIRES);
    offer_circle();
    fetch();
    fixture.signing[3] ^= 1;
    fixture_sign(&fixture, 6, 0, FIXTURE_EXPIRES);
    fixture.signing[3] ^= 1;
    offer_circle();
    fetch();
    fixture_sign(&fixture, 6, 0, FIXTURE_EXPIRES);
    offer_circle();
    json[100] ^= 1;
    fetch();
    cr_expect(eq(u64, newest(), 5));
    cr_expect(eq(u64, circles_at(fixture.circles, 0)->sequence, 5));
    cr_expect(eq(uint, renewals, 1));
    cr_expect(eq(uint, asked(RECEIPTS), 5), "the rest is fetched all the same");
    fixture_log(&fixture);
    fixture_sign(&fixture, 4, 0, FIXTURE_EXPIRES);
    offer_circle();
    fetch();
    fetch();
    cr_expect(eq(sz, fixture_said(&fixture, "a circle from the next hop is refused"), 1));
}

/* Receipts of FIXTURE_ROUND, which was given up, that the store signed; before: some byte of those
 * before. The caller frees. */
static char *
sign_receipts(uint8_t before, size_t *len)
{
    struct vr_receipts receipts = { .round = FIXTURE_ROUND, .thin = true, .previous = { before } };
    char line[VR_SIGNATURE_LINE_SIZE];
    char *payload = NULL;
    char *text;

    memcpy(receipts.circle, circles_newest(fixture.circles)->id, sizeof receipts.circle);
    cr_assert(eq(int, vr_receipts_payload(&payload, len, &receipts), VR_OK));
    cr_assert(
        eq(int, vr_document_sign(line, VR_LABEL_RECEIPTS, payload, *len, fixture.seeds[2]), VR_OK));
    text = malloc(*len + 2 + sizeof line);
    cr_assert(text != NULL);
    *len = (size_t) sprintf(text, "%s\n%s", payload, line);
    free(payload);

    return text;
}

static bool
shows(const char *receipts, size_t len)
{
    return document_is(publish_document(publish, "/v1/receipts"), receipts, len);
}

/* Stop, start, and the first second: nothing was asked for yet. */
static void
start_again(void)
{
    mirror_free(mirror);
    publish_close(publish);
    cr_assert(eq(int, publish_open(&publish, fixture.store, &why), VR_OK));
    open_mirror();
    mirror_second(mirror, FIXTURE_ROUND);
}

Test(mirror, receipts_that_were_shown_are_shown_after_a_start_too_and_no_others_of_that_round)
{
    char *receipts, *other;
    size_t len, other_len;
    char path[FILES_PATH_MAX];

    strcpy(path, fixture_path(&fixture, "state/receipts"));
    receipts = sign_receipts(1, &len);
    other = sign_receipts(2, &other_len);
    put(RECEIPTS, receipts, len);
    fetch();
    cr_assert(shows(receipts, len));
    put(RECEIPTS, other, other_len);
    start_again();
    cr_expect(shows(receipts, len));
    fetch();
    cr_expect(shows(receipts, len), "the hop behind tells another history");

    fixture_log(&fixture);
    receipts[len / 2] ^= 1;
    cr_assert(eq(int, files_write(path, receipts, len, 0600, &why), VR_OK));
    start_again();
    cr_expect(shows("", 0));
    cr_expect(eq(sz, fixture_said(&fixture, "receipts: not used, the next hop is asked"), 1));
    fetch();
    cr_expect(shows(other, other_len), "a damaged file keeps nothing out");
    free(receipts);
    free(other);
}

/* The hop behind has this board. */
static uint8_t *
offer_board(const struct signed_board *board)
{
    uint8_t *bytes = NULL;
    size_t len;

    cr_assert(eq(int, vr_replies_encode(&bytes, &len, &board->files, 1), VR_OK));
    put(REPLIES, bytes, len);

    return bytes;
}

static bool
is_kept(const struct signed_board *board)
{
    const struct vr_circle *circle = circles_newest(fixture.circles);
    struct vr_board_files files;
    uint8_t *bytes = NULL;
    size_t len;
    bool same;

    cr_assert(eq(int, boards_document(&bytes, &len, fixture.state, fixture.circles, circle, &why),
                 VR_OK));
    cr_assert(eq(int, vr_replies_split(&files, 1, bytes, len, &why), VR_OK));
    same = files.board_len == board->files.board_len &&
           memcmp(files.board, board->bytes, files.board_len) == 0;
    free(bytes);

    return same;
}

Test(mirror, a_board_is_kept_and_an_older_an_unsorted_and_a_foreign_one_do_not_replace_it)
{
    struct signed_board good, older, early, unsorted, next;
    uint8_t *cells;
    uint8_t *document;

    board_make(&good, &fixture, FIXTURE_ROUND, 32);
    board_make(&older, &fixture, FIXTURE_ROUND - 1, 32);
    board_make(&early, &fixture, FIXTURE_ROUND + 2, 32);
    board_make(&unsorted, &fixture, FIXTURE_ROUND + 1, 32);
    board_make(&next, &fixture, FIXTURE_ROUND + 1, 32);
    cells = unsorted.bytes + VR_BOARD_HEADER;
    memcpy(cells, cells + (size_t) 31 * VR_REPLY_SIZE, VR_REPLY_SIZE);
    board_sign(&unsorted, &fixture, FIXTURE_COUNCIL, FIXTURE_ROUND + 1);
    document = offer_board(&good);
    fetch();
    cr_assert(is_kept(&good));
    free(document);

    document = offer_board(&older);
    fetch();
    cr_expect(is_kept(&good), "not replaced by an older one");
    free(document);
    document = offer_board(&early);
    fetch();
    cr_expect(is_kept(&good), "not by one that is two rounds ahead");
    free(document);
    document = offer_board(&unsorted);
    fetch();
    cr_expect(is_kept(&good), "not by one that is not sorted");
    free(document);
    put(REPLIES, "\0\0\0\0\0\0\0\0", 8);
    fetch();
    cr_expect(is_kept(&good), "not by none");
    put(REPLIES, "\1\0\0\0", 4);
    fetch();
    cr_expect(is_kept(&good), "not by what is no document");
    document = offer_board(&next);
    fetch();
    cr_expect(is_kept(&next), "but by one of a council whose clock is ahead");
    free(document);
    board_wipe(&good);
    board_wipe(&older);
    board_wipe(&early);
    board_wipe(&unsorted);
    board_wipe(&next);
}

Test(mirror, what_is_wrong_with_one_board_does_not_keep_out_that_of_another_council)
{
    struct vr_board_files files[2];
    struct signed_board good;
    uint8_t *bytes = NULL;
    uint8_t *own = NULL;
    size_t len;

    fixture.has_neighbour = true;
    fixture_sign(&fixture, 2, FIXTURE_ROUND, FIXTURE_EXPIRES);
    cr_assert(eq(int, circles_reload(fixture.circles, &why), VR_OK), "%s", why.text);
    offer_circle();
    board_make(&good, &fixture, FIXTURE_ROUND, 32);
    memset(good.bytes + 8, 0, 32);
    strcpy((char *) good.bytes + 8, "buren");
    board_sign(&good, &fixture, "buren", FIXTURE_ROUND);
    files[0] = files[1] = good.files;
    files[0].board_len = 1; /* together they must fit into the socket */
    cr_assert(eq(int, vr_replies_encode(&bytes, &len, files, 2), VR_OK));
    put(REPLIES, bytes, len);
    fetch();
    cr_assert(eq(int,
                 boards_document(&own, &len, fixture.state, fixture.circles,
                                 circles_newest(fixture.circles), &why),
                 VR_OK));
    cr_assert(eq(int, vr_replies_split(files, 2, own, len, &why), VR_OK));
    cr_expect(eq(sz, files[0].board_len, 0));
    cr_expect(eq(sz, files[1].board_len, good.files.board_len));
    free(own);
    free(bytes);
    board_wipe(&good);
}

Test(mirror, what_is_too_long_keeps_out_nothing_else)
{
    static const char long_body[VR_MINISIG_MAX + 1];

    fixture_sign(&fixture, 2, FIXTURE_ROUND + 3, FIXTURE_EXPIRES);
    offer_circle();
    put(NEXT_MINISIG, long_body, sizeof long_body);
    fixture_log(&fixture);
    fetch();
    cr_expect(eq(sz, fixture_said(&fixture, "it has more than"), 1));
    cr_expect(eq(uint, asked(RECEIPTS), 1));
    cr_expect(eq(u64, newest(), 1));
    offer_circle();
    fetch();
    cr_expect(eq(u64, newest(), 2));
}

static void
let_second(uint32_t second)
{
    fixture_time(FIXTURE_ROUND, second);
    mirror_second(mirror, FIXTURE_ROUND);
    for (int i = 0; i < 3; i++) {
        const struct timeval moment = { 0, 3000 };

        event_base_loopexit(base, &moment);
        event_base_loop(base, 0);
    }
}

Test(mirror, what_comes_with_another_code_than_200_is_not_read)
{
    fixture_sign(&fixture, 2, FIXTURE_ROUND + 3, FIXTURE_EXPIRES);
    offer_circle();
    server.served[NEXT].code = 500;
    fetch();
    cr_expect(eq(uint, asked(NEXT_MINISIG), 0));
    server.served[NEXT].code = 200;
    for (int i = NEXT_MINISIG; i < PATHS; i++) {
        server.served[i].code = 500;
    }
    put(RECEIPTS, "no", 2);
    put(REPLIES, "no", 2);
    fixture_log(&fixture);
    fetch();
    cr_expect(eq(u64, newest(), 1));
    cr_expect(eq(sz, fixture_said(&fixture, "is refused"), 0));
    let_second(2 * FIXTURE_ROUND_SECONDS / 24 + 2);
    cr_expect(eq(uint, asked(NEXT), 3), "it is asked again soon");
}

/* But never less than when all is well, however long the next hop is down. */
Test(mirror, after_a_failure_it_asks_again_soon_and_then_less_and_less)
{
    static const uint32_t due[] = { 0, 2, 6, 14, 30, 62, 126, 226, 326 };

    server.manner = HANG_UP;
    for (unsigned i = 0; i < sizeof due / sizeof due[0]; i++) {
        if (due[i] > 0) {
            let_second(due[i] - 1);
        }
        cr_expect(eq(uint, server.requests, i), "before second %u", due[i]);
        let_second(due[i]);
        cr_expect(eq(uint, server.requests, i + 1), "in second %u", due[i]);
    }
}

/* A circle comes that gives it another place, at which there is nobody to ask. */
static void
expect_silence_at(int place)
{
    fixture_sign(&fixture, 2, 0, FIXTURE_EXPIRES);
    offer_circle();
    fetch();
    cr_assert(eq(int, circles_place(fixture.circles, FIXTURE_ROUND), place));
    addresses[0] = addresses[1];
    let_second(FIXTURE_ROUND_SECONDS - 1);
    cr_expect(eq(uint, server.requests, 4), "a circle, its signature, receipts, replies");
}

Test(mirror, one_that_has_left_asks_nobody)
{
    fixture.seeds[0][0] ^= 1;
    expect_silence_at(-1);
}

Test(mirror, the_last_hop_asks_nobody)
{
    fixture.hops = 1;
    expect_silence_at(0);
}

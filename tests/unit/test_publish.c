/* SPDX-License-Identifier: EUPL-1.2 */
#include "publish.h"

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <vrijuit/bytes.h>
#include <vrijuit/documents.h>

#include "daemon_fixture.h"

static struct fixture fixture;
static struct vr_why why;
static struct publish *publish;

static void
start(void)
{
    fixture_make(&fixture);
    fixture_open(&fixture);
    cr_assert(eq(int, publish_open(&publish, fixture.store, &why), VR_OK), "%s", why.text);
}

static void
stop(void)
{
    publish_close(publish);
    fixture_remove(&fixture);
}

TestSuite(publish, .init = start, .fini = stop);

static void
publish_now(uint32_t round)
{
    cr_assert(
        eq(int,
           publish_round(publish, fixture.circles, fixture.hopkeys, fixture.identity, round, &why),
           VR_OK),
        "%s", why.text);
    cr_assert(eq(int,
                 publish_replies(publish, fixture.circles, circles_newest(fixture.circles),
                                 fixture.state, &why),
                 VR_OK));
}

/* The body of a document, with its length; the head must say that length. */
static const char *
body_of(size_t *len, const char *path)
{
    const struct document *document = publish_document(publish, path);
    const char *body;
    char length[64];

    cr_assert(document != NULL, "%s", path);
    cr_assert(strncmp(document->bytes, "HTTP/1.1 200 OK\r\n", 17) == 0);
    body = (const char *) memmem(document->bytes, document->len, "\r\n\r\n", 4) + 4;
    *len = document->len - (size_t) (body - document->bytes);
    snprintf(length, sizeof length, "\r\nContent-Length: %zu\r\n", *len);
    cr_expect(memmem(document->bytes, (size_t) (body - document->bytes), length, strlen(length)) !=
                  NULL,
              "%s", path);

    return body;
}

Test(publish, no_head_tells_a_time_or_a_program)
{
    static const char *const paths[] = { "/v1/circle",   "/v1/circle.minisig", "/v1/keys",
                                         "/v1/receipts", "/v1/replies",        "/v1/descriptor" };

    publish_now(FIXTURE_ROUND);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        const struct document *document = publish_document(publish, paths[i]);

        cr_assert(document != NULL, "%s", paths[i]);
        cr_expect(memmem(document->bytes, document->len, "\r\nDate:", 7) == NULL);
        cr_expect(memmem(document->bytes, document->len, "\r\nServer:", 9) == NULL);
        cr_expect(memmem(document->bytes, document->len, "\r\nLast-Modified:", 16) == NULL);
        cr_expect(memmem(document->bytes, document->len, "\r\nETag:", 7) == NULL);
    }
}

Test(publish, other_paths_have_no_document)
{
    publish_now(FIXTURE_ROUND);
    cr_expect(publish_document(publish, "") == NULL);
    cr_expect(publish_document(publish, "/v1/circle/") == NULL);
    cr_expect(publish_document(publish, "/v1/circle?x") == NULL);
    cr_expect(publish_document(publish, "/v1/Circle") == NULL);
    cr_expect(publish_document(publish, "/v1/packets") == NULL);
}

Test(publish, before_the_first_round_there_is_the_circle_alone)
{
    cr_expect(publish_document(publish, "/v1/circle") == NULL);
    cr_assert(eq(int,
                 publish_circle(publish, fixture.circles, circles_newest(fixture.circles), &why),
                 VR_OK));
    cr_expect(publish_document(publish, "/v1/circle") != NULL);
    cr_expect(publish_document(publish, "/v1/keys") == NULL);
}

Test(publish, the_newest_circle_is_there_for_the_hop_before_while_another_is_in_force)
{
    const char *now, *next;
    size_t now_len, next_len;

    fixture_sign(&fixture, 2, FIXTURE_ROUND + 5, FIXTURE_EXPIRES);
    cr_assert(eq(int, circles_reload(fixture.circles, &why), VR_OK));
    publish_now(FIXTURE_ROUND);
    now = body_of(&now_len, "/v1/circle");
    next = body_of(&next_len, "/v1/circle.next");
    cr_expect(memmem(now, now_len, "\"sequence\":1,", 13) != NULL);
    cr_expect(memmem(next, next_len, "\"sequence\":2,", 13) != NULL);
    body_of(&next_len, "/v1/circle.next.minisig");
}

Test(publish, a_hop_that_has_left_serves_the_circle_that_says_so)
{
    const char *text;
    size_t len;

    publish_now(FIXTURE_ROUND);
    fixture.seeds[0][0] ^= 1;
    fixture_sign(&fixture, 2, FIXTURE_ROUND + 1, FIXTURE_EXPIRES);
    fixture.seeds[0][0] ^= 1;
    cr_expect(eq(int, circles_reload(fixture.circles, &why), VR_FOREIGN), "not by the operator");
    cr_expect(strstr(why.text, "identity") != NULL, "%s", why.text);
    cr_assert(eq(int, fixture_take_circle(&fixture, &why), VR_OK), "%s", why.text);
    publish_now(FIXTURE_ROUND + 1);
    text = body_of(&len, "/v1/circle");
    cr_expect(memmem(text, len, "\"sequence\":2,", 13) != NULL);
}

Test(publish, the_circle_verifies_as_a_client_verifies_it)
{
    const char *json, *minisig;
    struct vr_circle *circle = NULL;
    size_t json_len, minisig_len;
    uint8_t pin[32];

    publish_now(FIXTURE_ROUND);
    json = body_of(&json_len, "/v1/circle");
    minisig = body_of(&minisig_len, "/v1/circle.minisig");
    vr_sign_public(pin, fixture.signing);
    cr_assert(
        eq(int, vr_circle_verify(&circle, json, json_len, minisig, minisig_len, pin, &why), VR_OK),
        "%s", why.text);
    vr_circle_free(circle);
}

Test(publish, keys_and_descriptor_verify_and_are_those_of_the_hop)
{
    const struct vr_circle *circle = circles_newest(fixture.circles);
    const uint8_t *secret, *public_key;
    struct vr_keys keys, own;
    const char *text;
    size_t len;

    publish_now(FIXTURE_ROUND);
    text = body_of(&len, "/v1/keys");
    cr_assert(eq(int, vr_keys_decode(&keys, text, len, circle, &why), VR_OK), "%s", why.text);
    cr_expect(eq(u32, keys.round, FIXTURE_ROUND));
    for (uint32_t i = 0; i < VR_EPOCHS_AHEAD; i++) {
        cr_assert(hopkeys_pair(fixture.hopkeys, &secret, &public_key, FIXTURE_ROUND + i));
        cr_expect(memcmp(keys.key[0][i], public_key, 32) == 0);
        cr_expect(memmem(text, len, secret, 32) == NULL);
    }
    text = body_of(&len, "/v1/descriptor");
    cr_assert(eq(int, vr_descriptor_decode(&own, text, len, circle, 0, FIXTURE_ROUND, &why), VR_OK),
              "%s", why.text);
    cr_expect(memcmp(own.key[0], keys.key[0], sizeof own.key[0]) == 0);
}

/* The entry puts the document of all hops together. */
Test(publish, a_hop_of_several_publishes_no_keys_document_of_its_own)
{
    fixture.hops = 2;
    fixture_sign(&fixture, 2, FIXTURE_ROUND, FIXTURE_EXPIRES);
    cr_assert(eq(int, fixture_take_circle(&fixture, &why), VR_OK), "%s", why.text);
    publish_now(FIXTURE_ROUND);
    cr_expect(publish_document(publish, "/v1/descriptor") != NULL);
    cr_expect(publish_document(publish, "/v1/keys") == NULL);
}

Test(publish, a_new_round_replaces_the_keys_and_none_of_them_changes)
{
    const struct vr_circle *circle = circles_newest(fixture.circles);
    struct vr_keys first, second;
    const char *text;
    size_t len;

    publish_now(FIXTURE_ROUND);
    text = body_of(&len, "/v1/keys");
    cr_assert(eq(int, vr_keys_decode(&first, text, len, circle, &why), VR_OK));
    fixture_advance(&fixture, FIXTURE_ROUND + 1);
    publish_now(FIXTURE_ROUND + 1);
    text = body_of(&len, "/v1/keys");
    cr_assert(eq(int, vr_keys_decode(&second, text, len, circle, &why), VR_OK));
    cr_expect(eq(int, vr_keys_judge(&second, &first, FIXTURE_ROUND + 1, &why), VR_OK), "%s",
              why.text);
}

Test(publish, a_document_in_hand_outlives_the_one_that_replaces_it)
{
    struct document *held;

    publish_now(FIXTURE_ROUND);
    held = document_hold(publish_document(publish, "/v1/keys"));
    fixture_advance(&fixture, FIXTURE_ROUND + 1);
    publish_now(FIXTURE_ROUND + 1);
    cr_expect(held != publish_document(publish, "/v1/keys"));
    cr_expect(strncmp(held->bytes, "HTTP/1.1 200 OK\r\n", 17) == 0);
    document_release(held);
}

/* How many documents stand in /v1/receipts, and the rounds of the first and the last. */
static size_t
count_receipts(uint32_t *first, uint32_t *last)
{
    size_t len, circle_count, count = 0;
    const struct vr_circle *const *circles = circles_all(fixture.circles, &circle_count);
    const char *text = body_of(&len, "/v1/receipts");

    for (size_t next = vr_documents_next(text, len); next > 0;
         next = vr_documents_next(text, len)) {
        struct vr_receipts receipts;

        cr_assert(
            eq(int, vr_receipts_decode(&receipts, text, next, circles, circle_count, &why), VR_OK),
            "%s", why.text);
        *first = count == 0 ? receipts.round : *first;
        *last = receipts.round;
        count++;
        vr_receipts_wipe(&receipts);
        text += next;
        len -= next;
    }

    return count;
}

static void
append_receipts(uint32_t round)
{
    char *text = NULL;
    size_t len;

    cr_assert(eq(int, store_receipts(&text, &len, fixture.store, round), VR_OK));
    cr_assert(eq(int, publish_receipts(publish, text, len, &why), VR_OK));
    free(text);
}

Test(publish, without_a_closed_round_the_receipts_are_empty)
{
    uint32_t first, last;

    cr_expect(eq(sz, count_receipts(&first, &last), 0));
}

Test(publish, receipts_are_added_oldest_first_and_180_rounds_stay)
{
    uint32_t first = 0, last = 0;

    for (uint32_t i = 1; i <= 190; i++) {
        fixture_advance(&fixture, FIXTURE_ROUND + i);
        append_receipts(FIXTURE_ROUND + i - 1);
        if (i == 3) {
            cr_expect(eq(sz, count_receipts(&first, &last), 3));
            cr_expect(eq(u32, first, FIXTURE_ROUND));
            publish_close(publish);
            cr_assert(eq(int, publish_open(&publish, fixture.store, &why), VR_OK));
            cr_expect(eq(sz, count_receipts(&first, &last), 3), "also after a restart");
        }
    }
    cr_expect(eq(sz, count_receipts(&first, &last), 180));
    cr_expect(eq(u32, last, FIXTURE_ROUND + 189));
    cr_expect(eq(u32, first, FIXTURE_ROUND + 10));
    publish_close(publish);
    cr_assert(eq(int, publish_open(&publish, fixture.store, &why), VR_OK));
    cr_expect(eq(sz, count_receipts(&first, &last), 180), "the same out of the store");
    cr_expect(eq(u32, first, FIXTURE_ROUND + 10));
}

/* A document with so many records, as far as its size goes. */
static void
append_records(size_t count, bool thin)
{
    char text[4096];
    size_t len = (size_t) sprintf(text, "{\"thin\":%s,\"locators\":[", thin ? "true" : "false");

    for (size_t i = 0; i < count; i++) {
        len += (size_t) sprintf(text + len, "%s\"AAAAAAAAAAAAAAAAAAAAAA==\"", i == 0 ? "" : ",");
    }
    len += (size_t) sprintf(text + len, "]}\nsignature\n");
    cr_assert(eq(int, publish_receipts(publish, text, len, &why), VR_OK), "%s", why.text);
}

/* In whole batches and no finer, of the last seven rounds. */
Test(publish, sizes_are_told_in_units_of_a_batch)
{
    cr_expect(eq(str, (char *) publish_sizes(publish, 64), "none yet"));
    append_records(0, true);
    append_records(1, false);
    append_records(64, false);
    append_records(65, true);
    cr_expect(eq(str, (char *) publish_sizes(publish, 64), "0 (thin), 1, 1, 2 (thin)"));
    append_records(128, false);
    append_records(129, false);
    append_records(3, false);
    append_records(2, false);
    cr_expect(eq(str, (char *) publish_sizes(publish, 64), "1, 1, 2 (thin), 2, 3, 1, 1"));
}

Test(publish, the_oldest_receipts_make_room_when_all_would_be_more_than_anyone_fetches)
{
    size_t each = PUBLISH_RECEIPTS_MAX / 4;
    char *text = malloc(each);
    const char *body;
    size_t len;

    cr_assert(text != NULL);
    for (char name = 'a'; name <= 'f'; name++) {
        memset(text, name, each);
        cr_assert(eq(int, publish_receipts(publish, text, each, &why), VR_OK), "%s", why.text);
        body = body_of(&len, "/v1/receipts");
        cr_expect(le(sz, len, PUBLISH_RECEIPTS_MAX));
        cr_expect(eq(chr, body[0], name <= 'd' ? 'a' : (char) (name - 3)), "at %c", name);
        cr_expect(eq(chr, body[len - 1], name));
    }
    free(text);
}

Test(publish, replies_are_two_lengths_of_zero_for_each_council)
{
    static const char zeros[8];
    const char *text;
    size_t len;

    publish_now(FIXTURE_ROUND);
    text = body_of(&len, "/v1/replies");
    cr_assert(eq(sz, len, 8));
    cr_expect(memcmp(text, zeros, 8) == 0);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* Receipts as the hop behind gives them: what of them this hop publishes too. */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sodium.h>
#include <vrijuit/documents.h>

#include "daemon_fixture.h"
#include "publish.h"

#define HOPS  3U
#define STORE (HOPS - 1)
#define MOST  180U /* PROTOCOL.md section 7 */

/* Documents that follow each other, each of a round that was given up. */
struct history {
    char *text;
    size_t len;
    uint8_t hash[32]; /* of the last payload */
};

static struct fixture fixture;
static struct vr_why why;
static struct publish *publish;
static struct history history;
static bool is_new;

static void
start(void)
{
    fixture_make(&fixture);
    fixture_cascade(&fixture, HOPS, 0);
    fixture_sign(&fixture, 1, 0, FIXTURE_EXPIRES);
    fixture_open_circles(&fixture);
    fixture_open_storage(&fixture);
    cr_assert(eq(int, publish_open(&publish, fixture.store, &why), VR_OK), "%s", why.text);
}

static void
stop(void)
{
    free(history.text);
    publish_close(publish);
    fixture_remove(&fixture);
}

TestSuite(publish_mirror, .init = start, .fini = stop);

/* Add a round that is signed by the hop whose seed that is. */
static void
add_signed(struct history *to, uint32_t round, size_t seed)
{
    struct vr_receipts receipts = { .round = round, .thin = true };
    char line[VR_SIGNATURE_LINE_SIZE];
    char *payload = NULL;
    size_t len;

    memcpy(receipts.circle, circles_newest(fixture.circles)->id, sizeof receipts.circle);
    memcpy(receipts.previous, to->hash, sizeof receipts.previous);
    cr_assert(eq(int, vr_receipts_payload(&payload, &len, &receipts), VR_OK));
    cr_assert(eq(int, vr_document_sign(line, VR_LABEL_RECEIPTS, payload, len, fixture.seeds[seed]),
                 VR_OK));
    crypto_generichash(to->hash, sizeof to->hash, (const uint8_t *) payload, len, NULL, 0);
    to->text = realloc(to->text, to->len + len + 2 + sizeof line);
    cr_assert(to->text != NULL);
    to->len += (size_t) sprintf(to->text + to->len, "%s\n%s", payload, line);
    free(payload);
}

static void
add(struct history *to, uint32_t first, uint32_t last)
{
    for (uint32_t round = first; round <= last; round++) {
        add_signed(to, round, STORE);
    }
}

static void
clear(struct history *of)
{
    free(of->text);
    memset(of, 0, sizeof *of);
}

static enum vr_status
mirror(const struct history *from)
{
    const struct vr_circle *const *all;
    size_t count;

    all = circles_all(fixture.circles, &count);

    return publish_mirror(publish, &is_new, from->text, from->len, all, count, &why);
}

static bool
is_served(const struct history *one)
{
    return document_is(publish_document(publish, "/v1/receipts"), one->text, one->len);
}

Test(publish_mirror, what_verifies_is_served_byte_for_byte_and_grows)
{
    add(&history, 3, 5);
    cr_expect(eq(int, mirror(&history), VR_OK), "%s", why.text);
    cr_expect(is_served(&history));
    cr_expect(is_new);
    cr_expect(eq(int, mirror(&history), VR_OK), "the same again");
    cr_expect(not(is_new));
    add(&history, 6, 7);
    cr_expect(eq(int, mirror(&history), VR_OK), "%s", why.text);
    cr_expect(is_served(&history));
}

Test(publish_mirror, any_damage_is_refused_and_what_was_served_stays)
{
    struct history more = { 0 };

    add(&history, 3, 4);
    add(&more, 3, 5);
    cr_assert(eq(int, mirror(&history), VR_OK), "%s", why.text);
    for (size_t i = 0; i < more.len; i += 7) {
        char kept = more.text[i];

        more.text[i] = kept == 'A' ? 'B' : 'A';
        cr_expect(kept == 'A' || mirror(&more) != VR_OK, "byte %zu", i);
        more.text[i] = kept;
    }
    for (size_t cut = 1; cut < 60; cut++) {
        more.len -= cut;
        cr_expect(ne(int, mirror(&more), VR_OK), "cut by %zu", cut);
        more.len += cut;
    }
    cr_expect(is_served(&history));
    cr_expect(eq(int, mirror(&more), VR_OK), "%s", why.text);
    clear(&more);
}

Test(publish_mirror, receipts_that_another_hop_signed_are_refused)
{
    add(&history, 3, 4);
    add_signed(&history, 5, STORE - 1);
    cr_expect(eq(int, mirror(&history), VR_UNVERIFIED), "%s", why.text);
}

Test(publish_mirror, a_round_that_is_left_out_breaks_the_chain)
{
    add(&history, 3, 4);
    add(&history, 6, 6);
    cr_expect(eq(int, mirror(&history), VR_UNVERIFIED));
    cr_expect(strstr(why.text, "chain of receipts broken at round 6") != NULL, "%s", why.text);
}

Test(publish_mirror, a_round_that_follows_another_one_breaks_the_chain)
{
    add(&history, 3, 4);
    history.hash[0] ^= 1;
    add(&history, 5, 5);
    cr_expect(eq(int, mirror(&history), VR_UNVERIFIED));
}

Test(publish_mirror, older_ones_are_refused_also_none_at_all)
{
    struct history older = { 0 };

    add(&older, 3, 4);
    add(&history, 3, 5);
    cr_assert(eq(int, mirror(&history), VR_OK), "%s", why.text);
    cr_expect(eq(int, mirror(&older), VR_STALE));
    older.len = 0;
    cr_expect(eq(int, mirror(&older), VR_STALE));
    cr_expect(is_served(&history));
    clear(&older);
}

Test(publish_mirror, a_hop_that_was_the_store_serves_its_own_until_the_new_one_has_some)
{
    const struct history none = { .text = history.text };

    add(&history, 3, 4);
    cr_assert(eq(int, publish_receipts(publish, history.text, history.len, &why), VR_OK));
    cr_expect(eq(int, mirror(&none), VR_STALE));
    cr_expect(is_served(&history));
}

Test(publish_mirror, another_history_of_a_round_that_was_served_is_refused_loudly)
{
    struct history forked = { 0 };

    add(&history, 3, 5);
    cr_assert(eq(int, mirror(&history), VR_OK), "%s", why.text);
    add(&forked, 4, 6);
    cr_expect(eq(int, mirror(&forked), VR_CONFLICT));
    cr_expect(strstr(why.text, "round 5: OTHER receipts") != NULL, "%s", why.text);
    clear(&forked);
    forked.hash[0] = 1;
    add(&forked, 6, 7);
    cr_expect(eq(int, mirror(&forked), VR_CONFLICT), "nor one that begins just behind it");
    cr_expect(is_served(&history));
    clear(&forked);
}

Test(publish_mirror, old_rounds_may_be_forgotten_and_a_new_store_begins_anew)
{
    struct history more = { 0 };
    const char *second;

    add(&history, 3, 5);
    cr_assert(eq(int, mirror(&history), VR_OK), "%s", why.text);
    second = history.text + vr_documents_next(history.text, history.len);
    more.len = history.len - (size_t) (second - history.text);
    more.text = strndup(second, more.len);
    memcpy(more.hash, history.hash, sizeof more.hash);
    cr_expect(eq(int, mirror(&more), VR_OK), "%s", why.text);
    cr_expect(is_served(&more));
    add(&more, 6, 6);
    cr_expect(eq(int, mirror(&more), VR_OK), "%s", why.text);
    cr_expect(is_served(&more));
    clear(&more);
    add(&more, 7, 8);
    cr_expect(eq(int, mirror(&more), VR_OK), "%s", why.text);
    cr_expect(is_served(&more));
    clear(&more);
}

Test(publish_mirror, those_of_180_rounds_are_taken_and_more_are_not)
{
    add(&history, 1, MOST);
    cr_expect(eq(int, mirror(&history), VR_OK), "%s", why.text);
    add(&history, MOST + 1, MOST + 1);
    cr_expect(eq(int, mirror(&history), VR_FULL));
    cr_expect(strstr(why.text, "more than 180 rounds") != NULL, "%s", why.text);
}

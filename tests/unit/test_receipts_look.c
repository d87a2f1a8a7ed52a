/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <vrijuit/secret.h>

#include "receipts.h"
#include "vectors.h"

#define ROUNDS       3U
#define FIRST_ROUND  40U
#define LOCATORS_MAX 80U

static const uint8_t root[VR_ROOT_SIZE] = { 5, 6, 7 };

/* Receipts of three rounds that the tests fill themselves. */
struct scene {
    struct vr_receipts documents[ROUNDS];
    uint8_t locators[ROUNDS][LOCATORS_MAX][VR_LOCATOR_SIZE];
    struct receipts receipts;
};

static int
compare(const void *one, const void *other)
{
    return memcmp(one, other, VR_LOCATOR_SIZE);
}

static void
scene_init(struct scene *scene)
{
    cr_assert(eq(int, vr_start(), VR_OK));
    memset(scene, 0, sizeof *scene);
    for (uint32_t i = 0; i < ROUNDS; i++) {
        scene->documents[i].round = FIRST_ROUND + i;
        scene->documents[i].locators = scene->locators[i];
        memset(scene->documents[i].hash, (int) i + 1, 32);
    }
    scene->receipts = (struct receipts) { scene->documents, ROUNDS };
}

/* The locator of an index of our root, into a round. */
static void
put(struct scene *scene, size_t place, uint32_t index)
{
    struct vr_receipts *document = &scene->documents[place];

    vr_codename_locator(scene->locators[place][document->locator_count++], root, index);
    qsort(scene->locators[place], document->locator_count, VR_LOCATOR_SIZE, compare);
}

static struct receipts_found
look(const struct scene *scene)
{
    struct receipts_found found;

    receipts_look(&found, &scene->receipts, root);

    return found;
}

Test(receipts_look, nothing_is_found_among_the_locators_of_others)
{
    static struct scene scene;

    scene_init(&scene);
    memset(scene.locators[0][0], 0x55, VR_LOCATOR_SIZE);
    scene.documents[0].locator_count = 1;
    cr_expect(eq(sz, look(&scene).count, 0));
}

Test(receipts_look, a_report_is_found_with_its_round)
{
    static struct scene scene;
    struct receipts_found found;

    scene_init(&scene);
    put(&scene, 1, 0);
    found = look(&scene);
    cr_expect(eq(sz, found.count, 1));
    cr_expect(eq(u32, found.rounds[0], FIRST_ROUND + 1));
}

Test(receipts_look, a_gap_of_fifteen_is_searched_beyond)
{
    static struct scene scene;

    scene_init(&scene);
    put(&scene, 0, 15);
    put(&scene, 2, 31);
    cr_expect(eq(sz, look(&scene).count, 2));
    cr_expect(eq(u32, look(&scene).indexes[1], 31));
    cr_expect(eq(u32, look(&scene).lowest_absent, 0));
    put(&scene, 2, 0);
    cr_expect(eq(u32, look(&scene).lowest_absent, 1));
}

Test(receipts_look, the_search_ends_after_sixteen_absent_in_a_row)
{
    static struct scene scene;

    scene_init(&scene);
    put(&scene, 0, 16);
    cr_expect(eq(sz, look(&scene).count, 0));
    put(&scene, 0, 0);
    put(&scene, 0, 17);
    cr_expect(eq(sz, look(&scene).count, 3));
}

Test(receipts_look, more_packets_than_are_told_are_still_counted)
{
    static struct scene scene;

    scene_init(&scene);
    for (uint32_t i = 0; i < RECEIPTS_FOUND + 5; i++) {
        put(&scene, 2, i);
    }
    cr_expect(eq(sz, look(&scene).count, RECEIPTS_FOUND + 5));
}

static struct state
seen(uint32_t round, int hash_byte)
{
    struct state state = { .has_receipts = true, .receipts_round = round };

    memset(state.receipts_hash, hash_byte, sizeof state.receipts_hash);

    return state;
}

Test(receipts_look, receipts_older_than_seen_are_stale)
{
    const struct state newer = seen(FIRST_ROUND + 3, 1);
    const struct receipts none = { 0 };
    static struct scene scene;

    scene_init(&scene);
    cr_expect(eq(int, receipts_judge(&scene.receipts, &newer, 50, NULL), VR_STALE));
    cr_expect(eq(int, receipts_judge(&none, &newer, 50, NULL), VR_STALE));
}

Test(receipts_look, a_changed_round_that_was_seen_is_a_conflict)
{
    const struct state same = seen(FIRST_ROUND + 1, 2);
    const struct state other = seen(FIRST_ROUND + 1, 3);
    static struct scene scene;

    scene_init(&scene);
    cr_expect(eq(int, receipts_judge(&scene.receipts, &same, 50, NULL), VR_OK));
    cr_expect(eq(int, receipts_judge(&scene.receipts, &other, 50, NULL), VR_CONFLICT));
}

Test(receipts_look, receipts_may_be_one_round_ahead_and_no_more)
{
    const struct state nothing = { 0 };
    static struct scene scene;

    scene_init(&scene);
    cr_expect(eq(int, receipts_judge(&scene.receipts, &nothing, FIRST_ROUND + 1, NULL), VR_OK));
    cr_expect(eq(int, receipts_judge(&scene.receipts, &nothing, FIRST_ROUND, NULL), VR_STALE));
}

Test(receipts_look, more_than_three_rounds_behind_is_late)
{
    const struct receipts none = { 0 };
    static struct scene scene;

    scene_init(&scene);
    cr_expect(not(receipts_are_behind(&scene.receipts, FIRST_ROUND + 5, 0)));
    cr_expect(receipts_are_behind(&scene.receipts, FIRST_ROUND + 6, 0));
    cr_expect(not(receipts_are_behind(&none, 13, 10)));
    cr_expect(receipts_are_behind(&none, 14, 10));
}

/* The five documents of the vectors, one after another, and their circle. */
struct published {
    json_t *vectors;
    struct vr_circle *circle;
    const struct vr_circle *circles[1];
    char bytes[65536];
    size_t len;
    size_t ends[8];
};

static void
published_open(struct published *published)
{
    const json_t *part;
    const json_t *documents;

    cr_assert(eq(int, vr_start(), VR_OK));
    memset(published, 0, sizeof *published);
    published->vectors = vectors_load("documents.json");
    part = vectors_get(published->vectors, "receipts");
    documents = vectors_get(part, "documents");
    for (size_t i = 0; i < json_array_size(documents); i++) {
        const char *text = vectors_text(json_array_get(documents, i), "document");

        memcpy(published->bytes + published->len, text, strlen(text));
        published->len += strlen(text);
        published->ends[i] = published->len;
    }
    published->circle = NULL;
    {
        const char *text = vectors_text(vectors_get(part, "circle"), "circle");

        cr_assert(eq(int, vr_circle_parse(&published->circle, text, strlen(text), NULL), VR_OK));
    }
    published->circles[0] = published->circle;
}

static void
published_close(struct published *published)
{
    vr_circle_free(published->circle);
    json_decref(published->vectors);
}

static enum vr_status
read_from(struct published *published, size_t start, size_t end)
{
    struct receipts receipts = { 0 };
    enum vr_status status = receipts_read(&receipts, published->bytes + start, end - start,
                                          published->circles, 1, NULL);

    receipts_wipe(&receipts);

    return status;
}

Test(receipts_look, published_documents_are_read_from_any_first_round_on)
{
    static struct published published;

    published_open(&published);
    cr_expect(eq(int, read_from(&published, 0, published.len), VR_OK));
    cr_expect(eq(int, read_from(&published, published.ends[1], published.len), VR_OK));
    cr_expect(eq(int, read_from(&published, 0, 0), VR_OK));
    published_close(&published);
}

Test(receipts_look, a_missing_round_breaks_the_chain)
{
    static struct published published;
    size_t first;
    size_t second;

    published_open(&published);
    first = published.ends[0];
    second = published.ends[1];
    memmove(published.bytes + first, published.bytes + second, published.len - second);
    cr_expect(ne(int, read_from(&published, 0, published.len - (second - first)), VR_OK));
    published_close(&published);
}

Test(receipts_look, damaged_documents_are_refused)
{
    static struct published published;

    published_open(&published);
    cr_expect(ne(int, read_from(&published, 0, published.len - 1), VR_OK));
    cr_expect(ne(int, read_from(&published, 1, published.len), VR_OK));
    published.bytes[published.ends[2] - 10] ^= 1;
    cr_expect(ne(int, read_from(&published, 0, published.len), VR_OK));
    published_close(&published);
}

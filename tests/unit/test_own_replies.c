/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "client_fixture.h"
#include "own_replies.h"
#include "visit.h"

#define SAID_MAX 8192U

static const uint8_t root[VR_ROOT_SIZE] = { 1, 2, 3 };

/* What the program says to the owner of root about a board with these cells. */
static void
hear(char said[static SAID_MAX], const struct answer_part *answers, size_t count,
     const uint8_t *reader)
{
    struct scene *scene = scene_new();
    struct vr_council_pair pair;
    struct own_replies own = { 0 };
    struct visit visit = { 0 };
    struct terminal *terminal = NULL;
    uint8_t seed[VR_SEED_SIZE];
    FILE *file = tmpfile();
    size_t len;

    vr_codename_reply_seed(seed, root, scene->circle->suite);
    cr_assert(eq(int, vr_council_pair_init(&pair, scene->circle->suite, seed), VR_OK));
    publish_board(scene, ROUND, pair.public_key, answers, count);
    cr_assert(eq(int, visit_make(&visit, &scene->client, scene->now, &scene->why), VR_OK));
    cr_assert(eq(int, own_replies_find(&own, &visit.replies, reader, NULL), VR_OK));
    cr_assert(eq(int, terminal_new(&terminal, STDIN_FILENO, fileno(file), STDERR_FILENO), VR_OK));
    own_replies_say(terminal, &own, &visit.replies, VR_EN);
    rewind(file);
    len = fread(said, 1, SAID_MAX - 1, file);
    said[len] = 0;
    fclose(file);
    terminal_free(terminal);
    own_replies_wipe(&own);
    visit_wipe(&visit);
    scene_free(scene);
}

static void
expect_says(const char *said, const char *text)
{
    cr_expect(ne(ptr, (void *) strstr(said, text), NULL), "'%s' is not in: %s", text, said);
}

Test(own_replies, parts_are_joined_in_order)
{
    static const struct answer_part answers[] = { { 2, 2, "and this is the end." },
                                                  { 1, 2, "We have read it, " } };
    char said[SAID_MAX];

    hear(said, answers, 2, root);
    expect_says(said, "Answer for you from Works council:\n"
                      "    | We have read it, and this is the end.\n");
    cr_expect(eq(ptr, (void *) strstr(said, "missing"), NULL));
}

Test(own_replies, missing_parts_are_named)
{
    static const struct answer_part answers[] = { { 3, 9, "three" }, { 5, 9, "five" } };
    char said[SAID_MAX];

    hear(said, answers, 2, root);
    expect_says(said, "(parts 1 to 2 of 9 are missing)\n    | three\n");
    expect_says(said, "(part 4 of 9 is missing)\n    | five\n");
    expect_says(said, "(parts 6 to 9 of 9 are missing)\n");
}

Test(own_replies, a_part_that_came_twice_is_shown_once_and_two_texts_are_both_shown)
{
    static const struct answer_part answers[] = { { 1, 1, "same" },
                                                  { 1, 1, "same" },
                                                  { 1, 1, "other" } };
    char said[SAID_MAX];

    hear(said, answers, 3, root);
    expect_says(said, "    | other\n    | same\n");
    cr_expect(eq(ptr, (void *) strstr(strstr(said, "same") + 1, "same"), NULL), "%s", said);
}

Test(own_replies, what_could_steer_a_terminal_is_made_harmless)
{
    static const struct answer_part answers[] = { { 1, 1, "one\n\xe2\x80\xaetwo" } };
    char said[SAID_MAX];

    hear(said, answers, 1, root);
    expect_says(said, "    | one\n    | \xef\xbf\xbdtwo\n");
}

Test(own_replies, the_answers_of_others_stay_closed)
{
    static const struct answer_part answers[] = { { 1, 1, "for somebody else" } };
    static const uint8_t other[VR_ROOT_SIZE] = { 9 };
    char said[SAID_MAX];

    hear(said, answers, 1, other);
    cr_expect(eq(str, said, (char *) ""));
}

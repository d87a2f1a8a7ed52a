/* SPDX-License-Identifier: EUPL-1.2 */
/* L1: how many of the marks that people expect the linter gives, and how many of its marks were
 * expected, over one set of tests/vectors/linter.json. A mark counts when place, length and kind
 * are all right. Prints a line for all kinds together and one for each. */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "linter.h"
#include "measure.h"

struct tally {
    unsigned expected;
    unsigned marked;
    unsigned right;
};

static struct tally tallies[LINTER_KINDS];

static size_t
kind_of(const json_t *mark)
{
    const char *id = json_string_value(json_object_get(mark, "kind"));

    for (size_t kind = 0; kind < LINTER_KINDS; kind++) {
        if (id != NULL && strcmp(id, linter_id((enum linter_kind) kind)) == 0) {
            return kind;
        }
    }
    measure_stop("a mark of no known kind");
}

static bool
is_given(const struct linter_marks *marks, const json_t *wanted)
{
    for (size_t i = 0; i < marks->count; i++) {
        const struct linter_mark *mark = &marks->marks[i];

        if ((json_int_t) mark->start == json_integer_value(json_object_get(wanted, "start")) &&
            (json_int_t) mark->len == json_integer_value(json_object_get(wanted, "len")) &&
            mark->kind == kind_of(wanted)) {
            return true;
        }
    }

    return false;
}

/* What the file says of the linter (missed, extra) is not believed: only which marks are due. */
static void
count_case(const json_t *one)
{
    static struct linter_marks marks;
    const char *text = json_string_value(json_object_get(one, "text"));
    const json_t *mark;
    size_t i;

    if (text == NULL || linter_find(&marks, text) != VR_OK) {
        measure_stop("a case without a text");
    }
    for (i = 0; i < marks.count; i++) {
        tallies[marks.marks[i].kind].marked++;
    }
    json_array_foreach(json_object_get(one, "marks"), i, mark)
    {
        if (!json_is_true(json_object_get(mark, "extra"))) {
            struct tally *tally = &tallies[kind_of(mark)];

            tally->expected++;
            tally->right += is_given(&marks, mark) ? 1 : 0;
        }
    }
}

/* A share with its interval of 95 % (Wilson), which also holds for few cases. */
static void
print_share(const char *name, unsigned right, unsigned of)
{
    const double z = 1.96;
    double n = of;
    double share = of == 0 ? 0 : right / n;
    double middle = of == 0 ? 0.5 : (share + z * z / (2 * n)) / (1 + z * z / n);
    double half =
        of == 0 ? 0.5 : z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n);

    printf(" %s=%.3f %s_low=%.3f %s_high=%.3f %s_sample=%u", name, share, name,
           fmax(middle - half, 0), name, fmin(middle + half, 1), name, of);
}

static void
print_tally(const char *kind, const struct tally *tally)
{
    printf("kind=%s", kind);
    print_share("recall", tally->right, tally->expected);
    print_share("precision", tally->right, tally->marked);
    printf("\n");
}

int
main(int argc, char **argv)
{
    struct measure_option options[] = { { "cases", NULL }, { "set", "held" }, { NULL, NULL } };
    struct tally all = { 0 };
    const json_t *one;
    json_t *file;
    size_t i;

    measure_options(options, argc, argv);
    file = json_load_file(measure_text(&options[0]), 0, NULL);
    if (json_array_size(json_object_get(file, measure_text(&options[1]))) == 0) {
        measure_stop("no cases of that set in the file");
    }
    json_array_foreach(json_object_get(file, measure_text(&options[1])), i, one)
    {
        count_case(one);
    }
    for (i = 0; i < LINTER_KINDS; i++) {
        all.expected += tallies[i].expected;
        all.marked += tallies[i].marked;
        all.right += tallies[i].right;
    }
    print_tally("all", &all);
    for (i = 0; i < LINTER_KINDS; i++) {
        print_tally(linter_id((enum linter_kind) i), &tallies[i]);
    }
    json_decref(file);

    return 0;
}

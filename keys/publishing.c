/* SPDX-License-Identifier: EUPL-1.2 */
#include "publishing.h"

#include <stdlib.h>
#include <string.h>

#include "publishing_state.h"

enum vr_status
publishing_refuse_recount(const struct publishing *publishing)
{
    return tool_refuse(
        VR_CONFLICT, "dossier", "%s",
        say(publishing->tool,
            "een eerder verslag telde andere meldingen dan er nu staan; geef met --circle alle "
            "kringen van toen",
            "an earlier report counted other reports than are here now; give all circles of then "
            "with --circle"));
}

static bool
same_wish(const struct publication *a, const struct publication *b)
{
    bool same = a->bounded == b->bounded && a->from == b->from && a->until == b->until &&
                a->minimum == b->minimum && a->total == b->total &&
                a->table_count == b->table_count && a->crossing_count == b->crossing_count;

    for (size_t i = 0; i < a->table_count && same; i++) {
        same = publication_same_table(&a->tables[i], &b->tables[i]);
    }
    for (size_t i = 0; i < a->crossing_count && same; i++) {
        same = a->crossings[i].rows_of == b->crossings[i].rows_of &&
               a->crossings[i].columns_of == b->crossings[i].columns_of;
    }

    return same;
}

/* The newest earlier report that already says this about the same reports, or NULL. */
static struct publication *
find_repeated(const struct publishing *publishing)
{
    for (size_t i = publishing->earlier->count; i > 0; i--) {
        struct publication *earlier = publishing->earlier->list[i - 1];
        bool same = same_wish(earlier, publishing->made);

        for (size_t r = 0; r < publishing->survey->row_count && same; r++) {
            same = ((publishing->in[r] >> (i - 1)) & 1) ==
                   (publishing->in[r] >> PUBLISHING_EARLIER_MAX);
        }
        if (same) {
            return earlier;
        }
    }

    return NULL;
}

static enum vr_status
begin(struct publishing *publishing, uint64_t seen)
{
    const struct survey *survey = publishing->survey;
    const struct publishing_wish *wish = publishing->wish;

    publishing->in = calloc(survey->row_count + 1, sizeof publishing->in[0]);
    publishing->partner = calloc(survey->question_count + 1, sizeof publishing->partner[0]);
    publishing->lost = calloc(survey->question_count + 1, sizeof publishing->lost[0]);
    publishing->made = calloc(1, sizeof *publishing->made);
    if (publishing->in == NULL || publishing->partner == NULL || publishing->lost == NULL ||
        publishing->made == NULL) {
        return VR_MEMORY;
    }
    memcpy(publishing->made->council, survey->council->id, strlen(survey->council->id) + 1);
    publishing->made->bounded = wish->bounded;
    publishing->made->from = wish->bounded ? wish->from : 0;
    publishing->made->until = wish->bounded ? wish->until : 0;
    publishing->made->seen = seen;
    publishing->made->minimum = wish->minimum;

    return VR_OK;
}

static enum vr_status
fill(struct publishing *publishing, struct publication **out)
{
    struct publication *repeated = find_repeated(publishing);
    size_t count = publishing->survey->question_count;
    enum vr_status status = VR_OK;

    if (repeated != NULL) {
        *out = repeated;
        return VR_OK;
    }
    for (size_t i = 0; i < count && status == VR_OK; i++) {
        status = publishing_numbers(publishing, i);
        tool_progress(publishing->tool, say(publishing->tool, "vragen", "questions"), i + 1, count);
    }
    if (status == VR_OK) {
        *out = publishing->made;
        publishing->made = NULL;
    }

    return status;
}

enum vr_status
publishing_make(struct publication **out, const struct tool *tool, const struct survey *survey,
                const struct publishing_earlier *earlier, const struct publishing_wish *wish,
                uint64_t seen)
{
    struct publishing publishing = {
        .tool = tool, .survey = survey, .earlier = earlier, .wish = wish
    };
    enum vr_status status = begin(&publishing, seen);

    if (status == VR_OK) {
        status = publishing_classes(&publishing);
    }
    if (status == VR_OK) {
        status = publishing_tables(&publishing);
    }
    if (status == VR_OK) {
        status = fill(&publishing, out);
    }
    free(publishing.in);
    free(publishing.partner);
    free(publishing.lost);
    publication_free(publishing.made);

    return status;
}

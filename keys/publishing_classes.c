/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>

#include "publishing_state.h"

static bool
covers(const struct publication *publication, const struct survey_row *row)
{
    return row->place < publication->seen &&
           (!publication->bounded || (row->round_known && row->round >= publication->from &&
                                      row->round <= publication->until));
}

/* In which feedback reports a report was counted: the dossier only ever grows at its end. */
static enum vr_status
mark_rows(struct publishing *publishing)
{
    const struct survey *survey = publishing->survey;

    for (size_t r = 0; r < survey->row_count; r++) {
        if (covers(publishing->made, &survey->rows[r])) {
            publishing->in[r] = PUBLISHING_NEW;
            publishing->made->total++;
        }
    }
    for (size_t i = 0; i < publishing->earlier->count; i++) {
        uint32_t total = 0;

        for (size_t r = 0; r < survey->row_count; r++) {
            if (covers(publishing->earlier->list[i], &survey->rows[r])) {
                publishing->in[r] |= 1ULL << i;
                total++;
            }
        }
        if (total != publishing->earlier->list[i]->total) {
            return publishing_refuse_recount(publishing);
        }
    }

    return VR_OK;
}

/* Whatever shares reports with the group belongs to it. */
static void
find_group(struct publishing *publishing)
{
    uint64_t before = 0;

    publishing->group = PUBLISHING_NEW;
    while (publishing->group != before) {
        before = publishing->group;
        for (size_t r = 0; r < publishing->survey->row_count; r++) {
            if ((publishing->in[r] & publishing->group) != 0) {
                publishing->group |= publishing->in[r];
            }
        }
    }
}

static enum vr_status
count_row(struct publishing *publishing, uint64_t in)
{
    size_t class = 0;

    if ((in & publishing->group) == 0) {
        return VR_OK;
    }
    while (class < publishing->class_count && publishing->class_in[class] != in) {
        class ++;
    }
    if (class == DISCLOSURE_CLASSES_MAX) {
        return tool_refuse(VR_FULL, "dossier", "%s",
                           say(publishing->tool,
                               "er zijn te veel eerdere verslagen over deze meldingen",
                               "there are too many earlier reports about these reports"));
    }
    if (class == publishing->class_count) {
        publishing->class_in[publishing->class_count++] = in;
    }
    publishing->class_size[class]++;

    return VR_OK;
}

static enum vr_status
judge_sizes(const struct publishing *publishing)
{
    uint32_t minimum = publishing->wish->minimum;

    if (publishing->made->total < minimum) {
        return tool_refuse(
            VR_FULL, "statistics",
            say(publishing->tool,
                "in deze perioden zijn er %" PRIu32 " meldingen, en een verslag kan vanaf %" PRIu32,
                "these periods have %" PRIu32 " reports, and a feedback report can be made "
                "from %" PRIu32 " on"),
            publishing->made->total, minimum);
    }
    for (size_t i = 0; i < publishing->class_count; i++) {
        if (publishing->class_size[i] < minimum) {
            return tool_refuse(VR_FULL, "statistics",
                               say(publishing->tool,
                                   "het verschil met een eerder verslag zou gaan over %" PRIu32
                                   " meldingen, en dat moeten er %" PRIu32
                                   " zijn; wacht op meer meldingen, of kies andere perioden",
                                   "the difference from an earlier report would be about %" PRIu32
                                   " reports, and must be about %" PRIu32
                                   "; wait for more reports, or choose other periods"),
                               publishing->class_size[i], minimum);
        }
    }

    return VR_OK;
}

enum vr_status
publishing_classes(struct publishing *publishing)
{
    enum vr_status status = mark_rows(publishing);

    if (status != VR_OK) {
        return status;
    }
    find_group(publishing);
    for (size_t r = 0; r < publishing->survey->row_count && status == VR_OK; r++) {
        status = count_row(publishing, publishing->in[r]);
    }

    return status == VR_OK ? judge_sizes(publishing) : status;
}

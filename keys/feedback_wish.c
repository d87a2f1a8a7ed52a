/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "feedback.h"

/* "question,question" */
static bool
read_crossing(char ids[2][VR_ID_MAX + 1], const char *text)
{
    const char *comma = strchr(text, ',');
    size_t len = comma == NULL ? 0 : (size_t) (comma - text);

    if (comma == NULL || len > VR_ID_MAX || strlen(comma + 1) > VR_ID_MAX) {
        return false;
    }
    memcpy(ids[0], text, len);
    ids[0][len] = '\0';
    memcpy(ids[1], comma + 1, strlen(comma + 1) + 1);

    return vr_id_valid(ids[0]) && vr_id_valid(ids[1]);
}

bool
feedback_read_crossings(struct feedback *feedback, const struct texts *crossings)
{
    if (crossings->count > PUBLICATION_CROSSINGS) {
        return false;
    }
    for (size_t i = 0; i < crossings->count; i++) {
        if (!read_crossing(feedback->wish.crossings[i], crossings->item[i])) {
            return false;
        }
    }
    feedback->wish.crossing_count = crossings->count;

    return true;
}

static enum vr_status
judge_council(struct feedback *feedback, const struct vr_circle *newest)
{
    if (feedback->council == NULL && newest->council_count == 1) {
        feedback->council = newest->councils[0].id;
    }
    if (feedback->council == NULL) {
        return tool_refuse(VR_FOREIGN, "--council", "%s",
                           say(feedback->tool, "deze kring heeft meer raden; zeg welke",
                               "this circle has several councils; say which one"));
    }
    if (vr_circle_council(newest, feedback->council) == NULL) {
        return tool_refuse(
            VR_FOREIGN, "--council", "%s",
            say(feedback->tool, "staat niet in de nieuwste kring", "is not in the newest circle"));
    }

    return VR_OK;
}

static enum vr_status
judge_minimum(struct feedback *feedback, const struct vr_circle *newest)
{
    uint32_t lowest = newest->minimum > FEEDBACK_LOWEST ? newest->minimum : FEEDBACK_LOWEST;

    if (feedback->wish.minimum == 0) {
        feedback->wish.minimum = lowest > FEEDBACK_MINIMUM ? lowest : FEEDBACK_MINIMUM;
    }
    if (feedback->wish.minimum < lowest) {
        return tool_refuse(VR_FOREIGN, "--minimum",
                           say(feedback->tool, "bij deze kring is het ten minste %" PRIu32,
                               "with this circle it is %" PRIu32 " or more"),
                           lowest);
    }

    return VR_OK;
}

/* Whether a period of the council, in any of the circles, begins and one ends there: a span of time
 * of one's own choice could be made so small that it holds one person. */
static void
find_bounds(bool *begins, bool *ends, const struct feedback *feedback)
{
    const struct circles *circles = &feedback->access.circles;

    for (size_t i = 0; i < circles->count; i++) {
        const struct vr_council *council = vr_circle_council(circles->circle[i], feedback->council);

        for (size_t k = 0; council != NULL && k < council->key_count; k++) {
            *begins = *begins || council->keys[k].from == feedback->wish.from;
            *ends = *ends || council->keys[k].until == feedback->wish.until;
        }
    }
}

static enum vr_status
judge_rounds(const struct feedback *feedback)
{
    bool begins = !feedback->wish.bounded;
    bool ends = !feedback->wish.bounded;

    find_bounds(&begins, &ends, feedback);
    if (!begins || !ends || feedback->wish.from > feedback->wish.until) {
        return tool_refuse(VR_FOREIGN, begins ? "--until-round" : "--from-round", "%s",
                           say(feedback->tool,
                               "een verslag gaat over hele perioden van de raad; zie: "
                               "vrijuit-council circle show",
                               "a feedback report is about whole periods of the council; see: "
                               "vrijuit-council circle show"));
    }

    return VR_OK;
}

enum vr_status
feedback_judge_wish(struct feedback *feedback)
{
    const struct vr_circle *newest = circles_newest(&feedback->access.circles);
    enum vr_status status = judge_council(feedback, newest);

    if (status == VR_OK) {
        status = judge_minimum(feedback, newest);
    }

    return status == VR_OK ? judge_rounds(feedback) : status;
}

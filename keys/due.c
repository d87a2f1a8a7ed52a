/* SPDX-License-Identifier: EUPL-1.2 */
#include "due.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DAY_SECONDS 86400

static enum due_state
state_of(const struct reports *reports, const struct dossier_report *report)
{
    const struct dossier_mark *mark = reports_mark(reports, report->content.id);
    enum due_state state = mark != NULL && mark->answered ? DUE_ANSWERED : DUE_OPEN;

    for (size_t i = 0; i < reports->reply_count; i++) {
        const struct dossier_reply *reply = &reports->replies[i];

        if (memcmp(reply->id, report->content.id, sizeof reply->id) != 0) {
            continue;
        }
        if (!reply->published && !reply->lost) {
            return DUE_WRITTEN;
        }
        if (reply->published) {
            state = DUE_ANSWERED;
        } else if (state == DUE_OPEN) {
            state = DUE_LOST;
        }
    }

    return state;
}

struct due
due_of(const struct reports *reports, const struct dossier_report *report,
       const struct vr_circle *circle)
{
    struct due due = { .state = state_of(reports, report), .known = report->round_known };
    int64_t rounds = (int64_t) reports->state.round - (int64_t) report->round;

    if (due.known) {
        due.days_left = DUE_DAYS - rounds * (int64_t) circle->round_seconds / DAY_SECONDS;
    }

    return due;
}

bool
due_is_overdue(const struct due *due)
{
    return due->state != DUE_ANSWERED && due->known && due->days_left < 0;
}

bool
due_first_is_awaited(const struct due *due)
{
    return due->state == DUE_OPEN && due->known;
}

bool
due_first_is_overdue(const struct due *due)
{
    return due_first_is_awaited(due) && due->days_left < DUE_DAYS - DUE_FIRST_DAYS;
}

struct due_counts
due_count(const struct reports *reports, const struct vr_circle *circle)
{
    struct due_counts counts = { 0 };

    for (size_t i = 0; i < reports->count; i++) {
        struct due due;

        if (reports->list[i].content.kind != VR_REPORT) {
            continue;
        }
        due = due_of(reports, &reports->list[i], circle);
        counts.open += due.state == DUE_OPEN || due.state == DUE_LOST ? 1 : 0;
        counts.written += due.state == DUE_WRITTEN ? 1 : 0;
        if (due.state == DUE_ANSWERED || !due.known) {
            continue;
        }
        counts.overdue += due.days_left < 0 ? 1 : 0;
        counts.soon += due.days_left >= 0 && due.days_left <= DUE_SOON_DAYS ? 1 : 0;
        counts.first_overdue += due_first_is_overdue(&due) ? 1 : 0;
        counts.first_soon += due_first_is_awaited(&due) && !due_first_is_overdue(&due) ? 1 : 0;
    }

    return counts;
}

/* Said once: whose first answer is awaited has no reply yet. */
static const char *
state_text(const struct tool *tool, const struct due *due)
{
    static const char *const states_nl[] = { "nog geen antwoord", "antwoord wacht op het bord",
                                             "beantwoord", "antwoord kan niet worden bezorgd" };
    static const char *const states_en[] = { "no reply yet", "reply waits for the board",
                                             "answered", "reply cannot be delivered" };

    if (due_is_overdue(due) || !due_first_is_awaited(due)) {
        return say(tool, states_nl[due->state], states_en[due->state]);
    }

    return due_first_is_overdue(due) ? say(tool, "eerste antwoord te laat", "first answer overdue")
                                     : say(tool, "eerste antwoord binnenkort", "first answer soon");
}

void
due_text(char text[static DUE_TEXT_MAX], const struct tool *tool, const struct due *due)
{
    const char *state = state_text(tool, due);

    if (due->state == DUE_ANSWERED || !due->known) {
        snprintf(text, DUE_TEXT_MAX, "%s", state);
    } else if (due->days_left < 0) {
        snprintf(text, DUE_TEXT_MAX,
                 say(tool, "%s, %" PRId64 " dagen te laat", "%s, %" PRId64 " days overdue"), state,
                 -due->days_left);
    } else {
        snprintf(text, DUE_TEXT_MAX,
                 say(tool, "%s, nog %" PRId64 " dagen", "%s, %" PRId64 " days left"), state,
                 due->days_left);
    }
}

void
due_counts_text(char text[static DUE_TEXT_MAX], const struct tool *tool,
                const struct due_counts *counts)
{
    snprintf(text, DUE_TEXT_MAX,
             say(tool,
                 "eerste antwoord: binnenkort %" PRIu64 ", te laat %" PRIu64
                 "; antwoord: binnenkort %" PRIu64 ", te laat %" PRIu64,
                 "first answer: soon %" PRIu64 ", overdue %" PRIu64 "; answer: soon %" PRIu64
                 ", overdue %" PRIu64),
             counts->first_soon, counts->first_overdue, counts->soon, counts->overdue);
}

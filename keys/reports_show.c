/* SPDX-License-Identifier: EUPL-1.2 */
#include "reports_show.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "due.h"
#include "handle.h"
#include "safe_text.h"

#define INDENT "    "
#define RULE   "------------------------------------------------------------"

/* The form that a report answers: the shared questions and the council's own. */
struct view {
    FILE *out;
    const struct tool *tool;
    const struct vr_circle *circle;
    const struct vr_council *council; /* NULL when the circle does not have it */
};

static void
mark_unfit(const struct view *view, const char *why)
{
    fprintf(view->out, say(view->tool, INDENT "[past niet bij de vraag: ",
                           INDENT "[does not fit the question: "));
    safe_print(view->out, "", why);
    fprintf(view->out, INDENT "]\n");
}

/* The words of one choice; what is not in the form is shown as it is. */
static void
show_choice(const struct view *view, const struct vr_question *question, const char *id)
{
    const struct vr_option *option = question == NULL ? NULL : vr_option_find(question, id);

    if (option == NULL) {
        safe_print(view->out, INDENT "- ", id);
    } else {
        safe_print(view->out, INDENT "- ", vr_text_in(&option->label, view->tool->lang));
    }
}

static void
show_answer(const struct view *view, const struct vr_question *question, const json_t *answer)
{
    bool is_choice = question != NULL && question->type != VR_TEXT;
    const json_t *item;
    size_t i;

    if (json_is_string(answer) && is_choice) {
        show_choice(view, question, json_string_value(answer));
    } else if (json_is_string(answer)) {
        safe_print(view->out, INDENT, json_string_value(answer));
    }
    json_array_foreach(answer, i, item)
    {
        if (json_is_string(item)) {
            show_choice(view, question, json_string_value(item));
        }
    }
}

static void
show_question(const struct view *view, const struct vr_question *question, const json_t *answers)
{
    const json_t *answer = json_object_get(answers, question->id);
    struct vr_why why = { "" };

    if (answer == NULL && !question->required) {
        return;
    }
    safe_print(view->out, "  ", vr_text_in(&question->label, view->tool->lang));
    if (answer == NULL) {
        fprintf(view->out, "%s\n",
                say(view->tool, INDENT "[verplichte vraag, maar er is geen antwoord]",
                    INDENT "[required question, but there is no answer]"));
        return;
    }
    show_answer(view, question, answer);
    if (vr_form_answer(question, answer, &why) != VR_OK) {
        mark_unfit(view, why.text);
    }
}

static bool
is_asked(const struct view *view, const char *id)
{
    const struct vr_form *form;

    if (view->circle == NULL) {
        return false;
    }
    form = &view->circle->form;

    return vr_question_find(form->questions, form->question_count, id) != NULL ||
           (view->council != NULL &&
            vr_question_find(view->council->questions, view->council->question_count, id) != NULL);
}

/* Answers to questions that the form does not have. */
static void
show_strangers(const struct view *view, json_t *answers)
{
    const char *id;
    json_t *answer;

    json_object_foreach(answers, id, answer)
    {
        if (is_asked(view, id)) {
            continue;
        }
        fprintf(view->out, "%s\n",
                say(view->tool, "  [vraag die niet in het formulier staat]",
                    "  [question that is not in the form]"));
        safe_print(view->out, "  ", id);
        show_answer(view, NULL, answer);
    }
}

static void
show_answers(const struct view *view, json_t *answers)
{
    if (view->circle != NULL) {
        const struct vr_form *form = &view->circle->form;

        for (size_t i = 0; i < form->question_count; i++) {
            show_question(view, &form->questions[i], answers);
        }
    } else {
        fprintf(view->out, "%s\n",
                say(view->tool, "  [het formulier hiervan is er niet: geef de kring van toen]",
                    "  [its form is not here: give the circle of then]"));
    }
    if (view->council != NULL) {
        for (size_t i = 0; i < view->council->question_count; i++) {
            show_question(view, &view->council->questions[i], answers);
        }
    }
    show_strangers(view, answers);
}

/* The day on which the round began; only where a round is a day or longer. */
static void
show_round(const struct view *view, const struct dossier_report *report)
{
    char day[16] = "";
    time_t start;
    struct tm utc;

    if (!report->round_known) {
        return;
    }
    fprintf(view->out, say(view->tool, ", ronde %" PRIu32, ", round %" PRIu32), report->round);
    if (view->circle == NULL || view->circle->round_seconds < 86400) {
        return;
    }
    start = (time_t) vr_circle_round_start(view->circle, report->round);
    if (gmtime_r(&start, &utc) != NULL && strftime(day, sizeof day, "%Y-%m-%d", &utc) > 0) {
        fprintf(view->out, " (%s)", day);
    }
}

static struct view
view_of(FILE *out, const struct dossier_report *report, const struct tool *tool,
        const struct circles *circles)
{
    struct view view = { out, tool, circles_find(circles, report->content.circle), NULL };

    if (view.circle != NULL) {
        view.council = vr_circle_council(view.circle, report->council);
    }

    return view;
}

static void
show_follow_up(const struct view *view, const struct dossier_report *report)
{
    fprintf(view->out, "%s", say(view->tool, "  Aanvulling", "  Follow-up"));
    show_round(view, report);
    fprintf(view->out, ":\n");
    show_answer(view, NULL, json_object_get(report->content.answers, "text"));
}

static const char *
reply_title(const struct tool *tool, const struct dossier_reply *reply)
{
    if (reply->lost) {
        return say(tool,
                   "  Ons antwoord, kan niet worden bezorgd:", "  Our reply, cannot be delivered:");
    }
    if (reply->published) {
        return say(tool, "  Ons antwoord, op het bord:", "  Our reply, on the board:");
    }

    return say(tool, "  Ons antwoord, wacht op het volgende bord:",
               "  Our reply, waits for the next board:");
}

static void
show_replies(const struct view *view, const struct reports *reports,
             const struct dossier_report *report)
{
    for (size_t i = 0; i < reports->reply_count; i++) {
        const struct dossier_reply *reply = &reports->replies[i];

        if (memcmp(reply->id, report->content.id, sizeof reply->id) == 0) {
            fprintf(view->out, "%s\n", reply_title(view->tool, reply));
            safe_print(view->out, INDENT, reply->text);
        }
    }
}

static void
show_mark(const struct view *view, const struct dossier_mark *mark)
{
    for (size_t i = 0; i < mark->label_count; i++) {
        safe_print(view->out, say(view->tool, "  Label: ", "  Label: "), mark->labels[i]);
    }
    if (mark->note[0] != '\0') {
        fprintf(view->out, "%s\n", say(view->tool, "  Onze notitie:", "  Our note:"));
        safe_print(view->out, INDENT, mark->note);
    }
}

void
reports_show_one(FILE *out, const struct reports *reports, const struct dossier_report *report,
                 const struct tool *tool, const struct access *access)
{
    struct view view = view_of(out, report, tool, &access->circles);
    const struct dossier_mark *mark = reports_mark(reports, report->content.id);
    struct due due = due_of(reports, report, circles_newest(&access->circles));
    char text[DUE_TEXT_MAX];

    due_text(text, tool, &due);
    fprintf(out, "  [%s]\n", text);
    if (report->content.kind == VR_REPORT) {
        show_answers(&view, report->content.answers);
    } else {
        show_answer(&view, NULL, json_object_get(report->content.answers, "text"));
    }
    for (size_t i = 0; i < reports->count; i++) {
        if (report->content.kind == VR_REPORT && reports->list[i].content.kind == VR_FOLLOW_UP &&
            reports_same_reporter(&reports->list[i].content, &report->content)) {
            show_follow_up(&view, &reports->list[i]);
        }
    }
    if (mark != NULL) {
        show_mark(&view, mark);
    }
    show_replies(&view, reports, report);
}

void
reports_show_title(FILE *out, const struct dossier_report *report, const struct tool *tool,
                   const struct access *access)
{
    struct view view = view_of(out, report, tool, &access->circles);
    char handle[HANDLE_SIZE];

    handle_of(handle, access->key, report->content.id);
    fprintf(out, ", %s", handle);
    show_round(&view, report);
}

static void
show_strays(FILE *out, const struct reports *reports, const struct tool *tool,
            const struct access *access)
{
    for (size_t i = 0; i < reports->count; i++) {
        const struct dossier_report *report = &reports->list[i];

        if (report->content.kind == VR_FOLLOW_UP && !reports_has_report(reports, report)) {
            struct view view = view_of(out, report, tool, &access->circles);

            fprintf(out, "%s\n%s\n", RULE,
                    say(tool, "Bij een melding die hier niet is", "To a report that is not here"));
            show_follow_up(&view, report);
        }
    }
}

void
reports_show(FILE *out, const struct reports *reports, const struct tool *tool,
             const struct access *access)
{
    uint64_t number = 0;

    for (size_t i = 0; i < reports->count; i++) {
        const struct dossier_report *report = &reports->list[i];

        if (report->content.kind != VR_REPORT) {
            continue;
        }
        fprintf(out, "%s\n", RULE);
        fprintf(out,
                say(tool, "Melding %" PRIu64 " van %" PRIu64, "Report %" PRIu64 " of %" PRIu64),
                ++number, reports_count(reports));
        reports_show_title(out, report, tool, access);
        fprintf(out, "\n");
        reports_show_one(out, reports, report, tool, access);
    }
    show_strays(out, reports, tool, access);
    fprintf(out, "%s\n", RULE);
}

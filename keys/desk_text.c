/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "handle.h"
#include "reports_show.h"
#include "safe_text.h"

const char *
desk_state_name(const struct tool *tool, enum desk_state state)
{
    static const char *const nl[] = { "alles",      "open",    "wacht op bord",
                                      "beantwoord", "te laat", "eerste antwoord te laat" };
    static const char *const en[] = { "all",      "open",    "waits for board",
                                      "answered", "overdue", "first answer overdue" };

    return state < DESK_STATES ? say(tool, nl[state], en[state]) : "";
}

const char *
desk_theme_name(const struct desk *desk, size_t theme)
{
    if (theme == 0 || desk->themes == NULL || theme > desk->themes->option_count) {
        return say(desk->tool, "alles", "all");
    }

    return vr_text_in(&desk->themes->options[theme - 1].label, desk->tool->lang);
}

/* What a person wrote: the first answer to a question for text. */
static const char *
own_words(const struct desk *desk, const struct dossier_report *report)
{
    const json_t *answers = report->content.answers;
    const char *words = json_string_value(json_object_get(answers, "text"));
    const struct vr_form *form = &desk->circle->form;

    for (size_t i = 0; words == NULL && i < form->question_count; i++) {
        if (form->questions[i].type == VR_TEXT) {
            words = json_string_value(json_object_get(answers, form->questions[i].id));
        }
    }

    return words != NULL ? words : "";
}

/* Add safe text on one line, cut between code points. */
static void
add_text(char line[static DESK_LINE_MAX], const char *text)
{
    size_t at = strlen(line);
    char *safe = safe_text(text);
    const char *from = safe != NULL ? safe : "";

    while (*from != '\0' && at < DESK_LINE_MAX - 1) {
        line[at++] = *from == '\n' || *from == '\t' ? ' ' : *from;
        from++;
    }
    /* No half code point at the end. */
    while (*from != '\0' && at > 0 && ((uint8_t) *from & 0xc0U) == 0x80U) {
        from = &line[--at];
    }
    line[at] = '\0';
    desk_text_free(safe);
}

void
desk_line(char line[static DESK_LINE_MAX], const struct desk *desk,
          const struct dossier_report *report)
{
    const struct reports *reports = &desk->table->reports;
    const struct dossier_mark *mark = reports_mark(reports, report->content.id);
    struct due due = due_of(reports, report, desk->circle);
    char text[DUE_TEXT_MAX];

    handle_of(line, desk->table->access.key, report->content.id);
    add_text(line, "  ");
    due_text(text, desk->tool, &due);
    add_text(line, text);
    for (size_t i = 0; mark != NULL && i < mark->label_count; i++) {
        add_text(line, "  #");
        add_text(line, mark->labels[i]);
    }
    add_text(line, "  ");
    add_text(line, own_words(desk, report));
}

char *
desk_text(const struct desk *desk, const struct dossier_report *report)
{
    const struct table *table = desk->table;
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    int closed;

    if (out == NULL) {
        return NULL;
    }
    fprintf(out, "%s",
            report->content.kind == VR_REPORT
                ? say(desk->tool, "Melding", "Report")
                : say(desk->tool, "Aanvulling zonder melding", "Follow-up without a report"));
    reports_show_title(out, report, desk->tool, &table->access);
    fprintf(out, "\n");
    reports_show_one(out, &table->reports, report, desk->tool, &table->access);
    closed = fclose(out);
    if (closed != 0) {
        desk_text_free(text);
        return NULL;
    }
    for (char *at = text; (at = strchr(at, '\t')) != NULL; at++) {
        *at = ' '; /* so that every character takes the columns that it seems to */
    }

    return text;
}

void
desk_text_free(char *text)
{
    if (text != NULL) {
        sodium_memzero(text, strlen(text));
    }
    free(text);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

static const struct vr_question *
find_themes(const struct vr_circle *circle)
{
    for (size_t i = 0; i < circle->form.question_count; i++) {
        if (circle->form.questions[i].type != VR_TEXT) {
            return &circle->form.questions[i];
        }
    }

    return NULL;
}

enum vr_status
desk_init(struct desk *desk, struct table *table)
{
    struct reports *reports = &table->reports;
    size_t room = reports->count + 1;
    struct desk made = { .table = table, .tool = table->tool };

    reports_shuffle(reports);
    made.circle = circles_newest(&table->access.circles);
    made.themes = find_themes(made.circle);
    made.all = reallocarray(NULL, room, sizeof(struct dossier_report *));
    made.shown = reallocarray(NULL, room, sizeof(struct dossier_report *));
    if (made.all == NULL || made.shown == NULL) {
        desk_wipe(&made);
        return VR_MEMORY;
    }
    for (size_t i = 0; i < reports->count; i++) {
        const struct dossier_report *report = &reports->list[i];

        if (report->content.kind == VR_REPORT || !reports_has_report(reports, report)) {
            made.all[made.count++] = report;
        }
    }
    *desk = made;

    return desk_choose(desk);
}

void
desk_wipe(struct desk *desk)
{
    free(desk->all);
    free(desk->shown);
    sodium_memzero(desk, sizeof *desk);
}

void
desk_reset(struct desk *desk)
{
    desk->theme = 0;
    desk->state = DESK_ANY;
    desk->label[0] = '\0';
    desk->words[0] = '\0';
}

/* Small letters: ASCII, and those with accents that Dutch has (U+00C0 to U+00DE). */
static void
fold_case(char *text)
{
    uint8_t *bytes = (uint8_t *) text;

    for (size_t i = 0; bytes[i] != 0; i++) {
        bool is_accented = i > 0 && bytes[i - 1] == 0xc3 && bytes[i] >= 0x80 && bytes[i] <= 0x9e &&
                           bytes[i] != 0x97;

        if ((bytes[i] >= 'A' && bytes[i] <= 'Z') || is_accented) {
            bytes[i] = (uint8_t) (bytes[i] + 0x20);
        }
    }
}

static enum vr_status
has_words(bool *has, const struct desk *desk, const struct dossier_report *report)
{
    char words[DESK_WORDS_MAX];
    char *text;

    if (desk->words[0] == '\0') {
        *has = true;
        return VR_OK;
    }
    text = desk_text(desk, report);
    if (text == NULL) {
        return VR_MEMORY;
    }
    memcpy(words, desk->words, sizeof words);
    fold_case(words);
    fold_case(text);
    *has = strstr(text, words) != NULL;
    desk_text_free(text);

    return VR_OK;
}

static bool
has_theme(const struct desk *desk, const struct dossier_report *report)
{
    const char *wanted;
    const json_t *answer;
    const json_t *item;
    size_t i;

    if (desk->theme == 0 || desk->themes == NULL) {
        return true;
    }
    wanted = desk->themes->options[desk->theme - 1].id;
    answer = json_object_get(report->content.answers, desk->themes->id);
    if (json_is_string(answer)) {
        return strcmp(json_string_value(answer), wanted) == 0;
    }
    json_array_foreach(answer, i, item)
    {
        if (json_is_string(item) && strcmp(json_string_value(item), wanted) == 0) {
            return true;
        }
    }

    return false;
}

static bool
has_state(const struct desk *desk, const struct dossier_report *report)
{
    struct due due = due_of(&desk->table->reports, report, desk->circle);

    switch (desk->state) {
    case DESK_OPEN:
        return due.state == DUE_OPEN || due.state == DUE_LOST;
    case DESK_WRITTEN:
        return due.state == DUE_WRITTEN;
    case DESK_ANSWERED:
        return due.state == DUE_ANSWERED;
    case DESK_OVERDUE:
        return due_is_overdue(&due);
    case DESK_FIRST_OVERDUE:
        return due_first_is_overdue(&due);
    case DESK_ANY:
    case DESK_STATES:
        break;
    }

    return true;
}

static bool
has_label(const struct desk *desk, const struct dossier_report *report)
{
    const struct dossier_mark *mark = reports_mark(&desk->table->reports, report->content.id);

    if (desk->label[0] == '\0') {
        return true;
    }
    for (size_t i = 0; mark != NULL && i < mark->label_count; i++) {
        if (strcmp(mark->labels[i], desk->label) == 0) {
            return true;
        }
    }

    return false;
}

enum vr_status
desk_choose(struct desk *desk)
{
    desk->shown_count = 0;
    for (size_t i = 0; i < desk->count; i++) {
        const struct dossier_report *report = desk->all[i];
        bool has = false;
        enum vr_status status = VR_OK;

        if (has_theme(desk, report) && has_state(desk, report) && has_label(desk, report)) {
            status = has_words(&has, desk, report);
        }
        if (status != VR_OK) {
            desk->shown_count = 0;
            return status;
        }
        if (has) {
            desk->shown[desk->shown_count++] = report;
        }
    }

    return VR_OK;
}

/* The mark as it stands, or an empty one. */
static struct dossier_mark
mark_of(const struct desk *desk, const struct dossier_report *report)
{
    const struct dossier_mark *found = reports_mark(&desk->table->reports, report->content.id);
    struct dossier_mark mark = { .answered = false };

    if (found != NULL) {
        return *found;
    }
    memcpy(mark.id, report->content.id, sizeof mark.id);

    return mark;
}

static enum vr_status
keep_mark(struct desk *desk, struct dossier_mark *mark)
{
    enum vr_status status = table_keep_mark(desk->table, mark);

    sodium_memzero(mark, sizeof *mark);

    return status;
}

/* Whether the label was there; then it is gone. */
static bool
take_off_label(struct dossier_mark *mark, const char *label)
{
    for (size_t i = 0; i < mark->label_count; i++) {
        if (strcmp(mark->labels[i], label) == 0) {
            mark->label_count--;
            memmove(mark->labels[i], mark->labels[i + 1],
                    (mark->label_count - i) * sizeof mark->labels[0]);
            return true;
        }
    }

    return false;
}

enum vr_status
desk_toggle_label(struct desk *desk, const struct dossier_report *report, const char *label)
{
    struct dossier_mark mark = mark_of(desk, report);

    if (!dossier_label_fits(label)) {
        return tool_refuse(
            VR_MALFORMED, "label",
            say(desk->tool, "een regel van 1 tot %u tekens", "one line of 1 to %u characters"),
            DOSSIER_LABEL_MAX);
    }
    if (!take_off_label(&mark, label)) {
        if (mark.label_count == DOSSIER_LABELS_MAX) {
            return tool_refuse(
                VR_FULL, "label",
                say(desk->tool, "een melding heeft er hoogstens %u", "a report has at most %u"),
                DOSSIER_LABELS_MAX);
        }
        memcpy(mark.labels[mark.label_count++], label, strlen(label) + 1);
    }

    return keep_mark(desk, &mark);
}

enum vr_status
desk_toggle_answered(struct desk *desk, const struct dossier_report *report)
{
    struct dossier_mark mark = mark_of(desk, report);

    mark.answered = !mark.answered;

    return keep_mark(desk, &mark);
}

enum vr_status
desk_set_note(struct desk *desk, const struct dossier_report *report, const char *note)
{
    struct dossier_mark mark = mark_of(desk, report);

    if (!dossier_note_fits(note)) {
        return tool_refuse(VR_FULL, say(desk->tool, "notitie", "note"),
                           say(desk->tool, "hoogstens %u tekens, zonder besturingstekens",
                               "at most %u characters, no control characters"),
                           DOSSIER_NOTE_MAX);
    }
    memcpy(mark.note, note, strlen(note) + 1);

    return keep_mark(desk, &mark);
}

enum vr_status
desk_reply(struct desk *desk, const struct dossier_report *report, const char *text)
{
    return table_keep_reply(desk->table, report, text);
}

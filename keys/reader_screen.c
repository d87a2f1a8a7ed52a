/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "prompt.h"
#include "reader_edit.h"
#include "screen.h"
#include "wrap.h"

#define LIST_ROW  3U /* first row of the list */
#define TEXT_ROOM (16U * 1024U)

static void
put_row(size_t row, const char *text, enum screen_style style)
{
    screen_put(row, text, wrap_fit(text, screen_columns() - 1), style);
}

static void
draw_head(const struct sitting *sitting)
{
    const struct desk *desk = sitting->desk;
    struct due_counts due = due_count(&desk->table->reports, desk->circle);
    char text[400];

    snprintf(text, sizeof text,
             say(sitting->tool,
                 "vrijuit: %zu van %zu meldingen; open %" PRIu64 ", wacht op bord %" PRIu64,
                 "vrijuit: %zu of %zu reports; open %" PRIu64 ", wait for board %" PRIu64),
             desk->shown_count, desk->count, due.open, due.written);
    put_row(0, text, SCREEN_REVERSE);
    snprintf(text, sizeof text,
             say(sitting->tool, "thema: %s  stand: %s  label: %s  zoek: %s",
                 "theme: %s  state: %s  label: %s  search: %s"),
             desk_theme_name(desk, desk->theme), desk_state_name(sitting->tool, desk->state),
             desk->label[0] != '\0' ? desk->label : "-",
             desk->words[0] != '\0' ? desk->words : "-");
    put_row(1, text, SCREEN_PLAIN);
    due_counts_text(text, sitting->tool, &due);
    put_row(2, text, SCREEN_PLAIN);
}

static void
draw_foot(struct sitting *sitting, const char *help)
{
    put_row(screen_rows() - 2, sitting->message, SCREEN_BOLD);
    put_row(screen_rows() - 1, help, SCREEN_REVERSE);
    sitting->message[0] = '\0';
}

static void
draw_list(struct sitting *sitting)
{
    const struct desk *desk = sitting->desk;
    size_t room = screen_rows() - LIST_ROW - 2;
    char line[DESK_LINE_MAX];

    if (sitting->selected >= desk->shown_count) {
        sitting->selected = desk->shown_count > 0 ? desk->shown_count - 1 : 0;
    }
    if (sitting->selected < sitting->top) {
        sitting->top = sitting->selected;
    }
    if (sitting->selected >= sitting->top + room) {
        sitting->top = sitting->selected + 1 - room;
    }
    screen_clear();
    draw_head(sitting);
    for (size_t i = sitting->top; i < desk->shown_count && i < sitting->top + room; i++) {
        desk_line(line, desk, desk->shown[i]);
        put_row(LIST_ROW + i - sitting->top, line,
                i == sitting->selected ? SCREEN_REVERSE : SCREEN_PLAIN);
    }
    sodium_memzero(line, sizeof line);
    draw_foot(sitting,
              say(sitting->tool,
                  "pijlen  Enter: lees  z: zoek  t: thema  s: stand  l: label  x: alles  q: stop",
                  "arrows  Enter: read  z: search  t: theme  s: state  l: label  x: all  q: quit"));
    screen_show(LIST_ROW + sitting->selected - sitting->top, 0);
}

static void
choose(struct sitting *sitting)
{
    enum vr_status status = desk_choose(sitting->desk);

    if (status != VR_OK) {
        snprintf(sitting->message, sizeof sitting->message, "%s", vr_status_text(status));
    }
}

/* What the dossier refused is said in the row for messages, not across the screen. */
static void
say_kept(struct sitting *sitting, int hush, enum vr_status status)
{
    screen_unhush(hush, sitting->message, sizeof sitting->message);
    if (status == VR_OK && sitting->message[0] == '\0') {
        snprintf(sitting->message, sizeof sitting->message, "%s",
                 say(sitting->tool, "bewaard in het dossier", "kept in the dossier"));
    }
}

static void
write_note(struct sitting *sitting, const struct dossier_report *report)
{
    const struct dossier_mark *mark =
        reports_mark(&sitting->desk->table->reports, report->content.id);
    char note[DOSSIER_NOTE_MAX + 1] = "";

    if (mark != NULL) {
        memcpy(note, mark->note, sizeof note);
    }
    if (edit_text(sitting, note, sizeof note, say(sitting->tool, "Notitie", "Note"))) {
        int hush = screen_hush();

        say_kept(sitting, hush, desk_set_note(sitting->desk, report, note));
    }
    sodium_memzero(note, sizeof note);
}

static void
write_reply(struct sitting *sitting, const struct dossier_report *report)
{
    char *text = calloc(1, TEXT_ROOM);

    if (text == NULL) {
        return;
    }
    if (edit_text(sitting, text, TEXT_ROOM,
                  say(sitting->tool, "Antwoord aan de melder; noem geen namen",
                      "Reply to the reporter; name nobody"))) {
        int hush = screen_hush();

        say_kept(sitting, hush, desk_reply(sitting->desk, report, text));
    }
    sodium_memzero(text, TEXT_ROOM);
    free(text);
}

static void
set_label(struct sitting *sitting, const struct dossier_report *report)
{
    char label[DOSSIER_LABEL_MAX + 1];

    if (edit_line(sitting, label, sizeof label,
                  say(sitting->tool, "Label erop of eraf:", "Label on or off:"))) {
        int hush = screen_hush();

        say_kept(sitting, hush, desk_toggle_label(sitting->desk, report, label));
    }
}

static void
toggle_answered(struct sitting *sitting, const struct dossier_report *report)
{
    int hush = screen_hush();

    say_kept(sitting, hush, desk_toggle_answered(sitting->desk, report));
}

static void
draw_report(struct sitting *sitting, const char *text, size_t top)
{
    size_t columns = screen_columns() - 1;
    size_t room = screen_rows() - 2;
    size_t len = 0;

    screen_clear();
    for (size_t i = 0; i < room; i++) {
        const char *line = wrap_at(&len, text, columns, top + i);

        if (line == NULL) {
            break;
        }
        screen_put(i, line, len, top + i == 0 ? SCREEN_BOLD : SCREEN_PLAIN);
    }
    draw_foot(sitting, say(sitting->tool,
                           "pijlen  a: antwoord  n: notitie  l: label  k: klaar of niet  q: terug",
                           "arrows  a: reply  n: note  l: label  k: done or not  q: back"));
    screen_show(0, 0);
}

static size_t
scroll(size_t top, size_t count, int key)
{
    size_t room = screen_rows() - 2;
    size_t last = count > room ? count - room : 0;
    size_t step = key == SCREEN_PAGE_UP || key == SCREEN_PAGE_DOWN || key == ' ' ? room - 1 : 1;

    if (key == SCREEN_UP || key == SCREEN_PAGE_UP) {
        return top > step ? top - step : 0;
    }
    if (key == SCREEN_DOWN || key == SCREEN_PAGE_DOWN || key == ' ') {
        return top + step < last ? top + step : last;
    }
    if (key == SCREEN_HOME) {
        return 0;
    }

    return key == SCREEN_END ? last : top;
}

static const struct {
    char key;
    void (*run)(struct sitting *sitting, const struct dossier_report *report);
} report_keys[] = {
    { 'a', write_reply },
    { 'n', write_note },
    { 'l', set_label },
    { 'k', toggle_answered },
};

/* False when the reader goes back to the list. */
static bool
look_at(struct sitting *sitting, const struct dossier_report *report, size_t *top)
{
    char *text = desk_text(sitting->desk, report);
    int key;

    if (text == NULL) {
        return false;
    }
    draw_report(sitting, text, *top);
    key = sitting_key(sitting);
    *top = scroll(*top, wrap_count(text, screen_columns() - 1), key);
    desk_text_free(text);
    for (size_t i = 0; i < sizeof report_keys / sizeof report_keys[0]; i++) {
        if (key == report_keys[i].key) {
            report_keys[i].run(sitting, report);
        }
    }

    return !sitting->ended && key != 'q' && key != SCREEN_ESCAPE;
}

static void
read_selected(struct sitting *sitting)
{
    const struct dossier_report *report;
    size_t top = 0;

    if (sitting->selected >= sitting->desk->shown_count) {
        return;
    }
    report = sitting->desk->shown[sitting->selected];
    while (look_at(sitting, report, &top)) {
    }
    choose(sitting);
}

static void
ask_words(struct sitting *sitting)
{
    struct desk *desk = sitting->desk;
    char words[DESK_WORDS_MAX];

    if (edit_line(sitting, words, sizeof words, say(sitting->tool, "Zoek:", "Search:"))) {
        memcpy(desk->words, words, sizeof words);
        choose(sitting);
    }
}

static void
ask_label(struct sitting *sitting)
{
    struct desk *desk = sitting->desk;
    char label[DOSSIER_LABEL_MAX + 1];

    if (edit_line(sitting, label, sizeof label, "Label:")) {
        memcpy(desk->label, label, sizeof label);
        choose(sitting);
    }
}

static void
next_theme(struct sitting *sitting)
{
    struct desk *desk = sitting->desk;
    size_t count = desk->themes != NULL ? desk->themes->option_count : 0;

    desk->theme = desk->theme < count ? desk->theme + 1 : 0;
    choose(sitting);
}

static void
next_state(struct sitting *sitting)
{
    struct desk *desk = sitting->desk;

    desk->state = desk->state + 1 < DESK_STATES ? desk->state + 1 : DESK_ANY;
    choose(sitting);
}

static void
show_everything(struct sitting *sitting)
{
    desk_reset(sitting->desk);
    choose(sitting);
}

static void
leave(struct sitting *sitting)
{
    sitting->ended = true;
    sitting->end = READER_LEFT;
}

static void
move_selection(struct sitting *sitting, int key)
{
    size_t count = sitting->desk->shown_count;
    size_t page = screen_rows() - LIST_ROW - 2;

    if (key == SCREEN_UP || key == SCREEN_PAGE_UP) {
        size_t step = key == SCREEN_UP ? 1 : page;

        sitting->selected -= step < sitting->selected ? step : sitting->selected;
    } else if (key == SCREEN_DOWN || key == SCREEN_PAGE_DOWN) {
        sitting->selected += key == SCREEN_DOWN ? 1 : page;
    } else if (key == SCREEN_HOME) {
        sitting->selected = 0;
    } else if (key == SCREEN_END) {
        sitting->selected = count;
    }
}

static const struct {
    int key;
    void (*run)(struct sitting *sitting);
} list_keys[] = {
    { SCREEN_ENTER, read_selected },
    { 'z', ask_words },
    { '/', ask_words },
    { 't', next_theme },
    { 's', next_state },
    { 'l', ask_label },
    { 'x', show_everything },
    { 'q', leave },
};

enum reader_end
reader_screen(struct desk *desk, unsigned idle_seconds)
{
    struct sitting sitting = { .desk = desk, .tool = desk->tool, .idle_seconds = idle_seconds };
    enum vr_status status = screen_open(desk->tool);

    if (status != VR_OK) {
        return READER_FAILED;
    }
    sitting.signals = prompt_signals_begin();
    while (!sitting.ended) {
        int key;

        draw_list(&sitting);
        key = sitting_key(&sitting);
        move_selection(&sitting, key);
        for (size_t i = 0; i < sizeof list_keys / sizeof list_keys[0]; i++) {
            if (key == list_keys[i].key) {
                list_keys[i].run(&sitting);
            }
        }
    }
    screen_close();
    prompt_signals_end(sitting.signals);

    return sitting.end;
}

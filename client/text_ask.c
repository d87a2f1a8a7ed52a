/* SPDX-License-Identifier: EUPL-1.2 */
#include <libintl.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "asking.h"
#include "editor.h"
#include "form_text.h"

/* What a person says about a text that is there. */
enum wish {
    WISH_DONE,
    WISH_BACK,
    WISH_MORE, /* go on editing */
};

static void
explain_line(const struct asking *asking, const struct form_text *text, enum vr_status status)
{
    if (status == VR_FULL) {
        terminal_say(asking->terminal,
                     gettext("That line does not fit any more and was not taken. "
                             "There is room for %zu characters.\n"),
                     form_text_room(text));
    } else {
        terminal_say(asking->terminal,
                     gettext("That line holds special keys (arrows, for example) and was not "
                             "taken. Please type it again.\n"));
    }
}

static enum vr_status
read_next_line(const struct asking *asking)
{
    enum vr_status status = terminal_line(asking->line, FORM_LINE_MAX, asking->terminal);

    while (status == VR_FULL) {
        terminal_say(asking->terminal, gettext("That line is too long and was not taken. "
                                               "Please use shorter lines.\n"));
        status = terminal_line(asking->line, FORM_LINE_MAX, asking->terminal);
    }

    return status;
}

/* The line that was read and those behind it, up to the dot. */
static enum vr_status
add_lines(struct form_text *text, const struct asking *asking)
{
    enum vr_status status = VR_OK;
    enum vr_status taken;

    while (status == VR_OK && strcmp(asking->line, ".") != 0) {
        taken = form_text_add(text, asking->line);
        if (taken != VR_OK) {
            explain_line(asking, text, taken);
        }
        status = read_next_line(asking);
    }

    return status;
}

/* Every line of a text that came back from the editor. */
static enum vr_status
take_edited(struct form_text *text, char *edited)
{
    enum vr_status status = VR_OK;
    char *line = edited;

    form_text_clear(text);
    while (status == VR_OK && *line != 0) {
        size_t len = strcspn(line, "\n");
        bool is_last = line[len] == 0;

        line[len] = 0;
        status = form_text_add(text, line);
        line[len] = is_last ? 0 : '\n';
        line += is_last ? len : len + 1;
    }

    return status;
}

/* Until what the editor leaves can be an answer, or the person gives it up with a dot: then the
 * text is as it was. */
static enum vr_status
edit(struct form_text *text, const struct asking *asking)
{
    struct editor *editor = NULL;
    struct vr_why why = { "" };
    enum vr_status taken = VR_FULL;
    enum vr_status status = editor_open(&editor, asking->terminal, form_text_value(text), &why);

    while (status == VR_OK && taken != VR_OK) {
        status = editor_run(editor, &why);
        if (status == VR_OK) {
            taken = take_edited(text, editor_text(editor));
        }
        if (status == VR_OK && taken != VR_OK) {
            terminal_say(
                asking->terminal,
                taken == VR_FULL
                    ? gettext("That is too long: at most %lu characters. Enter opens the "
                              "editor again, a dot leaves the text as it was.\n> ")
                    : gettext("That holds characters that cannot be sent (at most %lu "
                              "plain ones). Enter opens the editor again, a dot leaves the "
                              "text as it was.\n> "),
                (unsigned long) asking->question->maximum);
            status = read_next_line(asking);
            if (status == VR_OK && strcmp(asking->line, ".") == 0) {
                taken = take_edited(text, editor_before(editor));
            }
        }
    }
    if (why.text[0] != 0) {
        terminal_say(asking->terminal, gettext("The editor was not used: %s\n"), why.text);
        status = VR_OK;
    }
    editor_close(editor);

    return status;
}

static void
show_lines(const struct asking *asking, const struct form_text *text)
{
    const char *line = form_text_line(text, 0);

    for (size_t i = 0; line != NULL; i++, line = form_text_line(text, i)) {
        terminal_say(asking->terminal, " %3zu | %.*s\n", i + 1, (int) strcspn(line, "\n"), line);
    }
    terminal_say(asking->terminal,
                 gettext("Type the number of a line to write it again, - and a number to take it "
                         "away, + to add lines, ! for an editor. Only Enter when it is good.\n"));
}

/* A line in the place of another one. */
static enum vr_status
write_again(struct form_text *text, const struct asking *asking, size_t place)
{
    enum vr_status status;
    enum vr_status taken;

    terminal_say(asking->terminal, " %3zu | ", place + 1);
    status = read_next_line(asking);
    if (status == VR_OK) {
        taken = form_text_put(text, place, asking->line);
        if (taken != VR_OK) {
            explain_line(asking, text, taken);
        }
    }

    return status;
}

/* A number, or a minus sign and a number. */
static enum vr_status
change_line(struct form_text *text, const struct asking *asking)
{
    bool is_away = asking->line[0] == '-';
    const char *digits = asking->line + (is_away ? 1 : 0);
    size_t place = 0;

    if (strlen(digits) < 6 && digits[0] != 0 && strspn(digits, "0123456789") == strlen(digits)) {
        place = (size_t) strtoul(digits, NULL, 10);
    }
    if (place == 0 || form_text_line(text, place - 1) == NULL) {
        terminal_say(asking->terminal, gettext("There is no such line.\n"));
        return VR_OK;
    }
    if (is_away) {
        form_text_remove(text, place - 1);
        return VR_OK;
    }

    return write_again(text, asking, place - 1);
}

/* One line that the person types about the text. */
static enum vr_status
follow_wish(enum wish *wish, struct form_text *text, const struct asking *asking)
{
    enum vr_status status;

    *wish = WISH_MORE;
    if (strcmp(asking->line, "<") == 0) {
        *wish = WISH_BACK;
        return VR_OK;
    }
    if (asking_is_blank(asking)) {
        *wish = form_text_is_empty(text) && !asking_may_skip(asking) ? WISH_MORE : WISH_DONE;
        return VR_OK;
    }
    if (strcmp(asking->line, "-") == 0) {
        form_text_clear(text);
        return VR_OK;
    }
    if (strcmp(asking->line, "!") == 0) {
        return edit(text, asking);
    }
    if (strcmp(asking->line, "+") != 0) {
        return change_line(text, asking);
    }
    status = read_next_line(asking);

    return status == VR_OK ? add_lines(text, asking) : status;
}

static enum vr_status
change_text(struct form_text *text, struct asking *asking)
{
    enum wish wish = WISH_MORE;
    enum vr_status status = VR_OK;

    while (status == VR_OK && wish == WISH_MORE) {
        show_lines(asking, text);
        status = asking_read(asking);
        if (status == VR_OK) {
            status = follow_wish(&wish, text, asking);
        }
    }
    asking->wants_back = wish == WISH_BACK;

    return status;
}

/* A text that is not there yet: an empty first line, or the dot at once, is no answer. */
static enum vr_status
write_text(struct form_text *text, struct asking *asking)
{
    enum vr_status status = VR_OK;

    do {
        status = asking_read(asking);
        if (status != VR_OK) {
            return status;
        }
        if (strcmp(asking->line, "<") == 0) {
            asking->wants_back = true;
            return VR_OK;
        }
        if (strcmp(asking->line, "!") == 0) {
            status = edit(text, asking);
            return status == VR_OK ? change_text(text, asking) : status;
        }
        if (!asking_is_blank(asking)) {
            status = add_lines(text, asking);
        }
    } while (status == VR_OK && form_text_is_empty(text) && !asking_may_skip(asking));

    return status;
}

enum vr_status
text_ask(json_t **answer, struct asking *asking)
{
    struct form_text *text = NULL;
    enum vr_status status = form_text_new(&text, asking->question->maximum);

    if (status == VR_OK && asking->before != NULL) {
        char *before = strdup(json_string_value(asking->before));

        status = before == NULL ? VR_MEMORY : take_edited(text, before);
        if (before != NULL) {
            sodium_memzero(before, strlen(before));
        }
        free(before);
        if (status == VR_OK) {
            status = change_text(text, asking);
        }
    } else if (status == VR_OK) {
        status = write_text(text, asking);
    }
    if (status == VR_OK && asking->wants_back) {
        *answer = json_incref(asking->before);
    } else if (status == VR_OK && !form_text_is_empty(text)) {
        *answer = json_string(form_text_value(text));
        status = *answer == NULL ? VR_MEMORY : VR_OK;
    }
    form_text_free(text);

    return status;
}

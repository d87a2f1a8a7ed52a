/* SPDX-License-Identifier: EUPL-1.2 */
#include "form_ask.h"

#include <libintl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <vrijuit/secret.h>

#include "asking.h"

static const char *
how_to_answer(const struct vr_question *question)
{
    switch (question->type) {
    case VR_ONE:
        return gettext("Type one number and press Enter.");
    case VR_MANY:
        return gettext("Type one or more numbers with spaces between them and press Enter.");
    case VR_TEXT:
        return gettext("Type your text, as many lines as you like. "
                       "End with a line that holds only a dot. A line that holds only ! opens an "
                       "editor.");
    }

    return "";
}

static const char *
how_to_skip(const struct asking *asking)
{
    if (asking->before != NULL) {
        return asking->question->required
                   ? gettext(" Only Enter keeps your answer.")
                   : gettext(" Only Enter keeps your answer, - takes it away.");
    }

    return asking->question->required ? "" : gettext(" Only Enter skips it.");
}

static void
show_question(const struct asking *asking)
{
    const struct vr_question *question = asking->question;
    const char *help = vr_text_in(&question->help, asking->lang);

    terminal_say(asking->terminal, "%s\n", vr_text_in(&question->label, asking->lang));
    if (help[0] != 0) {
        terminal_say(asking->terminal, "  %s\n", help);
    }
    for (size_t i = 0; i < question->option_count; i++) {
        terminal_say(asking->terminal, "  %2zu  %s\n", i + 1,
                     vr_text_in(&question->options[i].label, asking->lang));
    }
    if (asking->before != NULL) {
        terminal_say(asking->terminal, gettext("  Your answer now:\n"));
        form_show_answer(asking->terminal, question, asking->before, asking->lang);
    }
    terminal_say(asking->terminal, "%s%s %s\n", how_to_answer(question), how_to_skip(asking),
                 gettext("? shows the question again, < goes back."));
}

/* The next number in *text, which moves behind it. 0 at the end, -1 when it is no number. */
static long
next_number(const char **text)
{
    long number = 0;
    const char *at = *text + strspn(*text, " ,;\t");

    if (*at == 0) {
        *text = at;
        return 0;
    }
    while (*at >= '0' && *at <= '9' && number < 100000) {
        number = number * 10 + (*at - '0');
        at++;
    }
    if (number == 0 || strchr(" ,;\t", *at) == NULL) {
        number = -1; /* strchr finds the end of the text too */
    }
    *text = at;

    return number;
}

/* *answer is a list of option ids, each once, in the order of the form. False, with an explanation,
 * when a number is wrong. */
static bool
read_choices(json_t **answer, const struct asking *asking)
{
    const struct vr_question *question = asking->question;
    const char *text = asking->line;
    bool *is_chosen = calloc(question->option_count, sizeof *is_chosen);
    json_t *list = json_array();
    bool is_good = is_chosen != NULL && list != NULL;
    long number = is_good ? next_number(&text) : 0;

    while (is_good && number != 0) {
        if (number < 0 || (size_t) number > question->option_count) {
            terminal_say(asking->terminal,
                         gettext("Please type numbers from 1 to %zu, nothing else.\n"),
                         question->option_count);
            is_good = false;
        } else {
            is_chosen[number - 1] = true;
            number = next_number(&text);
        }
    }
    for (size_t i = 0; is_good && i < question->option_count; i++) {
        if (is_chosen[i]) {
            is_good = json_array_append_new(list, json_string(question->options[i].id)) == 0;
        }
    }
    free(is_chosen);
    if (is_good) {
        *answer = list;
    } else {
        json_decref(list);
    }

    return is_good;
}

/* One typed line that is not empty and not "?" as an answer; false when it must be typed again. */
static bool
read_choice(json_t **answer, const struct asking *asking)
{
    json_t *list = NULL;

    if (!read_choices(&list, asking)) {
        return false;
    }
    if (asking->question->type == VR_MANY) {
        *answer = list;
        return true;
    }
    if (json_array_size(list) != 1) {
        terminal_say(asking->terminal, gettext("Please type one number.\n"));
        json_decref(list);
        return false;
    }
    *answer = json_incref(json_array_get(list, 0));
    json_decref(list);

    return true;
}

enum vr_status
asking_read(const struct asking *asking)
{
    enum vr_status status;

    for (;;) {
        terminal_say(asking->terminal, "> ");
        status = terminal_line(asking->line, FORM_LINE_MAX, asking->terminal);
        if (status == VR_FULL) {
            terminal_say(asking->terminal, gettext("That line is too long and was not taken. "
                                                   "Please use shorter lines.\n"));
        } else if (status == VR_OK && strcmp(asking->line, "?") == 0) {
            show_question(asking);
        } else {
            return status;
        }
    }
}

bool
asking_is_blank(const struct asking *asking)
{
    return asking->line[strspn(asking->line, " \t")] == 0;
}

bool
asking_may_skip(const struct asking *asking)
{
    if (asking->question->required) {
        terminal_say(asking->terminal, gettext("This question needs an answer.\n"));
    }

    return !asking->question->required;
}

bool
asking_goes_back(json_t **answer, struct asking *asking)
{
    if (strcmp(asking->line, "<") != 0) {
        return false;
    }
    asking->wants_back = true;
    *answer = json_incref(asking->before);

    return true;
}

/* Whether a line of a choice ends the question; *answer stays NULL when there is none. */
static bool
take_choice(json_t **answer, struct asking *asking)
{
    if (asking_goes_back(answer, asking)) {
        return true;
    }
    if (asking_is_blank(asking) && asking->before != NULL) {
        *answer = json_incref(asking->before);
        return true;
    }
    if (asking_is_blank(asking) || (strcmp(asking->line, "-") == 0 && asking->before != NULL)) {
        return asking_may_skip(asking);
    }

    return read_choice(answer, asking);
}

static enum vr_status
ask_choice(json_t **answer, struct asking *asking)
{
    enum vr_status status;

    do {
        status = asking_read(asking);
    } while (status == VR_OK && !take_choice(answer, asking));

    return status;
}

/* *answer stays NULL when the question is skipped. */
static enum vr_status
ask_question(json_t **answer, struct asking *asking)
{
    void *line = NULL;
    enum vr_status status = vr_secret_new(&line, FORM_LINE_MAX);

    if (status != VR_OK) {
        return status;
    }
    asking->line = line;
    show_question(asking);
    if (asking->question->type == VR_TEXT) {
        status = text_ask(answer, asking);
    } else {
        status = ask_choice(answer, asking);
    }
    vr_secret_free(line);

    return status;
}

/* Ask and put the answer in its place; *wants_back is whether the person wants to go back. */
static enum vr_status
ask_at(bool *wants_back, json_t *answers, struct terminal *terminal,
       const struct questionnaire *questionnaire, size_t index, enum vr_lang lang)
{
    const struct vr_question *question = questionnaire_at(questionnaire, index);
    struct asking asking = { .terminal = terminal,
                             .question = question,
                             .lang = lang,
                             .before = json_object_get(answers, question->id) };
    json_t *answer = NULL;
    enum vr_status status;

    terminal_say(terminal, gettext("\nQuestion %zu of %zu\n"), index + 1,
                 questionnaire_count(questionnaire));
    status = ask_question(&answer, &asking);
    if (status != VR_OK) {
        return status;
    }
    *wants_back = asking.wants_back;
    if (answer == NULL) {
        (void) json_object_del(answers, question->id); /* -1: there was none */
    } else if (json_object_set_new(answers, question->id, answer) != 0) {
        status = VR_MEMORY;
    }

    return status;
}

enum vr_status
form_ask_again(json_t *answers, struct terminal *terminal,
               const struct questionnaire *questionnaire, size_t index, enum vr_lang lang)
{
    bool wants_back;

    return ask_at(&wants_back, answers, terminal, questionnaire, index, lang);
}

enum vr_status
form_ask(json_t **answers, struct terminal *terminal, const struct questionnaire *questionnaire,
         enum vr_lang lang)
{
    json_t *set = json_object();
    enum vr_status status = set == NULL ? VR_MEMORY : VR_OK;
    size_t index = 0;

    while (status == VR_OK && index < questionnaire_count(questionnaire)) {
        bool wants_back = false;

        status = ask_at(&wants_back, set, terminal, questionnaire, index, lang);
        if (!wants_back) {
            index++;
        } else if (index > 0) {
            index--;
        }
    }
    if (status == VR_OK) {
        status = questionnaire_judge(questionnaire, set, NULL);
    }
    if (status == VR_OK) {
        *answers = set;
    } else {
        json_decref(set);
    }

    return status;
}

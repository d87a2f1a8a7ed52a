/* SPDX-License-Identifier: EUPL-1.2 */
#include "form_ask.h"

#include <libintl.h>

static void
show_option(struct terminal *terminal, const struct vr_question *question, const char *id,
            enum vr_lang lang)
{
    const struct vr_option *option = vr_option_find(question, id);

    terminal_say(terminal, "    - %s\n", option == NULL ? id : vr_text_in(&option->label, lang));
}

void
form_show_text(struct terminal *terminal, const char *text)
{
    while (*text != 0) {
        int len = 0;

        while (text[len] != 0 && text[len] != '\n') {
            len++;
        }
        terminal_say(terminal, "    | %.*s\n", len, text);
        text += text[len] == '\n' ? len + 1 : len;
    }
}

void
form_show_answer(struct terminal *terminal, const struct vr_question *question,
                 const json_t *answer, enum vr_lang lang)
{
    if (answer == NULL) {
        terminal_say(terminal, "    %s\n", gettext("(no answer)"));
    } else if (question->type == VR_TEXT) {
        form_show_text(terminal, json_string_value(answer));
    } else if (question->type == VR_ONE) {
        show_option(terminal, question, json_string_value(answer), lang);
    } else {
        for (size_t i = 0; i < json_array_size(answer); i++) {
            show_option(terminal, question, json_string_value(json_array_get(answer, i)), lang);
        }
    }
}

void
form_preview(struct terminal *terminal, const struct questionnaire *questionnaire,
             const json_t *answers, enum vr_lang lang)
{
    for (size_t i = 0; i < questionnaire_count(questionnaire); i++) {
        const struct vr_question *question = questionnaire_at(questionnaire, i);

        terminal_say(terminal, " %2zu  %s\n", i + 1, vr_text_in(&question->label, lang));
        form_show_answer(terminal, question, json_object_get(answers, question->id), lang);
    }
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>
#include <stdio.h>

#include <vrijuit/record.h>

#include "form_file.h"
#include "safe_text.h"

static void
show_text(const char *indent, const struct vr_text *text, const struct tool *tool)
{
    const char *words = vr_text_in(text, tool->lang);

    if (words[0] != '\0') {
        safe_print(stdout, indent, words);
    }
}

static const char *
how_to_answer(const struct tool *tool, enum vr_question_type type)
{
    switch (type) {
    case VR_ONE:
        return say(tool, "Typ één nummer en druk op Enter.", "Type one number and press Enter.");
    case VR_MANY:
        return say(tool, "Typ een of meer nummers met spaties ertussen en druk op Enter.",
                   "Type one or more numbers with spaces between them and press Enter.");
    case VR_TEXT:
        break;
    }

    return say(tool,
               "Typ je tekst, zoveel regels als je wilt. Eindig met een regel met alleen een punt.",
               "Type your text, as many lines as you like. End with a line that holds only a dot.");
}

static void
show_question(const struct vr_question *question, const struct tool *tool)
{
    char indent[32];

    show_text("", &question->label, tool);
    show_text("  ", &question->help, tool);
    for (size_t i = 0; i < question->option_count; i++) {
        snprintf(indent, sizeof indent, "  %2zu  ", i + 1);
        show_text(indent, &question->options[i].label, tool);
    }
    printf("%s %s\n> \n\n", how_to_answer(tool, question->type),
           question->required
               ? say(tool, "? laat de vraag nog eens zien.", "? shows the question again.")
               : say(tool, "Alleen Enter slaat de vraag over; ? laat hem nog eens zien.",
                     "Only Enter skips it; ? shows the question again."));
}

void
form_file_preview(const struct form_file *form, const struct tool *tool)
{
    show_text("", &form->form.title, tool);
    show_text("", &form->form.intro, tool);
    printf("\n");
    for (size_t i = 0; i < form->form.question_count; i++) {
        show_question(&form->form.questions[i], tool);
    }
    for (size_t i = 0; i < form->own_count; i++) {
        show_question(&form->own[i], tool);
    }
}

static const char *
type_of(const struct tool *tool, enum vr_question_type type)
{
    switch (type) {
    case VR_ONE:
        return say(tool, "één keuze", "one choice");
    case VR_MANY:
        return say(tool, "meer keuzes", "several choices");
    case VR_TEXT:
        break;
    }

    return say(tool, "tekst", "text");
}

static void
report_question(const struct vr_question *question, const struct tool *tool, const char *whose)
{
    printf("  %-32s %s, %s", question->id, whose, type_of(tool, question->type));
    if (question->type == VR_TEXT) {
        printf(say(tool, ", hoogstens %" PRIu32 " tekens", ", at most %" PRIu32 " characters"),
               question->maximum);
    } else {
        printf(say(tool, ", %zu opties", ", %zu options"), question->option_count);
    }
    printf("%s\n", question->required ? say(tool, ", verplicht", ", required") : "");
}

void
form_file_report(const struct form_file *form, const struct tool *tool)
{
    for (size_t i = 0; i < form->form.question_count; i++) {
        report_question(&form->form.questions[i], tool, say(tool, "gedeeld", "shared"));
    }
    for (size_t i = 0; i < form->own_count; i++) {
        report_question(&form->own[i], tool, say(tool, "eigen", "own"));
    }
    printf(say(tool,
               "De vragenlijst %s is goed: %zu vragen; de langste antwoorden zijn %zu bytes, er "
               "passen er %u.\n",
               "The form %s is right: %zu questions; the longest answers are %zu bytes, %u fit.\n"),
           form->form.id, form->form.question_count + form->own_count, form->longest,
           VR_CONTENT_MAX);
}

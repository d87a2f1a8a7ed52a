/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "prompt.h"
#include "reader.h"

#define TEXT_ROOM (64U * 1024U) /* of what is typed here; longer ones go with `reply --file` */

struct plain {
    struct desk *desk;
    const struct tool *tool;
    unsigned idle_seconds;
    int signals;
    enum prompt_end ended; /* PROMPT_LINE: goes on */
};

static const char help_nl[] = "  lijst               de meldingen die gekozen zijn, genummerd\n"
                              "  NUMMER              een melding lezen\n"
                              "  thema [NUMMER]      kiezen op thema; zonder nummer: de lijst\n"
                              "  stand [NUMMER]      kiezen op stand; zonder nummer: de lijst\n"
                              "  label NUMMER TEKST  een label zetten, of eraf halen\n"
                              "  met LABEL           kiezen op label\n"
                              "  zoek TEKST          kiezen op woorden\n"
                              "  alles               niets meer kiezen\n"
                              "  notitie NUMMER      een notitie schrijven\n"
                              "  klaar NUMMER        beantwoord, of toch niet\n"
                              "  antwoord NUMMER     een antwoord schrijven\n"
                              "  stop\n";
static const char help_en[] = "  list                the reports that are chosen, numbered\n"
                              "  NUMBER              read a report\n"
                              "  theme [NUMBER]      choose by theme; without a number: the list\n"
                              "  state [NUMBER]      choose by state; without a number: the list\n"
                              "  label NUMBER TEXT   set a label, or take it off\n"
                              "  with LABEL          choose by label\n"
                              "  search TEXT         choose by words\n"
                              "  all                 choose nothing any more\n"
                              "  note NUMBER         write a note\n"
                              "  done NUMBER         answered, or not after all\n"
                              "  reply NUMBER        write a reply\n"
                              "  quit\n";

static void
say_help(struct plain *plain, const char *rest)
{
    (void) rest;
    fputs(say(plain->tool, help_nl, help_en), stdout);
}

static void
list(struct plain *plain, const char *rest)
{
    const struct desk *desk = plain->desk;
    struct due_counts due = due_count(&desk->table->reports, desk->circle);
    char counts[DUE_TEXT_MAX];
    char line[DESK_LINE_MAX];

    (void) rest;
    for (size_t i = 0; i < desk->shown_count; i++) {
        desk_line(line, desk, desk->shown[i]);
        printf("%zu. %s\n", i + 1, line);
    }
    printf(say(plain->tool, "%zu van %zu meldingen\n", "%zu of %zu reports\n"), desk->shown_count,
           desk->count);
    due_counts_text(counts, plain->tool, &due);
    printf("%s\n", counts);
    sodium_memzero(line, sizeof line);
}

static void
choose(struct plain *plain)
{
    enum vr_status status = desk_choose(plain->desk);

    if (status != VR_OK) {
        tool_refuse(status, say(plain->tool, "lijst", "list"), "%s", vr_status_text(status));
    }
    list(plain, "");
}

/* The report whose number begins rest; *rest goes on behind it. Says so when there is none. */
static const struct dossier_report *
take_report(const struct plain *plain, const char **rest)
{
    size_t len = strspn(*rest, "0123456789");
    char number[8];
    uint64_t at = 0;

    if (len == 0 || len >= sizeof number || ((*rest)[len] != '\0' && (*rest)[len] != ' ')) {
        printf("%s\n", say(plain->tool, "noem het nummer van een melding; hulp: hulp",
                           "give the number of a report; help: help"));
        return NULL;
    }
    snprintf(number, sizeof number, "%.*s", (int) len, *rest);
    if (!tool_number(&at, number, 1, plain->desk->shown_count)) {
        printf("%s\n", say(plain->tool, "die is er niet", "there is no such report"));
        return NULL;
    }
    *rest += len;
    *rest += strspn(*rest, " ");

    return plain->desk->shown[at - 1];
}

static void
read_one(struct plain *plain, const char *rest)
{
    const struct dossier_report *report = take_report(plain, &rest);
    char *text = report != NULL ? desk_text(plain->desk, report) : NULL;

    if (text != NULL) {
        fputs(text, stdout);
    }
    desk_text_free(text);
}

static void
set_theme(struct plain *plain, const char *rest)
{
    struct desk *desk = plain->desk;
    size_t count = desk->themes != NULL ? desk->themes->option_count : 0;
    uint64_t theme = 0;

    if (*rest == '\0') {
        for (size_t i = 0; i <= count; i++) {
            printf("%zu. %s\n", i, desk_theme_name(desk, i));
        }
    } else if (!tool_number(&theme, rest, 0, count)) {
        printf("0..%zu\n", count);
    } else {
        desk->theme = (size_t) theme;
        choose(plain);
    }
}

static void
set_state(struct plain *plain, const char *rest)
{
    uint64_t state = 0;

    if (*rest == '\0') {
        for (enum desk_state i = DESK_ANY; i < DESK_STATES; i++) {
            printf("%d. %s\n", (int) i, desk_state_name(plain->tool, i));
        }
    } else if (!tool_number(&state, rest, 0, DESK_STATES - 1)) {
        printf("0..%d\n", (int) DESK_STATES - 1);
    } else {
        plain->desk->state = (enum desk_state) state;
        choose(plain);
    }
}

static void
set_words(struct plain *plain, const char *rest)
{
    snprintf(plain->desk->words, sizeof plain->desk->words, "%s", rest);
    choose(plain);
}

static void
set_label(struct plain *plain, const char *rest)
{
    snprintf(plain->desk->label, sizeof plain->desk->label, "%s", rest);
    choose(plain);
}

static void
reset(struct plain *plain, const char *rest)
{
    (void) rest;
    desk_reset(plain->desk);
    choose(plain);
}

static void
say_kept(const struct plain *plain, enum vr_status status)
{
    if (status == VR_OK) {
        printf("%s\n", say(plain->tool, "bewaard in het dossier", "kept in the dossier"));
    }
}

static void
toggle_label(struct plain *plain, const char *rest)
{
    const struct dossier_report *report = take_report(plain, &rest);

    if (report != NULL) {
        say_kept(plain, desk_toggle_label(plain->desk, report, rest));
    }
}

static void
toggle_answered(struct plain *plain, const char *rest)
{
    const struct dossier_report *report = take_report(plain, &rest);

    if (report != NULL) {
        say_kept(plain, desk_toggle_answered(plain->desk, report));
    }
}

/* Lines up to one with only a full stop; false when the input ended before it. */
static bool
take_text(struct plain *plain, char *text)
{
    char line[PROMPT_LINE_MAX];
    size_t len = 0;

    printf("%s\n", say(plain->tool, "Schrijf; een regel met alleen een punt is het einde.",
                       "Write; a line with only a full stop is the end."));
    for (;;) {
        plain->ended = prompt_command(plain->tool, line, ":", plain->idle_seconds, plain->signals);
        if (plain->ended != PROMPT_LINE) {
            return false;
        }
        if (strcmp(line, ".") == 0) {
            text[len > 0 ? len - 1 : 0] = '\0';
            return true;
        }
        if (len + strlen(line) + 2 > TEXT_ROOM) {
            printf("%s\n",
                   say(plain->tool, "te lang: gebruik reply --file", "too long: use reply --file"));
            return false;
        }
        len += (size_t) snprintf(text + len, TEXT_ROOM - len, "%s\n", line);
        sodium_memzero(line, sizeof line);
    }
}

static void
write_text(struct plain *plain, const char *rest,
           enum vr_status (*keep)(struct desk *, const struct dossier_report *, const char *))
{
    const struct dossier_report *report = take_report(plain, &rest);
    char *text = report != NULL ? calloc(1, TEXT_ROOM) : NULL;

    if (text != NULL && take_text(plain, text)) {
        say_kept(plain, keep(plain->desk, report, text));
    }
    if (text != NULL) {
        sodium_memzero(text, TEXT_ROOM);
    }
    free(text);
}

static void
write_note(struct plain *plain, const char *rest)
{
    write_text(plain, rest, desk_set_note);
}

static void
write_reply(struct plain *plain, const char *rest)
{
    write_text(plain, rest, desk_reply);
}

static void
leave(struct plain *plain, const char *rest)
{
    (void) rest;
    plain->ended = PROMPT_CLOSED;
}

static const struct {
    const char *nl;
    const char *en;
    void (*run)(struct plain *plain, const char *rest);
} commands[] = {
    { "lijst", "list", list },
    { "thema", "theme", set_theme },
    { "stand", "state", set_state },
    { "label", "label", toggle_label },
    { "met", "with", set_label },
    { "zoek", "search", set_words },
    { "alles", "all", reset },
    { "notitie", "note", write_note },
    { "klaar", "done", toggle_answered },
    { "antwoord", "reply", write_reply },
    { "hulp", "help", say_help },
    { "stop", "quit", leave },
};

/* Both languages are understood whatever --lang says. */
static void
run_line(struct plain *plain, const char *line)
{
    size_t len = strcspn(line, " ");
    const char *rest = line + len + strspn(line + len, " ");

    if (len == 0) {
        return;
    }
    if (line[0] >= '0' && line[0] <= '9') {
        read_one(plain, line);
        return;
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if ((strlen(commands[i].nl) == len && strncmp(line, commands[i].nl, len) == 0) ||
            (strlen(commands[i].en) == len && strncmp(line, commands[i].en, len) == 0)) {
            commands[i].run(plain, rest);
            return;
        }
    }
    printf("%s\n", say(plain->tool, "die opdracht is er niet", "there is no such command"));
    say_help(plain, "");
}

enum reader_end
reader_plain(struct desk *desk, unsigned idle_seconds)
{
    struct plain plain = { desk, desk->tool, idle_seconds, prompt_signals_begin(), PROMPT_LINE };
    char line[PROMPT_LINE_MAX];

    list(&plain, "");
    printf("%s\n", say(desk->tool, "opdrachten: hulp", "commands: help"));
    while (plain.ended == PROMPT_LINE) {
        plain.ended = prompt_command(desk->tool, line, ">", idle_seconds, plain.signals);
        if (plain.ended == PROMPT_LINE) {
            run_line(&plain, line);
        }
        sodium_memzero(line, sizeof line);
    }
    prompt_wipe();
    prompt_signals_end(plain.signals);

    if (plain.ended == PROMPT_IDLE) {
        return READER_IDLE;
    }

    return plain.ended == PROMPT_FAILED ? READER_FAILED : READER_LEFT;
}

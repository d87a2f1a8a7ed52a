/* SPDX-License-Identifier: EUPL-1.2 */
#include "report_words.h"

#include <libintl.h>
#include <stdlib.h>
#include <string.h>

#include "form_ask.h"
#include "linter_show.h"
#include "when.h"

void
report_say_what_this_is(struct terminal *terminal)
{
    terminal_say(
        terminal,
        gettext("Tell what makes it hard to speak up at work\n"
                "\n"
                "What this is\n"
                "  You tell the participation council what stands in the way of speaking up. It is "
                "made so that your employer, the people who run the servers and the network cannot "
                "tell which report is yours. Only the council can read it: several members "
                "together, on a computer without a network.\n"
                "\n"
                "What this is not\n"
                "  This is not a report of wrongdoing under the law on whistleblowers. No legal "
                "terms begin, and you do not get the protection of that law. Do you want to "
                "report wrongdoing, or do you need help now? Talk to a confidential adviser "
                "(vertrouwenspersoon), use the internal reporting procedure, or go to the Huis "
                "voor Klokkenluiders.\n"
                "\n"
                "What is safer\n"
                "  - Use your own computer and not the network at work. Your employer may see what "
                "happens on a computer or a network of the employer.\n"
                "  - Use Tor: start Tor or the Tor Browser before this program, which finds it. "
                "Then nobody sees from where you send.\n"
                "  - Do not write down names, dates or details by which somebody can recognise you "
                "or a colleague.\n"
                "\n"));
}

/* Without Tor the entry sees the address of the computer: that must be said. */
static void
say_way(const struct client *client, const struct vr_circle *circle)
{
    const char *entry =
        client->options->entry != NULL ? client->options->entry : circle->hops[0].url;

    if (client->tor[0] != 0 && !tor_is_useless_for(entry)) {
        terminal_say(client->terminal, gettext("Tor runs on this computer and is used.\n"));
    } else if (client->options->proxy == NULL && client->options->unix_socket == NULL) {
        terminal_say(client->terminal,
                     gettext("Please note: you are not using Tor. The entry cannot read your "
                             "report, but it can see the network address of this computer.\n"));
    }
}

void
report_say_checked(const struct client *client, const struct vr_circle *circle)
{
    terminal_say(
        client->terminal,
        gettext("Checked: \"%s\" is signed with the key that you trust, and valid "
                "through %s. The servers on the way have signed their keys: %zu of %zu.\n"),
        vr_text_in(&circle->name, client->options->lang), circle->expires, circle->hop_count,
        circle->hop_count);
    say_way(client, circle);
}

void
report_say_councils(struct terminal *terminal, const struct vr_circle *circle, enum vr_lang lang)
{
    terminal_say(terminal, gettext("\nFor which council is your report?\n"));
    for (size_t i = 0; i < circle->council_count; i++) {
        terminal_say(terminal, "  %2zu  %s\n", i + 1, vr_text_in(&circle->councils[i].name, lang));
    }
}

void
report_say_form(struct terminal *terminal, const struct vr_circle *circle, enum vr_lang lang)
{
    terminal_say(terminal, "\n%s\n%s\n", vr_text_in(&circle->form.title, lang),
                 vr_text_in(&circle->form.intro, lang));
}

/* What in the texts could show who somebody is. It only points: the person decides. */
static void
say_marks(struct terminal *terminal, const struct questionnaire *questionnaire,
          const json_t *answers, enum vr_lang lang)
{
    for (size_t i = 0; i < questionnaire_count(questionnaire); i++) {
        const struct vr_question *question = questionnaire_at(questionnaire, i);
        const char *text = json_string_value(json_object_get(answers, question->id));
        struct linter_marks marks;

        if (question->type == VR_TEXT && text != NULL && linter_find(&marks, text) == VR_OK) {
            terminal_say(terminal, "\n %2zu  %s\n", i + 1, vr_text_in(&question->label, lang));
            linter_show(terminal, text, &marks);
        }
    }
}

void
report_say_preview(struct terminal *terminal, const struct vr_circle *circle,
                   const struct questionnaire *questionnaire, const json_t *answers,
                   enum vr_lang lang)
{
    say_marks(terminal, questionnaire, answers, lang);
    terminal_say(terminal, gettext("\nThis is what will be sent to: %s\n\n"),
                 vr_text_in(&questionnaire->council->name, lang));
    form_preview(terminal, questionnaire, answers, lang);
    if (circle->minimum > 1) {
        terminal_say(
            terminal,
            gettext("\nAs a rule the council sees it together with at least %u other reports.\n"),
            circle->minimum - 1);
    }
    terminal_say(terminal, gettext("\nAfter sending you cannot take it back.\n"));
}

static bool
is_one_of(const char *line, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (strcasecmp(line, *words) == 0) {
            return true;
        }
    }

    return false;
}

static bool
is_yes(const char *line)
{
    static const char *const yes[] = { "ja", "yes", NULL };

    return is_one_of(line, yes);
}

bool
report_hears_yes(struct terminal *terminal)
{
    char line[64] = { 0 };

    return terminal_line(line, sizeof line, terminal) == VR_OK && is_yes(line);
}

static enum report_word
read_word(size_t *number, const char *line, size_t count)
{
    static const char *const no[] = { "nee", "no", NULL };

    if (is_yes(line)) {
        return REPORT_YES;
    }
    if (is_one_of(line, no)) {
        return REPORT_NO;
    }
    if (line[0] != 0 && strlen(line) < 4 && strspn(line, "0123456789") == strlen(line)) {
        size_t value = (size_t) strtoul(line, NULL, 10);

        if (value >= 1 && value <= count) {
            *number = value;
            return REPORT_NUMBER;
        }
    }

    return REPORT_UNKNOWN;
}

enum vr_status
report_read_word(enum report_word *word, size_t *number, struct terminal *terminal, size_t count)
{
    char line[64] = { 0 };
    enum vr_status status;

    terminal_say(terminal,
                 gettext("Send it? Type yes or no, or the number of a question to answer it "
                         "again.\n"));
    terminal_say(terminal, "> ");
    status = terminal_line(line, sizeof line, terminal);
    if (status == VR_OK || status == VR_FULL) {
        line[strcspn(line, " \t")] = 0;
        *word = read_word(number, line, count);
        status = VR_OK;
    }

    return status;
}

void
report_say_codename(struct terminal *terminal, const char *codename)
{
    terminal_say(terminal, gettext("\nYour codename:\n"));
    terminal_say(terminal, "\n    %s\n\n", codename);
    terminal_say(terminal,
                 gettext("Write these eight words on paper now, and keep the paper where nobody "
                         "looks. They are shown once and are kept nowhere: not on this computer, "
                         "not at the entry. Whoever has them can see that there is a report. "
                         "Then close this window.\n"));
}

void
report_say_look(struct terminal *terminal, const struct vr_circle *circle, uint32_t round)
{
    /* With one hop a round is stored when it ends; with more it is handed on in the next one. */
    const uint32_t stored = round + (circle->hop_count > 1 ? 2 : 1);
    char day[WHEN_SIZE];

    when_day(day, vr_circle_round_start(circle, stored));
    terminal_say(terminal,
                 gettext("With the codename you can see later whether it was stored for the "
                         "council, and what the council answers: vrijuit check. Do so on %s or "
                         "later.\n"),
                 day);
}

static void
say_sent(struct terminal *terminal)
{
    terminal_say(terminal, gettext("\nThe entry has accepted it. Thank you for speaking up.\n"));
}

static void
say_waits(struct terminal *terminal)
{
    terminal_say(terminal,
                 gettext("\nIt is sealed and waits for the packet of the day, which this computer "
                         "sends on every working day. So nobody sees that there was something to "
                         "say. Thank you for speaking up.\n"));
}

static void
say_later(struct terminal *terminal)
{
    terminal_say(terminal,
                 gettext("\nIt could not be sent now. It is sealed and waits on this computer, "
                         "where nobody can read it. It goes with the packet of the day, or when "
                         "you say: vrijuit cover\n"));
}

static void
say_written(const struct client *client, const struct vr_circle *circle, uint32_t round)
{
    char days[WHEN_SIZE];

    when_round(days, circle, round);
    terminal_say(client->terminal,
                 gettext("\nThe packet is in %s. It can be posted in round %lu only: %s. On the "
                         "computer that posts it: vrijuit send FILE. Then remove the file "
                         "everywhere.\n"),
                 client->options->output, (unsigned long) round, days);
}

static void
say_uncertain(const struct client *client)
{
    terminal_say(client->terminal,
                 gettext("\nIt is not certain that it has arrived: the answer of the entry was "
                         "lost. With the codename you can see later whether it was stored.\n"));
    terminal_say(client->terminal, "%s",
                 client->options->state != NULL
                     ? gettext("If it was not after three rounds, vrijuit check offers to send it "
                               "again.\n")
                     : gettext("If it was not after three rounds, write it again: with --state "
                               "none nothing was kept.\n"));
}

static void
say_not_sent(struct terminal *terminal)
{
    terminal_say(terminal, gettext("\nYour report was not sent, and nothing was kept of it.\n"));
}

void
report_say_delivered(const struct client *client, const struct vr_circle *circle,
                     enum delivered result, uint32_t round)
{
    switch (result) {
    case DELIVERED_NOT:
        say_not_sent(client->terminal);
        break;
    case DELIVERED_ACCEPTED:
        say_sent(client->terminal);
        break;
    case DELIVERED_UNCERTAIN:
        say_uncertain(client);
        break;
    case DELIVERED_WAITS:
        say_waits(client->terminal);
        break;
    case DELIVERED_LATER:
        say_later(client->terminal);
        break;
    case DELIVERED_WRITTEN:
        say_written(client, circle, round);
        break;
    }
}

enum vr_status
report_refuse_end(enum vr_status status, struct vr_why *why)
{
    if (status == VR_STALE) {
        return vr_refuse(why, status, gettext("the input has ended: nothing was sent"));
    }
    if (status == VR_MEMORY) {
        return vr_refuse(why, status,
                         gettext("memory cannot be kept off the disk: raise the limit with "
                                 "ulimit -l 4096, or add --allow-unlocked"));
    }

    return vr_refuse(why, status, gettext("the terminal cannot be read (%s)"),
                     vr_status_text(status));
}

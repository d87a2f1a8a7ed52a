/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <libintl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "client.h"
#include "codename_ask.h"
#include "deliver.h"
#include "draft.h"
#include "file.h"
#include "form_ask.h"
#include "report_words.h"
#include "turn.h"
#include "visit.h"
#include "when.h"

#define FOLLOW_UP_MAX 6000U /* characters */

/* Everything of one report or follow-up; ended by report_wipe. */
struct report {
    struct client *client;
    struct visit visit;
    enum vr_kind kind;
    struct codename *codename; /* of a follow-up */
    struct vr_question text;   /* the one question of a follow-up */
    struct vr_form form;
    struct vr_council addressee;
    const struct vr_council *council; /* in visit.circle */
    json_t *answers;
    struct draft *draft;
};

static void
report_wipe(struct report *report)
{
    visit_wipe(&report->visit);
    json_decref(report->answers);
    draft_free(report->draft);
    codename_free(report->codename);
}

/* A follow-up has one question, and none of the council's own. */
static struct questionnaire
questionnaire_of(struct report *report)
{
    if (report->kind == VR_REPORT) {
        return (struct questionnaire) { &report->visit.circle->form, report->council };
    }
    report->text = (struct vr_question) {
        .id = "text",
        .type = VR_TEXT,
        .label = { "Wat wil je toevoegen?", "What do you want to add?" },
        .help = { "Schrijf geen namen of gegevens op waaraan iemand jou of een collega herkent.",
                  "Do not write names or details by which somebody can recognise you or a "
                  "colleague." },
        .required = true,
        .maximum = FOLLOW_UP_MAX,
    };
    report->form =
        (struct vr_form) { .id = "follow-up", .questions = &report->text, .question_count = 1 };
    report->addressee = *report->council;
    report->addressee.question_count = 0;

    return (struct questionnaire) { &report->form, &report->addressee };
}

/* The council that the person types the number of. */
static enum vr_status
ask_council(struct report *report, struct vr_why *why)
{
    const struct vr_circle *circle = report->visit.circle;
    struct terminal *terminal = report->client->terminal;
    char line[64];
    enum vr_status status = VR_OK;
    size_t number = 0;

    report_say_councils(terminal, circle, report->client->options->lang);
    while (status == VR_OK && report->council == NULL) {
        terminal_say(terminal, "> ");
        status = terminal_line(line, sizeof line, terminal);
        if (status == VR_OK && strspn(line, "0123456789") == strlen(line) && strlen(line) < 4) {
            number = (size_t) strtoul(line, NULL, 10);
        }
        if (number >= 1 && number <= circle->council_count) {
            report->council = &circle->councils[number - 1];
        } else if (status == VR_OK || status == VR_FULL) {
            terminal_say(terminal, gettext("Please type one number.\n"));
            status = VR_OK;
        }
    }

    return report->council != NULL ? VR_OK : report_refuse_end(status, why);
}

static enum vr_status
choose_council(struct report *report, struct vr_why *why)
{
    const struct vr_circle *circle = report->visit.circle;
    const struct options *options = report->client->options;

    if (options->council != NULL) {
        report->council = vr_circle_council(circle, options->council);
        return report->council != NULL
                   ? VR_OK
                   : vr_refuse(why, VR_FOREIGN, gettext("the circle has no council %.40s"),
                               options->council);
    }
    if (circle->council_count == 1) {
        report->council = &circle->councils[0];
        return VR_OK;
    }
    if (options->answers != NULL) {
        return vr_refuse(why, VR_FOREIGN,
                         gettext("there are several councils: say which with --council ID"));
    }

    return ask_council(report, why);
}

static enum vr_status
load_answers(struct report *report, struct vr_why *why)
{
    const struct questionnaire questionnaire = questionnaire_of(report);
    struct vr_why reason = { "" };
    char *bytes = NULL;
    size_t len = 0;
    enum vr_status status =
        file_read(&bytes, &len, report->client->options->answers, ANSWERS_MAX, why);

    if (status != VR_OK) {
        return status;
    }
    status = questionnaire_decode(&report->answers, &questionnaire, bytes, len, &reason);
    if (status != VR_OK) {
        (void) vr_refuse(why, status, gettext("the answers do not fit the form (%.160s)"),
                         reason.text);
    }
    file_wipe(bytes, len);

    return status;
}

static enum vr_status
get_answers(struct report *report, struct vr_why *why)
{
    const struct questionnaire questionnaire = questionnaire_of(report);
    const struct options *options = report->client->options;
    enum vr_status status;

    if (options->answers != NULL) {
        return load_answers(report, why);
    }
    if (report->kind == VR_REPORT) {
        report_say_form(report->client->terminal, report->visit.circle, options->lang);
    }
    status = form_ask(&report->answers, report->client->terminal, &questionnaire, options->lang);

    return status == VR_OK ? VR_OK : report_refuse_end(status, why);
}

/* Yes, no, or the number of a question to answer again. */
static enum vr_status
confirm(struct report *report, struct vr_why *why)
{
    const struct questionnaire questionnaire = questionnaire_of(report);
    struct terminal *terminal = report->client->terminal;
    enum vr_lang lang = report->client->options->lang;
    enum report_word word = REPORT_NOTHING;
    enum vr_status status = VR_OK;
    size_t number = 0;

    while (status == VR_OK && word != REPORT_YES && word != REPORT_NO) {
        if (word != REPORT_UNKNOWN) {
            report_say_preview(terminal, report->visit.circle, &questionnaire, report->answers,
                               lang);
        }
        status = report_read_word(&word, &number, terminal, questionnaire_count(&questionnaire));
        if (status == VR_OK && word == REPORT_NUMBER) {
            status = form_ask_again(report->answers, terminal, &questionnaire, number - 1, lang);
        }
    }
    if (status != VR_OK) {
        return report_refuse_end(status, why);
    }

    return word == REPORT_YES
               ? VR_OK
               : vr_refuse(why, VR_STALE,
                           gettext("you said no: nothing was sent, nothing was kept"));
}

/* Answers that came in by standard input leave it empty: the person then answers at the terminal.
 */
static enum vr_status
confirm_somewhere(struct report *report, struct vr_why *why)
{
    const struct options *options = report->client->options;
    const struct questionnaire questionnaire = questionnaire_of(report);
    int fd;

    if (options->has_yes) {
        report_say_preview(report->client->terminal, report->visit.circle, &questionnaire,
                           report->answers, options->lang);
        return VR_OK;
    }
    if (options->answers == NULL || strcmp(options->answers, "-") != 0) {
        return confirm(report, why);
    }
    fd = open("/dev/tty", O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return vr_refuse(why, VR_SYSTEM,
                         gettext("there is no terminal to ask whether to send: add --yes"));
    }
    /* Till the program ends: there may be more to ask. */
    terminal_read_from(report->client->terminal, fd);

    return confirm(report, why);
}

static void
tell_result(const struct report *report, enum delivered result, const struct parcel *parcel)
{
    struct terminal *terminal = report->client->terminal;

    report_say_delivered(report->client, report->visit.circle, result, parcel->round);
    if (result == DELIVERED_NOT) {
        return;
    }
    if (report->kind == VR_REPORT) {
        report_say_codename(terminal, report->draft->codename);
    }
    report_say_look(terminal, report->visit.circle, parcel->kept->round);
    if (report->kind == VR_REPORT) {
        codename_type_back(terminal, report->draft->codename);
    }
}

static enum vr_status
make_draft(struct report *report, struct vr_why *why)
{
    const struct client *client = report->client;

    return report->kind == VR_REPORT
               ? draft_new(&report->draft, report->visit.circle, client->pin, client->options->lang,
                           why)
               : draft_follow(&report->draft, report->visit.circle, report->codename->root, why);
}

/* Content and council of the draft. */
static enum vr_status
fill_parcel(struct kept *kept, const struct report *report, struct vr_why *why)
{
    char *content = NULL;
    enum vr_status status =
        draft_content(&content, &kept->content_len, report->draft, report->kind,
                      report->visit.circle, report->answers, report->client->options->lang, why);

    if (status != VR_OK) {
        return status;
    }
    memcpy(kept->content, content, kept->content_len);
    file_wipe(content, kept->content_len);
    memcpy(kept->council, report->council->id, strlen(report->council->id) + 1);

    return VR_OK;
}

/* One run at a time: the index is one that no other run takes meanwhile. */
static enum vr_status
try_to_deliver(enum delivered *result, struct report *report, struct parcel *parcel,
               struct vr_why *why)
{
    int turn = -1;
    enum vr_status status = turn_begin(&turn, report->client, why);

    if (status == VR_OK && report->kind == VR_FOLLOW_UP) {
        status = deliver_next_index(&parcel->kept->index, report->client, &report->visit,
                                    parcel->root, why);
    }
    if (status == VR_OK) {
        status = deliver(result, parcel, why);
    }
    turn_end(turn);

    return status;
}

/* What was typed must not be lost to a network that fails for a moment. Questions that have changed
 * cannot be answered by trying again. */
static bool
wants_again(const struct report *report, enum vr_status status, const struct vr_why *why)
{
    struct terminal *terminal = report->client->terminal;

    if (status == VR_CONFLICT || report->client->options->has_yes) {
        return false;
    }
    terminal_say(terminal,
                 gettext("\nIt did not work: %s.\n"
                         "Nothing was sent. What you wrote is still here, in the memory of this "
                         "program. Take your time. Try again? Type yes or no.\n> "),
                 why->text);

    return report_hears_yes(terminal);
}

static enum vr_status
seal_and_deliver(struct report *report, struct vr_why *why)
{
    struct parcel parcel = { .client = report->client,
                             .visit = &report->visit,
                             .answers_form = report->kind == VR_REPORT };
    enum delivered result = DELIVERED_NOT;
    enum vr_status status = kept_new(&parcel.kept, why);

    if (status == VR_OK) {
        status = make_draft(report, why);
    }
    if (status == VR_OK) {
        parcel.root = report->draft->root;
        status = fill_parcel(parcel.kept, report, why);
    }
    if (status == VR_OK) {
        do {
            status = try_to_deliver(&result, report, &parcel, why);
        } while (status != VR_OK && result == DELIVERED_NOT && wants_again(report, status, why));
    }
    if (parcel.kept != NULL) {
        tell_result(report, result, &parcel);
    }
    kept_free(parcel.kept);

    return status;
}

static enum vr_status
prepare(struct report *report, struct vr_why *why)
{
    enum vr_status status = VR_OK;

    if (report->kind == VR_FOLLOW_UP) {
        status = codename_ask(&report->codename, report->client, why);
    }
    if (status == VR_OK) {
        status = visit_make(&report->visit, report->client, report->client->now(), why);
    }
    if (status == VR_OK) {
        status = visit_judge_tokens(&report->visit, why);
    }
    if (status == VR_OK) {
        report_say_checked(report->client, report->visit.circle);
        status = choose_council(report, why);
    }
    if (status == VR_OK) {
        status = get_answers(report, why);
    }

    return status == VR_OK ? confirm_somewhere(report, why) : status;
}

static enum vr_status
run(struct client *client, enum vr_kind kind, struct vr_why *why)
{
    struct report report = { .client = client, .kind = kind };
    enum vr_status status = prepare(&report, why);

    if (status == VR_OK) {
        terminal_say(client->terminal, gettext("\nSealing...\n"));
        status = seal_and_deliver(&report, why);
    }
    report_wipe(&report);

    return status;
}

enum vr_status
report_run(struct client *client, struct vr_why *why)
{
    report_say_what_this_is(client->terminal);

    return run(client, VR_REPORT, why);
}

enum vr_status
follow_up_run(struct client *client, struct vr_why *why)
{
    return run(client, VR_FOLLOW_UP, why);
}

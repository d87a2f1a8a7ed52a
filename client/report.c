/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <libintl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "client.h"
#include "draft.h"
#include "file.h"
#include "form_ask.h"
#include "report_words.h"
#include "send.h"
#include "visit.h"
#include "when.h"

#define SEALS 3U /* a round may turn while a packet is on its way */

/* Everything of one report; ended by report_wipe. */
struct report {
    struct client *client;
    struct visit visit;
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
}

static struct questionnaire
questionnaire_of(const struct report *report)
{
    return (struct questionnaire) { &report->visit.circle->form, report->council };
}

static enum vr_status
judge_tokens(const struct vr_circle *circle, struct vr_why *why)
{
    return circle->tokens_required
               ? vr_refuse(why, VR_UNSUPPORTED,
                           gettext("the entry wants tokens, which this program cannot give yet"))
               : VR_OK;
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
    report_say_form(report->client->terminal, report->visit.circle, options->lang);
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
    enum vr_status status;
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
    terminal_read_from(report->client->terminal, fd);
    status = confirm(report, why);
    terminal_read_from(report->client->terminal, STDIN_FILENO);
    close(fd);

    return status;
}

/* Visit again, because time has passed; the answers stay good when the questions are the same. */
static enum vr_status
visit_again(struct report *report, struct vr_why *why)
{
    struct visit fresh;
    const struct vr_council *council;
    enum vr_status status = visit_make(&fresh, report->client, when_now(), why);

    if (status != VR_OK) {
        return status;
    }
    council = vr_circle_council(fresh.circle, report->council->id);
    if (!questionnaire_is_same(fresh.circle, council, report->visit.circle, report->council)) {
        visit_wipe(&fresh);
        return vr_refuse(why, VR_CONFLICT,
                         gettext("the questions changed while you were writing: please start "
                                 "again. Nothing was sent"));
    }
    visit_wipe(&report->visit);
    report->visit = fresh;
    report->council = council;

    return judge_tokens(fresh.circle, why);
}

static bool
round_has_turned(const struct report *report)
{
    uint32_t round = 0;
    bool late;

    return !vr_circle_round(&round, &late, report->visit.circle, when_now()) ||
           round != report->visit.round;
}

static enum send_result
seal_and_send(struct report *report, enum vr_status *status, struct vr_why *why)
{
    const struct draft_address address = { report->visit.circle, report->council,
                                           &report->visit.keys, report->visit.round };
    uint8_t packet[VR_PACKET_SIZE];
    enum send_result result = SEND_FAILED;

    *status = draft_seal(packet, report->draft, &address, report->answers,
                         report->client->options->lang, why);
    if (*status == VR_OK) {
        result = send_packet(report->client, report->visit.circle, packet, why);
    }

    return result;
}

/* *result is what became of the packet. A status other than VR_OK means that it was not sent. */
static enum vr_status
send_report(enum send_result *result, struct report *report, struct vr_why *why)
{
    enum vr_status status = VR_OK;

    *result = SEND_FAILED;
    for (unsigned i = 0; status == VR_OK && i < SEALS; i++) {
        if (round_has_turned(report)) {
            status = visit_again(report, why);
        }
        if (status == VR_OK) {
            *result = seal_and_send(report, &status, why);
        }
        /* A packet of a round that has just ended is refused; one more is sealed for the new one.
         */
        if (*result != SEND_REFUSED || !round_has_turned(report)) {
            break;
        }
    }

    return status;
}

static enum vr_status
tell_result(const struct report *report, enum send_result result)
{
    switch (result) {
    case SEND_ACCEPTED:
        report_say_sent(report->client->terminal, report->visit.circle, report->visit.round,
                        report->draft->codename);
        return VR_OK;
    case SEND_UNCERTAIN:
        report_say_uncertain(report->client->terminal, report->draft->codename);
        return VR_SYSTEM;
    case SEND_REFUSED:
    case SEND_FAILED:
        break;
    }
    report_say_not_sent(report->client->terminal);

    return result == SEND_REFUSED ? VR_MALFORMED : VR_SYSTEM;
}

static enum vr_status
prepare(struct report *report, struct vr_why *why)
{
    enum vr_status status = visit_make(&report->visit, report->client, when_now(), why);

    if (status == VR_OK) {
        status = judge_tokens(report->visit.circle, why);
    }
    if (status == VR_OK) {
        report_say_checked(report->client, report->visit.circle);
        status = choose_council(report, why);
    }
    if (status == VR_OK) {
        status = get_answers(report, why);
    }
    if (status == VR_OK) {
        status = confirm_somewhere(report, why);
    }

    return status;
}

enum vr_status
report_run(struct client *client, struct vr_why *why)
{
    struct report report = { .client = client };
    enum send_result result = SEND_FAILED;
    enum vr_status status;

    report_say_what_this_is(client->terminal);
    status = prepare(&report, why);
    if (status == VR_OK) {
        terminal_say(client->terminal, gettext("\nSealing and sending...\n"));
        status =
            draft_new(&report.draft, report.visit.circle, client->pin, client->options->lang, why);
    }
    if (status == VR_OK) {
        status = send_report(&result, &report, why);
        if (status == VR_OK) {
            status = tell_result(&report, result);
        } else {
            report_say_not_sent(client->terminal);
        }
    }
    report_wipe(&report);

    return status;
}

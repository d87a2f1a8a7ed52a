/* SPDX-License-Identifier: EUPL-1.2 */
#include <libintl.h>
#include <string.h>

#include <sodium.h>
#include <vrijuit/codename.h>
#include <vrijuit/secret.h>
#include <vrijuit/words.h>

#include "client.h"
#include "receipts.h"
#include "visit.h"
#include "when.h"

#define TYPED_MAX 512U
#define ATTEMPTS  3U

/* Secret memory. */
struct name {
    char typed[TYPED_MAX];
    char codename[VR_CODENAME_SIZE];
    uint8_t root[VR_ROOT_SIZE];
};

/* The language of a word, if it is in a list. */
static bool
lang_of_word(enum vr_lang *lang, const char *word, size_t len)
{
    if (vr_word_find(VR_NL, word, len) >= 0) {
        *lang = VR_NL;
    } else if (vr_word_find(VR_EN, word, len) >= 0) {
        *lang = VR_EN;
    } else {
        return false;
    }

    return true;
}

/* What is wrong with what was typed, by its place and never by the word itself: others may see the
 * screen. */
static void
explain_codename(struct terminal *terminal, const char *typed)
{
    enum vr_lang first = VR_NL;
    enum vr_lang lang = VR_NL;
    size_t count = 0;
    size_t len;

    for (const char *at = typed + strspn(typed, " \t"); *at != 0; at += strspn(at, " \t")) {
        char word[VR_WORD_MAX + 1] = { 0 };
        bool is_known;

        len = strcspn(at, " \t");
        count++;
        for (size_t i = 0; i < len && i < VR_WORD_MAX; i++) {
            word[i] = (char) (at[i] >= 'A' && at[i] <= 'Z' ? at[i] - 'A' + 'a' : at[i]);
        }
        is_known = len <= VR_WORD_MAX && lang_of_word(&lang, word, len);
        sodium_memzero(word, sizeof word);
        first = count == 1 ? lang : first;
        if (!is_known || lang != first) {
            terminal_say(terminal,
                         gettext("Word %zu is not one of the words of a codename. Look "
                                 "at your paper once more.\n"),
                         count);
            return;
        }
        at += len;
    }
    terminal_say(terminal, gettext("A codename has eight words; you typed %zu.\n"), count);
}

static enum vr_status
ask_codename(struct name *name, struct terminal *terminal, struct vr_why *why)
{
    enum vr_status status;

    for (unsigned i = 0; i < ATTEMPTS; i++) {
        status = terminal_hidden_line(name->typed, sizeof name->typed, terminal,
                                      gettext("Your codename (it does not show while you type): "));
        if (status == VR_SYSTEM || status == VR_STALE) {
            return vr_refuse(why, status, gettext("no codename was given"));
        }
        if (status == VR_OK && vr_codename_normalise(name->codename, name->typed, NULL) == VR_OK) {
            return VR_OK;
        }
        explain_codename(terminal, status == VR_OK ? name->typed : "");
        if (!terminal_is_typed(terminal)) {
            break;
        }
    }

    return vr_refuse(why, VR_MALFORMED, gettext("that is not a codename"));
}

static void
say_newest(struct terminal *terminal, const struct visit *visit)
{
    const struct receipts *receipts = &visit->receipts;
    char days[WHEN_SIZE];

    if (receipts->count == 0) {
        terminal_say(terminal, gettext("The entry has no receipts yet.\n"));
    } else {
        when_round(days, visit->circle, receipts->documents[receipts->count - 1].round);
        terminal_say(terminal, gettext("The newest receipts are of round %lu (%s).\n"),
                     (unsigned long) receipts->documents[receipts->count - 1].round, days);
    }
    if (receipts_are_behind(receipts, visit->round, visit->circle->from_round)) {
        terminal_say(terminal,
                     gettext("Warning: the receipts are more than three rounds behind. The servers "
                             "may be out of order, or somebody holds something back. Tell the "
                             "council if it stays so.\n"));
    }
}

static void
say_found(struct terminal *terminal, const struct visit *visit, const struct receipts_found *found)
{
    char days[WHEN_SIZE];

    for (size_t i = 0; i < found->count && i < RECEIPTS_FOUND; i++) {
        when_round(days, visit->circle, found->rounds[i]);
        terminal_say(terminal, gettext("Stored for the council in round %lu: %s.\n"),
                     (unsigned long) found->rounds[i], days);
    }
    terminal_say(terminal,
                 gettext("Your report is with the council. Only the council can read it.\n"));
}

/* Nobody keeps when a report was sent, so both cases are told. */
static void
say_not_found(struct terminal *terminal, const struct visit *visit)
{
    const uint32_t round = visit->round;
    char now_days[WHEN_SIZE];
    char old_days[WHEN_SIZE];

    when_round(now_days, visit->circle, round);
    terminal_say(terminal, gettext("Not yet stored: no report with this codename is in the "
                                   "receipts.\n"));
    terminal_say(terminal,
                 gettext("Did you send it in this round (%s) or in the last few rounds? Then wait: "
                         "a report is stored when its round has ended. Look again in a day or "
                         "two.\n"),
                 now_days);
    if (round > RECEIPTS_LATE) {
        when_round(old_days, visit->circle, round - RECEIPTS_LATE - 1);
        terminal_say(terminal,
                     gettext("Did you send it more than three rounds ago (%s or before)? Then it "
                             "was not found and has not arrived. Send your report again: vrijuit "
                             "report.\n"),
                     old_days);
    }
}

static enum vr_status
look(const struct client *client, const struct visit *visit, struct name *name, struct vr_why *why)
{
    struct receipts_found found;
    enum vr_status status = vr_codename_root(name->root, name->codename, client->pin);

    if (status != VR_OK) {
        return vr_refuse(why, status, gettext("no memory for the codename: close other programs"));
    }
    receipts_look(&found, &visit->receipts, name->root);
    if (found.count > 0) {
        say_found(client->terminal, visit, &found);
    } else {
        say_not_found(client->terminal, visit);
        status = vr_refuse(why, VR_STALE, gettext("not stored (yet)"));
    }

    return status;
}

enum vr_status
check_run(struct client *client, struct vr_why *why)
{
    struct visit visit = { 0 };
    void *name = NULL;
    enum vr_status status = vr_secret_new(&name, sizeof(struct name));

    if (status != VR_OK) {
        return vr_refuse(why, status, gettext("no memory"));
    }
    status = ask_codename(name, client->terminal, why);
    if (status == VR_OK) {
        status = visit_make(&visit, client, when_now(), why);
    }
    if (status == VR_OK) {
        say_newest(client->terminal, &visit);
        status = look(client, &visit, name, why);
    }
    visit_wipe(&visit);
    vr_secret_free(name);

    return status;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "codename_ask.h"

#include <libintl.h>
#include <string.h>

#include <sodium.h>
#include <vrijuit/secret.h>
#include <vrijuit/words.h>

#define ATTEMPTS 3U

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
ask_codename(struct codename *codename, struct terminal *terminal, struct vr_why *why)
{
    enum vr_status status;

    for (unsigned i = 0; i < ATTEMPTS; i++) {
        status = terminal_hidden_line(codename->typed, sizeof codename->typed, terminal,
                                      gettext("Your codename (it does not show while you type): "));
        if (status == VR_SYSTEM || status == VR_STALE) {
            return vr_refuse(why, status, gettext("no codename was given"));
        }
        if (status == VR_OK &&
            vr_codename_normalise(codename->text, codename->typed, NULL) == VR_OK) {
            return VR_OK;
        }
        explain_codename(terminal, status == VR_OK ? codename->typed : "");
        if (!terminal_is_typed(terminal)) {
            break;
        }
    }

    return vr_refuse(why, VR_MALFORMED, gettext("that is not a codename"));
}

enum vr_status
codename_ask(struct codename **out, const struct client *client, struct vr_why *why)
{
    void *memory = NULL;
    struct codename *codename;
    enum vr_status status = vr_secret_new(&memory, sizeof *codename);

    if (status != VR_OK) {
        return vr_refuse(why, status, gettext("no memory"));
    }
    codename = memory;
    status = ask_codename(codename, client->terminal, why);
    if (status == VR_OK) {
        status = vr_codename_root(codename->root, codename->text, client->pin);
        if (status != VR_OK) {
            (void) vr_refuse(why, status,
                             gettext("no memory for the codename: close other programs"));
        }
    }
    if (status == VR_OK) {
        *out = codename;
    } else {
        codename_free(codename);
    }

    return status;
}

void
codename_free(struct codename *codename)
{
    vr_secret_free(codename);
}

static void
type_back(struct codename *again, struct terminal *terminal, const char *codename)
{
    enum vr_status status;

    for (unsigned i = 0; i < ATTEMPTS; i++) {
        status = terminal_hidden_line(
            again->typed, sizeof again->typed, terminal,
            gettext("Type the codename from your paper, to be sure (it does not show; only Enter "
                    "skips this): "));
        if (status != VR_OK || again->typed[strspn(again->typed, " \t")] == 0) {
            return;
        }
        if (vr_codename_normalise(again->text, again->typed, NULL) != VR_OK) {
            explain_codename(terminal, again->typed);
        } else if (sodium_memcmp(again->text, codename, strlen(codename) + 1) == 0) {
            terminal_say(terminal, gettext("That is right: your paper is good.\n"));
            return;
        } else {
            terminal_say(terminal, gettext("That is another codename. Compare your paper with the "
                                           "words above.\n"));
        }
    }
}

void
codename_type_back(struct terminal *terminal, const char *codename)
{
    void *again = NULL;

    if (terminal_is_typed(terminal) && vr_secret_new(&again, sizeof(struct codename)) == VR_OK) {
        type_back(again, terminal, codename);
    }
    vr_secret_free(again);
}

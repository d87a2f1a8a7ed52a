/* SPDX-License-Identifier: EUPL-1.2 */
#include "speech.h"

#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DOMAIN "vrijuit"

/* Whether a locale name such as nl_NL.UTF-8 speaks a language that we have. */
static bool
lang_of_name(enum vr_lang *lang, const char *name)
{
    static const enum vr_lang known[] = { VR_NL, VR_EN };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const char *code = vr_lang_code(known[i]);

        if (strncmp(name, code, strlen(code)) == 0) {
            *lang = known[i];
            return true;
        }
    }

    return false;
}

enum vr_lang
speech_choose(int argc, char *const *argv)
{
    static const char *const variables[] = { "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG" };
    enum vr_lang lang = VR_NL;

    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--lang=", 7) == 0 && lang_of_name(&lang, argv[i] + 7)) {
            return lang;
        }
        if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc && lang_of_name(&lang, argv[i + 1])) {
            return lang;
        }
    }
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        const char *name = getenv(variables[i]);

        if (name != NULL && lang_of_name(&lang, name)) {
            break;
        }
    }

    return lang;
}

/* The folder `locale` beside the program: that of a build tree. */
static bool
locale_beside(char *folder, size_t size)
{
    char program[PATH_MAX];
    char catalogue[PATH_MAX + 64];
    ssize_t len = readlink("/proc/self/exe", program, sizeof program - 1);
    char *slash;

    if (len <= 0) {
        return false;
    }
    program[len] = 0;
    slash = strrchr(program, '/');
    if (slash == NULL) {
        return false;
    }
    *slash = 0;
    snprintf(catalogue, sizeof catalogue, "%s/locale/nl/LC_MESSAGES/" DOMAIN ".mo", program);
    if (access(catalogue, R_OK) != 0) {
        return false;
    }

    return (size_t) snprintf(folder, size, "%s/locale", program) < size;
}

void
speech_start(enum vr_lang lang)
{
    char folder[PATH_MAX];

    /* glibc's gettext does nothing in the locale C, whatever LANGUAGE says. Nothing but messages
     * follows the locale here, so the one that is always there serves. */
    if (setlocale(LC_ALL, "C.UTF-8") == NULL) {
        (void) setlocale(LC_ALL, "");
    }
    (void) setenv("LANGUAGE", vr_lang_code(lang), 1);
    if (locale_beside(folder, sizeof folder)) {
        (void) bindtextdomain(DOMAIN, folder);
    } else {
        (void) bindtextdomain(DOMAIN, VRIJUIT_LOCALE_DIR);
    }
    (void) bind_textdomain_codeset(DOMAIN, "UTF-8");
    (void) textdomain(DOMAIN);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* The language that is spoken: gettext with the catalogue beside the program or the installed one.
 */

#ifndef SPEECH_H
#define SPEECH_H

#include <vrijuit/words.h>

/* The language of --lang in the arguments, else of LANGUAGE, LC_ALL, LC_MESSAGES or LANG, else
 * Dutch. A wrong --lang is left to the options. */
enum vr_lang speech_choose(int argc, char *const *argv);

/* Make gettext speak lang. Before any thread; without a catalogue it speaks English. */
void speech_start(enum vr_lang lang);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* The generated lists; cmake/Words.cmake makes them out of protocol/words. */

#ifndef WORDS_LIST_H
#define WORDS_LIST_H

#include <vrijuit/words.h>

extern const char words_nl[VR_WORDS][VR_WORD_MAX + 1];
extern const char words_en[VR_WORDS][VR_WORD_MAX + 1];

#endif

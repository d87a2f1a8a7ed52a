/* SPDX-License-Identifier: EUPL-1.2 */
/* Shares on paper: as text, and as a self-contained page to print, one sheet for each secret. */

#ifndef SHEET_H
#define SHEET_H

#include <stddef.h>

#include <vrijuit/circle.h>
#include <vrijuit/share.h>
#include <vrijuit/words.h>

#include "purpose.h"

#define SHEET_TEXT_MAX  3072U  /* of one share as text */
#define SHEET_HTML_MAX  24576U /* of one share as HTML */
#define SHEET_HTML_BASE 8192U  /* what stands around them */

/* One share and what it is for; borrowed. */
struct sheet {
    const struct vr_share *share;
    const struct purpose *purpose;
    const struct vr_text *circle; /* the name */
    size_t number;                /* 1 to count */
    size_t count;
};

/* Both give secret text in Dutch and English; lang is that of the words of the share. The length,
 * or 0 when it did not fit. */
size_t sheet_text(char *text, size_t room, const struct sheet *sheet, enum vr_lang lang);

/* All sheets of one member; room for count of them: SHEET_HTML_BASE + count * SHEET_HTML_MAX. */
size_t sheet_html(char *text, size_t room, const struct sheet *sheets, size_t count,
                  enum vr_lang lang);

#endif

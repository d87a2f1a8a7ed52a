/* SPDX-License-Identifier: EUPL-1.2 */
/* Text in lines that fit on a screen. */

#ifndef WRAP_H
#define WRAP_H

#include <stddef.h>

/* Bytes of the first line of text that fit in so many columns, between words where it can, never
 * inside a code point; *next is where the line after it begins (white space at the break is left
 * out). At least one code point is taken. Columns are those of the locale. */
size_t wrap_line(size_t *next, const char *text, size_t columns);

/* Bytes of text that fit in so many columns, wherever the words end; not beyond the line. */
size_t wrap_fit(const char *text, size_t columns);

/* How many lines text takes. */
size_t wrap_count(const char *text, size_t columns);

/* Where line number `line` (from 0) begins, with its length; NULL behind the last. */
const char *wrap_at(size_t *len, const char *text, size_t columns, size_t line);

#endif

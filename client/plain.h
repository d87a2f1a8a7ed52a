/* SPDX-License-Identifier: EUPL-1.2 */
/* Text on its way to a terminal: cleaned of everything that could steer it, and wrapped. */

#ifndef PLAIN_H
#define PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLAIN_WIDTH   78U
#define PLAIN_INVALID 0x110000U /* no code point */

/* Where the clean bytes go. */
struct plain_sink {
    void (*put)(void *arg, const char *bytes, size_t len);
    void *arg;
};

/* The code point at text (len bytes left, at least one) and its length in *step. Bytes that are no
 * UTF-8 give PLAIN_INVALID and a step of one. */
uint32_t plain_code_point(size_t *step, const char *text, size_t len);

/* Whether a code point may reach a terminal as it is: no control character but line feed and tab,
 * nothing that reorders or hides text. */
bool plain_allows(uint32_t code_point);

/* Give text to the sink, unwanted characters as U+FFFD, lines broken at spaces before width;
 * what follows a break is indented as its line is, or as its
 * text is when it begins with "-" or a number. */
void plain_write(const struct plain_sink *sink, const char *text, size_t width);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* Text from reports is hostile: nothing of it may steer a terminal or turn the reading order. */

#ifndef SAFE_TEXT_H
#define SAFE_TEXT_H

#include <stddef.h>
#include <stdio.h>

/* A copy of valid UTF-8 in which control characters other than line feed and tab, and those that
 * change the direction of text, are U+FFFD. NULL without memory; the caller frees it. */
char *safe_text(const char *text);

/* Print that copy, each line behind indent, with a line feed at the end. */
void safe_print(FILE *out, const char *indent, const char *text);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* Text that grows inside a buffer of fixed size; what does not fit is cut off and remembered. */

#ifndef BOUNDED_H
#define BOUNDED_H

#include <stdbool.h>
#include <stddef.h>

/* text has room bytes, is borrowed, and ends in a zero once something was added. */
struct bounded {
    char *text;
    size_t room;
    size_t len;
    bool full;
};

void bounded_add(struct bounded *bounded, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same text as HTML: nothing of it can be a tag, leave an attribute, or steer a terminal. */
void bounded_add_html(struct bounded *bounded, const char *text);

#endif

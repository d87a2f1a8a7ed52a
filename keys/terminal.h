/* SPDX-License-Identifier: EUPL-1.2 */
/* A description of a terminal for a computer that has none, such as a bare live system. */

#ifndef TERMINAL_H
#define TERMINAL_H

/* The name that the description has. */
#define TERMINAL_NAME "vrijuit-ansi"

/* For the variable TERMINFO; NULL where name is no terminal of the common kind. */
const char *terminal_description(const char *name);

#endif

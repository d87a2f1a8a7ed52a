/* SPDX-License-Identifier: EUPL-1.2 */
/* The options of a command as a table; getopt_long does the reading. */

#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "tool.h"

#define TEXTS_MAX 32U

/* Values of an option that may be repeated, or what stands behind the options; borrowed. */
struct texts {
    size_t count;
    const char *item[TEXTS_MAX];
};

/* One long option; exactly one of the three says where it goes. A table ends with name NULL. */
struct option_row {
    const char *name;
    bool *flag;
    const char **text; /* once only */
    struct texts *texts;
};

/* Read argv[1..]. --lang, --progress, --allow-unlocked and --help are understood everywhere. False
 * when there is nothing more to do, with the exit code in *outcome. */
bool options_parse(enum outcome *outcome, struct tool *tool, const struct option_row *rows,
                   struct texts *rest, int argc, char **argv);

/* Say what is wrong with the words of a command: one too many, an option that is missing, one that
 * is wrong (NULL: none). False when nothing is. */
bool options_refuse(enum outcome *outcome, const struct tool *tool, const char *command,
                    const struct texts *rest, const char *missing, const char *wrong);

/* The help about a command, or about all (NULL), on stdout. False when there is no such command. */
bool options_help(const struct tool *tool, const char *command);

#endif

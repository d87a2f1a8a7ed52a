/* SPDX-License-Identifier: EUPL-1.2 */
/* What vrijuitd can be told to do; main reads the words. */

#ifndef COMMANDS_H
#define COMMANDS_H

#include <stdbool.h>
#include <stdint.h>

#include <vrijuit/status.h>

#include "export.h"

enum exit_code {
    EXIT_GOOD = 0,
    EXIT_REFUSED = 1,
    EXIT_USAGE = 2,
    EXIT_SYSTEM = 3,
};

struct options {
    const char *config;
    const char *output;
    const char *socket; /* of the running daemon; NULL: as the configuration says */
    bool check;
    struct export_range range;
    const char *reason;
    bool has_round;
    uint32_t round;
    char *const *files; /* behind the command */
    int file_count;
};

struct command {
    const char *name;
    int fewest_files;
    int most_files;
    int (*run)(const struct config *config, const struct options *options);
};

/* The command of that name, or NULL. */
const struct command *command_find(const char *name);

/* Say why something failed, if it did; the exit code. */
int command_report(enum vr_status status, const struct vr_why *why);

/* vrijuitd -n */
int command_check(const struct config *config);

/* Say what is missing; the exit code. */
int command_misused(const char *what);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#include "state_file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"

enum vr_status
state_file_read(char **out, const char *state, struct vr_why *why)
{
    char path[FILES_PATH_MAX];
    enum vr_status status = files_path(path, state, "status");
    size_t len;

    if (status != VR_OK) {
        return status;
    }
    if (access(path, F_OK) != 0) {
        return vr_refuse(why, VR_FOREIGN, "%s: no daemon runs on this state folder", state);
    }

    return files_read(out, &len, path, STATE_FILE_MAX, why);
}

/* The line behind the one at line, or NULL. */
static const char *
next_line(const char *line)
{
    const char *end = strchr(line, '\n');

    return end == NULL ? NULL : end + 1;
}

static bool
begins(const char *line, const char *word)
{
    return strncmp(line, word, strlen(word)) == 0;
}

bool
state_file_held(uint32_t *round, const char *text)
{
    static const char word[] = "held: round ";

    for (const char *line = text; line != NULL; line = next_line(line)) {
        const char *number = line + sizeof word - 1;
        unsigned long value;
        char *end;

        if (!begins(line, word) || *number < '0' || *number > '9') {
            continue;
        }
        value = strtoul(number, &end, 10);
        if (*end == ':' && value <= UINT32_MAX) {
            *round = (uint32_t) value;
            return true;
        }
    }

    return false;
}

bool
state_file_asks(const char *text)
{
    static const char *const words[] = {
        "left:",
        "moved:",
        "held:",
        "trouble:",
        "stuck:",
        "behind:",
        "waiting:",
        "gap:",
        "pool as the last round ended: full:",
        "pool at the start: full:",
    };

    for (const char *line = text; line != NULL; line = next_line(line)) {
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
            if (begins(line, words[i])) {
                return true;
            }
        }
    }

    return false;
}

void
state_file_remove(const char *state)
{
    char path[FILES_PATH_MAX];

    if (files_path(path, state, "status") == VR_OK) {
        unlink(path);
    }
}

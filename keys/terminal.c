/* SPDX-License-Identifier: EUPL-1.2 */
#include "terminal.h"

#include <stddef.h>
#include <string.h>

/* terminal.ti; ncurses takes a description in this form where a folder is due. */
static const char description[] =
    "b64:GgENAAUAAwClAHsAdnJpanVpdC1hbnNpAAABAAABUAD__xgA__8AAAIA_____wQADAAQAP____8UACUA"
    "JwD__ysA_____y0A__8xAP__________________NQD_______________86AP__________PwD_________"
    "______________________________9DAP____________9FAP__________________________________"
    "__9JAP____9OAP__UgBXAFwA________YABkAGwA____________________________________________"
    "____________________________________________________________dAD_____________________"
    "_____________________________________________________________________3YABwANABtbSBtb"
    "MkoAG1tLABtbSgAbWyVpJXAxJWQ7JXAyJWRIAAoAG1tIAAgAG1tDABtbQQAbWzFtABtbN20AG1ttAH8AG09C"
    "ABtbMX4AG09EABtbNn4AG1s1fgAbT0MAG09BABtbPzFsGz4AG1s_MWgbPQAKABtbNH4A";

/* What people sit at. Each understands terminal.ti. */
static const char *const families[] = {
    "alacritty", "ansi", "foot", "konsole", "linux", "screen",
    "st-",       "tmux", "vt1",  "vt2",     "vte",   "xterm",
};

const char *
terminal_description(const char *name)
{
    for (size_t i = 0; name != NULL && i < sizeof families / sizeof families[0]; i++) {
        if (strncmp(name, families[i], strlen(families[i])) == 0) {
            return description;
        }
    }

    return NULL;
}

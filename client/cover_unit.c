/* SPDX-License-Identifier: EUPL-1.2 */
#include "cover_unit.h"

#include <libintl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <vrijuit/words.h>

#define FIRST_MINUTE (9U * 60U)

void
cover_unit_timer(char text[static COVER_TIMER_MAX], uint32_t minute)
{
    const uint32_t at = FIRST_MINUTE + minute;

    snprintf(text, COVER_TIMER_MAX,
             "[Unit]\n"
             "Description=vrijuit: when the packet of the day goes\n"
             "Documentation=man:vrijuit(1)\n"
             "\n"
             "[Timer]\n"
             "OnCalendar=Mon..Fri *-*-* %02u:%02u:00\n"
             "RandomizedDelaySec=2h\n"
             "AccuracySec=1s\n"
             "Persistent=true\n"
             "\n"
             "[Install]\n"
             "WantedBy=timers.target\n",
             (unsigned) (at / 60), (unsigned) (at % 60));
}

/* One word of ExecStart in quotes, as systemd.service(5) wants it. */
static enum vr_status
put_word(FILE *file, const char *word, struct vr_why *why)
{
    fputs(" \"", file);
    for (; *word != 0; word++) {
        if ((unsigned char) *word < 0x20 || *word == 0x7f) {
            return vr_refuse(why, VR_MALFORMED,
                             gettext("a name with control characters cannot be used for cover"));
        }
        if (*word == '"' || *word == '\\') {
            fputc('\\', file);
        } else if (*word == '%' || *word == '$') {
            fputc(*word, file);
        }
        fputc(*word, file);
    }
    fputs("\"", file);

    return VR_OK;
}

static enum vr_status
put_option(FILE *file, const char *option, const char *value, struct vr_why *why)
{
    enum vr_status status = VR_OK;

    if (value != NULL) {
        status = put_word(file, option, why);
    }
    if (value != NULL && status == VR_OK) {
        status = put_word(file, value, why);
    }

    return status;
}

/* The same with an absolute path: the service starts elsewhere. */
static enum vr_status
put_path(FILE *file, const char *option, const char *value, struct vr_why *why)
{
    char path[PATH_MAX];

    if (value == NULL) {
        return VR_OK;
    }
    if (realpath(value, path) == NULL) {
        return vr_refuse(why, VR_SYSTEM, gettext("%.120s is not there"), value);
    }

    return put_option(file, option, path, why);
}

static enum vr_status
put_command(FILE *file, const struct options *options, struct vr_why *why)
{
    char program[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", program, sizeof program - 1);
    enum vr_status status = len > 0 ? VR_OK : VR_SYSTEM;

    program[len > 0 ? len : 0] = 0;
    fputs("ExecStart=", file);
    if (status == VR_OK) {
        status = put_word(file, program, why);
    }
    if (status == VR_OK) {
        status = put_path(file, "--pin", options->pin, why);
    }
    if (status == VR_OK) {
        status = put_path(file, "--circle", options->circle, why);
    }
    if (status == VR_OK) {
        status = put_option(file, "--entry", options->entry, why);
    }
    if (status == VR_OK) {
        status = put_option(file, "--proxy", options->proxy, why);
    }
    if (status == VR_OK) {
        status = put_path(file, "--unix-socket", options->unix_socket, why);
    }
    if (status == VR_OK) {
        status = put_path(file, "--state", options->state, why);
    }
    if (status == VR_OK) {
        status = put_option(file, "--lang", vr_lang_code(options->lang), why);
    }
    if (status == VR_OK && options->is_direct) {
        status = put_word(file, "--direct", why);
    }
    if (status == VR_OK && options->allows_unlocked) {
        status = put_word(file, "--allow-unlocked", why);
    }

    return status == VR_OK ? put_word(file, "cover", why) : status;
}

/* A network that is not there is tried again; a refusal is for a person to see. */
enum vr_status
cover_unit_service(char **out, const struct options *options, struct vr_why *why)
{
    char *text = NULL;
    size_t len = 0;
    FILE *file = open_memstream(&text, &len);
    enum vr_status status;

    if (file == NULL) {
        return vr_refuse(why, VR_MEMORY, gettext("no memory"));
    }
    fputs("[Unit]\n"
          "Description=vrijuit: the packet of the day, a report or cover\n"
          "Documentation=man:vrijuit(1)\n"
          "StartLimitIntervalSec=12h\n"
          "StartLimitBurst=8\n"
          "\n"
          "[Service]\n"
          "Type=oneshot\n",
          file);
    status = put_command(file, options, why);
    fputs("\n"
          "StandardOutput=null\n"
          "Restart=on-failure\n"
          "RestartSec=30min\n"
          "RestartPreventExitStatus=1 2\n"
          "NoNewPrivileges=yes\n"
          "UMask=0077\n",
          file);
    if (fclose(file) != 0 && status == VR_OK) {
        status = vr_refuse(why, VR_MEMORY, gettext("no memory"));
    }
    if (status == VR_OK) {
        *out = text;
    } else {
        free(text);
    }

    return status;
}

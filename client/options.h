/* SPDX-License-Identifier: EUPL-1.2 */
/* The command line of vrijuit(1). */

#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>

#include <vrijuit/status.h>
#include <vrijuit/words.h>

#define OPTIONS_PATH_MAX 4096U

enum command {
    COMMAND_NONE,
    COMMAND_CIRCLE_VERIFY,
    COMMAND_CIRCLE_SHOW,
    COMMAND_CIRCLE_FINGERPRINT,
    COMMAND_REPORT,
    COMMAND_FOLLOW_UP,
    COMMAND_CHECK,
    COMMAND_SEND,
    COMMAND_COVER,
    COMMAND_COVER_ENABLE,
    COMMAND_COVER_DISABLE,
    COMMAND_COVER_STATUS,
    COMMAND_LINT,
};

/* Texts are borrowed from the arguments; NULL where an option is absent. */
struct options {
    enum command command;
    enum vr_lang lang;
    const char *pin;
    const char *entry;
    const char *unix_socket;
    const char *proxy;
    const char *circle;
    const char *council;
    const char *answers;
    const char *state;   /* folder, or NULL when nothing is kept */
    const char *output;  /* file for the packet, or NULL */
    const char *for_day; /* of --output */
    const char *packet;  /* file of send */
    const char *text;    /* file of lint */
    bool has_yes;
    bool is_now;
    bool is_direct;
    bool allows_unlocked;
    bool wants_help;
    bool wants_version;
    char state_default[OPTIONS_PATH_MAX];
};

/* Read the arguments. lang is the default language. VR_MALFORMED with the reason on wrong usage. */
enum vr_status options_parse(struct options *options, int argc, char **argv, enum vr_lang lang,
                             struct vr_why *why) VR_MUST_CHECK;

/* The text of --help; static storage of gettext. */
const char *options_help(void);

#endif

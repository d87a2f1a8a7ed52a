/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <vrijuit/minisig.h>

#include "circle_show.h"
#include "circles.h"
#include "commands.h"
#include "files.h"
#include "options.h"

static enum vr_status
read_draft(struct vr_circle **out, const struct tool *tool, const char *path)
{
    char *bytes = NULL;
    size_t len = 0;
    struct vr_why why = { "" };
    enum vr_status status = file_read(tool, &bytes, &len, path, VR_CIRCLE_MAX);

    if (status != VR_OK) {
        return status;
    }
    status = vr_circle_parse(out, bytes, len, &why);
    if (status != VR_OK) {
        tool_refuse_why(status, path, &why);
    }
    free(bytes);

    return status;
}

/* The pin that was given, or vrijuit.pub beside the circle. */
static enum vr_status
find_pin(char path[static FILE_PATH_MAX], const char *given, const char *circle)
{
    if (given != NULL) {
        return path_with(path, given, "");
    }

    return path_beside(path, circle, "vrijuit.pub");
}

static enum vr_status
show(const struct tool *tool, const char *path, const char *pin)
{
    char pin_path[FILE_PATH_MAX];
    uint8_t key[32];
    struct vr_circle *circle = NULL;
    enum vr_status status = read_draft(&circle, tool, path);

    if (status != VR_OK) {
        return status;
    }
    circle_show(tool, circle);
    vr_circle_free(circle);
    status = find_pin(pin_path, pin, path);
    if (status == VR_OK && (pin != NULL || access(pin_path, R_OK) == 0)) {
        status = circles_read_pin(key, tool, pin_path);
        if (status == VR_OK) {
            printf("%s\n",
                   say(tool, "  de 12 woorden van de sleutel:", "  the 12 words of the key:"));
            printf("  ");
            circle_show_fingerprint(tool, key);
        }
    }
    printf("%s\n", say(tool, "De handtekening is hiermee niet nagekeken: gebruik circle verify.",
                       "The signature was not checked by this: use circle verify."));

    return status;
}

static enum vr_status
verify(const struct tool *tool, const char *path, const char *pin)
{
    struct circles circles = { .count = 0 };
    char pin_path[FILE_PATH_MAX];
    char today[11];
    struct vr_why why = { "" };
    enum vr_status status = find_pin(pin_path, pin, path);

    if (status == VR_OK) {
        status = circles_read_pin(circles.pin, tool, pin_path);
    }
    if (status == VR_OK) {
        status = circles_add(&circles, tool, path);
    }
    if (status != VR_OK) {
        return status;
    }
    tool_today(today);
    status = vr_circle_judge(circles.circle[0], today, 0, NULL, &why);
    if (status == VR_OK) {
        printf(say(tool,
                   "%s: ondertekend met de sleutel van de kring en geldig tot en met %s\nde 12 "
                   "woorden van de sleutel: ",
                   "%s: signed with the key of the circle and valid until %s\nthe 12 words of the "
                   "key: "),
               path, circles.circle[0]->expires);
        circle_show_fingerprint(tool, circles.pin);
    } else {
        tool_refuse(
            status, path,
            say(tool, "ondertekend, maar niet meer geldig: %s", "signed, but no longer valid: %s"),
            why.text);
    }
    circles_wipe(&circles);

    return status;
}

/* A key file, a circle with vrijuit.pub beside it, or the second line of a key file itself. */
static enum vr_status
fingerprint(const struct tool *tool, const char *word, const char *pin)
{
    char path[FILE_PATH_MAX];
    struct vr_circle *circle = NULL;
    size_t len = strlen(word);
    uint8_t key[32];
    enum vr_status status;

    if (access(word, F_OK) != 0) {
        struct vr_why why = { "" };

        status = vr_minisig_public_decode(key, word, len, &why);
        if (status != VR_OK) {
            return tool_refuse(status, word, "%s",
                               say(tool, "geen bestand en geen sleutel", "no file and no key"));
        }
    } else if (pin != NULL || (len > 5 && strcmp(word + len - 5, ".json") == 0)) {
        status = read_draft(&circle, tool, word);
        vr_circle_free(circle);
        if (status == VR_OK) {
            status = find_pin(path, pin, word);
        }
        if (status == VR_OK) {
            status = circles_read_pin(key, tool, path);
        }
    } else {
        status = circles_read_pin(key, tool, word);
    }
    if (status == VR_OK) {
        circle_show_fingerprint(tool, key);
    }

    return status;
}

static const struct {
    const char *name;
    enum vr_status (*run)(const struct tool *tool, const char *path, const char *pin);
} actions[] = {
    { "show", show },
    { "verify", verify },
    { "fingerprint", fingerprint },
};

enum outcome
command_circle(struct tool *tool, int argc, char **argv)
{
    struct texts rest = { 0 };
    const char *pin = NULL;
    enum outcome outcome = OUTCOME_OK;
    const struct option_row rows[] = {
        { "pin", NULL, &pin, NULL },
        { NULL, NULL, NULL, NULL },
    };

    if (argc > 1 && strcmp(argv[1], "sign") == 0) {
        argv[1] = argv[0]; /* the command that help is about */
        return command_circle_sign(tool, argc - 1, argv + 1);
    }
    if (!options_parse(&outcome, tool, rows, &rest, argc, argv)) {
        return outcome;
    }
    for (size_t i = 0; i < sizeof actions / sizeof actions[0] && rest.count == 2; i++) {
        if (strcmp(rest.item[0], actions[i].name) == 0) {
            return tool_outcome(actions[i].run(tool, rest.item[1], pin));
        }
    }

    return tool_usage(tool, "circle", "%s",
                      "circle show|verify|fingerprint FILE [--pin FILE], circle sign DRAFT "
                      "--share FILE...");
}

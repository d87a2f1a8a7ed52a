/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <libintl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sodium.h>

#include "cover.h"
#include "cover_unit.h"
#include "file.h"
#include "folder.h"
#include "visit.h"
#include "when.h"

#define UNIT_MAX ((size_t) 64 * 1024)

/* $XDG_CONFIG_HOME/systemd/user or ~/.config/systemd/user. */
static bool
unit_folder(char *folder, size_t size)
{
    const char *config = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");

    if (config != NULL && config[0] == '/') {
        return (size_t) snprintf(folder, size, "%s/systemd/user", config) < size;
    }

    return home != NULL && home[0] == '/' &&
           (size_t) snprintf(folder, size, "%s/.config/systemd/user", home) < size;
}

static bool
unit_path(char *path, size_t size, const char *name)
{
    char folder[PATH_MAX];

    return unit_folder(folder, sizeof folder) &&
           (size_t) snprintf(path, size, "%s/%s", folder, name) < size;
}

bool
cover_is_enabled(void)
{
    char path[PATH_MAX];

    return unit_path(path, sizeof path, COVER_TIMER) && access(path, F_OK) == 0;
}

/* systemctl --user with these words, as a user would type it; whether it ended well. */
static bool
run_systemctl(const char *words)
{
    char command[128];
    char shell[] = "sh";
    char option[] = "-c";
    char *const arguments[] = { shell, option, command, NULL };
    pid_t pid = -1;
    int status = -1;
    int error;

    (void) snprintf(command, sizeof command, "exec systemctl --user --quiet %s", words);
    error = posix_spawnp(&pid, shell, NULL, NULL, arguments, environ);
    while (error == 0 && waitpid(pid, &status, 0) < 0) {
        error = errno == EINTR ? 0 : errno;
    }

    return error == 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static enum vr_status
write_unit(const char *name, const char *text, struct vr_why *why)
{
    char folder[PATH_MAX];
    char path[PATH_MAX];

    if (!unit_folder(folder, sizeof folder) || !unit_path(path, sizeof path, name)) {
        return vr_refuse(why, VR_SYSTEM, gettext("there is no home folder for the timer"));
    }
    if (!folder_make(folder) || !folder_replace(folder, path, text, strlen(text))) {
        return vr_refuse(why, VR_SYSTEM, gettext("cannot write %.120s: %s"), path, strerror(errno));
    }

    return VR_OK;
}

/* False when there was nothing to remove. */
static bool
remove_units(void)
{
    static const char *const names[] = { COVER_TIMER, COVER_SERVICE };
    char path[PATH_MAX];
    bool is_removed = false;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (unit_path(path, sizeof path, names[i]) && unlink(path) == 0) {
            is_removed = true;
        }
    }

    return is_removed;
}

static enum vr_status
install_units(const struct client *client, struct vr_why *why)
{
    char *service = NULL;
    char timer[COVER_TIMER_MAX];
    enum vr_status status = cover_unit_service(&service, client->options, why);

    if (status != VR_OK) {
        return status;
    }
    cover_unit_timer(timer, randombytes_uniform(COVER_MINUTES));
    status = write_unit(COVER_SERVICE, service, why);
    free(service);
    /* The minute that chance chose once stays. */
    if (status == VR_OK && !cover_is_enabled()) {
        status = write_unit(COVER_TIMER, timer, why);
    }
    if (status == VR_OK &&
        (!run_systemctl("daemon-reload") || !run_systemctl("enable --now " COVER_TIMER))) {
        status = vr_refuse(why, VR_SYSTEM,
                           gettext("systemd did not take the timer: is this a login session? You "
                                   "can also let another scheduler run: vrijuit cover"));
    }
    if (status != VR_OK) {
        (void) remove_units(); /* a report must not wait for a timer that never comes */
    }

    return status;
}

/* A visit first: what does not work now would not work unseen. It also makes the queue. */
enum vr_status
cover_enable(struct client *client, struct vr_why *why)
{
    struct visit visit = { 0 };
    enum vr_status status = client->options->state != NULL
                                ? visit_make(&visit, client, client->now(), why)
                                : vr_refuse(why, VR_MALFORMED,
                                            gettext("cover needs its folder: it does not go with "
                                                    "--state none"));

    if (status == VR_OK) {
        status = visit_judge_tokens(&visit, why);
    }
    if (status == VR_OK) {
        status = install_units(client, why);
    }
    if (status == VR_OK) {
        terminal_say(client->terminal,
                     gettext("From now on this computer sends one packet on every working day, "
                             "between nine and five, also when you have nothing to say. A report "
                             "goes along with it, and nobody sees the difference.\n"
                             "A day on which the computer is off is made up later.\n"));
    }
    visit_wipe(&visit);

    return status;
}

enum vr_status
cover_disable(struct client *client, struct vr_why *why)
{
    bool is_stopped = run_systemctl("disable --now " COVER_TIMER);

    /* systemd keeps when the timer ran last. */
    (void) run_systemctl("clean --what=state " COVER_TIMER);
    if (!remove_units()) {
        return vr_refuse(why, VR_STALE, gettext("there is no timer"));
    }
    (void) run_systemctl("daemon-reload");
    terminal_say(client->terminal, gettext("The timer is gone. What waits in the queue is sent by: "
                                           "vrijuit cover\n"));

    return is_stopped ? VR_OK
                      : vr_refuse(why, VR_SYSTEM,
                                  gettext("systemd did not answer: the timer may run once more "
                                          "until you log out"));
}

/* When the timer fires is told out of its file. */
enum vr_status
cover_status(struct client *client, struct vr_why *why)
{
    static const char key[] = "OnCalendar=";
    char path[PATH_MAX];
    char *text = NULL;
    const char *line;
    size_t len = 0;
    enum vr_status status;

    if (!cover_is_enabled() || !unit_path(path, sizeof path, COVER_TIMER)) {
        return vr_refuse(why, VR_STALE,
                         gettext("there is no timer: vrijuit cover enable makes one"));
    }
    status = file_read(&text, &len, path, UNIT_MAX, why);
    if (status != VR_OK) {
        return status;
    }
    line = strstr(text, key);
    line = line == NULL ? "?" : line + strlen(key);
    terminal_say(client->terminal,
                 gettext("The timer is there. It starts at: %.*s, and waits up to two hours.\n"),
                 (int) strcspn(line, "\n"), line);
    if (!run_systemctl("is-active " COVER_TIMER)) {
        status = vr_refuse(why, VR_SYSTEM,
                           gettext("but systemd does not run it: vrijuit cover "
                                   "enable makes it anew"));
    }
    file_wipe(text, len);

    return status;
}

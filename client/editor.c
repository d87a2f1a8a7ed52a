/* SPDX-License-Identifier: EUPL-1.2 */
#include "editor.h"

#include <errno.h>
#include <libintl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sodium.h>

#define TEXT_MAX      65536U /* bytes of an edited text: more than any answer may have */
#define ARGUMENTS_MAX 12U

/* A program and the options with which it writes nothing but the file: no swap, backup, undo or
 * history file, no start-up file that could ask for one. */
struct kind {
    const char *name; /* begins the name of the program itself, behind all links */
    const char *options[8];
};

static const struct kind kinds[] = {
    { "vim",
      { "-n", "-u", "NONE", "-i", "NONE", "--cmd",
        "set nobackup nowritebackup noundofile nomodeline", NULL } },
    { "nano", { "--ignorercfiles", "--nonewlines", NULL } },
};

struct editor {
    const struct kind *kind;
    char program[PATH_MAX];
    int fd; /* file in memory, inherited by the editor */
    char text[TEXT_MAX + 1];
    char before[TEXT_MAX + 1];
};

/* The program of a name, behind all links. */
static bool
find_program(char program[static PATH_MAX], const char *name)
{
    const char *path = getenv("PATH");
    char candidate[PATH_MAX];
    bool is_found = false;

    if (strchr(name, '/') != NULL) {
        return access(name, X_OK) == 0 && realpath(name, program) != NULL;
    }
    while (!is_found && path != NULL && *path != 0) {
        size_t len = strcspn(path, ":");

        if ((size_t) snprintf(candidate, sizeof candidate, "%.*s/%s", (int) len, path, name) <
            sizeof candidate) {
            is_found = access(candidate, X_OK) == 0 && realpath(candidate, program) != NULL;
        }
        path += path[len] == 0 ? len : len + 1;
    }

    return is_found;
}

static const struct kind *
kind_of(const char *program)
{
    const char *slash = strrchr(program, '/');
    const char *name = slash == NULL ? program : slash + 1;

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strncmp(name, kinds[i].name, strlen(kinds[i].name)) == 0) {
            return &kinds[i];
        }
    }

    return NULL;
}

/* The editor that the person wants, or any that is here. */
static enum vr_status
choose(struct editor *editor, struct vr_why *why)
{
    const char *visual = getenv("VISUAL");
    const char *wanted = visual != NULL && visual[0] != 0 ? visual : getenv("EDITOR");
    static const char *const known[] = { "nano", "vim", "vi" };

    if (wanted != NULL && wanted[0] != 0) {
        char name[PATH_MAX];

        (void) snprintf(name, sizeof name, "%.*s", (int) strcspn(wanted, " "), wanted);
        if (!find_program(editor->program, name)) {
            return vr_refuse(why, VR_UNSUPPORTED, gettext("%.60s is not there"), name);
        }
        editor->kind = kind_of(editor->program);
        return editor->kind != NULL
                   ? VR_OK
                   : vr_refuse(why, VR_UNSUPPORTED,
                               gettext("%.60s may leave copies of your text on the disk; only vim "
                                       "and nano are known not to. Set EDITOR to one of them"),
                               name);
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (find_program(editor->program, known[i])) {
            editor->kind = kind_of(editor->program);
            if (editor->kind != NULL) {
                return VR_OK;
            }
        }
    }

    return vr_refuse(why, VR_UNSUPPORTED, gettext("neither nano nor vim is there"));
}

enum vr_status
editor_open(struct editor **out, const struct terminal *terminal, const char *text,
            struct vr_why *why)
{
    struct editor *editor;
    enum vr_status status;

    if (!terminal_is_typed(terminal)) {
        return vr_refuse(why, VR_UNSUPPORTED, gettext("there is no terminal"));
    }
    editor = calloc(1, sizeof *editor);
    if (editor == NULL) {
        return vr_refuse(why, VR_MEMORY, gettext("no memory"));
    }
    (void) sodium_mlock(editor, sizeof *editor); /* as well as the system allows */
    (void) snprintf(editor->before, sizeof editor->before, "%s%s", text, text[0] == 0 ? "" : "\n");
    memcpy(editor->text, editor->before, sizeof editor->text);
    editor->fd = memfd_create("vrijuit", 0);
    status = editor->fd >= 0
                 ? choose(editor, why)
                 : vr_refuse(why, VR_SYSTEM, gettext("this system has no files in memory"));
    if (status == VR_OK) {
        *out = editor;
    } else {
        editor_close(editor);
    }

    return status;
}

/* The file is wiped before it goes, as far as it was ever written. */
static void
wipe_file(int fd)
{
    static const char zeros[TEXT_MAX];

    if (fd >= 0) {
        (void) !pwrite(fd, zeros, sizeof zeros, 0);
        close(fd);
    }
}

void
editor_close(struct editor *editor)
{
    if (editor == NULL) {
        return;
    }
    wipe_file(editor->fd);
    (void) sodium_munlock(editor, sizeof *editor); /* wipes */
    free(editor);
}

/* With the environment that an editor needs, and nothing that could give it other options. */
static enum vr_status
spawn(pid_t *pid, const struct editor *editor)
{
    static const char *const names[] = { "TERM", "PATH", "HOME", "TERMINFO" };
    char variables[sizeof names / sizeof names[0]][PATH_MAX];
    char *environment[sizeof names / sizeof names[0] + 2] = { NULL };
    char words[ARGUMENTS_MAX][PATH_MAX];
    char *arguments[ARGUMENTS_MAX + 1] = { NULL };
    char locale[] = "LANG=C.UTF-8";
    size_t count = 0;
    size_t used = 0;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);

        if (value != NULL) {
            (void) snprintf(variables[used], PATH_MAX, "%s=%s", names[i], value);
            environment[used] = variables[used];
            used++;
        }
    }
    environment[used] = locale;
    (void) snprintf(words[count++], PATH_MAX, "%s", editor->program);
    for (const char *const *option = editor->kind->options; *option != NULL; option++) {
        (void) snprintf(words[count++], PATH_MAX, "%s", *option);
    }
    /* That of the editor itself: ours belongs to nobody, since we are not dumpable. */
    (void) snprintf(words[count++], PATH_MAX, "/proc/self/fd/%d", editor->fd);
    for (size_t i = 0; i < count; i++) {
        arguments[i] = words[i];
    }

    return posix_spawn(pid, editor->program, NULL, NULL, arguments, environment) == 0 ? VR_OK
                                                                                      : VR_SYSTEM;
}

/* What the keyboard sends meanwhile is for the editor. */
static enum vr_status
run_to_end(const struct editor *editor)
{
    const struct sigaction ignore = { .sa_handler = SIG_IGN };
    struct sigaction interrupt;
    struct sigaction quit;
    pid_t pid = -1;
    int result = -1;
    enum vr_status status = spawn(&pid, editor);

    if (status != VR_OK) {
        return status;
    }
    (void) sigaction(SIGINT, &ignore, &interrupt);
    (void) sigaction(SIGQUIT, &ignore, &quit);
    while (waitpid(pid, &result, 0) < 0 && errno == EINTR) {
    }
    (void) sigaction(SIGINT, &interrupt, NULL);
    (void) sigaction(SIGQUIT, &quit, NULL);

    return WIFEXITED(result) && WEXITSTATUS(result) == 0 ? VR_OK : VR_SYSTEM;
}

static enum vr_status
read_back(struct editor *editor, struct vr_why *why)
{
    char more;
    ssize_t len = pread(editor->fd, editor->text, TEXT_MAX, 0);

    if (len < 0) {
        return vr_refuse(why, VR_SYSTEM, gettext("the text cannot be read back"));
    }
    editor->text[len] = 0;
    if (pread(editor->fd, &more, 1, TEXT_MAX) > 0) {
        return vr_refuse(why, VR_FULL, gettext("the text is far too long"));
    }
    if (strlen(editor->text) != (size_t) len) {
        return vr_refuse(why, VR_MALFORMED, gettext("the text has characters that cannot be sent"));
    }

    return VR_OK;
}

enum vr_status
editor_run(struct editor *editor, struct vr_why *why)
{
    size_t len = strlen(editor->text);

    if (ftruncate(editor->fd, 0) != 0 ||
        pwrite(editor->fd, editor->text, len, 0) != (ssize_t) len) {
        return vr_refuse(why, VR_SYSTEM, gettext("this system has no files in memory"));
    }
    if (run_to_end(editor) != VR_OK) {
        return vr_refuse(why, VR_SYSTEM, gettext("%.100s ended with an error"), editor->program);
    }

    return read_back(editor, why);
}

char *
editor_text(struct editor *editor)
{
    return editor->text;
}

char *
editor_before(struct editor *editor)
{
    return editor->before;
}

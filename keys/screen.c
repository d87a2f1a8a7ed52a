/* SPDX-License-Identifier: EUPL-1.2 */
#include "screen.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <ncurses.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "prompt.h"
#include "terminal.h"

#define KEY_CTRL_D 4
#define KEY_ESC    27
#define KEY_RUBOUT 127

static enum vr_status
refuse_terminal(const struct tool *tool)
{
    return tool_refuse(VR_UNSUPPORTED, say(tool, "scherm", "screen"),
                       say(tool,
                           "te klein of onbekend (nodig: %d x %d); gebruik --plain, dat werkt "
                           "overal en ook met een schermlezer",
                           "too small or unknown (needed: %d x %d); use --plain, which works "
                           "everywhere and with a screen reader too"),
                       SCREEN_COLUMNS, SCREEN_ROWS);
}

/* What the description leaves out: the same keys as other terminals of its kind send them. */
static void
add_keys(void)
{
    static const struct {
        const char *sent;
        int key;
    } keys[] = {
        { "\033[A", KEY_UP },   { "\033[B", KEY_DOWN }, { "\033[H", KEY_HOME },
        { "\033OH", KEY_HOME }, { "\033[F", KEY_END },  { "\033OF", KEY_END },
    };

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        define_key(keys[i].sent, keys[i].key);
    }
}

/* Where the system has no description of the terminal, ours may do. */
static bool
know_terminal(const char *name)
{
    const char *ours = terminal_description(name);

    /* initscr would end the program where it does not know the terminal. */
    if (newterm(name, stdout, stdin) != NULL) {
        return true;
    }
    if (ours == NULL || setenv("TERMINFO", ours, 1) != 0 ||
        newterm(TERMINAL_NAME, stdout, stdin) == NULL) {
        return false;
    }
    add_keys();

    return true;
}

enum vr_status
screen_open(const struct tool *tool)
{
    const char *name = getenv("TERM");

    if (setlocale(LC_CTYPE, "") == NULL || MB_CUR_MAX == 1) {
        setlocale(LC_CTYPE, "C.UTF-8");
    }
    if (!know_terminal(name)) {
        return refuse_terminal(tool);
    }
    if (LINES < SCREEN_ROWS || COLS < SCREEN_COLUMNS) {
        endwin();
        return refuse_terminal(tool);
    }
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    set_escdelay(50);

    return VR_OK;
}

void
screen_close(void)
{
    erase();
    refresh();
    endwin();
    prompt_wipe();
}

size_t
screen_rows(void)
{
    return LINES > 0 ? (size_t) LINES : 0;
}

size_t
screen_columns(void)
{
    return COLS > 0 ? (size_t) COLS : 0;
}

void
screen_clear(void)
{
    erase();
}

void
screen_put(size_t row, const char *text, size_t len, enum screen_style style)
{
    static const attr_t styles[] = { A_NORMAL, A_REVERSE, A_BOLD };

    attrset((int) styles[style]);
    mvaddnstr((int) row, 0, text, (int) len);
    attrset(A_NORMAL);
}

void
screen_show(size_t row, size_t column)
{
    move((int) row, (int) column);
    refresh();
}

static int
name_key(int key)
{
    switch (key) {
    case KEY_UP:
        return SCREEN_UP;
    case KEY_DOWN:
        return SCREEN_DOWN;
    case KEY_PPAGE:
        return SCREEN_PAGE_UP;
    case KEY_NPAGE:
        return SCREEN_PAGE_DOWN;
    case KEY_HOME:
        return SCREEN_HOME;
    case KEY_END:
        return SCREEN_END;
    case KEY_ENTER:
    case '\r':
    case '\n':
        return SCREEN_ENTER;
    case KEY_BACKSPACE:
    case KEY_RUBOUT:
    case '\b':
        return SCREEN_BACK;
    case KEY_ESC:
        return SCREEN_ESCAPE;
    case KEY_RESIZE:
        return SCREEN_RESIZED;
    case 3: /* Ctrl-C, which is no signal here */
        return SCREEN_CLOSED;
    default:
        break;
    }
    if (key == KEY_CTRL_D || key == '\t' || (key >= ' ' && key < 256)) {
        return key;
    }

    return SCREEN_OTHER;
}

/* What came already waits inside ncurses, so that is asked before the descriptors. */
static bool
take_key(int *key)
{
    timeout(0);
    *key = getch();

    return *key != ERR;
}

int
screen_key(int signals, unsigned idle_seconds)
{
    struct pollfd wait[2] = { { STDIN_FILENO, POLLIN, 0 }, { signals, POLLIN, 0 } };
    int key = ERR;
    int ready;

    if (take_key(&key)) {
        return name_key(key);
    }
    ready = poll(wait, signals < 0 ? 1 : 2, (int) idle_seconds * 1000);
    if (ready == 0) {
        return SCREEN_IDLE;
    }
    if (ready < 0) {
        /* A change of size comes as a signal that ncurses handles. */
        return errno == EINTR ? SCREEN_RESIZED : SCREEN_CLOSED;
    }
    if ((signals >= 0 && (wait[1].revents & POLLIN) != 0) || (wait[0].revents & POLLIN) == 0 ||
        (wait[0].revents & POLLHUP) != 0) {
        return SCREEN_CLOSED;
    }

    return take_key(&key) ? name_key(key) : SCREEN_OTHER;
}

int
screen_hush(void)
{
    int memory = memfd_create("messages", MFD_CLOEXEC);
    int before;

    if (memory < 0) {
        return -1;
    }
    before = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (before >= 0) {
        dup2(memory, STDERR_FILENO);
    }
    close(memory);

    return before;
}

void
screen_unhush(int hush, char *said, size_t said_size)
{
    ssize_t got;

    said[0] = '\0';
    if (hush < 0) {
        return;
    }
    fflush(stderr);
    got = pread(STDERR_FILENO, said, said_size - 1, 0);
    said[got > 0 ? got : 0] = '\0';
    said[strcspn(said, "\n")] = '\0';
    dup2(hush, STDERR_FILENO);
    close(hush);
}

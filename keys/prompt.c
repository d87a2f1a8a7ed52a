/* SPDX-License-Identifier: EUPL-1.2 */
#include "prompt.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include <sodium.h>

bool
prompt_is_terminal(void)
{
    return isatty(STDIN_FILENO) == 1;
}

/* Byte by byte: a buffer of stdio would keep what people typed, and take lines meant for later. */
static enum vr_status
read_byte(char *byte)
{
    ssize_t got;

    do {
        got = read(STDIN_FILENO, byte, 1);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return VR_SYSTEM;
    }

    return got == 0 ? VR_STALE : VR_OK;
}

/* Waits for input; a signal that would end the program ends the question first (VR_CONFLICT), and
 * so does time (VR_FOREIGN); idle_ms -1 waits for ever. */
static enum vr_status
wait_input(int signals, int idle_ms)
{
    struct pollfd wait[2] = { { STDIN_FILENO, POLLIN, 0 }, { signals, POLLIN, 0 } };
    int ready;

    do {
        ready = poll(wait, signals < 0 ? 1 : 2, idle_ms);
    } while (ready < 0 && errno == EINTR);
    if (ready <= 0) {
        return ready == 0 ? VR_FOREIGN : VR_SYSTEM;
    }

    return signals >= 0 && (wait[1].revents & POLLIN) != 0 ? VR_CONFLICT : VR_OK;
}

/* As prompt_line; VR_STALE, VR_CONFLICT and VR_FOREIGN say nothing. */
static enum vr_status
take_line(const struct tool *tool, char line[static PROMPT_LINE_MAX], int signals, int idle_ms)
{
    size_t len = 0;
    char byte = '\0';
    enum vr_status status;

    for (;;) {
        status = wait_input(signals, idle_ms);
        if (status == VR_OK) {
            status = read_byte(&byte);
        }
        if (status == VR_STALE && len > 0) {
            break;
        }
        if (status != VR_OK) {
            goto out;
        }
        if (byte == '\n') {
            break;
        }
        if (byte == '\0' || len == PROMPT_LINE_MAX - 1) {
            status = tool_refuse(VR_FULL, say(tool, "invoer", "input"), "%s",
                                 say(tool, "de regel is te lang", "the line is too long"));
            goto out;
        }
        line[len++] = byte;
    }
    line[len] = '\0';
    status = VR_OK;
out:
    if (status != VR_OK) {
        sodium_memzero(line, PROMPT_LINE_MAX);
    }

    return status;
}

static enum vr_status
read_line(const struct tool *tool, char line[static PROMPT_LINE_MAX], int signals)
{
    enum vr_status status = take_line(tool, line, signals, -1);

    if (status == VR_STALE) {
        tool_refuse(status, say(tool, "invoer", "input"), "%s",
                    say(tool, "er komt geen regel meer, en er is er nog een nodig",
                        "no line is left, and one more is needed"));
    }

    return status;
}

static void
ask(const char *question)
{
    fflush(stdout);
    if (prompt_is_terminal()) {
        fprintf(stderr, "%s ", question);
        fflush(stderr);
    }
}

enum vr_status
prompt_line(const struct tool *tool, char line[static PROMPT_LINE_MAX], const char *question)
{
    ask(question);

    return read_line(tool, line, -1);
}

static void
ending_signals(sigset_t *set)
{
    static const int ending[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };

    sigemptyset(set);
    for (size_t i = 0; i < sizeof ending / sizeof ending[0]; i++) {
        sigaddset(set, ending[i]);
    }
}

/* With the echo off, a signal must not end the program before the terminal is as it was. The
 * question comes after the echo is off: who types at once must not see the words either. */
static enum vr_status
read_unseen(const struct tool *tool, char line[static PROMPT_LINE_MAX], const char *question)
{
    struct termios before, quiet;
    sigset_t ending, old;
    int signals;
    enum vr_status status;

    if (tcgetattr(STDIN_FILENO, &before) != 0) {
        return tool_refuse_errno(say(tool, "invoer", "input"), "tcgetattr");
    }
    ending_signals(&ending);
    sigprocmask(SIG_BLOCK, &ending, &old);
    signals = signalfd(-1, &ending, SFD_CLOEXEC | SFD_NONBLOCK);
    quiet = before;
    quiet.c_lflag &= ~(tcflag_t) (ECHO | ECHOE | ECHOK | ECHONL);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    ask(question);
    status = read_line(tool, line, signals);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    fputc('\n', stderr);
    if (signals >= 0) {
        close(signals);
    }
    sigprocmask(SIG_SETMASK, &old, NULL);

    return status;
}

enum vr_status
prompt_secret(const struct tool *tool, char line[static PROMPT_LINE_MAX], const char *question)
{
    if (!prompt_is_terminal()) {
        return read_line(tool, line, -1);
    }

    return read_unseen(tool, line, question);
}

int
prompt_signals_begin(void)
{
    sigset_t ending;
    int signals;

    ending_signals(&ending);
    signals = signalfd(-1, &ending, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signals >= 0) {
        sigprocmask(SIG_BLOCK, &ending, NULL);
    }

    return signals;
}

void
prompt_signals_end(int signals)
{
    sigset_t ending;

    if (signals >= 0) {
        close(signals);
        ending_signals(&ending);
        sigprocmask(SIG_UNBLOCK, &ending, NULL);
    }
}

enum prompt_end
prompt_command(const struct tool *tool, char line[static PROMPT_LINE_MAX], const char *question,
               unsigned idle_seconds, int signals)
{
    enum vr_status status;

    ask(question);
    status = take_line(tool, line, signals, (int) idle_seconds * 1000);
    if (status == VR_SYSTEM) {
        tool_refuse_errno(say(tool, "invoer", "input"), "read");
    }

    switch (status) {
    case VR_OK:
        return PROMPT_LINE;
    case VR_STALE:
    case VR_CONFLICT:
        return PROMPT_CLOSED;
    case VR_FOREIGN:
        return PROMPT_IDLE;
    case VR_MALFORMED:
    case VR_UNSUPPORTED:
    case VR_UNVERIFIED:
    case VR_FULL:
    case VR_SYSTEM:
    case VR_MEMORY:
        break;
    }

    return PROMPT_FAILED;
}

void
prompt_wipe(void)
{
    if (isatty(STDOUT_FILENO) == 1) {
        fputs("\033[H\033[2J\033[3J", stdout);
        fflush(stdout);
    }
}

enum vr_status
prompt_page(const struct tool *tool)
{
    char line[PROMPT_LINE_MAX];
    enum vr_status status;

    if (isatty(STDOUT_FILENO) != 1 || !prompt_is_terminal()) {
        return VR_OK;
    }
    status = prompt_line(tool, line,
                         say(tool, "Overgeschreven? Druk op Enter; het scherm wordt gewist.",
                             "Copied? Press Enter; the screen is wiped."));
    prompt_wipe();

    return status;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "terminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include <sodium.h>
#include <vrijuit/secret.h>

#include "plain.h"

#define BUFFER_SIZE 4096U
#define DELETE      '\x7f'
/* A line of this length may have been cut off by the terminal driver (N_TTY of Linux). */
#define TYPED_LINE_MAX 4095U

struct terminal {
    int in;
    int out;
    int err;
    bool is_typed;
    bool has_failed;
    size_t read_start;
    size_t read_end;
    size_t written;
    char input[BUFFER_SIZE];
    char output[BUFFER_SIZE];
};

enum vr_status
terminal_new(struct terminal **out, int in, int out_fd, int err_fd)
{
    void *memory;
    struct terminal *terminal;
    enum vr_status status = vr_secret_new(&memory, sizeof *terminal);

    if (status != VR_OK) {
        return status;
    }
    terminal = memory;
    terminal->out = out_fd;
    terminal->err = err_fd;
    terminal_read_from(terminal, in);
    *out = terminal;

    return VR_OK;
}

void
terminal_free(struct terminal *terminal)
{
    vr_secret_free(terminal);
}

bool
terminal_is_typed(const struct terminal *terminal)
{
    return terminal->is_typed;
}

void
terminal_read_from(struct terminal *terminal, int in)
{
    terminal->in = in;
    terminal->is_typed = isatty(in) == 1;
    terminal->read_start = 0;
    terminal->read_end = 0;
}

bool
terminal_is_fine(const struct terminal *terminal)
{
    return !terminal->has_failed;
}

static void
flush_to(struct terminal *terminal, int fd)
{
    size_t done = 0;
    ssize_t count;

    while (done < terminal->written) {
        count = write(fd, terminal->output + done, terminal->written - done);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            terminal->has_failed = true;
            break;
        }
        done += (size_t) count;
    }
    sodium_memzero(terminal->output, terminal->written);
    terminal->written = 0;
}

/* The two sinks of plain_write. len is at most a few bytes: a character. */
static void
put_out(void *arg, const char *bytes, size_t len)
{
    struct terminal *terminal = arg;

    if (terminal->written + len > sizeof terminal->output) {
        flush_to(terminal, terminal->out);
    }
    memcpy(terminal->output + terminal->written, bytes, len);
    terminal->written += len;
}

static void
put_err(void *arg, const char *bytes, size_t len)
{
    struct terminal *terminal = arg;

    if (terminal->written + len > sizeof terminal->output) {
        flush_to(terminal, terminal->err);
    }
    memcpy(terminal->output + terminal->written, bytes, len);
    terminal->written += len;
}

static void say(struct terminal *terminal, int fd, const struct plain_sink *sink, size_t width,
                const char *format, va_list arguments) __attribute__((format(printf, 5, 0)));

static void
say(struct terminal *terminal, int fd, const struct plain_sink *sink, size_t width,
    const char *format, va_list arguments)
{
    char *text = NULL;

    if (vasprintf(&text, format, arguments) < 0) {
        terminal->has_failed = true;
        return;
    }
    plain_write(sink, text, width);
    flush_to(terminal, fd);
    sodium_memzero(text, strlen(text));
    free(text);
}

void
terminal_say(struct terminal *terminal, const char *format, ...)
{
    const struct plain_sink sink = { put_out, terminal };
    va_list arguments;

    va_start(arguments, format);
    say(terminal, terminal->out, &sink, PLAIN_WIDTH, format, arguments);
    va_end(arguments);
}

void
terminal_complain(struct terminal *terminal, const char *format, ...)
{
    const struct plain_sink sink = { put_err, terminal };
    /* Whoever reads errors out of a file wants one line for each. */
    const size_t width = isatty(terminal->err) == 1 ? PLAIN_WIDTH : SIZE_MAX;
    va_list arguments;

    va_start(arguments, format);
    say(terminal, terminal->err, &sink, width, format, arguments);
    va_end(arguments);
}

static enum vr_status
fill_input(struct terminal *terminal)
{
    ssize_t count;

    do {
        count = read(terminal->in, terminal->input, sizeof terminal->input);
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
        return VR_SYSTEM;
    }
    terminal->read_start = 0;
    terminal->read_end = (size_t) count;

    return count == 0 ? VR_STALE : VR_OK;
}

static enum vr_status
take_byte(char *byte, struct terminal *terminal)
{
    enum vr_status status = VR_OK;

    if (terminal->read_start == terminal->read_end) {
        status = fill_input(terminal);
    }
    if (status == VR_OK) {
        *byte = terminal->input[terminal->read_start];
        terminal->input[terminal->read_start++] = 0;
    }

    return status;
}

enum vr_status
terminal_line(char *line, size_t size, struct terminal *terminal)
{
    enum vr_status status;
    size_t len = 0;
    char byte = 0;

    for (;;) {
        status = take_byte(&byte, terminal);
        if (status != VR_OK || byte == '\n') {
            break;
        }
        if (len < size) {
            line[len] = byte;
            if (byte == 0) {
                line[len] = DELETE;
            }
        }
        len++;
    }
    if (status == VR_SYSTEM || (status == VR_STALE && len == 0)) {
        return status;
    }
    if (len >= size || (terminal->is_typed && len >= TYPED_LINE_MAX)) {
        sodium_memzero(line, size);
        return VR_FULL;
    }
    if (len > 0 && line[len - 1] == '\r') {
        len--;
    }
    line[len] = 0;

    return VR_OK;
}

/* What ends or stops a program from the keyboard or from outside. */
static void
watched_signals(sigset_t *set)
{
    static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };

    sigemptyset(set);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        sigaddset(set, numbers[i]);
    }
}

/* Wait for input; *number is the signal that came instead, or 0. */
static enum vr_status
wait_input(int *number, const struct terminal *terminal, int signals)
{
    struct pollfd fds[2] = { { .fd = terminal->in, .events = POLLIN },
                             { .fd = signals, .events = POLLIN } };
    struct signalfd_siginfo info;

    int ready;

    *number = 0;
    do {
        ready = poll(fds, 2, -1);
    } while (ready < 0 && errno == EINTR);
    if (ready < 0) {
        return VR_SYSTEM;
    }
    if ((fds[1].revents & POLLIN) != 0) {
        if (read(signals, &info, sizeof info) != (ssize_t) sizeof info) {
            return VR_SYSTEM;
        }
        *number = (int) info.ssi_signo;
    }

    return VR_OK;
}

/* Let the signal do what it does, with the terminal as it was; back only after a stop. */
static void
give_way(int number, const sigset_t *before, const sigset_t *watched)
{
    sigset_t pending;

    (void) raise(number);
    sigprocmask(SIG_SETMASK, before, NULL);
    sigprocmask(SIG_BLOCK, watched, &pending);
}

static enum vr_status
read_without_echo(char *line, size_t size, struct terminal *terminal, const char *prompt,
                  const struct termios *shown, int signals, const sigset_t *before)
{
    struct termios hidden = *shown;
    enum vr_status status;
    sigset_t watched;
    int number = 0;

    watched_signals(&watched);
    hidden.c_lflag &= ~(tcflag_t) (ECHO | ECHOE | ECHOK | ECHONL);
    do {
        if (tcsetattr(terminal->in, TCSADRAIN, &hidden) != 0) {
            return VR_SYSTEM;
        }
        /* Only now: what is typed at the prompt must not be seen. */
        terminal_say(terminal, "%s", prompt);
        status = wait_input(&number, terminal, signals);
        if (status == VR_OK && number == 0) {
            status = terminal_line(line, size, terminal);
        }
        (void) tcsetattr(terminal->in, TCSADRAIN, shown);
        if (number != 0) {
            give_way(number, before, &watched);
        }
    } while (status == VR_OK && number != 0);

    return status;
}

enum vr_status
terminal_hidden_line(char *line, size_t size, struct terminal *terminal, const char *prompt)
{
    struct termios shown;
    enum vr_status status = VR_SYSTEM;
    sigset_t watched;
    sigset_t before;
    int signals = -1;

    if (!terminal->is_typed) {
        return terminal_line(line, size, terminal);
    }
    watched_signals(&watched);
    if (tcgetattr(terminal->in, &shown) != 0 || sigprocmask(SIG_BLOCK, &watched, &before) != 0) {
        return VR_SYSTEM;
    }
    signals = signalfd(-1, &watched, SFD_CLOEXEC);
    if (signals < 0) {
        goto out;
    }
    status = read_without_echo(line, size, terminal, prompt, &shown, signals, &before);
    terminal_say(terminal, "\n");
    close(signals);
out:
    sigprocmask(SIG_SETMASK, &before, NULL);

    return status;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* Preloaded into a daemon: its clock of the day is off by as many seconds as the file that
 * VRIJUIT_CLOCK names says, in decimal, at any moment. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long
offset(void)
{
    const char *path = getenv("VRIJUIT_CLOCK");
    char text[24] = "";
    ssize_t len;
    int fd;

    fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return 0;
    }
    len = read(fd, text, sizeof text - 1);
    close(fd);

    return len > 0 ? strtol(text, NULL, 10) : 0;
}

int
clock_gettime(clockid_t clock, struct timespec *now)
{
    long status = syscall(SYS_clock_gettime, clock, now);

    if (status == 0 && clock == CLOCK_REALTIME) {
        now->tv_sec += offset();
    }

    return (int) status;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* What a command takes: CPU time and the most memory that it held at once. Its output is dropped,
 * its input is ours. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measure.h"

static void
become(char *const argv[])
{
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

    if (null >= 0 && dup2(null, STDOUT_FILENO) >= 0) {
        execvp(argv[0], argv);
    }
    _exit(127);
}

static double
microseconds(const struct timeval *time)
{
    return (double) time->tv_sec * 1e6 + (double) time->tv_usec;
}

int
main(int argc, char *argv[])
{
    uint64_t start = measure_now();
    struct rusage usage;
    int status;
    pid_t child;

    if (argc < 2) {
        measure_stop("a command is wanted");
    }
    child = fork();
    if (child == 0) {
        become(argv + 1);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child) {
        measure_stop("%s: %s", argv[1], strerror(errno));
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        measure_stop("%s: failed", argv[1]);
    }
    printf("cpu_us=%.0f wall_us=%.0f peak_kib=%ld\n",
           microseconds(&usage.ru_utime) + microseconds(&usage.ru_stime),
           (double) (measure_now() - start) / 1e3, usage.ru_maxrss);

    return 0;
}

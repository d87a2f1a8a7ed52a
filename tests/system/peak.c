/* SPDX-License-Identifier: EUPL-1.2 */
/* peak FILE PROGRAM ARGUMENT...: run it, write its highest resident memory (KiB) to FILE, exit as
 * it did. */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
    struct rusage usage;
    int status;
    pid_t child;
    FILE *out;

    if (argc < 3) {
        return 2;
    }
    child = fork();
    if (child == 0) {
        execvp(argv[2], argv + 2);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child) {
        return 3;
    }
    out = fopen(argv[1], "w");
    if (out == NULL) {
        return 3;
    }
    fprintf(out, "%ld\n", usage.ru_maxrss);
    fclose(out);

    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* Runs a program that dies (SIGSYS) when it calls socket, socketpair, connect, bind, listen,
 * accept, sendto, sendmsg or io_uring_setup: nosocket PROGRAM ARGUMENT...  With PROGRAM "-" it
 * calls socket() itself, to show that the filter bites. */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define THIS_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define THIS_ARCH AUDIT_ARCH_AARCH64
#else
#error "add the architecture here"
#endif

static const long forbidden[] = {
    SYS_socket,  SYS_socketpair, SYS_connect, SYS_bind,     SYS_listen,         SYS_accept,
    SYS_accept4, SYS_sendto,     SYS_sendmsg, SYS_sendmmsg, SYS_io_uring_setup,
};

#define FORBIDDEN (sizeof forbidden / sizeof forbidden[0])

static int
close_sockets(void)
{
    struct sock_filter filter[5 + 2 * FORBIDDEN];
    struct sock_fprog program = { .filter = filter };
    unsigned short at = 0;

    filter[at++] = (struct sock_filter) BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                                                 offsetof(struct seccomp_data, arch));
    filter[at++] = (struct sock_filter) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, THIS_ARCH, 1, 0);
    filter[at++] = (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
    filter[at++] =
        (struct sock_filter) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < FORBIDDEN; i++) {
        filter[at++] =
            (struct sock_filter) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned) forbidden[i], 0, 1);
        filter[at++] = (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
    }
    filter[at++] = (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    program.len = at;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return -1;
    }

    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

int
main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: nosocket PROGRAM ARGUMENT...\n");
        return 2;
    }
    if (close_sockets() != 0) {
        fprintf(stderr, "nosocket: %s\n", strerror(errno));
        return 77;
    }
    if (strcmp(argv[1], "-") == 0) {
        return socket(AF_UNIX, SOCK_STREAM, 0) < 0 ? 1 : 0;
    }
    execvp(argv[1], argv + 1);
    fprintf(stderr, "nosocket: %s: %s\n", argv[1], strerror(errno));

    return 127;
}

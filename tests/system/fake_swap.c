/* SPDX-License-Identifier: EUPL-1.2 */
/* Preloaded into a program: the machine has swap, which a test cannot give it. */
#include <string.h>
#include <sys/sysinfo.h>

int
sysinfo(struct sysinfo *machine)
{
    memset(machine, 0, sizeof *machine);
    machine->totalswap = 1024;
    machine->mem_unit = 1024 * 1024;

    return 0;
}

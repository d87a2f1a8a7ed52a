/* SPDX-License-Identifier: EUPL-1.2 */
#include "swap.h"

#include <stdbool.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>

#include <vrijuit/secret.h>

static bool
has_swap(void)
{
    struct sysinfo machine;

    return sysinfo(&machine) != 0 || machine.totalswap > 0;
}

/* Whether the limit on locked memory holds for us: tried with memory that is not there. */
static bool
is_limited(void)
{
    struct rlimit limit;
    size_t len;
    void *probe;

    if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) {
        return false;
    }
    len = (size_t) limit.rlim_cur + 1;
    probe =
        mmap(NULL, len, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_LOCKED, -1, 0);
    if (probe == MAP_FAILED) {
        return true;
    }
    munmap(probe, len);

    return false;
}

enum vr_status
swap_avoid(const struct tool *tool)
{
    bool swap = has_swap();

    /* Under a limit everything that is locked counts, and what goes beyond it is no memory at all:
     * that price is worth paying only where there is swap. */
    if ((swap || !is_limited()) && mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0) {
        return VR_OK;
    }
    if (!swap || vr_secret_unlocked_is_allowed()) {
        return VR_OK;
    }

    return tool_refuse(
        VR_MEMORY, say(tool, "geheugen", "memory"), "%s",
        say(tool,
            "deze computer heeft wisselgeheugen, en het systeem wil de teksten niet in het "
            "geheugen vastzetten, dus ze kunnen op de schijf belanden; zet het wisselgeheugen "
            "uit (swapoff -a), of verhoog de grens (ulimit -l unlimited)",
            "this machine has swap, and the system refuses to lock the texts in memory, so "
            "they could reach the disk; switch swap off (swapoff -a), or raise the limit "
            "(ulimit -l unlimited)"));
}

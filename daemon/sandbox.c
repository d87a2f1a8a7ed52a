/* SPDX-License-Identifier: EUPL-1.2 */
#include "sandbox.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

enum vr_status
sandbox_enter(struct vr_why *why)
{
    const struct rlimit none = { 0, 0 };

    umask(0077);
    if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0 ||
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return vr_refuse(why, VR_SYSTEM, "core files cannot be turned off: %s", strerror(errno));
    }

    return VR_OK;
}

enum vr_status
sandbox_descriptors(uint32_t wanted, struct vr_why *why)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return vr_refuse(why, VR_SYSTEM, "%s", strerror(errno));
    }
    if (limit.rlim_cur >= wanted) {
        return VR_OK;
    }
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < wanted) {
        return vr_refuse(why, VR_FULL,
                         "max_connections needs %u descriptors, the limit is %llu: raise "
                         "LimitNOFILE of the service, or lower max_connections",
                         wanted, (unsigned long long) limit.rlim_cur);
    }

    return VR_OK;
}

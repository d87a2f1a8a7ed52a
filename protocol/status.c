/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/status.h>

#include <stdarg.h>
#include <stdio.h>

const char *
vr_status_text(enum vr_status status)
{
    switch (status) {
    case VR_OK:
        return "ok";
    case VR_MALFORMED:
        return "malformed";
    case VR_UNSUPPORTED:
        return "unsupported";
    case VR_UNVERIFIED:
        return "unverified";
    case VR_FOREIGN:
        return "foreign";
    case VR_STALE:
        return "stale";
    case VR_CONFLICT:
        return "conflict";
    case VR_FULL:
        return "full";
    case VR_MEMORY:
        return "memory";
    case VR_SYSTEM:
        return "system";
    }

    return "unknown";
}

enum vr_status
vr_refuse(struct vr_why *why, enum vr_status status, const char *format, ...)
{
    va_list arguments;

    if (why != NULL) {
        va_start(arguments, format);
        vsnprintf(why->text, sizeof why->text, format, arguments);
        va_end(arguments);
    }

    return status;
}

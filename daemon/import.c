/* SPDX-License-Identifier: EUPL-1.2 */
#include "import.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <vrijuit/onion.h>

#include "files.h"

static enum vr_status
judge_answer(long code, struct vr_why *why)
{
    switch (code) {
    case 202:
        return VR_OK;
    case 400:
        return vr_refuse(why, VR_MALFORMED,
                         "refused: it was made for another day or another circle, or it is "
                         "damaged; ask for a new one");
    case 404:
        return vr_refuse(why, VR_FOREIGN,
                         "this hop is not the entry: bring it to the first hop of the circle");
    case 503:
        return vr_refuse(why, VR_FULL,
                         "the daemon cannot take it now: see vrijuitd status, and try again later");
    case 0:
        return vr_refuse(why, VR_SYSTEM, "the daemon does not answer: does it run?");
    default:
        return vr_refuse(why, VR_SYSTEM, "the daemon answers %ld", code);
    }
}

enum vr_status
import_packet(struct ask *ask, const char *path, struct vr_why *why)
{
    enum vr_status status;
    char *packet = NULL;
    long code = 0;
    size_t len;

    errno = 0;
    status = files_read(&packet, &len, path, VR_PACKET_SIZE, why);
    if (status == VR_SYSTEM) {
        return vr_refuse(why, status, "cannot be read: %s", strerror(errno));
    }
    if (status == VR_FULL || (status == VR_OK && len != VR_PACKET_SIZE)) {
        status = vr_refuse(why, VR_MALFORMED, "not a packet: a file of exactly %u bytes is due",
                           VR_PACKET_SIZE);
    }
    if (status == VR_OK) {
        status = ask_call(&code, NULL, NULL, ask, "/v1/packets", packet, len, 0);
        status = status == VR_OK ? judge_answer(code, why)
                                 : vr_refuse(why, status, "the daemon cannot be called");
    }
    free(packet);

    return status;
}

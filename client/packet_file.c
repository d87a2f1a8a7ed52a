/* SPDX-License-Identifier: EUPL-1.2 */
#include "packet_file.h"

#include <errno.h>
#include <libintl.h>
#include <string.h>

#include "file.h"
#include "folder.h"

enum vr_status
packet_file_write(const char *path, const uint8_t packet[static VR_PACKET_SIZE], struct vr_why *why)
{
    return folder_create(path, packet, VR_PACKET_SIZE)
               ? VR_OK
               : vr_refuse(why, VR_SYSTEM, gettext("cannot write %.120s: %s"), path,
                           strerror(errno));
}

enum vr_status
packet_file_read(uint8_t packet[static VR_PACKET_SIZE], uint32_t *round, const char *path,
                 struct vr_why *why)
{
    char *bytes = NULL;
    size_t len = 0;
    enum vr_status status = file_read(&bytes, &len, path, VR_PACKET_SIZE, why);

    if (status != VR_OK && status != VR_FULL) {
        return status;
    }
    if (status == VR_OK && len == VR_PACKET_SIZE) {
        status = vr_onion_epoch(round, (const uint8_t *) bytes);
    } else {
        status = VR_MALFORMED;
    }
    if (status == VR_OK) {
        memcpy(packet, bytes, VR_PACKET_SIZE);
    } else {
        (void) vr_refuse(why, status, gettext("%.120s is not a packet of vrijuit"), path);
    }
    file_wipe(bytes, len);

    return status;
}

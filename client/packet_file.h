/* SPDX-License-Identifier: EUPL-1.2 */
/* A finished packet in a file, to be carried to another computer. */

#ifndef PACKET_FILE_H
#define PACKET_FILE_H

#include <stdint.h>

#include <vrijuit/onion.h>
#include <vrijuit/status.h>

/* A new file, mode 0600, whose times say nothing. An existing one is never touched. */
enum vr_status packet_file_write(const char *path, const uint8_t packet[static VR_PACKET_SIZE],
                                 struct vr_why *why) VR_MUST_CHECK;

/* The packet and the round in which the entry takes it. */
enum vr_status packet_file_read(uint8_t packet[static VR_PACKET_SIZE], uint32_t *round,
                                const char *path, struct vr_why *why) VR_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* Small files, read whole. */

#ifndef FILE_H
#define FILE_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/status.h>

/* All bytes of a file, or of standard input for "-", at most limit (VR_FULL). *out is malloced and
 * ends in a zero that *len does not count; file_wipe ends it. VR_SYSTEM with the reason. */
enum vr_status file_read(char **out, size_t *len, const char *path, size_t limit,
                         struct vr_why *why) VR_MUST_CHECK;
void file_wipe(char *bytes, size_t len);

/* The pinned key out of a minisign public key file. */
enum vr_status file_read_pin(uint8_t pin[static 32], const char *path,
                             struct vr_why *why) VR_MUST_CHECK;

#endif

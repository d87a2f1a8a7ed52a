/* SPDX-License-Identifier: EUPL-1.2 */
/* Files and folders, written so that a crash leaves the old or the new, never a half. */

#ifndef FILES_H
#define FILES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <vrijuit/status.h>

#include "tool.h"

#define FILE_PATH_MAX 4096U

/* The whole file, malloced, a zero behind it that *len does not count. Refuses what is longer than
 * limit. Says what is wrong. */
enum vr_status file_read(const struct tool *tool, char **out, size_t *len, const char *path,
                         size_t limit) VR_MUST_CHECK;

/* A new file with exactly this mode, synced; an existing one is refused. */
enum vr_status file_write_new(const char *path, mode_t mode, const void *bytes,
                              size_t len) VR_MUST_CHECK;

/* All of len bytes; VR_SYSTEM with errno. */
enum vr_status file_write_all(int fd, const void *bytes, size_t len) VR_MUST_CHECK;

enum vr_status folder_new(const char *path) VR_MUST_CHECK;
enum vr_status folder_sync(const char *path) VR_MUST_CHECK;

/* Sync the folder in which path stands. */
enum vr_status folder_sync_of(const char *path) VR_MUST_CHECK;

/* folder/name, or VR_FULL. */
enum vr_status path_join(char out[static FILE_PATH_MAX], const char *folder,
                         const char *name) VR_MUST_CHECK;

/* name in the folder in which path stands. */
enum vr_status path_beside(char out[static FILE_PATH_MAX], const char *path,
                           const char *name) VR_MUST_CHECK;

/* path with an ending behind it. */
enum vr_status path_with(char out[static FILE_PATH_MAX], const char *path,
                         const char *ending) VR_MUST_CHECK;

#endif

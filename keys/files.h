/* SPDX-License-Identifier: EUPL-1.2 */
/* Files and folders, written so that a crash leaves the old or the new, never a half. */

#ifndef FILES_H
#define FILES_H

#include <stdbool.h>
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

/* path.new, mode 0600, synced and out of the cache, so that reading it back reads the disk; what an
 * interrupted run left there is removed. Gives its name in next. */
enum vr_status file_write_beside(char next[static FILE_PATH_MAX], const char *path,
                                 const void *bytes, size_t len) VR_MUST_CHECK;

/* Give a new file or folder its name, never the place of another, and sync the folder. */
enum vr_status file_rename_new(const struct tool *tool, const char *from,
                               const char *to) VR_MUST_CHECK;

/* next takes the place of path in one step; then what path held is overwritten with zeros. */
enum vr_status file_take_place(const char *next, const char *path) VR_MUST_CHECK;

/* Overwrite a file with zeros, sync, remove. A stick may keep old blocks all the same. False when
 * it is still there. */
bool file_shred(const char *path);

/* Whether the folder in which path stands lies in memory (tmpfs). */
bool folder_is_in_memory(const char *path);

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

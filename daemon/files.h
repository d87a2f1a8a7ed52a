/* SPDX-License-Identifier: EUPL-1.2 */
/* Small files of the state folder: whole, atomic, synced; and files that hold a secret. */

#ifndef FILES_H
#define FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/status.h>

#define FILES_PATH_MAX 512U

/* "folder/name"; VR_FULL when it does not fit. */
enum vr_status files_path(char path[static FILES_PATH_MAX], const char *folder,
                          const char *name) VR_MUST_CHECK;

/* The folder, made with mode 0700 when it is not there. */
enum vr_status files_folder(const char *path, struct vr_why *why) VR_MUST_CHECK;

/* A whole file of at most max bytes, malloced, with a zero behind it that *len does not count. */
enum vr_status files_read(char **out, size_t *len, const char *path, size_t max,
                          struct vr_why *why) VR_MUST_CHECK;

/* Write a file so that after a crash the old or the new one is there, whole. mode as for open. */
enum vr_status files_write(const char *path, const void *bytes, size_t len, unsigned mode,
                           struct vr_why *why) VR_MUST_CHECK;

/* Read exactly len bytes into secret (locked memory of the caller). VR_FOREIGN when there is no
 * such file; VR_UNVERIFIED when others than its owner may read it. */
enum vr_status files_secret_read(uint8_t *secret, size_t len, const char *path,
                                 struct vr_why *why) VR_MUST_CHECK;

/* As files_secret_read; a file that is not there is made of random bytes and synced first. */
enum vr_status files_secret_make(uint8_t *secret, size_t len, const char *path,
                                 struct vr_why *why) VR_MUST_CHECK;

/* Overwrite with random bytes, sync, unlink, sync the folder. A file that is not there is fine. */
enum vr_status files_secret_destroy(const char *path, struct vr_why *why) VR_MUST_CHECK;

/* "folder/NUMBER.suffix"; VR_FULL when it does not fit. */
enum vr_status files_numbered_path(char path[static FILES_PATH_MAX], const char *folder,
                                   uint64_t number, const char *suffix) VR_MUST_CHECK;

/* Call visit for each file of the folder named so; stops at the first failure. */
enum vr_status files_numbered(const char *folder, const char *suffix,
                              enum vr_status (*visit)(void *arg, uint64_t number), void *arg,
                              struct vr_why *why) VR_MUST_CHECK;

/* fsync the folder in which path lies. */
enum vr_status files_sync_folder(const char *path, struct vr_why *why) VR_MUST_CHECK;

/* Exactly len bytes at offset; VR_SYSTEM. */
enum vr_status files_pwrite(int fd, const void *bytes, size_t len, uint64_t offset) VR_MUST_CHECK;
enum vr_status files_pread(int fd, void *bytes, size_t len, uint64_t offset) VR_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* The folder of what is kept between runs: files that are replaced as a whole or not at all, whose
 * times say nothing. */

#ifndef FOLDER_H
#define FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/status.h>

/* The file of a pinned key: one each, so that two circles do not disturb each other. False when the
 * name is too long. */
bool folder_path(char *path, size_t size, const char *folder, const uint8_t pin[static 32],
                 const char *suffix);

/* As mkdir -p, for us alone; false with errno. */
bool folder_make(const char *folder);

/* A new file, for us alone, whose times say nothing; false with errno, also when it is there. */
bool folder_create(const char *path, const void *bytes, size_t len);

/* Put these bytes in the place of a file of the folder; false with errno. */
bool folder_replace(const char *folder, const char *path, const void *bytes, size_t len);

/* Wait until no other run of the program changes files of the folder. A descriptor that ends the
 * wait of others when it is closed; -1 with errno. */
int folder_lock(const char *folder);

/* Open the file at path, for us alone and with times that say nothing, and lock it: a descriptor,
 * or -1 with errno. Without wait that is EWOULDBLOCK while another run has it. The lock ends when
 * the descriptor is closed, also by a crash. */
int folder_lock_file(const char *folder, const char *path, bool wait);

/* The refusal for what cannot be kept, with the reason of errno. */
enum vr_status folder_refuse(struct vr_why *why, const char *path);

#endif

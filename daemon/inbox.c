/* SPDX-License-Identifier: EUPL-1.2 */
#include "inbox.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include <vrijuit/bytes.h>
#include <vrijuit/handover.h>

#include "files.h"

#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_SIZE   crypto_aead_xchacha20poly1305_ietf_ABYTES
#define FILE_MAX   (NONCE_SIZE + VR_PART_MAX + TAG_SIZE)
#define NAME_SIZE  8U

static enum vr_status
part_path(char path[static FILES_PATH_MAX], const char *folder, uint32_t round, uint32_t part)
{
    char name[40];

    snprintf(name, sizeof name, "%u.%u.part", round, part);

    return files_path(path, folder, name);
}

/* Round and part are authenticated, so that a file under another name is no part. */
static void
name_of(uint8_t name[static NAME_SIZE], uint32_t round, uint32_t part)
{
    vr_store32(name, round);
    vr_store32(name + 4, part);
}

enum vr_status
inbox_put(const char *folder, uint32_t round, uint32_t part, const uint8_t key[static 32],
          const void *bytes, size_t len, struct vr_why *why)
{
    uint8_t *sealed = malloc(NONCE_SIZE + len + TAG_SIZE);
    char path[FILES_PATH_MAX];
    uint8_t name[NAME_SIZE];
    enum vr_status status;

    if (sealed == NULL) {
        return vr_refuse(why, VR_MEMORY, "no memory for a part");
    }
    name_of(name, round, part);
    randombytes_buf(sealed, NONCE_SIZE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_SIZE, NULL, bytes, len, name,
                                               sizeof name, NULL, sealed, key);
    status = files_folder(folder, why);
    if (status == VR_OK) {
        status = part_path(path, folder, round, part);
    }
    if (status == VR_OK) {
        status = files_write(path, sealed, NONCE_SIZE + len + TAG_SIZE, 0600, why);
    }
    free(sealed);

    return status;
}

enum vr_status
inbox_get(uint8_t **out, size_t *len, const char *folder, uint32_t round, uint32_t part,
          const uint8_t key[static 32], struct vr_why *why)
{
    char path[FILES_PATH_MAX];
    uint8_t name[NAME_SIZE];
    enum vr_status status;
    char *sealed = NULL;
    size_t sealed_len;
    uint8_t *plain;

    status = part_path(path, folder, round, part);
    if (status != VR_OK) {
        return status;
    }
    if (access(path, F_OK) != 0 && errno == ENOENT) {
        return vr_refuse(why, VR_FOREIGN, "%s: not there", path);
    }
    status = files_read(&sealed, &sealed_len, path, FILE_MAX, why);
    if (status != VR_OK) {
        return status;
    }
    name_of(name, round, part);
    plain = malloc(sealed_len + 1);
    if (plain == NULL) {
        status = vr_refuse(why, VR_MEMORY, "no memory for a part");
    } else if (sealed_len < NONCE_SIZE + TAG_SIZE ||
               crypto_aead_xchacha20poly1305_ietf_decrypt(
                   plain, NULL, NULL, (const uint8_t *) sealed + NONCE_SIZE,
                   sealed_len - NONCE_SIZE, name, sizeof name, (const uint8_t *) sealed,
                   key) != 0) {
        status = vr_refuse(why, VR_UNVERIFIED, "%s: damaged", path);
    }
    free(sealed);
    if (status != VR_OK) {
        free(plain);
        return status;
    }
    *out = plain;
    *len = sealed_len - NONCE_SIZE - TAG_SIZE;

    return VR_OK;
}

void
inbox_remove(const char *folder, uint32_t round, uint32_t parts)
{
    char path[FILES_PATH_MAX];

    for (uint32_t part = 1; part <= parts; part++) {
        if (part_path(path, folder, round, part) == VR_OK) {
            unlink(path);
        }
    }
}

static bool
is_part(const char *name)
{
    const char *end = strrchr(name, '.');

    return end != NULL && strcmp(end, ".part") == 0;
}

enum vr_status
inbox_clear(const char *folder, struct vr_why *why)
{
    enum vr_status status = files_folder(folder, why);
    const struct dirent *entry;
    DIR *handle;

    if (status != VR_OK) {
        return status;
    }
    handle = opendir(folder);
    if (handle == NULL) {
        return vr_refuse(why, VR_SYSTEM, "%s: %s", folder, strerror(errno));
    }
    while ((entry = readdir(handle)) != NULL) {
        char path[FILES_PATH_MAX];

        if (is_part(entry->d_name) && files_path(path, folder, entry->d_name) == VR_OK) {
            unlink(path);
        }
    }
    closedir(handle);

    return VR_OK;
}

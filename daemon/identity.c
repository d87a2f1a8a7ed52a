/* SPDX-License-Identifier: EUPL-1.2 */
#include "identity.h"

#include <string.h>
#include <sys/stat.h>

#include <sodium.h>

#include <vrijuit/bytes.h>
#include <vrijuit/keyfile.h>
#include <vrijuit/secret.h>

#include "files.h"

#define FILE_SIZE (VR_KEYFILE_HEADER + IDENTITY_SEED_SIZE)

/* Seed and file together in one piece of locked memory. */
struct identity {
    uint8_t seed[IDENTITY_SEED_SIZE];
    uint8_t file[FILE_SIZE];
};

static enum vr_status
new_identity(struct identity **out, struct vr_why *why)
{
    void *secret;
    enum vr_status status = vr_secret_new(&secret, sizeof **out);

    if (status != VR_OK) {
        return vr_refuse(why, status,
                         "memory for keys cannot be locked: raise LimitMEMLOCK of the service, or "
                         "ulimit -l");
    }
    *out = secret;

    return VR_OK;
}

static enum vr_status
write_public(const uint8_t pk[static 32], const char *state, struct vr_why *why)
{
    char line[VR_B64_LEN(32) + 2];
    char path[FILES_PATH_MAX];
    enum vr_status status = files_path(path, state, "identity.pub");

    if (status != VR_OK) {
        return status;
    }
    vr_b64_encode(line, pk, 32);
    strcat(line, "\n");

    return files_write(path, line, strlen(line), 0644, why);
}

enum vr_status
identity_make(uint8_t pk[static 32], const char *state, struct vr_why *why)
{
    static const uint8_t no_salt[40];
    struct identity *identity = NULL;
    char path[FILES_PATH_MAX];
    enum vr_status status;
    struct stat info;
    size_t len;

    status = files_folder(state, why);
    if (status == VR_OK) {
        status = files_path(path, state, "identity.key");
    }
    if (status == VR_OK && stat(path, &info) == 0) {
        status = vr_refuse(why, VR_CONFLICT,
                           "%s: there is an identity already; a new one needs a new circle: move "
                           "the old one away by hand if that is meant",
                           path);
    }
    if (status == VR_OK) {
        status = new_identity(&identity, why);
    }
    if (status != VR_OK) {
        return status;
    }
    randombytes_buf(identity->seed, sizeof identity->seed);
    vr_sign_public(pk, identity->seed);
    status = vr_keyfile_seal(identity->file, &len, VR_KEYFILE_IDENTITY, 0, 0, NULL, 0,
                             identity->seed, sizeof identity->seed, no_salt);
    if (status == VR_OK) {
        status = files_write(path, identity->file, len, 0600, why);
    }
    if (status == VR_OK) {
        status = write_public(pk, state, why);
    }
    vr_secret_free(identity);

    return status;
}

enum vr_status
identity_load(uint8_t **seed, uint8_t pk[static 32], const char *state, struct vr_why *why)
{
    struct identity *identity = NULL;
    struct vr_why reason = { 0 };
    char path[FILES_PATH_MAX];
    enum vr_status status;
    size_t len;

    status = files_path(path, state, "identity.key");
    if (status == VR_OK) {
        status = new_identity(&identity, why);
    }
    if (status != VR_OK) {
        return status;
    }
    status = files_secret_read(identity->file, sizeof identity->file, path, why);
    if (status == VR_FOREIGN) {
        vr_refuse(why, status, "%s: no identity yet: run vrijuitd init", path);
    }
    if (status == VR_OK) {
        status = vr_keyfile_open(identity->seed, &len, VR_KEYFILE_IDENTITY, identity->file,
                                 sizeof identity->file, NULL, 0, &reason);
        if (status != VR_OK) {
            vr_refuse(why, status, "%s: %.180s", path, reason.text);
        }
    }
    if (status != VR_OK) {
        vr_secret_free(identity);
        return status;
    }
    sodium_memzero(identity->file, sizeof identity->file);
    vr_sign_public(pk, identity->seed);
    *seed = identity->seed;

    return VR_OK;
}

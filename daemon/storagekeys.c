/* SPDX-License-Identifier: EUPL-1.2 */
#include "storagekeys.h"

#include <stdlib.h>

#include <vrijuit/secret.h>

#include "files.h"

struct storagekeys {
    char folder[FILES_PATH_MAX];
    bool read_only;
    uint32_t period; /* of key; UINT32_MAX when none is loaded */
    uint8_t key[STORAGE_KEY_SIZE];
};

enum vr_status
storagekeys_open(struct storagekeys **out, const char *state, bool read_only, struct vr_why *why)
{
    struct storagekeys *keys;
    enum vr_status status;
    void *secret;

    status = vr_secret_new(&secret, sizeof *keys);
    if (status != VR_OK) {
        return vr_refuse(why, status, "memory for keys cannot be locked: raise LimitMEMLOCK");
    }
    keys = secret;
    keys->read_only = read_only;
    keys->period = UINT32_MAX;
    status = files_path(keys->folder, state, "storage");
    if (status == VR_OK && !read_only) {
        status = files_folder(keys->folder, why);
    }
    if (status != VR_OK) {
        vr_secret_free(keys);
        return status;
    }
    *out = keys;

    return VR_OK;
}

void
storagekeys_close(struct storagekeys *keys)
{
    vr_secret_free(keys);
}

enum vr_status
storagekeys_get(const uint8_t **out, struct storagekeys *keys, uint32_t round, struct vr_why *why)
{
    uint32_t period = round / STORAGE_PERIOD;
    enum vr_status status = VR_OK;
    char path[FILES_PATH_MAX];

    if (keys->period != period) {
        keys->period = UINT32_MAX;
        status = files_numbered_path(path, keys->folder, period, "key");
        if (status == VR_OK) {
            status = keys->read_only ? files_secret_read(keys->key, sizeof keys->key, path, why)
                                     : files_secret_make(keys->key, sizeof keys->key, path, why);
        }
    }
    if (status == VR_OK) {
        keys->period = period;
        *out = keys->key;
    }

    return status;
}

struct forgetting {
    const struct storagekeys *keys;
    uint32_t period;
    struct vr_why *why;
};

static enum vr_status
forget_key(void *arg, uint64_t period)
{
    const struct forgetting *forgetting = arg;
    char path[FILES_PATH_MAX];
    enum vr_status status;

    if (period >= forgetting->period) {
        return VR_OK;
    }
    status = files_numbered_path(path, forgetting->keys->folder, period, "key");

    return status == VR_OK ? files_secret_destroy(path, forgetting->why) : status;
}

enum vr_status
storagekeys_forget(struct storagekeys *keys, uint32_t round, struct vr_why *why)
{
    struct forgetting forgetting = { keys, round / STORAGE_PERIOD, why };

    return files_numbered(keys->folder, "key", forget_key, &forgetting, why);
}

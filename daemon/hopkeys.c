/* SPDX-License-Identifier: EUPL-1.2 */
#include "hopkeys.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/secret.h>

#include "files.h"

#define EPOCHS_BEHIND 3U
#define EPOCHS_LIMIT  14U /* behind, whatever is needed */
#define EPOCHS        (EPOCHS_LIMIT + VR_EPOCHS_AHEAD)

struct pair {
    uint32_t epoch;
    bool is_there;
    uint8_t secret[32];
    uint8_t public_key[32];
};

/* Epoch e stands at e mod EPOCHS. */
struct hopkeys {
    uint32_t needed;
    char folder[FILES_PATH_MAX];
    struct pair pairs[EPOCHS];
};

enum vr_status
hopkeys_open(struct hopkeys **out, const char *folder, struct vr_why *why)
{
    struct hopkeys *keys;
    enum vr_status status;
    void *secret;

    status = vr_secret_new(&secret, sizeof *keys);
    if (status != VR_OK) {
        return vr_refuse(why, status,
                         "memory for keys cannot be locked: raise LimitMEMLOCK of the service, or "
                         "ulimit -l");
    }
    keys = secret;
    status = strlen(folder) < sizeof keys->folder ? files_folder(folder, why) : VR_FULL;
    if (status != VR_OK) {
        vr_secret_free(keys);
        return status;
    }
    strcpy(keys->folder, folder);
    keys->needed = UINT32_MAX;
    *out = keys;

    return VR_OK;
}

void
hopkeys_close(struct hopkeys *keys)
{
    vr_secret_free(keys);
}

/* Old keys are only read, never made: nobody could have used a new one. */
static enum vr_status
load_pair(struct hopkeys *keys, uint32_t epoch, uint32_t round, struct vr_why *why)
{
    struct pair *pair = &keys->pairs[epoch % EPOCHS];
    char path[FILES_PATH_MAX];
    enum vr_status status;

    if (pair->is_there && pair->epoch == epoch) {
        return VR_OK;
    }
    sodium_memzero(pair, sizeof *pair);
    status = files_numbered_path(path, keys->folder, epoch, "key");
    if (status != VR_OK) {
        return status;
    }
    if (epoch < round) {
        status = files_secret_read(pair->secret, sizeof pair->secret, path, why);
        if (status == VR_FOREIGN) {
            return VR_OK;
        }
    } else {
        status = files_secret_make(pair->secret, sizeof pair->secret, path, why);
    }
    if (status != VR_OK) {
        return status;
    }
    if (crypto_scalarmult_base(pair->public_key, pair->secret) != 0) {
        return vr_refuse(why, VR_UNVERIFIED, "%s: not a key", path);
    }
    pair->epoch = epoch;
    pair->is_there = true;

    return VR_OK;
}

struct expiry {
    struct hopkeys *keys;
    uint32_t first; /* that stays */
    struct vr_why *why;
};

static enum vr_status
destroy_old(void *arg, uint64_t epoch)
{
    const struct expiry *expiry = arg;
    char path[FILES_PATH_MAX];
    enum vr_status status;

    if (epoch >= expiry->first) {
        return VR_OK;
    }
    status = files_numbered_path(path, expiry->keys->folder, epoch, "key");
    if (status != VR_OK) {
        return status;
    }

    return files_secret_destroy(path, expiry->why);
}

static uint32_t
behind(uint32_t round, uint32_t rounds)
{
    return round > rounds ? round - rounds : 0;
}

/* The oldest epoch whose key stays in a round. */
static uint32_t
first_epoch(const struct hopkeys *keys, uint32_t round)
{
    uint32_t usual = behind(round, EPOCHS_BEHIND);
    uint32_t limit = behind(round, EPOCHS_LIMIT);

    if (keys->needed >= usual) {
        return usual;
    }

    return keys->needed > limit ? keys->needed : limit;
}

void
hopkeys_need(struct hopkeys *keys, uint32_t epoch)
{
    keys->needed = epoch;
}

/* In memory there is room for more epochs than usually stay. */
static void
forget_old(struct hopkeys *keys, uint32_t first)
{
    for (size_t i = 0; i < EPOCHS; i++) {
        if (keys->pairs[i].epoch < first) {
            sodium_memzero(&keys->pairs[i], sizeof keys->pairs[i]);
        }
    }
}

enum vr_status
hopkeys_advance(struct hopkeys *keys, uint32_t round, struct vr_why *why)
{
    struct expiry expiry = { keys, first_epoch(keys, round), why };
    enum vr_status status = VR_OK;

    forget_old(keys, expiry.first);
    for (uint32_t epoch = expiry.first; epoch < round + VR_EPOCHS_AHEAD && status == VR_OK;
         epoch++) {
        status = load_pair(keys, epoch, round, why);
    }
    if (status != VR_OK) {
        return status;
    }

    return files_numbered(keys->folder, "key", destroy_old, &expiry, why);
}

bool
hopkeys_pair(const struct hopkeys *keys, const uint8_t **secret, const uint8_t **public_key,
             uint32_t epoch)
{
    const struct pair *pair = &keys->pairs[epoch % EPOCHS];

    if (!pair->is_there || pair->epoch != epoch) {
        return false;
    }
    *secret = pair->secret;
    *public_key = pair->public_key;

    return true;
}

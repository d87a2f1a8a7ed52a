/* SPDX-License-Identifier: EUPL-1.2 */
#include "probe_set.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include <vrijuit/bytes.h>
#include <vrijuit/secret.h>

#include "files.h"

#define KEY_SIZE   32U
#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define SEALED     (NONCE_SIZE + PROBE_SET_SIZE + crypto_aead_xchacha20poly1305_ietf_ABYTES)

enum offset {
    AT_COUNT = 0,
    AT_IS_SENT = 1,
    AT_ACKNOWLEDGED = 2,
    AT_SENT = AT_ACKNOWLEDGED + PROBES_MAX * VR_PROBE_SIZE,
    AT_PACKET = AT_SENT + VR_PROBE_SIZE,
};

_Static_assert(AT_PACKET + VR_PACKET_SIZE == PROBE_SET_SIZE, "the parts of a set");

void
probe_set_encode(uint8_t bytes[static PROBE_SET_SIZE], const struct probe_set *set)
{
    bytes[AT_COUNT] = (uint8_t) set->count;
    bytes[AT_IS_SENT] = set->is_sent ? 1 : 0;
    memcpy(bytes + AT_ACKNOWLEDGED, set->acknowledged, sizeof set->acknowledged);
    memcpy(bytes + AT_SENT, set->sent, sizeof set->sent);
    memcpy(bytes + AT_PACKET, set->packet, sizeof set->packet);
}

enum vr_status
probe_set_decode(struct probe_set *set, const uint8_t bytes[static PROBE_SET_SIZE])
{
    if (bytes[AT_COUNT] > PROBES_MAX || bytes[AT_IS_SENT] > 1) {
        return VR_MALFORMED;
    }
    set->count = bytes[AT_COUNT];
    set->is_sent = bytes[AT_IS_SENT] == 1;
    memcpy(set->acknowledged, bytes + AT_ACKNOWLEDGED, sizeof set->acknowledged);
    memcpy(set->sent, bytes + AT_SENT, sizeof set->sent);
    memcpy(set->packet, bytes + AT_PACKET, sizeof set->packet);

    return VR_OK;
}

enum vr_status
probe_set_save(const char *folder, const struct probe_set *set, struct vr_why *why)
{
    char path[FILES_PATH_MAX];
    uint8_t *sealed = malloc(SEALED);
    uint8_t *plain = malloc(PROBE_SET_SIZE);
    enum vr_status status = VR_MEMORY;
    uint8_t round_le[4];
    void *key = NULL;

    if (sealed == NULL || plain == NULL || vr_secret_new(&key, KEY_SIZE) != VR_OK) {
        vr_refuse(why, status, "no memory for probes");
        goto out;
    }
    status = files_numbered_path(path, folder, set->round, "key");
    if (status == VR_OK) {
        status = files_secret_make(key, KEY_SIZE, path, why);
    }
    if (status != VR_OK) {
        goto out;
    }
    vr_store32(round_le, set->round);
    probe_set_encode(plain, set);
    randombytes_buf(sealed, NONCE_SIZE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_SIZE, NULL, plain, PROBE_SET_SIZE,
                                               round_le, sizeof round_le, NULL, sealed, key);
    status = files_numbered_path(path, folder, set->round, "probes");
    if (status == VR_OK) {
        status = files_write(path, sealed, SEALED, 0600, why);
    }
out:
    if (plain != NULL) {
        sodium_memzero(plain, PROBE_SET_SIZE);
    }
    free(plain);
    free(sealed);
    vr_secret_free(key);

    return status;
}

static enum vr_status
open_set(struct probe_set *set, const uint8_t *sealed, uint32_t round, const uint8_t *key)
{
    uint8_t *plain = malloc(PROBE_SET_SIZE);
    enum vr_status status = VR_UNVERIFIED;
    uint8_t round_le[4];

    if (plain == NULL) {
        return VR_MEMORY;
    }
    vr_store32(round_le, round);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, sealed + NONCE_SIZE,
                                                   SEALED - NONCE_SIZE, round_le, sizeof round_le,
                                                   sealed, key) == 0) {
        status = probe_set_decode(set, plain);
    }
    if (status == VR_OK) {
        set->round = round;
    }
    sodium_memzero(plain, PROBE_SET_SIZE);
    free(plain);

    return status;
}

enum vr_status
probe_set_load(struct probe_set *set, const char *folder, uint32_t round, struct vr_why *why)
{
    char path[FILES_PATH_MAX];
    enum vr_status status;
    char *sealed = NULL;
    void *key = NULL;
    size_t len = 0;

    status = vr_secret_new(&key, KEY_SIZE);
    if (status == VR_OK) {
        status = files_numbered_path(path, folder, round, "key");
    }
    if (status == VR_OK) {
        status = files_secret_read(key, KEY_SIZE, path, why);
    }
    if (status == VR_OK) {
        status = files_numbered_path(path, folder, round, "probes");
    }
    /* The key is made first: a crash may have come between. */
    if (status == VR_OK && access(path, F_OK) != 0) {
        status = VR_FOREIGN;
    }
    if (status == VR_OK) {
        status = files_read(&sealed, &len, path, SEALED, why);
    }
    if (status == VR_OK) {
        status =
            len == SEALED ? open_set(set, (const uint8_t *) sealed, round, key) : VR_UNVERIFIED;
        if (status != VR_OK) {
            vr_refuse(why, status, "%s: damaged: the probes of round %u are not known any more",
                      path, round);
        }
    }
    free(sealed);
    vr_secret_free(key);

    return status;
}

enum vr_status
probe_set_destroy(const char *folder, uint32_t round, struct vr_why *why)
{
    char path[FILES_PATH_MAX];
    enum vr_status status = files_numbered_path(path, folder, round, "key");

    if (status == VR_OK) {
        status = files_secret_destroy(path, why);
    }
    if (status == VR_OK) {
        status = files_numbered_path(path, folder, round, "probes");
    }
    if (status == VR_OK) {
        unlink(path);
    }

    return status;
}

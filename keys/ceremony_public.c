/* SPDX-License-Identifier: EUPL-1.2 */
#include "ceremony.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/bytes.h>
#include <vrijuit/minisig.h>

#include "dossier.h"

static enum vr_status
write_named(const char *folder, const char *name, mode_t mode, const void *bytes, size_t len)
{
    char path[FILE_PATH_MAX];
    enum vr_status status = path_join(path, folder, name);

    return status == VR_OK ? file_write_new(path, mode, bytes, len) : status;
}

static enum vr_status
sign_circle(char minisig[static VR_MINISIG_MAX], const char *text, size_t len,
            const uint8_t seed[static 32])
{
    char comment[VR_CIRCLE_COMMENT];
    struct vr_circle *circle = NULL;
    struct vr_why why;
    enum vr_status status = vr_circle_parse(&circle, text, len, &why);

    if (status != VR_OK) {
        return status;
    }
    vr_circle_comment(comment, circle);
    vr_circle_free(circle);

    return vr_minisig_sign(minisig, seed, comment, text, len);
}

static enum vr_status
write_circle(const struct ceremony *ceremony, const char *folder, const char *text, size_t len)
{
    char minisig[VR_MINISIG_MAX];
    char pub[VR_MINISIG_PUB_MAX];
    uint8_t seed[32];
    uint8_t pin[32];
    enum vr_status status;

    vr_seed_derive(seed, ceremony_secret_of(ceremony, PURPOSE_SIGNING)->scalar, VR_SEED_SIGNING);
    vr_sign_public(pin, seed);
    status = sign_circle(minisig, text, len, seed);
    sodium_memzero(seed, sizeof seed);
    if (status != VR_OK) {
        return tool_refuse(status, "circle.json", "%s", vr_status_text(status));
    }
    status = write_named(folder, "circle.json", 0644, text, len);
    if (status != VR_OK) {
        return status;
    }
    status = write_named(folder, "circle.json.minisig", 0644, minisig, strlen(minisig));
    if (status != VR_OK) {
        return status;
    }
    vr_minisig_public_encode(pub, pin);

    return write_named(folder, "vrijuit.pub", 0644, pub, strlen(pub));
}

enum vr_status
ceremony_write_public(const struct ceremony *ceremony, const char *folder, const char *text,
                      size_t len)
{
    const struct ceremony_secret *dossier = ceremony_secret_of(ceremony, PURPOSE_DOSSIER);
    char *sharing = NULL;
    size_t sharing_len = 0;
    enum vr_status status = write_circle(ceremony, folder, text, len);

    if (status != VR_OK) {
        return status;
    }
    status = dossier_sharing_encode(&sharing, &sharing_len, &dossier->sharing);
    if (status != VR_OK) {
        return tool_refuse(status, "dossier.json", "%s", vr_status_text(status));
    }
    status = write_named(folder, "dossier.json", 0644, sharing, sharing_len);
    free(sharing);

    return status;
}

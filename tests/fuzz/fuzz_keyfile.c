/* SPDX-License-Identifier: EUPL-1.2 */
/* A key file: what a header says must hold; a plain file that opens seals to the same bytes. Sealed
 * ones are only opened where Argon2id is cheap. */
#include <stdlib.h>
#include <string.h>

#include <vrijuit/keyfile.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
seal_again(const struct vr_keyfile_info *info, const uint8_t *secret, const uint8_t *data,
           size_t size)
{
    static const uint8_t zeros[40];
    uint8_t *again = malloc(VR_KEYFILE_MAX);
    size_t len = 0;

    if (again == NULL ||
        vr_keyfile_seal(again, &len, info->kind, 0, 0, NULL, 0, secret, info->secret_len, zeros) !=
            VR_OK ||
        len != size || memcmp(again, data, size) != 0) {
        abort();
    }
    free(again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vr_keyfile_info info;
    struct vr_why why;
    uint8_t *secret;
    size_t secret_len = 0;
    enum vr_status status;

    if (vr_keyfile_inspect(&info, data, size, &why) != VR_OK) {
        return 0;
    }
    if (info.secret_len + VR_KEYFILE_HEADER > size) {
        abort();
    }
    if (!info.plain && (info.ops > 1 || info.memory_kib > 8)) {
        return 0;
    }
    secret = malloc(info.secret_len + 1);
    if (secret == NULL) {
        abort();
    }
    status = vr_keyfile_open(secret, &secret_len, info.kind, data, size, "wachtwoord", 10, &why);
    if (status == VR_OK && secret_len != info.secret_len) {
        abort();
    }
    if (info.plain) {
        if (status != VR_OK) {
            abort();
        }
        seal_again(&info, secret, data, size);
    }
    free(secret);

    return 0;
}

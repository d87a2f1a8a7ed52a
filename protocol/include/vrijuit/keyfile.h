/* SPDX-License-Identifier: EUPL-1.2 */
/* Key file at rest; PROTOCOL.md section 10. Bytes only: whoever reads the file checks its mode. */

#ifndef VRIJUIT_KEYFILE_H
#define VRIJUIT_KEYFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/status.h>

#define VR_KEYFILE_HEADER 64U
#define VR_KEYFILE_SECRET (64U * 1024U) /* highest value of length */
#define VR_KEYFILE_MAX    (VR_KEYFILE_HEADER + VR_KEYFILE_SECRET)
#define VR_KEYFILE_TAG    16U

/* Argon2id as new files get it: 4 passes over 256 MiB. */
#define VR_KEYFILE_OPS        4U
#define VR_KEYFILE_MEMORY_KIB (256U * 1024U)

enum vr_keyfile_kind {
    VR_KEYFILE_SHARE = 1,
    VR_KEYFILE_IDENTITY = 2,
    VR_KEYFILE_TOKEN = 3,
};

struct vr_keyfile_info {
    enum vr_keyfile_kind kind;
    bool plain; /* kdf 0: no passphrase; the file's mode must be 0600 */
    uint32_t ops;
    uint32_t memory_kib;
    size_t secret_len; /* without the tag */
};

/* What the header says; everything that can be refused before memory is taken is refused here. */
enum vr_status vr_keyfile_inspect(struct vr_keyfile_info *info, const uint8_t *file, size_t len,
                                  struct vr_why *why) VR_MUST_CHECK;

/* Seal secret under passphrase; file has VR_KEYFILE_HEADER + secret_len + 16 bytes. With passphrase
 * NULL a plain file (identity and token only) of VR_KEYFILE_HEADER + secret_len. salt_nonce: 16 +
 * 24 random bytes (zeros are written in a plain file). */
enum vr_status vr_keyfile_seal(uint8_t *file, size_t *len, enum vr_keyfile_kind kind, uint32_t ops,
                               uint32_t memory_kib, const char *passphrase, size_t passphrase_len,
                               const void *secret, size_t secret_len,
                               const uint8_t salt_nonce[static 40]) VR_MUST_CHECK;

/* Open it; secret has info.secret_len bytes. VR_UNVERIFIED: wrong passphrase, or changed.
 * VR_FOREIGN when it is not of kind. */
enum vr_status vr_keyfile_open(uint8_t *secret, size_t *secret_len, enum vr_keyfile_kind kind,
                               const uint8_t *file, size_t len, const char *passphrase,
                               size_t passphrase_len, struct vr_why *why) VR_MUST_CHECK;

#endif

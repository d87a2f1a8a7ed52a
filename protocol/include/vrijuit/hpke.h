/* SPDX-License-Identifier: EUPL-1.2 */
/* HPKE, RFC 9180, mode base, HKDF-SHA256, ChaCha20-Poly1305, one message; PROTOCOL.md section 3.1.
 */

#ifndef VRIJUIT_HPKE_H
#define VRIJUIT_HPKE_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/status.h>
#include <vrijuit/suite.h>

#define VR_HPKE_TAG_SIZE 16U

/* The context after the key schedule. Secret: wipe it with sodium_memzero. */
struct vr_hpke {
    uint16_t kem_id;
    uint8_t key[32];
    uint8_t base_nonce[12];
    uint8_t exporter_secret[32];
};

/* Both sides of the key schedule. random has suite->random_len bytes. VR_UNVERIFIED for a public
 * key that is refused, VR_FOREIGN for an enc that is refused. */
enum vr_status vr_hpke_send(struct vr_hpke *hpke, uint8_t *enc, const struct vr_suite *suite,
                            const uint8_t *public_key, const void *info, size_t info_len,
                            const uint8_t *random) VR_MUST_CHECK;
enum vr_status vr_hpke_receive(struct vr_hpke *hpke, const struct vr_suite *suite,
                               const uint8_t *enc, const uint8_t *secret_key,
                               const uint8_t *public_key, const void *info,
                               size_t info_len) VR_MUST_CHECK;

/* Sequence 0. ct has len + 16 bytes; open writes len - 16. VR_UNVERIFIED when the tag is wrong;
 * plain may then hold zeros. */
void vr_hpke_seal(uint8_t *ct, const struct vr_hpke *hpke, const void *aad, size_t aad_len,
                  const uint8_t *plain, size_t len);
enum vr_status vr_hpke_open(uint8_t *plain, const struct vr_hpke *hpke, const void *aad,
                            size_t aad_len, const uint8_t *ct, size_t len) VR_MUST_CHECK;

/* Export(context, out_len), out_len at most 255 * 32. */
void vr_hpke_export(uint8_t *out, size_t out_len, const struct vr_hpke *hpke, const char *context);

#endif

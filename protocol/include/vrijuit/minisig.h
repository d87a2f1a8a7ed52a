/* SPDX-License-Identifier: EUPL-1.2 */
/* Signatures in minisign's format, prehashed ("ED"); PROTOCOL.md sections 3 and 6. */

#ifndef VRIJUIT_MINISIG_H
#define VRIJUIT_MINISIG_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/status.h>

#define VR_MINISIG_MAX     1024U /* bytes of a signature file that we write or read, zero included */
#define VR_MINISIG_COMMENT 256U
#define VR_MINISIG_PUB_MAX 256U

/* minisign key id of a public key: 8 bytes. */
void vr_minisig_key_id(uint8_t id[static 8], const uint8_t pk[static 32]);

/* The text of a public key file (two lines, ends in a zero). */
void vr_minisig_public_encode(char text[static VR_MINISIG_PUB_MAX], const uint8_t pk[static 32]);

/* The key in a public key file, or in its second line alone. VR_MALFORMED; VR_UNSUPPORTED when the
 * key id is not the one that PROTOCOL.md section 3 gives this key. */
enum vr_status vr_minisig_public_decode(uint8_t pk[static 32], const char *text, size_t len,
                                        struct vr_why *why) VR_MUST_CHECK;

/* The signature file over bytes (ends in a zero). comment: at most 200 bytes, one line. */
enum vr_status vr_minisig_sign(char text[static VR_MINISIG_MAX], const uint8_t seed[static 32],
                               const char *comment, const void *bytes, size_t len) VR_MUST_CHECK;

/* Verify both signatures; on success comment is the trusted comment. VR_MALFORMED, VR_UNSUPPORTED
 * (not prehashed), VR_FOREIGN (another key id), VR_UNVERIFIED. */
enum vr_status vr_minisig_verify(char comment[static VR_MINISIG_COMMENT], const char *text,
                                 size_t text_len, const uint8_t pk[static 32], const void *bytes,
                                 size_t len, struct vr_why *why) VR_MUST_CHECK;

#endif

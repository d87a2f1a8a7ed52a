/* SPDX-License-Identifier: EUPL-1.2 */
/* Little-endian integers, labelled hashes, HKDF and strict base64; PROTOCOL.md, conventions. */

#ifndef VRIJUIT_BYTES_H
#define VRIJUIT_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vrijuit/status.h>

#define VR_HASH_SIZE 32U

/* Length of the padded base64 of n bytes, without a terminating zero. */
#define VR_B64_LEN(n) (((n) + 2U) / 3U * 4U)

/* Some bytes, borrowed. */
struct vr_span {
    const void *bytes;
    size_t len;
};

uint16_t vr_load16(const uint8_t in[static 2]);
uint32_t vr_load32(const uint8_t in[static 4]);
uint64_t vr_load64(const uint8_t in[static 8]);
void vr_store16(uint8_t out[static 2], uint16_t value);
void vr_store32(uint8_t out[static 4], uint32_t value);
void vr_store64(uint8_t out[static 8], uint64_t value);

/* BLAKE2b of out_len (16 to 64) bytes over label with its terminating zero, then the spans. */
void vr_hash(uint8_t *out, size_t out_len, const char *label, const struct vr_span *spans,
             size_t count);

/* HKDF-SHA-256, RFC 5869. out_len is at most 8160. */
void vr_hkdf_extract(uint8_t prk[static 32], const void *salt, size_t salt_len, const void *ikm,
                     size_t ikm_len);
void vr_hkdf_expand(uint8_t *out, size_t out_len, const uint8_t prk[static 32], const void *info,
                    size_t info_len);

/* Base64, standard alphabet, padded. out has VR_B64_LEN(len) + 1 bytes. */
void vr_b64_encode(char *out, const void *bytes, size_t len);

/* Exactly len bytes out of exactly text_len characters, canonical only (RFC 4648, no stray bits, no
 * white space). VR_MALFORMED else; out is written only on success. */
enum vr_status vr_b64_decode(uint8_t *out, size_t len, const char *text,
                             size_t text_len) VR_MUST_CHECK;

/* Whether the bytes are valid UTF-8 (no overlong forms, no surrogates, at most U+10FFFF). */
bool vr_utf8_valid(const void *bytes, size_t len);

/* Whether valid UTF-8 has no control characters (C0, delete, C1) but line feed and tab. */
bool vr_text_clean(const char *text);

/* Code points in valid UTF-8. */
size_t vr_utf8_length(const char *text);

/* Strict Ed25519 (RFC 8032) over label with its terminating zero, then the bytes. A label of NULL
 * signs the bytes alone. VR_UNVERIFIED when it does not fit, VR_MEMORY. */
enum vr_status vr_sign(uint8_t signature[static 64], const uint8_t seed[static 32],
                       const char *label, const void *bytes, size_t len) VR_MUST_CHECK;
enum vr_status vr_sign_verify(const uint8_t signature[static 64], const uint8_t pk[static 32],
                              const char *label, const void *bytes, size_t len) VR_MUST_CHECK;

/* The Ed25519 public key of a seed. */
void vr_sign_public(uint8_t pk[static 32], const uint8_t seed[static 32]);

#endif

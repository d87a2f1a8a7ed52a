/* SPDX-License-Identifier: EUPL-1.2 */
/* A report, sealed end to end for a council; PROTOCOL.md section 4. */

#ifndef VRIJUIT_RECORD_H
#define VRIJUIT_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/status.h>
#include <vrijuit/suite.h>

#define VR_RECORD_SIZE  32192U
#define VR_LOCATOR_SIZE 16U
#define VR_CONTENT_MAX  31000U
/* Room for the padded content of any suite. */
#define VR_RECORD_PLAIN_MAX 32112U

/* A council's key pair of one period; the secret key is secret. */
struct vr_council_pair {
    const struct vr_suite *suite;
    uint8_t public_key[VR_SUITE_PUBLIC_MAX];
    uint8_t secret_key[VR_SUITE_SECRET_MAX];
};

/* council_key_id of a public key of suite. */
void vr_council_key_id(uint8_t id[static 32], const struct vr_suite *suite,
                       const uint8_t *public_key);

/* The pair of a seed. */
enum vr_status vr_council_pair_init(struct vr_council_pair *pair, const struct vr_suite *suite,
                                    const uint8_t seed[static VR_SEED_SIZE]) VR_MUST_CHECK;

/* Seal content (at most VR_CONTENT_MAX bytes, else VR_FULL). random has suite->random_len bytes. */
enum vr_status vr_record_seal(uint8_t record[static VR_RECORD_SIZE], const struct vr_suite *suite,
                              const uint8_t *council_public, const uint8_t locator[static 16],
                              const void *content, size_t content_len,
                              const uint8_t *random) VR_MUST_CHECK;

/* Open with one key. VR_FOREIGN: not for this key. VR_UNVERIFIED: for this key, but damaged (AEAD
 * or padding). content has room for VR_RECORD_PLAIN_MAX bytes; *content_len is its length without
 * padding and may be beyond VR_CONTENT_MAX: vr_content_decode refuses that. */
enum vr_status vr_record_open(uint8_t *content, size_t *content_len,
                              const struct vr_council_pair *pair,
                              const uint8_t record[static VR_RECORD_SIZE],
                              const uint8_t locator[static 16]) VR_MUST_CHECK;

#endif

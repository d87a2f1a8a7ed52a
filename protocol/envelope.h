/* SPDX-License-Identifier: EUPL-1.2 */
/* What records and reply cells have in common: commit 32 | enc | ct; PROTOCOL.md sections 4, 8. */

#ifndef ENVELOPE_H
#define ENVELOPE_H

#include <stddef.h>
#include <stdint.h>

#include <vrijuit/record.h>

/* All borrowed. */
struct envelope {
    const struct vr_suite *suite;
    size_t size; /* of the whole, in bytes */
    const void *info;
    size_t info_len;
    const void *aad;
    size_t aad_len;
};

/* Bytes of padded content; content has at least one byte less. */
size_t envelope_plain_len(const struct envelope *envelope);

/* Seal content into out. VR_FULL when it does not fit; VR_UNVERIFIED when the KEM refuses the key.
 * random has suite->random_len bytes. */
enum vr_status envelope_seal(uint8_t *out, const struct envelope *envelope,
                             const uint8_t *public_key, const void *content, size_t content_len,
                             const uint8_t *random) VR_MUST_CHECK;

/* content has room for envelope_plain_len bytes, and holds nothing after a failure. VR_FOREIGN: not
 * for this key. VR_UNVERIFIED: for this key, but damaged. */
enum vr_status envelope_open(uint8_t *content, size_t *content_len, const struct envelope *envelope,
                             const struct vr_council_pair *pair,
                             const uint8_t *sealed) VR_MUST_CHECK;

#endif

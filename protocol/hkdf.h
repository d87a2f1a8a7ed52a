/* SPDX-License-Identifier: EUPL-1.2 */
/* HKDF-SHA-256 over inputs in pieces, so that labelled inputs need no buffer. */

#ifndef HKDF_H
#define HKDF_H

#include <vrijuit/bytes.h>

void hkdf_extract(uint8_t prk[static 32], const void *salt, size_t salt_len,
                  const struct vr_span *ikm, size_t count);
void hkdf_expand(uint8_t *out, size_t out_len, const uint8_t prk[static 32],
                 const struct vr_span *info, size_t count);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
/* LabeledExtract and LabeledExpand of RFC 9180 section 4. */

#ifndef HPKE_LABEL_H
#define HPKE_LABEL_H

#include <vrijuit/bytes.h>

/* An empty salt, always. */
void hpke_label_extract(uint8_t prk[static 32], struct vr_span suite_id, const char *label,
                        const void *ikm, size_t ikm_len);
/* The same with the salt of 32 bytes that the key schedule wants, and empty ikm. */
void hpke_label_extract_salted(uint8_t prk[static 32], struct vr_span suite_id,
                               const uint8_t salt[static 32], const char *label);
void hpke_label_expand(uint8_t *out, size_t out_len, const uint8_t prk[static 32],
                       struct vr_span suite_id, const char *label, struct vr_span info);

#endif

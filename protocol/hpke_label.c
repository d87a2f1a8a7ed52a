/* SPDX-License-Identifier: EUPL-1.2 */
#include "hpke_label.h"

#include <string.h>

#include "hkdf.h"

#define VERSION     "HPKE-v1"
#define VERSION_LEN (sizeof VERSION - 1)

void
hpke_label_extract(uint8_t prk[static 32], struct vr_span suite_id, const char *label,
                   const void *ikm, size_t ikm_len)
{
    const struct vr_span spans[] = {
        { VERSION, VERSION_LEN },
        suite_id,
        { label, strlen(label) },
        { ikm, ikm_len },
    };

    hkdf_extract(prk, NULL, 0, spans, sizeof spans / sizeof spans[0]);
}

void
hpke_label_extract_salted(uint8_t prk[static 32], struct vr_span suite_id,
                          const uint8_t salt[static 32], const char *label)
{
    const struct vr_span spans[] = {
        { VERSION, VERSION_LEN },
        suite_id,
        { label, strlen(label) },
    };

    hkdf_extract(prk, salt, 32, spans, sizeof spans / sizeof spans[0]);
}

void
hpke_label_expand(uint8_t *out, size_t out_len, const uint8_t prk[static 32],
                  struct vr_span suite_id, const char *label, struct vr_span info)
{
    const uint8_t length[] = { (uint8_t) (out_len >> 8), (uint8_t) (out_len & 0xff) };
    const struct vr_span spans[] = {
        { length, sizeof length },
        { VERSION, VERSION_LEN },
        suite_id,
        { label, strlen(label) },
        info,
    };

    hkdf_expand(out, out_len, prk, spans, sizeof spans / sizeof spans[0]);
}

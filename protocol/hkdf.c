/* SPDX-License-Identifier: EUPL-1.2 */
#include "hkdf.h"

#include <string.h>

#include <sodium.h>

static void
update_all(crypto_auth_hmacsha256_state *state, const struct vr_span *spans, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        crypto_auth_hmacsha256_update(state, spans[i].bytes, spans[i].len);
    }
}

void
hkdf_extract(uint8_t prk[static 32], const void *salt, size_t salt_len, const struct vr_span *ikm,
             size_t count)
{
    crypto_auth_hmacsha256_state state;

    /* libsodium wants a pointer, even to no bytes. */
    crypto_auth_hmacsha256_init(&state, salt_len == 0 ? "" : salt, salt_len);
    update_all(&state, ikm, count);
    crypto_auth_hmacsha256_final(&state, prk);
    sodium_memzero(&state, sizeof state);
}

void
hkdf_expand(uint8_t *out, size_t out_len, const uint8_t prk[static 32], const struct vr_span *info,
            size_t count)
{
    crypto_auth_hmacsha256_state state;
    uint8_t block[crypto_auth_hmacsha256_BYTES];
    uint8_t counter = 1;
    size_t part;

    for (size_t done = 0; done < out_len; done += part) {
        part = out_len - done < sizeof block ? out_len - done : sizeof block;
        crypto_auth_hmacsha256_init(&state, prk, 32);
        if (done > 0) {
            crypto_auth_hmacsha256_update(&state, block, sizeof block);
        }
        update_all(&state, info, count);
        crypto_auth_hmacsha256_update(&state, &counter, 1);
        crypto_auth_hmacsha256_final(&state, block);
        memcpy(out + done, block, part);
        counter++;
    }
    sodium_memzero(&state, sizeof state);
    sodium_memzero(block, sizeof block);
}

void
vr_hkdf_extract(uint8_t prk[static 32], const void *salt, size_t salt_len, const void *ikm,
                size_t ikm_len)
{
    const struct vr_span span = { ikm, ikm_len };

    hkdf_extract(prk, salt, salt_len, &span, 1);
}

void
vr_hkdf_expand(uint8_t *out, size_t out_len, const uint8_t prk[static 32], const void *info,
               size_t info_len)
{
    const struct vr_span span = { info, info_len };

    hkdf_expand(out, out_len, prk, &span, 1);
}

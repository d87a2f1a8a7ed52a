/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/bytes.h>

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

uint16_t
vr_load16(const uint8_t in[static 2])
{
    return (uint16_t) (in[0] | in[1] << 8);
}

uint32_t
vr_load32(const uint8_t in[static 4])
{
    return vr_load16(in) | (uint32_t) vr_load16(in + 2) << 16;
}

uint64_t
vr_load64(const uint8_t in[static 8])
{
    return vr_load32(in) | (uint64_t) vr_load32(in + 4) << 32;
}

void
vr_store16(uint8_t out[static 2], uint16_t value)
{
    out[0] = (uint8_t) (value & 0xff);
    out[1] = (uint8_t) (value >> 8);
}

void
vr_store32(uint8_t out[static 4], uint32_t value)
{
    vr_store16(out, (uint16_t) (value & 0xffff));
    vr_store16(out + 2, (uint16_t) (value >> 16));
}

void
vr_store64(uint8_t out[static 8], uint64_t value)
{
    vr_store32(out, (uint32_t) (value & 0xffffffff));
    vr_store32(out + 4, (uint32_t) (value >> 32));
}

void
vr_hash(uint8_t *out, size_t out_len, const char *label, const struct vr_span *spans, size_t count)
{
    crypto_generichash_state state;

    crypto_generichash_init(&state, NULL, 0, out_len);
    crypto_generichash_update(&state, (const uint8_t *) label, strlen(label) + 1);
    for (size_t i = 0; i < count; i++) {
        crypto_generichash_update(&state, spans[i].bytes, spans[i].len);
    }
    crypto_generichash_final(&state, out, out_len);
    sodium_memzero(&state, sizeof state);
}

void
vr_b64_encode(char *out, const void *bytes, size_t len)
{
    sodium_bin2base64(out, VR_B64_LEN(len) + 1, bytes, len, sodium_base64_VARIANT_ORIGINAL);
}

/* Decode in chunks on the stack; written to out unless that is NULL. */
static enum vr_status
decode_b64(uint8_t *out, size_t len, const char *text)
{
    uint8_t chunk[48];
    char again[VR_B64_LEN(sizeof chunk) + 1];
    enum vr_status status = VR_OK;

    for (size_t done = 0; done < len; done += sizeof chunk) {
        size_t part = len - done < sizeof chunk ? len - done : sizeof chunk;
        size_t got = 0;

        if (sodium_base642bin(chunk, sizeof chunk, text + done / 3 * 4, VR_B64_LEN(part), NULL,
                              &got, NULL, sodium_base64_VARIANT_ORIGINAL) != 0 ||
            got != part) {
            status = VR_MALFORMED;
            break;
        }
        /* libsodium 1.0.18 takes many bytes above 0x7f for letters of the alphabet. */
        vr_b64_encode(again, chunk, part);
        if (sodium_memcmp(again, text + done / 3 * 4, VR_B64_LEN(part)) != 0) {
            status = VR_MALFORMED;
            break;
        }
        if (out != NULL) {
            memcpy(out + done, chunk, part);
        }
    }
    sodium_memzero(chunk, sizeof chunk);
    sodium_memzero(again, sizeof again);

    return status;
}

enum vr_status
vr_b64_decode(uint8_t *out, size_t len, const char *text, size_t text_len)
{
    enum vr_status status;

    if (text_len != VR_B64_LEN(len)) {
        return VR_MALFORMED;
    }
    status = decode_b64(NULL, len, text);
    if (status != VR_OK) {
        return status;
    }

    return decode_b64(out, len, text);
}

/* Length of the valid UTF-8 sequence at the start, 0 when there is none. */
static size_t
sequence_len(const uint8_t *bytes, size_t len)
{
    static const uint32_t lowest[] = { 0, 0, 0x80, 0x800, 0x10000 };
    uint32_t point;
    size_t need;

    if (bytes[0] < 0x80) {
        return 1;
    }
    if (bytes[0] < 0xc0 || bytes[0] > 0xf7) {
        return 0;
    }
    need = bytes[0] >= 0xf0 ? 4 : bytes[0] >= 0xe0 ? 3 : 2;
    if (len < need) {
        return 0;
    }
    point = bytes[0] & (0x7fU >> need);
    for (size_t i = 1; i < need; i++) {
        if ((bytes[i] & 0xc0) != 0x80) {
            return 0;
        }
        point = point << 6 | (bytes[i] & 0x3f);
    }
    if (point < lowest[need] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
        return 0;
    }

    return need;
}

bool
vr_utf8_valid(const void *bytes, size_t len)
{
    const uint8_t *at = bytes;
    size_t done = 0;

    while (done < len) {
        size_t step = sequence_len(at + done, len - done);

        if (step == 0) {
            return false;
        }
        done += step;
    }

    return true;
}

bool
vr_text_clean(const char *text)
{
    for (const unsigned char *at = (const unsigned char *) text; *at != '\0'; at++) {
        if ((*at < 0x20 && *at != '\n' && *at != '\t') || *at == 0x7f) {
            return false;
        }
        if (*at == 0xc2 && at[1] < 0xa0) {
            return false;
        }
    }

    return true;
}

size_t
vr_utf8_length(const char *text)
{
    size_t count = 0;

    for (const char *at = text; *at != '\0'; at++) {
        if (((uint8_t) *at & 0xc0) != 0x80) {
            count++;
        }
    }

    return count;
}

/* label with its zero, then the bytes; malloced. Ed25519 reads its message twice, so there is no
 * signing in parts. */
static enum vr_status
join_label(uint8_t **out, size_t *out_len, const char *label, const void *bytes, size_t len)
{
    size_t label_len = label == NULL ? 0 : strlen(label) + 1;
    uint8_t *message = malloc(label_len + len + 1);

    if (message == NULL) {
        return VR_MEMORY;
    }
    if (label_len > 0) {
        memcpy(message, label, label_len);
    }
    if (len > 0) {
        memcpy(message + label_len, bytes, len);
    }
    *out = message;
    *out_len = label_len + len;

    return VR_OK;
}

enum vr_status
vr_sign(uint8_t signature[static 64], const uint8_t seed[static 32], const char *label,
        const void *bytes, size_t len)
{
    uint8_t pk[crypto_sign_PUBLICKEYBYTES];
    uint8_t sk[crypto_sign_SECRETKEYBYTES];
    uint8_t *message;
    size_t message_len;
    enum vr_status status;

    status = join_label(&message, &message_len, label, bytes, len);
    if (status != VR_OK) {
        return status;
    }
    crypto_sign_seed_keypair(pk, sk, seed);
    crypto_sign_detached(signature, NULL, message, message_len, sk);
    sodium_memzero(sk, sizeof sk);
    sodium_memzero(message, message_len);
    free(message);

    return VR_OK;
}

enum vr_status
vr_sign_verify(const uint8_t signature[static 64], const uint8_t pk[static 32], const char *label,
               const void *bytes, size_t len)
{
    uint8_t *message;
    size_t message_len;
    enum vr_status status;

    status = join_label(&message, &message_len, label, bytes, len);
    if (status != VR_OK) {
        return status;
    }
    if (crypto_sign_verify_detached(signature, message, message_len, pk) != 0) {
        status = VR_UNVERIFIED;
    }
    sodium_memzero(message, message_len);
    free(message);

    return status;
}

void
vr_sign_public(uint8_t pk[static 32], const uint8_t seed[static 32])
{
    uint8_t sk[crypto_sign_SECRETKEYBYTES];

    crypto_sign_seed_keypair(pk, sk, seed);
    sodium_memzero(sk, sizeof sk);
}

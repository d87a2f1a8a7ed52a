/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/circle.h>

#include <string.h>

#include <vrijuit/bytes.h>
#include <vrijuit/words.h>

#define WORD_BITS 11U

/* Eleven bits from bit `from`, most significant bit of each byte first. */
static uint16_t
word_index(const uint8_t *bytes, size_t from)
{
    unsigned index = 0;

    for (size_t bit = from; bit < from + WORD_BITS; bit++) {
        unsigned octet = bytes[bit / 8];

        index = index << 1 | (octet >> (7 - bit % 8) & 1U);
    }

    return (uint16_t) index;
}

void
vr_fingerprint(char words[static VR_FINGERPRINT_SIZE], enum vr_lang lang,
               const uint8_t key[static 32])
{
    const struct vr_span span = { key, 32 };
    uint8_t hash[VR_HASH_SIZE];
    char *at = words;

    vr_hash(hash, sizeof hash, "vrijuit fingerprint v1", &span, 1);
    for (size_t i = 0; i < VR_FINGERPRINT_WORDS; i++) {
        at = stpcpy(at, vr_word(lang, word_index(hash, i * WORD_BITS)));
        *at++ = ' ';
    }
    at[-1] = '\0';
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <vrijuit/codename.h>

#include <string.h>

#include <sodium.h>

#include <vrijuit/bytes.h>

#define TYPED_MAX     1024U
#define INDEX_BITS    11U
#define ROOT_OPS      3U
#define ROOT_MEMORY   ((size_t) 64 << 20)
#define SPACES        " \t\n\v\f\r"
#define LOCATOR_LABEL "vrijuit locator v1"
#define SEED_LABEL    "vrijuit reply seed v1"

_Static_assert(VR_WORDS == 1U << INDEX_BITS, "PROTOCOL.md section 8");
_Static_assert(VR_CODENAME_SIZE == VR_CODENAME_WORDS * (VR_WORD_MAX + 1), "words and spaces");

/* A word inside a longer text. */
struct piece {
    const char *start;
    size_t len;
};

/* Join eight words with single spaces. */
static void
join_words(char codename[static VR_CODENAME_SIZE],
           const struct piece words[static VR_CODENAME_WORDS])
{
    char *at = codename;

    for (size_t i = 0; i < VR_CODENAME_WORDS; i++) {
        memcpy(at, words[i].start, words[i].len);
        at += words[i].len;
        *at++ = i + 1 < VR_CODENAME_WORDS ? ' ' : '\0';
    }
}

static uint16_t
take_index(const uint8_t bits[static VR_CODENAME_BITS], size_t position)
{
    unsigned int index = 0;

    for (size_t at = position * INDEX_BITS; at < (position + 1) * INDEX_BITS; at++) {
        index = index << 1 | ((unsigned int) bits[at / 8] >> (7 - at % 8) & 1U);
    }

    return (uint16_t) index;
}

void
vr_codename_make(char codename[static VR_CODENAME_SIZE], enum vr_lang lang,
                 const uint8_t bits[static VR_CODENAME_BITS])
{
    struct piece words[VR_CODENAME_WORDS];

    for (size_t i = 0; i < VR_CODENAME_WORDS; i++) {
        words[i].start = vr_word(lang, take_index(bits, i));
        words[i].len = strlen(words[i].start);
    }
    join_words(codename, words);
    sodium_memzero(words, sizeof words);
}

static void
lower_letters(char *out, const char *typed, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        out[i] = typed[i];
        if (typed[i] >= 'A' && typed[i] <= 'Z') {
            out[i] = (char) (typed[i] - 'A' + 'a');
        }
    }
    out[len] = '\0';
}

/* The first eight words of text; returns how many there are in all. */
static size_t
split_words(struct piece words[static VR_CODENAME_WORDS], const char *text)
{
    size_t count = 0;

    for (text += strspn(text, SPACES); *text != '\0'; text += strspn(text, SPACES)) {
        size_t len = strcspn(text, SPACES);

        if (count < VR_CODENAME_WORDS) {
            words[count].start = text;
            words[count].len = len;
        }
        count++;
        text += len;
    }

    return count;
}

/* The language in which most of the words are known, so that one slip does not decide it. */
static enum vr_lang
guess_lang(const struct piece words[static VR_CODENAME_WORDS])
{
    size_t dutch = 0;
    size_t english = 0;

    for (size_t i = 0; i < VR_CODENAME_WORDS; i++) {
        dutch += vr_word_find(VR_NL, words[i].start, words[i].len) >= 0;
        english += vr_word_find(VR_EN, words[i].start, words[i].len) >= 0;
    }

    return english > dutch ? VR_EN : VR_NL;
}

static enum vr_status
check_words(const struct piece words[static VR_CODENAME_WORDS], struct vr_why *why)
{
    const enum vr_lang lang = guess_lang(words);

    for (size_t i = 0; i < VR_CODENAME_WORDS; i++) {
        const char *near;

        if (vr_word_find(lang, words[i].start, words[i].len) >= 0) {
            continue;
        }
        near = vr_word_near(lang, words[i].start, words[i].len);
        if (near == NULL) {
            return vr_refuse(why, VR_MALFORMED, "word %zu is not in the list", i + 1);
        }
        return vr_refuse(why, VR_MALFORMED, "word %zu is not in the list, the nearest is %s", i + 1,
                         near);
    }

    return VR_OK;
}

enum vr_status
vr_codename_normalise(char codename[static VR_CODENAME_SIZE], const char *typed, struct vr_why *why)
{
    struct piece words[VR_CODENAME_WORDS];
    char text[TYPED_MAX + 1];
    size_t len = strlen(typed);
    size_t count;
    enum vr_status status;

    if (len > TYPED_MAX) {
        return vr_refuse(why, VR_MALFORMED, "longer than a codename can be");
    }
    lower_letters(text, typed, len);
    count = split_words(words, text);
    if (count != VR_CODENAME_WORDS) {
        status =
            vr_refuse(why, VR_MALFORMED, "%zu words where %u are due", count, VR_CODENAME_WORDS);
        goto out;
    }
    status = check_words(words, why);
    if (status != VR_OK) {
        goto out;
    }
    join_words(codename, words);
out:
    sodium_memzero(text, sizeof text);
    sodium_memzero(words, sizeof words);

    return status;
}

enum vr_status
vr_codename_root(uint8_t root[static VR_ROOT_SIZE], const char *codename,
                 const uint8_t pin[static 32])
{
    const struct vr_span span = { pin, 32 };
    uint8_t salt[crypto_pwhash_SALTBYTES];

    vr_hash(salt, sizeof salt, "vrijuit codename salt v1", &span, 1);
    if (crypto_pwhash(root, VR_ROOT_SIZE, codename, strlen(codename), salt, ROOT_OPS, ROOT_MEMORY,
                      crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return VR_MEMORY;
    }

    return VR_OK;
}

void
vr_codename_locator(uint8_t locator[static VR_LOCATOR_SIZE],
                    const uint8_t root[static VR_ROOT_SIZE], uint32_t index)
{
    uint8_t info[sizeof LOCATOR_LABEL + 4];

    memcpy(info, LOCATOR_LABEL, sizeof LOCATOR_LABEL);
    vr_store32(info + sizeof LOCATOR_LABEL, index);
    vr_hkdf_expand(locator, VR_LOCATOR_SIZE, root, info, sizeof info);
}

void
vr_codename_reply_seed(uint8_t seed[static VR_SEED_SIZE], const uint8_t root[static VR_ROOT_SIZE],
                       const struct vr_suite *suite)
{
    uint8_t info[sizeof SEED_LABEL + 2];

    memcpy(info, SEED_LABEL, sizeof SEED_LABEL);
    vr_store16(info + sizeof SEED_LABEL, suite->id);
    vr_hkdf_expand(seed, VR_SEED_SIZE, root, info, sizeof info);
}

void
vr_reply_key_id(uint8_t id[static 32], const struct vr_suite *suite, const uint8_t *public_key)
{
    uint8_t number[2];
    const struct vr_span spans[] = {
        { number, sizeof number },
        { public_key, suite->public_len },
    };

    vr_store16(number, suite->id);
    vr_hash(id, VR_HASH_SIZE, "vrijuit reply key v1", spans, 2);
}

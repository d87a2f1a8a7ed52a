/* SPDX-License-Identifier: EUPL-1.2 */
/* Shares on paper: 42 bytes, six lines of words, the text of a QR code. */
#include <vrijuit/share.h>

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/bytes.h>

#define PAPER_VERSION  1U
#define PAPER_BODY     36U   /* bytes under the check */
#define PAPER_CHECK    6U    /* bytes that hold its 42 bits */
#define PAPER_LAST     0xc0U /* of the last byte two bits are used */
#define WORD_BITS      11U
#define WORDS_ON_PAPER (VR_SHARE_LINES * VR_SHARE_LINE_WORDS)
#define LINE_TOKENS    (VR_SHARE_LINE_WORDS + 1U)

_Static_assert(WORDS_ON_PAPER == 30, "PROTOCOL.md section 9");
_Static_assert(PAPER_BODY + PAPER_CHECK == VR_SHARE_SIZE, "PROTOCOL.md section 9");

static const char qr_prefix[] = "VRIJUIT-SHARE-1:";

_Static_assert(sizeof qr_prefix + 2 * VR_SHARE_SIZE == VR_SHARE_QR_SIZE, "PROTOCOL.md section 9");

static void
paper_check(uint8_t check[static PAPER_CHECK], const uint8_t body[static PAPER_BODY])
{
    uint8_t hash[32];

    crypto_generichash_blake2b(hash, sizeof hash, body, PAPER_BODY, NULL, 0);
    memcpy(check, hash, PAPER_CHECK);
    check[PAPER_CHECK - 1] &= PAPER_LAST;
    sodium_memzero(hash, sizeof hash);
}

void
vr_share_encode(uint8_t paper[static VR_SHARE_SIZE], const struct vr_share *share)
{
    paper[0] = (uint8_t) (PAPER_VERSION << 4 | (share->threshold & 15U));
    paper[1] = (uint8_t) ((share->members & 15U) << 4 | (share->index & 15U));
    memcpy(&paper[2], share->sharing, sizeof share->sharing);
    memcpy(&paper[4], share->value, sizeof share->value);
    paper_check(&paper[PAPER_BODY], paper);
}

static bool
scalar_is_reduced(const uint8_t scalar[static VR_SCALAR_SIZE])
{
    uint8_t wide[64] = { 0 };
    uint8_t reduced[VR_SCALAR_SIZE];
    bool same;

    memcpy(wide, scalar, VR_SCALAR_SIZE);
    crypto_core_ristretto255_scalar_reduce(reduced, wide);
    same = sodium_memcmp(reduced, scalar, sizeof reduced) == 0;
    sodium_memzero(wide, sizeof wide);
    sodium_memzero(reduced, sizeof reduced);

    return same;
}

static enum vr_status
judge_head(const uint8_t paper[static VR_SHARE_SIZE], struct vr_why *why)
{
    unsigned threshold = paper[0] & 15U;
    unsigned members = paper[1] >> 4;
    unsigned index = paper[1] & 15U;
    bool alone = threshold == 1 && members == 1;

    if (!alone && (threshold < 2 || threshold > members)) {
        return vr_refuse(why, VR_MALFORMED, "a share of %u out of %u cannot be", threshold,
                         members);
    }
    if (index < 1 || index > members) {
        return vr_refuse(why, VR_MALFORMED, "share %u out of %u cannot be", index, members);
    }

    return VR_OK;
}

enum vr_status
vr_share_decode(struct vr_share *share, const uint8_t paper[static VR_SHARE_SIZE],
                struct vr_why *why)
{
    uint8_t check[PAPER_CHECK];
    bool fits;
    enum vr_status status;

    if (paper[0] >> 4 != PAPER_VERSION) {
        return vr_refuse(why, VR_UNSUPPORTED, "version %u of a share, where 1 is due",
                         paper[0] >> 4);
    }
    paper_check(check, paper);
    fits = sodium_memcmp(check, &paper[PAPER_BODY], sizeof check) == 0;
    sodium_memzero(check, sizeof check);
    if (!fits) {
        return vr_refuse(why, VR_UNVERIFIED, "the share has a mistake in it");
    }
    status = judge_head(paper, why);
    if (status != VR_OK) {
        return status;
    }
    if (!scalar_is_reduced(&paper[4])) {
        return vr_refuse(why, VR_MALFORMED, "the scalar of the share is not reduced");
    }
    share->threshold = paper[0] & 15U;
    share->members = paper[1] >> 4;
    share->index = paper[1] & 15U;
    memcpy(share->sharing, &paper[2], sizeof share->sharing);
    memcpy(share->value, &paper[4], sizeof share->value);

    return VR_OK;
}

/* Word number `place` of the 330 bits, most significant bit first. */
static uint16_t
word_at(const uint8_t paper[static VR_SHARE_SIZE], unsigned place)
{
    unsigned word = 0;

    for (unsigned bit = place * WORD_BITS; bit < (place + 1) * WORD_BITS; bit++) {
        word = word << 1 | ((unsigned) paper[bit / 8] >> (7 - bit % 8) & 1U);
    }

    return (uint16_t) word;
}

static void
put_word(uint8_t paper[static VR_SHARE_SIZE], unsigned place, unsigned word)
{
    for (unsigned i = 0; i < WORD_BITS; i++) {
        unsigned bit = place * WORD_BITS + i;
        unsigned value = word >> (WORD_BITS - 1 - i) & 1U;

        paper[bit / 8] = (uint8_t) (paper[bit / 8] | value << (7 - bit % 8));
    }
}

static uint16_t
line_check(unsigned number, const uint16_t indexes[static VR_SHARE_LINE_WORDS])
{
    uint8_t bytes[1 + 2 * VR_SHARE_LINE_WORDS] = { (uint8_t) number };
    const struct vr_span span = { bytes, sizeof bytes };
    uint8_t hash[32];
    uint16_t check;

    for (size_t i = 0; i < VR_SHARE_LINE_WORDS; i++) {
        vr_store16(&bytes[1 + 2 * i], indexes[i]);
    }
    vr_hash(hash, sizeof hash, "vrijuit line v1", &span, 1);
    check = (uint16_t) (hash[0] << 3 | hash[1] >> 5);
    sodium_memzero(bytes, sizeof bytes);
    sodium_memzero(hash, sizeof hash);

    return check;
}

void
vr_share_line(char line[static VR_SHARE_LINE_SIZE], const struct vr_share *share, unsigned number,
              enum vr_lang lang)
{
    uint8_t paper[VR_SHARE_SIZE];
    uint16_t indexes[VR_SHARE_LINE_WORDS];

    vr_share_encode(paper, share);
    for (unsigned i = 0; i < VR_SHARE_LINE_WORDS; i++) {
        indexes[i] = word_at(paper, (number - 1) * VR_SHARE_LINE_WORDS + i);
    }
    snprintf(line, VR_SHARE_LINE_SIZE, "%s %s %s %s %s %s", vr_word(lang, indexes[0]),
             vr_word(lang, indexes[1]), vr_word(lang, indexes[2]), vr_word(lang, indexes[3]),
             vr_word(lang, indexes[4]), vr_word(lang, line_check(number, indexes)));
    sodium_memzero(paper, sizeof paper);
    sodium_memzero(indexes, sizeof indexes);
}

/* The six words of a line as a person typed them: lower case, cut at white space. */
struct tokens {
    char word[LINE_TOKENS][VR_SHARE_LINE_SIZE];
};

static enum vr_status
split_line(struct tokens *tokens, const char *line, unsigned number, struct vr_why *why)
{
    static const char space[] = " \t\r\n";
    size_t count = 0;

    line += strspn(line, space);
    while (*line != '\0') {
        size_t len = strcspn(line, space);

        if (count == LINE_TOKENS || len >= sizeof tokens->word[0]) {
            return vr_refuse(why, VR_MALFORMED, "line %u has more than six words", number);
        }
        for (size_t i = 0; i < len; i++) {
            bool upper = line[i] >= 'A' && line[i] <= 'Z';

            tokens->word[count][i] = (char) (upper ? line[i] - 'A' + 'a' : line[i]);
        }
        tokens->word[count][len] = '\0';
        count++;
        line += len;
        line += strspn(line, space);
    }
    if (count < LINE_TOKENS) {
        return vr_refuse(why, VR_MALFORMED, "line %u has %zu words, where six are due", number,
                         count);
    }

    return VR_OK;
}

static enum vr_status
refuse_word(const char *word, enum vr_lang lang, bool lang_known, unsigned number, size_t place,
            struct vr_why *why)
{
    const char *near = vr_word_near(lang, word, strlen(word));

    if (near == NULL && !lang_known) {
        near = vr_word_near(VR_EN, word, strlen(word));
    }
    if (near == NULL) {
        return vr_refuse(why, VR_MALFORMED, "line %u: word %zu is not in the list", number,
                         place + 1);
    }

    return vr_refuse(why, VR_MALFORMED,
                     "line %u: word %zu is not in the list; the nearest word is '%s'", number,
                     place + 1, near);
}

/* The two lists have no word in common, so the first word tells the language. */
static enum vr_lang
lang_of(const char *word)
{
    return vr_word_find(VR_EN, word, strlen(word)) >= 0 ? VR_EN : VR_NL;
}

enum vr_status
vr_share_line_decode(uint16_t indexes[static VR_SHARE_LINE_WORDS], enum vr_lang *lang,
                     bool *lang_known, const char *line, unsigned number, struct vr_why *why)
{
    uint16_t found[LINE_TOKENS];
    struct tokens tokens;
    enum vr_lang in = VR_NL;
    enum vr_status status;

    status = split_line(&tokens, line, number, why);
    if (status != VR_OK) {
        goto out;
    }
    in = *lang_known ? *lang : lang_of(tokens.word[0]);
    for (size_t i = 0; i < LINE_TOKENS; i++) {
        int index = vr_word_find(in, tokens.word[i], strlen(tokens.word[i]));

        if (index < 0) {
            status = refuse_word(tokens.word[i], in, *lang_known || i > 0, number, i, why);
            goto out;
        }
        found[i] = (uint16_t) index;
    }
    if (line_check(number, found) != found[VR_SHARE_LINE_WORDS]) {
        status = vr_refuse(why, VR_UNVERIFIED,
                           "line %u: its last word does not fit the others: one of the six is "
                           "wrong, or it is another line",
                           number);
        goto out;
    }
    memcpy(indexes, found, VR_SHARE_LINE_WORDS * sizeof indexes[0]);
    *lang = in;
    *lang_known = true;
out:
    sodium_memzero(found, sizeof found);
    sodium_memzero(&tokens, sizeof tokens);

    return status;
}

enum vr_status
vr_share_from_indexes(struct vr_share *share, const uint16_t indexes[static 30], struct vr_why *why)
{
    uint8_t paper[VR_SHARE_SIZE] = { 0 };
    enum vr_status status;

    for (unsigned i = 0; i < WORDS_ON_PAPER; i++) {
        if (indexes[i] >= VR_WORDS) {
            status = vr_refuse(why, VR_MALFORMED, "word %u is in no list", i + 1);
            goto out;
        }
        put_word(paper, i, indexes[i]);
    }
    status = vr_share_decode(share, paper, why);
out:
    sodium_memzero(paper, sizeof paper);

    return status;
}

void
vr_share_qr(char text[static VR_SHARE_QR_SIZE], const struct vr_share *share)
{
    static const char digits[] = "0123456789ABCDEF";
    uint8_t paper[VR_SHARE_SIZE];
    char *out = text + sizeof qr_prefix - 1;

    vr_share_encode(paper, share);
    memcpy(text, qr_prefix, sizeof qr_prefix - 1);
    for (size_t i = 0; i < sizeof paper; i++) {
        *out++ = digits[paper[i] >> 4];
        *out++ = digits[paper[i] & 15];
    }
    *out = '\0';
    sodium_memzero(paper, sizeof paper);
}

static int
digit_value(char digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    if (digit >= 'A' && digit <= 'F') {
        return digit - 'A' + 10;
    }

    return -1;
}

enum vr_status
vr_share_qr_decode(struct vr_share *share, const char *text, struct vr_why *why)
{
    const char *digits = text + sizeof qr_prefix - 1;
    uint8_t paper[VR_SHARE_SIZE];
    enum vr_status status = VR_OK;

    if (strlen(text) != VR_SHARE_QR_SIZE - 1 ||
        memcmp(text, qr_prefix, sizeof qr_prefix - 1) != 0) {
        return vr_refuse(why, VR_MALFORMED, "not the text of a share");
    }
    for (size_t i = 0; i < sizeof paper; i++) {
        int high = digit_value(digits[2 * i]);
        int low = digit_value(digits[2 * i + 1]);

        if (high < 0 || low < 0) {
            status = vr_refuse(why, VR_MALFORMED, "not the text of a share");
            goto out;
        }
        paper[i] = (uint8_t) (high << 4 | low);
    }
    status = vr_share_decode(share, paper, why);
out:
    sodium_memzero(paper, sizeof paper);

    return status;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "qr.h"

#include <stdint.h>
#include <string.h>

#include <sodium.h>

#define BLOCKS       2U
#define BLOCK_DATA   43U
#define BLOCK_CHECK  24U
#define DATA_BYTES   (BLOCKS * BLOCK_DATA)
#define ALL_BYTES    (BLOCKS * (BLOCK_DATA + BLOCK_CHECK))
#define TEXT_MAX     122U
#define MODE_LETTERS 2U      /* "alphanumeric" */
#define FORMAT_BITS  0x5412U /* level M, mask 0, with its check bits and the fixed pattern */
#define ALIGNMENT    30U     /* row and column of the middle of the small square */

/* Bits, most significant first. */
struct bits {
    uint8_t bytes[DATA_BYTES];
    size_t count;
};

static void
put_bits(struct bits *bits, unsigned value, unsigned width)
{
    for (unsigned i = width; i > 0; i--) {
        unsigned bit = value >> (i - 1) & 1U;

        bits->bytes[bits->count / 8] =
            (uint8_t) (bits->bytes[bits->count / 8] | bit << (7 - bits->count % 8));
        bits->count++;
    }
}

static enum vr_status
put_text(struct bits *bits, const char *text)
{
    static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    size_t len = strlen(text);

    if (len > TEXT_MAX) {
        return VR_FULL;
    }
    put_bits(bits, MODE_LETTERS, 4);
    put_bits(bits, (unsigned) len, 9);
    for (size_t i = 0; i < len; i += 2) {
        const char *first = strchr(letters, text[i]);
        const char *second = i + 1 < len ? strchr(letters, text[i + 1]) : letters;

        if (first == NULL || second == NULL) {
            return VR_MALFORMED;
        }
        if (i + 1 < len) {
            put_bits(bits, (unsigned) (first - letters) * 45 + (unsigned) (second - letters), 11);
        } else {
            put_bits(bits, (unsigned) (first - letters), 6);
        }
    }

    return VR_OK;
}

/* The end mark (already zeros), then the two filling bytes by turns. */
static void
fill_up(struct bits *bits)
{
    size_t used = (bits->count + 4 + 7) / 8;

    for (size_t i = used; i < DATA_BYTES; i++) {
        bits->bytes[i] = (i - used) % 2 == 0 ? 0xec : 0x11;
    }
}

/* In GF(256) modulo x^8 + x^4 + x^3 + x^2 + 1. No table: the factors may be secret. */
static uint8_t
multiply(uint8_t a, uint8_t b)
{
    unsigned product = 0;

    for (unsigned i = 8; i > 0; i--) {
        product = product << 1 ^ ((product >> 7 & 1U) * 0x11dU);
        product ^= ((unsigned) b >> (i - 1) & 1U) * a;
    }

    return (uint8_t) product;
}

/* The product of (x - 2^i) for i below BLOCK_CHECK, without its leading 1. */
static void
make_divisor(uint8_t divisor[static BLOCK_CHECK])
{
    uint8_t root = 1;

    memset(divisor, 0, BLOCK_CHECK);
    divisor[BLOCK_CHECK - 1] = 1;
    for (size_t i = 0; i < BLOCK_CHECK; i++) {
        for (size_t j = 0; j < BLOCK_CHECK; j++) {
            divisor[j] = multiply(divisor[j], root);
            if (j + 1 < BLOCK_CHECK) {
                divisor[j] ^= divisor[j + 1];
            }
        }
        root = multiply(root, 2);
    }
}

static void
make_check(uint8_t check[static BLOCK_CHECK], const uint8_t data[static BLOCK_DATA])
{
    uint8_t divisor[BLOCK_CHECK];

    make_divisor(divisor);
    memset(check, 0, BLOCK_CHECK);
    for (size_t i = 0; i < BLOCK_DATA; i++) {
        uint8_t factor = data[i] ^ check[0];

        memmove(check, check + 1, BLOCK_CHECK - 1);
        check[BLOCK_CHECK - 1] = 0;
        for (size_t j = 0; j < BLOCK_CHECK; j++) {
            check[j] ^= multiply(divisor[j], factor);
        }
    }
}

/* Data and check bytes of the blocks, by turns. */
static void
interleave(uint8_t all[static ALL_BYTES], const uint8_t data[static DATA_BYTES])
{
    uint8_t check[BLOCKS][BLOCK_CHECK];

    for (size_t block = 0; block < BLOCKS; block++) {
        make_check(check[block], data + block * BLOCK_DATA);
    }
    for (size_t i = 0; i < BLOCK_DATA; i++) {
        for (size_t block = 0; block < BLOCKS; block++) {
            *all++ = data[block * BLOCK_DATA + i];
        }
    }
    for (size_t i = 0; i < BLOCK_CHECK; i++) {
        for (size_t block = 0; block < BLOCKS; block++) {
            *all++ = check[block][i];
        }
    }
    sodium_memzero(check, sizeof check);
}

static unsigned
distance(size_t a, size_t b)
{
    return (unsigned) (a > b ? a - b : b - a);
}

static unsigned
larger(unsigned a, unsigned b)
{
    return a > b ? a : b;
}

/* How far a place lies from the middle of the nearest of the three large squares. */
static unsigned
from_finder(size_t row, size_t column)
{
    const size_t far = QR_SIZE - 4;
    unsigned best = larger(distance(row, 3), distance(column, 3));
    unsigned right = larger(distance(row, 3), distance(column, far));
    unsigned below = larger(distance(row, far), distance(column, 3));

    best = right < best ? right : best;

    return below < best ? below : best;
}

static unsigned
from_alignment(size_t row, size_t column)
{
    return larger(distance(row, ALIGNMENT), distance(column, ALIGNMENT));
}

/* Beside the large squares, with the format in it. */
static bool
is_format(size_t row, size_t column)
{
    return (row == 8 && (column <= 8 || column >= QR_SIZE - 8)) ||
           (column == 8 && (row <= 8 || row >= QR_SIZE - 8));
}

static bool
is_fixed(size_t row, size_t column)
{
    return from_finder(row, column) <= 4 || from_alignment(row, column) <= 2 || row == 6 ||
           column == 6 || is_format(row, column);
}

static void
draw_fixed(struct qr *qr)
{
    for (size_t row = 0; row < QR_SIZE; row++) {
        for (size_t column = 0; column < QR_SIZE; column++) {
            unsigned finder = from_finder(row, column);
            unsigned alignment = from_alignment(row, column);

            if (finder <= 4) {
                qr->dark[row][column] = finder != 2 && finder != 4;
            } else if (alignment <= 2) {
                qr->dark[row][column] = alignment != 1;
            } else if (row == 6 || column == 6) {
                qr->dark[row][column] = (row + column) % 2 == 0;
            }
        }
    }
}

static void
draw_format(struct qr *qr)
{
    for (size_t i = 0; i < 15; i++) {
        bool bit = (FORMAT_BITS >> i & 1U) != 0;

        if (i < 8) {
            qr->dark[i < 6 ? i : i + 1][8] = bit;
            qr->dark[8][QR_SIZE - 1 - i] = bit;
        } else {
            qr->dark[8][i == 8 ? 7 : 14 - i] = bit;
            qr->dark[QR_SIZE - 15 + i][8] = bit;
        }
    }
    qr->dark[QR_SIZE - 8][8] = true;
}

/* In pairs of columns from the right, up and down by turns, under mask 0. Any mask is valid; which
 * one reads best matters only for pictures less random than this. */
static void
draw_bytes(struct qr *qr, const uint8_t all[static ALL_BYTES])
{
    size_t bit = 0;

    for (size_t pair = 0; pair < QR_SIZE / 2; pair++) {
        size_t right = QR_SIZE - 1 - 2 * pair - (pair >= (QR_SIZE - 7) / 2 ? 1 : 0);

        for (size_t i = 0; i < 2 * QR_SIZE; i++) {
            size_t row = pair % 2 == 0 ? QR_SIZE - 1 - i / 2 : i / 2;
            size_t column = right - i % 2;
            bool dark = false;

            if (is_fixed(row, column)) {
                continue;
            }
            if (bit < 8 * ALL_BYTES) {
                dark = ((unsigned) all[bit / 8] >> (7 - bit % 8) & 1U) != 0;
                bit++;
            }
            qr->dark[row][column] = dark != ((row + column) % 2 == 0);
        }
    }
}

enum vr_status
qr_encode(struct qr *qr, const char *text)
{
    struct bits bits = { .count = 0 };
    uint8_t all[ALL_BYTES];
    enum vr_status status = put_text(&bits, text);

    if (status == VR_OK) {
        fill_up(&bits);
        interleave(all, bits.bytes);
        draw_fixed(qr);
        draw_bytes(qr, all);
        draw_format(qr);
    }
    sodium_memzero(&bits, sizeof bits);
    sodium_memzero(all, sizeof all);

    return status;
}

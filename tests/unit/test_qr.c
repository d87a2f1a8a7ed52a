/* SPDX-License-Identifier: EUPL-1.2 */
/* Our QR code of one size, against libqrencode: dot for dot. */
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <qrencode.h>
#include <sodium.h>

#include "qr.h"

static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/* Mask 0 leaves the format as it is: its three bits lie in row 8, columns 2 to 4. */
static bool
has_mask_0(const QRcode *code)
{
    const unsigned char *row = &code->data[8 * code->width];

    return (row[2] & 1) == 1 && (row[3] & 1) == 0 && (row[4] & 1) == 1;
}

static QRcode *
reference(const char *text)
{
    QRinput *input = QRinput_new2(5, QR_ECLEVEL_M);
    QRcode *code;

    cr_assert(input != NULL);
    cr_assert(
        eq(int, QRinput_append(input, QR_MODE_AN, (int) strlen(text), (const void *) text), 0));
    code = QRcode_encodeInput(input);
    cr_assert(code != NULL);
    QRinput_free(input);

    return code;
}

static unsigned
differences(const struct qr *qr, const QRcode *code)
{
    unsigned count = 0;

    cr_assert(eq(int, code->width, QR_SIZE));
    for (size_t i = 0; i < QR_SIZE * QR_SIZE; i++) {
        count += qr->dark[i / QR_SIZE][i % QR_SIZE] != ((code->data[i] & 1) != 0);
    }

    return count;
}

/* libqrencode chooses one of eight masks: texts are tried until it chose ours often enough. */
Test(qr, every_dot_is_where_libqrencode_puts_it)
{
    static const size_t lengths[] = { 100, 1, 2, 99, 121, 122, 0 };
    unsigned compared = 0;

    for (unsigned i = 0; i < 2000 && compared < 28; i++) {
        size_t len = lengths[i % 6];
        char text[123];
        struct qr qr;
        QRcode *code;

        for (size_t j = 0; j < len; j++) {
            text[j] = letters[randombytes_uniform(45)];
        }
        text[len] = '\0';
        code = reference(text);
        if (has_mask_0(code)) {
            cr_assert(eq(int, qr_encode(&qr, text), VR_OK));
            cr_assert(eq(uint, differences(&qr, code), 0), "%s", text);
            compared++;
        }
        QRcode_free(code);
    }
    cr_expect(eq(uint, compared, 28));
}

Test(qr, what_does_not_fit_is_refused)
{
    char text[124];
    struct qr qr;

    memset(text, 'A', sizeof text - 1);
    text[123] = '\0';
    cr_expect(eq(int, qr_encode(&qr, text), VR_FULL));
    cr_expect(eq(int, qr_encode(&qr, "kleine letters"), VR_MALFORMED));
    cr_expect(eq(int, qr_encode(&qr, "A\"B"), VR_MALFORMED));
}

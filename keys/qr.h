/* SPDX-License-Identifier: EUPL-1.2 */
/* A QR code of one size: version 5, level M, up to 122 capitals, digits and -:/ and the like. Its
 * own, because libqrencode leaves the text in freed memory and Debian has no static archive of it;
 * the tests hold it to what libqrencode makes. ISO/IEC 18004. */

#ifndef QR_H
#define QR_H

#include <stdbool.h>
#include <stddef.h>

#include <vrijuit/status.h>

#define QR_SIZE 37U

/* As secret as the text. */
struct qr {
    bool dark[QR_SIZE][QR_SIZE]; /* row, column */
};

/* VR_MALFORMED for a character that the code cannot hold, VR_FULL for a text that is too long. */
enum vr_status qr_encode(struct qr *qr, const char *text) VR_MUST_CHECK;

#endif

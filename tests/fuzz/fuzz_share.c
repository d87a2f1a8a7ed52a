/* SPDX-License-Identifier: EUPL-1.2 */
/* A share on paper: whatever decodes, as bytes, words or QR text, encodes back to the same. */
#include <stdlib.h>
#include <string.h>

#include <vrijuit/share.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_bytes(const uint8_t *data, size_t size)
{
    uint8_t paper[VR_SHARE_SIZE];
    struct vr_share share;
    struct vr_why why;

    if (size < VR_SHARE_SIZE || vr_share_decode(&share, data, &why) != VR_OK) {
        return;
    }
    vr_share_encode(paper, &share);
    if (memcmp(paper, data, sizeof paper) != 0) {
        abort();
    }
}

static void
try_qr(const char *text)
{
    char again[VR_SHARE_QR_SIZE];
    struct vr_share share;
    struct vr_why why;

    if (vr_share_qr_decode(&share, text, &why) != VR_OK) {
        return;
    }
    vr_share_qr(again, &share);
    if (strcmp(again, text) != 0) {
        abort();
    }
}

static void
check_lines(const struct vr_share *share, const uint16_t indexes[static 30], enum vr_lang lang)
{
    for (unsigned n = 1; n <= VR_SHARE_LINES; n++) {
        uint16_t back[VR_SHARE_LINE_WORDS];
        char line[VR_SHARE_LINE_SIZE];
        bool known = true;

        vr_share_line(line, share, n, lang);
        if (vr_share_line_decode(back, &lang, &known, line, n, NULL) != VR_OK ||
            memcmp(back, &indexes[(n - 1) * VR_SHARE_LINE_WORDS], sizeof back) != 0) {
            abort();
        }
    }
}

/* Six lines, parted by line feeds. */
static void
try_lines(char *text)
{
    uint16_t indexes[30];
    enum vr_lang lang = VR_NL;
    bool known = false;
    struct vr_share share;
    struct vr_why why;

    for (unsigned n = 1; n <= VR_SHARE_LINES; n++) {
        char *line = strsep(&text, "\n");

        if (line == NULL || vr_share_line_decode(&indexes[(n - 1) * VR_SHARE_LINE_WORDS], &lang,
                                                 &known, line, n, &why) != VR_OK) {
            return;
        }
    }
    if (vr_share_from_indexes(&share, indexes, &why) == VR_OK) {
        check_lines(&share, indexes, lang);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);

    if (text == NULL) {
        abort();
    }
    if (size > 0) {
        memcpy(text, data, size);
    }
    text[size] = '\0';
    try_bytes(data, size);
    try_qr(text);
    try_lines(text);
    free(text);

    return 0;
}

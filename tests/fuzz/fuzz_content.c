/* SPDX-License-Identifier: EUPL-1.2 */
/* What decodes encodes to bytes that decode, and encode again to the same bytes, no longer than the
 * first. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <vrijuit/content.h>
#include <vrijuit/secret.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *
encode_again(size_t *len, const struct vr_suite *suite, const void *bytes, size_t size)
{
    struct vr_content content;
    struct vr_why why;
    char *text = NULL;

    if (vr_content_decode(&content, suite, bytes, size, &why) != VR_OK) {
        return NULL;
    }
    if (vr_content_encode(&text, len, &content) != VR_OK) {
        abort();
    }
    vr_content_wipe(&content);

    return text;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct vr_suite *suite = vr_suite_find(VR_SUITE_X25519);
    size_t len, again_len;
    char *text, *again;

    if (vr_start() != VR_OK) {
        abort();
    }
    text = encode_again(&len, suite, data, size);
    if (text == NULL) {
        return 0;
    }
    again = encode_again(&again_len, suite, text, len);
    if (again == NULL || len > size || again_len != len || memcmp(again, text, len) != 0) {
        abort();
    }
    free(text);
    free(again);

    return 0;
}

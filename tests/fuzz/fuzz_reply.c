/* SPDX-License-Identifier: EUPL-1.2 */
/* The content of a reply: what decodes encodes again and decodes to the same; and text of any kind
 * is split into parts that fit and that together are the text. */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <vrijuit/bytes.h>
#include <vrijuit/reply.h>

static void
fuzz_content(const uint8_t *data, size_t size)
{
    static struct vr_reply reply, again;
    static uint8_t out[VR_REPLY_PLAIN_MAX];
    const struct vr_suite *suite = vr_suite_find(VR_SUITE_X25519);
    struct vr_why why;
    size_t len = 0;

    if (vr_reply_decode(&reply, data, size, &why) != VR_OK ||
        vr_reply_encode(out, &len, suite, &reply) != VR_OK) {
        return;
    }
    if (vr_reply_decode(&again, out, len, &why) != VR_OK || again.part != reply.part ||
        again.parts != reply.parts || memcmp(again.to, reply.to, sizeof again.to) != 0 ||
        strcmp(again.text, reply.text) != 0) {
        abort();
    }
}

static void
fuzz_split(const char *text)
{
    static struct vr_reply reply;
    static uint8_t out[VR_REPLY_PLAIN_MAX];
    const struct vr_suite *suite = vr_suite_find(VR_SUITE_X25519);
    size_t at = 0;
    size_t len;

    for (uint32_t part = 1; vr_reply_split(&reply, suite, text, part) == VR_OK; part++) {
        if (strncmp(text + at, reply.text, strlen(reply.text)) != 0 ||
            vr_reply_encode(out, &len, suite, &reply) != VR_OK) {
            abort();
        }
        at += strlen(reply.text);
        if (part == reply.parts && text[at] != '\0') {
            abort();
        }
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text;

    if (sodium_init() < 0) {
        return 0;
    }
    fuzz_content(data, size);
    text = malloc(size + 1);
    if (text != NULL) {
        memcpy(text, data, size);
        text[size] = '\0';
        fuzz_split(text);
    }
    free(text);

    return 0;
}

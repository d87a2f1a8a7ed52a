/* SPDX-License-Identifier: EUPL-1.2 */
#include "form_text.h"

#include <string.h>

#include <vrijuit/bytes.h>
#include <vrijuit/secret.h>

#define ALIGNMENT _Alignof(struct form_text)

struct form_text {
    size_t maximum; /* characters */
    size_t letters; /* characters, the last line feed included */
    size_t len;
    char bytes[];
};

enum vr_status
form_text_new(struct form_text **out, size_t maximum)
{
    /* Four bytes a character, one line feed behind the last, one zero. */
    const size_t size = sizeof(struct form_text) + 4 * maximum + 2;
    void *memory = NULL;
    struct form_text *text;
    /* sodium_malloc aligns the end of the memory: its start is aligned when the size is. */
    enum vr_status status = vr_secret_new(&memory, (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);

    if (status == VR_OK) {
        text = memory;
        text->maximum = maximum;
        *out = text;
    }

    return status;
}

void
form_text_free(struct form_text *text)
{
    vr_secret_free(text);
}

static bool
has_control(const char *line)
{
    for (; *line != 0; line++) {
        unsigned char byte = (unsigned char) *line;

        if ((byte < 0x20 && byte != '\t') || byte == 0x7f ||
            (byte == 0xc2 && (unsigned char) line[1] < 0xa0)) {
            return true;
        }
    }

    return false;
}

enum vr_status
form_text_add(struct form_text *text, const char *line)
{
    size_t len = strlen(line);
    size_t letters;

    if (!vr_utf8_valid(line, len) || has_control(line)) {
        return VR_MALFORMED;
    }
    letters = vr_utf8_length(line);
    if (letters > form_text_room(text)) {
        return VR_FULL;
    }
    memcpy(text->bytes + text->len, line, len);
    text->bytes[text->len + len] = '\n';
    text->len += len + 1;
    text->letters += letters + 1;

    return VR_OK;
}

size_t
form_text_room(const struct form_text *text)
{
    return text->letters > text->maximum ? 0 : text->maximum - text->letters;
}

const char *
form_text_value(struct form_text *text)
{
    size_t end = text->len;

    while (end > 0 && strchr(" \t\n", text->bytes[end - 1]) != NULL) {
        end--;
    }
    text->bytes[end] = 0;

    return text->bytes;
}

bool
form_text_is_empty(struct form_text *text)
{
    return form_text_value(text)[0] == 0;
}

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
    char *value; /* behind the bytes */
    char bytes[];
};

enum vr_status
form_text_new(struct form_text **out, size_t maximum)
{
    /* Four bytes a character, one line feed behind the last, one zero. */
    const size_t room = 4 * maximum + 2;
    const size_t size = sizeof(struct form_text) + 2 * room;
    void *memory = NULL;
    struct form_text *text;
    /* sodium_malloc aligns the end of the memory: its start is aligned when the size is. */
    enum vr_status status = vr_secret_new(&memory, (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);

    if (status == VR_OK) {
        text = memory;
        text->maximum = maximum;
        text->value = text->bytes + room;
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

const char *
form_text_line(const struct form_text *text, size_t place)
{
    const char *line = text->bytes;
    const char *end = text->bytes + text->len;

    for (; place > 0 && line < end; place--) {
        line = (const char *) memchr(line, '\n', (size_t) (end - line)) + 1;
    }

    return line < end ? line : NULL;
}

/* Where a line begins, and its length with its line feed. */
static size_t
find_line(size_t *len, const struct form_text *text, size_t place)
{
    const char *line = form_text_line(text, place);
    size_t start = (size_t) (line - text->bytes);

    *len = (size_t) ((const char *) memchr(line, '\n', text->len - start) - line) + 1;

    return start;
}

/* Characters of a part of the text. */
static size_t
count_letters(const char *bytes, size_t len)
{
    size_t count = 0;

    for (size_t i = 0; i < len; i++) {
        count += (bytes[i] & 0xc0) != 0x80;
    }

    return count;
}

void
form_text_remove(struct form_text *text, size_t place)
{
    size_t len;
    size_t start = find_line(&len, text, place);

    text->letters -= count_letters(text->bytes + start, len);
    memmove(text->bytes + start, text->bytes + start + len, text->len - start - len);
    text->len -= len;
}

enum vr_status
form_text_put(struct form_text *text, size_t place, const char *line)
{
    size_t fresh = strlen(line);
    size_t len;
    size_t start = find_line(&len, text, place);
    size_t letters;

    if (!vr_utf8_valid(line, fresh) || has_control(line)) {
        return VR_MALFORMED;
    }
    letters = text->letters - count_letters(text->bytes + start, len) + vr_utf8_length(line) + 1;
    if (letters > text->maximum + 1) {
        return VR_FULL;
    }
    memmove(text->bytes + start + fresh + 1, text->bytes + start + len, text->len - start - len);
    memcpy(text->bytes + start, line, fresh);
    text->bytes[start + fresh] = '\n';
    text->len += fresh + 1 - len;
    text->letters = letters;

    return VR_OK;
}

void
form_text_clear(struct form_text *text)
{
    text->len = 0;
    text->letters = 0;
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
    /* The line ends here; without it the lines would not be lines any more. */
    text->len = end == 0 ? 0 : end + 1;
    text->letters = count_letters(text->bytes, end) + (end == 0 ? 0 : 1);
    text->bytes[end] = '\n';
    memcpy(text->value, text->bytes, end);
    text->value[end] = 0;

    return text->value;
}

bool
form_text_is_empty(struct form_text *text)
{
    return form_text_value(text)[0] == 0;
}

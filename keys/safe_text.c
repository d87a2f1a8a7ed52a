/* SPDX-License-Identifier: EUPL-1.2 */
#include "safe_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#define REPLACEMENT     "\xef\xbf\xbd"
#define REPLACEMENT_LEN 3U

/* Controls, marks and embeddings of direction, line and paragraph separators, tags. */
static const struct {
    uint32_t first;
    uint32_t last;
} unsafe[] = {
    { 0x00, 0x08 },     { 0x0b, 0x1f },       { 0x7f, 0x9f },     { 0x061c, 0x061c },
    { 0x200e, 0x200f }, { 0x2028, 0x202e },   { 0x2066, 0x2069 }, { 0xfeff, 0xfeff },
    { 0xfff9, 0xfffb }, { 0xe0000, 0xe007f },
};

static bool
is_safe(uint32_t point)
{
    for (size_t i = 0; i < sizeof unsafe / sizeof unsafe[0]; i++) {
        if (point >= unsafe[i].first && point <= unsafe[i].last) {
            return false;
        }
    }

    return true;
}

static size_t
sequence_len(uint8_t lead)
{
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xc2 && lead < 0xe0) {
        return 2;
    }
    if (lead >= 0xe0 && lead < 0xf0) {
        return 3;
    }

    return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

/* One code point and its length; a byte that begins none has length 0. */
static uint32_t
next_point(const char *text, size_t *len)
{
    static const uint8_t lead_mask[5] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    const uint8_t *bytes = (const uint8_t *) text;
    size_t count = sequence_len(bytes[0]);
    uint32_t point = bytes[0] & lead_mask[count];

    *len = 0;
    if (count == 0) {
        return 0;
    }
    for (size_t i = 1; i < count; i++) {
        if ((bytes[i] & 0xc0) != 0x80) {
            return 0;
        }
        point = point << 6 | (bytes[i] & 0x3fU);
    }
    *len = count;

    return point;
}

char *
safe_text(const char *text)
{
    char *out = malloc(strlen(text) * REPLACEMENT_LEN + 1);
    size_t at = 0;

    if (out == NULL) {
        return NULL;
    }
    while (*text != '\0') {
        size_t len;
        uint32_t point = next_point(text, &len);

        if (len == 0 || !is_safe(point)) {
            memcpy(out + at, REPLACEMENT, REPLACEMENT_LEN);
            at += REPLACEMENT_LEN;
            text += len == 0 ? 1 : len;
            continue;
        }
        memcpy(out + at, text, len);
        at += len;
        text += len;
    }
    out[at] = '\0';

    return out;
}

void
safe_print(FILE *out, const char *indent, const char *text)
{
    char *safe = safe_text(text);
    const char *line = safe;

    if (safe == NULL) {
        fprintf(out, "%s...\n", indent);
        return;
    }
    while (*line != '\0') {
        size_t len = strcspn(line, "\n");

        fprintf(out, "%s%.*s\n", indent, (int) len, line);
        line += line[len] == '\n' ? len + 1 : len;
    }
    sodium_memzero(safe, strlen(safe));
    free(safe);
}
